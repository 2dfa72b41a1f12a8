// One run: a master, three agents and three frameworks from one seed, with faults for a while and peace after it. The
// rules are checked after every event; the first one broken ends the run.
import { AgentNode } from './agent-node.ts';
import { Faults } from './faults.ts';
import { Violation } from './history.ts';
import { MasterNode } from './master-node.ts';
import { unsettled } from './rules/end.ts';
import { SimulatedScheduler } from './scheduler.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { World, type WorldOptions } from './world.ts';

export interface RunOptions extends WorldOptions {
  /** Virtual milliseconds with faults; drawn from the seed otherwise. */
  readonly faultyMs?: number | undefined;
}

export interface RunResult {
  readonly seed: number;
  readonly events: number;
  readonly virtualMs: number;
  /** The same for every run of the seed. */
  readonly digest: string;
  /** Why the run failed. */
  readonly failure: Error | undefined;
  readonly lastLines: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

/** Virtual time for the cluster to settle, in steps that are looked at: more than the longest timeout. */
const settleStepMs = 5000;
const settleLimitMs = 800_000;

/** A run has some thousands; one with more goes round in circles. */
const maxEvents = 400_000;

const shownLines = 80;

class Cluster {
  readonly world: World;
  readonly master: MasterNode;
  readonly agents: readonly AgentNode[];
  readonly schedulers: readonly SimulatedScheduler[];
  readonly faults: Faults;
  readonly faultyMs: number;
  events = 0;

  constructor(options: RunOptions) {
    const world = new World(options);
    this.world = world;
    const random = world.random.fork('cluster');
    const heartbeatIntervalMs = random.pick([2000, 15_000]);
    this.master = new MasterNode(world, {
      agentPingTimeoutMs: random.pick([1000, 3000, 15_000]),
      maxAgentPingTimeouts: random.pick([2, 5]),
      agentReregisterTimeoutMs: random.pick([3000, 15_000, 600_000]),
      heartbeatIntervalMs,
      offerTimeoutMs: random.pick([undefined, 5000]),
    });
    this.agents = [1, 2, 3].map(
      (index) => new AgentNode(world, index, random.pick([2, 4]), random.pick([256, 1024])),
    );
    this.schedulers = [
      {
        name: 'keeper',
        isCheckpointing: true,
        isPartitionAware: true,
        wire: 'application/json' as const,
      },
      {
        name: 'loser',
        isCheckpointing: false,
        isPartitionAware: false,
        wire: 'application/x-protobuf' as const,
      },
      {
        name: 'driver',
        isCheckpointing: true,
        isPartitionAware: false,
        wire: 'native' as const,
      },
    ].map(
      (kind) =>
        new SimulatedScheduler({
          ...kind,
          role: kind.name,
          failoverTimeoutMs: random.pick([2000, 10_000, 60_000]),
          heartbeatIntervalMs,
          process: new SimulatedProcess(kind.name, world.queue),
          random: world.random.fork(kind.name),
          servers: world.servers,
          transports: world.transports,
          history: world.history,
          note: world.note,
        }),
    );
    this.faults = new Faults(world, {
      master: this.master,
      agents: this.agents,
      schedulers: this.schedulers,
    });
    this.faultyMs = options.faultyMs ?? random.pick([15_000, 30_000, 60_000]);
  }

  /** Throws what went wrong. */
  run(): void {
    this.master.start();
    for (const agent of this.agents) agent.start();
    for (const scheduler of this.schedulers) scheduler.start();
    // A quiet start, so that every run has something to break.
    this.#runUntil(3000);
    this.faults.begin();
    this.#runUntil(3000 + this.faultyMs);
    this.faults.end();
    for (const scheduler of this.schedulers) scheduler.calmDown();
    this.#settle();
  }

  #settle(): void {
    const { queue } = this.world;
    const limitMs = queue.nowMs + settleLimitMs;
    for (;;) {
      this.#runUntil(queue.nowMs + settleStepMs);
      const problem = unsettled(this);
      if (problem === undefined) return;
      if (queue.nowMs >= limitMs) throw new Violation('the end', problem);
    }
  }

  #runUntil(untilMs: number): void {
    const { queue, trace } = this.world;
    for (;;) {
      const event = queue.next(untilMs);
      if (event === undefined) return;
      this.events += 1;
      if (this.events > maxEvents) throw new Violation('the end', `more than ${maxEvents} events`);
      trace.announce(queue.nowMs, event.label);
      if (event.run() === false) trace.withdraw();
      this.master.check();
      for (const agent of this.agents) agent.check();
    }
  }
}

export function runSeed(options: RunOptions): RunResult {
  const cluster = new Cluster(options);
  let failure: Error | undefined;
  try {
    cluster.run();
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    cluster.world.note(
      failure instanceof Violation ? `BROKEN ${failure.message}` : `THROWN ${failure.stack}`,
    );
  }
  const { history, queue, trace } = cluster.world;
  return {
    seed: options.seed,
    events: cluster.events,
    virtualMs: queue.nowMs,
    digest: trace.digest(),
    failure,
    lastLines: trace.last(shownLines),
    counts: history.counts,
  };
}
