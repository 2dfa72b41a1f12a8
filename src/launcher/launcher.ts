// The launcher as the containerizer sees it: it starts processes, watches them and watches their memory.
// It holds no state; what outlives it is in the container's directory, written by the supervisor.

/** A limit of setrlimit(2): absent means unlimited. */
export interface ProcessLimit {
  /** "NOFILE", "CORE", …: the kernel's name without RLIMIT_. */
  readonly resource: string;
  readonly soft?: number | undefined;
  readonly hard?: number | undefined;
}

export interface LaunchRequest {
  /** Container id. */
  readonly id: string;
  /**
   * The container's runtime directory, which exists. The supervisor writes here, each atomically:
   * `supervisor` (pid and start time), `task` (pid and start time), `status` (the wait status, decimal).
   */
  readonly directory: string;
  /** Program and arguments; a program without a slash is looked up on the task's PATH. */
  readonly argv: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Files opened for appending, made when missing, owned by the task's user. */
  readonly stdoutPath: string;
  readonly stderrPath: string;
  /** The user (and its groups) the command runs as; absent means the launcher's own. */
  readonly user?: string | undefined;
  readonly limits: readonly ProcessLimit[];
  /** Absolute cgroup directories (one a hierarchy) the task is put in before exec. */
  readonly taskCgroups: readonly string[];
  /** Absolute cgroup directories the supervisor moves itself to. */
  readonly supervisorCgroups: readonly string[];
}

export interface LaunchedProcess {
  readonly supervisorPid: number;
  /** The command's pid: leader of its own session and process group. */
  readonly taskPid: number;
}

/** How a container's process ended; no status when the supervisor died without writing one. */
export interface ProcessExit {
  /** As waitpid(2) gives it: exit code << 8, or the signal's number. */
  readonly status: number | undefined;
}

export interface LauncherEvents {
  /** Once for each launched or watched container, after its status file is on disk. */
  onExited(id: string, exit: ProcessExit): void;
  /** The kernel's out-of-memory handling met the watched memory cgroup (v1 eventfd, v2 memory.events oom_kill). */
  onMemoryEvent(id: string): void;
  /** The launcher process itself ended; the containers go on, and a new launcher can watch them. */
  onLauncherLost(message: string): void;
}

export interface Launcher {
  /** Rejects with MesosError LAUNCH_FAILED that names the failed step and errno. */
  launch(request: LaunchRequest): Promise<LaunchedProcess>;
  /**
   * Watches the supervisor recorded in `directory` after a restart of the agent. Resolves when the task is
   * recorded too, or the supervisor has ended, which onExited tells next. A directory that no supervisor has
   * claimed is claimed for good: a launch that was on its way then never starts, and onExited tells no status.
   */
  watch(id: string, directory: string): Promise<void>;
  /** Watches a memory cgroup (the directory that carries the limit) for out-of-memory events. */
  watchMemory(id: string, cgroupDirectory: string, version: 1 | 2): Promise<void>;
  /** Ends the launcher process; containers go on. */
  close(): Promise<void>;
}
