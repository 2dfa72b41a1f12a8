import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AnswerPace } from '../../src/http/answer-pace.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import type { InboundMessage } from '../../src/libprocess/transport.ts';
import { eventually } from '../support/cluster.ts';
import { countOf, exchange, openRaw } from './raw-connection.ts';

const test = suite('messages over the http port');

const from = 'slave(1)@127.0.0.1:5051';
const messages: InboundMessage[] = [];
const errors: string[] = [];
let server: HttpServer;
let port = 0;

const head = (name: string, extra = ''): string =>
  `POST /master/${name} HTTP/1.1\r\nUser-Agent: libprocess/${from}\r\nLibprocess-From: ${from}\r\n` +
  `Connection: Keep-Alive\r\nHost: 127.0.0.1:5050\r\n${extra}\r\n`;
const chunked = (name: string, body: string): string =>
  `${head(name, 'Transfer-Encoding: chunked\r\n')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
/** Longer than the messages of one read may take together. */
const keepBusy = (): void => {
  const end = performance.now() + 1;
  while (performance.now() < end);
};
const names = (): string[] => messages.map((message) => message.name);

test.before(async () => {
  server = createHttpServer({
    handler: (request) => ({ status: 200, body: `plain ${request.path}` }),
    onMessage: (message) => {
      messages.push({ ...message, body: Uint8Array.from(message.body) });
      if (message.name.startsWith('slow')) keepBusy();
      if (message.name === 'throws') throw new Error('actor broke');
      return message.to === 'master';
    },
    onError: (_error, what) => errors.push(what),
  });
  ({ port } = await server.listen('127.0.0.1', 0));
});

test.before.each(() => {
  messages.length = 0;
  errors.length = 0;
});

test.after(() => server.close());

test('messages are delivered in order and answered', async () => {
  const connection = await openRaw(port);
  connection.send(chunked('one', 'alpha') + head('two') + chunked('three', 'g'.repeat(100)));
  const answer = await connection.until((text) => countOf(text, '\r\n\r\n') === 3, 'three answers');
  assert.match(answer, /^(HTTP\/1\.1 202 Accepted\r\nDate: [^\r]+\r\nContent-Length: 0\r\n\r\n){3}$/);
  assert.equal(names(), ['one', 'two', 'three']);
  assert.equal(messages[0], { to: 'master', from, name: 'one', body: Uint8Array.from(Buffer.from('alpha')) });
  connection.socket.destroy();
});

test('a plain request on a connection of messages is answered, in its place', async () => {
  const connection = await openRaw(port);
  connection.send(
    `${chunked('one', 'alpha')}GET /state HTTP/1.1\r\n\r\n${chunked('two', 'beta')}${head('three')}` +
      'POST /echo HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi',
  );
  const answer = await connection.until((text) => text.endsWith('plain /echo'), 'the last answer');
  assert.equal(
    [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1]),
    ['202', '200', '202', '202', '200'],
  );
  assert.equal(names(), ['one', 'two', 'three']);
  // And the connection still has no limit of idle time, and takes more.
  connection.send(chunked('four', 'delta'));
  await connection.until((text) => countOf(text, '202 Accepted') === 4, 'the fourth');
  connection.socket.destroy();
});

test('a message split anywhere is delivered, whichever path reads it', async () => {
  const framed = Buffer.from(chunked('split', 'alpha') + head('empty'));
  const cuts = Array.from({ length: Math.ceil((framed.length - 1) / 7) }, (_, index) => 1 + 7 * index);
  await Promise.all(
    cuts.map(async (cut) => {
      const bytes = Buffer.from(chunked(`split${cut}`, 'alpha') + head(`empty${cut}`));
      const connection = await openRaw(port);
      connection.send(bytes.subarray(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      connection.send(bytes.subarray(cut));
      await connection.until((text) => countOf(text, '202 Accepted') === 2, `both answers, cut at ${cut}`);
      connection.socket.destroy();
    }),
  );
  for (const cut of cuts) {
    const own = names().filter((name) => name.replace(/^\D+/, '') === String(cut));
    assert.equal(own, [`split${cut}`, `empty${cut}`]);
  }
});

test('under many messages libprocess, which throws answers away, gets many in one write', async () => {
  const flood = await openRaw(port);
  const many = chunked('flood', 'alpha').repeat(2_000);
  const flooding = setInterval(() => flood.send(many), 200);
  const connection = await openRaw(port);
  let pieces = 0;
  connection.socket.on('data', () => pieces++);
  let sent = 0;
  try {
    // Answers are held from the first sweep on that has seen the flood.
    do {
      pieces = 0;
      for (let round = 0; round < 20; round++) {
        sent += 1;
        const name = `held${sent}`;
        connection.send(chunked(name, 'alpha'));
        while (!names().includes(name)) {
          messages.length = 0;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      const count = sent;
      await connection.until((text) => countOf(text, '202 Accepted') === count, `${count} answers`);
    } while (pieces > 5);
  } finally {
    clearInterval(flooding);
    connection.socket.destroy();
    flood.socket.destroy();
  }
});

test('answers are held while there are many messages, and not before or after', () => {
  const pace = new AnswerPace(0);
  assert.is(pace.isHolding, false);
  pace.count(900);
  pace.sweep(1_000);
  assert.is(pace.isHolding, false);
  pace.count(300);
  pace.count(300);
  pace.sweep(1_500);
  assert.is(pace.isHolding, true);
  pace.sweep(2_500);
  assert.is(pace.isHolding, false);
});

test('404, 400 and 500 leave the connection as it is, on both paths', async () => {
  for (const first of ['', 'GET /state HTTP/1.1\r\n\r\n']) {
    const connection = await openRaw(port);
    const line = `Libprocess-From: ${from}\r\n`;
    connection.send(
      `${first}POST /nobody/x HTTP/1.1\r\n${line}\r\nPOST /%zz/x HTTP/1.1\r\n${line}\r\n` +
        'POST /master/x HTTP/1.1\r\nLibprocess-From: nonsense\r\n\r\n' +
        `POST /master/throws HTTP/1.1\r\n${line}\r\nPOST /master/y HTTP/1.1\r\n${line}\r\n`,
    );
    const answer = await connection.until((text) => countOf(text, '202 Accepted') === 2, 'the answers');
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1]);
    assert.equal(first === '' ? statuses : statuses.slice(1), ['404', '400', '500', '202', '202']);
    connection.socket.destroy();
  }
  assert.equal(errors, ['message throws to master', 'message throws to master']);
});

test('gzip, Connection: close and Content-Length are understood', async () => {
  const packed = gzipSync('hello '.repeat(50));
  const connection = await openRaw(port);
  connection.send(head('packed', `Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n`));
  connection.send(packed);
  // Inflating takes a while: the next message must not pass.
  connection.send(head('next', 'Content-Length: 0\r\n'));
  await connection.until((text) => countOf(text, '202 Accepted') === 2, 'both answers');
  assert.equal(names(), ['packed', 'next']);
  assert.is(Buffer.from(messages[0]?.body ?? []).toString(), 'hello '.repeat(50));
  connection.socket.destroy();
  const answer = await exchange(port, head('last').replace('Keep-Alive', 'close'));
  assert.match(answer, /^HTTP\/1\.1 202 /);
});

test('a peer that half-closes after its messages has them delivered', async () => {
  const connection = await openRaw(port);
  connection.socket.end(chunked('one', 'alpha') + head('two'));
  assert.is(countOf(await connection.closed(), '202 Accepted'), 2);
  assert.equal(names(), ['one', 'two']);
});

test('a peer that sends its last messages, reads nothing and is gone has all of them delivered', async () => {
  const count = 300;
  const connection = await openRaw(port);
  connection.socket.pause();
  const bytes = Array.from({ length: count }, (_, index) => chunked(`last-${index}`, 'x'.repeat(1000)));
  await new Promise((resolve) => connection.socket.write(bytes.join(''), resolve));
  connection.socket.destroy();
  await eventually('the last message', () => names().includes(`last-${count - 1}`));
  assert.equal(
    names(),
    bytes.map((_, index) => `last-${index}`),
  );
});

test('an actor that takes its time costs a peer that is gone nothing', async () => {
  const connection = await openRaw(port);
  connection.socket.pause();
  const bytes = Array.from({ length: 150 }, (_, index) => chunked(`slow-${index}`, 'x'.repeat(1000)));
  await new Promise((resolve) => connection.socket.write(bytes.join(''), resolve));
  connection.socket.destroy();
  await eventually('the last message', () => names().includes('slow-149'));
  assert.is(names().length, 150);
});

test('the sender must be the TCP peer when that is asked for', async () => {
  const strict = createHttpServer({
    handler: () => ({ status: 200 }),
    onMessage: () => true,
    requirePeerAddressIpMatch: true,
  });
  const { port: strictPort } = await strict.listen('127.0.0.1', 0);
  const foreign = head('x').replaceAll('@127.0.0.1', '@10.9.8.7').replace('Keep-Alive', 'close');
  assert.match(await exchange(strictPort, foreign), /^HTTP\/1\.1 400 /);
  assert.match(await exchange(strictPort, head('x').replace('Keep-Alive', 'close')), /^HTTP\/1\.1 202 /);
  const connection = await openRaw(strictPort);
  connection.send(head('x').replaceAll('@127.0.0.1', '@10.9.8.7') + head('y'));
  const answer = await connection.until((text) => countOf(text, '\r\n\r\n') === 2, 'both answers');
  assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*HTTP\/1\.1 202 /);
  connection.socket.destroy();
  await strict.close();
});

test.run();
