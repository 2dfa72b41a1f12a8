import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpRequest, HttpResponse } from '../../src/http/message.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { exchange, openRaw } from './raw-connection.ts';

const test = suite('http server');

const dir = mkdtempSync(join(tmpdir(), 'mesos-http-'));
const seen: HttpRequest[] = [];
const errors: [string, string][] = [];
let server: HttpServer;
let port = 0;

function handler(request: HttpRequest): HttpResponse | Promise<HttpResponse> {
  seen.push(request);
  switch (request.path) {
    case '/throws':
      throw new Error('handler broke');
    case '/rejects':
      return Promise.reject(new Error('later'));
    case '/bad-header':
      return { status: 200, headers: { 'X-Bad': 'a\nb' }, body: '' };
    case '/later':
      return new Promise((resolve) => setImmediate(() => resolve({ status: 200, body: 'later' })));
    case '/big':
      return { status: 200, headers: { 'Content-Type': 'application/json' }, body: '["äöü"]'.repeat(1000) };
    case '/empty':
      return { status: 202 };
    case '/file':
      return { status: 200, file: { path: join(dir, request.query.get('name') ?? '') } };
    default:
      return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: Buffer.from(request.body) };
  }
}

const close = 'Connection: close\r\n\r\n';
const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}${close}`;
const statusOf = (answer: string): number => Number(answer.split(' ')[1]);
const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);

test.before(async () => {
  server = createHttpServer({
    handler,
    onError: (error, what) => errors.push([String(error), what]),
  });
  ({ port } = await server.listen('127.0.0.1', 0));
});

test.before.each(() => {
  seen.length = 0;
  errors.length = 0;
});

test.after(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});

test('a request as the handler sees it', async () => {
  const answer = await exchange(
    port,
    'POST /a%20b/c?x=1%262&y=%7e HTTP/1.1\r\nHost: x\r\nAccept: a/b\r\nX-One: 1\r\nAccept: c/d\r\n' +
      `Content-Length: 5\r\n${close}hello`,
  );
  const [request] = seen;
  assert.is(request?.method, 'POST');
  assert.is(request?.path, '/a b/c');
  assert.is(request?.target, '/a%20b/c?x=1%262&y=%7e');
  assert.equal(
    [...(request?.query ?? [])],
    [
      ['x', '1&2'],
      ['y', '~'],
    ],
  );
  assert.is(request?.headers['accept'], 'a/b, c/d');
  assert.is(request?.headers['x-one'], '1');
  assert.is(request?.remoteAddress, '127.0.0.1');
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(answer, /\r\nContent-Length: 5\r\n/);
  assert.match(answer, /\r\nDate: /);
  assert.is(bodyOf(answer), 'hello');
});

test('a chunked body, an absent Host, an absolute target and a 202 without body', async () => {
  const chunked = 'POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n';
  assert.is(bodyOf(await exchange(port, `${chunked}${close}2\r\nab\r\n1\r\nc\r\n0\r\n\r\n`)), 'abc');
  await exchange(port, get('http://example.org:5050/state?a=b'));
  assert.is(seen.at(-1)?.path, '/state');
  assert.is(seen.at(-1)?.target, '/state?a=b');
  const empty = await exchange(port, get('/empty'));
  assert.match(empty, /^HTTP\/1\.1 202 Accepted\r\n/);
  assert.match(empty, /\r\nContent-Length: 0\r\n/);
});

test('a gzipped body is inflated; what is no gzip is refused', async () => {
  const packed = gzipSync('hello '.repeat(100));
  const head = (length: number): string =>
    `POST /echo HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: ${length}\r\n${close}`;
  const answer = await exchange(port, Buffer.concat([Buffer.from(head(packed.length)), packed]));
  assert.is(bodyOf(answer), 'hello '.repeat(100));
  assert.is(statusOf(await exchange(port, `${head(5)}plain`)), 400);
  const unknown = head(5).replace('gzip', 'br');
  assert.is(statusOf(await exchange(port, `${unknown}plain`)), 415);
});

test('pipelined requests reach the handler, and are answered, in their order', async () => {
  const connection = await openRaw(port);
  connection.send(
    'GET /later HTTP/1.1\r\n\r\nPOST /p HTTP/1.1\r\nContent-Length: 1\r\n\r\nAGET /q HTTP/1.1\r\n\r\n' +
      `POST /r HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nB\r\n0\r\n\r\nGET /s HTTP/1.1\r\n${close}`,
  );
  const answer = await connection.closed();
  assert.equal(
    seen.map((request) => request.path),
    ['/later', '/p', '/q', '/r', '/s'],
  );
  assert.equal(
    [...answer.matchAll(/\r\n\r\n([^H]*)/g)].map((match) => match[1]),
    ['later', 'A', '', 'B', ''],
  );
});

test('a handler that throws is a 500, and the connection goes on', async () => {
  const connection = await openRaw(port);
  for (const path of ['/throws', '/rejects', '/bad-header']) connection.send(`GET ${path} HTTP/1.1\r\n\r\n`);
  connection.send(get('/fine'));
  const answer = await connection.closed();
  assert.equal(
    [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1]),
    ['500', '500', '500', '200'],
  );
  assert.equal(errors.map(([, what]) => what).sort(), ['GET /bad-header', 'GET /rejects', 'GET /throws']);
  assert.not.match(answer, 'handler broke');
});

test('paths that climb are 404, malformed ones 400, and no handler sees them', async () => {
  const cases: [string, number][] = [
    ['/..', 404],
    ['/../etc/passwd', 404],
    ['/a/%2e%2e/b', 404],
    ['/a%2f..', 404],
    ['/%', 400],
    ['/%zz', 400],
    ['/%ff', 400],
    ['/a%00b', 400],
    ['*', 400],
    ['ftp://x/', 400],
  ];
  for (const [path, status] of cases) assert.is(statusOf(await exchange(port, get(path))), status, path);
  assert.is(seen.length, 0);
  assert.is(statusOf(await exchange(port, 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n')), 405);
});

test('HEAD has the headers of GET and no body', async () => {
  const connection = await openRaw(port);
  connection.send('HEAD /big HTTP/1.1\r\n\r\n');
  connection.send(get('/fine'));
  const answer = await connection.closed();
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\nContent-Type: application\/json\r\nContent-Length: 10000\r\n/);
  assert.is(answer.indexOf('HTTP/1.1 200 OK', 1), answer.indexOf('\r\n\r\n') + 4);
});

test('bodies of 1024 bytes and more are gzipped when the client allows', async () => {
  const packed = await exchange(port, get('/big', 'Accept-Encoding: deflate, gzip;q=0.5\r\n'));
  assert.match(packed, /\r\nContent-Encoding: gzip\r\n/);
  const body = Buffer.from(bodyOf(packed), 'latin1');
  assert.match(packed, `\r\nContent-Length: ${body.length}\r\n`);
  assert.is(gunzipSync(body).toString(), '["äöü"]'.repeat(1000));
  assert.not.match(await exchange(port, get('/big')), /Content-Encoding/);
  assert.not.match(await exchange(port, get('/big', 'Accept-Encoding: gzip;q=0\r\n')), /Content-Encoding/);
  assert.not.match(await exchange(port, get('/fine', 'Accept-Encoding: gzip\r\n')), /Content-Encoding/);
});

test('a file is sent with its length; what is no regular file is 404', async () => {
  const content = Buffer.alloc(300_000, 'abcdefg');
  writeFileSync(join(dir, 'content'), content);
  writeFileSync(join(dir, 'none'), '');
  execFileSync('mkfifo', [join(dir, 'fifo')]);
  const answer = await exchange(port, get('/file?name=content'));
  assert.match(answer, /\r\nContent-Length: 300000\r\n/);
  assert.ok(bodyOf(answer) === content.toString('latin1'));
  assert.match(await exchange(port, get('/file?name=none')), /\r\nContent-Length: 0\r\n/);
  for (const name of ['missing', 'fifo', '', 'content/x']) {
    assert.is(statusOf(await exchange(port, get(`/file?name=${name}`))), 404, name);
  }
  const head = await exchange(port, `HEAD /file?name=content HTTP/1.1\r\n${close}`);
  assert.match(head, /\r\nContent-Length: 300000\r\n/);
  assert.is(bodyOf(head), '');
});

test('a port in use is refused with a hint', async () => {
  const second = createHttpServer({ handler });
  try {
    await second.listen('127.0.0.1', port);
    assert.unreachable();
  } catch (error) {
    assert.is((error as { code?: string }).code, 'LISTEN_FAILED');
    assert.match(String((error as { hint?: string }).hint), 'another process has the port');
  }
  await second.close();
});

test.run();
