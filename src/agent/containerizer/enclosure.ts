// What holds the processes of a container together, so that all of them can be found and killed: a cgroup
// (launcher linux), or a session where there is none (launcher posix).

/** Where a container is. */
export interface Place {
  readonly id: string;
  /** Below the root: its id; of one in another, the parent's path, `mesos` and its id, as in the original. */
  readonly path: string;
  /** The path of the container whose limits it has, if those are an ancestor's. */
  readonly limitsPath: string;
}

/** The place of a container in no other one. */
export function topPlace(id: string): Place {
  return { id, path: id, limitsPath: id };
}

export function placeIn(parent: Place, id: string, sharesCgroups: boolean): Place {
  const path = `${parent.path}/${nestedName}/${id}`;
  return { id, path, limitsPath: sharesCgroups ? parent.limitsPath : path };
}

/** Between a container's own files and those of what is in it. */
export const nestedName = 'mesos';

export interface Enclosure {
  /** Once, before anything else. */
  prepare(): Promise<void>;
  /** Makes what must exist before the container's first process. */
  create(place: Place): Promise<void>;
  /** Absolute cgroup directories for the launch request. */
  taskCgroups(place: Place): readonly string[];
  supervisorCgroups(place: Place): readonly string[];
  /** After a restart of the agent, of a container that runs. */
  recover(place: Place): Promise<void>;
  processes(place: Place): Promise<readonly number[]>;
  signal(place: Place, signal: number): Promise<void>;
  /**
   * Kills what is in the container, waits until it is empty and removes it; all by the deadline (of
   * performance.now()), else MesosError CGROUP_FAILED. `isEnded` says that the task's process is gone already, so
   * that most often nothing is left to kill.
   */
  destroy(place: Place, deadlineMs: number, isEnded: boolean): Promise<void>;
  /** Ids of containers in no other one of which it finds a trace. */
  list(): Promise<string[]>;
  /** Removes what prepare made, where no container is left in it. */
  close(): Promise<void>;
}
