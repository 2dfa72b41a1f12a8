// Task groups with real daemons and real processes, run by `mesos execute --task_group`: the fate its tasks share, where
// they are, the memory they share, and a SIGKILL of the agent under them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resource } from '../../src/protocol/messages.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import {
  childrenOf,
  containerCgroup,
  containerCgroups,
  isRunning,
  killTaskProcesses,
  supervisors,
  taskProcesses,
} from '../support/machine.ts';
import { cgroupV1, needs, type Requirement, root } from '../support/needs.ts';
import { type Execution, executorsOf, readSandbox, startExecute } from './execution.ts';

const test = suite('integration: task groups');
const megabyte = 1024 * 1024;
const needsCgroups: readonly Requirement[] = [root, ...['memory', 'cpu', 'freezer'].map(cgroupV1)];

interface Bed {
  readonly cluster: Cluster;
  readonly master: DaemonProcess;
  agent: DaemonProcess;
  killAgent(): Promise<void>;
  startAgent(): Promise<void>;
  /** Begins a group of tasks, by id, whose commands are given. */
  execute(commands: Readonly<Record<string, string>>, flags?: readonly string[]): Execution;
}

/** A test with a cluster of its own; afterwards nothing of it is left. */
function scenario(
  name: string,
  body: (bed: Bed) => Promise<void>,
  requirements: readonly Requirement[] = [],
): void {
  needs(test, requirements, name, async () => {
    const cluster = new Cluster();
    const executions: Execution[] = [];
    try {
      const master = await cluster.startMaster(undefined, ['--allocation_interval=100ms']);
      const agentFlags = ['--resources=cpus:4;mem:1024;disk:1024'];
      const agent = await cluster.startAgent(master, agentFlags);
      await cluster.registered(master);
      const bed: Bed = {
        cluster,
        master,
        agent,
        killAgent: async () => {
          bed.agent.kill('SIGKILL');
          await bed.agent.ended;
        },
        startAgent: async () => {
          bed.agent = await cluster.startAgent(master, agentFlags, { port: agent.port });
        },
        execute: (commands, flags = []) => {
          const execution = startExecute(master, [`--task_group=${groupJson(commands)}`, ...flags]);
          executions.push(execution);
          return execution;
        },
      };
      await body(bed);
      await eventually('the end of every task process', () => taskProcesses(cluster).length === 0);
      await eventually('the end of every supervisor', () => supervisors(cluster).length === 0);
      await eventually('the removal of every cgroup', () => containerCgroups(cluster).length === 0);
    } finally {
      for (const { child } of executions) child.kill('SIGKILL');
      await cluster.stop();
      killTaskProcesses(cluster);
    }
  });
}

function groupJson(commands: Readonly<Record<string, string>>): string {
  const scalar = (name: string, value: number): Resource => ({ name, type: 'SCALAR', scalar: { value } });
  const tasks = Object.entries(commands).map(([id, value]) => ({
    name: id,
    task_id: { value: id },
    resources: [scalar('cpus', 0.1), scalar('mem', 32)],
    command: { value },
  }));
  return JSON.stringify({ tasks });
}

/** The process of each command, by a word in it. */
function pidOf(cluster: Cluster, word: string): number | undefined {
  return taskProcesses(cluster).find(({ command }) => command.includes(word))?.pid;
}

scenario('what is printed is what the original prints', async ({ execute }) => {
  const execution = execute({ a: 'sleep 0.1' });
  assert.is(await execution.status, 0);
  const [subscribed, submitted, ...updates] = execution.output().trimEnd().split('\n');
  assert.match(subscribed ?? '', /^Subscribed with ID \S+-0000$/);
  assert.match(submitted ?? '', /^Submitted task group with tasks \[ a \] to agent '\S+-S0'$/);
  assert.equal(updates, [
    "Received status update TASK_STARTING for task 'a'",
    '  source: SOURCE_EXECUTOR',
    "Received status update TASK_RUNNING for task 'a'",
    '  source: SOURCE_EXECUTOR',
    "Received status update TASK_FINISHED for task 'a'",
    "  message: 'Command exited with status 0'",
    '  source: SOURCE_EXECUTOR',
  ]);
});

scenario('one that fails takes the others with it; sandboxes are below the executor', async (bed) => {
  const { cluster, execute } = bed;
  const go = join(cluster.directory, 'go');
  const execution = execute({
    lasting: 'echo I last; exec sleep 1000',
    failing: `echo I fail; while [ ! -e ${go} ]; do sleep 0.05; done; exit 7`,
  });
  for (const id of ['lasting', 'failing'])
    await execution.printed(`Received status update TASK_RUNNING for task '${id}'`);
  // One launcher, and no process of the runtime for executor or tasks.
  assert.is(childrenOf(bed.agent.pid).length, 1);
  const [executor] = await executorsOf(bed.agent, await execution.frameworkId());
  assert.is(executor?.id, 'default-executor');
  const directory = executor?.directory ?? '';
  // They run before they have said anything.
  for (const [id, said] of [
    ['lasting', 'I last\n'],
    ['failing', 'I fail\n'],
  ])
    await eventually(`what ${id} says`, async () => {
      return (await readSandbox(bed.agent, directory, `tasks/${id}/stdout`)) === said;
    });
  const { text } = await http(bed.agent.port, 'GET', '/monitor/statistics');
  assert.is((JSON.parse(text) as { executor_id: string }[])[0]?.executor_id, 'default-executor');
  writeFileSync(go, '');
  assert.is(await execution.status, 7);
  assert.match(
    execution.output(),
    /TASK_FAILED for task 'failing'\n {2}message: 'Command exited with status 7'/,
  );
  assert.match(execution.output(), /TASK_KILLING for task 'lasting'/);
  assert.match(
    execution.output(),
    /TASK_KILLED for task 'lasting'\n {2}message: 'Command terminated with signal Terminated'/,
  );
});

scenario('an interrupted group is killed as a whole', async ({ execute }) => {
  const execution = execute({ a: 'exec sleep 1000', b: 'exec sleep 1000' });
  for (const id of ['a', 'b'])
    await execution.printed(`Received status update TASK_RUNNING for task '${id}'`);
  execution.child.kill('SIGINT');
  assert.is(await execution.status, 143);
  for (const id of ['a', 'b']) assert.match(execution.output(), new RegExp(`TASK_KILLED for task '${id}'`));
});

scenario('the agent is killed under a group: it goes on, and shares its fate afterwards', async (bed) => {
  const { cluster, execute } = bed;
  const execution = execute({ a: 'exec sleep 1001', b: 'exec sleep 1002' }, ['--checkpoint']);
  for (const id of ['a', 'b'])
    await execution.printed(`Received status update TASK_RUNNING for task '${id}'`);
  const pids = ['1001', '1002'].map((word) => pidOf(cluster, word));
  await bed.killAgent();
  await bed.startAgent();
  await cluster.registered(bed.master);
  assert.equal(
    ['1001', '1002'].map((word) => pidOf(cluster, word)),
    pids,
  );
  process.kill(pids[0] ?? 0, 'SIGKILL');
  assert.is(await execution.status, 137);
  assert.match(
    execution.output(),
    /TASK_FAILED for task 'a'\n {2}message: 'Command terminated with signal Killed'/,
  );
  assert.match(execution.output(), /TASK_KILLED for task 'b'/);
});

scenario('what ends while there is no agent is told by the next one', async (bed) => {
  const { cluster, execute } = bed;
  const execution = execute({ a: 'exec sleep 1001', b: 'exec sleep 1002' }, ['--checkpoint']);
  for (const id of ['a', 'b'])
    await execution.printed(`Received status update TASK_RUNNING for task '${id}'`);
  const [a, b] = ['1001', '1002'].map((word) => pidOf(cluster, word) ?? 0);
  await bed.killAgent();
  process.kill(a ?? 0, 'SIGTERM');
  await eventually('the end of a task', () => !isRunning(a ?? 0));
  assert.ok(isRunning(b ?? 0));
  await bed.startAgent();
  assert.is(await execution.status, 143);
  assert.match(
    execution.output(),
    /TASK_FAILED for task 'a'\n {2}message: 'Command terminated with signal Terminated'/,
  );
  assert.match(execution.output(), /TASK_KILLED for task 'b'/);
});

scenario('without checkpoints the agent that comes back ends what it finds', async (bed) => {
  const { cluster, execute } = bed;
  const execution = execute({ a: 'exec sleep 1001', b: 'exec sleep 1002' });
  for (const id of ['a', 'b'])
    await execution.printed(`Received status update TASK_RUNNING for task '${id}'`);
  await bed.killAgent();
  await bed.startAgent();
  await eventually('the end of every task process', () => taskProcesses(cluster).length === 0);
  assert.is(await execution.status, 1);
});

scenario(
  'memory is shared: one that takes too much ends all, with the reason',
  async (bed) => {
    const { cluster, execute } = bed;
    const go = join(cluster.directory, 'go');
    // 32 MB for each task and for the executor; one alone may use more than its own.
    const execution = execute({
      hungry: `head -c 50m /dev/zero | tail -n 1 | wc -c; while [ ! -e ${go} ]; do sleep 0.05; done; head -c 300m /dev/zero | tail -n 1`,
      modest: 'exec sleep 1000',
    });
    const [executor] = await eventually('the executor', async () => {
      const found = await executorsOf(bed.agent, await execution.frameworkId());
      return found.length > 0 && found;
    });
    const limit = join(
      containerCgroup(cluster, 'memory', executor?.container ?? ''),
      'memory.limit_in_bytes',
    );
    await execution.printed("Received status update TASK_RUNNING for task 'hungry'");
    assert.is(Number(readFileSync(limit, 'utf8')), 96 * megabyte);
    const read = async (): Promise<string> =>
      readSandbox(bed.agent, executor?.directory ?? '', 'tasks/hungry/stdout');
    await eventually('the first 50 MB', async () => (await read()) === `${50 * megabyte}\n`);
    writeFileSync(go, '');
    assert.is(await execution.status, 1);
    for (const id of ['hungry', 'modest']) {
      assert.match(
        execution.output(),
        new RegExp(`TASK_FAILED for task '${id}'\n {2}message: 'Memory limit exceeded: Requested: 96MB`),
      );
    }
    assert.match(execution.output(), /reason: REASON_CONTAINER_LIMITATION_MEMORY/);
    assert.match(execution.output(), /resource limit violation: mem:96/);
    await eventually('the removal of the cgroup', () => !existsSync(limit));
  },
  needsCgroups,
);

test.run();
