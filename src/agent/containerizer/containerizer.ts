// The containerizer as the agent's mailbox sees it. Every call returns at once; what happened comes back as
// an event of the mailbox through `ContainerizerEvents`, in the order it happened for each container.

/** What a container may use; amounts are those of the container (a command task's memory has the executor's 32 MB added). */
export interface ContainerLimits {
  /** Requested CPUs. */
  readonly cpus: number;
  /** Requested memory in bytes; 0 when none was asked for. */
  readonly memBytes: number;
  /** Hard CPU limit from the task's `limits`: absent = by `cgroups_enable_cfs`; Infinity = none. */
  readonly cpusLimit?: number | undefined;
  /** Hard memory limit from the task's `limits`: absent = the request; Infinity = none. */
  readonly memLimitBytes?: number | undefined;
}

/** The container another one is in, and ends with. */
export interface ContainerParent {
  readonly id: string;
  /** Its limits are the parent's, which all that share them use together; otherwise it has its own within those. */
  readonly sharesCgroups: boolean;
}

/** What an agent that was restarted must still know of a container. */
export interface KnownContainer {
  /** UUID text, unique for ever. */
  readonly id: string;
  readonly limits: ContainerLimits;
  readonly parent?: ContainerParent | undefined;
  /** It has no process of its own and runs until it is destroyed, with the containers that are in it. */
  readonly isHolder?: boolean | undefined;
}

export interface ContainerSpec extends KnownContainer {
  /** Empty for a holder. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path; made by the containerizer (mode 0750, owned by `user`) together with its missing parents. */
  readonly sandbox: string;
  /** Symbolic link that is pointed at the sandbox; by default `latest` beside it. */
  readonly sandboxLink?: string | undefined;
  readonly user?: string | undefined;
  /** Persistent volumes it sees in its sandbox. */
  readonly volumes?: readonly ContainerVolume[] | undefined;
  readonly rlimits: readonly {
    readonly resource: string;
    readonly soft?: number | undefined;
    readonly hard?: number | undefined;
  }[];
}

export interface ContainerVolume {
  /** The volume's directory, absolute. A launch fails when it is not there. */
  readonly source: string;
  /** Where it is seen, relative to the sandbox. */
  readonly target: string;
  /** Whether the directory becomes the user's even when it is another's: not one that others may be using. */
  readonly isOwned: boolean;
}

export interface ContainerLimitation {
  readonly reason: 'REASON_CONTAINER_LIMITATION_MEMORY' | 'REASON_CONTAINER_LIMITATION';
  readonly message: string;
  /** The limit that was met, for TaskStatus.limitation: memory in megabytes. */
  readonly memMegabytes?: number | undefined;
}

export interface ContainerTermination {
  /** The command's wait status; undefined when it is not known. */
  readonly status: number | undefined;
  readonly limitation?: ContainerLimitation | undefined;
  /** Why the container could not be started or watched, where that is what ended it. */
  readonly failure?: string | undefined;
}

/** One sample; fields are those of mesos.v1.ResourceStatistics. */
export interface ContainerUsage {
  readonly timestamp: number;
  readonly [field: string]: number;
}

export interface ContainerProcess {
  readonly supervisorPid: number;
  readonly taskPid: number;
}

export interface ContainerizerEvents {
  /** A holder has no process. */
  onLaunched(id: string, process?: ContainerProcess): void;
  /** Of a parent after those of all that were in it. Exactly once for each container that was launched or recovered, after its processes are gone and its cgroups removed; also when the launch failed. */
  onTerminated(id: string, termination: ContainerTermination): void;
}

export interface Containerizer {
  launch(spec: ContainerSpec): void;
  /** Sends the signal to every process of the container and of those in it. Unknown or ended ones are ignored. */
  signal(id: string, signal: number): void;
  /** Kills every process of the container (freezes first where it can); onTerminated follows. */
  destroy(id: string): void;
  /** The container may use more or less from now on; a hard memory limit is only ever raised. */
  update(id: string, limits: ContainerLimits): void;
  usage(id: string): Promise<ContainerUsage | undefined>;
  /**
   * After a restart: re-attaches to the known containers (onLaunched is repeated for those that run, onTerminated
   * comes for those that ended or never started), and destroys every other container found (orphans).
   * Resolves when the orphans are gone. Parents stand before what is in them.
   */
  recover(known: readonly KnownContainer[]): Promise<void>;
  /**
   * Removes what is kept of an ended container. Called once its end is durable elsewhere: until then an agent that
   * is restarted must still find the command's status, and `recover` reports it again.
   */
  forget(id: string): void;
}
