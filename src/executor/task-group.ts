// What the default executor decides: how the tasks of a group share their fate, how long they have to end, and what
// becomes of a task whose container has ended. Numbers and texts are the original's.
import type { TaskState } from '../protocol/messages.ts';
import { defaultKillGraceMs } from './kill-plan.ts';
import { type Outcome, outcomeOf, type TaskEnd } from './outcome.ts';
import { describeWaitStatus } from './wait-status.ts';

/**
 * Milliseconds between SIGTERM and SIGKILL of tasks that end because another one of their group has ended: whatever
 * they have asked for, as in the original, for a group that has failed is to be gone soon.
 */
export const groupKillGraceMs = defaultKillGraceMs;

/** Of tasks whose executor is shut down, which is itself ended after `executorGraceMs`. */
export function shutdownTaskGraceMs(executorGraceMs: number): number {
  return Math.min(defaultKillGraceMs, executorGraceMs);
}

/** A task that ends like this takes the others of its group with it: whatever is not its success. */
export function endsGroup(state: TaskState): boolean {
  return state !== 'TASK_FINISHED';
}

export interface GroupTaskEnd extends TaskEnd {
  /** The limits it may have met are those of the executor's container, which ends with it. */
  readonly sharesLimits: boolean;
}

export function groupTaskOutcome(end: GroupTaskEnd): Outcome {
  const { limitation, sharesLimits, status } = end;
  if (limitation !== undefined && !sharesLimits) {
    // The executor lives on and tells of it itself.
    const { message } = limitation;
    return {
      ...outcomeOf(end),
      source: 'SOURCE_EXECUTOR',
      message: status === undefined ? message : `${describeWaitStatus(status)}: ${message}`,
    };
  }
  return outcomeOf(end);
}
