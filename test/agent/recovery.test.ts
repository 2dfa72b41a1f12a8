// The agent's process dies and another one goes on: what is kept, what is told, and that nothing runs twice.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeCheckpoint } from '../../src/agent/checkpoint-encoding.ts';
import { agentId, frameworkId, Harness, masterPid, statesOf, taskOf, testFramework } from './harness.ts';

const test = suite('agent recovery');

test('a running task goes on under its pid, and its end is reported', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.crash();
  await harness.reregister();
  assert.is(harness.host.launches.length, 1);
  assert.equal(harness.updates(), [], 'acknowledged updates are not sent again');
  harness.host.end(container.spec.id, { status: 0 });
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(statesOf(updates), ['TASK_FINISHED']);
  assert.is(updates[0]?.status.container_status?.executor_pid, container.pid);
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('a task that ended while the agent was away', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.crash();
  harness.host.end(container.spec.id, { status: 3 << 8 });
  await harness.reregister();
  const updates = await harness.acknowledgeAll();
  assert.equal(statesOf(updates), ['TASK_FAILED']);
  assert.is(updates[0]?.status.message, 'Command exited with status 3');
});

test('an update that was not acknowledged is sent again with the same uuid, in order', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  const [before] = harness.updates();
  assert.is(before?.status.state, 'TASK_STARTING');
  harness.crash();
  await harness.reregister();
  const updates = await harness.acknowledgeAll();
  assert.equal(statesOf(updates), ['TASK_STARTING', 'TASK_RUNNING']);
  assert.equal(updates[0]?.uuid, before?.uuid);
});

test('nothing is sent while recovering or disconnected', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  harness.sent = [];
  harness.crash();
  harness.boot();
  await harness.settle();
  await harness.advance(60_000);
  assert.equal(harness.sent, []);
});

test('launched and not known to run: reported when it runs, dropped when it was never started', async () => {
  const running = new Harness();
  await running.register();
  running.run(taskOf('t'));
  await running.settle();
  const container = running.lastContainer;
  container.state = 'running';
  running.crash();
  await running.reregister();
  assert.equal(statesOf(await running.acknowledgeAll()), ['TASK_STARTING', 'TASK_RUNNING']);
  const never = new Harness();
  await never.register();
  never.run(taskOf('t'));
  never.store.flush(2);
  never.host.containers.clear();
  never.crash();
  await never.reregister();
  const updates = await never.acknowledgeAll();
  assert.equal(
    updates.map(({ status }) => [status.state, status.reason]),
    [['TASK_DROPPED', 'REASON_AGENT_RESTARTED']],
  );
  assert.is(never.host.launches.length, 1, 'not launched again');
});

test('a launch whose record was lost never happened', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  harness.store.flush(1);
  harness.crash();
  await harness.reregister();
  assert.is(harness.host.launches.length, 0);
  assert.is(harness.agent.model.frameworks.size, 0);
  assert.equal(harness.take('internal.ReregisterAgentMessage')[0]?.tasks, undefined);
});

test('a framework that does not checkpoint: its containers are destroyed, nothing of it is told', async () => {
  const harness = new Harness();
  await harness.register();
  const framework = { ...testFramework, checkpoint: false };
  const container = await harness.runUntilRunning(taskOf('t'), framework);
  harness.run(taskOf('u'), framework);
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  harness.sent = [];
  harness.crash();
  await harness.reregister();
  assert.not.ok(harness.host.containers.has(container.spec.id));
  assert.is(harness.host.containers.size, 0);
  const [message] = harness.take('internal.ReregisterAgentMessage');
  assert.equal([message?.tasks, message?.frameworks], [undefined, undefined]);
  assert.equal(harness.updates(), []);
  harness.receive('internal.AgentReregisteredMessage', {
    agent_id: { value: agentId },
    reconciliations: [
      {
        framework_id: { value: frameworkId },
        framework,
        statuses: [{ task_id: { value: 't' }, state: 'TASK_RUNNING' }],
      },
    ],
  });
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(
    updates.map(({ status }) => [status.state, status.reason]),
    [['TASK_DROPPED', 'REASON_RECONCILIATION']],
  );
});

test('a kill goes on after a restart, to the deadline of the first request, as a kill', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 't' },
    kill_policy: { grace_period: { nanoseconds: 10_000_000_000n } },
  });
  await harness.settle();
  assert.equal(container.signals, [15]);
  harness.crash();
  harness.nowMs += 6000;
  await harness.reregister();
  await harness.advance(3900);
  assert.equal(harness.host.destroyed, []);
  await harness.advance(200);
  assert.equal(harness.host.destroyed, [container.spec.id]);
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(statesOf(updates).slice(-2), ['TASK_KILLING', 'TASK_KILLED']);
});

test('a shutdown of a framework goes on after a restart', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.receive('internal.ShutdownFrameworkMessage', { framework_id: { value: frameworkId } });
  harness.store.flush(1);
  harness.crash();
  await harness.reregister();
  assert.equal(container.signals, [15]);
  await harness.advance(3100);
  assert.equal(harness.host.destroyed, [container.spec.id]);
  assert.is(harness.agent.model.frameworks.size, 0);
  assert.equal(harness.updates(), []);
});

test('the time a task may run is not begun anew', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(
    taskOf('t', { max_completion_time: { nanoseconds: 60_000_000_000n } }),
  );
  harness.crash();
  harness.nowMs += 50_000;
  await harness.reregister();
  await harness.advance(9000);
  assert.equal(harness.host.destroyed, []);
  await harness.advance(1100);
  assert.equal(harness.host.destroyed, [container.spec.id]);
});

test('the machine was restarted: the tasks are over, the agent keeps its id', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('t'));
  harness.crash();
  harness.host.containers.clear();
  harness.config = { ...harness.config, bootId: 'boot-2' };
  await harness.reregister();
  const updates = await harness.acknowledgeAll();
  assert.equal(
    updates.map(({ status }) => [status.state, status.reason, status.message]),
    [['TASK_FAILED', 'REASON_EXECUTOR_TERMINATED', 'Abnormal executor termination: unknown container']],
  );
  harness.crash();
  await harness.reregister();
  assert.equal(harness.updates(), []);
  const { bootId } = harness.config;
  assert.ok(bootId === 'boot-2' && harness.fatal === undefined);
});

test('what may change between two starts', async () => {
  const more = [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 8 } },
    ...new Harness().config.resources.slice(1),
  ] as const;
  const cases = [
    [{ resources: more }, 'equal', false],
    [{ resources: more }, 'additive', true],
    [{ hostname: 'other' }, 'additive', false],
    [{ port: 6000 }, 'additive', false],
    [{ attributes: [] }, 'equal', false],
    [{ attributes: [] }, 'additive', false],
    [{ resources: new Harness().config.resources.slice(1) }, 'additive', false],
    [{ resources: [...new Harness().config.resources].reverse() }, 'equal', true],
  ] as const;
  for (const [change, reconfigurationPolicy, isAllowed] of cases) {
    const harness = new Harness();
    await harness.register();
    harness.crash();
    harness.config = { ...harness.config, ...change, reconfigurationPolicy };
    harness.boot();
    harness.agent.masterDetected(masterPid);
    await harness.settle();
    const what = `${JSON.stringify(change)} under ${reconfigurationPolicy}`;
    assert.is(harness.fatal === undefined, isAllowed, what);
    assert.is(harness.take('internal.ReregisterAgentMessage').length, isAllowed ? 1 : 0, what);
    if (!isAllowed) assert.match(harness.fatal?.hint ?? '', /--recover=cleanup/);
  }
});

test('recover=cleanup ends everything and forgets', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('t'));
  harness.crash();
  harness.config = { ...harness.config, recover: 'cleanup' };
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  assert.ok(harness.hasFinished);
  assert.is(harness.host.containers.size, 0);
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 0);
  harness.crash();
  harness.config = { ...harness.config, recover: 'reconnect' };
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  assert.is(harness.take('internal.RegisterAgentMessage').length, 1);
});

test('asked to leave while recovering: leaves when it has recovered', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('t'));
  harness.crash();
  harness.boot();
  harness.agent.leave();
  await harness.settle();
  assert.equal(container.signals, [15]);
  harness.host.end(container.spec.id, { status: 15 });
  await harness.settle();
  assert.ok(harness.hasFinished);
});

test('a shortened journal says the same as the long one', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('a'));
  const ended = await harness.runUntilRunning(taskOf('b'));
  harness.host.end(ended.spec.id, { status: 0 });
  await harness.settle();
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 'a' },
  });
  await harness.settle();
  harness.sent = [];
  const longLength = harness.disk.length;
  const seen = async (): Promise<object[]> => {
    harness.crash();
    await harness.reregister();
    const [message] = harness.take('internal.ReregisterAgentMessage');
    return [message?.tasks ?? [], message?.frameworks ?? [], harness.updates()];
  };
  const before = await seen();
  harness.store.shouldCompact = true;
  harness.run(taskOf('c'));
  await harness.settle();
  assert.is(harness.store.compactions, 1);
  harness.host.end(harness.lastContainer.spec.id, { status: undefined, failure: 'x' });
  await harness.settle();
  const c = harness.updates().find(({ status }) => status.task_id.value === 'c');
  harness.acknowledge(c!);
  await harness.settle();
  const after = await seen();
  assert.equal(after, before);
  assert.ok(longLength > 0);
});

test('a record that nobody knows ends the start', async () => {
  const harness = new Harness();
  await harness.register();
  harness.crash();
  harness.disk.push(new Uint8Array([99]));
  harness.boot();
  assert.throws(() => harness.store.flush(), /unknown kind 99/);
  harness.disk.pop();
  harness.disk.push(encodeCheckpoint({ type: 'framework-removed', frameworkId: 'never-was' }));
  await harness.reregister();
});

test.run();
