// Registration, reregistration, pings, broken links, unreachable agents and removal.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ReregisterAgentMessage, Task } from '../../src/protocol/messages.ts';
import {
  commandTask,
  type FakeAgent,
  type FakeScheduler,
  firstOffer,
  Harness,
  masterId,
  runningTask,
  scalar,
} from './harness.ts';

const test = suite('agents');

test('registration is answered after the registry has the agent, then pinged at once', () => {
  const harness = new Harness();
  const agent = harness.agent();
  harness.master.receive({
    name: 'internal.RegisterAgentMessage',
    message: { agent: agent.info, version: '1.12.0' },
    from: agent.pid,
    to: 'master',
  });
  assert.equal(harness.sent, []);
  harness.time.settle();
  assert.ok(harness.memory.has(`agents/${masterId}-S0`));
  const [answer, ping] = harness.sent;
  assert.is(answer?.name, 'internal.AgentRegisteredMessage');
  assert.equal(answer?.message, {
    agent_id: { value: `${masterId}-S0` },
    connection: { total_ping_timeout_seconds: 75 },
  });
  assert.is(ping?.name, 'internal.PingAgentMessage');
  assert.is(ping?.from, 'slave-observer(1)');
  assert.equal(ping?.message, { connected: true });
  assert.ok(harness.links.has(agent.pid));
  harness.sent = [];
  harness.time.advance(15_000);
  assert.equal(
    harness.sent.map(({ name }) => name),
    ['internal.PingAgentMessage'],
  );
});

test('a retry while admission is under way is ignored, one after it is answered again', () => {
  const harness = new Harness();
  const agent = harness.agent();
  const message = {
    name: 'internal.RegisterAgentMessage' as const,
    message: { agent: agent.info, version: '1.12.0' },
    from: agent.pid,
    to: 'master',
  };
  harness.master.receive(message);
  harness.master.receive(message);
  harness.time.settle();
  assert.is(harness.take('internal.AgentRegisteredMessage').length, 1);
  harness.master.receive(message);
  const [again] = harness.take('internal.AgentRegisteredMessage');
  assert.is(again?.message.agent_id.value, `${masterId}-S0`);
  assert.is(harness.master.model.agents.size, 1);
});

test('what is wrong with a registration is not answered', () => {
  const harness = new Harness();
  for (const version of ['0.28.2', '', 'x']) harness.agent({ version }).register();
  harness.agent({ hostname: '' }).register();
  harness.agent({ resources: [scalar('cpus', -1)] }).register();
  harness.agent({ pid: 'no address' }).register();
  assert.equal(harness.sent, []);
  assert.is(harness.master.model.agents.size, 0);
});

test('a new agent at the address of a disconnected one replaces it', () => {
  const { harness, agent, scheduler } = runningTask({ info: { checkpoint: true } });
  agent.exit();
  const old = agent.id;
  agent.register();
  assert.is.not(agent.id, old);
  assert.equal([...harness.master.model.agents.keys()], [agent.id]);
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_LOST');
  assert.is(scheduler.take('FAILURE')[0]?.failure?.agent_id?.value, old);
  assert.not.ok(harness.memory.has(`agents/${old}`));
  assert.ok(harness.links.has(agent.pid));
});

test('five missed pings make an agent unreachable: registry first, then tasks and frameworks hear', () => {
  const { harness, agent, scheduler } = runningTask();
  const other = harness.scheduler({ info: { capabilities: [] } });
  agent.isAlive = false;
  harness.time.advance(15_000 * 5 - 1);
  assert.is(harness.master.model.agents.size, 1);
  harness.time.advance(15_001);
  const { model } = harness.master;
  assert.is(model.agents.size, 0);
  assert.ok(model.unreachableAgents.has(agent.id));
  assert.ok(harness.memory.has(`unreachable/${agent.id}`));
  const [status] = scheduler.takeUpdates();
  assert.is(status?.state, 'TASK_UNREACHABLE');
  assert.is(status?.reason, 'REASON_AGENT_REMOVED');
  assert.is(status?.source, 'SOURCE_MASTER');
  assert.is(status?.uuid, undefined);
  assert.is(typeof status?.unreachable_time?.nanoseconds, 'bigint');
  for (const each of [scheduler, other])
    assert.equal(each.take('FAILURE')[0]?.failure, { agent_id: { value: agent.id } });
  assert.is(model.frameworks.get(scheduler.id)?.unreachableTasks.size, 1);
  assert.is(model.frameworks.get(scheduler.id)?.used.size, 0);
  assert.is(model.offers.size, 0);
  assert.is(harness.master.metricsSnapshot()['master/tasks_unreachable'], 1);
});

test('the id of an unreachable task is not used again', () => {
  const { harness, agent, scheduler } = runningTask();
  agent.isAlive = false;
  harness.time.advance(15_000 * 6);
  const [{ task_id: id } = { task_id: { value: '' } }] = scheduler.takeUpdates();
  scheduler.takeOffers();
  const next = harness.agent().register();
  harness.time.advance(1000);
  scheduler.launch(scheduler.takeOffers()[0]!, [commandTask(id.value, next.id)]);
  const [status] = scheduler.takeUpdates();
  assert.is(status?.state, 'TASK_ERROR');
  assert.is(status?.message, `Task reuses the ID of an unreachable task: ${id.value}`);
});

test('a pong resets the count', () => {
  const { harness, agent } = firstOffer();
  agent.isAlive = false;
  harness.time.advance(15_000 * 4);
  agent.isAlive = true;
  harness.time.advance(15_000);
  agent.isAlive = false;
  harness.time.advance(15_000 * 4);
  assert.is(harness.master.model.agents.size, 1);
});

/** A task as an agent lists it. */
function listed(scheduler: FakeScheduler, agent: FakeAgent, id: string, more: Partial<Task> = {}): Task {
  return {
    name: id,
    task_id: { value: id },
    framework_id: { value: scheduler.id },
    agent_id: { value: agent.id },
    state: 'TASK_RUNNING',
    resources: [
      scalar('cpus', 1, { allocation_info: { role: '*' } }),
      scalar('mem', 128, { allocation_info: { role: '*' } }),
    ],
    ...more,
  };
}

function work(scheduler: FakeScheduler, ...tasks: Task[]): Partial<ReregisterAgentMessage> {
  return { tasks, frameworks: [scheduler.info] };
}

test('an unreachable agent that returns brings its tasks back', () => {
  const { harness, agent, scheduler } = runningTask();
  agent.isAlive = false;
  harness.time.advance(15_000 * 6);
  scheduler.events = [];
  harness.sent = [];
  agent.isAlive = true;
  agent.reregister(work(scheduler, listed(scheduler, agent, 't1')));
  const [answer] = harness.take('internal.AgentReregisteredMessage');
  assert.equal(answer?.message, {
    agent_id: { value: agent.id },
    connection: { total_ping_timeout_seconds: 75 },
  });
  assert.ok(harness.memory.has(`agents/${agent.id}`));
  assert.not.ok(harness.memory.has(`unreachable/${agent.id}`));
  const [status] = scheduler.takeUpdates();
  assert.is(status?.state, 'TASK_RUNNING');
  assert.is(status?.reason, 'REASON_AGENT_REREGISTERED');
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.unreachableTasks.size, 0);
  assert.is(framework.tasks.size, 1);
  harness.time.advance(1000);
  const [offer] = scheduler.takeOffers();
  assert.is(offer?.resources?.find(({ name }) => name === 'cpus')?.scalar?.value, 3);
});

test('a broken link: offers rescinded, tasks of frameworks without checkpoints lost, the others kept', () => {
  const harness = new Harness();
  const agent = harness.agent().register();
  const plain = harness.scheduler({ info: { checkpoint: false } });
  plain.launch(plain.takeOffers()[0]!, [commandTask('p', agent.id)], 3600);
  const kept = harness.scheduler({ info: { checkpoint: true } });
  kept.launch(kept.takeOffers()[0]!, [commandTask('k', agent.id)], 0);
  harness.time.advance(1000);
  const [offer] = kept.takeOffers();
  agent.exit();
  assert.equal(kept.take('RESCIND')[0]?.rescind?.offer_id, offer?.id);
  const [status] = plain.takeUpdates();
  assert.is(status?.state, 'TASK_LOST');
  assert.is(status?.reason, 'REASON_AGENT_DISCONNECTED');
  assert.equal(kept.takeUpdates(), []);
  const { model } = harness.master;
  assert.is(model.agents.get(agent.id)?.isConnected, false);
  assert.is(model.agents.get(agent.id)?.used.size, 1);
  // Its pings say so, and it comes back.
  harness.sent = [];
  harness.time.advance(15_000);
  assert.is(harness.take('internal.PingAgentMessage')[0]?.message.connected, false);
  assert.is(kept.takeOffers().length, 0);
  agent.reregister(work(kept, listed(kept, agent, 'k')));
  assert.is(model.agents.get(agent.id)?.isActive, true);
  harness.time.advance(1000);
  assert.is(kept.takeOffers().length, 1);
});

test('an agent that does not come back in time after a broken link is unreachable', () => {
  const { harness, agent, scheduler } = runningTask({ info: { checkpoint: true } });
  agent.exit();
  harness.time.advance(599_999);
  assert.is(harness.master.model.agents.size, 1);
  harness.time.advance(1);
  assert.is(harness.master.model.agents.size, 0);
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_UNREACHABLE');
  assert.ok(harness.master.model.unreachableAgents.has(agent.id));
});

test('reregistration reconciles: what the agent does not list it is asked for, kills are repeated', () => {
  const { harness, agent, scheduler, offer } = firstOffer({ info: { checkpoint: true } });
  scheduler.launch(offer, [commandTask('a', agent.id), commandTask('b', agent.id)]);
  agent.exit();
  scheduler.call({ type: 'KILL', kill: { task_id: { value: 'b' } } });
  assert.is(harness.take('internal.KillTaskMessage').length, 0);
  harness.sent = [];
  agent.reregister(work(scheduler, listed(scheduler, agent, 'b')));
  const [answer] = harness.take('internal.AgentReregisteredMessage');
  const [reconciliation] = answer?.message.reconciliations ?? [];
  assert.is(reconciliation?.framework_id.value, scheduler.id);
  assert.equal(
    reconciliation?.statuses?.map(({ task_id, reason }) => [task_id.value, reason]),
    [['a', 'REASON_RECONCILIATION']],
  );
  assert.is(harness.take('internal.KillTaskMessage')[0]?.message.task_id.value, 'b');
  const [update] = harness.take('internal.UpdateFrameworkMessage');
  assert.is(update?.message.framework_id.value, scheduler.id);
  assert.is(update?.message.pid, '@0.0.0.0:0');
});

test('tasks given up at a broken link that live on are taken back', () => {
  const { harness, agent, scheduler } = runningTask({ info: { checkpoint: false } });
  agent.exit();
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_LOST');
  agent.reregister(work(scheduler, listed(scheduler, agent, 't1')));
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_RUNNING');
  harness.time.advance(1000);
  const [offer] = scheduler.takeOffers();
  assert.is(offer?.resources?.find(({ name }) => name === 'cpus')?.scalar?.value, 3);
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.tasks.size, 1);
  assert.is(framework.completedTasks.length, 0);
});

test('an agent that was never away may bring tasks nobody knows: outstanding offers go first', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  agent.reregister(work(scheduler, listed(scheduler, agent, 'stray')));
  assert.equal(scheduler.take('RESCIND')[0]?.rescind?.offer_id, offer.id);
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_RUNNING');
  harness.time.advance(1000);
  const [rest] = scheduler.takeOffers();
  assert.is(rest?.resources?.find(({ name }) => name === 'cpus')?.scalar?.value, 3);
  agent.update(scheduler.id, 'stray', 'TASK_FINISHED');
  scheduler.decline([rest!], 0);
  harness.time.advance(1000);
  const [whole] = scheduler.takeOffers();
  assert.is(whole?.resources?.find(({ name }) => name === 'cpus')?.scalar?.value, 4);
});

test('an agent with another address or host name is shut down', () => {
  const { harness, agent } = firstOffer();
  const { pid } = agent;
  agent.pid = pid.replace('127.0.0.1', '127.0.0.2');
  agent.reregister();
  assert.is(harness.take('internal.ShutdownMessage')[0]?.to, agent.pid);
  agent.pid = pid;
  agent.reregister({ agent: { ...agent.info, id: { value: agent.id }, hostname: 'other' } });
  assert.is(harness.take('internal.ShutdownMessage').length, 1);
  assert.is(harness.master.model.agents.size, 1);
});

test('a changed port and changed resources are taken over', () => {
  const { harness, agent, scheduler } = firstOffer();
  agent.exit();
  agent.pid = 'slave(1)@127.0.0.1:5999';
  agent.reregister({
    agent: { ...agent.info, id: { value: agent.id }, resources: [scalar('cpus', 8), scalar('mem', 64)] },
  });
  const known = harness.master.model.agents.get(agent.id)!;
  assert.is(known.pid, agent.pid);
  assert.match(harness.memory.get(`agents/${agent.id}`)!, '5999');
  scheduler.takeOffers();
  harness.time.advance(2000);
  scheduler.call({ type: 'REVIVE' });
  const all = [...harness.master.model.offers.values()];
  assert.is(all[0]?.resources.scalar('cpus'), 8);
});

test('an agent that was marked gone is shut down', () => {
  const { harness, agent } = firstOffer();
  harness.master.model.goneAgents.set('gone-S0', 1);
  agent.id = 'gone-S0';
  agent.reregister();
  assert.is(harness.take('internal.ShutdownMessage')[0]?.message.message, 'Agent has been marked gone');
});

test('an agent that unregisters is removed, but only when it says so itself', () => {
  const { harness, agent, scheduler } = runningTask();
  harness.receive('slave(1)@127.0.0.1:1', 'internal.UnregisterAgentMessage', {
    agent_id: { value: agent.id },
  });
  assert.is(harness.master.model.agents.size, 1);
  harness.receive(agent.pid, 'internal.UnregisterAgentMessage', { agent_id: { value: agent.id } });
  assert.is(harness.master.model.agents.size, 0);
  const [status] = scheduler.takeUpdates();
  assert.is(status?.state, 'TASK_LOST');
  assert.is(status?.reason, 'REASON_AGENT_REMOVED');
  assert.ok(harness.master.model.removedAgents.has(agent.id));
  const metrics = harness.master.metricsSnapshot();
  assert.is(metrics['master/slave_removals/reason_unregistered'], 1);
  assert.is(metrics['master/task_lost/source_master/reason_slave_removed'], 1);
  agent.update(scheduler.id, 't1', 'TASK_RUNNING');
  assert.equal(scheduler.takeUpdates(), []);
});

test('revocable estimates are offered and withdrawn', () => {
  const { harness, agent, scheduler } = firstOffer({
    info: {
      capabilities: [
        { type: 'MULTI_ROLE' },
        { type: 'REVOCABLE_RESOURCES' },
        { type: 'RESERVATION_REFINEMENT' },
      ],
    },
  });
  const estimate = (cpus: number): void =>
    harness.receive(agent.pid, 'internal.UpdateAgentMessage', {
      agent_id: { value: agent.id },
      update_oversubscribed_resources: true,
      oversubscribed_resources: [scalar('cpus', cpus, { revocable: {} })],
    });
  estimate(2);
  const [offer] = scheduler.takeOffers();
  assert.ok(offer?.resources?.some(({ revocable }) => revocable !== undefined));
  estimate(1);
  assert.equal(scheduler.take('RESCIND')[0]?.rescind?.offer_id, offer?.id);
  const total = (): number | undefined =>
    harness.master.model.agents.get(agent.id)?.total.filter((kind) => kind.isRevocable).entries.length;
  harness.receive(agent.pid, 'internal.UpdateAgentMessage', {
    agent_id: { value: agent.id },
    update_oversubscribed_resources: false,
  });
  assert.is(total(), 1);
  // An older agent has no field that says what the message is about, and nothing to lend any more.
  harness.receive(agent.pid, 'internal.UpdateAgentMessage', { agent_id: { value: agent.id } });
  assert.is(total(), 0);
});

test('the end of an executor is told, that of an unknown one is not', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  const executor = {
    executor_id: { value: 'e' },
    command: { value: 'run' },
    resources: [scalar('cpus', 0.5), scalar('mem', 32)],
  };
  const { command: _command, ...task } = commandTask('t', agent.id);
  scheduler.launch(offer, [{ ...task, executor }]);
  const exited = (id: string): void =>
    harness.receive(agent.pid, 'internal.ExitedExecutorMessage', {
      agent_id: { value: agent.id },
      framework_id: { value: scheduler.id },
      executor_id: { value: id },
      status: 9,
    });
  exited('other');
  assert.equal(scheduler.take('FAILURE'), []);
  exited('e');
  assert.equal(scheduler.take('FAILURE')[0]?.failure, {
    agent_id: { value: agent.id },
    executor_id: { value: 'e' },
    status: 9,
  });
  assert.is(harness.master.model.agents.get(agent.id)?.used.get(scheduler.id)?.scalar('cpus'), 1);
});

test('messages between executors and schedulers pass', () => {
  const { harness, agent, scheduler } = firstOffer();
  const data = new Uint8Array([1, 2, 3]);
  const parts = { agent_id: { value: agent.id }, executor_id: { value: 'e' }, data };
  harness.receive(agent.pid, 'internal.ExecutorToFrameworkMessage', {
    ...parts,
    framework_id: { value: scheduler.id },
  });
  const [event] = scheduler.take('MESSAGE');
  assert.equal([...event!.message!.data], [1, 2, 3]);
  scheduler.call({ type: 'MESSAGE', message: parts });
  assert.equal(harness.take('internal.FrameworkToExecutorMessage')[0]?.to, agent.pid);
  scheduler.call({
    type: 'SHUTDOWN',
    shutdown: { agent_id: { value: agent.id }, executor_id: { value: 'e' } },
  });
  assert.is(harness.take('internal.ShutdownExecutorMessage')[0]?.message.executor_id?.value, 'e');
});

test('an agent that wants to authenticate is told that nobody can', () => {
  const { harness, agent } = firstOffer();
  harness.receive('crammd5-authenticatee(1)@127.0.0.1:5051', 'internal.AuthenticateMessage', {
    pid: agent.pid,
  });
  assert.is(harness.sent.at(-1)?.name, 'internal.AuthenticationErrorMessage');
});

test.run();
