// Custom executors under random crashes, breaks and kills, from seeds: every task has one end that everybody agrees on,
// nothing an executor said is lost, and nothing is left when all is over.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExecutorEvent, TaskInfo, TaskState, TaskStatus } from '../../src/protocol/messages.ts';
import { isTerminal } from '../../src/protocol/task-state.ts';
import { randomOf } from '../support/random.ts';
import { customTask, FakeExecutor, newUuid } from './fake-executor.ts';
import { agentId, frameworkId, Harness, masterPid } from './harness.ts';

const test = suite('custom executors under chaos');

const seeds = 150;
const steps = 120;

/** A process that keeps what is not acknowledged, as an executor must. */
class Process {
  readonly containerId: string;
  readonly executor: FakeExecutor;
  readonly running = new Set<string>();
  readonly updates = new Map<string, TaskStatus>();
  readonly tasks = new Map<string, TaskInfo>();
  /** Ends it has told. */
  readonly ends: Map<string, TaskState>;
  #harness: Harness;

  constructor(harness: Harness, id: string, containerId: string, ends: Map<string, TaskState>) {
    this.#harness = harness;
    this.containerId = containerId;
    this.executor = new FakeExecutor(harness, id);
    this.ends = ends;
  }

  connect(): void {
    this.executor.take();
    const unacknowledged = [...this.updates.values()].map((status) => ({ status }));
    this.executor.subscribe({
      unacknowledged_tasks: [...this.tasks.values()],
      unacknowledged_updates: unacknowledged,
    });
    this.obey();
  }

  obey(): void {
    for (const event of this.executor.take()) this.#obey(event);
  }

  tell(id: string, state: TaskState): void {
    const status: TaskStatus = {
      task_id: { value: id },
      state,
      source: 'SOURCE_EXECUTOR',
      uuid: newUuid(),
      timestamp: 1,
    };
    this.updates.set(Buffer.from(status.uuid!).toString('hex'), status);
    if (isTerminal(state)) {
      this.running.delete(id);
      this.ends.set(id, state);
    }
    if (!this.executor.isConnected) return;
    this.executor.post({
      executor_id: { value: this.executor.id },
      framework_id: { value: frameworkId },
      type: 'UPDATE',
      update: { status },
    });
  }

  #obey({ acknowledged, kill, launch, type }: ExecutorEvent): void {
    if (launch !== undefined) {
      const id = launch.task.task_id.value;
      assert.not.ok(this.running.has(id) || this.ends.has(id), `${id} is handed over once`);
      this.running.add(id);
      this.tasks.set(id, launch.task);
      this.tell(id, 'TASK_RUNNING');
    }
    if (kill !== undefined && this.running.has(kill.task_id.value))
      this.tell(kill.task_id.value, 'TASK_KILLED');
    if (acknowledged !== undefined) {
      this.updates.delete(Buffer.from(acknowledged.uuid).toString('hex'));
      this.tasks.delete(acknowledged.task_id.value);
    }
    if (type === 'SHUTDOWN') {
      for (const id of [...this.running]) this.tell(id, 'TASK_KILLED');
      this.#harness.host.end(this.containerId, { status: 0 });
    }
  }
}

class Chaos {
  readonly harness: Harness;
  readonly processes = new Map<string, Process>();
  readonly launched = new Set<string>();
  readonly told = new Map<string, TaskStatus>();
  readonly ends = new Map<string, TaskState>();
  readonly pick: (count: number) => number;

  constructor(seed: number) {
    this.harness = new Harness({ seed });
    const random = randomOf(seed);
    this.pick = (count) => Math.floor(random() * count);
  }

  async step(): Promise<void> {
    const { harness, pick } = this;
    switch (pick(9)) {
      case 0:
      case 1:
        this.#launch();
        break;
      case 2: {
        // One that the agent has given up is never started: its launcher was gone.
        const { containers } = harness.agent.model;
        const starting = [...harness.host.containers].filter(
          ([id, { state }]) => state === 'starting' && containers.has(id),
        );
        const [id] = starting[pick(starting.length)] ?? [];
        if (id !== undefined) harness.host.start(id);
        break;
      }
      case 3:
        for (const process of this.processes.values()) if (pick(2) === 0) process.obey();
        break;
      case 4: {
        const process = this.#anyProcess();
        const id = [...(process?.running ?? [])][0];
        if (id !== undefined) process?.tell(id, pick(2) === 0 ? 'TASK_FINISHED' : 'TASK_FAILED');
        break;
      }
      case 5:
        this.#anyProcess()?.executor.disconnect();
        break;
      case 6: {
        const id = [...this.launched][pick(this.launched.size)];
        if (id === undefined) break;
        const ids = { framework_id: { value: frameworkId }, task_id: { value: id } };
        // A master does not pass the kill of an ended task on.
        if (!isTerminal(this.told.get(id)?.state ?? 'TASK_STAGING'))
          harness.receive('internal.KillTaskMessage', ids);
        break;
      }
      case 7:
        if (pick(4) === 0) harness.host.end(this.#anyProcess()?.containerId ?? '', { status: 1 << 8 });
        break;
      default:
        if (pick(3) === 0) await this.#crash();
    }
    if (pick(2) === 0) harness.store.flush(pick(4));
    if (pick(2) === 0) await this.calm();
  }

  /** What needs no luck happens: disks, containers, connections, acknowledgements. */
  async calm(): Promise<void> {
    await this.harness.settle();
    this.#readUpdates();
    this.#notice();
    for (const process of this.processes.values()) {
      if (!process.executor.isConnected) process.connect();
    }
    for (let round = 0; round < 3; round += 1) {
      for (const process of this.processes.values()) process.obey();
      await this.harness.settle();
      this.#readUpdates();
    }
    this.#notice();
    this.#checkAgreement();
  }

  async end(): Promise<void> {
    for (const id of this.harness.agent.model.containers.keys()) this.harness.host.start(id);
    await this.calm();
    for (const executor_id of ['e0', 'e1', 'e2']) {
      const ids = { framework_id: { value: frameworkId }, executor_id: { value: executor_id } };
      this.harness.receive('internal.ShutdownExecutorMessage', ids);
    }
    for (let round = 0; round < 20; round += 1) await this.calm();
    await this.harness.advance(70_000);
    for (let round = 0; round < 5; round += 1) await this.calm();
  }

  #launch(): void {
    if (this.harness.agent.model.state !== 'RUNNING') return;
    const id = `t${this.launched.size}`;
    this.launched.add(id);
    this.harness.run(customTask(id, `e${this.pick(3)}`));
  }

  #anyProcess(): Process | undefined {
    return [...this.processes.values()][this.pick(this.processes.size)];
  }

  /** Agent and executor have the same tasks. */
  #checkAgreement(): void {
    for (const { containerId, executor, running } of this.processes.values()) {
      const known = this.harness.agent.model.containers.get(containerId);
      if (!executor.isConnected || known?.state !== 'RUNNING') continue;
      const live = [...known.tasks.values()].filter(
        ({ reportedState: state }) => !isTerminal(state ?? 'TASK_STAGING'),
      );
      assert.equal(live.map(({ id }) => id).sort(), [...running].sort(), `tasks of ${executor.id}`);
    }
  }

  /** Containers that run have a process, those that ended have none. */
  #notice(): void {
    for (const [id, { state, spec }] of this.harness.host.containers) {
      const executorId = spec.environment['MESOS_EXECUTOR_ID'] ?? '';
      if (state === 'running' && !this.processes.has(id))
        this.processes.set(id, new Process(this.harness, executorId, id, this.ends));
    }
    for (const id of [...this.processes.keys()]) {
      if (this.harness.host.containers.get(id)?.state !== 'running') this.processes.delete(id);
    }
  }

  #readUpdates(): void {
    for (const update of this.harness.updates()) {
      const id = update.status.task_id.value;
      const before = this.told.get(id);
      if (before !== undefined && isTerminal(before.state)) {
        assert.equal(update.status.uuid, before.uuid, `${id}: ${update.status.state} after ${before.state}`);
      }
      this.told.set(id, update.status);
      this.harness.acknowledge(update);
    }
  }

  async #crash(): Promise<void> {
    const { harness } = this;
    harness.crash();
    this.#readUpdates();
    for (const process of this.processes.values()) process.executor.disconnect();
    this.#notice();
    harness.boot();
    harness.agent.masterDetected(masterPid);
    await harness.settle();
    for (const process of this.processes.values()) if (this.pick(4) > 0) process.connect();
    await harness.settle();
    if (harness.agent.model.state === 'RECOVERING') await harness.advance(2000);
    const list = harness.take('internal.ReregisterAgentMessage').at(-1);
    const listed = new Set(list?.tasks?.map((task) => task.task_id.value));
    harness.receive('internal.AgentReregisteredMessage', {
      agent_id: { value: agentId },
      connection: { total_ping_timeout_seconds: 75 },
      reconciliations: [
        {
          framework_id: { value: frameworkId },
          statuses: [...this.launched]
            .filter((id) => !listed.has(id) && !isTerminal(this.told.get(id)?.state ?? 'TASK_STAGING'))
            .map((id) => ({ task_id: { value: id }, state: 'TASK_STAGING' as const })),
        },
      ],
    });
    await this.calm();
    assert.is(harness.agent.model.state, 'RUNNING');
  }
}

test(`${seeds} seeds`, async () => {
  let tasks = 0;
  let ownEnds = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const chaos = new Chaos(seed);
    await chaos.harness.register();
    try {
      for (let step = 0; step < steps; step += 1) await chaos.step();
      await chaos.end();
      for (const id of chaos.launched) {
        const state = chaos.told.get(id)?.state;
        assert.ok(state !== undefined && isTerminal(state), `${id} is ${state}`);
        const own = chaos.ends.get(id);
        if (own === state) ownEnds += 1;
      }
      assert.is(chaos.harness.agent.model.frameworks.size, 0, 'nothing is left');
      tasks += chaos.launched.size;
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  console.log(
    `\nFIGURE custom executors under chaos: ${seeds} seeds, ${tasks} tasks, ${ownEnds} ended as told`,
  );
  assert.ok(ownEnds > tasks / 4);
});

test.run();
