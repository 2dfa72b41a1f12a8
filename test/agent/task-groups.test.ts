// Task groups under the default executor, as scheduler and master see them: updates, fates, the executor's end.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StatusUpdate, TaskInfo } from '../../src/protocol/messages.ts';
import { agentId, frameworkId, Harness, statesOf, taskOf, testExecutor, testFramework } from './harness.ts';

const test = suite('task groups');

const graceOf = (seconds: number) => ({ grace_period: { nanoseconds: BigInt(seconds) * 1_000_000_000n } });

/** Task ids and states. */
const stories = (updates: readonly StatusUpdate[]): string[] =>
  updates.map(({ status }) => `${status.task_id.value} ${status.state}`);

async function running(tasks: readonly TaskInfo[], harness = new Harness()): Promise<Harness> {
  await harness.register();
  harness.runGroup(tasks);
  await harness.startAll();
  await harness.acknowledgeAll();
  return harness;
}

/** Whether the master was told that the executor is gone. */
function exited(harness: Harness): (readonly [string, number])[] {
  return harness
    .take('internal.ExitedExecutorMessage')
    .map(({ executor_id, status }) => [executor_id.value, status] as const);
}

test('updates and the end of the executor are those of the original', async () => {
  const harness = new Harness();
  await harness.register();
  harness.runGroup([taskOf('a')]);
  await harness.startAll();
  const [holder, inner] = harness.host.launches;
  const container_id = { value: inner?.id, parent: { value: holder?.id } };
  const updates = await harness.acknowledgeAll();
  harness.host.end(inner?.id ?? '', { status: 0 });
  await harness.settle();
  updates.push(...(await harness.acknowledgeAll()));
  assert.equal(statesOf(updates), ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']);
  assert.equal(
    updates.map(({ status }) => status.container_status),
    [
      { container_id },
      {
        container_id,
        network_infos: [{ ip_addresses: [{ ip_address: '127.0.0.1' }] }],
        executor_pid: 1001,
      },
      { container_id },
    ],
  );
  for (const { executor_id, status } of updates) {
    assert.is(executor_id?.value, 'default-executor');
    assert.is(status.executor_id?.value, 'default-executor');
    assert.is(status.source, 'SOURCE_EXECUTOR');
    assert.is(status.reason, undefined);
  }
  assert.is(updates[2]?.status.message, 'Command exited with status 0');
  await harness.settle();
  assert.equal(exited(harness), [['default-executor', 0]]);
  assert.is(harness.host.containers.size, 0);
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('containers: the executor holds the sum, tasks have sandboxes and an environment of their own', async () => {
  const harness = new Harness();
  await harness.register();
  const environment = { variables: [{ name: 'OWN', value: 'x' }] };
  harness.runGroup([taskOf('a', { command: { value: 'env', environment, user: 'nobody' } }), taskOf('b')]);
  await harness.startAll();
  const [holder, a, b] = harness.host.launches;
  assert.is(holder?.isHolder, true);
  assert.equal(holder?.limits, { cpus: 2.1, memBytes: 288 * 1024 * 1024 });
  const directory = `/var/lib/mesos/agent/slaves/${agentId}/frameworks/${frameworkId}/executors/default-executor/runs/${holder?.id}`;
  assert.is(holder?.sandbox, directory);
  assert.equal(a?.parent, { id: holder?.id, sharesCgroups: true });
  assert.is(a?.sandbox, `${directory}/containers/${a?.id}`);
  assert.is(a?.sandboxLink, `${directory}/tasks/a`);
  assert.equal(a?.limits, { cpus: 1, memBytes: 128 * 1024 * 1024 });
  assert.equal([holder?.user, a?.user, b?.user], ['root', 'nobody', 'root']);
  assert.equal(a?.argv, ['/bin/sh', '-c', 'env']);
  assert.equal(a?.environment, {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    MESOS_SANDBOX: a?.sandbox,
    MESOS_CONTAINER_IP: '127.0.0.1',
    MESOS_ALLOCATION_ROLE: '*',
    OWN: 'x',
  });
  harness.host.end(b?.id ?? '', { status: 0 });
  await harness.settle();
  assert.is(harness.host.limits.get(holder?.id ?? '')?.cpus, 1.1);
});

test('tasks with cgroups of their own say so to the containerizer', async () => {
  const own: Partial<TaskInfo> = {
    container: { type: 'MESOS', linux_info: { share_cgroups: false } },
    limits: { mem: { value: 256 } },
  };
  const harness = await running([taskOf('a', own)]);
  const { spec } = harness.containerOf('a');
  assert.is(spec.parent?.sharesCgroups, false);
  assert.is(spec.limits.memLimitBytes, 256 * 1024 * 1024);
  assert.is(harness.host.launches[0]?.limits.memLimitBytes, 288 * 1024 * 1024);
});

test('a task that finishes leaves the others alone; one that fails takes them with it', async () => {
  const harness = await running([taskOf('a'), taskOf('b'), taskOf('c', { kill_policy: graceOf(60) })]);
  harness.host.end(harness.containerOf('a').spec.id, { status: 0 });
  await harness.settle();
  assert.equal(stories(await harness.acknowledgeAll()), ['a TASK_FINISHED']);
  const c = harness.containerOf('c');
  harness.host.end(harness.containerOf('b').spec.id, { status: 3 << 8 });
  await harness.settle();
  assert.equal(stories(await harness.acknowledgeAll()), ['b TASK_FAILED', 'c TASK_KILLING']);
  assert.equal(c.signals, [15]);
  await harness.advance(2900);
  assert.is(c.state, 'running');
  await harness.advance(200);
  const [update] = await harness.acknowledgeAll();
  assert.is(update?.status.state, 'TASK_KILLED');
  assert.is(update?.status.message, 'Command terminated with signal Killed');
  await harness.settle();
  assert.equal(exited(harness), [['default-executor', 0]]);
});

test('another group under the executor is not concerned', async () => {
  const harness = await running([taskOf('a'), taskOf('b')]);
  harness.runGroup([taskOf('c')], testExecutor, testFramework, false);
  await harness.startAll();
  assert.equal(stories(await harness.acknowledgeAll()), ['c TASK_STARTING', 'c TASK_RUNNING']);
  assert.is(harness.host.launches.filter(({ isHolder }) => isHolder).length, 1);
  harness.host.end(harness.containerOf('a').spec.id, { status: 1 << 8 });
  await harness.settle();
  assert.equal(harness.containerOf('b').signals, [15]);
  assert.equal(harness.containerOf('c').signals, []);
  harness.host.end(harness.containerOf('b').spec.id, { status: 15 });
  await harness.settle();
  await harness.acknowledgeAll();
  assert.equal(exited(harness), []);
  assert.is(harness.agent.model.frameworks.get(frameworkId)?.executors.size, 1);
});

test('a kill ends the task by its policy, and then its group', async () => {
  const harness = await running([taskOf('a', { kill_policy: graceOf(5) }), taskOf('b')]);
  const kill = (id: string, seconds?: number): void =>
    harness.receive('internal.KillTaskMessage', {
      framework_id: { value: frameworkId },
      task_id: { value: id },
      ...(seconds === undefined ? {} : { kill_policy: graceOf(seconds) }),
    });
  const [a, b] = [harness.containerOf('a'), harness.containerOf('b')];
  kill('a');
  await harness.settle();
  kill('a', 0);
  await harness.advance(4900);
  assert.equal([a.signals, a.state, b.signals], [[15], 'running', []]);
  await harness.advance(200);
  assert.equal(stories(await harness.acknowledgeAll()), [
    'a TASK_KILLING',
    'b TASK_KILLING',
    'a TASK_KILLED',
  ]);
  assert.equal([a.state, b.signals], ['ended', [15]]);
  harness.host.end(b.spec.id, { status: 0 });
  await harness.settle();
  assert.equal(stories(await harness.acknowledgeAll()), ['b TASK_KILLED']);
});

test('a kill before the executor is there is one of the whole group, and of no other', async () => {
  const harness = new Harness();
  await harness.register();
  harness.runGroup([taskOf('a'), taskOf('b')]);
  harness.runGroup([taskOf('c')], testExecutor, testFramework, false);
  await harness.settle();
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 'b' },
  });
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(stories(updates), ['a TASK_KILLED', 'b TASK_KILLED']);
  for (const { status } of updates) assert.is(status.reason, 'REASON_TASK_KILLED_DURING_LAUNCH');
  await harness.startAll();
  assert.equal(stories(await harness.acknowledgeAll()), ['c TASK_STARTING', 'c TASK_RUNNING']);
  assert.is(harness.host.launches.length, 2);
});

test('an executor whose only group was killed before it was launched never is, and the master hears of it', async () => {
  const harness = new Harness();
  await harness.register();
  harness.runGroup([taskOf('a')]);
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 'a' },
  });
  await harness.settle();
  assert.equal(stories(await harness.acknowledgeAll()), ['a TASK_KILLED']);
  assert.equal(harness.host.launches, []);
  assert.equal(exited(harness), [['default-executor', -1]]);
});

test('one that is killed while it is being started is never reported as running', async () => {
  const harness = new Harness();
  await harness.register();
  harness.runGroup([taskOf('a')]);
  await harness.settle();
  harness.host.start(harness.host.launches[0]?.id ?? '');
  await harness.settle();
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 'a' },
  });
  await harness.settle();
  assert.equal(stories(await harness.acknowledgeAll()), ['a TASK_STARTING', 'a TASK_KILLED']);
  assert.equal(exited(harness), [['default-executor', 0]]);
});

test('a task that runs too long fails, and its group with it', async () => {
  const harness = await running([
    taskOf('a', { max_completion_time: { nanoseconds: 2_000_000_000n } }),
    taskOf('b'),
  ]);
  await harness.advance(2100);
  const updates = await harness.acknowledgeAll();
  assert.equal(stories(updates), ['a TASK_FAILED', 'b TASK_KILLING']);
  assert.is(updates[0]?.status.reason, 'REASON_MAX_COMPLETION_TIME_REACHED');
});

test('memory that the executor has not got fails all its tasks, with the reason', async () => {
  const harness = await running([taskOf('a'), taskOf('b')]);
  const limitation = {
    reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
    message: 'Memory limit exceeded',
    memMegabytes: 288,
  } as const;
  const holder = harness.host.launches[0]?.id ?? '';
  for (const id of ['a', 'b']) harness.host.end(harness.containerOf(id).spec.id, { status: 9, limitation });
  harness.host.end(holder, { status: undefined, limitation });
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(stories(updates), ['a TASK_FAILED', 'b TASK_FAILED']);
  for (const { status } of updates) {
    assert.is(status.reason, 'REASON_CONTAINER_LIMITATION_MEMORY');
    assert.is(status.source, 'SOURCE_AGENT');
    assert.is(status.limitation?.resources?.[0]?.scalar?.value, 288);
  }
  assert.equal(exited(harness), [['default-executor', 9]]);
});

test('an executor that cannot be launched fails its tasks', async () => {
  const harness = new Harness();
  await harness.register();
  harness.runGroup([taskOf('a'), taskOf('b')]);
  await harness.settle();
  harness.host.end(harness.lastContainer.spec.id, { status: undefined, failure: 'no room' });
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(stories(updates), ['a TASK_FAILED', 'b TASK_FAILED']);
  for (const { status } of updates) {
    assert.is(status.reason, 'REASON_CONTAINER_LAUNCH_FAILED');
    assert.is(status.message, 'Failed to launch container: no room');
  }
  assert.equal(exited(harness), [['default-executor', -1]]);
});

test('a task that cannot be launched fails, and its group with it', async () => {
  const harness = new Harness();
  await harness.register();
  harness.runGroup([taskOf('a'), taskOf('b')]);
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  harness.host.start(harness.containerOf('b').spec.id);
  harness.host.end(harness.containerOf('a').spec.id, { status: undefined, failure: 'no such user' });
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(stories(updates), [
    'a TASK_STARTING',
    'b TASK_STARTING',
    'a TASK_FAILED',
    'b TASK_RUNNING',
    'b TASK_KILLING',
  ]);
});

test('a shut down executor ends its tasks, all of them and within its grace', async () => {
  const executor = { ...testExecutor, shutdown_grace_period: graceOf(2).grace_period };
  const harness = new Harness();
  await harness.register();
  harness.runGroup([taskOf('a'), taskOf('b')], executor);
  await harness.startAll();
  await harness.acknowledgeAll();
  harness.receive('internal.ShutdownExecutorMessage', {
    framework_id: { value: frameworkId },
    executor_id: { value: 'default-executor' },
  });
  await harness.settle();
  const [a, b] = [harness.containerOf('a'), harness.containerOf('b')];
  assert.equal([a.signals, b.signals], [[15], [15]]);
  harness.host.end(a.spec.id, { status: 15 });
  await harness.advance(2100);
  assert.equal(stories(await harness.acknowledgeAll()).sort(), [
    'a TASK_KILLED',
    'a TASK_KILLING',
    'b TASK_KILLED',
    'b TASK_KILLING',
  ]);
  assert.equal(exited(harness), [['default-executor', 0]]);
});

test('a removed framework ends everything without an update, and the master hears of the executor', async () => {
  const harness = await running([taskOf('a'), taskOf('b')]);
  harness.receive('internal.ShutdownFrameworkMessage', { framework_id: { value: frameworkId } });
  await harness.settle();
  await harness.advance(3100);
  assert.equal(harness.updates(), []);
  assert.equal(exited(harness), [['default-executor', 0]]);
  assert.is(harness.agent.model.frameworks.size, 0);
  assert.is(harness.host.containers.size, 0);
});

test('the framework is removed while the last update is still to be acknowledged', async () => {
  const harness = await running([taskOf('a')]);
  harness.host.end(harness.containerOf('a').spec.id, { status: 0 });
  harness.host.deliver();
  harness.receive('internal.ShutdownFrameworkMessage', { framework_id: { value: frameworkId } });
  await harness.settle();
  assert.equal(exited(harness), [['default-executor', 0]]);
  assert.is(harness.agent.model.frameworks.size, 0);
  assert.is(harness.host.containers.size, 0);
});

test('a group is refused whole, and the master hears that its executor was not launched', async () => {
  const health_check = { type: 'TCP', tcp: { port: 80 } } as const;
  const cases: [RegExp, Partial<TaskInfo>[], Partial<typeof testExecutor>?][] = [
    [/Checks and health checks are not supported/, [{}, { health_check }]],
    [/Docker containers are not supported/, [{ container: { type: 'DOCKER' } }]],
    [
      /capabilities, namespaces and seccomp/,
      [{ container: { type: 'MESOS', linux_info: { share_pid_namespace: true } } }],
    ],
    [/no command/, [{ command: undefined }]],
    [/container networks are/, [{}], { container: { type: 'MESOS', network_infos: [{ name: 'n' }] } }],
  ];
  for (const [pattern, fields, change] of cases) {
    const harness = new Harness();
    await harness.register();
    const tasks = fields.map((more, index) => taskOf(String(index), more));
    harness.runGroup(tasks, { ...testExecutor, ...change });
    await harness.settle();
    const updates = await harness.acknowledgeAll();
    assert.is(updates.length, tasks.length, String(pattern));
    for (const { status } of updates) assert.match(status.message ?? '', pattern);
    assert.equal(harness.host.launches, []);
    assert.equal(exited(harness), [['default-executor', -1]]);
  }
});

test('a group for an executor that has ended is dropped', async () => {
  const harness = await running([taskOf('a')]);
  harness.host.end(harness.containerOf('a').spec.id, { status: 0 });
  await harness.settle();
  // The last update of `a` is not acknowledged, so the executor is still known.
  harness.runGroup([taskOf('b')], testExecutor, testFramework, false);
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(stories(updates), ['a TASK_FINISHED', 'b TASK_DROPPED']);
  assert.is(updates[1]?.status.reason, 'REASON_EXECUTOR_TERMINATED');
  assert.is(exited(harness).length, 1);
});

test('a master that launches the executor anew while the old one is still known hears that it was not', async () => {
  const harness = await running([taskOf('a')]);
  harness.host.end(harness.containerOf('a').spec.id, { status: 0 });
  await harness.settle();
  assert.equal(exited(harness), [['default-executor', 0]]);
  harness.runGroup([taskOf('b')]);
  await harness.settle();
  assert.equal(exited(harness), [['default-executor', -1]]);
  assert.equal(stories(await harness.acknowledgeAll()), ['a TASK_FINISHED', 'b TASK_DROPPED']);
});

test('the executor is listed for a master that comes back, until it has ended', async () => {
  const harness = await running([taskOf('a')]);
  harness.crash();
  await harness.reregister();
  const [message] = harness.take('internal.ReregisterAgentMessage');
  assert.equal(
    message?.executor_infos?.map(({ executor_id, type }) => [executor_id.value, type]),
    [['default-executor', 'DEFAULT']],
  );
  assert.equal(
    message?.tasks?.map(({ task_id, executor_id, state }) => [task_id.value, executor_id?.value, state]),
    [['a', 'default-executor', 'TASK_RUNNING']],
  );
});

test('after a restart of the agent everything is found again and goes on', async () => {
  const harness = await running([taskOf('a'), taskOf('b')]);
  const [holder, a, b] = harness.host.launches;
  harness.crash();
  harness.host.end(a?.id ?? '', { status: 3 << 8 });
  await harness.reregister();
  await harness.settle();
  assert.equal(stories(await harness.acknowledgeAll()), ['a TASK_FAILED', 'b TASK_KILLING']);
  assert.equal(harness.containerOf('b').signals, [15]);
  harness.host.end(b?.id ?? '', { status: 15 });
  await harness.settle();
  assert.equal(stories(await harness.acknowledgeAll()), ['b TASK_KILLED']);
  assert.equal(exited(harness), [['default-executor', 0]]);
  assert.is(harness.host.containers.has(holder?.id ?? ''), false);
  harness.crash();
  await harness.reregister();
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('frameworks that do not checkpoint lose their groups with the agent', async () => {
  const harness = new Harness();
  await harness.register();
  harness.runGroup([taskOf('a')], testExecutor, { ...testFramework, checkpoint: false });
  await harness.startAll();
  harness.crash();
  await harness.reregister();
  assert.is(harness.host.containers.size, 0);
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('after a restart of the machine all tasks have failed and the executor is gone', async () => {
  const harness = await running([taskOf('a'), taskOf('b')]);
  harness.crash();
  harness.host.containers.clear();
  harness.config = { ...harness.config, bootId: 'boot-2' };
  await harness.reregister();
  const updates = await harness.acknowledgeAll();
  assert.equal(stories(updates), ['a TASK_FAILED', 'b TASK_FAILED']);
  assert.is(updates[0]?.status.message, 'Abnormal executor termination: unknown container');
});

test('a crash at any write leaves a group that ends as a whole, and an agent that ends with nothing', async () => {
  const outcomes = new Set<string>();
  for (let writes = 0; writes < 40; writes += 1) {
    const harness = new Harness();
    await harness.register();
    harness.runGroup([taskOf('a'), taskOf('b')]);
    let left = writes;
    let isFailing = false;
    // The disk takes `writes` records, and then the power of the process is gone.
    for (let round = 0; round < 200 && left > 0; round += 1) {
      if (harness.store.flush(1)) left -= 1;
      harness.host.deliver();
      for (const { spec, state } of [...harness.host.containers.values()]) {
        if (state === 'starting') harness.host.start(spec.id);
      }
      const a = [...harness.host.containers.values()].find(({ spec }) => spec.sandboxLink?.endsWith('/a'));
      if (a?.state === 'running' && left < writes / 2 && !isFailing) {
        isFailing = true;
        harness.host.end(a.spec.id, { status: 1 << 8 });
      }
      for (const update of harness.updates()) harness.acknowledge(update);
    }
    harness.crash();
    await harness.reregister();
    await harness.startAll();
    const last = new Map<string, string>();
    for (let round = 0; round < 20; round += 1) {
      for (const { status } of await harness.acknowledgeAll()) last.set(status.task_id.value, status.state);
      const a = [...harness.host.containers.values()].find(({ spec }) => spec.sandboxLink?.endsWith('/a'));
      if (a?.state === 'running') harness.host.end(a.spec.id, { status: 1 << 8 });
      await harness.settle();
      await harness.advance(1000);
    }
    assert.is(harness.agent.model.frameworks.size, 0, `after ${writes} writes`);
    assert.is(harness.agent.model.taskContainers.size, 0, `after ${writes} writes`);
    assert.is(harness.host.containers.size, 0, `after ${writes} writes`);
    outcomes.add([...last.values()].sort().join(' '));
  }
  // What was acknowledged before the crash is missing; a group of which only one task was started is ended.
  assert.equal([...outcomes].sort(), [
    '',
    'TASK_DROPPED TASK_KILLED',
    'TASK_FAILED TASK_KILLED',
    'TASK_KILLED',
  ]);
});

test('a snapshot of the checkpoints stands for groups as well', async () => {
  const harness = await running([taskOf('a'), taskOf('b'), taskOf('c')]);
  harness.runGroup([taskOf('d')], testExecutor, testFramework, false);
  await harness.startAll();
  await harness.acknowledgeAll();
  harness.host.end(harness.containerOf('a').spec.id, { status: 0 });
  await harness.settle();
  await harness.acknowledgeAll();
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 'b' },
  });
  await harness.settle();
  harness.store.shouldCompact = true;
  harness.host.end(harness.containerOf('b').spec.id, { status: 15 });
  await harness.settle();
  assert.is(harness.store.compactions, 1);
  harness.crash();
  await harness.reregister();
  await harness.settle();
  assert.equal([...(harness.agent.model.frameworks.get(frameworkId)?.tasks.keys() ?? [])].sort(), [
    'b',
    'c',
    'd',
  ]);
  assert.equal(harness.containerOf('c').signals, [15, 15]);
  assert.equal(harness.containerOf('d').signals, []);
});

test.run();
