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

export interface ContainerSpec {
  /** UUID text, unique for ever. */
  readonly id: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path; made by the containerizer (mode 0750, owned by `user`) together with its missing parents. */
  readonly sandbox: string;
  /** Symbolic link `latest` beside the sandbox is pointed at it. */
  readonly user?: string | undefined;
  readonly limits: ContainerLimits;
  readonly rlimits: readonly {
    readonly resource: string;
    readonly soft?: number | undefined;
    readonly hard?: number | undefined;
  }[];
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

/** A container the agent has checkpointed and asks about after a restart. */
export interface KnownContainer {
  readonly id: string;
  readonly limits: ContainerLimits;
}

/** One sample; fields are those of mesos.v1.ResourceStatistics. */
export interface ContainerUsage {
  readonly timestamp: number;
  readonly [field: string]: number;
}

export interface ContainerizerEvents {
  onLaunched(id: string, process: { readonly supervisorPid: number; readonly taskPid: number }): void;
  /** Exactly once for each container that was launched or recovered, after its processes are gone and its cgroups removed; also when the launch failed. */
  onTerminated(id: string, termination: ContainerTermination): void;
}

export interface Containerizer {
  launch(spec: ContainerSpec): void;
  /** Sends the signal to every process of the container. Unknown or ended containers are ignored. */
  signal(id: string, signal: number): void;
  /** Kills every process of the container (freezes first where it can); onTerminated follows. */
  destroy(id: string): void;
  /** The container may use more or less from now on; a hard memory limit is only ever raised. */
  update(id: string, limits: ContainerLimits): void;
  usage(id: string): Promise<ContainerUsage | undefined>;
  /**
   * After a restart: re-attaches to the known containers (onLaunched is repeated for those that run, onTerminated
   * comes for those that ended or never started), and destroys every other container found (orphans).
   * Resolves when the orphans are gone.
   */
  recover(known: readonly KnownContainer[]): Promise<void>;
  /**
   * Removes what is kept of an ended container. Called once its end is durable elsewhere: until then an agent that
   * is restarted must still find the command's status, and `recover` reports it again.
   */
  forget(id: string): void;
}
