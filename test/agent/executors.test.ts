// Custom executors: launch, tasks, kills, messages, their end and every way it is told.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StatusUpdate, TaskInfo } from '../../src/protocol/messages.ts';
import { connectedExecutor, customTask, type Encoding, FakeExecutor, newUuid } from './fake-executor.ts';
import { agentId, frameworkId, Harness, statesOf, taskOf, testFramework } from './harness.ts';

const test = suite('custom executors');

const megabyte = 1024 * 1024;

async function registered(config: ConstructorParameters<typeof Harness>[0] = {}): Promise<Harness> {
  const harness = new Harness(config);
  await harness.register();
  return harness;
}

const told = (updates: readonly StatusUpdate[]): unknown[] =>
  updates.map(({ status }) => [status.task_id.value, status.state, status.reason, status.message]);

const executorOf = (harness: Harness, id = 'e') =>
  harness.agent.model.frameworks.get(frameworkId)?.executors.get(id);

test('its container: program, environment, limits of executor and task', async () => {
  const harness = await registered({ config: { executorEnvironment: { FROM_FLAG: 'x', OWN: 'flag' } } });
  harness.run(customTask('t'));
  await harness.settle();
  assert.is(harness.host.launches.length, 1);
  const { spec } = harness.lastContainer;
  const directory = `/var/lib/mesos/agent/slaves/${agentId}/frameworks/${frameworkId}/executors/e/runs/${spec.id}`;
  assert.equal(spec.argv, ['/bin/sh', '-c', './run']);
  assert.is(spec.user, 'root');
  assert.is(spec.sandbox, directory);
  assert.equal(spec.limits, { cpus: 1.5, memBytes: 192 * megabyte });
  assert.equal(spec.environment, {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    FROM_FLAG: 'x',
    OWN: '1',
    LIBPROCESS_PORT: '0',
    MESOS_FRAMEWORK_ID: frameworkId,
    MESOS_EXECUTOR_ID: 'e',
    MESOS_SLAVE_ID: agentId,
    MESOS_SLAVE_PID: 'slave(1)@127.0.0.1:5051',
    MESOS_AGENT_ENDPOINT: '127.0.0.1:5051',
    MESOS_DIRECTORY: directory,
    MESOS_SANDBOX: directory,
    MESOS_CHECKPOINT: '1',
    MESOS_RECOVERY_TIMEOUT: '15mins',
    MESOS_SUBSCRIPTION_BACKOFF_MAX: '2secs',
    MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: '5secs',
    MESOS_HTTP_COMMAND_EXECUTOR: '0',
  });
});

test('nothing is launched or handed over before its record is on disk', async () => {
  const harness = await registered();
  harness.run(customTask('t'));
  // Framework and executor, then the task.
  harness.store.flush(2);
  assert.is(harness.host.launches.length, 0);
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  const executor = new FakeExecutor(harness);
  executor.subscribe();
  harness.run(customTask('u'));
  assert.equal(executor.takeTypes(), ['SUBSCRIBED', 'LAUNCH']);
  await harness.settle();
  assert.equal(executor.takeTypes(), ['LAUNCH']);
});

const groupTasks = (...ids: string[]): TaskInfo[] => ids.map((id) => customTask(id));

function runGroup(harness: Harness, ...ids: string[]): void {
  const tasks = groupTasks(...ids);
  harness.runGroup(tasks, tasks[0]!.executor!);
}

test('a task group goes to its executor in one event, once all of it is on disk', async () => {
  const harness = await registered();
  runGroup(harness, 'a', 'b');
  // Framework, executor and the first task.
  harness.store.flush(3);
  assert.is(harness.host.launches.length, 0);
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  const executor = new FakeExecutor(harness);
  executor.subscribe();
  await harness.settle();
  const [, group, ...rest] = executor.take();
  assert.equal(rest, []);
  assert.is(group?.type, 'LAUNCH_GROUP');
  const given = group?.launch_group?.task_group.tasks ?? [];
  assert.equal(
    given.map(({ executor: of, task_id }) => [task_id.value, of?.executor_id.value]),
    [
      ['a', 'e'],
      ['b', 'e'],
    ],
  );
  runGroup(harness, 'c', 'd');
  await harness.settle();
  assert.equal(executor.takeTypes(), ['LAUNCH_GROUP']);
  executor.update('a', 'TASK_FINISHED');
  executor.update('b', 'TASK_FAILED');
  await harness.settle();
  assert.equal(statesOf(await harness.acknowledgeAll()).sort(), ['TASK_FAILED', 'TASK_FINISHED']);
});

test('a task group that waits for its executor ends with the first of it that is killed', async () => {
  const harness = await registered();
  runGroup(harness, 'a', 'b');
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 'b' },
  });
  await harness.settle();
  assert.equal(told(await harness.acknowledgeAll()), [
    ['a', 'TASK_KILLED', 'REASON_TASK_KILLED_DURING_LAUNCH', 'Killed before delivery to the executor'],
    ['b', 'TASK_KILLED', 'REASON_TASK_KILLED_DURING_LAUNCH', 'Killed before delivery to the executor'],
  ]);
  const executor = new FakeExecutor(harness);
  executor.subscribe();
  await harness.settle();
  assert.not(executor.takeTypes().includes('LAUNCH_GROUP'));
});

for (const encoding of ['application/json', 'application/x-protobuf'] satisfies Encoding[]) {
  test(`tasks from launch to end, in ${encoding}`, async () => {
    const harness = await registered();
    const executor = await connectedExecutor(harness, 't', encoding);
    const containerId = harness.lastContainer.spec.id;
    const [subscribed, launch, ...rest] = executor.take();
    assert.equal(rest, []);
    assert.equal(subscribed?.subscribed?.container_id, { value: containerId });
    assert.is(subscribed?.subscribed?.agent_info.id?.value, agentId);
    assert.is(subscribed?.subscribed?.framework_info.name, testFramework.name);
    assert.is(subscribed?.subscribed?.executor_info.executor_id.value, 'e');
    assert.is(launch?.launch?.task.task_id.value, 't');

    harness.run(customTask('u'));
    await harness.settle();
    assert.is(executor.take()[0]?.launch?.task.task_id.value, 'u');
    assert.is(harness.host.launches.length, 1, 'one container for both');
    assert.equal(harness.host.limits.get(containerId), { cpus: 2.5, memBytes: 320 * megabyte });

    const running = executor.update('t', 'TASK_RUNNING', { data: Buffer.from('d') });
    assert.equal(executor.take(), [], 'not acknowledged before it is on disk');
    await harness.settle();
    const [acknowledged] = executor.take();
    assert.equal(acknowledged?.acknowledged, { task_id: { value: 't' }, uuid: running.uuid });
    const [update] = await harness.acknowledgeAll();
    assert.equal(update?.executor_id, { value: 'e' });
    assert.equal(update?.status, {
      ...running,
      data: new Uint8Array(Buffer.from('d')),
      agent_id: { value: agentId },
      executor_id: { value: 'e' },
      container_status: {
        container_id: { value: containerId },
        network_infos: [{ ip_addresses: [{ ip_address: '127.0.0.1' }] }],
        executor_pid: harness.lastContainer.pid,
      },
    });
    executor.update('t', 'TASK_FINISHED');
    await harness.settle();
    assert.equal(
      harness.host.limits.get(containerId),
      { cpus: 1.5, memBytes: 192 * megabyte },
      'smaller again',
    );
    assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_FINISHED']);
    assert.equal([...(executorOf(harness)?.tasks.keys() ?? [])], ['u']);
    assert.equal(
      executorOf(harness)?.completedTasks.map(({ id }) => id),
      ['t'],
    );
    assert.equal(executor.takeTypes(), ['ACKNOWLEDGED']);
  });
}

test('an update that comes again is acknowledged again and not told again', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  executor.take();
  const running = executor.update('t', 'TASK_RUNNING');
  executor.update('t', 'TASK_RUNNING', { uuid: running.uuid });
  await harness.settle();
  assert.equal(executor.takeTypes(), ['ACKNOWLEDGED'], 'once, when it is on disk');
  executor.update('t', 'TASK_RUNNING', { uuid: running.uuid });
  assert.equal(executor.takeTypes(), ['ACKNOWLEDGED']);
  assert.is((await harness.acknowledgeAll()).length, 1);
  const finished = executor.update('t', 'TASK_FINISHED');
  await harness.settle();
  await harness.acknowledgeAll();
  executor.take();
  executor.update('t', 'TASK_FINISHED', { uuid: finished.uuid });
  executor.update('t', 'TASK_FAILED');
  await harness.settle();
  assert.equal(executor.takeTypes(), ['ACKNOWLEDGED', 'ACKNOWLEDGED']);
  assert.equal(harness.updates(), [], 'an ended task stays as it ended');
});

test('an executor cannot tell of the tasks of another', async () => {
  const harness = await registered();
  await connectedExecutor(harness);
  harness.run(customTask('other', 'e2'));
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  const second = new FakeExecutor(harness, 'e2');
  second.subscribe();
  second.update('t', 'TASK_FINISHED');
  await harness.settle();
  assert.equal(harness.updates(), []);
  assert.is(executorOf(harness)?.tasks.get('t')?.message.state, 'TASK_STAGING');
});

test('updates of a task are taken up to a number', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  for (let count = 0; count < 1000; count += 1) executor.update('t', 'TASK_RUNNING');
  const refused = executor.post({
    executor_id: { value: 'e' },
    framework_id: { value: frameworkId },
    type: 'UPDATE',
    update: {
      status: {
        task_id: { value: 't' },
        state: 'TASK_RUNNING',
        source: 'SOURCE_EXECUTOR',
        uuid: newUuid(),
      },
    },
  });
  assert.equal([refused.status, refused.refusal], [503, 'pending_updates']);
  await harness.settle();
  assert.is((await harness.acknowledgeAll()).length, 1000);
  executor.update('t', 'TASK_FINISHED');
  await harness.settle();
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_FINISHED']);
});

test('a kill is passed on with its policy; one of a queued task ends it here', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  executor.take();
  const policy = { grace_period: { nanoseconds: 7_000_000_000n } };
  const kill = (taskId: string) =>
    harness.receive('internal.KillTaskMessage', {
      framework_id: { value: frameworkId },
      task_id: { value: taskId },
      kill_policy: policy,
    });
  kill('t');
  assert.equal(executor.take(), [{ type: 'KILL', kill: { task_id: { value: 't' }, kill_policy: policy } }]);
  harness.run(customTask('u'));
  kill('u');
  await harness.settle();
  assert.equal(executor.take(), [], 'never handed over');
  assert.equal(told(await harness.acknowledgeAll()), [
    ['u', 'TASK_KILLED', 'REASON_TASK_KILLED_DURING_LAUNCH', 'Killed before delivery to the executor'],
  ]);
  assert.is(executorOf(harness)?.tasks.has('u'), false);
});

test('killed before the executor is connected: it gets no task and is shut down', async () => {
  const harness = await registered();
  harness.run(customTask('t'));
  await harness.settle();
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 't' },
  });
  await harness.settle();
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_KILLED']);
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  const executor = new FakeExecutor(harness);
  executor.subscribe();
  assert.equal(executor.takeTypes(), ['SUBSCRIBED', 'SHUTDOWN']);
  harness.host.end(harness.lastContainer.spec.id, { status: 0 });
  await harness.settle();
  assert.equal(harness.take('internal.ExitedExecutorMessage'), [
    {
      agent_id: { value: agentId },
      framework_id: { value: frameworkId },
      executor_id: { value: 'e' },
      status: 0,
    },
  ]);
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('killed before the launch: nothing is launched', async () => {
  const harness = await registered();
  harness.run(customTask('t'));
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 't' },
  });
  await harness.settle();
  assert.is(harness.host.launches.length, 0);
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_KILLED']);
  assert.is(harness.take('internal.ExitedExecutorMessage')[0]?.status, -1);
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('while the connection is broken tasks and kills wait', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  executor.update('t', 'TASK_RUNNING');
  await harness.settle();
  executor.take();
  executor.disconnect();
  harness.run(customTask('u'));
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 't' },
  });
  await harness.settle();
  executor.subscribe();
  assert.equal(executor.takeTypes(), ['SUBSCRIBED', 'LAUNCH', 'KILL']);
  await harness.acknowledgeAll();
});

test('a second connection closes the first; a task the executor does not know is dropped', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  const again = new FakeExecutor(harness);
  const running = {
    task_id: { value: 'u' },
    state: 'TASK_RUNNING',
    source: 'SOURCE_EXECUTOR',
    uuid: newUuid(),
  } as const;
  harness.run(customTask('u'));
  harness.run(customTask('v'));
  await harness.settle();
  again.subscribe({
    unacknowledged_tasks: [customTask('u'), customTask('v')],
    unacknowledged_updates: [{ status: running }, { status: { ...running, uuid: new Uint8Array(3) } }],
  });
  assert.is(executor.isConnected, false);
  assert.is(again.isConnected, true);
  executor.disconnect();
  await harness.settle();
  assert.equal(again.takeTypes(), ['SUBSCRIBED', 'ACKNOWLEDGED']);
  assert.equal(told(await harness.acknowledgeAll()), [
    ['u', 'TASK_RUNNING', undefined, undefined],
    ['t', 'TASK_DROPPED', 'REASON_AGENT_RESTARTED', 'Task launched during agent restart'],
  ]);
  assert.is(executorOf(harness)?.tasks.get('v')?.message.state, 'TASK_STAGING');
});

test('messages both ways', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  executor.take();
  const toExecutor = {
    agent_id: { value: agentId },
    framework_id: { value: frameworkId },
    executor_id: { value: 'e' },
    data: Buffer.from('in'),
  };
  harness.receive('internal.FrameworkToExecutorMessage', toExecutor);
  assert.equal(executor.take(), [{ type: 'MESSAGE', message: { data: new Uint8Array(Buffer.from('in')) } }]);
  assert.is(executor.message('out'), 202);
  const [sent] = harness.take('internal.ExecutorToFrameworkMessage');
  assert.equal(sent, { ...toExecutor, data: new Uint8Array(Buffer.from('out')) });
  harness.receive('internal.FrameworkToExecutorMessage', { ...toExecutor, executor_id: { value: 'none' } });
  const { counters } = harness.agent.metrics;
  assert.is(counters.valid_framework_messages, 2);
  assert.is(counters.invalid_framework_messages, 1);
});

test('a heartbeat every half hour, the first after one', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  executor.take();
  await harness.advance(29 * 60_000);
  assert.equal(executor.take(), []);
  await harness.advance(31 * 60_000);
  assert.equal(executor.takeTypes(), ['HEARTBEAT', 'HEARTBEAT']);
  executor.disconnect();
  const timers = harness.pendingTimers;
  await harness.advance(30 * 60_000);
  assert.equal(executor.take(), []);
  assert.ok(harness.pendingTimers <= timers);
});

test('its exit ends its tasks, and the master hears of both', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  harness.run(customTask('u'));
  await harness.settle();
  executor.update('t', 'TASK_RUNNING');
  executor.update('u', 'TASK_FINISHED');
  await harness.settle();
  harness.host.end(harness.lastContainer.spec.id, { status: 3 << 8 });
  await harness.settle();
  assert.is(executor.isConnected, false);
  assert.equal(
    harness.take('internal.ExitedExecutorMessage').map(({ status }) => status),
    [3 << 8],
  );
  assert.equal(told(await harness.acknowledgeAll()), [
    ['t', 'TASK_RUNNING', undefined, undefined],
    ['u', 'TASK_FINISHED', undefined, undefined],
    ['t', 'TASK_FAILED', 'REASON_EXECUTOR_TERMINATED', 'Executor terminated'],
  ]);
  assert.is(harness.agent.model.frameworks.size, 0);
  assert.is(
    harness.agent.model.completedFrameworks.get(frameworkId)?.completedExecutors[0]?.completedTasks.length,
    2,
  );
  assert.equal(harness.host.forgotten, [harness.lastContainerId]);
});

test('other ends: out of memory, no launch', async () => {
  const limited = await registered();
  await connectedExecutor(limited);
  limited.host.end(limited.lastContainer.spec.id, {
    status: 9,
    limitation: {
      reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
      message: 'Memory limit exceeded',
      memMegabytes: 192,
    },
  });
  await limited.settle();
  const [update] = await limited.acknowledgeAll();
  assert.equal(told([update!]), [
    ['t', 'TASK_FAILED', 'REASON_CONTAINER_LIMITATION_MEMORY', 'Memory limit exceeded'],
  ]);
  assert.is(update?.status.limitation?.resources?.[0]?.scalar?.value, 192);

  const failed = await registered();
  failed.run(customTask('t'));
  await failed.settle();
  failed.host.end(failed.lastContainer.spec.id, { status: undefined, failure: 'no such user' });
  await failed.settle();
  assert.equal(told(await failed.acknowledgeAll()), [
    ['t', 'TASK_FAILED', 'REASON_CONTAINER_LAUNCH_FAILED', 'Failed to launch container: no such user'],
  ]);
  assert.is(failed.take('internal.ExitedExecutorMessage')[0]?.status, -1);
  assert.is(failed.agent.metrics.counters.container_launch_errors, 1);
});

test('one that does not connect in time is ended', async () => {
  const harness = await registered({ config: { executorRegistrationTimeoutMs: 30_000 } });
  harness.run(customTask('t'));
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.advance(29_999);
  assert.equal(harness.host.destroyed, []);
  await harness.advance(1);
  assert.equal(harness.host.destroyed, [harness.lastContainerId]);
  assert.equal(told(await harness.acknowledgeAll()), [
    ['t', 'TASK_FAILED', 'REASON_EXECUTOR_REGISTRATION_TIMEOUT', 'Executor did not register within 30secs'],
  ]);
  const late = new FakeExecutor(harness);
  assert.is(late.subscribe(), 400, 'it is not known any more');
});

test('shutdown: told, given its grace, then ended', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  executor.take();
  const message = { framework_id: { value: frameworkId }, executor_id: { value: 'e' } };
  harness.receive('internal.ShutdownExecutorMessage', message);
  harness.receive('internal.ShutdownExecutorMessage', message);
  assert.equal(executor.takeTypes(), ['SHUTDOWN']);
  assert.is(executorOf(harness)?.state, 'TERMINATING');
  executor.update('t', 'TASK_KILLED');
  await harness.settle();
  assert.equal(executor.takeTypes(), ['ACKNOWLEDGED']);
  harness.run(customTask('late'));
  await harness.settle();
  await harness.advance(4999);
  assert.equal(harness.host.destroyed, []);
  const again = new FakeExecutor(harness);
  again.subscribe();
  assert.equal(again.takeTypes(), ['SHUTDOWN']);
  assert.is(again.isConnected, false);
  await harness.advance(1);
  assert.equal(harness.host.destroyed, [harness.lastContainerId]);
  assert.equal(told(await harness.acknowledgeAll()), [
    ['t', 'TASK_KILLED', undefined, undefined],
    ['late', 'TASK_DROPPED', 'REASON_EXECUTOR_TERMINATED', 'Executor is terminating or terminated'],
  ]);
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('its own grace counts before that of the agent', async () => {
  const harness = await registered();
  const task = customTask('t');
  const grace = { nanoseconds: 20_000_000_000n };
  harness.run({ ...task, executor: { ...task.executor!, shutdown_grace_period: grace } });
  await harness.settle();
  assert.is(harness.lastContainer.spec.environment['MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD'], '20secs');
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  harness.receive('internal.ShutdownExecutorMessage', {
    framework_id: { value: frameworkId },
    executor_id: { value: 'e' },
  });
  await harness.advance(19_999);
  assert.equal(harness.host.destroyed, []);
  await harness.advance(1);
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_FAILED']);
});

test('a framework that is removed: its executors are shut down, nothing more is told', async () => {
  const harness = await registered();
  const executor = await connectedExecutor(harness);
  executor.take();
  harness.receive('internal.ShutdownFrameworkMessage', { framework_id: { value: frameworkId } });
  await harness.settle();
  executor.update('t', 'TASK_KILLED');
  await harness.settle();
  assert.equal(executor.takeTypes(), ['SHUTDOWN', 'ACKNOWLEDGED'], 'it must not wait for anybody');
  harness.host.end(harness.lastContainer.spec.id, { status: 0 });
  await harness.settle();
  assert.equal(harness.updates(), []);
  assert.is(harness.agent.model.frameworks.size, 0);
});

const refused: [string, TaskInfo, boolean | undefined, string, string, boolean][] = [
  ['no command', withExecutor({ command: {} }), true, 'TASK_ERROR', 'REASON_TASK_INVALID', true],
  ['a default executor', withExecutor({ type: 'DEFAULT' }), true, 'TASK_FAILED', 'REASON_TASK_INVALID', true],
  ['an id with a slash', customTask('t', 'a/b'), true, 'TASK_ERROR', 'REASON_TASK_INVALID', true],
  [
    'URIs',
    withExecutor({ command: { value: 'x', uris: [{ value: '/opt/run' }] } }),
    true,
    'TASK_FAILED',
    'REASON_CONTAINER_LAUNCH_FAILED',
    true,
  ],
  [
    'Docker',
    withExecutor({ container: { type: 'DOCKER', docker: { image: 'x' } } }),
    true,
    'TASK_FAILED',
    'REASON_CONTAINER_LAUNCH_FAILED',
    true,
  ],
  ['an executor that is gone', customTask('t'), false, 'TASK_DROPPED', 'REASON_EXECUTOR_TERMINATED', false],
  ['the id of a command task', customTask('t', 'cmd'), true, 'TASK_ERROR', 'REASON_TASK_INVALID', false],
];

function withExecutor(fields: Partial<NonNullable<TaskInfo['executor']>>): TaskInfo {
  const task = customTask('t');
  return { ...task, executor: { ...task.executor!, ...fields } };
}

for (const [what, task, launches, state, reason, isExited] of refused) {
  test(`refused with words: ${what}`, async () => {
    const harness = await registered();
    await harness.runUntilRunning(taskOf('cmd'));
    harness.receive('internal.RunTaskMessage', { framework: testFramework, task, launch_executor: launches });
    await harness.settle();
    assert.is(harness.host.launches.length, 1);
    const [update] = await harness.acknowledgeAll();
    assert.is(update?.status.state, state);
    assert.is(update?.status.reason, reason);
    assert.ok((update?.status.message?.length ?? 0) > 10);
    // The master has booked an executor that will never be.
    assert.is(harness.take('internal.ExitedExecutorMessage').length, isExited ? 1 : 0);
  });
}

test('a new run of an executor whose last updates wait is dropped, and taken off the books', async () => {
  const harness = await registered();
  await connectedExecutor(harness);
  harness.host.end(harness.lastContainerId, { status: 0 });
  await harness.settle();
  assert.is(harness.take('internal.ExitedExecutorMessage').length, 1);
  harness.run(customTask('again'));
  await harness.settle();
  assert.is(harness.take('internal.ExitedExecutorMessage')[0]?.status, -1);
  assert.equal(told(await harness.acknowledgeAll()).slice(1), [
    ['again', 'TASK_DROPPED', 'REASON_EXECUTOR_TERMINATED', 'Executor is terminating or terminated'],
  ]);
  harness.run(customTask('later'));
  await harness.settle();
  assert.is(harness.host.launches.length, 2, 'nothing waits any more');
});

test('a command task with the id of an executor is refused', async () => {
  const harness = await registered();
  await connectedExecutor(harness);
  harness.run(taskOf('e'));
  await harness.settle();
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_ERROR']);
});

test.run();
