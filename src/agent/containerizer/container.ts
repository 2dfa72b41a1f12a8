// One container's state while it lives: what is known of its process, and why it is to end. The containerizer runs
// one sequence for each (start or resume, wait, end); events only settle what that sequence waits for.
import type { ProcessExit } from '../../launcher/launcher.ts';
import type { ContainerLimits, KnownContainer } from './containerizer.ts';
import { Deferred } from './deferred.ts';
import type { ContainerCgroup, IsolatedContainer } from './isolators/isolator.ts';

/** Container ids are UUIDs, so that nothing else in a directory of containers is taken for one. */
export const containerIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface ContainerSurroundings {
  cgroup(id: string, controller: string): ContainerCgroup;
  processes(id: string): Promise<readonly number[]>;
}

export class Container implements IsolatedContainer {
  readonly id: string;
  limits: ContainerLimits;
  /** Settled when the limits as they were last changed hold, or cannot be made to. */
  limited: Promise<void> = Promise.resolve();
  /** An earlier agent has launched it. */
  readonly isRecovered: boolean;
  readonly #surroundings: ContainerSurroundings;
  readonly #exit = new Deferred<ProcessExit>();
  readonly #stop = new Deferred<void>();
  /** A launcher was told of its process, and a new one must be. */
  isStarted = false;
  /** The kernel has reported that it is out of memory. */
  isMemoryReported = false;
  /** Why it cannot go on, where that is not its process's doing. */
  failure: string | undefined;

  constructor(known: KnownContainer, isRecovered: boolean, surroundings: ContainerSurroundings) {
    this.id = known.id;
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
    return this.#surroundings.cgroup(this.id, controller);
  }

  processes(): Promise<readonly number[]> {
    return this.#surroundings.processes(this.id);
  }
}
