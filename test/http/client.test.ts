import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createHttpClient } from '../../src/http/client.ts';
import type { ResponseStream } from '../../src/http/message.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';

const test = suite('http client');

let server: HttpServer;
let base = '';
let opened: ((stream: ResponseStream) => void) | undefined;
const client = createHttpClient();

test.before(async () => {
  server = createHttpServer({
    handler: (request) => {
      switch (request.path) {
        case '/stream':
          return { status: 200, headers: { 'Mesos-Stream-Id': 'abc' }, stream: (stream) => opened?.(stream) };
        case '/large':
          return { status: 200, body: Buffer.alloc(100_000) };
        case '/never':
          return new Promise(() => undefined);
        default:
          return {
            status: 200,
            headers: { 'X-Method': request.method, 'X-Type': request.headers['content-type'] ?? '' },
            body: request.body,
          };
      }
    },
  });
  const { port } = await server.listen('127.0.0.1', 0);
  base = `http://127.0.0.1:${port}`;
});

test.after(async () => {
  client.close();
  await server.close(0);
});

async function failureOf(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { code: string; message: string };
  }
  return assert.unreachable() as never;
}

test('a stream whose first bytes come with its head loses none of them', async () => {
  const raw = createServer((socket) => {
    socket.once('data', () =>
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n'),
    );
  });
  raw.listen(0, '127.0.0.1');
  await once(raw, 'listening');
  let isKnown = false;
  const chunk = new Promise<string>((settle) => {
    const events = {
      onChunk: (bytes: Buffer) => settle(`${isKnown ? 'after' : 'before'} the head: ${bytes}`),
      onClose: () => undefined,
    };
    const url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`;
    client.stream('GET', url, events).then((stream) => {
      isKnown = true;
      setTimeout(() => stream.close(), 100);
    });
  });
  assert.is(await chunk, 'after the head: first');
  raw.close();
});

test('sends a body and reads the answer, on one kept connection', async () => {
  const before = server.connectionCount;
  for (let round = 0; round < 20; round++) {
    const body = `round ${round} é`;
    const answer = await client.request('POST', `${base}/echo`, {
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    assert.is(answer.status, 200);
    assert.is(answer.headers['x-method'], 'POST');
    assert.is(answer.headers['x-type'], 'application/json');
    assert.is(answer.body.toString(), body);
  }
  assert.is(server.connectionCount, before + 1);
});

test('head and body leave together, also on a kept connection', async () => {
  const pieces: string[] = [];
  const raw = createServer((socket) => {
    socket.on('data', (piece) => {
      pieces.push(piece.toString());
      socket.write('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    });
  });
  raw.listen(0, '127.0.0.1');
  await once(raw, 'listening');
  const url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/call`;
  const own = createHttpClient();
  await own.request('POST', url, { body: Buffer.from('bytes 1') });
  await own.request('POST', url, { body: 'text 2' });
  assert.is(pieces.length, 2);
  assert.match(
    pieces[0] ?? '',
    /^POST \/call HTTP\/1\.1\r\n[\s\S]*Content-Length: 7\r\n[\s\S]*\r\n\r\nbytes 1$/,
  );
  assert.match(pieces[1] ?? '', /\r\n\r\ntext 2$/);
  own.close();
  raw.close();
});

test('limits of size and time are errors that say so', async () => {
  const small = createHttpClient({ maxResponseBytes: 1000, timeoutMs: 100 });
  assert.is((await failureOf(small.request('GET', `${base}/large`))).code, 'LIMIT_EXCEEDED');
  const late = await failureOf(small.request('GET', `${base}/never`));
  assert.is(late.code, 'NETWORK_FAILED');
  assert.match(late.message, 'not answered within 100 ms');
  small.close();
});

test('a peer that cannot be reached, or leaves in the middle, is NETWORK_FAILED', async () => {
  const raw = createServer((socket) => {
    socket.resume().end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
  });
  raw.listen(0, '127.0.0.1');
  await once(raw, 'listening');
  const url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`;
  assert.is((await failureOf(client.request('GET', url))).code, 'NETWORK_FAILED');
  await new Promise((resolve) => raw.close(resolve));
  const refused = await failureOf(client.request('POST', url, { body: 'x' }));
  assert.is(refused.code, 'NETWORK_FAILED');
  assert.match(refused.message, 'ECONNREFUSED');
  assert.is((await failureOf(client.request('GET', 'not a url'))).code, 'NETWORK_FAILED');
});

test('a read is repeated when the kept connection was closed meanwhile, a call is not', async () => {
  let connections = 0;
  const raw = createServer((socket) => {
    connections++;
    let requests = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      // The second request of a connection finds it dead.
      if (++requests === 2) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
  });
  raw.listen(0, '127.0.0.1');
  await once(raw, 'listening');
  const url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`;
  const own = createHttpClient();
  await own.request('GET', url);
  assert.is((await own.request('GET', url)).status, 200);
  assert.is(connections, 2);
  assert.is((await failureOf(own.request('POST', url))).code, 'NETWORK_FAILED');
  assert.is(connections, 2);
  own.close();
  raw.close();
});

test('a stream gives its head, its chunks and its end', async () => {
  const stream = new Promise<ResponseStream>((resolve) => {
    opened = resolve;
  });
  let text = '';
  let ended: ((error: Error | undefined) => void) | undefined;
  const end = new Promise<Error | undefined>((resolve) => {
    ended = resolve;
  });
  const reading = client.stream(
    'POST',
    `${base}/stream`,
    { onChunk: (chunk) => (text += chunk.toString()), onClose: (error) => ended?.(error) },
    { body: '{}' },
  );
  const writer = await stream;
  const { status, headers } = await reading;
  assert.is(status, 200);
  assert.is(headers['mesos-stream-id'], 'abc');
  writer.write(Buffer.from('5\nhello'));
  writer.write(Buffer.from('2\nhi'));
  writer.end();
  assert.is(await end, undefined);
  assert.is(text, '5\nhello2\nhi');
});

test('closing a stream is seen by the server, a broken stream by the client', async () => {
  const open = async (onClose: (error: Error | undefined) => void) => {
    const stream = new Promise<ResponseStream>((resolve) => {
      opened = resolve;
    });
    const reading = client.stream('POST', `${base}/stream`, { onChunk: () => undefined, onClose });
    return [await stream, await reading] as const;
  };
  let calls = 0;
  const [writer, reader] = await open(() => calls++);
  const closed = new Promise<void>((resolve) => writer.onClose(resolve));
  reader.close();
  await closed;
  assert.is(calls, 0);

  const own = createHttpServer({ handler: () => ({ status: 200, stream: (stream) => opened?.(stream) }) });
  const { port } = await own.listen('127.0.0.1', 0);
  const stream = new Promise<ResponseStream>((resolve) => {
    opened = resolve;
  });
  const broken = new Promise<Error | undefined>((resolve) => {
    void client.stream('GET', `http://127.0.0.1:${port}/`, { onChunk: () => undefined, onClose: resolve });
  });
  await stream;
  await own.close(0);
  assert.is(((await broken) as { code?: string } | undefined)?.code, 'NETWORK_FAILED');
  const refused = client.stream('GET', `http://127.0.0.1:${port}/`, {
    onChunk: () => undefined,
    onClose: () => undefined,
  });
  assert.is((await failureOf(refused)).code, 'NETWORK_FAILED');
});

test.run();
