// The clients of the SDK with real daemons: what a scripted server cannot tell about them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  OfferedResources,
  SchedulerClient,
  type SchedulerClientOptions,
  type SchedulerEvent,
  type TaskStatus,
} from '../../src/sdk/index.ts';
import {
  Cluster,
  cleanEnvironment,
  type DaemonProcess,
  eventually,
  http,
  programs,
} from '../support/cluster.ts';
import { freePort } from '../support/free-port.ts';
import { taskProcesses } from '../support/machine.ts';

const test = suite('sdk with daemons');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
const clients: SchedulerClient[] = [];

test.before(async () => {
  cluster = new Cluster();
  ({ master, agent } = await cluster.startPair(['--resources=cpus:2;mem:1024']));
});

test.after(async () => {
  for (const client of clients) client.close();
  await cluster.stop();
});

interface Scheduler {
  readonly client: SchedulerClient;
  readonly events: SchedulerEvent[];
  readonly lost: string[];
  readonly updates: () => TaskStatus[];
}

function scheduler(options: Partial<SchedulerClientOptions> = {}): Scheduler {
  const events: SchedulerEvent[] = [];
  const lost: string[] = [];
  const client = new SchedulerClient({
    master: `127.0.0.1:${master.port}`,
    framework: {
      user: userInfo().username,
      name: 'sdk',
      roles: ['*'],
      failover_timeout: 60,
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
      ...options.framework,
    },
    onEvent: (event) => events.push(event),
    onDisconnected: (reason) => lost.push(reason),
    onRefused: (reason) => lost.push(reason),
    ...(options.master === undefined ? {} : { master: options.master }),
  });
  clients.push(client);
  client.start();
  const updates = (): TaskStatus[] => events.flatMap(({ update }) => update?.status ?? []);
  return { client, events, lost, updates };
}

test('a list of masters is tried until one answers', async () => {
  const { client } = scheduler({ master: `127.0.0.1:${await freePort()},127.0.0.1:${master.port}` });
  await eventually('a subscription', () => client.isSubscribed);
  await client.teardown();
});

test('a second scheduler takes the framework over, and the first stays away', async () => {
  const first = scheduler();
  const offer = await eventually(
    'an offer',
    () => first.events.flatMap(({ offers }) => offers?.offers ?? [])[0],
  );
  const task = {
    name: 'sleeper',
    task_id: { value: 'sleeper' },
    agent_id: offer.agent_id,
    resources: new OfferedResources(offer).take('cpus:0.1;mem:32') ?? [],
    command: { value: 'sleep 600' },
  };
  await first.client.call({
    type: 'ACCEPT',
    accept: { offer_ids: [offer.id], operations: [{ type: 'LAUNCH', launch: { task_infos: [task] } }] },
  });
  await eventually('a running task', () => first.updates().at(-1)?.state === 'TASK_RUNNING');
  const id = first.client.frameworkId ?? '';
  const framework = { user: userInfo().username, name: 'sdk', id: { value: id } };
  const second = scheduler({ framework });
  await eventually('the end of the first', () => first.events.some(({ type }) => type === 'ERROR'));
  assert.is(first.events.at(-1)?.error?.message, 'Framework failed over');
  assert.equal(first.lost, []);
  await second.client.reconcile([{ task_id: { value: 'sleeper' } }, { task_id: { value: 'nobody' } }]);
  assert.equal(
    second
      .updates()
      .map(({ task_id, state }) => [task_id.value, state])
      .sort(),
    [
      ['nobody', 'TASK_UNKNOWN'],
      ['sleeper', 'TASK_RUNNING'],
    ],
  );
  // The first one did not come back, or the second would have been told the same.
  assert.is(second.client.isSubscribed, true);
  await second.client.teardown();
  await eventually('no framework', async () => {
    const { text } = await http(master.port, 'GET', '/frameworks');
    return (JSON.parse(text) as { frameworks: unknown[] }).frameworks.length === 0;
  });
});

test('an executor of a framework without checkpoints ends with its agent', async () => {
  const command = `'${process.execPath}' '${join(programs, 'examples/test-executor')}' --task_time=10mins`;
  const framework = spawn(
    join(programs, 'examples/test-framework'),
    [`127.0.0.1:${master.port}`, '--num_tasks=1', `--executor_command=exec ${command}`],
    { stdio: ['ignore', 'pipe', 'inherit'], env: cleanEnvironment() },
  );
  const closed = once(framework, 'close');
  let output = '';
  framework.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await eventually('a running task', () => output.includes('TASK_RUNNING'));
  assert.ok(taskProcesses(cluster).length > 0);
  agent.kill('SIGKILL');
  await agent.ended;
  await eventually('the end of the executor', () => taskProcesses(cluster).length === 0);
  // The master knows that nothing of such a framework outlives its agent.
  const [status] = await closed;
  assert.is(status, 1);
  assert.match(output, /is in state TASK_(LOST|GONE|DROPPED)/);
});

test.run();
