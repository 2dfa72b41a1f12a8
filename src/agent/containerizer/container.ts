// One container's state while it lives: what is known of its process, and why it is to end. The containerizer runs
// one sequence for each (start or resume, wait, end); events only settle what that sequence waits for.
import type { ProcessExit } from '../../launcher/launcher.ts';
import type { ContainerLimits, KnownContainer } from './containerizer.ts';
import { Deferred } from './deferred.ts';
import { type Place, placeIn, topPlace } from './enclosure.ts';
import type { ContainerCgroup, IsolatedContainer } from './isolators/isolator.ts';

/** Container ids are UUIDs, so that nothing else in a directory of containers is taken for one. */
export const containerIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface ContainerSurroundings {
  cgroup(place: Place, controller: string): ContainerCgroup;
  processes(place: Place): Promise<readonly number[]>;
}

export class Container implements IsolatedContainer {
  readonly id: string;
  readonly place: Place;
  /** The container it is in. */
  readonly parent: Container | undefined;
  /** Has no process of its own. */
  readonly isHolder: boolean;
  /** What is in it, from the launch of each until its end has been reported. */
  readonly children = new Set<Container>();
  /** The container whose limits it has: itself, or the ancestor it shares cgroups with. */
  readonly limited: Container;
  limits: ContainerLimits;
  /** Settled when the limits as they were last changed hold, or cannot be made to. */
  updated: Promise<void> = Promise.resolve();
  /** An earlier agent has launched it. */
  readonly isRecovered: boolean;
  readonly #surroundings: ContainerSurroundings;
  readonly #exit = new Deferred<ProcessExit>();
  readonly #stop = new Deferred<void>();
  readonly #begun = new Deferred<void>();
  readonly #ended = new Deferred<void>();
  /** A launcher was told of its process, and a new one must be. */
  isStarted = false;
  /** The kernel has reported that it is out of memory. */
  isMemoryReported = false;
  /** Why it cannot go on, where that is not its process's doing. */
  failure: string | undefined;

  /** `parent` is there for each container that is in another one, unless that has ended. */
  constructor(
    known: KnownContainer,
    parent: Container | undefined,
    isRecovered: boolean,
    surroundings: ContainerSurroundings,
  ) {
    this.id = known.id;
    this.parent = parent;
    this.isHolder = known.isHolder ?? false;
    const sharesCgroups = known.parent?.sharesCgroups ?? false;
    this.place =
      known.parent === undefined
        ? topPlace(known.id)
        : placeIn(parent?.place ?? topPlace(known.parent.id), known.id, sharesCgroups);
    this.limited = sharesCgroups && parent !== undefined ? parent.limited : this;
    this.limits = known.limits;
    this.isRecovered = isRecovered;
    this.#surroundings = surroundings;
  }

  /** The end of its process. */
  get exit(): Promise<ProcessExit> {
    return this.#exit.promise;
  }

  get hasExited(): boolean {
    return this.#exit.isSettled;
  }

  /** Settled when it is to be ended, for whatever reason. */
  get stopped(): Promise<void> {
    return this.#stop.promise;
  }

  get isStopping(): boolean {
    return this.#stop.isSettled;
  }

  /** Settled when its launch or recovery is over, in either way. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  setBegun(): void {
    this.#begun.resolve();
  }

  /** Settled when its end has been reported. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  setEnded(): void {
    this.#ended.resolve();
  }

  setExit(exit: ProcessExit): void {
    this.#exit.resolve(exit);
    this.#stop.resolve();
  }

  stop(): void {
    this.#stop.resolve();
  }

  stopForMemory(): void {
    this.isMemoryReported = true;
    this.#stop.resolve();
  }

  fail(message: string): void {
    this.failure ??= message;
    this.#stop.resolve();
  }

  cgroup(controller: string): ContainerCgroup {
    return this.#surroundings.cgroup(this.place, controller);
  }

  /** Those of what is in it too. */
  async processes(): Promise<readonly number[]> {
    const children = [...this.children].map((child) => child.processes());
    const pids = await Promise.all([this.#surroundings.processes(this.place), ...children]);
    return [...new Set(pids.flat())];
  }
}
