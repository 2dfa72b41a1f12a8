// The messages of drivers from before there were calls: each says the same as a call does.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FrameworkInfo, TaskInfo } from '../../src/protocol/messages.ts';
import { FakeDriver } from './fake-driver.ts';
import { commandTask, type FakeAgent, Harness, uuidBytes } from './harness.ts';

const test = suite('older drivers');

/** A pure-language driver of old: no capabilities, one role, old resource format. */
const old: Partial<FrameworkInfo> = { capabilities: [], role: 'web', failover_timeout: 3600 };

interface Parts {
  readonly harness: Harness;
  readonly agent: FakeAgent;
  readonly driver: FakeDriver;
  readonly framework_id: { value: string };
}

function registered(): Parts {
  const harness = new Harness();
  const agent = harness.agent().register();
  const driver = new FakeDriver(harness, { info: old });
  driver.send('internal.RegisterFrameworkMessage', { framework: driver.info });
  const [answer] = harness.take('internal.FrameworkRegisteredMessage');
  const { framework_id } = answer!.message;
  driver.info = { ...driver.info, id: framework_id };
  return { harness, agent, driver, framework_id };
}

function launch(parts: Parts, task: TaskInfo): void {
  const { driver, framework_id } = parts;
  const [offer] = driver.takeOffers();
  const message = { framework_id, tasks: [task], filters: {}, offer_ids: [offer!.id] };
  driver.send('internal.LaunchTasksMessage', message);
}

test('it registers, and reregisters with its id', () => {
  const { harness, driver, framework_id } = registered();
  driver.send('internal.ReregisterFrameworkMessage', { framework: driver.info, failover: false });
  assert.equal(driver.take('internal.FrameworkReregisteredMessage')[0]?.framework_id, framework_id);
  const other = new FakeDriver(harness, { info: driver.info });
  other.send('internal.ReregisterFrameworkMessage', { framework: driver.info, failover: false });
  assert.equal(other.takeErrors(), ['Framework failed over']);
  other.send('internal.ReregisterFrameworkMessage', { framework: driver.info, failover: true });
  assert.equal(other.take('internal.FrameworkRegisteredMessage')[0]?.framework_id, framework_id);
  assert.equal(driver.takeErrors(), ['Framework failed over']);
  const metrics = harness.master.metricsSnapshot();
  assert.is(metrics['master/messages_register_framework'], 1);
  assert.is(metrics['master/messages_reregister_framework'], 3);
});

test('an id where there must be none, and none where there must be one, are errors', () => {
  const { harness, driver } = registered();
  const stranger = new FakeDriver(harness, { info: old });
  stranger.send('internal.RegisterFrameworkMessage', { framework: driver.info });
  stranger.send('internal.ReregisterFrameworkMessage', { framework: stranger.info, failover: true });
  assert.equal(stranger.takeErrors(), [
    "Registering with 'id' already set",
    "Re-registering without an 'id'",
  ]);
  assert.is(harness.master.model.frameworks.size, 1);
});

test('it launches, acknowledges, kills, reconciles and unregisters', () => {
  const parts = registered();
  const { harness, agent, driver, framework_id } = parts;
  launch(parts, commandTask('t', agent.id));
  const [run] = harness.take('internal.RunTaskMessage');
  assert.equal([run?.message.task.task_id.value, run?.message.pid], ['t', driver.pid]);

  const uuid = agent.update(driver.id, 't', 'TASK_RUNNING');
  assert.is(driver.take('internal.StatusUpdateMessage').length, 1);
  const acknowledgement = { agent_id: { value: agent.id }, framework_id, task_id: { value: 't' }, uuid };
  driver.send('internal.StatusUpdateAcknowledgementMessage', acknowledgement);
  assert.equal(
    harness.take('internal.StatusUpdateAcknowledgementMessage').map(({ to }) => to),
    [agent.pid],
  );
  driver.send('internal.StatusUpdateAcknowledgementMessage', { ...acknowledgement, uuid: new Uint8Array(3) });
  assert.equal(harness.take('internal.StatusUpdateAcknowledgementMessage'), []);

  driver.send('internal.KillTaskMessage', { framework_id, task_id: { value: 't' } });
  assert.is(harness.take('internal.KillTaskMessage')[0]?.message.task_id.value, 't');

  const asked = [
    { task_id: { value: 't' }, state: 'TASK_STAGING' as const },
    { task_id: { value: 'u' }, state: 'TASK_STAGING' as const },
  ];
  driver.send('internal.ReconcileTasksMessage', { framework_id, statuses: asked });
  assert.equal(
    driver
      .take('internal.StatusUpdateMessage')
      .map(({ update: { status } }) => [status.task_id.value, status.state]),
    [
      ['t', 'TASK_RUNNING'],
      ['u', 'TASK_LOST'],
    ],
  );
  driver.send('internal.ReconcileTasksMessage', { framework_id });
  assert.is(driver.take('internal.StatusUpdateMessage').length, 1);

  driver.send('internal.UnregisterFrameworkMessage', { framework_id });
  assert.is(harness.take('internal.ShutdownFrameworkMessage')[0]?.to, agent.pid);
  assert.is(harness.master.model.frameworks.size, 0);
  const metrics = harness.master.metricsSnapshot();
  for (const [name, count] of [
    ['launch_tasks', 1],
    ['status_update_acknowledgement', 1],
    ['kill_task', 1],
    ['reconcile_tasks', 2],
    ['unregister_framework', 1],
  ] as const) {
    assert.is(metrics[`master/messages_${name}`], count, name);
  }
  assert.is(metrics['master/invalid_status_update_acknowledgements'], 1);
});

test('launching nothing declines, and reviving forgets that', () => {
  const { harness, driver, framework_id } = registered();
  const [offer] = driver.takeOffers();
  const filters = { refuse_seconds: 3600 };
  driver.send('internal.LaunchTasksMessage', { framework_id, filters, offer_ids: [offer!.id] });
  harness.time.advance(5000);
  assert.is(driver.takeOffers().length, 0);
  driver.send('internal.ReviveOffersMessage', { framework_id });
  assert.is(driver.takeOffers().length, 1);
  driver.send('internal.ResourceRequestMessage', { framework_id, requests: [] });
  const metrics = harness.master.metricsSnapshot();
  assert.is(metrics['master/messages_decline_offers'], 1);
  assert.is(metrics['master/messages_revive_offers'], 1);
  assert.is(metrics['master/messages_resource_request'], 1);
});

test('what is for an executor goes to its agent; of a stranger it is counted as invalid', () => {
  const { harness, agent, driver, framework_id } = registered();
  const message = {
    framework_id,
    agent_id: { value: agent.id },
    executor_id: { value: 'e' },
    data: new Uint8Array([7]),
  };
  driver.send('internal.FrameworkToExecutorMessage', message);
  assert.is(harness.take('internal.FrameworkToExecutorMessage')[0]?.to, agent.pid);
  new FakeDriver(harness).send('internal.FrameworkToExecutorMessage', message);
  new FakeDriver(harness).send('internal.StatusUpdateAcknowledgementMessage', {
    framework_id,
    agent_id: { value: agent.id },
    task_id: { value: 't' },
    uuid: uuidBytes(),
  });
  assert.equal(harness.take('internal.FrameworkToExecutorMessage'), []);
  const metrics = harness.master.metricsSnapshot();
  assert.is(metrics['master/valid_framework_to_executor_messages'], 1);
  assert.is(metrics['master/invalid_framework_to_executor_messages'], 1);
  assert.is(metrics['master/invalid_status_update_acknowledgements'], 1);
});

test('a scheduler is never submitted', () => {
  const harness = new Harness();
  harness.receive('someone@127.0.0.1:1234', 'internal.SubmitSchedulerRequest', { name: 'x' });
  const [answer] = harness.take('internal.SubmitSchedulerResponse');
  assert.equal([answer?.to, answer?.message.okay], ['someone@127.0.0.1:1234', false]);
});

test.run();
