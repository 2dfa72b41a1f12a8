// One record may be larger than what a stream buffers; a reader that takes nothing of it still loses the stream with
// the next ones.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ResponseStream } from '../../src/http/message.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { openRaw } from './raw-connection.ts';

const test = suite('large records');

const bufferBytes = 64 * 1024;
const recordBytes = 4 * 1024 * 1024;
let server: HttpServer;
let port = 0;
let opened: ((stream: ResponseStream) => void) | undefined;

test.before(async () => {
  server = createHttpServer({
    handler: () => ({ status: 200, stream: (stream) => opened?.(stream) }),
    limits: { maxStreamBufferBytes: bufferBytes },
  });
  ({ port } = await server.listen('127.0.0.1', 0));
});

test.after(() => server.close());

async function open() {
  const stream = new Promise<ResponseStream>((resolve) => {
    opened = resolve;
  });
  const connection = await openRaw(port);
  connection.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const writer = await stream;
  await connection.until((text) => text.endsWith('\r\n\r\n'), 'the head');
  return { connection, writer };
}

test('a reader gets it whole, and the small ones behind it', async () => {
  const { connection, writer } = await open();
  const before = connection.received.length;
  assert.ok(writer.write(Buffer.alloc(recordBytes, 'x')));
  assert.ok(writer.write(Buffer.from('last')));
  const text = await connection.until((received) => received.endsWith('4\r\nlast\r\n'), 'the end');
  assert.is(text.length - before, `${recordBytes.toString(16)}\r\n`.length + recordBytes + 2 + 9);
  connection.socket.destroy();
});

test('a reader that takes nothing loses the stream', async () => {
  const { connection, writer } = await open();
  connection.socket.pause();
  assert.ok(writer.write(Buffer.alloc(recordBytes, 'x')));
  let small = 0;
  while (small < 1000 && writer.write(Buffer.alloc(1024, 'y'))) small += 1;
  assert.ok(small <= bufferBytes / 1024 + 1, `${small} records were taken`);
  connection.socket.destroy();
});

test('not two large ones at a time', async () => {
  const { connection, writer } = await open();
  connection.socket.pause();
  assert.ok(writer.write(Buffer.alloc(recordBytes, 'x')));
  assert.not(writer.write(Buffer.alloc(recordBytes, 'x')));
  connection.socket.destroy();
});

test.run();
