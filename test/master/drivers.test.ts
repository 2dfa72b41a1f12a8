// Native drivers as schedulers: subscription, failover between drivers and HTTP, broken links, and each message of the
// master in the form of the old protocol.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noUpid } from '../../src/libprocess/upid.ts';
import type { FrameworkInfo, OfferOperation } from '../../src/protocol/messages.ts';
import { Desk } from './api/desk.ts';
import { driverWithOffer, FakeDriver } from './fake-driver.ts';
import { commandTask, FakeScheduler, Harness, masterId, scalar, uuidBytes } from './harness.ts';

const test = suite('drivers');
const lasting: Partial<FrameworkInfo> = { failover_timeout: 3600 };

function frameworkOf(
  driver: FakeDriver,
): NonNullable<ReturnType<Harness['master']['model']['frameworks']['get']>> {
  return driver.harness.master.model.frameworks.get(driver.id)!;
}

test('the first subscription is registered, linked to, and repeated under the same id', () => {
  const harness = new Harness();
  const driver = new FakeDriver(harness).subscribe();
  const [registered] = driver.take('internal.FrameworkRegisteredMessage');
  assert.is(registered?.framework_id.value, `${masterId}-0000`);
  assert.is(registered?.master_info.pid, 'master@127.0.0.1:5050');
  assert.ok(harness.links.has(driver.pid));
  const { info } = driver;
  driver.info = { ...info, id: undefined };
  driver.subscribe();
  assert.is(driver.take('internal.FrameworkRegisteredMessage')[0]?.framework_id.value, info.id?.value);
  assert.is(harness.master.model.frameworks.size, 1);
  const framework = frameworkOf(driver);
  assert.is(framework.pid, driver.pid);
  assert.is(framework.isActive, true);
});

test('a refused subscription is one error message and no link', () => {
  const harness = new Harness({ config: { rootSubmissions: false } });
  const driver = new FakeDriver(harness, { info: { user: 'root' } }).subscribe();
  assert.match(driver.takeErrors().join(), "User 'root' is not allowed to run frameworks");
  assert.equal(harness.sent, []);
  assert.is(harness.links.size, 0);
  assert.is(harness.master.model.frameworks.size, 0);
});

test('nobody can be a scheduler at the address of the master', () => {
  const harness = new Harness();
  new FakeDriver(harness, { pid: 'scheduler-1@127.0.0.1:5050' }).subscribe();
  assert.is(harness.master.model.frameworks.size, 0);
  assert.equal(harness.sent, []);
});

test('offers come with the addresses of their agents, and agents learn that of the scheduler', () => {
  const harness = new Harness();
  const agents = [harness.agent().register(), harness.agent().register()];
  const driver = new FakeDriver(harness).subscribe();
  const messages = driver.take('internal.ResourceOffersMessage');
  const pids = messages.flatMap(({ pids = [] }) => pids);
  const offers = messages.flatMap(({ offers = [] }) => offers);
  assert.is(offers.length, 2);
  offers.forEach((offer, index) => {
    assert.is(pids[index], agents.find(({ id }) => id === offer.agent_id.value)?.pid);
  });
  const [offer] = offers;
  driver.launch(offer!, [commandTask('t', offer!.agent_id.value)]);
  const [run] = harness.take('internal.RunTaskMessage');
  assert.is(run?.message.pid, driver.pid);
  assert.is(run?.message.task.task_id.value, 't');
  assert.is(harness.take('internal.UpdateFrameworkMessage').length, 0);
  driver.subscribe();
  assert.equal(
    harness.take('internal.UpdateFrameworkMessage').map(({ message }) => message.pid),
    [driver.pid, driver.pid],
  );
});

test('an update goes on as the agent sent it, and its acknowledgement to the agent', () => {
  const { harness, agent, driver, offer } = driverWithOffer();
  driver.launch(offer, [commandTask('t', agent.id)]);
  const uuid = agent.update(driver.id, 't', 'TASK_RUNNING', { latest: 'TASK_FINISHED' });
  const [message] = driver.take('internal.StatusUpdateMessage');
  assert.is(message?.pid, agent.pid);
  assert.is(message?.update.latest_state, 'TASK_FINISHED');
  assert.equal([...message!.update.uuid!], [...uuid]);
  assert.equal([...message!.update.status.uuid!], [...uuid]);
  assert.is(message?.update.framework_id.value, driver.id);
  driver.call({
    type: 'ACKNOWLEDGE',
    acknowledge: { agent_id: { value: agent.id }, task_id: { value: 't' }, uuid },
  });
  const [acknowledgement] = harness.take('internal.StatusUpdateAcknowledgementMessage');
  assert.is(acknowledgement?.to, agent.pid);
  assert.equal([...acknowledgement!.message.uuid], [...uuid]);
});

test('a status of the master is not to be acknowledged', () => {
  const { agent, driver } = driverWithOffer();
  driver.call({
    type: 'RECONCILE',
    reconcile: { tasks: [{ task_id: { value: 'nobody' }, agent_id: { value: agent.id } }] },
  });
  const [message] = driver.take('internal.StatusUpdateMessage');
  assert.is(message?.pid, noUpid);
  assert.equal([...(message?.update.uuid ?? [1])], []);
  assert.is(message?.update.status.uuid, undefined);
  assert.is(message?.update.status.state, 'TASK_GONE');
  assert.is(message?.update.framework_id.value, driver.id);
  assert.is(message?.update.agent_id?.value, agent.id);
  assert.is(message?.update.timestamp, message?.update.status.timestamp);
});

test('the same driver again is reregistered, and its offers are rescinded', () => {
  const { driver, offer } = driverWithOffer({ info: lasting });
  driver.subscribe();
  assert.equal(
    driver.take('internal.RescindResourceOfferMessage').map(({ offer_id }) => offer_id),
    [offer.id],
  );
  assert.is(driver.take('internal.FrameworkReregisteredMessage')[0]?.framework_id.value, driver.id);
  assert.is(driver.take('internal.FrameworkRegisteredMessage').length, 0);
  assert.equal(driver.takeErrors(), []);
  // With the next allocation.
  driver.harness.time.advance(2000);
  assert.is(driver.takeOffers().length, 1);
});

test('with force it is registered, and its offers vanish silently', () => {
  const { driver } = driverWithOffer({ info: lasting });
  driver.subscribe(true);
  assert.is(driver.take('internal.RescindResourceOfferMessage').length, 0);
  assert.is(driver.take('internal.FrameworkReregisteredMessage').length, 0);
  assert.is(driver.take('internal.FrameworkRegisteredMessage').length, 1);
  assert.equal(driver.takeErrors(), []);
  assert.is(driver.takeOffers().length, 1);
});

test('a filter outlives a resubscription of the same driver, not a failover', () => {
  const { harness, driver, offer } = driverWithOffer({ info: lasting });
  driver.call({ type: 'DECLINE', decline: { offer_ids: [offer.id], filters: { refuse_seconds: 3600 } } });
  driver.subscribe();
  harness.time.advance(5000);
  assert.is(driver.takeOffers().length, 0);
  driver.subscribe(true);
  harness.time.advance(5000);
  assert.is(driver.takeOffers().length, 1);
});

test('another driver takes over with force only; the one before is told and not listened to any more', () => {
  const { harness, agent, driver } = driverWithOffer({ info: lasting });
  const other = new FakeDriver(harness, { info: driver.info });
  other.subscribe();
  assert.equal(other.takeErrors(), ['Framework failed over']);
  assert.equal(driver.takeErrors(), []);
  assert.is(frameworkOf(driver).pid, driver.pid);
  other.subscribe(true);
  assert.equal(driver.takeErrors(), ['Framework failed over']);
  assert.is(other.take('internal.FrameworkRegisteredMessage').length, 1);
  assert.is(frameworkOf(driver).pid, other.pid);
  assert.equal([...harness.links].sort(), [agent.pid, other.pid].sort());
  harness.sent = [];
  driver.call({ type: 'TEARDOWN' });
  assert.equal(harness.sent, []);
  assert.is(harness.master.model.frameworks.size, 1);
  // A broken link of the one before means nothing.
  driver.exit();
  assert.is(frameworkOf(other).isActive, true);
});

test('after its link broke a scheduler is told, waited for, and refused until it subscribes', () => {
  const { harness, agent, driver } = driverWithOffer({ info: { failover_timeout: 10 } });
  driver.exit();
  assert.equal(driver.takeErrors(), ['Framework disconnected']);
  const framework = frameworkOf(driver);
  assert.is(framework.isConnected, false);
  assert.is(framework.offers.size, 0);
  assert.is(framework.pid, driver.pid);
  driver.call({ type: 'KILL', kill: { task_id: { value: 't' } } });
  assert.equal(driver.takeErrors(), ['Framework disconnected']);
  harness.links.clear();
  harness.time.advance(9000);
  driver.subscribe();
  assert.is(driver.take('internal.FrameworkReregisteredMessage').length, 1);
  assert.ok(harness.links.has(driver.pid));
  assert.is(framework.isActive, true);
  harness.time.advance(60_000);
  assert.is(framework.isActive, true);
  driver.exit();
  harness.sent = [];
  harness.time.advance(11_000);
  assert.is(harness.master.model.frameworks.size, 0);
  assert.is(harness.take('internal.ShutdownFrameworkMessage')[0]?.to, agent.pid);
  assert.is(harness.links.has(driver.pid), false);
  driver.subscribe(true);
  assert.equal(driver.takeErrors(), ['Framework has been removed']);
});

test('one that never heard its id comes back under it', () => {
  const harness = new Harness();
  const driver = new FakeDriver(harness, { info: lasting }).subscribe();
  driver.exit();
  const { info } = driver;
  driver.info = { ...info, id: undefined };
  harness.sent = [];
  driver.subscribe();
  assert.is(driver.id, info.id?.value);
  assert.is(frameworkOf(driver).isActive, true);
  assert.is(harness.master.model.frameworks.size, 1);
});

test('all drivers of a process lose their link together', () => {
  const harness = new Harness();
  const first = new FakeDriver(harness, { info: lasting, pid: 'scheduler-a@127.0.0.1:39999' }).subscribe();
  const second = new FakeDriver(harness, { info: lasting, pid: 'scheduler-b@127.0.0.1:39999' }).subscribe();
  first.call({ type: 'TEARDOWN' });
  assert.ok(harness.links.has(second.pid));
  second.exit();
  assert.is(frameworkOf(second).isConnected, false);
  assert.equal(second.takeErrors(), ['Framework disconnected']);
  assert.equal(first.takeErrors(), []);
});

test('an address has one framework: another id from there is dropped', () => {
  const { harness, driver } = driverWithOffer({ info: lasting });
  const other = harness.scheduler({ info: lasting });
  const thief = new FakeDriver(harness, { pid: driver.pid, info: { ...other.info } });
  harness.sent = [];
  thief.subscribe(true);
  assert.equal(harness.sent, []);
  assert.is(other.isEnded, false);
});

test('a scheduler on HTTP takes over from a driver, and a driver from HTTP', () => {
  const { harness, agent, driver } = driverWithOffer({ info: lasting });
  const scheduler = new FakeScheduler(harness, { info: driver.info });
  scheduler.subscribe();
  assert.equal(driver.takeErrors(), ['Framework failed over']);
  assert.is(scheduler.take('SUBSCRIBED').length, 1);
  assert.is(frameworkOf(driver).pid, undefined);
  assert.is(harness.links.has(driver.pid), false);
  assert.is(harness.take('internal.UpdateFrameworkMessage')[0]?.message.pid, noUpid);
  driver.call({ type: 'TEARDOWN' });
  assert.is(harness.master.model.frameworks.size, 1);

  driver.subscribe();
  assert.equal(driver.takeErrors(), ['Framework failed over']);
  driver.subscribe(true);
  assert.is(scheduler.take('ERROR')[0]?.error?.message, 'Framework failed over');
  assert.is(scheduler.isEnded, true);
  assert.is(frameworkOf(driver).isActive, true);
  assert.is(scheduler.call({ type: 'REVIVE' }).status, 403);
  const [update] = harness.take('internal.UpdateFrameworkMessage');
  assert.equal([update?.to, update?.message.pid], [agent.pid, driver.pid]);
});

test('after a failover of the master a driver without force is registered', () => {
  const { harness, driver } = driverWithOffer({ info: lasting });
  const next = harness.restart('a1b2c3d4-0000-4000-8000-000000000002');
  const back = new FakeDriver(next, { pid: driver.pid, info: driver.info });
  back.subscribe(false);
  const [registered] = back.take('internal.FrameworkRegisteredMessage');
  assert.is(registered?.framework_id.value, driver.id);
  assert.ok(next.links.has(driver.pid));
  assert.is(frameworkOf(back).isActive, true);
});

test('a deactivated framework keeps its connection, gets no offers, and is activated by subscribing', () => {
  const { harness, driver, offer } = driverWithOffer({ info: lasting });
  new FakeDriver(harness).send('internal.DeactivateFrameworkMessage', {
    framework_id: { value: driver.id },
  });
  assert.is(frameworkOf(driver).isActive, true);
  driver.send('internal.DeactivateFrameworkMessage', { framework_id: { value: driver.id } });
  assert.is(frameworkOf(driver).state, 'inactive');
  assert.equal(driver.take('internal.RescindResourceOfferMessage'), [{ offer_id: offer.id }]);
  harness.time.advance(5000);
  assert.is(driver.takeOffers().length, 0);
  driver.subscribe();
  assert.is(frameworkOf(driver).isActive, true);
  assert.is(driver.takeOffers().length, 1);
  assert.is(harness.master.metricsSnapshot()['master/messages_deactivate_framework'], 2);
});

test('messages, ends of executors and lost agents have messages of their own', () => {
  const { harness, agent, driver, offer } = driverWithOffer({ info: lasting });
  const executor = { executor_id: { value: 'e' }, command: { value: 'run' } };
  const { command: _command, ...task } = commandTask('t', agent.id);
  driver.launch(offer, [{ ...task, executor }]);
  const ids = { agent_id: { value: agent.id }, framework_id: { value: driver.id } };
  const data = new Uint8Array([1, 2]);
  agent.harness.receive(agent.pid, 'internal.ExecutorToFrameworkMessage', {
    ...ids,
    executor_id: executor.executor_id,
    data,
  });
  const [message] = driver.take('internal.ExecutorToFrameworkMessage');
  assert.is(message?.framework_id.value, driver.id);
  assert.equal([...message!.data], [1, 2]);
  driver.call({
    type: 'MESSAGE',
    message: { agent_id: ids.agent_id, executor_id: executor.executor_id, data },
  });
  const [toExecutor] = harness.take('internal.FrameworkToExecutorMessage');
  assert.equal([toExecutor?.to, [...toExecutor!.message.data]], [agent.pid, [1, 2]]);
  agent.harness.receive(agent.pid, 'internal.ExitedExecutorMessage', {
    ...ids,
    executor_id: executor.executor_id,
    status: 256,
  });
  assert.equal(driver.take('internal.ExitedExecutorMessage'), [
    { ...ids, executor_id: executor.executor_id, status: 256 },
  ]);
  agent.isAlive = false;
  harness.time.advance(120_000);
  assert.equal(driver.take('internal.LostAgentMessage'), [{ agent_id: ids.agent_id }]);
});

test('an operation with an id is an error, and the others of its call are carried out', () => {
  const { harness, agent, driver, offer } = driverWithOffer({ info: lasting });
  const reserve: OfferOperation = {
    type: 'RESERVE',
    id: { value: 'op' },
    reserve: { resources: [scalar('cpus', 1)] },
  };
  driver.accept([offer], [reserve, { type: 'LAUNCH', launch: { task_infos: [commandTask('t', agent.id)] } }]);
  assert.match(driver.takeErrors().join(), "'Offer.Operation.id' must not be set");
  assert.is(harness.take('internal.RunTaskMessage').length, 1);
});

test('calls about operations are dropped, a refused update of the framework is an error', () => {
  const { harness, driver } = driverWithOffer({ info: lasting });
  driver.call({ type: 'RECONCILE_OPERATIONS', reconcile_operations: { operations: [] } });
  driver.call({
    type: 'ACKNOWLEDGE_OPERATION_STATUS',
    acknowledge_operation_status: { uuid: uuidBytes(), operation_id: { value: 'o' } },
  });
  assert.equal(harness.sent, []);
  driver.call({
    type: 'UPDATE_FRAMEWORK',
    update_framework: { framework_info: { ...driver.info, user: 'x' } },
  });
  assert.match(driver.takeErrors().join(), "Updating 'FrameworkInfo.user' is unsupported");
  driver.call({
    type: 'UPDATE_FRAMEWORK',
    update_framework: { framework_info: { ...driver.info, name: 'x' } },
  });
  assert.equal(driver.takeErrors(), []);
  assert.is(frameworkOf(driver).info.name, 'x');
});

test('what strangers send changes nothing and makes no link', () => {
  const { harness, agent, driver } = driverWithOffer({ info: lasting });
  const stranger = new FakeDriver(harness, { info: driver.info });
  const framework_id = { value: driver.id };
  const links = harness.links.size;
  stranger.call({ type: 'TEARDOWN' });
  stranger.call({ type: 'SUPPRESS', suppress: {} });
  stranger.call({ type: 'SUBSCRIBE' });
  stranger.send('internal.UnregisterFrameworkMessage', { framework_id });
  stranger.send('internal.KillTaskMessage', { framework_id, task_id: { value: 't' } });
  stranger.send('internal.UnregisterFrameworkMessage', { framework_id: { value: 'none' } });
  for (let index = 0; index < 1000; index += 1) {
    harness.receive(`x@10.0.0.1:${1000 + index}`, 'internal.ReviveOffersMessage', { framework_id });
    harness.receive(`x@10.0.0.1:${1000 + index}`, 'scheduler.v0.Call', { type: 'REVIVE', framework_id });
  }
  assert.equal(harness.sent, []);
  assert.is(harness.links.size, links);
  assert.is(harness.master.model.frameworksByPid.size, 1);
  assert.is(frameworkOf(driver).isActive, true);
  assert.is(harness.master.model.agents.get(agent.id)?.offers.size, 1);
});

test('a framework that is torn down gives its address free', () => {
  const { harness, driver } = driverWithOffer({ info: lasting });
  driver.call({ type: 'TEARDOWN' });
  const { model } = harness.master;
  assert.equal(
    [model.frameworks.size, model.frameworksByPid.size, model.frameworksByAddress.size],
    [0, 0, 0],
  );
  assert.is(harness.links.has(driver.pid), false);
  assert.is(model.completedFrameworks.get(driver.id)?.pid, driver.pid);
  const next = new FakeDriver(harness, { pid: driver.pid }).subscribe();
  assert.is.not(next.id, driver.id);
});

test('the state shows where it is, also while it is disconnected', async () => {
  const { harness, driver } = driverWithOffer({ info: lasting });
  const http = harness.scheduler({ info: lasting });
  const desk = new Desk(harness);
  const shown = async (path: string): Promise<unknown[]> => {
    const { frameworks } = (await desk.get(path)) as {
      frameworks: { id: string; pid?: string; connected: boolean; active: boolean }[];
    };
    return frameworks.map(({ id, pid, connected, active }) => [id, pid, connected, active]);
  };
  const ofHttp = [http.id, undefined, true, true];
  for (const path of ['/state', '/frameworks', '/state-summary'])
    assert.equal(await shown(path), [[driver.id, driver.pid, true, true], ofHttp], path);
  driver.exit();
  assert.equal(await shown('/state'), [[driver.id, driver.pid, false, false], ofHttp]);
  const scheduler = new FakeScheduler(harness, { info: driver.info });
  scheduler.subscribe();
  assert.equal(await shown('/state'), [[driver.id, undefined, true, true], ofHttp]);
});

test('messages are counted for their principal while it has a framework', () => {
  const { harness, driver } = driverWithOffer({ info: { ...lasting, principal: 'p' } });
  const http = harness.scheduler({ info: { principal: 'q' } });
  driver.call({ type: 'SUPPRESS', suppress: {} });
  harness.receive(driver.pid, 'internal.SubmitSchedulerRequest', { name: '' });
  new FakeDriver(harness, { info: driver.info }).call({ type: 'REVIVE', revive: {} });
  http.call({ type: 'REVIVE', revive: {} });
  const counts = (): (number | undefined)[] => {
    const metrics = harness.master.metricsSnapshot();
    return ['p/messages_received', 'p/messages_processed', 'q/messages_received'].map(
      (name) => metrics[`frameworks/${name}`],
    );
  };
  assert.equal(counts(), [2, 2, 0]);
  driver.call({ type: 'TEARDOWN' });
  assert.equal(counts(), [undefined, undefined, 0]);
  new FakeDriver(harness, { info: { principal: 'p' } }).subscribe();
  assert.equal(counts(), [0, 0, 0]);
});

test.run();
