// Operators who watch: what they are told and in which order, who loses the stream, and that state and events
// together always give the truth.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LazyPart } from '../../../src/api/lazy-message.ts';
import type { HttpResponse } from '../../../src/http/message.ts';
import { Snapshot } from '../../../src/master/api/snapshot.ts';
import type { Framework, Model } from '../../../src/master/model.ts';
import { noOperatorEvents, type OperatorEvents } from '../../../src/master/operator-events.ts';
import type { Task } from '../../../src/master/task.ts';
import { seededRandom } from '../../allocator/seeded-random.ts';
import { commandTask, type FakeAgent, type FakeScheduler, firstOffer, Harness } from '../harness.ts';
import { Desk, ticks, Watcher } from './desk.ts';

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
  await ticks();
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

/** Reads the parts of a state item by item; `between` runs where slices could end. */
function readState(snapshot: Snapshot, known: Knowledge, between: () => void): void {
  const read = (parts: readonly LazyPart[]): void => {
    for (const part of parts) {
      if ('message' in part) {
        read(part.message.parts ?? []);
        continue;
      }
      for (const item of part.items) {
        take(
          part.field,
          item as Record<string, { value: string } & Record<string, { value: string }>>,
          known,
        );
        between();
      }
    }
  };
  read(snapshot.state().parts ?? []);
}

function take(
  field: string,
  item: Record<string, { value: string } & Record<string, { value: string }>>,
  known: Knowledge,
): void {
  switch (field) {
    case 'tasks':
    case 'unreachable_tasks':
    case 'completed_tasks':
      known.addTask(`${item['framework_id']?.value} ${item['task_id']?.value}`, String(item['state']));
      return;
    case 'frameworks':
      known.add(known.frameworks, item['framework_info']?.['id']?.value ?? '');
      return;
    case 'agents':
      known.add(known.agents, item['agent_info']?.['id']?.value ?? '');
      return;
    default:
      return;
  }
}

/** Applies what must be told while the state is read. */
function apply(snapshot: Snapshot, known: Knowledge): OperatorEvents {
  return {
    ...noOperatorEvents,
    taskAdded: (task) => {
      if (snapshot.tellsTaskAdded(task)) known.addTask(keyOf(task), task.state);
    },
    taskUpdated: (task) => {
      if (snapshot.tellsChange(task)) known.tasks.set(keyOf(task), task.state);
    },
    agentAdded: (agent) => {
      if (snapshot.tellsAgentAdded(agent)) known.add(known.agents, agent.id);
    },
    agentRemoved: (agent) => {
      if (snapshot.tellsChange(agent)) known.agents.delete(agent.id);
    },
    frameworkAdded: (framework) => {
      if (snapshot.tellsFrameworkAdded(framework)) known.add(known.frameworks, framework.id);
    },
    frameworkRemoved: (framework) => {
      if (snapshot.tellsChange(framework)) known.frameworks.delete(framework.id);
    },
  };
}

interface Moves {
  readonly harness: Harness;
  readonly schedulers: FakeScheduler[];
  readonly agents: FakeAgent[];
  nextTask: number;
}

/** Something happens in the cluster. */
function move(moves: Moves, fraction: () => number): void {
  const { harness, schedulers, agents } = moves;
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(fraction() * items.length)];
  const scheduler = pick(schedulers);
  switch (Math.floor(fraction() * 8)) {
    case 0:
      schedulers.push(harness.scheduler());
      return;
    case 1:
      agents.push(harness.agent().register());
      return;
    case 2:
      if (schedulers.length > 2 && scheduler !== undefined) {
        schedulers.splice(schedulers.indexOf(scheduler), 1);
        scheduler.disconnect();
      }
      return;
    case 3: {
      const agent = agents.length > 2 ? pick(agents) : undefined;
      if (agent === undefined) return;
      agents.splice(agents.indexOf(agent), 1);
      harness.receive(agent.pid, 'internal.UnregisterAgentMessage', { agent_id: { value: agent.id } });
      return;
    }
    case 4:
    case 5:
      harness.time.advance(1000);
      for (const offer of scheduler?.takeOffers() ?? []) {
        if (!harness.master.model.offers.has(offer.id.value)) continue;
        scheduler?.launch(offer, [commandTask(`t${moves.nextTask++}`, offer.agent_id.value)], 0);
      }
      return;
    default: {
      const framework = harness.master.model.frameworks.get(scheduler?.id ?? '');
      const task = pick([...(framework?.tasks.values() ?? [])]);
      const agent = agents.find(({ id }) => id === task?.agentId);
      if (framework === undefined || task === undefined || agent === undefined) return;
      const state = task.state === 'TASK_STAGING' ? 'TASK_RUNNING' : 'TASK_FINISHED';
      agent.update(framework.id, task.id, state);
      for (const status of scheduler?.takeUpdates() ?? []) scheduler?.acknowledge(status);
    }
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

test('whatever happens while the state is written: state and events together are the truth, nothing comes twice', () => {
  let events = 0;
  let items = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = seededRandom(seed);
    const fraction = (): number => random.fraction();
    const harness = new Harness();
    const moves: Moves = { harness, schedulers: [], agents: [], nextTask: 0 };
    for (let count = 0; count < 60; count += 1) move(moves, fraction);
    const snapshot = new Snapshot(harness.master.model);
    const known = new Knowledge();
    harness.master.observe(apply(snapshot, known));
    readState(snapshot, known, () => {
      items += 1;
      while (fraction() < 0.4) {
        events += 1;
        move(moves, fraction);
      }
    });
    for (let count = 0; count < 20; count += 1) move(moves, fraction);
    const { model } = harness.master;
    assert.equal(known.doubles, [], `seed ${seed}`);
    assert.equal([...known.frameworks].sort(), [...model.frameworks.keys()].sort(), `seed ${seed}`);
    assert.equal([...known.agents].sort(), [...model.agents.keys()].sort(), `seed ${seed}`);
    for (const [key, state] of everyTask(model))
      assert.is(known.tasks.get(key), state, `seed ${seed}: ${key}`);
  }
  console.log(`\nFIGURE states read with events in between: 40 seeds, ${items} items, ${events} moves`);
  assert.ok(items > 1000 && events > 400);
});

test.run();
