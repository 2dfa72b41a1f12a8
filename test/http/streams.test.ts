import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ResponseStream } from '../../src/http/message.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { eventually } from '../support/cluster.ts';
import { openRaw, type RawConnection } from './raw-connection.ts';

const test = suite('http streams');

let server: HttpServer;
let port = 0;
let opened: ((stream: ResponseStream) => void) | undefined;
const sources: Readable[] = [];
const requests: string[] = [];
const errors: string[] = [];

const subscribe = 'POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';

const maxStreamBufferBytes = 256 * 1024;
const ways = ['destroy', 'end', 'resetAndDestroy'] as const;

function nextStream(): Promise<ResponseStream> {
  return new Promise((resolve) => {
    opened = resolve;
  });
}

test.before(async () => {
  server = createHttpServer({
    handler: (request) => {
      requests.push(request.path);
      if (request.path === '/plain') return { status: 200, body: 'plain' };
      if (request.path === '/source') {
        const source = new Readable({ read: () => undefined });
        sources.push(source);
        return { status: 200, source };
      }
      return {
        status: 200,
        headers: { 'Content-Type': 'application/json' },
        stream: (stream) => {
          if (request.path === '/greeting') stream.write(Buffer.from('hello'));
          opened?.(stream);
        },
      };
    },
    limits: { maxStreamBufferBytes, stalledResponseMs: 500 },
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

test('records of one turn of the loop leave in one system call', async () => {
  const stream = nextStream();
  const connection = await openRaw(port);
  connection.send(subscribe);
  const opened = await stream;
  await connection.until((text) => text.includes('application/json'), 'the head');
  const before = writeCalls();
  for (let record = 1; record <= 50; record++) {
    opened.write(Buffer.from(`record ${record};`));
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }
  await connection.until((text) => text.includes('record 50;'), 'the records');
  assert.ok(writeCalls() - before <= 3, `${writeCalls() - before} calls for 50 records`);
  connection.socket.destroy();
});

/** System calls by which this process has written, to sockets too. */
function writeCalls(): number {
  return Number(/^syscw: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]);
}

test('the first record leaves with the head', async () => {
  const connection = await openRaw(port);
  connection.send(subscribe.replace('/stream', '/greeting'));
  const [first] = (await once(connection.socket, 'data')) as [Buffer];
  assert.match(first.toString(), /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n5\r\nhello\r\n$/);
  connection.socket.destroy();
});

test('the end of the peer is told once, whether it closes, half-closes or resets', async () => {
  for (const leave of ways) {
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

/** Opens that many streams by pipelined requests; only the first of them is being sent. */
async function openStreams(connection: RawConnection, count: number): Promise<ResponseStream[]> {
  const streams: ResponseStream[] = [];
  const all = new Promise<void>((resolve) => {
    opened = (stream) => {
      if (streams.push(stream) === count) resolve();
    };
  });
  connection.send(subscribe.repeat(count));
  await all;
  return streams;
}

function closing(stream: ResponseStream): Promise<void> {
  return new Promise((resolve) => stream.onClose(resolve));
}

test('a hang-up is told at once while the stream has bytes that are not taken, and the connection ends', async () => {
  for (const leave of ways) {
    const stream = nextStream();
    const connection = await openRaw(port);
    connection.send(subscribe);
    const writer = await stream;
    connection.socket.pause();
    const record = Buffer.alloc(32 * 1024, 'r');
    while (writer.bufferedBytes < maxStreamBufferBytes / 2) {
      assert.ok(writer.write(record));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const closed = closing(writer);
    connection.socket[leave]();
    await closed;
    assert.not(writer.write(record), leave);
    assert.is(writer.bufferedBytes, 0);
    await eventually('the end of the connection', () => server.connectionCount === 0);
    connection.socket.destroy();
  }
});

test('a hang-up after pipelined requests is told to the stream behind them', async () => {
  for (const leave of ways) {
    const stream = nextStream();
    const connection = await openRaw(port);
    connection.send(`${'GET /plain HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(5)}${subscribe}`);
    const closed = closing(await stream);
    connection.socket[leave]();
    await closed;
  }
});

test('a hang-up is told to streams and sources that wait behind another answer', async () => {
  for (const leave of ways) {
    sources.length = 0;
    const connection = await openRaw(port);
    const streams = await openStreams(connection, 3);
    connection.send('GET /source HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually('the request for the source', () => sources.length === 1);
    const closed = streams.map(closing);
    connection.socket[leave]();
    await Promise.all(closed);
    await eventually('the end of the source', () => sources[0]?.destroyed);
  }
});

test('what is held back until its peer has gone is not served', async () => {
  const connection = await openRaw(port);
  await openStreams(connection, 8);
  requests.length = 0;
  connection.send('GET /plain HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(4));
  await new Promise((resolve) => setTimeout(resolve, 50));
  connection.socket.resetAndDestroy();
  await eventually('the end of the connection', () => server.connectionCount === 0);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(requests, []);
});

test('a stream that waits behind another answer is told when it is given up', async () => {
  errors.length = 0;
  const connection = await openRaw(port);
  const [, second] = await openStreams(connection, 2);
  assert.ok(second !== undefined);
  const closed = closing(second);
  const record = Buffer.alloc(64 * 1024, 'r');
  while (second.write(record));
  await closed;
  assert.is(errors.length, 1);
  await connection.closed();
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
