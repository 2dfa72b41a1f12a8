// Status updates, acknowledgements, kills and reconciliation.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { taskMessage } from '../../src/master/task.ts';
import { commandTask, firstOffer, Harness, runningTask, uuidBytes } from './harness.ts';

const test = suite('tasks');

test('an update reaches its scheduler with its uuid, and the acknowledgement its agent', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  scheduler.launch(offer, [commandTask('t', agent.id)]);
  harness.sent = [];
  const uuid = agent.update(scheduler.id, 't', 'TASK_RUNNING', { status: { message: 'up' } });
  const [status] = scheduler.takeUpdates();
  assert.equal([...status!.uuid!], [...uuid]);
  assert.is(status?.message, 'up');
  assert.equal(status?.agent_id, { value: agent.id });
  assert.equal(status?.executor_id, { value: 't' });
  assert.is(status?.source, 'SOURCE_EXECUTOR');
  scheduler.acknowledge(status!);
  const [ack] = harness.take('internal.StatusUpdateAcknowledgementMessage');
  assert.is(ack?.to, agent.pid);
  assert.equal([...ack!.message.uuid], [...uuid]);
});

test('resources come back once, when the newest state is terminal; the task leaves with the last acknowledgement', () => {
  const { harness, agent, scheduler } = runningTask();
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.used.get(agent.id)?.scalar('cpus'), 1);
  const uuid = agent.update(scheduler.id, 't1', 'TASK_RUNNING', { latest: 'TASK_FINISHED' });
  assert.is(framework.used.size, 0);
  assert.is(framework.tasks.get('t1')?.state, 'TASK_FINISHED');
  assert.is(framework.tasks.get('t1')?.sentState, 'TASK_RUNNING');
  const [running] = scheduler.takeUpdates();
  assert.equal([...running!.uuid!], [...uuid]);
  scheduler.acknowledge(running!);
  assert.is(framework.tasks.size, 1);
  agent.update(scheduler.id, 't1', 'TASK_FINISHED');
  agent.update(scheduler.id, 't1', 'TASK_FINISHED');
  const [finished] = scheduler.takeUpdates().slice(-1);
  scheduler.acknowledge(finished!);
  assert.is(framework.tasks.size, 0);
  assert.equal(
    [...framework.completedTasks].map(({ id, state }) => [id, state]),
    [['t1', 'TASK_FINISHED']],
  );
  const metrics = harness.master.metricsSnapshot();
  assert.is(metrics['master/tasks_finished'], 1);
  assert.is(metrics['master/tasks_running'], 0);
  assert.is(metrics['master/cpus_used'], 0);
  assert.is(metrics['master/cpus_total'], 4);
});

test('a terminal state never changes', () => {
  const { harness, agent, scheduler } = runningTask();
  agent.update(scheduler.id, 't1', 'TASK_FAILED');
  agent.update(scheduler.id, 't1', 'TASK_RUNNING');
  agent.update(scheduler.id, 't1', 'TASK_FINISHED');
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.tasks.get('t1')?.state, 'TASK_FAILED');
  assert.is(framework.used.size, 0);
});

test('updates that cannot be right are dropped', () => {
  const { harness, agent, scheduler } = runningTask();
  agent.update(scheduler.id, 't1', 'TASK_FAILED', { uuid: new Uint8Array(3) });
  agent.update(scheduler.id, 't1', 'TASK_FAILED', { uuid: new Uint8Array(16) });
  agent.update('nobody', 't1', 'TASK_FAILED');
  const { id } = agent;
  agent.id = 'unknown';
  agent.update(scheduler.id, 't1', 'TASK_FAILED');
  agent.id = id;
  assert.equal(scheduler.takeUpdates(), []);
  assert.is(harness.master.metricsSnapshot()['master/invalid_status_updates'], 4);
  assert.is(harness.master.model.frameworks.get(scheduler.id)?.tasks.get('t1')?.state, 'TASK_RUNNING');
});

test('an update of a task that is not known is still shown and acknowledged, or it would come for ever', () => {
  const { harness, agent, scheduler } = firstOffer();
  agent.update(scheduler.id, 'stray', 'TASK_FINISHED');
  const [status] = scheduler.takeUpdates();
  assert.is(status?.task_id.value, 'stray');
  scheduler.acknowledge(status!);
  assert.is(harness.take('internal.StatusUpdateAcknowledgementMessage').length, 1);
});

test('nothing is acknowledged for a framework that is away', () => {
  const { harness, agent, scheduler } = runningTask({ info: { failover_timeout: 60 } });
  scheduler.disconnect();
  const uuid = agent.update(scheduler.id, 't1', 'TASK_FINISHED');
  assert.equal(harness.take('internal.StatusUpdateAcknowledgementMessage'), []);
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.tasks.get('t1')?.state, 'TASK_FINISHED');
  scheduler.subscribe();
  scheduler.events = [];
  agent.update(scheduler.id, 't1', 'TASK_FINISHED', { uuid });
  scheduler.acknowledge(scheduler.takeUpdates()[0]!);
  assert.is(framework.tasks.size, 0);
});

test('acknowledgements that cannot be right are dropped', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  scheduler.launch(offer, [commandTask('t', agent.id)]);
  harness.sent = [];
  const ack = (agentId: string): void => {
    scheduler.call({
      type: 'ACKNOWLEDGE',
      acknowledge: { agent_id: { value: agentId }, task_id: { value: 't' }, uuid: uuidBytes() },
    });
  };
  ack('unknown');
  // No update of the task was sent yet.
  ack(agent.id);
  agent.exit();
  ack(agent.id);
  assert.equal(harness.take('internal.StatusUpdateAcknowledgementMessage'), []);
  assert.is(harness.master.metricsSnapshot()['master/invalid_status_update_acknowledgements'], 3);
});

test('an old acknowledgement does not end a task', () => {
  const { harness, agent, scheduler } = runningTask();
  const old = uuidBytes();
  agent.update(scheduler.id, 't1', 'TASK_FINISHED');
  scheduler.call({
    type: 'ACKNOWLEDGE',
    acknowledge: { agent_id: { value: agent.id }, task_id: { value: 't1' }, uuid: old },
  });
  assert.is(harness.master.model.frameworks.get(scheduler.id)?.tasks.size, 1);
});

test('statuses are kept one a state in a row, without their data, and not without end', () => {
  const { harness, agent, scheduler } = runningTask();
  const task = harness.master.model.frameworks.get(scheduler.id)!.tasks.get('t1')!;
  agent.update(scheduler.id, 't1', 'TASK_RUNNING', { status: { healthy: true, data: new Uint8Array(1000) } });
  assert.equal(
    task.statuses().map(({ state, healthy, data }) => [state, healthy, data]),
    [['TASK_RUNNING', true, undefined]],
  );
  for (let index = 0; index < 100; index += 1)
    agent.update(scheduler.id, 't1', index % 2 === 0 ? 'TASK_KILLING' : 'TASK_RUNNING');
  assert.is(task.statuses().length, 16);
  assert.is(taskMessage(task).statuses?.length, 16);
});

test('a kill goes to the agent, of an unknown task it is reconciled', () => {
  const { harness, agent, scheduler } = runningTask();
  const kill = (task: string, more: object = {}): void => {
    scheduler.call({ type: 'KILL', kill: { task_id: { value: task }, ...more } });
  };
  kill('t1', { kill_policy: { grace_period: { nanoseconds: 5_000_000_000n } } });
  const [message] = harness.take('internal.KillTaskMessage');
  assert.is(message?.to, agent.pid);
  assert.is(message?.message.kill_policy?.grace_period?.nanoseconds, 5_000_000_000n);
  kill('t1', { agent_id: { value: 'other' } });
  assert.equal(harness.take('internal.KillTaskMessage'), []);
  kill('nope');
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_UNKNOWN');
  kill('nope', { agent_id: { value: agent.id } });
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_GONE');
});

test('explicit reconciliation answers by what is known of task and agent', () => {
  const harness = new Harness();
  const agent = harness.agent().register();
  const aware = harness.scheduler();
  const plain = harness.scheduler({ info: { capabilities: [] } });
  const { model } = harness.master;
  model.unreachableAgents.set('away', 1000);
  model.goneAgents.set('gone', 1000);
  const rows: [string | undefined, string, string][] = [
    [undefined, 'TASK_UNKNOWN', 'Reconciliation: Task is unknown'],
    ['never', 'TASK_UNKNOWN', 'Reconciliation: Task is unknown'],
    [agent.id, 'TASK_GONE', 'Reconciliation: Task is unknown to the agent'],
    ['away', 'TASK_UNREACHABLE', 'Reconciliation: Task is unreachable'],
    ['gone', 'TASK_GONE_BY_OPERATOR', 'Reconciliation: Task is gone'],
  ];
  for (const [agentId, state, message] of rows) {
    const task = {
      task_id: { value: 'x' },
      ...(agentId === undefined ? {} : { agent_id: { value: agentId } }),
    };
    for (const scheduler of [aware, plain]) {
      scheduler.call({ type: 'RECONCILE', reconcile: { tasks: [task] } });
      const [status] = scheduler.takeUpdates();
      assert.is(status?.state, scheduler === aware ? state : 'TASK_LOST');
      assert.is(status?.message, message);
      assert.is(status?.reason, 'REASON_RECONCILIATION');
      assert.is(status?.source, 'SOURCE_MASTER');
      assert.is(status?.uuid, undefined);
      assert.is(status?.agent_id?.value, agentId);
      assert.is(status?.unreachable_time !== undefined, agentId === 'away');
    }
  }
  // While an agent is still expected back nobody knows.
  model.recoveredAgents.set('expected', { info: agent.info, pid: undefined });
  for (const agent_id of [{ value: 'expected' }, undefined]) {
    const task = { task_id: { value: 'x' }, ...(agent_id === undefined ? {} : { agent_id }) };
    aware.call({ type: 'RECONCILE', reconcile: { tasks: [task] } });
  }
  assert.equal(aware.takeUpdates(), []);
});

test('a known task is reconciled by the state its scheduler was sent last, with its container', () => {
  const { agent, scheduler } = runningTask();
  agent.update(scheduler.id, 't1', 'TASK_RUNNING', {
    latest: 'TASK_FINISHED',
    status: { healthy: true, container_status: { executor_pid: 42 } },
  });
  scheduler.takeUpdates();
  for (const reconcile of [{}, { tasks: [{ task_id: { value: 't1' } }] }]) {
    scheduler.call({ type: 'RECONCILE', reconcile });
    const [status] = scheduler.takeUpdates();
    assert.is(status?.state, 'TASK_RUNNING');
    assert.is(status?.message, 'Reconciliation: Latest task state');
    assert.is(status?.healthy, true);
    assert.equal(status?.container_status, { executor_pid: 42 });
    assert.is(status?.uuid, undefined);
    assert.is(status?.executor_id, undefined);
    assert.equal(status?.agent_id, { value: agent.id });
  }
});

test('a large reconciliation is answered in several turns, and completely', () => {
  const { harness, scheduler } = firstOffer();
  const tasks = Array.from({ length: 2500 }, (_, index) => ({ task_id: { value: `t${index}` } }));
  const { streamId } = scheduler;
  const call = { type: 'RECONCILE', framework_id: { value: scheduler.id }, reconcile: { tasks } };
  harness.request(call, { 'mesos-stream-id': streamId });
  assert.is(scheduler.takeUpdates().length, 1000);
  harness.time.settle();
  assert.is(scheduler.takeUpdates().length, 1500);
});

test('operations are reconciled by what is known of their agents', () => {
  const { harness, scheduler, agent } = firstOffer();
  const { model } = harness.master;
  model.unreachableAgents.set('away', 1);
  model.goneAgents.set('gone', 1);
  const ask = (agentId?: string): string | undefined => {
    const operation_id = { value: 'o' };
    const operations = [
      agentId === undefined ? { operation_id } : { operation_id, agent_id: { value: agentId } },
    ];
    assert.is(
      scheduler.call({ type: 'RECONCILE_OPERATIONS', reconcile_operations: { operations } }).status,
      202,
    );
    return scheduler.take('UPDATE_OPERATION_STATUS')[0]?.update_operation_status?.status.state;
  };
  assert.is(ask(), 'OPERATION_UNKNOWN');
  assert.is(ask(agent.id), 'OPERATION_UNKNOWN');
  assert.is(ask('away'), 'OPERATION_UNREACHABLE');
  assert.is(ask('gone'), 'OPERATION_GONE_BY_OPERATOR');
  model.recoveredAgents.set('back', { info: agent.info, pid: undefined });
  assert.is(ask('back'), 'OPERATION_RECOVERING');
});

test('calls that mean nothing here are accepted', () => {
  const { scheduler, agent } = firstOffer();
  const ids = { inverse_offer_ids: [{ value: 'x' }] };
  for (const call of [
    { type: 'REQUEST' as const, request: {} },
    { type: 'ACCEPT_INVERSE_OFFERS' as const, accept_inverse_offers: ids },
    { type: 'DECLINE_INVERSE_OFFERS' as const, decline_inverse_offers: ids },
    {
      type: 'ACKNOWLEDGE_OPERATION_STATUS' as const,
      acknowledge_operation_status: {
        agent_id: { value: agent.id },
        uuid: uuidBytes(),
        operation_id: { value: 'o' },
      },
    },
  ]) {
    assert.is(scheduler.call(call).status, 202, call.type);
  }
});

test('unreachable tasks are remembered up to a number', () => {
  const harness = new Harness({ config: { maxUnreachableTasksPerFramework: 2 } });
  const agent = harness.agent().register();
  const scheduler = harness.scheduler();
  const tasks = ['a', 'b', 'c'].map((id) => commandTask(id, agent.id));
  scheduler.launch(scheduler.takeOffers()[0]!, tasks);
  agent.isAlive = false;
  harness.time.advance(15_000 * 6);
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.equal([...framework.unreachableTasks.keys()], ['b', 'c']);
  assert.is(harness.master.metricsSnapshot()['master/tasks_unreachable'], 2);
  scheduler.call({ type: 'TEARDOWN' });
  assert.is(harness.master.metricsSnapshot()['master/tasks_unreachable'], 0);
});

test.run();
