// What becomes of the tasks of an executor whose container has ended before they did: the words of the container's end
// first, then what the agent had noted about why it ended the executor.

import type { TaskState, TaskStatusReason } from '../protocol/messages.ts';
import type { ContainerEnd, Outcome } from './outcome.ts';

/** Why the agent made an executor end, noted before its container is gone. */
export interface PendingTermination {
  readonly state: TaskState;
  readonly reason: TaskStatusReason;
  readonly message: string;
}

export interface ExecutorEnd extends ContainerEnd {
  /** The container's process is known to have run. */
  readonly hasStarted: boolean;
  readonly pending?: PendingTermination | undefined;
}

export function executorOutcome(end: ExecutorEnd): Outcome {
  const { failure, hasStarted, limitation, pending } = end;
  const isLaunchFailure = limitation === undefined && !hasStarted && failure !== undefined;
  const messages = [
    ...(limitation === undefined ? [] : [limitation.message]),
    ...(isLaunchFailure ? [`Failed to launch container: ${failure}`] : []),
    ...(limitation === undefined && hasStarted && failure !== undefined
      ? [`Abnormal executor termination: ${failure}`]
      : []),
    ...(pending === undefined ? [] : [pending.message]),
  ];
  const ownReason = limitation?.reason ?? (isLaunchFailure ? 'REASON_CONTAINER_LAUNCH_FAILED' : undefined);
  const mem = limitation?.memMegabytes;
  return {
    state: ownReason === undefined ? (pending?.state ?? 'TASK_FAILED') : 'TASK_FAILED',
    source: 'SOURCE_AGENT',
    reason: ownReason ?? pending?.reason ?? 'REASON_EXECUTOR_TERMINATED',
    message: messages.length === 0 ? 'Executor terminated' : messages.join('; '),
    ...(mem === undefined
      ? {}
      : { limitation: { resources: [{ name: 'mem', type: 'SCALAR', scalar: { value: mem } }] } }),
  };
}
