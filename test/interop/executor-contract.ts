// What every third-party executor library must be able to do with our agent, run by the tests of each. Its program
// says that a task is running, ends those whose names begin with `short` at once and the others when they are killed,
// and sends messages back.
import { userInfo } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ExecutorInfo,
  type Offer,
  OfferedResources,
  SchedulerClient,
  type SchedulerEvent,
  type TaskStatus,
} from '../../src/sdk/index.ts';
import { executorsOf } from '../integration/execution.ts';
import { Cluster, type DaemonProcess, eventually, plainTasks } from '../support/cluster.ts';
import { taskProcesses } from '../support/machine.ts';
import { needs, type Requirement } from '../support/needs.ts';

export interface ExecutorUnderTest {
  readonly name: string;
  readonly requirement: Requirement;
  /** Shell command that starts the program. */
  readonly command: string;
}

export function testExecutorClient(executor: ExecutorUnderTest): void {
  const test = suite(executor.name);
  const requirements = [executor.requirement];
  let cluster: Cluster;
  let master: DaemonProcess;
  let agent: DaemonProcess;
  let client: SchedulerClient;
  let agentId = '';
  let waiting = ['short-0', 'short-1', 'short-2', 'sleeper'];
  const updates: TaskStatus[] = [];
  const messages: string[] = [];

  const executorInfo: ExecutorInfo = {
    type: 'CUSTOM',
    executor_id: { value: 'library' },
    command: { value: executor.command },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
    ],
  };

  function startAgent(port?: number): Promise<DaemonProcess> {
    const flags = [
      ...plainTasks,
      '--resources=cpus:4;mem:2048',
      // Libraries wait for some seconds before they try to come back.
      '--executor_reregistration_timeout=15secs',
    ];
    return cluster.startAgent(master, flags, port === undefined ? {} : { port });
  }

  function happened(event: SchedulerEvent): void {
    for (const offer of event.offers?.offers ?? []) answer(offer);
    if (event.update !== undefined) updates.push(event.update.status);
    if (event.message !== undefined) messages.push(Buffer.from(event.message.data).toString());
  }

  function answer(offer: Offer): void {
    const left = new OfferedResources(offer);
    const forExecutor = left.take(executorInfo.resources);
    agentId = offer.agent_id.value;
    const tasks = waiting.map((name) => ({
      name,
      task_id: { value: name },
      agent_id: offer.agent_id,
      resources: left.take('cpus:0.1;mem:32') ?? [],
      executor: { ...executorInfo, resources: forExecutor },
    }));
    waiting = [];
    client
      .call({
        type: 'ACCEPT',
        accept: {
          offer_ids: [offer.id],
          operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
          filters: { refuse_seconds: 1 },
        },
      })
      .catch(() => undefined);
  }

  const statesOf = (task: string): string[] =>
    updates.filter(({ task_id }) => task_id.value === task).map(({ state }) => state);

  if (executor.requirement() === undefined) {
    test.before(async () => {
      cluster = new Cluster();
      master = await cluster.startMaster();
      agent = await startAgent();
      await cluster.registered(master);
      client = new SchedulerClient({
        master: `127.0.0.1:${master.port}`,
        framework: {
          user: userInfo().username,
          name: 'framework of an executor',
          roles: ['*'],
          checkpoint: true,
          failover_timeout: 600,
          capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
        },
        onEvent: happened,
        onRefused: (reason) => assert.unreachable(reason),
      });
      client.start();
    });
    test.after(async () => {
      client.close();
      await cluster.stop();
    });
  }

  needs(test, requirements, 'it runs tasks and tells their states', async () => {
    await eventually('a running sleeper', () => statesOf('sleeper').includes('TASK_RUNNING'));
    for (const name of ['short-0', 'short-1', 'short-2']) {
      await eventually(`the end of ${name}`, () => statesOf(name).includes('TASK_FINISHED'));
      assert.equal(statesOf(name), ['TASK_RUNNING', 'TASK_FINISHED']);
    }
    assert.is((await executorsOf(agent, client.frameworkId ?? '')).length, 1);
  });

  needs(test, requirements, 'messages reach it, and its own the scheduler', async () => {
    const data = Buffer.from('hello');
    const to = { agent_id: { value: agentId }, executor_id: executorInfo.executor_id };
    await client.call({ type: 'MESSAGE', message: { ...to, data } });
    await eventually('the answer', () => messages.includes('hello'));
  });

  needs(test, requirements, 'it comes back to a restarted agent, and its task goes on', async () => {
    agent.kill('SIGKILL');
    await agent.ended;
    agent = await startAgent(agent.port);
    await cluster.registered(master);
    const before = updates.length;
    await client.reconcile([{ task_id: { value: 'sleeper' } }]);
    assert.equal(
      updates.slice(before).map(({ state }) => state),
      ['TASK_RUNNING'],
    );
    assert.is((await executorsOf(agent, client.frameworkId ?? '')).length, 1);
  });

  needs(test, requirements, 'it kills a task', async () => {
    await client.call({ type: 'KILL', kill: { task_id: { value: 'sleeper' } } });
    await eventually('a killed sleeper', () => statesOf('sleeper').includes('TASK_KILLED'));
  });

  needs(test, requirements, 'it ends when its framework does', async () => {
    assert.ok(taskProcesses(cluster).length > 0);
    await client.teardown();
    await eventually('the end of its processes', () => taskProcesses(cluster).length === 0);
  });

  test.run();
}
