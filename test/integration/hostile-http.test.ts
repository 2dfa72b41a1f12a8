// What has broken HTTP servers before, the original among them, sent to the ports of a real master and a real agent:
// each is answered with its status or cut off, nothing after it is taken for a request of its own, and the daemon is
// the same process and has not grown.
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRaw } from '../http/raw-connection.ts';
import { Cluster, type DaemonProcess, http, plainTasks, residentBytes } from '../support/cluster.ts';
import { assertAlive, assertBounded } from './aliveness.ts';

const test = suite('hostile HTTP');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;

test.before(async () => {
  cluster = new Cluster();
  const limits = ['--http_header_timeout=1secs'];
  master = await cluster.startMaster(undefined, limits);
  agent = await cluster.startAgent(master, [...plainTasks, ...limits]);
  await cluster.registered(master);
});

test.after(() => cluster.stop());

test.after.each(async () => {
  await assertAlive(master);
  await assertAlive(agent);
});

interface Attempt {
  readonly what: string;
  readonly bytes: string | Buffer;
  readonly status: number;
}

const get = (target: string, headers = ''): string => `GET ${target} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const post = (headers: string, body = ''): string =>
  `POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
const health = '{"type":"GET_HEALTH"}';
const chunked = 'Transfer-Encoding: chunked\r\n';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
/** Would be answered with a text nothing else has, if it were taken for a request. */
const smuggled = get('/version');

const attempts: readonly Attempt[] = [
  // Targets.
  { what: 'an escape that is none', bytes: get('/%zz'), status: 400 },
  { what: 'half an escape', bytes: get('/state%'), status: 400 },
  { what: 'an escape of one digit', bytes: get('/state%2'), status: 400 },
  { what: 'an overlong slash', bytes: get('/%c0%af'), status: 400 },
  { what: 'a lone continuation byte', bytes: get('/%80'), status: 400 },
  { what: 'a surrogate', bytes: get('/%ed%a0%80'), status: 400 },
  { what: 'an escaped NUL', bytes: get('/health%00'), status: 400 },
  { what: 'a NUL', bytes: get('/hea\0lth'), status: 400 },
  { what: 'a bad escape in the query', bytes: get('/health?a=%zz&%'), status: 200 },
  { what: 'no target', bytes: 'GET HTTP/1.1\r\nHost: x\r\n\r\n', status: 400 },
  { what: 'an empty target', bytes: 'GET  HTTP/1.1\r\nHost: x\r\n\r\n', status: 400 },
  { what: 'a query alone', bytes: get('?x=1'), status: 400 },
  { what: 'a fragment alone', bytes: get('#x'), status: 400 },
  { what: 'an asterisk', bytes: 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', status: 400 },
  { what: 'absolute form', bytes: get('http://elsewhere.example:1/health'), status: 200 },
  { what: 'absolute form without path', bytes: get('http://elsewhere.example'), status: 404 },
  { what: 'absolute form with a query only', bytes: get('http://elsewhere.example?x'), status: 404 },
  { what: 'absolute form of another scheme', bytes: get('ftp://elsewhere.example/health'), status: 400 },
  { what: 'absolute form without host', bytes: get('http:///health'), status: 400 },
  { what: 'absolute form that climbs', bytes: get('http://x/../health'), status: 404 },
  { what: 'two slashes', bytes: get('//health'), status: 200 },
  { what: 'a path that climbs', bytes: get('/../../etc/passwd'), status: 404 },
  { what: 'one that climbs within', bytes: get('/files/../health'), status: 404 },
  { what: 'one that climbs with escapes', bytes: get('/%2e%2e/%2e%2e/etc/passwd'), status: 404 },
  { what: 'one that climbs with escaped slashes', bytes: get('/..%2f..%2fetc%2fpasswd'), status: 404 },
  { what: 'one that climbs with twice escaped dots', bytes: get('/%252e%252e/etc/passwd'), status: 404 },
  { what: 'one that climbs at its end', bytes: get('/files/..'), status: 404 },
  { what: 'a line end in the path', bytes: get('/nosuch%0d%0aX-Injected:%20yes'), status: 404 },
  { what: 'a request line of 100 KB', bytes: get(`/${'a'.repeat(100_000)}`), status: 431 },
  { what: 'a query of 100 KB', bytes: get(`/health?${'a'.repeat(100_000)}`), status: 431 },
  { what: 'a query of 4000 parameters', bytes: get(`/health?${'a&'.repeat(4000)}`), status: 200 },
  { what: 'a JSONP callback that is a script', bytes: get('/version?jsonp=alert(1)//'), status: 400 },

  // Methods and versions.
  { what: 'an unknown method', bytes: 'FOO /health HTTP/1.1\r\n\r\n', status: 400 },
  { what: 'CONNECT', bytes: 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', status: 405 },
  { what: 'TRACE of what only reads', bytes: 'TRACE /version HTTP/1.1\r\nHost: x\r\n\r\n', status: 405 },
  { what: 'a version to come', bytes: 'GET /health HTTP/2.0\r\nHost: x\r\n\r\n', status: 505 },
  { what: 'a version that is none', bytes: 'GET /health HTTP/1.10\r\nHost: x\r\n\r\n', status: 400 },
  { what: 'another protocol', bytes: 'GET /health ICE/1.0\r\n\r\n', status: 400 },
  { what: 'an upgrade', bytes: get('/health', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'), status: 200 },
  { what: 'an expectation nobody knows', bytes: get('/health', 'Expect: wonders\r\n'), status: 417 },

  // Headers.
  { what: 'a header without colon', bytes: get('/health', 'bad header\r\n'), status: 400 },
  { what: 'a header without name', bytes: get('/health', ': x\r\n'), status: 400 },
  { what: 'space before the colon', bytes: get('/health', 'Content-Length : 5\r\n'), status: 400 },
  { what: 'NUL in a header', bytes: get('/health', 'X: a\0b\r\n'), status: 400 },
  { what: 'NUL in a header name', bytes: get('/health', 'X\0: a\r\n'), status: 400 },
  { what: 'a bare CR in a header', bytes: get('/health', 'X: a\rb\r\n'), status: 400 },
  { what: 'a bare CR as a line end', bytes: 'GET /health HTTP/1.1\rHost: x\r\r', status: 400 },
  { what: 'a header of 100 KB', bytes: get('/health', `X: ${'y'.repeat(100_000)}\r\n`), status: 431 },
  { what: '20,000 headers', bytes: get('/health', 'X: y\r\n'.repeat(20_000)), status: 431 },
  { what: 'a folded line', bytes: get('/health', 'X: a\r\n b\r\n'), status: 400 },
  { what: 'a folded first line', bytes: 'GET /health HTTP/1.1\r\n X: a\r\n\r\n', status: 400 },

  // Where one request ends and the next begins.
  {
    what: 'Content-Length with Transfer-Encoding',
    bytes: post(`Content-Length: 6\r\n${chunked}`, `0\r\n\r\n${smuggled}`),
    status: 400,
  },
  {
    what: 'Transfer-Encoding with Content-Length',
    bytes: post(`${chunked}Content-Length: 6\r\n`, `0\r\n\r\n${smuggled}`),
    status: 400,
  },
  {
    what: 'two Content-Lengths',
    bytes: post('Content-Length: 0\r\nContent-Length: 60\r\n', smuggled),
    status: 400,
  },
  {
    what: 'the same Content-Length twice',
    bytes: post('Content-Length: 21\r\nContent-Length: 21\r\n', health),
    status: 400,
  },
  { what: 'a list of Content-Lengths', bytes: post('Content-Length: 0, 60\r\n', smuggled), status: 400 },
  ...['-1', '+0', '0x0', '1e1', ' ', '٣', '99999999999999999999', '18446744073709551616'].map((length) => ({
    what: `Content-Length: ${length}`,
    bytes: Buffer.from(post(`Content-Length: ${length}\r\n`, smuggled)),
    status: 400,
  })),
  { what: 'a Content-Length of 9 PB', bytes: post('Content-Length: 9007199254740991\r\n'), status: 413 },
  ...['xchunked', 'chunked, identity', 'identity', 'chunked, chunked', '\x0bchunked', 'chunked;q=1', ''].map(
    (encoding) => ({
      what: `Transfer-Encoding: ${JSON.stringify(encoding)}`,
      bytes: post(`Transfer-Encoding: ${encoding}\r\n`, `0\r\n\r\n${smuggled}`),
      status: 400,
    }),
  ),
  {
    what: 'a folded Transfer-Encoding',
    bytes: post('Transfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${smuggled}`),
    status: 400,
  },
  {
    what: 'two Transfer-Encodings',
    bytes: post(`${chunked}Transfer-Encoding: identity\r\n`, `0\r\n\r\n${smuggled}`),
    status: 400,
  },
  {
    what: 'chunks in HTTP/1.0',
    bytes: `POST /api/v1 HTTP/1.0\r\nContent-Type: application/json\r\n${chunked}\r\n0\r\n\r\n${smuggled}`,
    status: 400,
  },
  { what: 'bare line feeds', bytes: 'GET /health HTTP/1.1\nHost: x\n\n', status: 400 },
  { what: 'a bare line feed in the head', bytes: get('/health', 'X: a\nY: b\r\n'), status: 400 },
  {
    what: 'bare line feeds at the end of the head',
    bytes: 'GET /health HTTP/1.1\r\nHost: x\n\n',
    status: 400,
  },

  // Chunks.
  ...['zz', '-1', '+5', '0x5', '5 5', '', ' 5', '_5', '5\x00', 'fffffffffffffffff', '100000000', '5\n'].map(
    (size) => ({
      what: `a chunk of size ${JSON.stringify(size)}`,
      bytes: post(chunked, `${size}\r\nhello\r\n0\r\n\r\n`),
      // Four gigabytes are waited for in vain.
      status: size === '100000000' ? 408 : 400,
    }),
  ),
  { what: 'a chunk longer than said', bytes: post(chunked, '3\r\nhello\r\n0\r\n\r\n'), status: 400 },
  { what: 'a chunk ended by a line feed', bytes: post(chunked, '5\r\nhello\n0\r\n\r\n'), status: 400 },
  { what: 'a chunk size ended by a line feed', bytes: post(chunked, '5\nhello\r\n0\r\n\r\n'), status: 400 },
  {
    what: 'a small chunk extension',
    bytes: post(chunked, `15;name="value"\r\n${health}\r\n0\r\n\r\n`),
    status: 200,
  },
  {
    what: 'a chunk extension of 100 KB',
    bytes: post(chunked, `5;${'x'.repeat(100_000)}\r\nhello\r\n`),
    status: 413,
  },
  {
    what: 'a chunk extension with a line feed',
    bytes: post(chunked, `15;a\nb\r\n${health}\r\n0\r\n\r\n`),
    status: 400,
  },
  { what: 'a trailer', bytes: post(chunked, `${chunk(health)}0\r\nX-Trailer: y\r\n\r\n`), status: 200 },
  {
    what: 'a trailer that changes the head',
    bytes: post(chunked, `${chunk(health)}0\r\nContent-Type: text/plain\r\nHost: y\r\n\r\n`),
    status: 200,
  },
  {
    what: 'a trailer that would be a length',
    bytes: post(chunked, `${chunk(health)}0\r\nContent-Length: 5\r\n\r\n`),
    status: 400,
  },
  {
    what: 'trailers of 100 KB',
    bytes: post(chunked, `${chunk(health)}0\r\n${`X: ${'y'.repeat(100)}\r\n`.repeat(1000)}\r\n`),
    status: 431,
  },

  // Bodies.
  {
    what: 'JSON nested 100,000 deep',
    bytes: body(`{"type":"GET_HEALTH","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    status: 400,
  },
  { what: 'JSON objects nested 100,000 deep', bytes: body('{"a":'.repeat(100_000)), status: 400 },
  { what: 'a number without end', bytes: body(`{"type":${'1'.repeat(1_000_000)}}`), status: 400 },
  { what: 'a gzip bomb', bytes: packed(gzipSync(Buffer.alloc(200_000_000))), status: 413 },
  {
    what: 'a gzip bomb of many members',
    bytes: packed(Buffer.concat(Array.from({ length: 300 }, () => gzipSync(Buffer.alloc(1_000_000))))),
    status: 413,
  },
  { what: 'half a gzip', bytes: packed(gzipSync(health).subarray(0, 15)), status: 400 },
  { what: 'a gzip with rubbish behind it', bytes: packed(Buffer.from('no gzip at all')), status: 400 },
  { what: 'a gzip in a gzip', bytes: packed(gzipSync(gzipSync(health)), 'gzip, gzip'), status: 415 },
  { what: 'an encoding nobody knows', bytes: packed(Buffer.from(health), 'br'), status: 415 },
  { what: 'an honest gzip', bytes: packed(gzipSync(health)), status: 200 },
];

function body(text: string): string {
  return post(`Content-Length: ${Buffer.byteLength(text)}\r\n`, text);
}

function packed(bytes: Buffer, encoding = 'gzip'): Buffer {
  const head = post(`Content-Length: ${bytes.length}\r\nContent-Encoding: ${encoding}\r\n`);
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** A kept connection could still answer what it took for a second request. */
const quietMs = 50;

/** What is refused is closed by the daemon, what waits for more when its time is over; else all that is answered. */
async function answerTo(port: number, bytes: string | Buffer): Promise<string> {
  const connection = await openRaw(port);
  connection.send(bytes);
  const closed = connection.closed();
  await Promise.race([closed, connection.until(isWhole, 'an answer').catch(() => undefined)]);
  await Promise.race([closed, sleep(quietMs)]);
  connection.socket.destroy();
  return connection.received;
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(answer)?.[1] ?? '0';
  return end >= 0 && answer.length >= end + 4 + Number(length);
}

for (const [name, daemonOf] of [
  ['master', () => master],
  ['agent', () => agent],
] as const) {
  test(`${name}: what is malformed or too much is answered with its status, and nothing is smuggled`, async () => {
    const daemon = daemonOf();
    const wrong: string[] = [];
    // Megabytes of JSON make the heap of a fresh process as large as they need, once; what is kept comes each time.
    for (const { bytes } of attempts) await answerTo(daemon.port, bytes);
    await assertBounded(daemon, async () => {
      for (const { what, bytes, status } of attempts) {
        const answer = await answerTo(daemon.port, bytes);
        const given = Number(answer.slice(9, 12));
        if (given !== status) wrong.push(`${what}: ${given}, expected ${status}`);
        if (/product_version/.test(answer)) wrong.push(`${what}: a second request was read`);
        if (/^x-injected/im.test(answer)) wrong.push(`${what}: a header was injected`);
      }
    });
    console.log(`\nFIGURE hostile HTTP: ${attempts.length} attempts on the ${name}`);
    assert.equal(wrong, []);
  });
}

const message = (headers: string, rest = ''): string =>
  `POST /master/mesos.internal.PingSlaveMessage HTTP/1.1\r\nLibprocess-From: a@127.0.0.1:1\r\n${headers}\r\n${rest}`;

/** The same on the path that reads libprocess messages; 202 and 404 are how it answers any message. */
const messages: readonly Attempt[] = [
  {
    what: 'Content-Length with Transfer-Encoding',
    bytes: message(`Content-Length: 6\r\n${chunked}`, `0\r\n\r\n${smuggled}`),
    status: 400,
  },
  {
    what: 'two Content-Lengths',
    bytes: message('Content-Length: 0\r\nContent-Length: 60\r\n', smuggled),
    status: 400,
  },
  { what: 'a list of Content-Lengths', bytes: message('Content-Length: 0, 60\r\n', smuggled), status: 400 },
  { what: 'a signed Content-Length', bytes: message('Content-Length: -1\r\n', smuggled), status: 400 },
  { what: 'a Content-Length of 999 TB', bytes: message('Content-Length: 999999999999999\r\n'), status: 413 },
  {
    what: 'an unknown Transfer-Encoding',
    bytes: message('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${smuggled}`),
    status: 400,
  },
  {
    what: 'a folded Transfer-Encoding',
    bytes: message('Transfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${smuggled}`),
    status: 400,
  },
  { what: 'a bare line feed in the head', bytes: message('X: a\nY: b\r\n'), status: 400 },
  { what: 'NUL in a header', bytes: message('X: a\0b\r\n'), status: 400 },
  ...['zz', '-1', '+5', '0x5', '', ' 5', '5 5', '5\x00'].map((size) => ({
    what: `a chunk of size ${JSON.stringify(size)}`,
    bytes: message(chunked, `${size}\r\nhello\r\n0\r\n\r\n`),
    status: 400,
  })),
  ...['100000000', 'ffffffff', 'fffffffffffffffff'].map((size) => ({
    what: `a chunk of size ${size}`,
    bytes: message(chunked, `${size}\r\nhello`),
    status: 413,
  })),
  { what: 'a chunk longer than said', bytes: message(chunked, '3\r\nhello\r\n0\r\n\r\n'), status: 400 },
  {
    what: 'a chunk extension of 100 KB',
    bytes: message(chunked, `5;${'x'.repeat(100_000)}\r\nhello\r\n`),
    status: 400,
  },
  {
    what: 'trailers of 100 KB',
    bytes: message(chunked, `0\r\n${`X: ${'y'.repeat(100)}\r\n`.repeat(1000)}\r\n`),
    status: 431,
  },
  { what: 'a header of 100 KB', bytes: message(`X: ${'y'.repeat(100_000)}\r\n`), status: 431 },
  { what: 'a sender that is none', bytes: get('/x', '').replace('GET', 'POST'), status: 404 },
  {
    what: 'a bad escape in the id',
    bytes: message('').replace('/master/', '/%zz/'),
    status: 400,
  },
  {
    what: 'a gzip bomb',
    bytes: Buffer.concat([
      Buffer.from(message(`Content-Encoding: gzip\r\nContent-Length: ${bomb().length}\r\n`)),
      bomb(),
    ]),
    status: 413,
  },
];

function bomb(): Buffer {
  return gzipSync(Buffer.alloc(100_000_000));
}

/** Paths of files: what is asked for is never below a sandbox. */
const files: readonly string[] = [
  '/etc/passwd',
  '../../etc/passwd',
  '/../../etc/passwd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '/slave/log/../../../../etc/passwd',
  '/proc/self/environ',
  '%00',
  '/etc/passwd%00.txt',
  'a'.repeat(10_000),
];

test('agent: no file outside a sandbox is read, listed or sent', async () => {
  for (const endpoint of ['/files/read', '/files/browse', '/files/download'])
    for (const file of files) {
      const { status, text } = await http(agent.port, 'GET', `${endpoint}?path=${file}&offset=0&length=100`);
      assert.ok(status === 404 || status === 400, `${endpoint} ${file}: ${status}`);
      assert.not.match(text, 'root:');
    }
});

/** Requests of which a byte comes now and then, for ever. */
const slow: readonly string[] = [
  get('/health', `X: ${'y'.repeat(1000)}\r\n`),
  `${post('Content-Length: 1000\r\n')}${' '.repeat(1000)}`,
  `${post(chunked)}${'1\r\nx\r\n'.repeat(300)}`,
  message(`X: ${'y'.repeat(1000)}\r\n`),
  `${message('Content-Length: 1000\r\n')}${' '.repeat(1000)}`,
  `${message(chunked)}${'1\r\nx\r\n'.repeat(300)}`,
];

/** Writes a byte every 50 ms, the first hundred at once, until the connection is over. */
async function drip(port: number, text: string): Promise<string> {
  const connection = await openRaw(port);
  connection.send(text.slice(0, 100));
  for (let at = 100; at < text.length && !connection.isClosed; at += 1) {
    connection.send(text.slice(at, at + 1));
    await sleep(50);
  }
  connection.socket.destroy();
  return connection.received;
}

/** Requests of one connection; nobody reads the answers. */
const floods: readonly (readonly [string, string])[] = [
  ['reads', get('/state').repeat(20_000)],
  ['calls', body(health).repeat(20_000)],
  ['messages', message('Content-Length: 3\r\n', 'abc').repeat(100_000)],
  ['line ends', '\r\n'.repeat(1_000_000)],
];

/** Three floods whose answers were kept would take more. */
const maxResidentBytes = 512 * 1024 * 1024;

async function pourInto(daemon: DaemonProcess, text: string): Promise<void> {
  const connections = await Promise.all(Array.from({ length: 4 }, () => openRaw(daemon.port)));
  for (const connection of connections) {
    connection.socket.pause();
    connection.send(text);
  }
  for (let i = 0; i < 20; i += 1) {
    assert.is((await http(daemon.port, 'GET', '/health')).status, 200);
    await sleep(25);
  }
  for (const connection of connections) connection.socket.destroy();
}

for (const [name, daemonOf] of [
  ['master', () => master],
  ['agent', () => agent],
] as const) {
  test(`${name}: messages that are malformed or too much`, async () => {
    const daemon = daemonOf();
    const wrong: string[] = [];
    await assertBounded(daemon, async () => {
      for (const { what, bytes, status } of messages) {
        const answer = await answerTo(daemon.port, bytes);
        const given = Number(answer.slice(9, 12));
        if (given !== status) wrong.push(`${what}: ${given}, expected ${status}`);
        if (/product_version/.test(answer)) wrong.push(`${what}: a second request was read`);
      }
    });
    console.log(`\nFIGURE hostile messages: ${messages.length} attempts on the ${name}`);
    assert.equal(wrong, []);
  });

  test(`${name}: requests that come a byte at a time end with 408`, async () => {
    const daemon = daemonOf();
    await assertBounded(daemon, async () => {
      const answers = await Promise.all(slow.map((text) => drip(daemon.port, text)));
      assert.equal(
        answers.map((answer) => answer.slice(0, 12)),
        slow.map(() => 'HTTP/1.1 408'),
      );
    });
  });

  for (const [what, text] of floods) {
    test(`${name}: a flood of pipelined ${what} costs neither memory nor the others their answers`, async () => {
      const daemon = daemonOf();
      for (let i = 0; i < 3; i += 1) await pourInto(daemon, text);
      // How far the heap grows before the collector runs is the engine's choice; what is kept of floods would add up.
      const resident = residentBytes(daemon.pid);
      console.log(`FIGURE ${daemon.name} after floods of ${what}: ${(resident / 2 ** 20).toFixed(0)} MB`);
      assert.ok(resident < maxResidentBytes, `${daemon.name} has ${resident} bytes`);
    });
  }
}

test.run();
