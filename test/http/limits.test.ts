import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../src/http/server.ts';
import { countOf, exchange, openRaw, type RawConnection } from './raw-connection.ts';

const test = suite('http limits');

let server: HttpServer | undefined;
let refused: number[] = [];
let handled = 0;
let received = 0;

const maxBodyBytes = 8 * 1024 * 1024;
const fromLine = 'Libprocess-From: slave(1)@127.0.0.1:5051\r\n';
/** The two paths through the server: plain, and with what makes it a message. */
const paths: [string, string][] = [
  ['plain', ''],
  ['message', fromLine],
];

async function start(limits: HttpServerOptions['limits'] = {}): Promise<number> {
  refused = [];
  handled = 0;
  received = 0;
  server = createHttpServer({
    handler: (request) => {
      handled++;
      return { status: 200, body: String(request.body.length) };
    },
    onMessage: () => {
      received++;
      return true;
    },
    onRefused: (status) => refused.push(status),
    limits,
  });
  return (await server.listen('127.0.0.1', 0)).port;
}

const statusOf = (answer: string): number => Number(answer.split(' ')[1]);

/** Sends without end until the peer closes; returns what was answered and how much could be sent. */
async function flood(
  connection: RawConnection,
  piece: Buffer,
): Promise<{ answer: string; sentBytes: number }> {
  const { socket } = connection;
  let isClosed = false;
  socket.on('close', () => {
    isClosed = true;
  });
  while (!isClosed && socket.writable) {
    if (!socket.write(piece)) {
      await new Promise<void>((resolve) => {
        socket.once('drain', resolve);
        socket.once('close', () => resolve());
      });
    } else {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const answer = await connection.closed();
  return { answer, sentBytes: socket.bytesWritten - socket.writableLength };
}

test.after.each(async () => {
  await server?.close(0);
  server = undefined;
});

for (const [name, line] of paths) {
  test(`a body announced as 1 GB is 413 before anything is read (${name})`, async () => {
    const port = await start();
    const answer = await exchange(port, `POST /a/b HTTP/1.1\r\n${line}Content-Length: 1073741824\r\n\r\n`);
    assert.is(statusOf(answer), 413);
    assert.match(answer, /\r\nConnection: close\r\n/);
    assert.equal(refused, [413]);
  });

  test(`a peer that sends 1 GB all the same gets less than 8 MB rid, and reads its 413 (${name})`, async () => {
    const port = await start();
    const connection = await openRaw(port);
    connection.send(`POST /a/b HTTP/1.1\r\n${line}Content-Length: 1073741824\r\n\r\n`);
    const { answer, sentBytes } = await flood(connection, Buffer.alloc(256 * 1024));
    assert.is(statusOf(answer), 413);
    assert.ok(sentBytes < maxBodyBytes, `${sentBytes} bytes sent`);
    assert.is(handled + received, 0);
  });

  test(`an endless chunked body is 413 at the limit (${name})`, async () => {
    const port = await start({ maxBodyBytes: 1024 * 1024 });
    const connection = await openRaw(port);
    connection.send(`POST /a/b HTTP/1.1\r\n${line}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
    const { answer, sentBytes } = await flood(connection, chunk);
    assert.is(statusOf(answer), 413);
    // What the two kernels hold on the way was sent too, but never read.
    assert.ok(sentBytes < maxBodyBytes, `${sentBytes} bytes sent`);
    assert.is(handled + received, 0);
    assert.equal(refused, [413]);
  });

  test(`a body of exactly the limit is taken (${name})`, async () => {
    const port = await start({ maxBodyBytes: 100_000 });
    const connection = await openRaw(port);
    connection.send(`POST /a/b HTTP/1.1\r\n${line}Content-Length: 100000\r\n\r\n`);
    connection.send(Buffer.alloc(100_000));
    await connection.until((text) => /^HTTP\/1\.1 20[02]/.test(text), 'the answer');
    connection.socket.destroy();
    assert.is(handled + received, 1);
  });

  test(`a gzip bomb is 413 (${name})`, async () => {
    const port = await start();
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const head = `POST /a/b HTTP/1.1\r\n${line}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`;
    const connection = await openRaw(port);
    connection.send(`${head}Connection: close\r\n\r\n`);
    connection.send(bomb);
    assert.is(statusOf(await connection.closed()), 413);
    assert.is(handled + received, 0);
  });

  test(`conflicting lengths are 400, and nothing behind them is served (${name})`, async () => {
    const port = await start();
    const smuggled = 'GET /smuggled HTTP/1.1\r\n\r\n';
    const lengths = [
      `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
      `Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde${smuggled}`,
      `Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n${smuggled}`,
      `Content-Length: 5x\r\n\r\nabcde${smuggled}`,
      `Content-Length : 5\r\n\r\nabcde${smuggled}`,
    ];
    for (const rest of lengths) {
      const answer = await exchange(port, `POST /a/b HTTP/1.1\r\n${line}${rest}`);
      assert.is(statusOf(answer), 400, rest);
      assert.is(countOf(answer, 'HTTP/1.1'), 1);
    }
    assert.is(handled + received, 0);
    assert.equal(
      refused,
      lengths.map(() => 400),
    );
  });

  test(`a flood of headers is 431 (${name})`, async () => {
    const port = await start();
    const many = Array.from({ length: 1000 }, (_, index) => `X-Header-${index}: value\r\n`).join('');
    assert.is(statusOf(await exchange(port, `POST /a/b HTTP/1.1\r\n${line}${many}\r\n`)), 431);
    const long = `POST /a/b HTTP/1.1\r\n${line}X-Long: ${'x'.repeat(64 * 1024)}`;
    assert.is(statusOf(await exchange(port, long)), 431);
    assert.equal(refused, [431, 431]);
  });
}

test('bytes that are no HTTP are 400', async () => {
  const port = await start();
  for (const bytes of [
    '\x16\x03\x01\x02\x00\x01\x00',
    'hello\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    '\0\0\0\0\0\0',
  ]) {
    assert.is(statusOf(await exchange(port, bytes)), 400, JSON.stringify(bytes));
  }
});

test('200 half-open requests are 408, and others are answered meanwhile', async () => {
  const port = await start({ headersTimeoutMs: 3_000, requestTimeoutMs: 3_000 });
  const begun = [
    'GET /half HTTP/1.1\r\nHost: x\r\nX-Un',
    'POST /half HTTP/1.1\r\nContent-Length: 100\r\n\r\nonly this',
    `POST /half/x HTTP/1.1\r\n${fromLine}Content-Length: 100\r\n\r\nonly this`,
    `POST /half/x HTTP/1.1\r\n${fromLine}Transfer-Encoding: chunked\r\n\r\n5\r\nab`,
    `POST /half/x HTTP/1.1\r\n${fromLine}X-Un`,
  ];
  const halves = await Promise.all(Array.from({ length: 200 }, () => openRaw(port)));
  const startMs = performance.now();
  for (const [index, half] of halves.entries()) half.send(begun[index % begun.length] ?? '');
  const answer = await exchange(port, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n');
  assert.is(statusOf(answer), 200);
  const early = halves.filter((half) => half.isClosed || half.received !== '').length;
  // None is due before its time.
  if (performance.now() - startMs < 3_000) assert.is(early, 0);
  for (const half of halves) assert.is(statusOf(await half.closed()), 408);
  assert.is(refused.filter((status) => status === 408).length, 200);
  assert.is(handled, 1);
  assert.is(received, 0);
});

test('a connection that sends nothing, or is between requests, has no limit', async () => {
  const port = await start({ headersTimeoutMs: 200, requestTimeoutMs: 200 });
  const silent = await openRaw(port);
  const plain = await openRaw(port);
  const message = await openRaw(port);
  plain.send('GET /a HTTP/1.1\r\n\r\n');
  message.send(`POST /a/b HTTP/1.1\r\n${fromLine}\r\n`);
  await plain.until((text) => text.includes('200 OK'), 'the first answer');
  await message.until((text) => text.includes('202'), 'the first answer');
  // Longer than node:http's own limit of 5 s for idle connections, which is the one to be proven absent.
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  assert.not(silent.isClosed || plain.isClosed || message.isClosed);
  message.send(`POST /a/b HTTP/1.1\r\n${fromLine}\r\n`);
  await message.until((text) => countOf(text, '202 Accepted') === 2, 'the second answer');
  for (const connection of [silent, plain]) {
    connection.send('GET /b HTTP/1.1\r\n\r\n');
    await connection.until((text) => text.endsWith('\r\n\r\n0'), 'an answer');
  }
  for (const connection of [silent, plain, message]) connection.socket.destroy();
});

test('the connection over the limit is 503, the others stay', async () => {
  const port = await start({ maxConnections: 3 });
  const open = [await openRaw(port), await openRaw(port), await openRaw(port)];
  for (const connection of open) connection.send('GET /a HTTP/1.1\r\n\r\n');
  for (const connection of open) await connection.until((text) => text.includes('200 OK'), 'an answer');
  const over = await openRaw(port);
  assert.is(statusOf(await over.closed()), 503);
  assert.equal(refused, [503]);
  open[0]?.socket.destroy();
  await open[0]?.closed();
  const answer = async (): Promise<number> =>
    statusOf(await exchange(port, 'GET /a HTTP/1.1\r\nConnection: close\r\n\r\n'));
  let status = await answer();
  // The server may hear of the closed connection after the new one.
  for (let attempt = 0; status === 503 && attempt < 100; attempt++) status = await answer();
  assert.is(status, 200);
  for (const connection of open) connection.socket.destroy();
});

test('unfinished bodies of all connections share a limit, which is given back', async () => {
  const port = await start({ maxPendingBodyBytes: 100_000 });
  const half = `POST /a/b HTTP/1.1\r\nContent-Length: 90000\r\n\r\n`;
  const first = await openRaw(port);
  first.send(half + 'x'.repeat(80_000));
  const second = await openRaw(port);
  let answer = '';
  // The two connections are read in no known order: one of them is over the limit.
  second.send(half + 'x'.repeat(80_000));
  answer = await Promise.race([first.closed(), second.closed()]);
  assert.is(statusOf(answer), 503);
  const other = first.isClosed ? second : first;
  other.socket.destroy();
  await other.closed();
  let status = 503;
  for (let attempt = 0; status === 503 && attempt < 100; attempt++) {
    const again = await openRaw(port);
    again.send(
      `POST /a/b HTTP/1.1\r\nConnection: close\r\nContent-Length: 90000\r\n\r\n${'x'.repeat(90_000)}`,
    );
    status = statusOf(await again.closed());
  }
  assert.is(status, 200);
});

test('requests without end on one connection are cut off', async () => {
  const statuses: number[] = [];
  server = createHttpServer({
    handler: () => new Promise(() => undefined),
    onRefused: (status) => statuses.push(status),
    limits: { maxPipelined: 10 },
  });
  const { port } = await server.listen('127.0.0.1', 0);
  assert.is(await exchange(port, 'GET /a HTTP/1.1\r\n\r\n'.repeat(11)), '');
  assert.equal(statuses, [503]);
});

test('of a peer that takes no answers only so many requests are handled; once it reads, all are', async () => {
  const count = 1500;
  const body = Buffer.alloc(64 * 1024, 'x');
  let made = 0;
  server = createHttpServer({
    handler: () => {
      made += 1;
      return { status: 200, headers: { 'X-Number': String(made) }, body };
    },
  });
  const { port } = await server.listen('127.0.0.1', 0);
  const connection = await openRaw(port);
  connection.socket.pause();
  // Counted as they come: to look through a hundred megabytes for each piece takes minutes on a slow machine.
  const numbers: number[] = [];
  let rest = '';
  connection.socket.on('data', (piece: Buffer) => {
    const lines = (rest + piece.toString('latin1')).split('\r\n');
    rest = lines.pop()?.slice(-100) ?? '';
    for (const line of lines) if (line.startsWith('X-Number: ')) numbers.push(Number(line.slice(10)));
  });
  connection.send('GET /a HTTP/1.1\r\n\r\n'.repeat(count));
  let before = -1;
  while (made === 0 || made !== before) {
    before = made;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // What the kernel's buffers took, and a megabyte.
  assert.ok(made < 500, `${made} of ${count} were handled`);
  connection.socket.resume();
  await connection.until(() => numbers.length === count, 'all answers');
  assert.equal(
    numbers,
    Array.from({ length: count }, (_, index) => index + 1),
  );
  connection.socket.destroy();
});

test('of one connection only a few requests are being worked on; the others follow in their order', async () => {
  let now = 0;
  let most = 0;
  const order: string[] = [];
  server = createHttpServer({
    handler: ({ path }) => {
      now += 1;
      most = Math.max(most, now);
      order.push(path);
      return new Promise((resolve) => {
        setTimeout(() => {
          now -= 1;
          resolve({ status: 200, body: path });
        }, 2);
      });
    },
  });
  const { port } = await server.listen('127.0.0.1', 0);
  const paths = Array.from({ length: 200 }, (_, index) => `/${index}`);
  const requests = paths.map(
    (path) => `GET ${path} HTTP/1.1\r\n${path === '/199' ? 'Connection: close\r\n' : ''}\r\n`,
  );
  const answer = await exchange(port, requests.join(''));
  assert.equal(order, paths);
  assert.is(countOf(answer, 'HTTP/1.1 200'), 200);
  assert.ok(most > 1 && most <= 8, String(most));
});

test('a peer that takes none of many answers is given up', async () => {
  server = createHttpServer({
    handler: () => ({ status: 200, body: Buffer.alloc(16 * 1024) }),
    limits: { stalledResponseMs: 200 },
  });
  const { port } = await server.listen('127.0.0.1', 0);
  const connection = await openRaw(port);
  connection.socket.pause();
  connection.send('GET /a HTTP/1.1\r\n\r\n'.repeat(2000));
  while (server.connectionCount > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  connection.socket.destroy();
});

test('headers without number are refused, and those of a request count whatever their place', async () => {
  const port = await start({ maxHeaderBytes: 64 * 1024 });
  const head = (count: number): string =>
    `POST /a HTTP/1.1\r\nConnection: close\r\n${'a:\r\n'.repeat(count)}Content-Length: 3\r\n\r\nabc`;
  assert.is((await exchange(port, head(900))).slice(-1), '3');
  assert.is(statusOf(await exchange(port, head(1100))), 431);
  assert.is(statusOf(await exchange(port, head(5000))), 431);
});

test('a response that its peer does not take is given up, a slow one is not', async () => {
  let pauses = 0;
  server = createHttpServer({
    handler: () => ({ status: 200, body: Buffer.alloc(32 * 1024 * 1024) }),
    limits: { stalledResponseMs: 300 },
  });
  const { port } = await server.listen('127.0.0.1', 0);
  const stalled = await openRaw(port);
  stalled.socket.pause();
  stalled.send('GET /a HTTP/1.1\r\n\r\n');
  while (server.connectionCount > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  stalled.socket.resume();
  assert.ok((await stalled.closed()).length < 32 * 1024 * 1024);
  await server.close();
  // Eight pauses take longer than the limit together; each is far below it, on a busy machine too.
  server = createHttpServer({
    handler: () => ({ status: 200, body: Buffer.alloc(32 * 1024 * 1024) }),
    limits: { stalledResponseMs: 2000 },
  });
  const slow = await openRaw((await server.listen('127.0.0.1', 0)).port);
  slow.send('GET /a HTTP/1.1\r\nConnection: close\r\n\r\n');
  slow.socket.on('data', () => {
    if (pauses++ > 8) return;
    slow.socket.pause();
    setTimeout(() => slow.socket.resume(), 300);
  });
  assert.ok((await slow.closed()).length > 32 * 1024 * 1024);
});

test('Expect: 100-continue is answered, or refused when too large', async () => {
  const port = await start();
  const connection = await openRaw(port);
  connection.send(
    'POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n',
  );
  await connection.until((text) => text === 'HTTP/1.1 100 Continue\r\n\r\n', 'the 100');
  connection.send('abc');
  assert.match(await connection.closed(), /200 OK[\s\S]*\r\n\r\n3$/);
  const large = 'POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n';
  assert.is(statusOf(await exchange(port, large)), 413);
});

test.run();
