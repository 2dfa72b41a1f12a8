// What the agent knows: frameworks, their executors and the tasks of these. Plain data for everybody to read; written
// by the concern that owns the field, named at it. The rule: a task is in its executor's map and in its framework's
// until its last update is acknowledged, and then in neither.
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
import { isTerminal } from '../protocol/task-state.ts';
import { resourcesOf } from '../resources/messages.ts';
import type { Resources } from '../resources/resources.ts';
import type { AgentOperation } from './operation.ts';

/** RECOVERING until checkpoints and containers are read; TERMINATING once everything must end. */
export type AgentState = 'RECOVERING' | 'DISCONNECTED' | 'RUNNING' | 'TERMINATING';

/**
 * REGISTERING: its record is being written, its container made, or its process has yet to connect. The names are the
 * original's, for metrics and for `/state`.
 */
export type ExecutorState = 'REGISTERING' | 'RUNNING' | 'TERMINATING' | 'TERMINATED';

/**
 * command: one command task, run by the agent itself; everybody sees the executor the original would generate.
 * custom: a process of the framework that connects to the agent and runs any number of tasks.
 * default: task groups, each task in a container of its own within that of the executor, which has no process.
 */
export type ExecutorKind = 'command' | 'custom' | 'default';

/** How a custom executor is, or was last, connected. */
export type ExecutorConnection =
  | { readonly type: 'http' }
  | { readonly type: 'libprocess'; readonly pid: string };

/** The container of a task of a task group. */
export interface TaskContainer {
  readonly id: string;
  /** What was launched together, in its order, and ends together. */
  readonly group: readonly ExecutorTask[];
  /** Its limits are those of its executor's container. */
  readonly sharesCgroups: boolean;
  /** It was asked for by an agent process before this one. */
  readonly isRecovered: boolean;

  // Written by the behaviour of default executors.
  /** The record of the group is on disk. */
  isStored: boolean;
  supervisorPid: number | undefined;
}

/** A task from its launch until its last update is acknowledged. */
export interface ExecutorTask {
  readonly id: string;
  readonly executor: Executor;
  readonly info: TaskInfo;
  /** What it uses, without its executor's own share. */
  readonly resources: Resources;
  /**
   * The task as others see it: state and statuses are those that are durable. Replaced, never changed inside: readers hold
   * it. Written by executors.
   */
  message: Task;
  /** Of a task of a task group. */
  readonly container: TaskContainer | undefined;
  /** Its executor has not been given it yet. Written by executors. */
  isQueued: boolean;

  // Of tasks whose process the agent runs itself. Written by kills and by the executor's behaviour.
  /** The state last reported, even if that is not on disk yet; undefined until the command is known to run. */
  reportedState: TaskState | undefined;
  kill: KillPlan | undefined;
  /** The task was told to end; what is left is to wait for the deadline. */
  isKillEnforced: boolean;
  killTimer: Timer | undefined;
  completionTimer: Timer | undefined;
}

export interface Executor {
  readonly id: string;
  readonly kind: ExecutorKind;
  readonly framework: Framework;
  readonly containerId: string;
  /** The sandbox. */
  readonly directory: string;
  readonly info: ExecutorInfo;
  /** Its own, without those of its tasks. */
  readonly resources: Resources;
  /** The container was asked for by an agent process before this one. */
  readonly isRecovered: boolean;
  /** In the order of their launch. */
  readonly tasks: Map<string, ExecutorTask>;
  /** Oldest first. */
  completedTasks: ExecutorTask[];

  /** Written by executors. */
  state: ExecutorState;
  /** `launch` of the containerizer was called. */
  isLaunched: boolean;
  supervisorPid: number | undefined;
  taskPid: number | undefined;
  connection: ExecutorConnection | undefined;
  /** A task was handed to it, perhaps one that is not remembered any more. */
  wasGivenTask: boolean;
}

export interface Framework {
  readonly id: string;
  /** Written by frameworks. */
  info: FrameworkInfo;
  /** The scheduler's UPID; undefined when it is connected by HTTP. */
  pid: string | undefined;
  state: 'RUNNING' | 'TERMINATING';
  readonly executors: Map<string, Executor>;
  /** Of all executors, by id. */
  readonly tasks: Map<string, ExecutorTask>;
  /** Oldest first. */
  completedExecutors: Executor[];
}

export interface AgentModel {
  state: AgentState;
  /** Containers are known again: executors may connect, even while the agent is RECOVERING. Written by recovery. */
  canReconnect: boolean;
  /** A list of what runs here has left for a master that has not answered it. Written by registration. */
  isReregistering: boolean;
  /** Of the resources as the last list of tasks left them; a launch decided on others is refused. */
  resourceVersion: Uint8Array;
  /** With an id once a master has given one. */
  info: AgentInfo;
  /** What the flags say with what operations have made of it. Written by operations. */
  totalResources: Resources;
  /** Not acknowledged yet, by uuid in hexadecimal digits, oldest first. Written by operations. */
  readonly operations: Map<string, AgentOperation>;
  /** Milliseconds since the epoch. */
  startedAtMs: number;
  readonly frameworks: Map<string, Framework>;
  /** Oldest first. */
  readonly completedFrameworks: Map<string, Framework>;
  /** Executors that have, or may have, a container, by its id. */
  readonly containers: Map<string, Executor>;
  /** Tasks in a container of their own within their executor's, by its id. */
  readonly taskContainers: Map<string, ExecutorTask>;
}

export function emptyModel(info: AgentInfo, startedAtMs: number): AgentModel {
  return {
    state: 'RECOVERING',
    canReconnect: false,
    isReregistering: false,
    resourceVersion: new Uint8Array(16),
    info,
    totalResources: resourcesOf(info.resources),
    operations: new Map(),
    startedAtMs,
    frameworks: new Map(),
    completedFrameworks: new Map(),
    containers: new Map(),
    taskContainers: new Map(),
  };
}

export function hasCapability(info: FrameworkInfo, type: FrameworkInfoCapabilityType): boolean {
  return (info.capabilities ?? []).some((capability) => capability.type === type);
}

/** queued: not handed to the executor yet; terminated: ended, and its last update is not acknowledged yet. */
export function phaseOf(
  task: Pick<ExecutorTask, 'message' | 'isQueued'>,
): 'queued' | 'launched' | 'terminated' {
  if (isTerminal(task.message.state)) return 'terminated';
  return task.isQueued ? 'queued' : 'launched';
}

/** Its end was reported, even if that is not on disk yet. */
export function hasEnded({ reportedState }: ExecutorTask): boolean {
  return reportedState !== undefined && isTerminal(reportedState);
}

/** Tasks that have not ended, as far as is on disk. */
export function liveTasks(executor: Executor): ExecutorTask[] {
  return [...executor.tasks.values()].filter(({ message }) => !isTerminal(message.state));
}

/** The task after an update it took part in: state and history follow, one entry for a run of one state. */
export function withStatus(task: Task, { status }: StatusUpdate): Task {
  const before = task.statuses ?? [];
  const kept = before.at(-1)?.state === status.state ? before.slice(0, -1) : before;
  return { ...task, state: status.state, statuses: [...kept, status] };
}
