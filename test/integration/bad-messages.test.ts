// libprocess messages that are malformed, for nobody, or from somebody who has no say: each is answered as
// libprocess answers, and changes nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frameMessage } from '../../src/libprocess/framing.ts';
import type { AgentInfo, MessageName, MessageTypes, TaskInfo } from '../../src/protocol/messages.ts';
import { libprocessName } from '../../src/protocol/names.ts';
import { encode } from '../../src/protocol/protobuf.ts';
import { openRaw } from '../http/raw-connection.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { LibprocessPeer } from '../transcripts/wire.ts';
import { assertAlive, assertBounded } from './aliveness.ts';

const test = suite('bad messages');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let stranger: LibprocessPeer;
let agentId: string;
/** Names of the messages that the daemons sent to the stranger. */
const heard: string[] = [];

test.before(async () => {
  cluster = new Cluster();
  ({ master, agent } = await cluster.startPair());
  stranger = await LibprocessPeer.listen();
  stranger.events = {
    onMessage: ({ head }) => heard.push(/\/(\S+) HTTP/.exec(head[0]?.slice(6) ?? '')?.[1] ?? ''),
    onAnswer: () => undefined,
  };
  const { slaves } = await stateOf(master);
  agentId = slaves?.[0]?.id ?? '';
});

test.after(async () => {
  await stranger.close();
  await cluster.stop();
});

test.after.each(async () => {
  await assertAlive(master);
  await assertAlive(agent);
  await cluster.registered(master);
});

interface State {
  readonly slaves?: readonly { readonly id: string }[];
  readonly frameworks: readonly unknown[];
}

async function stateOf(daemon: DaemonProcess): Promise<State> {
  return JSON.parse((await http(daemon.port, 'GET', '/state')).text) as State;
}

const masterName = 'mesos.internal.RegisterSlaveMessage';

/** Sends the bytes of one message and gives the status it is answered with. */
async function answerTo(daemon: DaemonProcess, bytes: string | Uint8Array): Promise<string> {
  const connection = await openRaw(daemon.port);
  connection.send(bytes);
  const answer = await connection.until((received) => received.includes('\r\n\r\n'), 'an answer');
  connection.socket.destroy();
  return answer.slice(9, 12);
}

function message(to: string, name: string, body: Uint8Array = new Uint8Array()): Buffer {
  return frameMessage('nobody@127.0.0.1:9', to, '127.0.0.1:5050', name, body);
}

/** Sends a message as the stranger and waits until it was handled: messages of one link are answered in order. */
async function fromStranger<N extends MessageName>(
  daemon: DaemonProcess,
  to: string,
  name: N,
  body: MessageTypes[N],
): Promise<void> {
  const frame = frameMessage(
    `stranger@${stranger.address}`,
    to,
    `127.0.0.1:${daemon.port}`,
    libprocessName(name),
    encode(name, body),
  );
  assert.is(await answerTo(daemon, frame), '202', name);
}

test('a message to an actor that does not exist is 404', async () => {
  assert.is(await answerTo(master, message('nobody', masterName)), '404');
  assert.is(await answerTo(master, message('slave(1)', 'mesos.internal.PingSlaveMessage')), '404');
  assert.is(await answerTo(agent, message('master', masterName)), '404');
  assert.is(await answerTo(agent, message('slave(2)', 'mesos.internal.PingSlaveMessage')), '404');
});

test('a message of an unknown name or with a malformed body is 202 and dropped', async () => {
  const bodies = [new Uint8Array([255]), new Uint8Array([10, 200]), new Uint8Array(5000).fill(10)];
  for (const name of [
    'mesos.internal.NoSuchMessage',
    masterName,
    'mesos.internal.StatusUpdateMessage',
    'x',
  ]) {
    for (const body of bodies) {
      assert.is(await answerTo(master, message('master', name, body)), '202', name);
      assert.is(await answerTo(agent, message('slave(1)', name, body)), '202', name);
    }
  }
});

test('a sender that is no UPID is 500', async () => {
  for (const from of ['nobody', 'a@b', 'a@1.2.3.4:99999', '@', '', 'a@300.1.1.1:1', '@127.0.0.1:5']) {
    for (const [daemon, to] of [
      [master, 'master'],
      [agent, 'slave(1)'],
    ] as const) {
      const head = `POST /${to}/${masterName} HTTP/1.1\r\nLibprocess-From: ${from}\r\nContent-Length: 0\r\n\r\n`;
      assert.is(await answerTo(daemon, head), '500', JSON.stringify(from));
    }
  }
});

test('a truncated message does no harm', async () => {
  const whole = message('master', masterName, new Uint8Array(100).fill(8));
  for (let length = 1; length < whole.length; length += 7) {
    const connection = await openRaw(master.port);
    connection.send(whole.subarray(0, length));
    connection.socket.end();
    await connection.closed();
  }
});

test('a flood of garbage messages leaves memory as it was', async () => {
  await assertBounded(master, async () => {
    const connection = await openRaw(master.port);
    const garbage = Buffer.concat([
      message('master', masterName, new Uint8Array(1000).fill(255)),
      message('nobody', masterName, new Uint8Array(1000)),
      message('master', 'mesos.internal.StatusUpdateMessage', new Uint8Array(1000).fill(10)),
    ]);
    const count = 10_000;
    for (let sent = 0; sent < count; sent += 1) {
      if (!connection.socket.write(garbage)) {
        await new Promise((resolve) => connection.socket.once('drain', resolve));
      }
    }
    await eventually('the last answer', () => connection.received.split('HTTP/1.1 404').length > count);
    connection.socket.destroy();
  });
});

const task = (slave: string): TaskInfo => ({
  name: 'stranger',
  task_id: { value: 'stranger' },
  agent_id: { value: slave },
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: '*' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 32 }, allocation_info: { role: '*' } },
  ],
  command: { value: `touch ${join(cluster.directory, 'ran')}`, shell: true },
});

test('the agent answers the ping of a stranger, and of nobody else', async () => {
  heard.length = 0;
  await fromStranger(agent, 'slave(1)', 'internal.PingAgentMessage', { connected: true });
  await eventually('a pong', () => heard.includes('mesos.internal.PongSlaveMessage'));
});

test('the agent runs, kills and ends nothing for a stranger', async () => {
  const framework_id = { value: `${agentId.replace(/-S\d+$/, '')}-0000` };
  await fromStranger(agent, 'slave(1)', 'internal.RunTaskMessage', {
    framework: { user: 'root', name: 'stranger', id: framework_id, roles: ['*'] },
    task: task(agentId),
    pid: `stranger@${stranger.address}`,
  });
  await fromStranger(agent, 'slave(1)', 'internal.KillTaskMessage', {
    framework_id,
    task_id: { value: 'stranger' },
  });
  await fromStranger(agent, 'slave(1)', 'internal.ShutdownFrameworkMessage', { framework_id });
  await fromStranger(agent, 'slave(1)', 'internal.ShutdownMessage', { message: 'a stranger says so' });
  await fromStranger(agent, 'slave(1)', 'internal.AgentRegisteredMessage', {
    agent_id: { value: 'another-S9' },
  });
  // The agent handles messages in order, so this ping is answered after all of them.
  heard.length = 0;
  await fromStranger(agent, 'slave(1)', 'internal.PingAgentMessage', { connected: true });
  await eventually('a pong', () => heard.includes('mesos.internal.PongSlaveMessage'));
  assert.equal((await stateOf(agent)).frameworks, []);
  assert.not.ok(existsSync(join(cluster.directory, 'ran')));
  assert.equal(
    (await stateOf(master)).slaves?.map(({ id }) => id),
    [agentId],
  );
});

test('the master believes no stranger about tasks and agents', async () => {
  const slave = { value: agentId };
  const framework_id = { value: 'no-framework-0000' };
  const uuid = Buffer.from('prnK1KFeRq+N5xFtbRbxNQ==', 'base64');
  const status = { task_id: { value: 'x' }, state: 'TASK_RUNNING', agent_id: slave, uuid } as const;
  const update = { framework_id, agent_id: slave, status, timestamp: 1, uuid };
  await fromStranger(master, 'master', 'internal.StatusUpdateMessage', {
    update,
    pid: `stranger@${stranger.address}`,
  });
  await fromStranger(master, 'master', 'internal.StatusUpdateMessage', {
    update: { ...update, agent_id: { value: 'no-agent-S0' } },
    pid: 'no pid at all',
  });
  await fromStranger(master, 'master', 'internal.ExitedExecutorMessage', {
    agent_id: slave,
    framework_id,
    executor_id: { value: 'x' },
    status: 0,
  });
  await fromStranger(master, 'master', 'internal.UnregisterAgentMessage', { agent_id: slave });
  await fromStranger(master, 'master', 'internal.PongAgentMessage', {});
  assert.is(await answerTo(master, message('slave-observer(77)', 'mesos.internal.PongSlaveMessage')), '404');
  const { frameworks, slaves } = await stateOf(master);
  assert.equal(frameworks, []);
  assert.equal(
    slaves?.map(({ id }) => id),
    [agentId],
  );
});

test('the master admits no agent that makes no sense', async () => {
  const senseless: AgentInfo[] = [
    { hostname: '', resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: -1 } }] },
    { hostname: 'x', resources: [{ name: '', type: 'SCALAR', scalar: { value: 1 } }] },
    { hostname: 'x', resources: [{ name: 'cpus', type: 'SCALAR' }] },
    { hostname: 'x', port: 5051, resources: [{ name: 'cpus', type: 'RANGES', scalar: { value: 1 } }] },
    { hostname: 'x', id: { value: '../../etc' }, resources: [] },
  ];
  for (const info of senseless) {
    await fromStranger(master, 'master', 'internal.RegisterAgentMessage', {
      agent: info,
      version: '1.12.0',
    });
  }
  await fromStranger(master, 'master', 'internal.RegisterAgentMessage', {
    agent: { hostname: 'x', resources: [] },
    version: 'not a version',
  });
  await fromStranger(master, 'master', 'internal.ReregisterAgentMessage', {
    agent: { hostname: 'x', id: { value: '../../etc' }, resources: [] },
    version: '1.12.0',
  });
  assert.equal(
    (await stateOf(master)).slaves?.map(({ id }) => id),
    [agentId],
  );
});

test.run();
