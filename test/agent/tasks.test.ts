// The life of a command task: launch, what is reported, kill, end; and what is refused.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MesosError } from '../../src/base/errors.ts';
import type { TaskInfo } from '../../src/protocol/messages.ts';
import { agentId, frameworkId, Harness, statesOf, taskOf, testFramework } from './harness.ts';

const test = suite('agent tasks');

const graceOf = (seconds: number): { grace_period: { nanoseconds: bigint } } => ({
  grace_period: { nanoseconds: BigInt(seconds) * 1_000_000_000n },
});

function killTask(harness: Harness, id: string, seconds?: number): void {
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: id },
    ...(seconds === undefined ? {} : { kill_policy: graceOf(seconds) }),
  });
}

test('nothing is launched before its record is on disk', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  assert.is(harness.host.launches.length, 0);
  harness.store.flush(1);
  assert.is(harness.host.launches.length, 0, 'the framework alone is not enough');
  harness.store.flush(1);
  assert.is(harness.host.launches.length, 1);
});

test('the container is what the original would make', async () => {
  const harness = new Harness({
    config: { executorEnvironment: { FROM_FLAG: 'x', MESOS_SANDBOX: 'overridden' } },
  });
  await harness.register();
  const environment = {
    variables: [
      { name: 'OWN', value: 'own' },
      { name: 'FROM_FLAG', value: 'own' },
    ],
  };
  harness.run(taskOf('t', { command: { value: 'echo $OWN', shell: true, environment } }));
  await harness.settle();
  const spec = harness.host.launches[0]!;
  const sandbox = `/var/lib/mesos/agent/slaves/${agentId}/frameworks/${frameworkId}/executors/t/runs/${spec.id}`;
  assert.equal(spec, {
    id: spec.id,
    argv: ['/bin/sh', '-c', 'echo $OWN'],
    environment: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      FROM_FLAG: 'own',
      LIBPROCESS_PORT: '0',
      MESOS_FRAMEWORK_ID: frameworkId,
      MESOS_EXECUTOR_ID: 't',
      MESOS_SLAVE_ID: agentId,
      MESOS_SLAVE_PID: 'slave(1)@127.0.0.1:5051',
      MESOS_AGENT_ENDPOINT: '127.0.0.1:5051',
      MESOS_DIRECTORY: sandbox,
      MESOS_SANDBOX: sandbox,
      MESOS_CHECKPOINT: '1',
      MESOS_RECOVERY_TIMEOUT: '15mins',
      MESOS_SUBSCRIPTION_BACKOFF_MAX: '2secs',
      MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: '5secs',
      MESOS_HTTP_COMMAND_EXECUTOR: '0',
      MESOS_ALLOCATION_ROLE: '*',
      OWN: 'own',
    },
    sandbox,
    user: 'root',
    limits: { cpus: 1, memBytes: 160 * 1024 * 1024 },
    rlimits: [],
  });
});

test('programs without a shell, users, limits and rlimits', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(
    taskOf('t', {
      command: { value: '/bin/echo', shell: false, arguments: ['echo', 'a b'], user: 'nobody' },
      container: { type: 'MESOS', rlimit_info: { rlimits: [{ type: 'RLMT_NOFILE', soft: 10, hard: 20 }] } },
      limits: { cpus: { value: 2 }, mem: { value: Number.POSITIVE_INFINITY } },
    }),
  );
  await harness.settle();
  const spec = harness.host.launches[0]!;
  assert.equal(spec.argv, ['/bin/echo', 'a b']);
  assert.is(spec.user, 'nobody');
  assert.is(spec.limits.cpusLimit, 2);
  assert.is(spec.limits.memLimitBytes, Number.POSITIVE_INFINITY);
  assert.equal(spec.rlimits, [{ resource: 'NOFILE', soft: 10, hard: 20 }]);
  const plain = new Harness({ config: { switchUser: false } });
  await plain.register();
  plain.run(taskOf('t'));
  await plain.settle();
  assert.is(plain.host.launches[0]?.user, undefined);
});

test('STARTING, RUNNING and FINISHED as the original sends them', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('y', { command: { value: 'echo out; echo err >&2', shell: true } }));
  await harness.settle();
  const container = harness.lastContainer;
  assert.equal(harness.updates(), []);
  harness.host.start(container.spec.id);
  await harness.settle();
  const [starting, ...early] = harness.updates();
  assert.equal(early, [], 'one outstanding update a task');
  const { uuid } = starting!;
  assert.is(uuid?.length, 16);
  const timestamp = harness.nowMs / 1000;
  const containerStatus = {
    container_id: { value: container.spec.id },
    network_infos: [{ ip_addresses: [{ ip_address: '127.0.0.1' }] }],
    executor_pid: container.pid,
  };
  const ids = { executor_id: { value: 'y' }, agent_id: { value: agentId } };
  assert.equal(starting, {
    framework_id: { value: frameworkId },
    ...ids,
    status: {
      task_id: { value: 'y' },
      state: 'TASK_STARTING',
      ...ids,
      timestamp,
      source: 'SOURCE_EXECUTOR',
      uuid,
      container_status: containerStatus,
    },
    timestamp,
    uuid,
    latest_state: 'TASK_STARTING',
  });
  harness.acknowledge(starting!);
  await harness.settle();
  const [running] = harness.updates();
  assert.is(running?.status.state, 'TASK_RUNNING');
  assert.is(running?.latest_state, 'TASK_RUNNING');
  assert.is(running?.status.message, undefined);
  harness.acknowledge(running!);
  harness.host.end(container.spec.id, { status: 0 });
  await harness.settle();
  const [finished] = harness.updates();
  assert.is(finished?.status.state, 'TASK_FINISHED');
  assert.is(finished?.status.message, 'Command exited with status 0');
  assert.is(finished?.status.reason, undefined);
  assert.equal(finished?.status.container_status, containerStatus);
  assert.equal(harness.host.forgotten, [container.spec.id], 'its end is on disk');
  harness.acknowledge(finished!);
  await harness.settle();
  assert.is(harness.agent.model.frameworks.size, 0);
  assert.is(harness.agent.model.completedFrameworks.get(frameworkId)?.completedExecutors.length, 1);
  assert.is(harness.agent.metrics.counters.tasks_finished, 1);
});

const ends: [string, object, string, string | undefined, string][] = [
  ['exit 3', { status: 3 << 8 }, 'TASK_FAILED', undefined, 'Command exited with status 3'],
  ['a signal', { status: 11 }, 'TASK_FAILED', undefined, 'Command terminated with signal Segmentation fault'],
  [
    'a core dump',
    { status: 6 | 0x80 },
    'TASK_FAILED',
    undefined,
    'Command terminated with signal Aborted (core dumped)',
  ],
  [
    'memory',
    {
      status: 9,
      limitation: {
        reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
        message: 'Memory limit exceeded',
        memMegabytes: 96,
      },
    },
    'TASK_FAILED',
    'REASON_CONTAINER_LIMITATION_MEMORY',
    'Memory limit exceeded',
  ],
  [
    'a lost supervisor',
    { status: undefined, failure: 'the supervisor died' },
    'TASK_FAILED',
    'REASON_EXECUTOR_TERMINATED',
    'Command ended with an unknown exit status: the supervisor died',
  ],
];
for (const [what, termination, state, reason, message] of ends) {
  test(`the last update after ${what}`, async () => {
    const harness = new Harness();
    await harness.register();
    const container = await harness.runUntilRunning(taskOf('t'));
    harness.host.end(container.spec.id, termination as { status: number });
    await harness.settle();
    const [update] = await harness.acknowledgeAll();
    assert.is(update?.status.state, state);
    assert.is(update?.status.reason, reason);
    assert.is(update?.status.message, message);
    assert.is(update?.status.source, reason === undefined ? 'SOURCE_EXECUTOR' : 'SOURCE_AGENT');
    if (what === 'memory') {
      assert.equal(update?.status.limitation, {
        resources: [{ name: 'mem', type: 'SCALAR', scalar: { value: 96 } }],
      });
    }
  });
}

test('a launch that fails', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  await harness.settle();
  harness.host.end(harness.lastContainer.spec.id, { status: undefined, failure: 'chdir: no such directory' });
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(statesOf(updates), ['TASK_FAILED']);
  assert.is(updates[0]?.status.reason, 'REASON_CONTAINER_LAUNCH_FAILED');
  assert.is(updates[0]?.status.message, 'Failed to launch container: chdir: no such directory');
  assert.is(harness.agent.metrics.counters.container_launch_errors, 1);
});

test('kill: KILLING, SIGTERM, after the grace the rest; the state is KILLED even after exit 0', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  killTask(harness, 't');
  assert.equal(container.signals, [], 'not before it is on disk');
  await harness.settle();
  assert.equal(container.signals, [15]);
  assert.equal(statesOf(harness.updates()), ['TASK_KILLING']);
  await harness.advance(2900);
  assert.equal(harness.host.destroyed, []);
  await harness.advance(200);
  assert.equal(harness.host.destroyed, [container.spec.id]);
  const other = new Harness();
  await other.register();
  const polite = await other.runUntilRunning(taskOf('t'));
  killTask(other, 't');
  other.host.end(polite.spec.id, { status: 0 });
  await other.settle();
  const updates = await other.acknowledgeAll();
  assert.equal(statesOf(updates), ['TASK_KILLING', 'TASK_KILLED']);
  assert.is(updates[1]?.status.message, 'Command exited with status 0');
  assert.is(updates[1]?.status.source, 'SOURCE_EXECUTOR');
  assert.is(other.pendingTimers, 1, 'only the ping timeout is left');
});

test('kill: whose grace counts, and a second kill measures from the first', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t', { kill_policy: graceOf(60) }));
  killTask(harness, 't');
  await harness.settle();
  await harness.advance(10_000);
  assert.equal(harness.host.destroyed, []);
  killTask(harness, 't', 20);
  await harness.settle();
  assert.equal(container.signals, [15], 'not signalled again');
  await harness.advance(9_900);
  assert.equal(harness.host.destroyed, []);
  await harness.advance(200);
  assert.equal(harness.host.destroyed, [container.spec.id]);
});

test('kill: a second kill may also give more time', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  killTask(harness, 't');
  await harness.settle();
  await harness.advance(1000);
  killTask(harness, 't', 20);
  await harness.settle();
  await harness.advance(18_900);
  assert.equal(harness.host.destroyed, []);
  await harness.advance(200);
  assert.equal(harness.host.destroyed, [container.spec.id]);
});

test('no TASK_KILLING for frameworks that do not know it', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('t'), { ...testFramework, capabilities: [] });
  killTask(harness, 't');
  await harness.settle();
  assert.equal(harness.updates(), []);
});

test('kill before the record of the launch is on disk: never launched', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  killTask(harness, 't');
  await harness.settle();
  assert.is(harness.host.launches.length, 0);
  const updates = await harness.acknowledgeAll();
  assert.equal(
    updates.map(({ status }) => [status.state, status.reason, status.source]),
    [['TASK_KILLED', 'REASON_TASK_KILLED_DURING_LAUNCH', 'SOURCE_AGENT']],
  );
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('kill while the container is made: destroyed, never reported as running', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  killTask(harness, 't');
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(
    updates.map(({ status }) => [status.state, status.reason]),
    [['TASK_KILLED', 'REASON_TASK_KILLED_DURING_LAUNCH']],
  );
});

test('kill of a task that is not here', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('t'));
  killTask(harness, 'other');
  killTask(harness, 'other');
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(
    updates.map(({ status }) => [status.task_id.value, status.state, status.reason]),
    [['other', 'TASK_DROPPED', 'REASON_EXECUTOR_TERMINATED']],
  );
});

test('max_completion_time: killed at once, FAILED', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(
    taskOf('t', { max_completion_time: { nanoseconds: 7_000_000_000n } }),
  );
  await harness.advance(6900);
  assert.equal(harness.host.destroyed, []);
  await harness.advance(200);
  assert.equal(harness.host.destroyed, [container.spec.id]);
  assert.equal(container.signals, []);
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(statesOf(updates), ['TASK_FAILED']);
  assert.is(updates[0]?.status.reason, 'REASON_MAX_COMPLETION_TIME_REACHED');
  assert.is(updates[0]?.status.message, 'Command terminated with signal Killed');
});

test('the same task twice is launched once; its id may come back when it is done', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  harness.run(taskOf('t'));
  await harness.settle();
  harness.run(taskOf('t'));
  await harness.settle();
  assert.is(harness.host.launches.length, 1);
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  harness.host.end(harness.lastContainer.spec.id, { status: 0 });
  await harness.settle();
  await harness.acknowledgeAll();
  harness.run(taskOf('t'));
  await harness.settle();
  assert.is(harness.host.launches.length, 2);
});

test('resources as they were before this process: dropped', async () => {
  const harness = new Harness();
  await harness.register();
  const message = {
    framework: testFramework,
    task: taskOf('t'),
    resource_version_uuids: [{ uuid: { value: new Uint8Array(16).fill(7) } }],
  };
  harness.receive('internal.RunTaskMessage', message);
  harness.receive('internal.RunTaskMessage', {
    ...message,
    task: taskOf('u'),
    framework: { ...testFramework, id: { value: 'f2' }, capabilities: [] },
  });
  await harness.settle();
  assert.is(harness.host.launches.length, 0);
  const updates = await harness.acknowledgeAll();
  assert.equal(
    updates.map(({ status }) => [status.state, status.reason, status.source]),
    [
      ['TASK_DROPPED', 'REASON_INVALID_OFFERS', 'SOURCE_AGENT'],
      ['TASK_LOST', 'REASON_INVALID_OFFERS', 'SOURCE_AGENT'],
    ],
  );
  assert.is(harness.agent.model.frameworks.size, 0);
});

const refused: [string, Partial<TaskInfo>, string, string][] = [
  ['a NUL', { command: { value: 'a\0b' } }, 'TASK_ERROR', 'REASON_TASK_INVALID'],
  ['no command', { command: {} }, 'TASK_ERROR', 'REASON_TASK_INVALID'],
  ['an id with a slash', { task_id: { value: '../x' } }, 'TASK_ERROR', 'REASON_TASK_INVALID'],
  [
    'resources that are none',
    { resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: -1 } }] },
    'TASK_ERROR',
    'REASON_TASK_INVALID',
  ],
  [
    'URIs',
    { command: { value: 'x', uris: [{ value: 'http://x/y' }] } },
    'TASK_FAILED',
    'REASON_CONTAINER_LAUNCH_FAILED',
  ],
  [
    'Docker',
    { container: { type: 'DOCKER', docker: { image: 'x' } } },
    'TASK_FAILED',
    'REASON_CONTAINER_LAUNCH_FAILED',
  ],
  [
    'an image',
    { container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'x' } } } } },
    'TASK_FAILED',
    'REASON_CONTAINER_LAUNCH_FAILED',
  ],
  ['a health check', { health_check: { type: 'COMMAND' } }, 'TASK_FAILED', 'REASON_TASK_INVALID'],
];
for (const [what, fields, state, reason] of refused) {
  test(`refused with words: ${what}`, async () => {
    const harness = new Harness();
    await harness.register();
    harness.run(taskOf('t', fields));
    await harness.settle();
    assert.is(harness.host.launches.length, 0);
    const [update] = await harness.acknowledgeAll();
    assert.is(update?.status.state, state);
    assert.is(update?.status.reason, reason);
    assert.is(update?.status.source, 'SOURCE_AGENT');
    assert.ok((update?.status.message?.length ?? 0) > 10);
    assert.is(harness.agent.model.frameworks.size, 0);
    assert.not.ok(harness.agent.model.completedFrameworks.get(frameworkId)?.completedExecutors.length);
  });
}

test('ignored without an update: recovering, another agent', async () => {
  const harness = new Harness();
  harness.boot();
  harness.agent.masterDetected('master@127.0.0.1:5050');
  harness.run(taskOf('t'));
  await harness.settle();
  assert.is(harness.host.launches.length, 0);
  const other = new Harness();
  await other.register();
  other.run(taskOf('t', { agent_id: { value: 'another-S9' } }));
  await other.settle();
  assert.is(other.host.launches.length, 0);
  assert.equal(other.updates(), []);
});

test('a terminating framework: its task is refused, for a new master may have the framework back', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('u'));
  harness.receive('internal.ShutdownFrameworkMessage', { framework_id: { value: frameworkId } });
  harness.run(taskOf('v'));
  await harness.settle();
  assert.is(harness.host.launches.length, 1);
  const updates = harness.updates();
  assert.equal(
    updates.map(({ status }) => [status.task_id.value, status.reason]),
    [['v', 'REASON_FRAMEWORK_REMOVED']],
  );
});

test('ShutdownFramework: SIGTERM, after the grace the rest, no update, then history', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.receive('internal.ShutdownFrameworkMessage', { framework_id: { value: frameworkId } });
  await harness.settle();
  assert.equal(container.signals, [15]);
  await harness.advance(3100);
  assert.equal(harness.host.destroyed, [container.spec.id]);
  assert.equal(harness.updates(), []);
  assert.is(harness.agent.model.frameworks.size, 0);
  assert.ok(harness.agent.model.completedFrameworks.has(frameworkId));
  assert.equal(harness.host.forgotten, [container.spec.id]);
});

test('ShutdownFramework ends a framework whose last update was never acknowledged', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.host.end(container.spec.id, { status: 0 });
  await harness.settle();
  assert.equal(statesOf(harness.updates()), ['TASK_FINISHED']);
  harness.receive('internal.ShutdownFrameworkMessage', { framework_id: { value: frameworkId } });
  await harness.settle();
  assert.is(harness.agent.model.frameworks.size, 0);
  await harness.advance(60_000);
  assert.equal(harness.updates(), [], 'not sent again');
});

test('ShutdownExecutor is a kill with the grace of the executor', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.receive('internal.ShutdownExecutorMessage', {
    framework_id: { value: frameworkId },
    executor_id: { value: 't' },
  });
  await harness.settle();
  assert.equal(container.signals, [15]);
  harness.host.end(container.spec.id, { status: 15 });
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(statesOf(updates), ['TASK_KILLING', 'TASK_KILLED']);
  assert.is(updates[1]?.status.message, 'Command terminated with signal Terminated');
});

test('UpdateFramework replaces the description', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('t'));
  harness.receive('internal.UpdateFrameworkMessage', {
    framework_id: { value: frameworkId },
    pid: 'scheduler-1@127.0.0.1:7000',
    framework_info: { ...testFramework, name: 'renamed' },
  });
  await harness.settle();
  const framework = harness.agent.model.frameworks.get(frameworkId);
  assert.is(framework?.info.name, 'renamed');
  assert.is(framework?.pid, 'scheduler-1@127.0.0.1:7000');
  harness.crash();
  await harness.reregister();
  assert.is(harness.agent.model.frameworks.get(frameworkId)?.info.name, 'renamed');
});

test('history is bounded', async () => {
  const harness = new Harness({ config: { maxCompletedExecutorsPerFramework: 3 } });
  await harness.register();
  await harness.runUntilRunning(taskOf('keeps-the-framework'));
  for (let count = 0; count < 5; count += 1) {
    const container = await harness.runUntilRunning(taskOf(`t${count}`));
    harness.host.end(container.spec.id, { status: 0 });
    await harness.settle();
    await harness.acknowledgeAll();
  }
  const completed = harness.agent.model.frameworks.get(frameworkId)?.completedExecutors;
  assert.equal(
    completed?.map(({ id }) => id),
    ['t2', 't3', 't4'],
  );
  for (let count = 0; count < 60; count += 1) {
    harness.run(taskOf('bad', { command: {} }), { ...testFramework, id: { value: `f${count}` } });
    await harness.settle();
    await harness.acknowledgeAll();
  }
  assert.is(harness.agent.model.completedFrameworks.size, 50);
});

test('leaving: unregisters, ends everything, forgets itself', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.agent.leave();
  await harness.settle();
  assert.is(harness.take('internal.UnregisterAgentMessage')[0]?.agent_id.value, agentId);
  assert.equal(container.signals, [15]);
  assert.not.ok(harness.hasFinished);
  harness.host.end(container.spec.id, { status: 15 });
  await harness.settle();
  assert.ok(harness.hasFinished);
  harness.crash();
  harness.boot();
  harness.agent.masterDetected('master@127.0.0.1:5050');
  await harness.settle();
  assert.is(harness.take('internal.RegisterAgentMessage').length, 1, 'as a new agent');
});

test('leaving and stopping wait for the last framework', async () => {
  for (const how of ['leave', 'stop'] as const) {
    const harness = new Harness();
    await harness.register();
    const containers: string[] = [];
    for (const id of ['f1', 'f2']) {
      const framework = { ...testFramework, id: { value: id }, checkpoint: false };
      containers.push((await harness.runUntilRunning(taskOf('t'), framework)).spec.id);
    }
    // The first one has only an update left, which is dropped at once.
    harness.host.end(containers[0]!, { status: 0 });
    await harness.settle();
    harness.agent[how]();
    assert.not.ok(harness.hasFinished, how);
    harness.host.end(containers[1]!, { status: 15 });
    await harness.settle();
    assert.ok(harness.hasFinished, how);
  }
});

test('ShutdownMessage of the master ends everything', async () => {
  const harness = new Harness();
  await harness.register();
  harness.receive('internal.ShutdownMessage', { message: 'gone' });
  await harness.settle();
  assert.ok(harness.hasFinished);
  assert.is(harness.take('internal.UnregisterAgentMessage').length, 0);
});

test('stopping leaves the tasks of frameworks that checkpoint alone', async () => {
  const harness = new Harness();
  await harness.register();
  const kept = await harness.runUntilRunning(taskOf('kept'));
  const gone = await harness.runUntilRunning(taskOf('gone'), {
    ...testFramework,
    id: { value: 'f2' },
    checkpoint: false,
  });
  harness.agent.stop();
  await harness.settle();
  assert.ok(harness.hasFinished);
  assert.equal(harness.host.destroyed, [gone.spec.id]);
  assert.is(kept.state, 'running');
  assert.equal(kept.signals, []);
});

test('a disk that fails is fatal, and nothing that depends on it happens', async () => {
  const harness = new Harness();
  await harness.register();
  harness.store.failure = new MesosError('STORAGE_FAILED', 'no space left on device');
  harness.run(taskOf('t'));
  await harness.settle();
  assert.is(harness.fatal?.code, 'STORAGE_FAILED');
  assert.is(harness.host.launches.length, 0);
});

test.run();
