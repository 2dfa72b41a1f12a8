// What becomes of a command task whose container has ended: state, source, reason and message, decided exactly
// as the original's command executor and agent decide together.
import type {
  TaskResourceLimitation,
  TaskState,
  TaskStatusReason,
  TaskStatusSource,
} from '../protocol/messages.ts';
import type { KillCause } from './kill-plan.ts';
import { describeWaitStatus, isSuccess } from './wait-status.ts';

export interface Outcome {
  readonly state: TaskState;
  readonly source: TaskStatusSource;
  readonly message: string;
  readonly reason?: TaskStatusReason | undefined;
  readonly limitation?: TaskResourceLimitation | undefined;
}

export interface ContainerEnd {
  /** The command's wait status; undefined when it is not known. */
  readonly status: number | undefined;
  readonly limitation?:
    | {
        readonly reason: TaskStatusReason;
        readonly message: string;
        readonly memMegabytes?: number | undefined;
      }
    | undefined;
  readonly failure?: string | undefined;
}

export interface TaskEnd extends ContainerEnd {
  /** The task was reported as started. */
  readonly hasStarted: boolean;
  /** The agent that asked for the launch is gone: it was restarted before it heard of it. */
  readonly isFromBefore: boolean;
  readonly killCause?: KillCause | undefined;
  readonly isPartitionAware: boolean;
}

/** The state that stands for a launch that never reached the task. */
export function droppedState(isPartitionAware: boolean): TaskState {
  return isPartitionAware ? 'TASK_DROPPED' : 'TASK_LOST';
}

export const killedDuringLaunch: Outcome = {
  state: 'TASK_KILLED',
  source: 'SOURCE_AGENT',
  reason: 'REASON_TASK_KILLED_DURING_LAUNCH',
  message: 'Killed before delivery to the executor',
};

/** After a restart of the machine: the original knows the executor and finds no container. */
export const unknownContainer: Outcome = {
  state: 'TASK_FAILED',
  source: 'SOURCE_AGENT',
  reason: 'REASON_EXECUTOR_TERMINATED',
  message: 'Abnormal executor termination: unknown container',
};

export function outcomeOf(end: TaskEnd): Outcome {
  if (end.limitation !== undefined) return limited(end.limitation);
  if (end.killCause !== undefined && !end.hasStarted) return killedDuringLaunch;
  if (end.status !== undefined) return exited(end.status, end.killCause);
  return end.hasStarted ? unexplained(end) : neverStarted(end);
}

function exited(status: number, killCause: KillCause | undefined): Outcome {
  const said = { source: 'SOURCE_EXECUTOR', message: describeWaitStatus(status) } as const;
  if (killCause === 'completion-time') {
    return { ...said, state: 'TASK_FAILED', reason: 'REASON_MAX_COMPLETION_TIME_REACHED' };
  }
  // Asked to end, it was killed even if it managed to exit with 0.
  if (killCause !== undefined) return { ...said, state: 'TASK_KILLED' };
  return { ...said, state: isSuccess(status) ? 'TASK_FINISHED' : 'TASK_FAILED' };
}

function limited(limitation: NonNullable<ContainerEnd['limitation']>): Outcome {
  const mem = limitation.memMegabytes;
  return {
    state: 'TASK_FAILED',
    source: 'SOURCE_AGENT',
    reason: limitation.reason,
    message: limitation.message,
    ...(mem === undefined
      ? {}
      : { limitation: { resources: [{ name: 'mem', type: 'SCALAR', scalar: { value: mem } }] } }),
  };
}

function neverStarted(end: TaskEnd): Outcome {
  if (end.isFromBefore) {
    return {
      state: droppedState(end.isPartitionAware),
      source: 'SOURCE_AGENT',
      reason: 'REASON_AGENT_RESTARTED',
      message: 'The agent was restarted before the task was launched',
    };
  }
  return {
    state: 'TASK_FAILED',
    source: 'SOURCE_AGENT',
    reason: 'REASON_CONTAINER_LAUNCH_FAILED',
    message: `Failed to launch container: ${end.failure ?? 'no reason was given'}`,
  };
}

/** The supervisor died without writing a status: the command's end is known, how it ended is not. */
function unexplained(end: TaskEnd): Outcome {
  const message = `Command ended with an unknown exit status${end.failure === undefined ? '' : `: ${end.failure}`}`;
  if (end.killCause === 'request' || end.killCause === 'shutdown') {
    return { state: 'TASK_KILLED', source: 'SOURCE_AGENT', message };
  }
  const reason =
    end.killCause === 'completion-time' ? 'REASON_MAX_COMPLETION_TIME_REACHED' : 'REASON_EXECUTOR_TERMINATED';
  return { state: 'TASK_FAILED', source: 'SOURCE_AGENT', reason, message };
}
