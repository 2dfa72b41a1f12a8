// Custom executors over a restart of the agent: they come back with what was not acknowledged, or are given up.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StatusUpdate } from '../../src/protocol/messages.ts';
import { connectedExecutor, customTask, FakeExecutor, newUuid } from './fake-executor.ts';
import { agentId, frameworkId, Harness, masterPid, statesOf, taskOf, testFramework } from './harness.ts';

const test = suite('recovery of custom executors');

const told = (updates: readonly StatusUpdate[]): unknown[] =>
  updates.map(({ status }) => [status.task_id.value, status.state, status.reason]);

/** An agent with an executor that runs `t`, acknowledged by everybody. */
async function running(): Promise<{ harness: Harness; executor: FakeExecutor }> {
  const harness = new Harness();
  await harness.register();
  const executor = await connectedExecutor(harness);
  executor.update('t', 'TASK_RUNNING');
  await harness.settle();
  await harness.acknowledgeAll();
  executor.take();
  return { harness, executor };
}

async function bootAgain(harness: Harness): Promise<void> {
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
}

async function reregister(harness: Harness): Promise<void> {
  harness.receive('internal.AgentReregisteredMessage', {
    agent_id: { value: agentId },
    connection: { total_ping_timeout_seconds: 75 },
  });
  await harness.settle();
}

test('it comes back, keeps its task, and the agent registers with it at once', async () => {
  const { harness, executor } = await running();
  harness.crash();
  executor.disconnect();
  harness.boot();
  harness.agent.masterDetected(masterPid);
  assert.is(executor.subscribe(), 503, 'before the containers are known');
  await harness.settle();
  assert.is(harness.agent.model.state, 'RECOVERING');
  assert.is(executor.message('too early'), 503);
  assert.is(executor.subscribe(), 200);
  await harness.settle();
  assert.is(harness.agent.model.state, 'DISCONNECTED', 'nobody else is waited for');
  const [list] = harness.take('internal.ReregisterAgentMessage');
  assert.equal(
    list?.executor_infos?.map((info) => info.executor_id.value),
    ['e'],
  );
  assert.is(list?.executor_infos?.[0]?.framework_id?.value, frameworkId);
  assert.equal(
    list?.tasks?.map((task) => [task.task_id.value, task.executor_id?.value, task.state]),
    [['t', 'e', 'TASK_RUNNING']],
  );
  await reregister(harness);
  assert.equal(executor.takeTypes(), ['SUBSCRIBED']);
  assert.is(harness.host.launches.length, 1);
  executor.update('t', 'TASK_FINISHED');
  await harness.settle();
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_FINISHED']);
  harness.run(customTask('u'));
  await harness.settle();
  assert.equal(executor.takeTypes(), ['ACKNOWLEDGED', 'LAUNCH']);
});

test('updates that were not acknowledged are taken, known ones once', async () => {
  const { harness, executor } = await running();
  const first = executor.update('t', 'TASK_RUNNING', { message: 'on disk' });
  await harness.settle();
  const second = { ...first, uuid: newUuid(), message: 'lost with the agent' };
  executor.update('t', 'TASK_RUNNING', second);
  harness.crash();
  assert.is(harness.updates().length, 1);
  await bootAgain(harness);
  executor.take();
  executor.subscribe({ unacknowledged_updates: [{ status: first }, { status: second }] });
  await harness.settle();
  await reregister(harness);
  assert.equal(executor.takeTypes(), ['SUBSCRIBED', 'ACKNOWLEDGED', 'ACKNOWLEDGED']);
  assert.equal(
    (await harness.acknowledgeAll()).map(({ status }) => status.message),
    ['on disk', 'lost with the agent'],
  );
});

test('a task that never reached it is dropped', async () => {
  const { harness, executor } = await running();
  executor.disconnect();
  harness.run(customTask('u'));
  await harness.settle();
  harness.crash();
  await bootAgain(harness);
  executor.subscribe();
  await harness.settle();
  await reregister(harness);
  assert.equal(told(await harness.acknowledgeAll()), [['u', 'TASK_DROPPED', 'REASON_AGENT_RESTARTED']]);
});

test('one that does not come back in time is ended', async () => {
  const { harness } = await running();
  harness.crash();
  await bootAgain(harness);
  await harness.advance(1999);
  assert.is(harness.agent.model.state, 'RECOVERING');
  assert.equal(harness.host.destroyed, []);
  await harness.advance(1);
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  await reregister(harness);
  const [update] = await harness.acknowledgeAll();
  assert.equal(told([update!]), [['t', 'TASK_FAILED', 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT']]);
  assert.is(update?.status.message, 'Executor did not reregister within 2secs');
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('one that ended meanwhile is not waited for', async () => {
  const { harness } = await running();
  harness.crash();
  harness.host.end(harness.lastContainerId, { status: 1 << 8 });
  await bootAgain(harness);
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  await reregister(harness);
  assert.equal(told(await harness.acknowledgeAll()), [['t', 'TASK_FAILED', 'REASON_EXECUTOR_TERMINATED']]);
});

test('a restart of the machine ends it', async () => {
  const { harness } = await running();
  harness.crash();
  harness.host.containers.clear();
  harness.config = { ...harness.config, bootId: 'boot-2' };
  await bootAgain(harness);
  await reregister(harness);
  const updates = await harness.acknowledgeAll();
  assert.equal(told(updates), [['t', 'TASK_FAILED', 'REASON_EXECUTOR_TERMINATED']]);
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('those of frameworks that do not checkpoint are killed', async () => {
  const harness = new Harness();
  await harness.register();
  const { checkpoint: _checkpoint, ...framework } = testFramework;
  harness.run(customTask('t'), framework);
  await harness.settle();
  harness.host.start(harness.lastContainerId);
  const executor = new FakeExecutor(harness);
  executor.subscribe();
  await harness.settle();
  assert.is(harness.lastContainer.spec.environment['MESOS_CHECKPOINT'], '0');
  harness.crash();
  await bootAgain(harness);
  assert.is(harness.host.containers.size, 0);
  assert.is(executor.subscribe(), 400);
  const [list] = harness.take('internal.ReregisterAgentMessage');
  assert.is(list?.executor_infos, undefined);
});

test('what was ended and not acknowledged is told again, and the executor is not', async () => {
  const { harness } = await running();
  harness.host.end(harness.lastContainerId, { status: 0 });
  await harness.settle();
  assert.equal(statesOf(harness.updates()), ['TASK_FAILED']);
  harness.crash();
  await bootAgain(harness);
  const [list] = harness.take('internal.ReregisterAgentMessage');
  assert.is(list?.executor_infos, undefined);
  assert.is(list?.tasks?.length, 1);
  await reregister(harness);
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_FAILED']);
  harness.crash();
  await bootAgain(harness);
  assert.is(harness.agent.model.frameworks.size, 0);
});

test('a shortened journal says the same', async () => {
  const { harness, executor } = await running();
  executor.update('t', 'TASK_FINISHED');
  await harness.settle();
  await harness.acknowledgeAll();
  harness.store.shouldCompact = true;
  await harness.runUntilRunning(taskOf('c'));
  assert.is(harness.store.compactions, 1);
  harness.crash();
  await bootAgain(harness);
  executor.take();
  executor.subscribe();
  assert.equal(executor.takeTypes(), ['SUBSCRIBED'], 'it has had a task, so it stays');
  await harness.settle();
  await reregister(harness);
  harness.run(customTask('u'));
  await harness.settle();
  assert.equal(executor.takeTypes(), ['LAUNCH']);
});

test('a crash after any record: the task runs or has an end, and nothing is launched twice', async () => {
  for (let records = 0; records <= 4; records += 1) {
    const harness = new Harness();
    await harness.register();
    harness.run(customTask('t'));
    harness.store.flush(records);
    harness.crash();
    await bootAgain(harness);
    if (harness.agent.model.state === 'RECOVERING') await harness.advance(2000);
    await reregister(harness);
    const updates = await harness.acknowledgeAll();
    assert.ok(harness.host.launches.length <= 1);
    if (records < 3) assert.equal(updates, [], 'the master finds that the agent does not list it');
    else assert.is(updates[0]?.status.state, 'TASK_FAILED');
    assert.is(harness.agent.model.frameworks.size, 0, `${records} records`);
  }
});

test.run();
