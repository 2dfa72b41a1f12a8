// Reconciliation: what a scheduler is told about tasks it asks for. Best effort: no answer means
// that nobody can know yet.
import type { SchedulerCallReconcile, TaskState } from '../protocol/messages.ts';
import type { Core } from './core.ts';
import type { Framework } from './model.ts';
import { masterStatus, restatedStatus, sendStatus } from './status.ts';
import type { Task } from './task.ts';

/** Tasks answered in one turn: about five milliseconds. */
const answersPerTurn = 1000;

export function reconcile(core: Core, framework: Framework, { tasks = [] }: SchedulerCallReconcile): void {
  core.metrics.increment('messages_reconcile_tasks');
  const { connection } = framework;
  if (tasks.length > 0) {
    inTurns(core, tasks.length, (index) => {
      const { task_id, agent_id } = tasks[index]!;
      if (framework.connection === connection) reconcileTask(core, framework, task_id.value, agent_id?.value);
    });
    return;
  }
  const known = [...framework.tasks.values()];
  inTurns(core, known.length, (index) => {
    const task = known[index]!;
    if (framework.connection === connection && framework.tasks.get(task.id) === task)
      sendLatest(core, framework, task);
  });
}

function inTurns(core: Core, count: number, action: (index: number) => void): void {
  let next = 0;
  const turn = (): void => {
    const end = Math.min(count, next + answersPerTurn);
    for (; next < end; next += 1) action(next);
    if (next < count) core.after(0, turn);
  };
  turn();
}

function sendLatest(core: Core, framework: Framework, task: Task): void {
  sendStatus(
    framework,
    restatedStatus(core, task, {
      state: task.sentState ?? task.state,
      message: 'Reconciliation: Latest task state',
      reason: 'REASON_RECONCILIATION',
    }),
  );
}

/** Answers for one task; `agentId` is where the scheduler believes it to be. */
export function reconcileTask(
  core: Core,
  framework: Framework,
  taskId: string,
  agentId: string | undefined,
): void {
  const task = framework.tasks.get(taskId);
  if (task !== undefined) {
    sendLatest(core, framework, task);
    return;
  }
  const unknown = unknownTask(core, agentId);
  if (unknown === undefined) {
    core.log.info('a task cannot be reconciled before all agents are back', {
      framework: framework.id,
      task: taskId,
    });
    return;
  }
  const { state, message, unreachableMs } = unknown;
  const status = masterStatus(core, {
    taskId,
    agentId,
    state: framework.isPartitionAware ? state : 'TASK_LOST',
    message,
    reason: 'REASON_RECONCILIATION',
    unreachableMs,
  });
  sendStatus(framework, status);
}

interface UnknownTask {
  readonly state: TaskState;
  readonly message: string;
  readonly unreachableMs?: number | undefined;
}

/** What to say of a task that is not known; undefined when an agent that may have it is still to come back. */
function unknownTask({ model }: Core, agentId: string | undefined): UnknownTask | undefined {
  if (agentId === undefined) {
    if (model.recoveredAgents.size > 0) return undefined;
    return { state: 'TASK_UNKNOWN', message: 'Reconciliation: Task is unknown' };
  }
  if (model.recoveredAgents.has(agentId)) return undefined;
  if (model.agents.has(agentId))
    return { state: 'TASK_GONE', message: 'Reconciliation: Task is unknown to the agent' };
  const unreachableMs = model.unreachableAgents.get(agentId);
  if (unreachableMs !== undefined)
    return { state: 'TASK_UNREACHABLE', message: 'Reconciliation: Task is unreachable', unreachableMs };
  if (model.goneAgents.has(agentId))
    return { state: 'TASK_GONE_BY_OPERATOR', message: 'Reconciliation: Task is gone' };
  return { state: 'TASK_UNKNOWN', message: 'Reconciliation: Task is unknown' };
}
