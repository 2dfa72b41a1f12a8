// A real executor on real daemons: a program on the SDK runs several tasks, outlives a killed agent, is killed, exits and
// is shut down, and everybody hears of it.
import { resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExecutorInfo, TaskState } from '../../src/protocol/messages.ts';
import { eventually, http } from '../support/cluster.ts';
import { isRunning } from '../support/machine.ts';
import { type Bed, scenario } from './bed.ts';
import { readSandbox } from './execution.ts';
import type { TestTask } from './framework.ts';

const test = suite('integration: custom executors');

const program = resolve('dist/test/integration/task-executor.main.cjs');

function executorInfo(id: string, encoding = 'protobuf', graceMs?: number): ExecutorInfo {
  return {
    executor_id: { value: id },
    name: 'task executor',
    source: 'test',
    command: {
      value: `exec ${process.execPath} ${program}`,
      environment: { variables: [{ name: 'ENCODING', type: 'VALUE', value: encoding }] },
    },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 128 } },
    ],
    ...(graceMs === undefined
      ? {}
      : { shutdown_grace_period: { nanoseconds: BigInt(graceMs) * 1_000_000n } }),
  };
}

const taskOf = (id: string, data: string, executor: ExecutorInfo): TestTask => ({ id, data, executor });

async function inState({ framework }: Bed, state: TaskState, ...ids: string[]): Promise<void> {
  await eventually(`${ids} to be ${state}`, () => {
    const there = framework.tasksIn(state);
    return ids.every((id) => there.includes(id));
  });
}

async function endOf({ framework }: Bed, id: string): Promise<[string, string | undefined]> {
  const status = await eventually(`the end of ${id}`, () => framework.ended().get(id));
  return [status.state, status.reason];
}

/**
 * Runs a task that ends at once; its id. What was launched on an offer from before the agent's return, or before the last
 * updates of the executor's former run were acknowledged, is dropped, as it must be, so another task is tried.
 */
async function runToEnd(bed: Bed, prefix: string, executor: ExecutorInfo): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const id = `${prefix}${attempt}`;
    bed.framework.launch([taskOf(id, 'finish', executor)]);
    const [state, reason] = await endOf(bed, id);
    if (state === 'TASK_FINISHED') return id;
    assert.is(state, 'TASK_DROPPED');
    assert.match(reason ?? '', /^REASON_(INVALID_OFFERS|RECONCILIATION|EXECUTOR_TERMINATED)$/);
  }
  throw new Error('no offer was new enough');
}

/** The process of the executor, as it said itself. */
function pidOf({ framework }: Bed, taskId: string): number {
  const status = framework.updatesOf(taskId).find(({ state }) => state === 'TASK_RUNNING');
  return Number(Buffer.from(status?.data ?? []).toString());
}

interface AgentExecutor {
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  readonly resources: { readonly cpus: number; readonly mem: number };
  readonly tasks: readonly { readonly id: string; readonly executor_id: string }[];
}

async function agentExecutors({ agent }: Bed): Promise<AgentExecutor[]> {
  const { frameworks } = JSON.parse((await http(agent.port, 'GET', '/state')).text);
  return frameworks.flatMap(({ executors }: { executors: AgentExecutor[] }) => executors);
}

async function usedCpus({ master }: Bed): Promise<number> {
  return JSON.parse((await http(master.port, 'GET', '/metrics/snapshot')).text)['master/cpus_used'];
}

for (const encoding of ['json', 'protobuf']) {
  scenario(test, `several tasks on one executor, by ${encoding}`, { checkpoint: true }, async (bed) => {
    const { agent, framework } = bed;
    const executor = executorInfo('e', encoding);
    framework.launch([taskOf('a', 'run', executor)]);
    await inState(bed, 'TASK_RUNNING', 'a');
    framework.launch([taskOf('b', 'run', executor), taskOf('c', 'finish', executor)]);
    await inState(bed, 'TASK_RUNNING', 'b');
    assert.equal(await endOf(bed, 'c'), ['TASK_FINISHED', undefined]);
    assert.is(pidOf(bed, 'a'), pidOf(bed, 'b'), 'one process');

    const [shown, ...others] = await eventually('the end of c to be known', async () => {
      const found = await agentExecutors(bed);
      return found[0]?.tasks.length === 2 && found;
    });
    assert.equal(others, []);
    assert.is(shown?.name, 'task executor');
    assert.equal(
      shown?.tasks.map(({ id, executor_id }) => [id, executor_id]),
      [
        ['a', 'e'],
        ['b', 'e'],
      ],
    );
    assert.equal([shown?.resources.cpus, shown?.resources.mem], [0.3, 160]);
    assert.match(await readSandbox(agent, shown?.directory ?? '', 'stdout'), /task a: run\n/);
    assert.is(Math.round((await usedCpus(bed)) * 1000), 300);
    const containers = JSON.parse((await http(agent.port, 'GET', '/containers')).text);
    assert.is(containers[0]?.executor_id, 'e');

    await framework.message('a', 'e', 'there and back');
    await eventually('the message to come back', () => framework.messages[0] === 'there and back');
    await framework.kill('a');
    assert.equal(await endOf(bed, 'a'), ['TASK_KILLED', undefined]);
    assert.ok(isRunning(pidOf(bed, 'b')));

    await framework.shutdown('b', 'e');
    assert.equal(await endOf(bed, 'b'), ['TASK_KILLED', undefined]);
    const failure = await eventually('the end of the executor', () => framework.failures[0]);
    assert.is(failure.executor_id?.value, 'e');
    assert.is(failure.status, 0);
    await eventually('nothing to be used', async () => (await usedCpus(bed)) === 0);
    await eventually('the executor to be over', async () => (await agentExecutors(bed)).length === 0);
  });
}

scenario(test, 'it outlives kill -9 of the agent, twice', { checkpoint: true }, async (bed) => {
  const { framework } = bed;
  const executor = executorInfo('e');
  framework.launch([taskOf('a', 'run', executor), taskOf('b', 'run', executor)]);
  await inState(bed, 'TASK_RUNNING', 'a', 'b');
  const pid = pidOf(bed, 'a');
  for (const round of [1, 2]) {
    await bed.killAgent();
    assert.ok(isRunning(pid));
    await bed.startAgent();
    const late = await runToEnd(bed, `late${round}-`, executor);
    assert.is(pidOf(bed, late), pid, 'the same process');
  }
  assert.equal(
    ['a', 'b'].filter((id) => framework.ended().has(id)),
    [],
  );
  await framework.kill('a');
  assert.equal(await endOf(bed, 'a'), ['TASK_KILLED', undefined]);
});

scenario(
  test,
  'updates and ends while there is no agent are told later',
  { checkpoint: true },
  async (bed) => {
    const { framework } = bed;
    framework.launch([taskOf('a', 'run', executorInfo('e')), taskOf('b', 'run', executorInfo('e2'))]);
    await inState(bed, 'TASK_RUNNING', 'a', 'b');
    const [first, second] = [pidOf(bed, 'a'), pidOf(bed, 'b')];
    await bed.killAgent();
    process.kill(first, 'SIGKILL');
    await eventually('its end', () => !isRunning(first));
    await bed.startAgent();
    assert.equal(await endOf(bed, 'a'), ['TASK_FAILED', 'REASON_EXECUTOR_TERMINATED']);
    assert.ok(isRunning(second));
    assert.not.ok(framework.ended().has('b'));
  },
);

scenario(test, 'it exits: its tasks fail, and the scheduler is told its status', {}, async (bed) => {
  const { framework } = bed;
  const executor = executorInfo('e');
  framework.launch([taskOf('a', 'run', executor)]);
  await inState(bed, 'TASK_RUNNING', 'a');
  framework.launch([taskOf('b', 'exit 3', executor)]);
  assert.equal(await endOf(bed, 'a'), ['TASK_FAILED', 'REASON_EXECUTOR_TERMINATED']);
  assert.equal(await endOf(bed, 'b'), ['TASK_FAILED', 'REASON_EXECUTOR_TERMINATED']);
  const failure = await eventually('the end of the executor', () => framework.failures[0]);
  assert.is(failure.status, 3 << 8);
  await runToEnd(bed, 'c', executor);
});

scenario(test, 'without checkpoints it ends with the agent', {}, async (bed) => {
  const { framework } = bed;
  framework.launch([taskOf('a', 'run', executorInfo('e'))]);
  await inState(bed, 'TASK_RUNNING', 'a');
  const pid = pidOf(bed, 'a');
  await bed.killAgent();
  await bed.startAgent();
  await eventually('the end of the process', () => !isRunning(pid));
  assert.equal((await endOf(bed, 'a'))[0], 'TASK_LOST');
});

scenario(test, 'one that cannot be started', { checkpoint: true }, async (bed) => {
  const { framework } = bed;
  const executor: ExecutorInfo = { ...executorInfo('e'), command: { value: '/none/such', shell: false } };
  framework.launch([taskOf('a', 'run', executor)]);
  const [state] = await endOf(bed, 'a');
  assert.is(state, 'TASK_FAILED');
  await eventually('the end of the executor', () => framework.failures[0]);
  await eventually('nothing to be used', async () => (await usedCpus(bed)) === 0);
});

test.run();
