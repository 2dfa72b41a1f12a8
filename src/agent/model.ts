// What the agent knows: frameworks, their executors and tasks. Plain data for everybody to read; written by
// the concern that owns the field, named at it. A command task is an executor with exactly one task.
import type { Timer } from '../base/ports.ts';
import type { KillPlan } from '../executor/kill-plan.ts';
import type {
  AgentInfo,
  ExecutorInfo,
  FrameworkInfo,
  FrameworkInfoCapabilityType,
  StatusUpdate,
  Task,
  TaskInfo,
  TaskState,
} from '../protocol/messages.ts';
import type { Resources } from '../resources/resources.ts';

/** RECOVERING until checkpoints and containers are read; TERMINATING once everything must end. */
export type AgentState = 'RECOVERING' | 'DISCONNECTED' | 'RUNNING' | 'TERMINATING';

/**
 * REGISTERING: its record is being written, or its container made. The names are the original's, for metrics
 * and for `/state`.
 */
export type ExecutorState = 'REGISTERING' | 'RUNNING' | 'TERMINATING' | 'TERMINATED';

export interface Executor {
  readonly id: string;
  readonly framework: Framework;
  readonly containerId: string;
  /** The sandbox. */
  readonly directory: string;
  readonly info: ExecutorInfo;
  readonly taskInfo: TaskInfo;
  /** What the task uses, without the executor's own share. */
  readonly taskResources: Resources;
  /** The task as others see it: state and statuses are those that are durable. Written by tasks. */
  readonly task: Task;
  /** The container was asked for by an agent process before this one. */
  readonly isRecovered: boolean;

  /** Written by executors. */
  state: ExecutorState;
  /** `launch` of the containerizer was called. */
  isLaunched: boolean;
  supervisorPid: number | undefined;
  taskPid: number | undefined;
  /** The state last reported, even if that is not on disk yet; undefined until the command is known to run. */
  reportedState: TaskState | undefined;
  kill: KillPlan | undefined;
  /** The task was told to end; what is left is to wait for the deadline. */
  isKillEnforced: boolean;
  killTimer: Timer | undefined;
  completionTimer: Timer | undefined;
}

export interface Framework {
  readonly id: string;
  /** Written by frameworks. */
  info: FrameworkInfo;
  /** The scheduler's UPID; undefined when it is connected by HTTP. */
  pid: string | undefined;
  state: 'RUNNING' | 'TERMINATING';
  readonly executors: Map<string, Executor>;
  /** Oldest first. */
  completedExecutors: Executor[];
}

export interface AgentModel {
  state: AgentState;
  /** A list of what runs here has left for a master that has not answered it. Written by registration. */
  isReregistering: boolean;
  /** Of the resources as the last list of tasks left them; a launch decided on others is refused. */
  resourceVersion: Uint8Array;
  /** With an id once a master has given one. */
  info: AgentInfo;
  /** Milliseconds since the epoch. */
  startedAtMs: number;
  readonly frameworks: Map<string, Framework>;
  /** Oldest first. */
  readonly completedFrameworks: Map<string, Framework>;
  /** Executors that have, or may have, a container, by its id. */
  readonly containers: Map<string, Executor>;
}

export function emptyModel(info: AgentInfo, startedAtMs: number): AgentModel {
  return {
    state: 'RECOVERING',
    isReregistering: false,
    resourceVersion: new Uint8Array(16),
    info,
    startedAtMs,
    frameworks: new Map(),
    completedFrameworks: new Map(),
    containers: new Map(),
  };
}

export function hasCapability(info: FrameworkInfo, type: FrameworkInfoCapabilityType): boolean {
  return (info.capabilities ?? []).some((capability) => capability.type === type);
}

/** The executor's task took part in this update: state and history follow, one entry for a run of one state. */
export function recordStatus(task: Task, update: StatusUpdate): void {
  task.state = update.status.state;
  const statuses = task.statuses ?? [];
  if (statuses.at(-1)?.state === update.status.state) statuses.pop();
  statuses.push(update.status);
  task.statuses = statuses;
}
