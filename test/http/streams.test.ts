import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ResponseStream } from '../../src/http/message.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { openRaw } from './raw-connection.ts';

const test = suite('http streams');

let server: HttpServer;
let port = 0;
let opened: ((stream: ResponseStream) => void) | undefined;
const errors: string[] = [];

const subscribe = 'POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';

function nextStream(): Promise<ResponseStream> {
  return new Promise((resolve) => {
    opened = resolve;
  });
}

test.before(async () => {
  server = createHttpServer({
    handler: (request) => ({
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      stream: (stream) => {
        if (request.path === '/greeting') stream.write(Buffer.from('hello'));
        opened?.(stream);
      },
    }),
    limits: { maxStreamBufferBytes: 256 * 1024 },
    onError: (error) => errors.push(String(error)),
  });
  ({ port } = await server.listen('127.0.0.1', 0));
});

test.after(() => server.close());

test('every write is one chunk, also several of one turn', async () => {
  const stream = nextStream();
  const connection = await openRaw(port);
  connection.send(subscribe);
  const writer = await stream;
  const head = await connection.until((text) => text.endsWith('\r\n\r\n'), 'the head');
  assert.match(head, /\r\nTransfer-Encoding: chunked\r\n/);
  assert.not.match(head, /Content-Length/);
  for (const record of ['first', 'second record', '', 'x'.repeat(300)]) {
    assert.ok(writer.write(Buffer.from(record)));
  }
  const wanted = `5\r\nfirst\r\nd\r\nsecond record\r\n12c\r\n${'x'.repeat(300)}\r\n`;
  await connection.until((text) => text.length >= head.length + wanted.length, 'the records');
  assert.is(connection.received.slice(head.length), wanted);
  writer.write(Buffer.from('last'));
  writer.end();
  const ended = await connection.until((text) => text.endsWith('0\r\n\r\n'), 'the end');
  assert.is(ended.slice(head.length + wanted.length), '4\r\nlast\r\n0\r\n\r\n');
  assert.not(writer.write(Buffer.from('late')));
  connection.socket.destroy();
});

test('the first record leaves with the head', async () => {
  const connection = await openRaw(port);
  connection.send(subscribe.replace('/stream', '/greeting'));
  const [first] = (await once(connection.socket, 'data')) as [Buffer];
  assert.match(first.toString(), /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n5\r\nhello\r\n$/);
  connection.socket.destroy();
});

test('the end of the peer is told once, whether it closes, half-closes or resets', async () => {
  for (const leave of ['destroy', 'end', 'resetAndDestroy'] as const) {
    const stream = nextStream();
    const connection = await openRaw(port);
    connection.send(subscribe);
    const writer = await stream;
    let closes = 0;
    const closed = new Promise<void>((resolve) => {
      writer.onClose(() => {
        closes++;
        resolve();
      });
    });
    connection.socket[leave]();
    await closed;
    assert.not(writer.write(Buffer.from('x')));
    writer.end();
    await new Promise((resolve) => setImmediate(resolve));
    assert.is(closes, 1, leave);
    let isToldLate = false;
    writer.onClose(() => {
      isToldLate = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(isToldLate);
  }
});

test('a stream whose reader is slow is given up at the limit', async () => {
  errors.length = 0;
  const stream = nextStream();
  const connection = await openRaw(port);
  connection.send(subscribe);
  const writer = await stream;
  connection.socket.pause();
  let isClosed = false;
  writer.onClose(() => {
    isClosed = true;
  });
  const record = Buffer.alloc(64 * 1024, 'r');
  let most = 0;
  for (let count = 0; count < 1000 && writer.write(record); count++) {
    most = Math.max(most, writer.bufferedBytes);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(most <= 256 * 1024, `${most} bytes waited`);
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(isClosed);
  assert.is(errors.length, 1);
  assert.match(errors[0] ?? '', 'reader');
  connection.socket.destroy();
});

test('HEAD gets the head of a stream and no stream', async () => {
  const connection = await openRaw(port);
  connection.send('HEAD /greeting HTTP/1.1\r\nConnection: close\r\n\r\n');
  assert.match(await connection.closed(), /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/);
});

test.run();
