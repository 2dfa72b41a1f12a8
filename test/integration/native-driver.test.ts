// A scheduler that is a libprocess process of the simplest kind, on real sockets: it names itself only in
// Libprocess-From, sends every message on a connection of its own, and is answered at the address it advertises.
import { readdirSync, readlinkSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frameMessage } from '../../src/libprocess/framing.ts';
import type { MessageName, MessageTypes } from '../../src/protocol/messages.ts';
import { libprocessName } from '../../src/protocol/names.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { openRaw } from '../http/raw-connection.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { LibprocessPeer, type WireMessage } from '../transcripts/wire.ts';
import { assertAlive } from './aliveness.ts';

const test = suite('a native driver on the wire');

let cluster: Cluster;
let master: DaemonProcess;

test.before(async () => {
  cluster = new Cluster();
  ({ master } = await cluster.startPair());
});

test.after(() => cluster.stop());

interface Framework {
  readonly id: string;
  readonly pid?: string;
  readonly connected: boolean;
  readonly active: boolean;
}

async function frameworks(): Promise<readonly Framework[]> {
  const state = JSON.parse((await http(master.port, 'GET', '/state')).text) as {
    frameworks: readonly Framework[];
  };
  return state.frameworks;
}

/** What the master sent a driver that listens, and the connections it came on. */
class Driver {
  readonly heard: WireMessage[] = [];
  readonly peer: LibprocessPeer;

  private constructor(peer: LibprocessPeer) {
    this.peer = peer;
    peer.events = { onMessage: (message) => this.heard.push(message), onAnswer: () => undefined };
  }

  static async listen(): Promise<Driver> {
    return new Driver(await LibprocessPeer.listen());
  }

  get pid(): string {
    return `scheduler-1@${this.peer.address}`;
  }

  /** Sends one message on a new connection, with a length instead of chunks; returns the status. */
  async say<N extends MessageName>(name: N, message: MessageTypes[N], to = 'master'): Promise<string> {
    const body = Buffer.from(encode(name, message));
    const connection = await openRaw(master.port);
    const head = [
      `POST /${to}/${libprocessName(name)} HTTP/1.1`,
      `Host: 127.0.0.1:${master.port}`,
      `Libprocess-From: ${this.pid}`,
      'Content-Type: application/x-protobuf',
      `Content-Length: ${body.length}`,
    ];
    connection.send(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
    const answer = await connection.until((received) => received.includes('\r\n\r\n'), 'the answer');
    assert.match(answer, /\r\nContent-Length: 0\r\n/);
    connection.socket.destroy();
    return /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? '';
  }

  async hears<N extends MessageName>(name: N): Promise<MessageTypes[N]> {
    const line = `POST /scheduler-1/${libprocessName(name)} HTTP/1.1`;
    const message = await eventually(line, () => this.heard.find(({ head }) => head[0] === line));
    assert.ok(message.head.includes(`User-Agent: libprocess/master@127.0.0.1:${master.port}`));
    assert.ok(message.head.includes(`Libprocess-From: master@127.0.0.1:${master.port}`));
    return decode(name, message.body);
  }
}

const info = { user: 'nobody', name: 'simple', failover_timeout: 3600 };

test('it is registered, offered to, disconnected when it is gone, and taken back at another address', async () => {
  const driver = await Driver.listen();
  assert.is(await driver.say('internal.RegisterFrameworkMessage', { framework: info }), '202');
  const { framework_id } = await driver.hears('internal.FrameworkRegisteredMessage');
  const { offers = [], pids = [] } = await driver.hears('internal.ResourceOffersMessage');
  assert.is(offers.length, 1);
  assert.match(pids[0] ?? '', /^slave\(1\)@127\.0\.0\.1:\d+$/);
  const [framework] = await frameworks();
  assert.equal([framework?.id, framework?.pid], [framework_id.value, driver.pid]);

  await driver.peer.close();
  await eventually('the disconnection', async () => (await frameworks())[0]?.connected === false);
  assert.is((await frameworks())[0]?.pid, driver.pid);

  const next = await Driver.listen();
  const framework_info = { ...info, id: framework_id };
  const call = { type: 'SUBSCRIBE' as const, framework_id, subscribe: { framework_info, force: true } };
  assert.is(await next.say('scheduler.v0.Call', call), '202');
  assert.equal((await next.hears('internal.FrameworkRegisteredMessage')).framework_id, framework_id);
  const [back] = await frameworks();
  assert.equal([back?.pid, back?.active], [next.pid, true]);
  assert.is(await next.say('internal.UnregisterFrameworkMessage', { framework_id }), '202');
  await eventually('the end', async () => (await frameworks()).length === 0);
  await next.peer.close();
});

test('every message is answered: 202 for an actor that is there, 404 for one that is not', async () => {
  const driver = await Driver.listen();
  const unknown = { framework_id: { value: 'nobody' } };
  assert.is(await driver.say('internal.ReviveOffersMessage', unknown), '202');
  assert.is(await driver.say('internal.ReviveOffersMessage', unknown, 'scheduler-1'), '404');
  // The answer of the master to what it refuses is a message, on a connection of its own.
  assert.is(
    await driver.say('internal.ReregisterFrameworkMessage', { framework: info, failover: false }),
    '202',
  );
  assert.match((await driver.hears('internal.FrameworkErrorMessage')).message, "without an 'id'");
  assert.is(await driver.say('internal.AuthenticateMessage', { pid: driver.pid }), '202');
  await driver.hears('internal.AuthenticationErrorMessage');
  await driver.peer.close();
});

test('a driver that ends with its last message, having read no answer, is heard to the end', async () => {
  const driver = await Driver.listen();
  assert.is(await driver.say('internal.RegisterFrameworkMessage', { framework: info }), '202');
  const { framework_id } = await driver.hears('internal.FrameworkRegisteredMessage');
  const to = `127.0.0.1:${master.port}`;
  const said = <N extends MessageName>(name: N, message: MessageTypes[N]): Buffer =>
    frameMessage(driver.pid, 'master', to, libprocessName(name), encode(name, message));
  const connection = await openRaw(master.port);
  connection.socket.pause();
  const revive = said('internal.ReviveOffersMessage', { framework_id });
  const last = said('internal.UnregisterFrameworkMessage', { framework_id });
  const segment = Buffer.concat([...Array.from({ length: 300 }, () => revive), last]);
  await new Promise((resolve) => connection.socket.write(segment, resolve));
  connection.socket.destroy();
  await driver.peer.close();
  // Its failover timeout is an hour: only the last message can have ended it.
  await eventually('the end', async () => (await frameworks()).length === 0);
});

test('a flood from addresses nobody has makes no lasting connection and no framework', async () => {
  const connection = await openRaw(master.port);
  const body = encode('internal.UnregisterFrameworkMessage', { framework_id: { value: 'nobody' } });
  const register = encode('internal.RegisterFrameworkMessage', { framework: { ...info, role: '/' } });
  const to = `127.0.0.1:${master.port}`;
  const before = sockets(master.pid);
  for (let index = 0; index < 2000; index += 1) {
    // Port 1 of loopback: nobody listens, so whatever is sent there fails at once.
    const from = `scheduler-${index}@127.0.0.1:1`;
    const isRefused = index % 2 === 0;
    const name = isRefused ? 'internal.RegisterFrameworkMessage' : 'internal.UnregisterFrameworkMessage';
    const message = isRefused ? register : body;
    connection.send(frameMessage(from, 'master', to, libprocessName(name), message));
    if (index % 100 === 0)
      connection.send(frameMessage(from, 'master', to, 'mesos.scheduler.Call', Buffer.from([255, 1, 2])));
  }
  await connection.until(
    (received) => received.split('HTTP/1.1 202').length - 1 === 2020,
    'the answer to every message',
  );
  await assertAlive(master);
  assert.equal(await frameworks(), []);
  await eventually('the end of the connections', () => sockets(master.pid) <= before + 1);
  connection.socket.destroy();
});

/** Open sockets of a process. */
function sockets(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}

test.run();
