// What holds the processes of a container together, so that all of them can be found and killed: a cgroup
// (launcher linux), or a session where there is none (launcher posix).

export interface Enclosure {
  /** Once, before anything else. */
  prepare(): Promise<void>;
  /** Makes what must exist before the container's first process. */
  create(id: string): Promise<void>;
  /** Absolute cgroup directories for the launch request. */
  taskCgroups(id: string): readonly string[];
  supervisorCgroups(): readonly string[];
  /** After a restart of the agent, of a container that runs. */
  recover(id: string): Promise<void>;
  processes(id: string): Promise<readonly number[]>;
  signal(id: string, signal: number): Promise<void>;
  /**
   * Kills what is in the container, waits until it is empty and removes it; all by the deadline (of
   * performance.now()), else MesosError CGROUP_FAILED. `isEnded` says that the task's process is gone already, so
   * that most often nothing is left to kill.
   */
  destroy(id: string, deadlineMs: number, isEnded: boolean): Promise<void>;
  /** Ids of containers of which it finds a trace. */
  list(): Promise<string[]>;
  /** Removes what prepare made, where no container is left in it. */
  close(): Promise<void>;
}
