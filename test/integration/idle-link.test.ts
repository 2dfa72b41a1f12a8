// Links that carry nothing for two minutes stay open and work: peers take a closed link for a dead process.
// Real time, because what would close a link are real timers of sockets and servers.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRaw } from '../http/raw-connection.ts';
import { Cluster, type DaemonProcess, eventually } from '../support/cluster.ts';
import { LibprocessPeer } from '../transcripts/wire.ts';

const test = suite('idle links');

const idleMs = 125_000;

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;

test.before(async () => {
  // No pings meanwhile, so that the links between master and agent are idle too.
  cluster = new Cluster({ masterFlags: ['--agent_ping_timeout=10mins'] });
  ({ master, agent } = await cluster.startPair());
});

test.after(() => cluster.stop());

const established = '01';

/** Inodes of the open connections that a process made to a port: a new connection has another inode. */
function connectionsOf(daemon: DaemonProcess, remotePort: number): string[] {
  const folder = `/proc/${daemon.pid}/fd`;
  const own = new Set(readdirSync(folder).map((name) => socketInode(`${folder}/${name}`)));
  const rows = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , remote = '', state = '']) => {
      return state === established && Number.parseInt(remote.split(':')[1] ?? '', 16) === remotePort;
    })
    .map((fields) => fields[9] ?? '')
    .filter((inode) => own.has(inode));
}

/** Undefined for what is no socket, or closed meanwhile. */
function socketInode(path: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1];
  } catch {
    return undefined;
  }
}

test('links and connections are the same after two idle minutes, and work', async () => {
  const answers: string[] = [];
  const peer = await LibprocessPeer.listen();
  peer.events = { onMessage: () => undefined, onAnswer: ({ head }) => answers.push(head[0] ?? '') };
  await peer.link(master.port);
  const say = (): void => peer.send('peer', 'master', 'mesos.internal.PongSlaveMessage', new Uint8Array());
  say();
  await eventually('an answer', () => answers.length === 1);

  const client = await openRaw(master.port);
  const ask = (): void => client.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  ask();
  await client.until((received) => received.includes('200 OK'), 'an answer');

  const toMaster = connectionsOf(agent, master.port);
  const toAgent = connectionsOf(master, agent.port);
  assert.is(toMaster.length, 1, 'one link of the agent to the master');
  assert.is(toAgent.length, 1, 'one link of the master to the agent');

  await sleep(idleMs);

  assert.ok(peer.isLinked, 'the link to the master is open');
  assert.not.ok(client.isClosed, 'the kept connection is open');
  assert.equal(connectionsOf(agent, master.port), toMaster);
  assert.equal(connectionsOf(master, agent.port), toAgent);

  say();
  await eventually('an answer on the old link', () => answers.length === 2);
  assert.equal(answers, ['HTTP/1.1 202 Accepted', 'HTTP/1.1 202 Accepted']);
  ask();
  await client.until((received) => received.split('200 OK').length === 3, 'an answer on the old connection');

  const { status, output } = await cluster.execute(master, ['--name=after', '--command=echo still here']);
  assert.is(status, 0, output);
  assert.equal(connectionsOf(agent, master.port), toMaster);
  assert.equal(connectionsOf(master, agent.port), toAgent);
  console.log(
    `FIGURE idle for ${idleMs / 1000} s: 1 link to the master, 1 kept connection, 2 links of the cluster`,
  );

  client.socket.destroy();
  await peer.close();
});

test.run();
