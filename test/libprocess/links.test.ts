import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Log } from '../../src/base/ports.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createTransport, type SocketTransport, type TransportLimits } from '../../src/libprocess/links.ts';
import type { InboundMessage } from '../../src/libprocess/transport.ts';

const test = suite('links');

const logged: string[] = [];
const record = (message: string): void => void logged.push(message);
const log: Log = { debug: record, info: record, warn: record, error: record };

/** A peer that records what each connection brought; it answers only what a test writes. */
class Peer {
  readonly server: Server;
  readonly sockets: Socket[] = [];
  readonly received: string[] = [];
  readonly #waiting: { test: () => boolean; resolve: () => void }[] = [];

  constructor(server: Server) {
    this.server = server;
    server.on('connection', (socket) => {
      const index = this.sockets.push(socket) - 1;
      this.received[index] = '';
      socket.on('error', () => undefined);
      socket.on('data', (piece) => {
        this.received[index] += piece.toString('latin1');
        this.#check();
      });
      socket.on('close', () => this.#check());
      this.#check();
    });
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  until(test: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ test, resolve });
      this.#check();
    });
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  #check(): void {
    for (const { test, resolve } of this.#waiting) if (test()) resolve();
  }
}

async function startPeer(): Promise<Peer> {
  const server = createServer();
  const peer = new Peer(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  peers.push(peer);
  return peer;
}

const peers: Peer[] = [];
const transports: SocketTransport[] = [];

interface Side {
  readonly transport: SocketTransport;
  readonly exited: string[];
  readonly messages: InboundMessage[];
  untilExited(count: number): Promise<void>;
}

function start(limits: Partial<TransportLimits> = {}, address = '127.0.0.1:1'): Side {
  const exited: string[] = [];
  const messages: InboundMessage[] = [];
  const waiting: (() => void)[] = [];
  const transport = createTransport({
    address,
    log,
    limits,
    events: {
      onMessage: (message) => {
        messages.push(message);
        return true;
      },
      onExited: (from) => {
        exited.push(from);
        for (const check of waiting) check();
      },
    },
  });
  transports.push(transport);
  return {
    transport,
    exited,
    messages,
    untilExited: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (exited.length >= count) resolve();
        };
        waiting.push(check);
        check();
      }),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const countOf = (text: string | undefined, part: string): number => (text ?? '').split(part).length - 1;

test.before.each(() => {
  logged.length = 0;
});

test.after.each(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
});

test('a linked address gets all messages on one connection, in order and exact', async () => {
  const peer = await startPeer();
  const { transport, exited } = start();
  const to = `master@${peer.address}`;
  transport.link(to);
  transport.link(`other@${peer.address}`);
  assert.is(transport.linkCount, 1);
  transport.send('slave(1)', to, 'first', Buffer.from('hello'));
  transport.send('slave(1)', `slave-observer(1)@${peer.address}`, 'second', new Uint8Array(0));
  const expected =
    'POST /master/first HTTP/1.1\r\nUser-Agent: libprocess/slave(1)@127.0.0.1:1\r\n' +
    `Libprocess-From: slave(1)@127.0.0.1:1\r\nConnection: Keep-Alive\r\nHost: ${peer.address}\r\n` +
    'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' +
    'POST /slave-observer(1)/second HTTP/1.1\r\nUser-Agent: libprocess/slave(1)@127.0.0.1:1\r\n' +
    `Libprocess-From: slave(1)@127.0.0.1:1\r\nConnection: Keep-Alive\r\nHost: ${peer.address}\r\n\r\n`;
  await peer.until(() => peer.received[0]?.length === expected.length);
  assert.is(peer.received[0], expected);
  // Much later it is still the same connection.
  await turn();
  transport.send('slave(1)', to, 'third', new Uint8Array(0));
  await peer.until(() => countOf(peer.received[0], 'POST') === 3);
  assert.is(peer.sockets.length, 1);
  assert.equal(exited, []);
});

test('many messages of a turn leave in few writes', async () => {
  const peer = await startPeer();
  const { transport } = start();
  const to = `master@${peer.address}`;
  transport.link(to);
  transport.send('a', to, 'warm', new Uint8Array(0));
  await peer.until(() => countOf(peer.received[0], 'POST') === 1);
  let pieces = 0;
  peer.sockets[0]?.on('data', () => pieces++);
  for (let index = 0; index < 200; index++) transport.send('a', to, `n${index}`, Buffer.from('x'));
  await peer.until(() => countOf(peer.received[0], 'POST') === 201);
  assert.ok(pieces <= 10, `${pieces} reads`);
  const order = [...(peer.received[0] ?? '').matchAll(/\/n(\d+) /g)].map((match) => Number(match[1]));
  assert.equal(
    order,
    Array.from({ length: 200 }, (_, index) => index),
  );
});

test('exited comes once when the peer closes, resets or cannot be reached', async () => {
  for (const leave of ['end', 'resetAndDestroy'] as const) {
    const peer = await startPeer();
    const side = start();
    side.transport.link(`master@${peer.address}`);
    await peer.until(() => peer.sockets.length === 1);
    await turn();
    peer.sockets[0]?.[leave]();
    await side.untilExited(1);
    assert.is(side.transport.linkCount, 0);
    // It can be linked again.
    side.transport.link(`master@${peer.address}`);
    await peer.until(() => peer.sockets.length === 2);
    await turn();
    assert.equal(side.exited, [peer.address]);
  }
  const gone = await startPeer();
  const { address } = gone;
  gone.close();
  const side = start();
  side.transport.link(`master@${address}`);
  side.transport.send('a', `master@${address}`, 'lost', new Uint8Array(0));
  assert.equal(side.exited, [], 'never from within the call');
  await side.untilExited(1);
  await turn();
  assert.equal(side.exited, [address]);
});

test('exited comes when a host name cannot be resolved or connecting takes too long', async () => {
  const side = start({ connectTimeoutMs: 100 });
  side.transport.link('master@no-such-host.invalid:5050');
  // Not routed: either no answer ever, or an error at once.
  side.transport.link('master@192.0.2.1:5050');
  await side.untilExited(2);
  assert.equal([...side.exited].sort(), ['192.0.2.1:5050', 'no-such-host.invalid:5050']);
});

test('reconnect replaces the connection without an exit event', async () => {
  const peer = await startPeer();
  const side = start();
  const to = `master@${peer.address}`;
  side.transport.link(to);
  await peer.until(() => peer.sockets.length === 1);
  side.transport.send('a', to, 'unsent', new Uint8Array(0));
  side.transport.link(to, { reconnect: true });
  side.transport.send('a', to, 'after', new Uint8Array(0));
  await peer.until(() => countOf(peer.received[1], 'POST') === 2);
  await peer.until(() => peer.sockets[0]?.destroyed === true);
  assert.match(peer.received[1] ?? '', /\/unsent [\s\S]*\/after /);
  assert.equal(side.exited, []);
  peer.sockets[1]?.destroy();
  await side.untilExited(1);
  assert.equal(side.exited, [peer.address]);
});

test('unlink closes without an exit event, after what was sent', async () => {
  const peer = await startPeer();
  const side = start();
  const to = `master@${peer.address}`;
  side.transport.link(to);
  side.transport.send('a', to, 'last', new Uint8Array(0));
  side.transport.unlink(to);
  await peer.until(() => peer.sockets[0]?.destroyed === true);
  assert.is(countOf(peer.received[0], 'POST'), 1);
  assert.equal(side.exited, []);
});

test('without a link, a connection is closed when its queue is empty, and used until then', async () => {
  const peer = await startPeer();
  const side = start();
  const to = `master@${peer.address}`;
  side.transport.send('a', to, 'one', Buffer.alloc(100_000));
  side.transport.send('a', to, 'two', new Uint8Array(0));
  await peer.until(() => peer.sockets[0]?.destroyed === true);
  assert.is(countOf(peer.received[0], 'POST'), 2);
  side.transport.send('a', to, 'three', new Uint8Array(0));
  await peer.until(() => countOf(peer.received[1], 'POST') === 1);
  assert.is(peer.sockets.length, 2);
  assert.equal(side.exited, []);
});

test('a link takes over the temporary connection, so that order is kept', async () => {
  const peer = await startPeer();
  const side = start();
  const to = `master@${peer.address}`;
  side.transport.send('a', to, 'one', new Uint8Array(0));
  side.transport.link(to);
  side.transport.send('a', to, 'two', new Uint8Array(0));
  await peer.until(() => countOf(peer.received[0], 'POST') === 2);
  await turn();
  await turn();
  assert.is(peer.sockets.length, 1);
  assert.not(peer.sockets[0]?.readableEnded);
  peer.sockets[0]?.destroy();
  await side.untilExited(1);
});

test('what a peer sends back is drained, however much', async () => {
  const peer = await startPeer();
  const side = start();
  const to = `master@${peer.address}`;
  side.transport.link(to);
  await peer.until(() => peer.sockets.length === 1);
  const answer = Buffer.alloc(1024 * 1024, 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
  for (let count = 0; count < 32; count++) {
    // Resolves only when the other side has read: the kernel's buffers hold far less.
    await new Promise<void>((resolve) => peer.sockets[0]?.write(answer, () => resolve()));
  }
  side.transport.send('a', to, 'still', new Uint8Array(0));
  await peer.until(() => countOf(peer.received[0], 'POST') === 1);
  assert.equal(side.exited, []);
});

test('a peer that stops reading costs no more than the limit, then the link', async () => {
  const peer = await startPeer();
  const side = start({ maxQueuedBytes: 256 * 1024 });
  const to = `master@${peer.address}`;
  side.transport.link(to);
  await peer.until(() => peer.sockets.length === 1);
  peer.sockets[0]?.pause();
  const body = Buffer.alloc(64 * 1024);
  for (let count = 0; count < 1000 && side.exited.length === 0; count++) {
    side.transport.send('a', to, 'bulk', body);
    await turn();
  }
  await side.untilExited(1);
  assert.equal(side.exited, [peer.address]);
  assert.ok(logged.includes('link closed'));
});

test('a message to the own address stays inside, but comes in a later turn', async () => {
  const side = start({}, '127.0.0.1:5050');
  side.transport.link('master@127.0.0.1:5050');
  side.transport.send('slave(1)', 'master@127.0.0.1:5050', 'one', Buffer.from('a'));
  side.transport.send('slave(1)', 'master@127.0.0.1:5050', 'two', Buffer.from('b'));
  assert.is(side.messages.length, 0);
  await turn();
  assert.equal(
    side.messages.map(({ to, from, name }) => [to, from, name]),
    [
      ['master', 'slave(1)@127.0.0.1:5050', 'one'],
      ['master', 'slave(1)@127.0.0.1:5050', 'two'],
    ],
  );
  assert.is(side.transport.linkCount, 0);
});

test('a receiver that is no UPID is logged and dropped', () => {
  const side = start();
  side.transport.send('a', 'nonsense', 'x', new Uint8Array(0));
  side.transport.send('a', 'b@::1:5', 'x', new Uint8Array(0));
  assert.is(logged.filter((line) => line.includes('no UPID')).length, 2);
});

test('close sends what is queued and gives no events', async () => {
  const peer = await startPeer();
  const side = start();
  const to = `master@${peer.address}`;
  side.transport.link(to);
  side.transport.send('a', to, 'bye', Buffer.alloc(500_000, 'x'));
  await side.transport.close();
  await peer.until(() => peer.received[0]?.endsWith('\r\n0\r\n\r\n') === true);
  side.transport.send('a', to, 'late', new Uint8Array(0));
  side.transport.link(to);
  await turn();
  assert.is(peer.sockets.length, 1);
  assert.equal(side.exited, []);
});

test('two processes talk both ways, each on its own connection', async () => {
  const all: { to: string; name: string }[] = [];
  const sides: SocketTransport[] = [];
  const servers = [];
  let done = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    done = resolve;
  });
  const rounds = 500;
  for (const id of ['ping', 'pong']) {
    const onMessage = (message: InboundMessage): boolean => {
      if (message.to !== id) return false;
      all.push({ to: message.to, name: message.name });
      const round = Number(message.name);
      if (round >= rounds) done();
      else own().send(id, message.from, String(round + 1), Buffer.alloc(round));
      return true;
    };
    const server = createHttpServer({ handler: () => ({ status: 404 }), onMessage });
    const { port } = await server.listen('127.0.0.1', 0);
    const events = { onMessage, onExited: () => undefined };
    const transport = createTransport({ address: `127.0.0.1:${port}`, events, log });
    const own = (): SocketTransport => transport;
    sides.push(transport);
    transports.push(transport);
    servers.push(server);
  }
  const [ping, pong] = sides;
  assert.ok(ping && pong);
  ping.link(`pong@${pong.address}`);
  pong.link(`ping@${ping.address}`);
  ping.send('ping', `pong@${pong.address}`, '0', new Uint8Array(0));
  await finished;
  assert.equal(
    all.map(({ name }) => Number(name)),
    Array.from({ length: rounds + 1 }, (_, index) => index),
  );
  assert.is(servers[0]?.connectionCount, 1);
  assert.is(servers[1]?.connectionCount, 1);
  await Promise.all(sides.map((transport) => transport.close()));
  await Promise.all(servers.map((server) => server.close()));
});

test.run();
