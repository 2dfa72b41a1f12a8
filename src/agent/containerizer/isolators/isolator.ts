// What an isolator is: one kind of limit or measurement of a container, one file each. The containerizer calls
// prepare (cgroups made, nothing running yet), watch, then any number of update, usage and status, and removes the
// cgroups itself, so an isolator keeps nothing in memory that a restarted agent could not find again.
import type { CgroupVersion } from '../../../cgroups/files.ts';
import type { ContainerLimitation, ContainerLimits } from '../containerizer.ts';

export interface ContainerCgroup {
  readonly version: CgroupVersion;
  /** Carries the limits; accounts for everything below. */
  readonly directory: string;
  /** Holds the processes. */
  readonly leaf: string;
}

/** A container as isolators see it. */
export interface IsolatedContainer {
  readonly id: string;
  readonly limits: ContainerLimits;
  /** Its cgroup for a controller the isolator has asked for. */
  cgroup(controller: string): ContainerCgroup;
  /** Pids of everything in it. */
  processes(): Promise<readonly number[]>;
}

/** Fields of mesos.v1.ResourceStatistics. */
export type Usage = Readonly<Record<string, number>>;

export interface Isolator {
  /** As in the flag `--isolation`. */
  readonly name: string;
  /** Controllers whose cgroup each container must have before prepare. */
  readonly controllers: readonly string[];
  /** Sets limits for the first time. A rejection fails the launch. */
  prepare?(container: IsolatedContainer): Promise<void>;
  /** After a restart of the agent: makes limits that changed meanwhile hold. */
  recover?(container: IsolatedContainer): Promise<void>;
  /** Begins to watch for a limit that ends the container; told again after each restart of the launcher. */
  watch?(container: IsolatedContainer): Promise<void>;
  /** Sets changed limits of a container whose processes are running. */
  update?(container: IsolatedContainer): Promise<void>;
  usage?(container: IsolatedContainer): Promise<Usage>;
  /**
   * The limit the container has met, asked after an event of the watch (`isReported`) and once more when its
   * process has ended, because the exit can be seen before the event.
   */
  status?(container: IsolatedContainer, isReported: boolean): Promise<ContainerLimitation | undefined>;
}
