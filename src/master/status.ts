// Status updates of the master's own making, and the connection by which a scheduler gets them and everything else.
import type {
  SchedulerEvent,
  StatusUpdateMessage,
  TaskState,
  TaskStatus,
  TaskStatusReason,
} from '../protocol/messages.ts';
import { type Core, nowSeconds, timeInfo } from './core.ts';
import type { Framework } from './model.ts';
import type { Task } from './task.ts';

export interface StatusParts {
  readonly taskId: string;
  readonly state: TaskState;
  readonly message: string;
  readonly reason: TaskStatusReason;
  readonly agentId?: string | undefined;
  readonly executorId?: string | undefined;
  readonly unreachableMs?: number | undefined;
}

/** A status with source master and without uuid: the scheduler does not acknowledge it. */
export function masterStatus(core: Core, parts: StatusParts): TaskStatus {
  const { taskId, state, message, reason, agentId, executorId, unreachableMs } = parts;
  return {
    task_id: { value: taskId },
    state,
    message,
    source: 'SOURCE_MASTER',
    reason,
    ...(agentId === undefined ? {} : { agent_id: { value: agentId } }),
    ...(executorId === undefined ? {} : { executor_id: { value: executorId } }),
    timestamp: nowSeconds(core),
    ...(unreachableMs === undefined ? {} : { unreachable_time: timeInfo(unreachableMs) }),
  };
}

/** What a scheduler should know again of a task that goes on: health, check and container. */
export function restatedStatus(
  core: Core,
  task: Task,
  parts: Pick<StatusParts, 'state' | 'message' | 'reason'>,
): TaskStatus {
  const { healthy, check_status, container_status } = task.lastStatus() ?? {};
  return {
    ...masterStatus(core, {
      ...parts,
      taskId: task.id,
      agentId: task.agentId,
      executorId: task.executorId,
    }),
    ...(healthy === undefined ? {} : { healthy }),
    ...(check_status === undefined ? {} : { check_status }),
    ...(container_status === undefined ? {} : { container_status }),
  };
}

/** Sends an event to a framework that is connected; what is sent to another is lost, as the API says. */
export function sendEvent(framework: Framework, event: SchedulerEvent): void {
  if (framework.connection === undefined) return;
  framework.metrics.count(framework.metrics.events, event.type ?? 'UNKNOWN');
  framework.connection.send(event);
}

/** `forwarded`: the message of the agent that the status is from; otherwise it is the master's own. */
export function sendStatus(framework: Framework, status: TaskStatus, forwarded?: StatusUpdateMessage): void {
  if (framework.connection === undefined) return;
  framework.metrics.count(framework.metrics.events, 'UPDATE');
  framework.connection.update(status, forwarded);
}

/** Ends the connection to the scheduler of a framework, and its heartbeats. */
export function dropConnection(framework: Framework): void {
  framework.heartbeatTimer?.cancel();
  framework.heartbeatTimer = undefined;
  framework.connection?.end();
  framework.connection = undefined;
}
