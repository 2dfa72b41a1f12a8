// The generated executor, against the ones recorded from the original.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generatedExecutor, shutdownGraceMs } from '../../src/executor/executor-info.ts';
import type { CommandInfo, TaskInfo } from '../../src/protocol/messages.ts';

const test = suite('generated executor');

const framework = { value: 'f' };
const taskWith = (command: CommandInfo | undefined, fields: Partial<TaskInfo> = {}): TaskInfo => ({
  name: 'y',
  task_id: { value: 'y' },
  agent_id: { value: 's' },
  resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, allocation_info: { role: '*' } }],
  ...(command === undefined ? {} : { command }),
  ...fields,
});

test('as recorded', () => {
  const executor = generatedExecutor(
    taskWith({ value: 'echo out; echo err >&2; exit 3', shell: true }),
    framework,
    '/usr/libexec/mesos',
  );
  const scalar = (name: string, value: number): object => ({
    name,
    type: 'SCALAR',
    scalar: { value },
    allocation_info: { role: '*' },
  });
  assert.equal(executor, {
    executor_id: { value: 'y' },
    resources: [scalar('cpus', 0.1), scalar('mem', 32)],
    command: {
      value: '/usr/libexec/mesos/mesos-executor',
      shell: false,
      arguments: ['mesos-executor', '--launcher_dir=/usr/libexec/mesos'],
    },
    framework_id: framework,
    name: "Command Executor (Task: y) (Command: sh -c 'echo out; ec...')",
    source: 'y',
  });
});

test('names', () => {
  const names: [CommandInfo | undefined, string][] = [
    [{ value: 'fifteen letters' }, "sh -c 'fifteen letters'"],
    [{ value: 'sixteen letters!' }, "sh -c 'sixteen lett...'"],
    [{ shell: true }, 'NO COMMAND'],
    [undefined, 'NO COMMAND'],
    [{ shell: false }, 'NO EXECUTABLE'],
    [{ shell: false, value: '/bin/echo', arguments: ['echo', 'hi'] }, '[/bin/echo, echo, hi]'],
  ];
  for (const [command, text] of names) {
    const { name } = generatedExecutor(taskWith(command), framework, '/x');
    assert.is(name, `Command Executor (Task: y) (Command: ${text})`);
  }
});

test('what is copied from the task, and the grace that follows from its kill policy', () => {
  const labels = { labels: [{ key: 'a', value: 'b' }] };
  const task = taskWith(
    { value: 'x', user: 'nobody', environment: { variables: [{ name: 'A', value: 'b' }] } },
    { labels, kill_policy: { grace_period: { nanoseconds: 10_000_000_000n } } },
  );
  const executor = generatedExecutor(task, framework, '/x');
  assert.equal(executor.labels, labels);
  assert.is(executor.command?.user, 'nobody');
  assert.is(executor.command?.environment?.variables?.length, 1);
  assert.is(executor.shutdown_grace_period?.nanoseconds, 12_000_000_000n);
  assert.is(shutdownGraceMs(executor, 5000), 10_000);
  assert.is(shutdownGraceMs(generatedExecutor(taskWith(undefined), framework, '/x'), 5000), 3000);
  assert.is(shutdownGraceMs(generatedExecutor(taskWith(undefined), framework, '/x'), 1000), 0);
});

test.run();
