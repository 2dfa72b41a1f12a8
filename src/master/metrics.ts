// The master's counters, and its gauges computed from the model when somebody asks. Names are the original's,
// without the prefix `master/`.
import type { TaskState, TaskStatus } from '../protocol/messages.ts';

const counterNames = [
  'dropped_messages',
  'http_cache_hits',
  'invalid_executor_to_framework_messages',
  'invalid_framework_to_executor_messages',
  'invalid_operation_status_update_acknowledgements',
  'invalid_operation_status_updates',
  'invalid_status_update_acknowledgements',
  'invalid_status_updates',
  'messages_authenticate',
  'messages_deactivate_framework',
  'messages_decline_offers',
  'messages_executor_to_framework',
  'messages_exited_executor',
  'messages_framework_to_executor',
  'messages_kill_task',
  'messages_launch_tasks',
  'messages_operation_status_update',
  'messages_operation_status_update_acknowledgement',
  'messages_reconcile_operations',
  'messages_reconcile_tasks',
  'messages_register_framework',
  'messages_register_slave',
  'messages_reregister_framework',
  'messages_reregister_slave',
  'messages_resource_request',
  'messages_revive_offers',
  'messages_status_update',
  'messages_status_update_acknowledgement',
  'messages_suppress_offers',
  'messages_unregister_framework',
  'messages_unregister_slave',
  'messages_update_slave',
  'recovery_slave_removals',
  'slave_registrations',
  'slave_removals',
  'slave_removals/reason_registered',
  'slave_removals/reason_unhealthy',
  'slave_removals/reason_unregistered',
  'slave_reregistrations',
  'slave_shutdowns_canceled',
  'slave_shutdowns_completed',
  'slave_shutdowns_scheduled',
  'slave_unreachable_canceled',
  'slave_unreachable_completed',
  'slave_unreachable_scheduled',
  'tasks_dropped',
  'tasks_error',
  'tasks_failed',
  'tasks_finished',
  'tasks_gone',
  'tasks_gone_by_operator',
  'tasks_killed',
  'tasks_lost',
  'valid_executor_to_framework_messages',
  'valid_framework_to_executor_messages',
  'valid_operation_status_update_acknowledgements',
  'valid_operation_status_updates',
  'valid_status_update_acknowledgements',
  'valid_status_updates',
] as const;

export type CounterName = (typeof counterNames)[number];

export class MasterMetrics {
  readonly #counters = new Map<CounterName, number>(counterNames.map((name) => [name, 0]));
  /** `task_lost/source_master/reason_slave_removed`, made on first use; bounded by the enums. */
  readonly #taskCauses = new Map<string, number>();

  increment(name: CounterName): void {
    this.#counters.set(name, this.#counters.get(name)! + 1);
  }

  /** A task came to a terminal state, or was refused with one. */
  taskEnded(state: TaskState, status: Pick<TaskStatus, 'source' | 'reason'>): void {
    const name = `tasks_${state.slice('TASK_'.length).toLowerCase()}`;
    if (this.#counters.has(name as CounterName)) this.increment(name as CounterName);
    this.taskStateCause(state, status);
  }

  taskStateCause(state: TaskState, { source, reason }: Pick<TaskStatus, 'source' | 'reason'>): void {
    if (source === undefined || reason === undefined) return;
    // The names were made before agents were called so.
    const name = `${state}/${source}/${reason}`.toLowerCase().replaceAll('agent', 'slave');
    this.#taskCauses.set(name, (this.#taskCauses.get(name) ?? 0) + 1);
  }

  /** All counters by their names below `master/`. */
  *counters(): Iterable<readonly [string, number]> {
    yield* this.#counters;
    yield* this.#taskCauses;
  }
}
