// Status updates that executors send: checked, completed with what only the agent knows, and taken once. The rule: an
// executor hears that its update is acknowledged when the update is on disk, or when nobody will ask for it any more.
import type { ContainerStatus, StatusUpdate, TaskStatus } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { isUuid } from '../protocol/uuid.ts';
import type { AgentContext } from './context.ts';
import type { Executor } from './model.ts';
import type { Novelty } from './status-updates.ts';

export interface ExecutorUpdatesPorts {
  novelty(frameworkId: string, taskId: string, uuid: Uint8Array): Novelty;
  /** Sends the update reliably. */
  emit(update: StatusUpdate): void;
  acknowledge(executor: Executor, taskId: string, uuid: Uint8Array): void;
  containerStatus(executor: Executor): ContainerStatus | undefined;
}

/** The problem of a status, in the words of the API; `source` is looked at apart, for drivers do not set it. */
export function statusProblem(
  status: TaskStatus,
  executorId: string,
  frameworkId: string,
): string | undefined {
  if (status.uuid === undefined) return "Expecting 'uuid' to be present";
  if (!isUuid(status.uuid)) return 'Not a valid UUID';
  const named = status.executor_id?.value;
  if (named !== undefined && named !== executorId)
    return `ExecutorID in Call: ${executorId} does not match ExecutorID in TaskStatus: ${named}`;
  if (status.state === 'TASK_STAGING')
    return `Received TASK_STAGING from executor ${executorId} of framework ${frameworkId} which is not allowed`;
  return undefined;
}

export class ExecutorUpdates {
  readonly #context: AgentContext;
  readonly #ports: ExecutorUpdatesPorts;

  constructor(context: AgentContext, ports: ExecutorUpdatesPorts) {
    this.#context = context;
    this.#ports = ports;
  }

  /** `status` was found to be valid. False: too many of the task's updates wait, so it is not taken. */
  receive(executor: Executor, status: TaskStatus): boolean {
    const { framework } = executor;
    const taskId = status.task_id.value;
    const uuid = status.uuid ?? new Uint8Array();
    const novelty = this.#ports.novelty(framework.id, taskId, uuid);
    if (novelty === 'waiting') return true;
    if (novelty === 'durable' || !this.#isWanted(executor, status)) {
      this.#ports.acknowledge(executor, taskId, uuid);
      return true;
    }
    if (novelty === 'full') {
      this.#context.metrics.count('invalid_status_updates');
      this.#context.log.warn('too many updates of a task wait', { task: taskId, framework: framework.id });
      return false;
    }
    const agentId = this.#context.model.info.id;
    if (agentId === undefined) return true;
    const task = executor.tasks.get(taskId);
    if (task !== undefined) task.reportedState = status.state;
    this.#ports.emit({
      framework_id: { value: framework.id },
      executor_id: { value: executor.id },
      agent_id: agentId,
      ...this.#completed(executor, status),
      uuid,
    });
    return true;
  }

  /** Of a task that has ended, or is another executor's, nothing is told, nor to a framework that is being removed. */
  #isWanted(executor: Executor, status: TaskStatus): boolean {
    const taskId = status.task_id.value;
    const isOwn = (executor.framework.tasks.get(taskId)?.executor ?? executor) === executor;
    const reported = executor.tasks.get(taskId)?.reportedState;
    const hasEnded =
      (reported !== undefined && isTerminal(reported)) ||
      (!executor.tasks.has(taskId) && executor.completedTasks.some(({ id }) => id === taskId));
    if (executor.framework.state === 'RUNNING' && isOwn && !hasEnded) return true;
    this.#context.metrics.count('invalid_status_updates');
    this.#context.log.warn('ignoring an update of an executor', {
      task: taskId,
      framework: executor.framework.id,
      executor: executor.id,
      state: status.state,
    });
    return false;
  }

  #completed(executor: Executor, status: TaskStatus): { status: TaskStatus; timestamp: number } {
    const timestamp = status.timestamp ?? this.#context.clock.now() / 1000;
    const container = this.#ports.containerStatus(executor);
    const completed: TaskStatus = {
      ...status,
      source: 'SOURCE_EXECUTOR',
      agent_id: this.#context.model.info.id,
      executor_id: { value: executor.id },
      timestamp,
      ...(container === undefined
        ? {}
        : { container_status: { ...container, ...status.container_status, ...pidOf(container) } }),
    };
    return { status: completed, timestamp };
  }
}

/** What the agent knows better than the executor. */
function pidOf({ container_id, executor_pid }: ContainerStatus): ContainerStatus {
  return {
    ...(container_id === undefined ? {} : { container_id }),
    ...(executor_pid === undefined ? {} : { executor_pid }),
  };
}
