// What `mesos execute` makes of its flags, and of the last update of a task.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeStatus, exitStatusOf, frameworkOf, taskOf } from '../../src/cli/execute.ts';
import { loadConfig } from '../../src/config/load.ts';
import { executeProgram } from '../../src/config/programs.ts';
import type { TaskState } from '../../src/protocol/messages.ts';

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

test('bad resources and capabilities are refused', () => {
  assert.throws(
    () => taskOf(flagsOf('--name=x', '--command=y', '--resources=cpus:many')),
    /--resources=cpus:many/,
  );
  const flags = flagsOf('--name=x', '--command=y', '--framework_capabilities=FLYING');
  assert.throws(() => frameworkOf(flags, 'root', 'host'), /FLYING is not one of/);
});

test("the framework has the capabilities of the original's", () => {
  const framework = frameworkOf(flagsOf('--name=x', '--command=y', '--checkpoint'), 'me', 'host');
  assert.is(framework.checkpoint, true);
  assert.is(framework.role, '*');
  assert.equal(
    framework.capabilities?.map(({ type }) => type),
    ['RESERVATION_REFINEMENT', 'TASK_KILLING_STATE', 'PARTITION_AWARE'],
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
    'host',
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
