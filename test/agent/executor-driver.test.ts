// Custom executors on the native driver: what the agent takes from them and what it sends, message by message.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StatusUpdate, TaskState } from '../../src/protocol/messages.ts';
import { customTask, FakeExecutor, newUuid } from './fake-executor.ts';
import { agentId, frameworkId, Harness, masterPid, type Sent, statesOf, testFramework } from './harness.ts';

const test = suite('executors on the native driver');

const pid = 'executor(1)@127.0.0.1:40000';
const schedulerPid = 'scheduler-1@127.0.0.1:41000';
const ids = { framework_id: { value: frameworkId }, executor_id: { value: 'e' } };
const agent = { agent_id: { value: agentId } };

/** An agent whose executor has a process that has not registered yet. */
async function launched(scheduler = schedulerPid): Promise<Harness> {
  const harness = new Harness();
  await harness.register();
  harness.receive('internal.RunTaskMessage', {
    framework: testFramework,
    pid: scheduler,
    task: customTask('t'),
    launch_executor: true,
  });
  await harness.settle();
  harness.host.start(harness.lastContainerId);
  await harness.settle();
  return harness;
}

async function registered(scheduler = schedulerPid): Promise<Harness> {
  const harness = await launched(scheduler);
  harness.receive('internal.RegisterExecutorMessage', ids, pid);
  await harness.settle();
  return harness;
}

/** What the executor was sent since the last call. */
function toExecutor(harness: Harness): Sent[] {
  const sent = harness.sent.filter(({ to }) => to === pid);
  harness.sent = harness.sent.filter(({ to }) => to !== pid);
  return sent;
}

const namesOf = (sent: readonly Sent[]): string[] => sent.map(({ name }) => name.replace('internal.', ''));

function update(state: TaskState, fields: Partial<StatusUpdate> = {}): StatusUpdate {
  return {
    ...ids,
    ...agent,
    status: { task_id: { value: 't' }, state, agent_id: { value: agentId }, timestamp: 7 },
    timestamp: 7,
    uuid: newUuid(),
    ...fields,
  };
}

const send = (harness: Harness, sent: StatusUpdate, from = pid): void =>
  harness.receive('internal.StatusUpdateMessage', { update: sent, pid: from }, from);

test('it registers and is given its task, in the messages of the original', async () => {
  const harness = await registered();
  assert.ok(harness.links.includes(pid));
  const [welcome, task, ...rest] = toExecutor(harness);
  assert.equal(rest, []);
  assert.is(welcome?.name, 'internal.ExecutorRegisteredMessage');
  assert.equal(Object.keys(welcome?.message as object).sort(), [
    'agent_id',
    'agent_info',
    'executor_info',
    'framework_id',
    'framework_info',
  ]);
  assert.is(task?.name, 'internal.RunTaskMessage');
  const run = task?.message as { framework: object; pid: string; task: { task_id: object } };
  assert.equal(Object.keys(run).sort(), ['framework', 'pid', 'task']);
  assert.is(run.pid, schedulerPid);
  assert.equal(run.task.task_id, { value: 't' });
  harness.run(customTask('u'));
  await harness.settle();
  assert.equal(namesOf(toExecutor(harness)), ['RunTaskMessage']);
});

test('the scheduler that is connected by HTTP has the pid of nobody', async () => {
  const harness = await registered('@0.0.0.0:0');
  const [, task] = toExecutor(harness);
  assert.is((task?.message as { pid?: string } | undefined)?.pid, '@0.0.0.0:0');
});

test('updates: completed as the original does, acknowledged when they are on disk', async () => {
  const harness = await registered();
  toExecutor(harness);
  const running = update('TASK_RUNNING');
  send(harness, running);
  assert.equal(toExecutor(harness), []);
  await harness.settle();
  const [acknowledgement] = toExecutor(harness);
  assert.equal(acknowledgement?.message, {
    ...agent,
    framework_id: ids.framework_id,
    task_id: { value: 't' },
    uuid: running.uuid,
  });
  const [told] = await harness.acknowledgeAll();
  assert.is(told?.status.source, 'SOURCE_EXECUTOR');
  assert.equal(told?.status.executor_id, { value: 'e' });
  assert.equal(told?.status.uuid, running.uuid);
  assert.equal(told?.uuid, running.uuid);
  assert.is(told?.timestamp, 7);
  assert.is(told?.status.container_status?.executor_pid, harness.lastContainer.pid);
  send(harness, running);
  assert.equal(namesOf(toExecutor(harness)), ['StatusUpdateAcknowledgementMessage'], 'again, and told once');
  send(harness, update('TASK_FINISHED'));
  await harness.settle();
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_FINISHED']);
});

test('nobody else speaks for it, and nonsense is dropped', async () => {
  const harness = await registered();
  toExecutor(harness);
  const stranger = 'executor(1)@127.0.0.1:40001';
  send(harness, update('TASK_FINISHED'), stranger);
  harness.receive(
    'internal.ExecutorToFrameworkMessage',
    { ...ids, ...agent, data: Buffer.from('x') },
    stranger,
  );
  send(harness, update('TASK_STAGING'));
  send(harness, update('TASK_RUNNING', { uuid: new Uint8Array(3) }));
  send(harness, { ...update('TASK_RUNNING'), executor_id: { value: 'other' } });
  harness.receive(
    'internal.FrameworkToExecutorMessage',
    { ...ids, ...agent, data: Buffer.from('x') },
    stranger,
  );
  await harness.settle();
  assert.equal(harness.updates(), []);
  assert.equal(harness.sent, []);
  assert.is(harness.agent.metrics.counters.invalid_status_updates, 4);
});

test('messages go straight between executor and scheduler', async () => {
  const harness = await registered();
  toExecutor(harness);
  const message = { ...ids, ...agent, data: new Uint8Array(Buffer.from('x')) };
  harness.receive('internal.ExecutorToFrameworkMessage', message, pid);
  assert.equal(harness.sent, [{ to: schedulerPid, name: 'internal.ExecutorToFrameworkMessage', message }]);
  harness.sent = [];
  harness.receive('internal.FrameworkToExecutorMessage', message, schedulerPid);
  harness.receive('internal.FrameworkToExecutorMessage', message, masterPid);
  assert.equal(
    toExecutor(harness).map((sent) => sent.message),
    [message, message],
  );
  const byHttp = await registered('');
  byHttp.sent = [];
  byHttp.receive('internal.ExecutorToFrameworkMessage', message, pid);
  assert.equal(
    byHttp.sent.map(({ to }) => to),
    [masterPid],
  );
});

test('a kill, and the order to shut down', async () => {
  const harness = await registered();
  toExecutor(harness);
  const kill = {
    framework_id: ids.framework_id,
    task_id: { value: 't' },
    kill_policy: { grace_period: { nanoseconds: 1n } },
  };
  harness.receive('internal.KillTaskMessage', kill);
  assert.equal(toExecutor(harness), [{ to: pid, name: 'internal.KillTaskMessage', message: kill }]);
  harness.receive('internal.ShutdownExecutorMessage', ids);
  assert.equal(toExecutor(harness), [{ to: pid, name: 'internal.ShutdownExecutorMessage', message: {} }]);
  send(harness, update('TASK_KILLED'));
  await harness.settle();
  harness.host.end(harness.lastContainerId, { status: 0 });
  await harness.settle();
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_KILLED']);
});

test('who cannot be registered is told to shut down', async () => {
  const harness = await registered();
  toExecutor(harness);
  harness.receive('internal.RegisterExecutorMessage', ids, pid);
  harness.receive('internal.RegisterExecutorMessage', { ...ids, executor_id: { value: 'x' } }, pid);
  harness.receive('internal.RegisterExecutorMessage', { ...ids, framework_id: { value: 'x' } }, pid);
  harness.receive('internal.ReregisterExecutorMessage', ids, pid);
  assert.equal(
    namesOf(toExecutor(harness)),
    Array.from({ length: 4 }, () => 'ShutdownExecutorMessage'),
  );
  const http = new FakeExecutor(harness);
  assert.is(http.subscribe(), 200, 'but it may change to HTTP');
  assert.equal(http.takeTypes(), ['SUBSCRIBED']);
});

test('after a restart of the agent it is asked to come back, and does', async () => {
  const harness = await registered();
  const first = update('TASK_RUNNING');
  send(harness, first);
  await harness.settle();
  harness.updates();
  harness.crash();
  toExecutor(harness);
  harness.boot();
  harness.agent.masterDetected(masterPid);
  harness.receive('internal.RegisterExecutorMessage', ids, pid);
  assert.equal(namesOf(toExecutor(harness)), ['ShutdownExecutorMessage'], 'nobody is known yet');
  await harness.settle();
  assert.equal(toExecutor(harness), [{ to: pid, name: 'internal.ReconnectExecutorMessage', message: agent }]);
  const second = update('TASK_FINISHED');
  harness.receive('internal.ReregisterExecutorMessage', { ...ids, updates: [first, second] }, pid);
  await harness.settle();
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  const sent = toExecutor(harness);
  assert.equal(namesOf(sent), [
    'ExecutorReregisteredMessage',
    'StatusUpdateAcknowledgementMessage',
    'StatusUpdateAcknowledgementMessage',
  ]);
  assert.equal(Object.keys(sent[0]?.message as object).sort(), ['agent_id', 'agent_info']);
  harness.receive('internal.AgentReregisteredMessage', {
    ...agent,
    connection: { total_ping_timeout_seconds: 75 },
  });
  await harness.settle();
  assert.equal(statesOf(await harness.acknowledgeAll()), ['TASK_RUNNING', 'TASK_FINISHED']);
});

test('a task group arrives as its tasks, which is all that drivers know', async () => {
  const harness = await registered();
  toExecutor(harness);
  const tasks = ['u', 'v'].map((id) => customTask(id));
  harness.runGroup(tasks, tasks[0]!.executor!);
  await harness.settle();
  const sent = toExecutor(harness).filter(({ name }) => name === 'internal.RunTaskMessage');
  assert.equal(
    sent.map(({ message }) => (message as { task: { task_id: { value: string } } }).task.task_id.value),
    ['u', 'v'],
  );
});

test.run();
