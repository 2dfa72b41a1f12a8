// Daemons killed with SIGKILL under running tasks, and started again: tasks of frameworks that checkpoint go on as
// the same processes, every end is told and acknowledged, nothing runs twice, and nothing is forgotten.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TaskStatus } from '../../src/protocol/messages.ts';
import { eventually, http } from '../support/cluster.ts';
import {
  childrenOf,
  containerCgroups,
  isRunning,
  supervisors,
  taskPids,
  taskProcesses,
} from '../support/machine.ts';
import { type Bed, scenario } from './bed.ts';
import { metric } from './execution.ts';
import { isTerminal, type TestFramework, type TestTask } from './framework.ts';

const test = suite('integration: recovery');

function tasks(count: number, command: (index: number) => string, prefix = 't'): TestTask[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}${index}`,
    command: command(index),
    cpus: 0.1,
    mem: 16,
  }));
}

async function allRunning(framework: TestFramework, count: number): Promise<void> {
  await eventually(
    `${count} running tasks`,
    () => framework.tasksIn('TASK_RUNNING').length === count,
    60_000,
  );
}

async function allEnded(framework: TestFramework, count: number): Promise<Map<string, TaskStatus>> {
  await eventually(`${count} ended tasks`, () => framework.ended().size === count, 60_000);
  return framework.ended();
}

/** Every update that came twice must be the same one, and after its end nothing may be told of a task. */
function assertConsistent(framework: TestFramework): void {
  const taskIds = new Set(framework.updates.map((status) => status.task_id.value));
  for (const taskId of taskIds) {
    const uuids = new Map<string, TaskStatus>();
    let end: TaskStatus | undefined;
    for (const status of framework.updatesOf(taskId)) {
      // Those without a uuid are the master's answers to questions.
      if (status.uuid === undefined) continue;
      const uuid = Buffer.from(status.uuid).toString('hex');
      const before = uuids.get(uuid);
      if (before === undefined) {
        assert.is(end, undefined, `${taskId} was told ${status.state} after ${end?.state}`);
        for (const known of uuids.values()) {
          assert.is.not(known.state, status.state, `${taskId}: two updates ${status.state}`);
        }
      } else {
        assert.is(before.state, status.state);
      }
      uuids.set(uuid, status);
      if (isTerminal(status.state)) end = status;
    }
  }
}

/** The agent has nothing left that waits for an acknowledgement. */
async function allAcknowledged(bed: Bed): Promise<void> {
  await eventually('every update to be acknowledged', async () => {
    return (await metric(bed.agent, 'slave/frameworks_active')) === 0;
  });
}

/** A task that runs until its file says how it shall end. */
const waiting = (directory: string) => (index: number) =>
  `while [ ! -e ${directory}/go ]; do sleep 0.2; done; exit $((${index} % 3))`;

function assertEnds(ends: Map<string, TaskStatus>): void {
  for (const [id, status] of ends) {
    const expected = Number(id.slice(1)) % 3 === 0 ? 'TASK_FINISHED' : 'TASK_FAILED';
    assert.is(status.state, expected, `${id}: ${status.message}`);
    assert.is(status.message, `Command exited with status ${Number(id.slice(1)) % 3}`);
  }
}

function touch(path: string): void {
  writeFileSync(path, '');
}

scenario(test, '50 tasks live through kill -9 of the agent', { checkpoint: true }, async (bed) => {
  const { cluster, framework } = bed;
  framework.launch(tasks(50, waiting(cluster.directory)));
  await allRunning(framework, 50);
  const before = taskPids(cluster);
  assert.is(before.size, 50);
  await bed.killAgent();
  assert.equal(taskPids(cluster), before);
  await bed.startAgent();
  await cluster.registered(bed.master);
  assert.equal(taskPids(cluster), before);
  assert.is(supervisors(cluster).length, 50);
  touch(join(cluster.directory, 'go'));
  assertEnds(await allEnded(framework, 50));
  assertConsistent(framework);
  await allAcknowledged(bed);
});

scenario(
  test,
  'tasks that end while the agent is away are told with their results',
  { checkpoint: true },
  async (bed) => {
    const { cluster, framework } = bed;
    framework.launch(tasks(20, waiting(cluster.directory)));
    await allRunning(framework, 20);
    await bed.killAgent();
    touch(join(cluster.directory, 'go'));
    await eventually('the end of the tasks', () => taskProcesses(cluster).length === 0);
    assert.is(framework.ended().size, 0);
    await bed.startAgent();
    assertEnds(await allEnded(framework, 20));
    assertConsistent(framework);
    await allAcknowledged(bed);
  },
);

scenario(
  test,
  'an update that was not acknowledged is sent again by the next agent process, with the same uuid',
  { checkpoint: true, acknowledges: false },
  async (bed) => {
    const { framework } = bed;
    framework.launch(tasks(5, () => 'true'));
    await eventually('5 first updates', () => framework.tasksIn('TASK_STARTING').length === 5);
    await bed.killAgent();
    await bed.startAgent();
    await eventually('the same 5 once more', () => framework.updates.length === 10);
    assertConsistent(framework);
    for (let told = 0; framework.ended().size < 5; ) {
      await eventually('the next update', () => framework.updates.length > told);
      for (const status of framework.updates.slice(told)) {
        await framework.acknowledge(status);
        told += 1;
      }
    }
    for (const status of framework.ended().values()) {
      assert.is(status.state, 'TASK_FINISHED');
      await framework.acknowledge(status);
    }
    assertConsistent(framework);
    await allAcknowledged(bed);
  },
);

scenario(test, '50 tasks live through kill -9 of the master', { checkpoint: true }, async (bed) => {
  const { cluster, framework } = bed;
  framework.launch(tasks(50, waiting(cluster.directory)));
  await allRunning(framework, 50);
  const before = taskPids(cluster);
  const agentId = await registeredId(bed);
  const frameworkId = framework.id;
  await bed.killMaster();
  await bed.startMaster();
  await cluster.registered(bed.master);
  await eventually('the framework to come back', () => framework.subscriptions === 2);
  assert.is(framework.id, frameworkId);
  assert.is(await registeredId(bed), agentId);
  assert.equal(taskPids(cluster), before);
  const told = framework.updates.length;
  await framework.reconcile([...before.keys()]);
  await eventually('the states of the tasks', () => framework.updates.length >= told + 50);
  assert.is(framework.tasksIn('TASK_RUNNING').length, 50);
  touch(join(cluster.directory, 'go'));
  assertEnds(await allEnded(framework, 50));
  assertConsistent(framework);
  await allAcknowledged(bed);
});

scenario(
  test,
  'tasks that end while the master is away are told afterwards',
  { checkpoint: true },
  async (bed) => {
    const { cluster, framework } = bed;
    framework.launch(tasks(20, waiting(cluster.directory)));
    await allRunning(framework, 20);
    await bed.killMaster();
    touch(join(cluster.directory, 'go'));
    await eventually('the end of the tasks', () => taskProcesses(cluster).length === 0);
    await bed.startMaster();
    assertEnds(await allEnded(framework, 20));
    assertConsistent(framework);
    await allAcknowledged(bed);
  },
);

scenario(test, 'master and agent killed at once', { checkpoint: true }, async (bed) => {
  const { cluster, framework } = bed;
  framework.launch(tasks(30, waiting(cluster.directory)));
  await allRunning(framework, 30);
  const before = taskPids(cluster);
  const agentId = await registeredId(bed);
  await Promise.all([bed.killMaster(), bed.killAgent()]);
  await Promise.all([bed.startMaster(), bed.startAgent()]);
  await cluster.registered(bed.master);
  assert.is(await registeredId(bed), agentId);
  assert.equal(taskPids(cluster), before);
  touch(join(cluster.directory, 'go'));
  assertEnds(await allEnded(framework, 30));
  assertConsistent(framework);
  await allAcknowledged(bed);
});

scenario(
  test,
  'tasks live through kill -9 of the launcher, and new ones start',
  { checkpoint: true },
  async (bed) => {
    const { cluster, framework } = bed;
    framework.launch(tasks(20, waiting(cluster.directory)));
    await allRunning(framework, 20);
    const before = taskPids(cluster);
    const [launcher] = childrenOf(bed.agent.pid);
    if (launcher === undefined) throw new Error('the agent has no launcher');
    process.kill(launcher, 'SIGKILL');
    await eventually('another launcher', () => {
      const [next] = childrenOf(bed.agent.pid);
      return next !== undefined && next !== launcher && isRunning(next);
    });
    assert.equal(taskPids(cluster), before);
    framework.launch(tasks(10, waiting(cluster.directory), 'u'));
    await allRunning(framework, 30);
    touch(join(cluster.directory, 'go'));
    assertEnds(await allEnded(framework, 30));
    assertConsistent(framework);
    await allAcknowledged(bed);
  },
);

scenario(
  test,
  'without checkpoints the tasks of a killed agent are lost, told so, and gone',
  {},
  async (bed) => {
    const { cluster, framework } = bed;
    framework.launch(tasks(20, () => 'sleep 1000'));
    await allRunning(framework, 20);
    const agentId = await registeredId(bed);
    await bed.killAgent();
    const ends = await allEnded(framework, 20);
    for (const status of ends.values()) {
      assert.is(status.state, 'TASK_LOST');
      assert.is(status.reason, 'REASON_AGENT_DISCONNECTED');
      assert.is(status.source, 'SOURCE_MASTER');
    }
    await bed.startAgent();
    await cluster.registered(bed.master);
    assert.is(await registeredId(bed), agentId);
    assert.equal(taskProcesses(cluster), []);
    assert.equal(supervisors(cluster), []);
    assert.equal(containerCgroups(cluster), []);
    // What it held is offered again.
    framework.launch(tasks(20, () => 'true', 'u'));
    await eventually('20 tasks more', () => framework.tasksIn('TASK_FINISHED').length === 20);
    assert.is(framework.tasksIn('TASK_LOST').length, 20);
  },
);

scenario(test, 'without checkpoints tasks live through kill -9 of the master', {}, async (bed) => {
  const { cluster, framework } = bed;
  framework.launch(tasks(10, waiting(cluster.directory)));
  await allRunning(framework, 10);
  const before = taskPids(cluster);
  await bed.killMaster();
  await bed.startMaster();
  await cluster.registered(bed.master);
  assert.equal(taskPids(cluster), before);
  touch(join(cluster.directory, 'go'));
  assertEnds(await allEnded(framework, 10));
  assertConsistent(framework);
});

scenario(
  test,
  '100 tasks, the agent killed again and again while they start',
  { checkpoint: true },
  async (bed) => {
    await launchUnderFire(bed, async () => {
      await bed.killAgent();
      await bed.startAgent();
    });
  },
);

scenario(
  test,
  '100 tasks, the master killed again and again while they start',
  { checkpoint: true },
  async (bed) => {
    await launchUnderFire(bed, async () => {
      await bed.killMaster();
      await bed.startMaster();
    });
  },
);

/** Launches tasks a few at a time; each that is told to have finished has run once, every other one never. */
async function launchUnderFire(bed: Bed, strike: () => Promise<void>): Promise<void> {
  const { cluster, framework } = bed;
  const count = 100;
  const file = join(cluster.directory, 'ran');
  const all = tasks(count, () => `echo $MESOS_EXECUTOR_ID >> ${file}; sleep 0.2`);
  const ran = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
  let isLaunching = true;
  let strikes = 0;
  const striking = (async () => {
    for (; isLaunching || strikes < 5; strikes += 1) {
      // On a slow machine no daemon would live long enough for a launch; when nothing is left to run, none comes.
      const before = ran().length;
      await eventually('a task to run', () => ran().length > before, 5000).catch(() => undefined);
      await sleep(Math.random() * 400);
      await strike();
    }
  })();
  for (let next = 0; next < count; next += 2) {
    framework.launch(all.slice(next, next + 2));
    await sleep(100);
  }
  isLaunching = false;
  await striking;
  await cluster.registered(bed.master);
  // An ACCEPT that a dying master took with it is heard of only by asking.
  for (let round = 0; round < 60 && settled(framework).size < count; round += 1) {
    await framework.reconcile(framework.unfinished()).catch(() => undefined);
    await sleep(500);
  }
  assert.is(settled(framework).size, count, `no end of ${framework.unfinished()}`);
  const lines = ran();
  for (const { id } of all) {
    const state = settled(framework).get(id);
    const runs = lines.filter((line) => line === id).length;
    const isRun = state === 'TASK_FINISHED';
    assert.ok(isRun || neverRan.has(state ?? ''), `${id} is ${state}`);
    assert.is(runs, isRun ? 1 : 0, `${id} is ${state} and ran ${runs} times`);
  }
  assertConsistent(framework);
  assert.ok(lines.length > 0, 'none of the tasks ran');
  console.log(
    `\nFIGURE ${lines.length} of ${count} tasks ran under ${strikes} kills, the others never started`,
  );
  await allAcknowledged(bed);
}

/** States that say for certain that the task has not run and will not. */
const neverRan: ReadonlySet<string> = new Set(['TASK_DROPPED', 'TASK_GONE', 'TASK_UNKNOWN']);

function settled(framework: TestFramework): Map<string, string> {
  const states = new Map<string, string>();
  for (const { state, task_id: taskId } of framework.updates) {
    if (isTerminal(state) || neverRan.has(state)) states.set(taskId.value, state);
  }
  return states;
}

async function registeredId({ master }: Bed): Promise<string> {
  const state = JSON.parse((await http(master.port, 'GET', '/state')).text) as { slaves: { id: string }[] };
  assert.is(state.slaves.length, 1);
  return state.slaves[0]?.id ?? '';
}

test.run();
