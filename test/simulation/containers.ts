// The containers of one simulated machine and the containerizer an agent's process drives them with. Containers
// outlive the process, as the supervisors of the real ones do; only a restart of the machine ends them all.
import type {
  Containerizer,
  ContainerizerEvents,
  ContainerProcess,
  ContainerSpec,
  ContainerTermination,
  KnownContainer,
} from '../../src/agent/containerizer/containerizer.ts';
import type { EventQueue } from './event-queue.ts';
import type { SeededRandom } from './random.ts';
import type { SimulatedProcess } from './simulated-process.ts';

const sigterm = 15;
const sigkill = 9;

export interface SimulatedContainer {
  readonly id: string;
  readonly frameworkId: string;
  /** Empty for the container of an executor of task groups. */
  readonly taskId: string;
  readonly isHolder: boolean;
  readonly parentId: string | undefined;
  /** starting: asked for, and no process yet. */
  state: 'starting' | 'running' | 'ended';
  termination: ContainerTermination | undefined;
  supervisorPid: number;
}

/** What the checks want to hear of. */
export interface ContainerWitness {
  onLaunch(machine: string, spec: ContainerSpec): void;
  onRecover(machine: string, known: readonly KnownContainer[], found: readonly SimulatedContainer[]): void;
  onKill(machine: string, container: SimulatedContainer): void;
  onForget(machine: string, container: SimulatedContainer): void;
}

export interface MachineOptions {
  readonly name: string;
  readonly queue: EventQueue;
  readonly random: SeededRandom;
  readonly witness: ContainerWitness;
  /** Traces what the machine does by itself. */
  readonly note: (text: string) => void;
}

export class SimulatedMachine {
  readonly containers = new Map<string, SimulatedContainer>();
  readonly #options: MachineOptions;
  #watcher: Watcher | undefined;
  #nextPid = 1000;
  /** Counts restarts: what was begun before one does not go on. */
  #boot = 0;

  constructor(options: MachineOptions) {
    this.#options = options;
  }

  /** Power is lost: nothing of the containers is left. */
  restart(): void {
    this.#boot += 1;
    this.containers.clear();
  }

  /** The containerizer of one life of the agent. */
  containerizer(process: SimulatedProcess, events: ContainerizerEvents): Containerizer {
    const watcher = new Watcher(this.#options, process, events);
    this.#watcher = watcher;
    return {
      launch: (spec) => this.#launch(spec, watcher),
      signal: (id, signal) => this.#signal(id, signal),
      destroy: (id) => this.#destroy(id),
      update: () => {},
      usage: () => Promise.resolve(undefined),
      recover: (known) => this.#recover(known, watcher),
      forget: (id) => this.#forget(id),
    };
  }

  #launch(spec: ContainerSpec, watcher: Watcher): void {
    const { name, random, witness } = this.#options;
    witness.onLaunch(name, spec);
    const container: SimulatedContainer = {
      id: spec.id,
      ...subjectOf(spec),
      isHolder: spec.isHolder ?? false,
      parentId: spec.parent?.id,
      state: 'starting',
      termination: undefined,
      supervisorPid: 0,
    };
    this.containers.set(spec.id, container);
    watcher.watch(spec);
    this.#later(random.exponentialMs(40), `container ${short(container)} starts`, () => {
      if (container.state !== 'starting') return;
      // The launcher dies with the agent: what it had not forked by then is never started.
      if (watcher !== this.#watcher && random.chance(0.5)) {
        this.#end(container, { status: undefined, failure: 'the launcher is gone' });
      } else if (random.chance(0.05)) {
        this.#end(container, { status: undefined, failure: 'cannot execute the command' });
      } else if (container.parentId !== undefined && this.#parentOf(container)?.state !== 'running') {
        this.#end(container, { status: undefined, failure: 'the container it is to be in has ended' });
      } else {
        this.#start(container);
      }
    });
  }

  #start(container: SimulatedContainer): void {
    const { random } = this.#options;
    container.state = 'running';
    this.#nextPid += 2;
    container.supervisorPid = this.#nextPid;
    this.#tellLaunched(container);
    const fate = random.fraction();
    // Some run until somebody ends them.
    if (container.isHolder ? fate < 0.8 : fate < 0.2) return;
    const runsMs = random.exponentialMs(random.pick([5, 500, 5000, 30_000]));
    this.#later(runsMs, `container ${short(container)} exits`, () => {
      if (container.state !== 'running') return;
      const termination = this.#exit(container.isHolder ? 1 : fate);
      const parent = this.#parentOf(container);
      // Memory is shared: whoever takes too much ends all.
      if (termination.limitation === undefined) this.#end(container, termination);
      else this.#endAll(parent ?? container, termination);
    });
  }

  #parentOf({ parentId }: SimulatedContainer): SimulatedContainer | undefined {
    return parentId === undefined ? undefined : this.containers.get(parentId);
  }

  /** What is in it first, for the same reason. */
  #endAll(container: SimulatedContainer, termination: ContainerTermination): void {
    for (const child of this.containers.values()) {
      if (child.parentId === container.id && child.state !== 'ended') this.#endAll(child, termination);
    }
    this.#end(container, container.isHolder ? { ...termination, status: undefined } : termination);
  }

  #exit(fate: number): ContainerTermination {
    if (fate < 0.7) return { status: 0 };
    if (fate < 0.85) return { status: 3 << 8 };
    if (fate < 0.9) return { status: undefined, failure: 'the supervisor died' };
    if (fate < 0.95) return { status: 11 };
    const limitation = {
      reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
      message: 'Memory limit exceeded',
      memMegabytes: 64,
    } as const;
    return { status: sigkill, limitation };
  }

  #signal(id: string, signal: number): void {
    const { name, random, witness } = this.#options;
    const container = this.containers.get(id);
    if (container?.state !== 'running') return;
    witness.onKill(name, container);
    if (signal !== sigterm || random.chance(0.25)) return;
    this.#later(random.exponentialMs(300), `container ${short(container)} obeys`, () => {
      if (container.state === 'running') this.#end(container, { status: random.pick([sigterm, 0, 1 << 8]) });
    });
  }

  #destroy(id: string): void {
    const { name, random, witness } = this.#options;
    const container = this.containers.get(id);
    if (container === undefined || container.state === 'ended') return;
    for (const child of this.containers.values()) {
      if (child.parentId === id && child.state !== 'ended') witness.onKill(name, child);
    }
    witness.onKill(name, container);
    this.#later(random.exponentialMs(30), `container ${short(container)} is destroyed`, () =>
      this.#destroyNow(container),
    );
  }

  #destroyNow(container: SimulatedContainer): void {
    if (container.state !== 'ended' && container.isHolder) this.#endAll(container, { status: sigkill });
    if (container.state === 'running') this.#end(container, { status: sigkill });
    if (container.state === 'starting')
      this.#end(container, { status: undefined, failure: 'destroyed during the launch' });
  }

  #recover(known: readonly KnownContainer[], watcher: Watcher): Promise<void> {
    const { name, random, witness } = this.#options;
    witness.onRecover(name, known, [...this.containers.values()]);
    const ids = new Set(known.map((container) => container.id));
    for (const each of known) {
      const { id } = each;
      watcher.watch(each);
      const container = this.containers.get(id);
      if (container?.state === 'running') this.#tellLaunched(container);
      else if (container?.state === 'ended')
        watcher.tellTerminated(id, container.termination ?? { status: undefined });
      else if (container === undefined)
        watcher.tellTerminated(id, { status: undefined, failure: 'it was never started' });
      // One that is being started is reported when it is known what becomes of it.
    }
    const orphans = [...this.containers.values()].filter((container) => !ids.has(container.id));
    let settleMs = random.exponentialMs(20);
    for (const orphan of orphans) {
      const delayMs = random.exponentialMs(30);
      settleMs = Math.max(settleMs, delayMs);
      this.#later(delayMs, `orphan ${short(orphan)} is destroyed`, () => {
        this.#destroyNow(orphan);
        this.containers.delete(orphan.id);
      });
    }
    return watcher.promise(settleMs + 0.001);
  }

  #forget(id: string): void {
    const container = this.containers.get(id);
    if (container === undefined) return;
    this.#options.witness.onForget(this.#options.name, container);
    if (container.state === 'ended') this.containers.delete(id);
  }

  #end(container: SimulatedContainer, termination: ContainerTermination): void {
    container.state = 'ended';
    container.termination = termination;
    this.#watcher?.tellTerminated(container.id, termination);
  }

  #tellLaunched(container: SimulatedContainer): void {
    const { id, isHolder, supervisorPid } = container;
    const pids = { supervisorPid, taskPid: supervisorPid + 1 };
    this.#watcher?.tellLaunched(id, isHolder ? undefined : pids);
  }

  /** Something happens on the machine, whatever becomes of the agent's process. */
  #later(delayMs: number, what: string, action: () => void): void {
    const { name, queue } = this.#options;
    const boot = this.#boot;
    queue.after(delayMs, undefined, `${name}: ${what}`, () => {
      if (boot === this.#boot) action();
    });
  }
}

interface Watched {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly family: { lastMs: number };
  hasEnded: boolean;
  isEndTold: boolean;
}

/** What one life of the agent hears: in order for each container, the end exactly once. */
class Watcher {
  readonly #options: MachineOptions;
  readonly #process: SimulatedProcess;
  readonly #events: ContainerizerEvents;
  readonly #watched = new Map<string, Watched>();

  constructor(options: MachineOptions, process: SimulatedProcess, events: ContainerizerEvents) {
    this.#options = options;
    this.#process = process;
    this.#events = events;
  }

  watch({ id, parent }: KnownContainer): void {
    // What is told of a container and of those in it is told in its order.
    const family = this.#watched.get(parent?.id ?? '')?.family ?? { lastMs: 0 };
    this.#watched.set(id, { id, parentId: parent?.id, family, hasEnded: false, isEndTold: false });
  }

  tellLaunched(id: string, process: ContainerProcess | undefined): void {
    const watched = this.#watched.get(id);
    if (watched === undefined || watched.hasEnded) return;
    this.#tell(watched, 'hears that a container runs', () => this.#events.onLaunched(id, process));
  }

  tellTerminated(id: string, termination: ContainerTermination): void {
    const watched = this.#watched.get(id);
    if (watched === undefined || watched.hasEnded) return;
    watched.hasEnded = true;
    this.#tellEnd(watched, termination);
  }

  /** When the ends of all that were in it are told. */
  #tellEnd(watched: Watched, termination: ContainerTermination): void {
    this.#tell(watched, 'hears that a container ended', () => {
      const { id } = watched;
      if ([...this.#watched.values()].some(({ parentId, isEndTold }) => parentId === id && !isEndTold)) {
        this.#tellEnd(watched, termination);
        return;
      }
      watched.isEndTold = true;
      this.#events.onTerminated(id, termination);
    });
  }

  /** The agent only waits for it with `then`; a real promise would settle outside of virtual time. */
  promise(delayMs: number): Promise<void> {
    const settled = {
      // biome-ignore lint/suspicious/noThenProperty: it stands for a promise.
      then: (onDone: () => void): void => {
        this.#process.later(delayMs, 'containers are recovered', onDone);
      },
    };
    return settled as unknown as Promise<void>;
  }

  #tell({ family }: Watched, what: string, action: () => void): void {
    const { queue, random } = this.#options;
    family.lastMs = Math.max(family.lastMs, queue.nowMs + random.exponentialMs(10));
    queue.at(family.lastMs, this.#process, `${this.#process.name}: ${what}`, action);
  }
}

/** Whose container it is; tasks of task groups are known by their sandbox. */
export function subjectOf({ environment, sandbox, sandboxLink }: ContainerSpec): {
  readonly frameworkId: string;
  readonly taskId: string;
} {
  const frameworkId = /\/frameworks\/([^/]+)\//.exec(sandbox)?.[1] ?? '';
  const member = /\/tasks\/([^/]+)$/.exec(sandboxLink ?? '')?.[1];
  return { frameworkId, taskId: member ?? environment['MESOS_EXECUTOR_ID'] ?? '' };
}

function short(container: SimulatedContainer): string {
  return `of ${container.taskId}`;
}
