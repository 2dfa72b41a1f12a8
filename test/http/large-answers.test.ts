// Large answers on real sockets: the same bytes for everybody, compressed or not, at the pace of each reader, and a bound
// on what readers that do not read can hold.
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LargeBody } from '../../src/http/large-body.ts';
import type { HttpLimits } from '../../src/http/limits.ts';
import type { HttpHandler } from '../../src/http/message.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';

const test = suite('large answers');

/** Different in every piece, and longer than what sockets hold. */
function body(pieces: number): LargeBody {
  return new LargeBody(
    Array.from({ length: pieces }, (_, index) => Buffer.from(`${index},`.padEnd(128 * 1024, `${index}`))),
  );
}

let server: HttpServer | undefined;
const givenUp: string[] = [];

async function serve(handler: HttpHandler, limits: Partial<HttpLimits> = {}): Promise<number> {
  givenUp.length = 0;
  server = createHttpServer({ handler, limits, onGivenUp: (why) => givenUp.push(why) });
  return (await server.listen('127.0.0.1', 0)).port;
}

test.after.each(async () => {
  await server?.close(0);
});

function ask(port: number, path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((settle, reject) => {
    get({ host: '127.0.0.1', port, path, headers, agent: false }, settle).on('error', reject);
  });
}

async function read(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

test('everybody gets the whole, plain or compressed, with its length', async () => {
  const large = body(60);
  const whole = Buffer.concat(large.pieces);
  const port = await serve(() => ({ status: 200, headers: { 'Content-Type': 'text/plain' }, large }));
  const plain = Array.from({ length: 5 }, async () => {
    const response = await ask(port, '/');
    assert.is(response.headers['content-length'], String(whole.length));
    return read(response);
  });
  for (const bytes of await Promise.all(plain)) assert.ok(bytes.equals(whole));
  const packed = await Promise.all([1, 2].map(() => ask(port, '/', { 'Accept-Encoding': 'gzip' })));
  for (const response of packed) {
    assert.is(response.headers['content-encoding'], 'gzip');
    assert.is(response.headers['vary'], 'Accept-Encoding');
    assert.ok(gunzipSync(await read(response)).equals(whole));
  }
  assert.is(await large.gzipped(), await large.gzipped());
});

test('other requests are answered while a large answer is read slowly', async () => {
  const large = body(400);
  const port = await serve(({ path }) => (path === '/large' ? { status: 200, large } : { status: 204 }));
  const slow = await ask(port, '/large');
  slow.pause();
  for (let count = 0; count < 20; count += 1) {
    const response = await ask(port, '/');
    response.resume();
    assert.is(response.statusCode, 204);
  }
  assert.is((await read(slow)).length, large.length);
});

test('readers of the oldest answer are given up when too much is held', async () => {
  const limits = { maxPendingAnswerBytes: 150 * 1024 * 1024 };
  const port = await serve(() => ({ status: 200, large: body(400) }), limits);
  const readers: IncomingMessage[] = [];
  const broken = new Set<number>();
  for (let index = 0; index < 4; index += 1) {
    const response = await ask(port, '/');
    response.on('error', () => broken.add(index));
    response.pause();
    readers.push(response);
  }
  while (givenUp.length < 1) await sleep(10);
  assert.equal(givenUp, ['pending_answers']);
  readers[0]?.resume();
  while (broken.size < 1) await sleep(10);
  assert.equal([...broken], [0]);
  assert.is((await read(readers[3]!)).length, 400 * 128 * 1024);
});

test('a reader that takes nothing is given up', async () => {
  const port = await serve(() => ({ status: 200, large: body(400) }), { stalledResponseMs: 200 });
  const response = await ask(port, '/');
  response.on('error', () => {});
  response.pause();
  while (givenUp.length === 0) await sleep(10);
  assert.equal(givenUp, ['stalled_reader']);
});

test.run();
