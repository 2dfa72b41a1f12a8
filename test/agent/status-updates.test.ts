// Reliable delivery of status updates: intervals, pauses, duplicates, and a property under random acknowledgements,
// losses and crashes.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StatusUpdates } from '../../src/agent/status-updates.ts';
import type { StatusUpdate } from '../../src/protocol/messages.ts';
import { randomOf } from '../support/random.ts';
import { agentId, frameworkId, Harness, masterPid, statesOf, taskOf } from './harness.ts';

const test = suite('status updates');

async function startTask(harness: Harness, id: string): Promise<void> {
  harness.run(taskOf(id));
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
}

test('sent again after 10 s, doubling to 10 minutes, until it is acknowledged', async () => {
  const harness = new Harness();
  await harness.register();
  await startTask(harness, 't');
  assert.is(harness.updates().length, 1);
  const gaps: number[] = [];
  let lastMs = harness.nowMs;
  while (gaps.length < 9) {
    await harness.advance(1000);
    harness.receive('internal.PingAgentMessage', { connected: true }, 'slave-observer(1)@127.0.0.1:5050');
    const updates = harness.updates();
    if (updates.length === 0) continue;
    assert.equal(statesOf(updates), ['TASK_STARTING']);
    gaps.push((harness.nowMs - lastMs) / 1000);
    lastMs = harness.nowMs;
  }
  assert.equal(gaps, [10, 20, 40, 80, 160, 320, 600, 600, 600]);
});

test('the next update starts with the first interval again', async () => {
  const harness = new Harness();
  await harness.register();
  await startTask(harness, 't');
  await harness.advance(30_000);
  harness.acknowledge(harness.updates().at(-1)!);
  await harness.settle();
  assert.equal(statesOf(harness.updates()), ['TASK_RUNNING']);
  await harness.advance(10_000);
  assert.equal(statesOf(harness.updates()), ['TASK_RUNNING']);
});

test('an update is not sent before it is on disk, the next not before the acknowledgement is', async () => {
  const harness = new Harness();
  await harness.register();
  harness.run(taskOf('t'));
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  harness.host.deliver();
  assert.equal(harness.updates(), []);
  harness.store.flush(1);
  const [starting] = harness.updates();
  assert.is(starting?.status.state, 'TASK_STARTING');
  harness.store.flush();
  harness.acknowledge(starting!);
  assert.equal(harness.updates(), []);
  harness.store.flush();
  assert.equal(statesOf(harness.updates()), ['TASK_RUNNING']);
});

test('duplicates and strangers among acknowledgements change nothing', async () => {
  const harness = new Harness();
  await harness.register();
  await startTask(harness, 't');
  const [starting] = harness.updates();
  harness.acknowledge({ ...starting!, uuid: new Uint8Array(16).fill(9) });
  harness.acknowledge({ ...starting!, uuid: new Uint8Array() });
  harness.acknowledge({ ...starting!, framework_id: { value: 'other' } });
  await harness.settle();
  assert.equal(harness.updates(), []);
  harness.acknowledge(starting!);
  harness.acknowledge(starting!);
  await harness.settle();
  harness.acknowledge(starting!);
  await harness.settle();
  assert.equal(statesOf(harness.updates()), ['TASK_RUNNING']);
});

test('paused without a master; on return the first of each stream goes at once', async () => {
  const harness = new Harness();
  await harness.register();
  await startTask(harness, 'a');
  await startTask(harness, 'b');
  assert.is(harness.updates().length, 2);
  harness.agent.exited('127.0.0.1:5050');
  await harness.advance(3_600_000);
  assert.equal(harness.updates(), []);
  harness.receive('internal.AgentReregisteredMessage', { agent_id: { value: agentId } });
  await harness.settle();
  assert.equal(
    harness.updates().map(({ status }) => [status.task_id.value, status.state]),
    [
      ['a', 'TASK_STARTING'],
      ['b', 'TASK_STARTING'],
    ],
  );
});

test('an unknown stream is said to be unknown', () => {
  const updates = new StatusUpdates({
    timers: { after: () => ({ cancel: () => {} }) },
    append: () => {},
    stored: () => {},
    send: () => {},
    completed: () => {},
  });
  assert.is(updates.acknowledge('f', 't', new Uint8Array(16)), 'unknown');
});

/**
 * Whatever is acknowledged, lost, duplicated or crashed: per task the master sees the updates in one order, each for
 * the first time after its predecessor was acknowledged, an acknowledged one never again after its successor, the last
 * one is terminal and nothing comes after it was acknowledged, and in the end everything is delivered.
 */
async function runSeed(seed: number): Promise<void> {
  const random = randomOf(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const harness = new Harness({ seed });
  await harness.register();
  const order = new Map<string, StatusUpdate[]>();
  const confirmed = new Map<string, number>();
  const inFlight: StatusUpdate[] = [];
  const keyOf = (update: StatusUpdate): string => Buffer.from(update.uuid ?? []).toString('hex');
  const look = (): void => {
    for (const update of harness.updates()) {
      const id = update.status.task_id.value;
      const seen = order.get(id) ?? [];
      order.set(id, seen);
      const index = seen.findIndex((other) => keyOf(other) === keyOf(update));
      if (index === -1) {
        const last = seen.at(-1);
        assert.ok(
          last === undefined || (confirmed.get(id) ?? 0) >= seen.length,
          `${id}: sent before its turn`,
        );
        assert.not.ok(last !== undefined && isLast(last), `${id}: something after the last update`);
        seen.push(update);
      } else {
        assert.is(index, seen.length - 1, `${id}: sent again after its successor`);
        assert.equal({ ...update, latest_state: undefined }, { ...seen[index]!, latest_state: undefined });
      }
      inFlight.push(update);
    }
  };
  const acknowledge = (update: StatusUpdate): void => {
    const id = update.status.task_id.value;
    const index = (order.get(id) ?? []).findIndex((other) => keyOf(other) === keyOf(update));
    confirmed.set(id, Math.max(confirmed.get(id) ?? 0, index + 1));
    harness.acknowledge(update);
  };
  const tasks = ['a', 'b', 'c'];
  const launched = new Set<string>();
  const connect = async (): Promise<void> => {
    for (let attempt = 0; harness.agent.model.state !== 'RUNNING'; attempt += 1) {
      assert.ok(attempt < 100, 'comes back');
      harness.agent.masterDetected(masterPid);
      await harness.settle();
      if (harness.take('internal.ReregisterAgentMessage').length > 0) {
        harness.receive('internal.AgentReregisteredMessage', { agent_id: { value: agentId } });
      }
      await harness.advance(100);
    }
  };
  const steps: (() => Promise<void> | void)[] = [
    () => {
      const id = tasks[pick(tasks.length)]!;
      if (launched.has(id) || harness.agent.model.state !== 'RUNNING') return;
      launched.add(id);
      harness.run(taskOf(id));
      // A launch that is lost in a crash is the master's to notice; here every launch must count.
      harness.store.flush();
    },
    () => void harness.store.flush(1 + pick(2)),
    () => void harness.store.flush(1),
    () => void harness.host.deliver(1),
    () => {
      for (const { spec } of harness.host.containers.values()) if (pick(2) === 0) harness.host.start(spec.id);
    },
    () => {
      const containers = [...harness.host.containers.values()].filter(({ state }) => state === 'running');
      const container = containers[pick(containers.length)];
      if (container !== undefined && pick(3) === 0)
        harness.host.end(container.spec.id, { status: pick(2) << 8 });
    },
    () => {
      const update = inFlight[pick(inFlight.length)];
      if (update !== undefined) acknowledge(update);
    },
    () => {
      const update = inFlight.at(-1);
      if (update !== undefined) acknowledge(update);
    },
    () => {
      const task = tasks[pick(tasks.length)]!;
      // A master kills what it knows to run; for other tasks there would be an answer of its own.
      const isKnown = harness.agent.model.frameworks.get(frameworkId)?.executors.has(task) === true;
      if (pick(4) !== 0 || !isKnown) return;
      harness.receive('internal.KillTaskMessage', {
        framework_id: { value: frameworkId },
        task_id: { value: task },
      });
    },
    async () => harness.advance(pick(20_000)),
    async () => {
      if (pick(4) !== 0) return;
      harness.crash();
      harness.boot();
      await connect();
    },
    () => {
      if (pick(4) === 0) harness.agent.exited('127.0.0.1:5050');
    },
    connect,
  ];
  for (let step = 0; step < 120; step += 1) {
    await steps[pick(steps.length)]!();
    look();
  }
  // From here on nothing is lost.
  await connect();
  for (const { spec } of harness.host.containers.values()) harness.host.start(spec.id);
  await harness.settle();
  look();
  for (const { spec } of [...harness.host.containers.values()]) harness.host.end(spec.id, { status: 0 });
  for (let round = 0; round < 50; round += 1) {
    await harness.settle();
    look();
    for (const seen of order.values()) acknowledge(seen.at(-1)!);
  }
  await harness.settle();
  look();
  for (const id of launched) {
    const seen = order.get(id) ?? [];
    assert.ok(seen.length > 0 && isLast(seen.at(-1)!), `${id}: its end is reported: ${statesOf(seen)}`);
  }
  assert.is(harness.agent.model.frameworks.size, 0, 'nothing is left');
  assert.is(harness.host.launches.length, new Set(harness.host.launches.map(({ id }) => id)).size);
}

function isLast(update: StatusUpdate): boolean {
  return /FINISHED|FAILED|KILLED|DROPPED/.test(update.status.state);
}

test('property: no order of acknowledgements, losses and crashes loses or reorders an update', async () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    try {
      await runSeed(seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
});

test.run();
