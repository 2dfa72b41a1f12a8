// Operators who watch: what they are told and in which order, who loses the stream, and that state and events
// together always give the truth.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpResponse } from '../../../src/http/message.ts';
import type { Framework, Model } from '../../../src/master/model.ts';
import type { Task } from '../../../src/master/task.ts';
import type { MasterEvent } from '../../../src/protocol/messages.ts';
import { seededRandom } from '../../support/random.ts';
import { commandTask, firstOffer, Harness } from '../harness.ts';
import { type Moves, move } from '../random-moves.ts';
import { Desk, Watcher } from './desk.ts';

const test = suite('operator stream');

test('the state, a heartbeat at once and every 15 s', async () => {
  const { harness, agent, scheduler } = firstOffer();
  const desk = new Desk(harness);
  for (const mediaType of ['application/json', 'application/x-protobuf'] as const) {
    const watcher = await desk.watch({ mediaType });
    const [subscribed] = watcher.events;
    assert.is(subscribed?.subscribed?.heartbeat_interval_seconds, 15);
    assert.is(subscribed?.subscribed?.get_state?.get_agents?.agents?.[0]?.agent_info.id?.value, agent.id);
    const [framework] = subscribed?.subscribed?.get_state?.get_frameworks?.frameworks ?? [];
    assert.is(framework?.framework_info.id?.value, scheduler.id);
    assert.equal(watcher.take(), ['SUBSCRIBED', 'HEARTBEAT']);
    harness.time.advance(14_999);
    assert.equal(watcher.take(), []);
    harness.time.advance(1);
    assert.equal(watcher.take(), ['HEARTBEAT']);
    watcher.close();
    harness.time.advance(60_000);
    assert.equal(watcher.take(), []);
  }
  assert.is(harness.master.metricsSnapshot()['master/operator_event_stream_subscribers'], 0);
});

test('the life of a framework and its tasks', async () => {
  const harness = new Harness();
  const desk = new Desk(harness);
  const watcher = await desk.watch();
  watcher.take();
  assert.is(harness.master.metricsSnapshot()['master/operator_event_stream_subscribers'], 1);
  const agent = harness.agent().register();
  assert.equal(watcher.take(), ['AGENT_ADDED']);
  const scheduler = harness.scheduler();
  const [added] = watcher.events;
  assert.is(added?.framework_added?.framework.active, true);
  assert.is(added?.framework_added?.framework.unregistered_time?.nanoseconds, 0n);
  assert.equal(watcher.take(), ['FRAMEWORK_ADDED']);
  const [offer] = scheduler.takeOffers();
  scheduler.launch(offer!, [commandTask('t1', agent.id)]);
  assert.is(watcher.events[0]?.task_added?.task.state, 'TASK_STAGING');
  assert.equal(watcher.take(), ['TASK_ADDED']);
  agent.update(scheduler.id, 't1', 'TASK_RUNNING', { status: { data: Buffer.from('secret') } });
  assert.is(watcher.events[0]?.task_updated?.state, 'TASK_RUNNING');
  assert.is(watcher.events[0]?.task_updated?.status.data, undefined);
  assert.equal(watcher.take(), ['TASK_UPDATED']);
  // A repetition is no news, the result of a check is.
  agent.update(scheduler.id, 't1', 'TASK_RUNNING');
  assert.equal(watcher.take(), []);
  agent.update(scheduler.id, 't1', 'TASK_RUNNING', {
    status: { reason: 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED', healthy: false },
  });
  assert.equal(watcher.take(), ['TASK_UPDATED']);
  scheduler.disconnect();
  assert.equal(watcher.take(), ['TASK_UPDATED', 'FRAMEWORK_REMOVED']);
});

test('a framework that comes back is an update', async () => {
  const { harness, scheduler } = firstOffer({ info: { failover_timeout: 100 } });
  const watcher = await new Desk(harness).watch();
  watcher.take();
  scheduler.disconnect();
  assert.equal(watcher.take(), []);
  scheduler.subscribe();
  assert.equal(watcher.take(), ['FRAMEWORK_UPDATED']);
});

test('an agent that leaves is removed, one that is out of reach is not', async () => {
  const { harness, agent } = firstOffer();
  const other = harness.agent().register();
  const watcher = await new Desk(harness).watch();
  watcher.take();
  harness.receive(agent.pid, 'internal.UnregisterAgentMessage', { agent_id: { value: agent.id } });
  assert.is(watcher.events[0]?.agent_removed?.agent_id.value, agent.id);
  assert.equal(watcher.take(), ['AGENT_REMOVED']);
  other.isAlive = false;
  harness.time.advance(120_000);
  assert.not.ok(watcher.take().includes('AGENT_REMOVED'));
  assert.is(harness.master.model.unreachableAgents.size, 1);
});

test('one subscriber too many costs the oldest', async () => {
  const harness = new Harness();
  const desk = new Desk(harness, { maxSubscribers: 2 });
  const watchers: Watcher[] = [];
  for (let index = 0; index < 3; index += 1) watchers.push(await desk.watch());
  assert.equal(
    watchers.map(({ isEnded }) => isEnded),
    [true, false, false],
  );
  assert.is(harness.master.metricsSnapshot()['master/operator_event_stream_subscribers'], 2);
  for (const watcher of watchers) watcher.take();
  harness.agent().register();
  assert.equal(
    watchers.map((watcher) => watcher.take().length),
    [0, 1, 1],
  );
});

test('a reader that does not keep up loses its stream, the others go on', async () => {
  const harness = new Harness();
  const desk = new Desk(harness);
  const slow = await desk.watch({ maxRecords: 3 });
  const quick = await desk.watch();
  harness.agent().register();
  assert.is(slow.isEnded, false);
  harness.agent().register();
  assert.is(slow.isEnded, true);
  assert.is(quick.events.filter(({ type }) => type === 'AGENT_ADDED').length, 2);
  assert.is(harness.master.metricsSnapshot()['master/operator_event_stream_subscribers'], 1);
});

test('events that wait for the first record are bounded', async () => {
  const harness = new Harness();
  const desk = new Desk(harness, { maxBacklogBytes: 100 });
  const responses = [await desk.post({ type: 'SUBSCRIBE' }), await desk.post({ type: 'SUBSCRIBE' })];
  const [first, second] = responses.map(open);
  // The state of the first is being made now, and it is empty: what comes is news to it. Of the second everything
  // will be in its state.
  harness.agent().register();
  await second?.begun();
  assert.is(first?.isEnded, true);
  assert.equal(first?.take(), []);
  assert.equal(second?.take(), ['SUBSCRIBED', 'HEARTBEAT']);
});

function open(response: HttpResponse): Watcher {
  const watcher = new Watcher('application/json', 100);
  response.stream?.(watcher);
  return watcher;
}

// ------------------------------------------------------------------ state and events together are the truth

/** What a client knows: ids of what there is, and the state of each task. */
class Knowledge {
  readonly frameworks = new Set<string>();
  readonly agents = new Set<string>();
  readonly tasks = new Map<string, string | undefined>();
  readonly doubles: string[] = [];

  add(set: Set<string>, id: string): void {
    if (set.has(id)) this.doubles.push(id);
    set.add(id);
  }

  addTask(key: string, state: string | undefined): void {
    if (this.tasks.has(key)) this.doubles.push(key);
    this.tasks.set(key, state);
  }
}

const keyOf = (task: Task): string => `${task.frameworkId} ${task.id}`;

/** Takes in what a subscriber was sent. */
function learn(known: Knowledge, events: readonly MasterEvent[]): void {
  for (const event of events) {
    const state = event.subscribed?.get_state;
    const { tasks = [], unreachable_tasks = [], completed_tasks = [] } = state?.get_tasks ?? {};
    const added = event.task_added === undefined ? [] : [event.task_added.task];
    for (const task of [...tasks, ...unreachable_tasks, ...completed_tasks, ...added])
      known.addTask(`${task.framework_id.value} ${task.task_id.value}`, task.state);
    const updated = event.task_updated;
    if (updated !== undefined)
      known.tasks.set(`${updated.framework_id.value} ${updated.status.task_id.value}`, updated.state);
    const agents = [
      ...(state?.get_agents?.agents ?? []),
      ...(event.agent_added ? [event.agent_added.agent] : []),
    ];
    for (const { agent_info } of agents) known.add(known.agents, agent_info.id?.value ?? '');
    known.agents.delete(event.agent_removed?.agent_id.value ?? '');
    const frameworks = [
      ...(state?.get_frameworks?.frameworks ?? []),
      ...(event.framework_added ? [event.framework_added.framework] : []),
    ];
    for (const { framework_info } of frameworks) known.add(known.frameworks, framework_info.id?.value ?? '');
    known.frameworks.delete(event.framework_removed?.framework_info.id?.value ?? '');
  }
}

function everyTask(model: Model): Map<string, string> {
  const found = new Map<string, string>();
  const frameworks: Framework[] = [...model.frameworks.values(), ...model.completedFrameworks.values()];
  for (const framework of frameworks) {
    for (const tasks of [
      framework.tasks.values(),
      framework.unreachableTasks.values(),
      framework.completedTasks,
    ])
      for (const task of tasks) found.set(keyOf(task), task.state);
  }
  return found;
}

test('whatever happens while the state is written: state and events together are the truth, nothing comes twice', async () => {
  let told = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = seededRandom(seed);
    const fraction = (): number => random.fraction();
    const harness = new Harness();
    const desk = new Desk(harness, { maxBacklogBytes: 1e9 });
    const moves: Moves = { harness, schedulers: [], agents: [], nextTask: 0 };
    for (let count = 0; count < 60; count += 1) move(moves, fraction);
    const mediaType = seed % 2 === 0 ? 'application/json' : 'application/x-protobuf';
    const response = await desk.post({ type: 'SUBSCRIBE' }, { accept: mediaType });
    const watcher = new Watcher(mediaType, Number.POSITIVE_INFINITY);
    response.stream?.(watcher);
    assert.equal(watcher.events, []);
    // The state is being made, and what happens now is not in it.
    for (let count = 0; count < 40; count += 1) move(moves, fraction);
    await watcher.begun();
    for (let count = 0; count < 20; count += 1) move(moves, fraction);
    told += watcher.events.length;
    const known = new Knowledge();
    learn(known, watcher.events);
    const { model } = harness.master;
    assert.equal(known.doubles, [], `seed ${seed}`);
    assert.equal([...known.frameworks].sort(), [...model.frameworks.keys()].sort(), `seed ${seed}`);
    assert.equal([...known.agents].sort(), [...model.agents.keys()].sort(), `seed ${seed}`);
    for (const [key, state] of everyTask(model))
      assert.is(known.tasks.get(key), state, `seed ${seed}: ${key}`);
  }
  console.log(`\nFIGURE states subscribed to with events in between: 40 seeds, ${told} events`);
  assert.ok(told > 400);
});

test.run();
