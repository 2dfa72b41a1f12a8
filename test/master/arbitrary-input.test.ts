// No byte from a peer reaches an assertion: random messages and calls, with ids that exist put in, never make
// the master throw, and its books stay consistent.
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Model } from '../../src/master/model.ts';
import { holdsNothing } from '../../src/master/task.ts';
import type { MessageName, MessageTypes, SchedulerCall, Task } from '../../src/protocol/messages.ts';
import { Resources } from '../../src/resources/resources.ts';
import { arbitraryMessage } from '../support/messages.ts';
import { FakeDriver } from './fake-driver.ts';
import { type FakeAgent, type FakeScheduler, Harness, runningTask, scalar } from './harness.ts';

const test = suite('arbitrary input');

const handled = [
  'internal.RegisterAgentMessage',
  'internal.ReregisterAgentMessage',
  'internal.UnregisterAgentMessage',
  'internal.StatusUpdateMessage',
  'internal.UpdateAgentMessage',
  'internal.ExitedExecutorMessage',
  'internal.ExecutorToFrameworkMessage',
  'internal.AuthenticateMessage',
] as const satisfies readonly MessageName[];

const ofDrivers = [
  'scheduler.v0.Call',
  'internal.RegisterFrameworkMessage',
  'internal.ReregisterFrameworkMessage',
  'internal.UnregisterFrameworkMessage',
  'internal.DeactivateFrameworkMessage',
  'internal.ResourceRequestMessage',
  'internal.LaunchTasksMessage',
  'internal.ReviveOffersMessage',
  'internal.KillTaskMessage',
  'internal.StatusUpdateAcknowledgementMessage',
  'internal.ReconcileTasksMessage',
  'internal.FrameworkToExecutorMessage',
  'internal.SubmitSchedulerRequest',
] as const satisfies readonly MessageName[];

const idOfField: Readonly<Record<string, (parts: Parts) => string>> = {
  agent_id: ({ agent }) => agent.id,
  framework_id: ({ scheduler }) => scheduler.id,
  task_id: () => 't1',
  offer_ids: ({ offerId }) => offerId,
};

interface Parts {
  readonly agent: FakeAgent;
  readonly scheduler: FakeScheduler;
  readonly offerId: string;
}

/** The same message with ids that exist, so that it gets past the first check. */
function withKnownIds(value: unknown, parts: Parts, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withKnownIds(item, parts, name));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const id = idOfField[name];
  if (id !== undefined && 'value' in value) return { value: id(parts) };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withKnownIds(item, parts, key)]),
  );
}

function checkBooks(model: Model): void {
  for (const agent of model.agents.values()) {
    for (const [frameworkId, used] of agent.used) {
      const framework = model.frameworks.get(frameworkId)!;
      assert.is(framework.used.get(agent.id), used);
      let cpus = 0;
      for (const task of agent.tasks.get(frameworkId) ?? [])
        if (!holdsNothing(task.state)) cpus += task.resources.quantity('cpus');
      assert.ok(used.quantity('cpus') >= cpus);
    }
    let offered = Resources.none;
    for (const offer of agent.offers) offered = offered.add(offer.resources);
    assert.is(offered.quantity('cpus'), agent.offered.quantity('cpus'));
  }
}

function start(): Parts & { harness: Harness } {
  const { harness, agent, scheduler } = runningTask({ info: { failover_timeout: 1e6 } });
  harness.time.advance(6000);
  const [offer] = scheduler.takeOffers();
  return { harness, agent, scheduler, offerId: offer?.id.value ?? 'none' };
}

test('messages', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...handled).chain((name) => fc.tuple(fc.constant(name), arbitraryMessage(name))),
      fc.boolean(),
      ([name, message], isKnown) => {
        const parts = start();
        const { harness, agent } = parts;
        const sent = (isKnown ? withKnownIds(message, parts) : message) as MessageTypes[typeof name];
        harness.receive(agent.pid, name, sent);
        harness.time.advance(2000);
        checkBooks(harness.master.model);
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

test('calls', () => {
  fc.assert(
    fc.property(arbitraryMessage('scheduler.Call'), fc.boolean(), (message, isKnown) => {
      const parts = start();
      const { harness, scheduler } = parts;
      const call = (isKnown ? withKnownIds(message, parts) : message) as SchedulerCall;
      if (call.type === 'SUBSCRIBE') return;
      const response = scheduler.call(call);
      assert.ok([200, 202, 400, 501].includes(response.status), String(response.status));
      harness.time.advance(2000);
      checkBooks(harness.master.model);
    }),
    { numRuns: 200, seed: 2 },
  );
});

/** The same framework with its scheduler on the native wire. */
function startNative(isLinked: boolean): Parts & { harness: Harness; driver: FakeDriver } {
  const parts = start();
  const driver = new FakeDriver(parts.harness, { info: parts.scheduler.info }).subscribe(true);
  parts.harness.time.advance(6000);
  const [offer] = driver.takeOffers();
  if (!isLinked) driver.exit();
  return { ...parts, driver, offerId: offer?.id.value ?? 'none' };
}

test('messages of drivers, connected and not, of the right one and of another', () => {
  const any = fc
    .constantFrom(...ofDrivers)
    .chain((name) => fc.tuple(fc.constant(name), arbitraryMessage(name)));
  let changed = 0;
  fc.assert(
    fc.property(
      fc.array(any, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      fc.boolean(),
      (said, isLinked, isStranger) => {
        const parts = startNative(isLinked);
        const { harness, driver } = parts;
        const from = isStranger ? new FakeDriver(harness) : driver;
        harness.sent = [];
        for (const [name, message] of said) {
          harness.receive(from.pid, name, withKnownIds(message, parts) as MessageTypes[typeof name]);
          harness.time.advance(2000);
          checkBooks(harness.master.model);
        }
        if (harness.sent.length > 0) changed += 1;
        const { frameworks, frameworksByPid } = harness.master.model;
        for (const [pid, framework] of frameworksByPid) {
          assert.is(framework.pid, pid);
          assert.is(frameworks.get(framework.id), framework);
          if (framework.isConnected) assert.ok(harness.links.has(pid), pid);
        }
        for (const link of harness.links)
          assert.ok(frameworksByPid.has(link) || harness.master.model.agentsByPid.has(link), link);
      },
    ),
    { numRuns: 400, seed: 4 },
  );
  assert.ok(changed > 100, `only ${changed} runs had an effect`);
});

test('an agent may report more than it has, twice the same ports, and roles nobody subscribed to', () => {
  const { harness, agent, scheduler } = runningTask({ info: { checkpoint: true } });
  const task = (id: string, role: string): Task => ({
    name: id,
    task_id: { value: id },
    framework_id: { value: scheduler.id },
    agent_id: { value: agent.id },
    state: 'TASK_RUNNING',
    resources: [
      scalar('cpus', 100, { allocation_info: { role } }),
      scalar('unheard-of', 3, { allocation_info: { role } }),
      {
        name: 'ports',
        type: 'RANGES',
        ranges: { range: [{ begin: 1, end: 5 }] },
        allocation_info: { role },
      },
    ],
  });
  const tasks = [task('a', '*'), task('b', '*'), task('c', 'elsewhere')];
  for (const _round of [1, 2]) {
    agent.exit();
    agent.reregister({ frameworks: [scheduler.info], tasks });
    harness.time.advance(2000);
    checkBooks(harness.master.model);
  }
  for (const { task_id } of tasks) agent.update(scheduler.id, task_id.value, 'TASK_FINISHED');
  harness.time.advance(2000);
  checkBooks(harness.master.model);
  agent.isAlive = false;
  harness.time.advance(100_000);
  agent.reregister({ frameworks: [scheduler.info], tasks });
  harness.time.advance(2000);
  checkBooks(harness.master.model);
  scheduler.call({ type: 'TEARDOWN' });
  assert.is(harness.master.model.agents.get(agent.id)?.used.size, 0);
});

test('random subscriptions are accepted or refused, nothing else', () => {
  fc.assert(
    fc.property(arbitraryMessage('scheduler.Call.Subscribe'), (subscribe) => {
      const harness = new Harness();
      harness.agent().register();
      const scheduler = harness.scheduler();
      Object.assign(scheduler, { info: (subscribe as { framework_info: object }).framework_info });
      scheduler.subscribe();
      harness.time.advance(2000);
      checkBooks(harness.master.model);
    }),
    { numRuns: 100, seed: 3 },
  );
});

test.run();
