// A master that starts on the registry of another: agents and frameworks come back, or are given up.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Desk } from './api/desk.ts';
import { type FakeAgent, FakeScheduler, Harness, runningTask, scalar } from './harness.ts';

const test = suite('failover');
const secondId = 'a1b2c3d4-0000-4000-8000-000000000002';

/** A second master after a first one with one running task, and its old agent and scheduler. */
function second(config: object = {}): { harness: Harness; agent: FakeAgent; scheduler: FakeScheduler } {
  const first = runningTask({ info: { failover_timeout: 3600 } });
  const harness = new Harness({
    memory: first.harness.memory,
    time: first.harness.time,
    config: { id: secondId, ...config },
    isIdle: true,
  });
  first.harness.master.stop();
  first.harness.time.forget();
  harness.master.start();
  harness.time.settle();
  const agent = harness.agent({ pid: first.agent.pid });
  Object.assign(agent, { id: first.agent.id, info: first.agent.info });
  const scheduler = new FakeScheduler(harness, { info: first.scheduler.info });
  return { harness, agent, scheduler };
}

function come(agent: FakeAgent, scheduler: FakeScheduler): void {
  agent.reregister({
    frameworks: [scheduler.info],
    tasks: [
      {
        name: 't1',
        task_id: { value: 't1' },
        framework_id: { value: scheduler.id },
        agent_id: { value: agent.id },
        state: 'TASK_RUNNING',
        resources: [scalar('cpus', 1, { allocation_info: { role: '*' } })],
      },
    ],
  });
}

test('the agents of the registry are woken with a ping at their last address', () => {
  const { harness, agent } = second();
  const [ping] = harness.take('internal.PingAgentMessage');
  assert.is(ping?.to, agent.pid);
  assert.equal(ping?.message, { connected: false });
  assert.ok(harness.master.model.recoveredAgents.has(agent.id));
});

test('until they return, agents of the registry are listed by what is known of them', async () => {
  const { harness, agent } = second();
  const desk = new Desk(harness);
  const { hostname, port } = agent.info;
  const known = { id: agent.id, hostname, port, attributes: {} };
  for (const path of ['/state', '/slaves', `/slaves?slave_id=${agent.id}`])
    assert.equal((await desk.get(path)).recovered_slaves, [known], path);
  assert.equal((await desk.get('/slaves?slave_id=nobody')).recovered_slaves, []);
  const { get_agents } = await desk.ask({ type: 'GET_AGENTS' });
  assert.equal(
    get_agents?.recovered_agents?.map(({ id }) => id?.value),
    [agent.id],
  );
  assert.is(get_agents?.agents, undefined);
});

test('an agent of the registry is told of with the time of its return', async () => {
  const { harness, agent, scheduler } = second();
  const watcher = await new Desk(harness).watch();
  watcher.take();
  come(agent, scheduler);
  const added = watcher.events.find(({ type }) => type === 'AGENT_ADDED')?.agent_added?.agent;
  assert.ok(added?.reregistered_time !== undefined);
  assert.equal(added?.reregistered_time, added?.registered_time);
});

test('agent first: its framework is recovered, its tasks are known, and the scheduler takes over', () => {
  const { harness, agent, scheduler } = second();
  come(agent, scheduler);
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.state, 'recovered');
  assert.is(framework.tasks.size, 1);
  assert.is(harness.take('internal.AgentReregisteredMessage').length, 1);
  // No timer runs for a framework this master never saw.
  harness.time.advance(10 * 3600_000);
  assert.is(framework.state, 'recovered');
  scheduler.subscribe();
  assert.equal(scheduler.take('SUBSCRIBED').length, 1);
  // The scheduler is not told again what did not change.
  assert.equal(scheduler.takeUpdates(), []);
  assert.is(framework.isActive, true);
  const [offer] = scheduler.takeOffers();
  assert.is(offer?.resources?.find(({ name }) => name === 'cpus')?.scalar?.value, 3);
});

test('scheduler first: it subscribes under its id, and its tasks come with the agent', () => {
  const { harness, agent, scheduler } = second();
  const { id } = scheduler;
  scheduler.subscribe();
  assert.is(scheduler.id, id);
  scheduler.call({ type: 'RECONCILE', reconcile: { tasks: [{ task_id: { value: 't1' } }] } });
  assert.equal(scheduler.takeUpdates(), []);
  come(agent, scheduler);
  scheduler.call({ type: 'RECONCILE', reconcile: {} });
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_RUNNING');
  assert.is(harness.take('internal.UpdateFrameworkMessage').at(-1)?.to, agent.pid);
});

test('ids of the second master do not collide with the first', () => {
  const { harness } = second();
  assert.is(harness.scheduler().id, `${secondId}-0000`);
  assert.is(harness.agent().register().id, `${secondId}-S0`);
});

test('an agent that stays away is marked unreachable after the timeout', () => {
  const { harness, agent, scheduler } = second();
  scheduler.subscribe();
  harness.time.advance(600_000);
  assert.is(harness.master.model.recoveredAgents.size, 0);
  assert.ok(harness.memory.has(`unreachable/${agent.id}`));
  assert.is(scheduler.take('FAILURE')[0]?.failure?.agent_id?.value, agent.id);
  scheduler.call({
    type: 'RECONCILE',
    reconcile: { tasks: [{ task_id: { value: 't1' }, agent_id: { value: agent.id } }] },
  });
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_UNREACHABLE');
});

test('a master that would give up too many agents ends instead', () => {
  const { harness } = second({ recoveryAgentRemovalLimit: 0.5 });
  harness.time.advance(600_000);
  assert.is(harness.fatal?.code, 'RECOVERY_FAILED');
  assert.is(harness.master.model.recoveredAgents.size, 1);
});

test('unreachable agents are forgotten when they are too old', () => {
  const { harness, agent } = second({ registryMaxAgentAgeMs: 3600_000 });
  harness.time.advance(600_000);
  assert.ok(harness.memory.has(`unreachable/${agent.id}`));
  harness.time.advance(2 * 3600_000);
  assert.not.ok(harness.memory.has(`unreachable/${agent.id}`));
  assert.is(harness.master.model.unreachableAgents.size, 0);
});

test('before its registry is read a master drops messages', () => {
  const harness = new Harness({ isIdle: true });
  const agent = harness.agent().register();
  assert.is(agent.id, '');
  assert.is(harness.master.metricsSnapshot()['master/dropped_messages'], 1);
});

test('two masters in one process share nothing', () => {
  const left = new Harness();
  const right = new Harness();
  left.agent().register();
  assert.is(left.master.model.agents.size, 1);
  assert.is(right.master.model.agents.size, 0);
});

test.run();
