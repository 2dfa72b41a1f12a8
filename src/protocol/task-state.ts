// What the states of a task mean to everybody.
import type { TaskState } from './messages.ts';

const terminalStates: ReadonlySet<TaskState> = new Set<TaskState>([
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_DROPPED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
]);

/** Whether a task in this state has ended for good. TASK_UNREACHABLE is not terminal: the task may come back. */
export function isTerminal(state: TaskState): boolean {
  return terminalStates.has(state);
}
