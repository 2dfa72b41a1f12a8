// What `mesos execute` makes of its flags, and of the last update of a task.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeStatus, exitStatusOf, frameworkOf } from '../../src/cli/execute.ts';
import { launchOn, taskOf, workOf } from '../../src/cli/execute-work.ts';
import { loadConfig } from '../../src/config/load.ts';
import { executeProgram } from '../../src/config/programs.ts';
import type { Offer, TaskState } from '../../src/protocol/messages.ts';

const test = suite('cli execute');

const flagsOf = (...argv: string[]) =>
  loadConfig(executeProgram, { argv: ['--master=localhost:5050', ...argv], env: {} }).values;

test("the exit status is the task's", () => {
  const cases: readonly [TaskState, string | undefined, number][] = [
    ['TASK_FINISHED', 'Command exited with status 0', 0],
    ['TASK_FAILED', 'Command exited with status 3', 3],
    ['TASK_FAILED', 'Command exited with status 127', 127],
    ['TASK_FAILED', 'Command terminated with signal Segmentation fault', 139],
    ['TASK_FAILED', 'Command terminated with signal Aborted (core dumped)', 134],
    ['TASK_KILLED', 'Command terminated with signal Terminated', 143],
    ['TASK_KILLED', 'Command terminated with signal Killed', 137],
    ['TASK_KILLED', 'Command exited with status 0', 1],
    ['TASK_FAILED', 'Memory limit exceeded', 1],
    ['TASK_FAILED', undefined, 1],
    ['TASK_LOST', undefined, 1],
    ['TASK_DROPPED', undefined, 1],
    ['TASK_ERROR', 'Total resources …', 1],
    ['TASK_GONE_BY_OPERATOR', undefined, 1],
  ];
  for (const [state, message, status] of cases) {
    assert.is(
      exitStatusOf(message === undefined ? { state } : { state, message }),
      status,
      `${state} ${message}`,
    );
  }
});

test('a task from --name and --command', () => {
  const task = taskOf(flagsOf('--name=whizbang', '--command=/bin/sleep 10', '--env={"A":"b"}'));
  assert.equal(task, {
    name: 'whizbang',
    task_id: { value: 'whizbang' },
    agent_id: { value: '' },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 128 } },
    ],
    command: {
      value: '/bin/sleep 10',
      shell: true,
      environment: { variables: [{ name: 'A', value: 'b' }] },
    },
  });
});

test('without a shell the command is the program', () => {
  const task = taskOf(flagsOf('--name=x', '--command=/bin/true', '--no-shell'));
  assert.equal(task.command, { value: '/bin/true', shell: false, arguments: ['/bin/true'] });
});

test('a task from --task', () => {
  const json = '{"name":"n","task_id":{"value":"i"},"command":{"value":"true"},"resources":[]}';
  const task = taskOf(flagsOf(`--task=${json}`));
  assert.is(task.task_id.value, 'i');
  assert.is(task.agent_id.value, '');
});

const offer: Offer = {
  id: { value: 'o' },
  framework_id: { value: 'f' },
  agent_id: { value: 'S0' },
  hostname: 'h',
  allocation_info: { role: 'web' },
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, allocation_info: { role: 'web' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 100 }, allocation_info: { role: 'web' } },
    { name: 'disk', type: 'SCALAR', scalar: { value: 32 }, allocation_info: { role: 'web' } },
  ],
};

const groupJson = (cpus: number): string => {
  const resources = [
    { name: 'cpus', type: 'SCALAR', scalar: { value: cpus } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
  ];
  const tasks = ['a', 'b'].map((id) => ({ name: id, task_id: { value: id }, resources, command: {} }));
  return JSON.stringify({ tasks });
};

test('a task group is launched with the default executor, if the offer has room for all of it', () => {
  const operation = launchOn(workOf(flagsOf(`--task_group=${groupJson(0.4)}`)), offer, 'f', '*');
  assert.is(operation?.type, 'LAUNCH_GROUP');
  const { executor, task_group } = operation?.launch_group ?? {};
  assert.is(executor?.type, 'DEFAULT');
  assert.equal([executor?.executor_id.value, executor?.framework_id?.value], ['default-executor', 'f']);
  assert.equal(
    executor?.resources?.map(({ name, scalar, allocation_info }) => [
      name,
      scalar?.value,
      allocation_info?.role,
    ]),
    [
      ['cpus', 0.1, 'web'],
      ['mem', 32, 'web'],
      ['disk', 32, 'web'],
    ],
  );
  assert.equal(
    task_group?.tasks?.map(({ task_id, agent_id }) => [task_id.value, agent_id.value]),
    [
      ['a', 'S0'],
      ['b', 'S0'],
    ],
  );
  // 0.5 twice and the executor's 0.1 are more than 1.
  assert.is(launchOn(workOf(flagsOf(`--task_group=${groupJson(0.5)}`)), offer, 'f', '*'), undefined);
});

test('a task group without tasks, or beside a task, is refused', () => {
  assert.throws(() => workOf(flagsOf('--task_group={"tasks":[]}')), /--task_group: it has no tasks/);
  assert.throws(() => workOf(flagsOf('--task_group={"tasks":[{"name":1}]}')), /name/);
  assert.throws(() => flagsOf(`--task_group=${groupJson(1)}`, '--task={}'), /--task or --task_group/);
  assert.throws(() => flagsOf(`--task_group=${groupJson(1)}`, '--name=x'), /--task_group or --name/);
});

test('bad resources and capabilities are refused', () => {
  assert.throws(
    () => taskOf(flagsOf('--name=x', '--command=y', '--resources=cpus:many')),
    /--resources=cpus:many/,
  );
  const flags = flagsOf('--name=x', '--command=y', '--framework_capabilities=FLYING');
  assert.throws(() => frameworkOf(flags, 'root'), /FLYING is not one of/);
});

test("the framework has the capabilities of the original's", () => {
  const framework = frameworkOf(flagsOf('--name=x', '--command=y', '--checkpoint'), 'me');
  assert.is(framework.checkpoint, true);
  assert.is(framework.role, '*');
  assert.equal(
    framework.capabilities?.map(({ type }) => type),
    ['RESERVATION_REFINEMENT', 'TASK_KILLING_STATE', 'REVOCABLE_RESOURCES', 'PARTITION_AWARE'],
  );
  const unaware = frameworkOf(
    flagsOf(
      '--name=x',
      '--command=y',
      '--no-partition_aware',
      '--framework_capabilities=MULTI_ROLE',
      '--role=web',
    ),
    'me',
  );
  assert.equal(unaware.roles, ['web']);
  assert.is(unaware.role, undefined);
  assert.not.ok(unaware.capabilities?.some(({ type }) => type === 'PARTITION_AWARE'));
});

test("an update is printed in the original's words", () => {
  assert.equal(
    describeStatus({
      task_id: { value: 'y' },
      state: 'TASK_FAILED',
      message: 'Command exited with status 3',
      source: 'SOURCE_EXECUTOR',
    }),
    [
      "Received status update TASK_FAILED for task 'y'",
      "  message: 'Command exited with status 3'",
      '  source: SOURCE_EXECUTOR',
    ],
  );
});

test.run();
