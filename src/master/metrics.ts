// The counters of the master, raised by the concerns where something happens. What is counted by kind is one metric
// with a label; its name of old has the kind in it, and is what the concerns use.
import { combinations, counter, type Metric } from '../metrics/metric.ts';
import type { MetricSink } from '../metrics/sink.ts';
import type { TaskState, TaskStatus } from '../protocol/messages.ts';
import { OperationMetrics } from './operation-metrics.ts';
import { PrincipalMetrics } from './principal-metrics.ts';

const messages = [
  'authenticate',
  'deactivate_framework',
  'decline_offers',
  'executor_to_framework',
  'exited_executor',
  'framework_to_executor',
  'kill_task',
  'launch_tasks',
  'operation_status_update',
  'operation_status_update_acknowledgement',
  'reconcile_operations',
  'reconcile_tasks',
  'register_framework',
  'register_slave',
  'reregister_framework',
  'reregister_slave',
  'resource_request',
  'revive_offers',
  'status_update',
  'status_update_acknowledgement',
  'suppress_offers',
  'unregister_framework',
  'unregister_slave',
  'update_slave',
] as const;

const checkedMessages = [
  'executor_to_framework_messages',
  'framework_to_executor_messages',
  'operation_status_update_acknowledgements',
  'operation_status_updates',
  'status_update_acknowledgements',
  'status_updates',
] as const;

export const endStates = [
  'dropped',
  'error',
  'failed',
  'finished',
  'gone',
  'gone_by_operator',
  'killed',
  'lost',
] as const;

const removalReasons = ['registered', 'unhealthy', 'unregistered'] as const;

const steps = ['canceled', 'completed', 'scheduled'] as const;

const counters = [
  counter('master/messages_<message>', 'Messages and calls received, by kind', {
    as: 'mesos_master_messages_total',
    values: { message: messages },
  }),
  counter('master/<validity>_<message>', 'Messages by whether they were valid', {
    as: 'mesos_master_checked_messages_total',
    values: { validity: ['invalid', 'valid'], message: checkedMessages },
  }),
  counter('master/dropped_messages', 'Messages that could not be handled'),
  counter('master/tasks_<state>', 'Tasks that ended in the state', {
    as: 'mesos_master_tasks_ended_total',
    values: { state: endStates },
  }),
  counter('master/slave_registrations', 'Agents that registered'),
  counter('master/slave_reregistrations', 'Agents that registered again'),
  counter('master/slave_removals', 'Agents that were removed or became unreachable'),
  counter('master/slave_removals/reason_<reason>', 'The same by reason', {
    as: 'mesos_master_agent_removals_by_reason_total',
    values: { reason: removalReasons },
  }),
  counter('master/recovery_slave_removals', 'Agents of the registry that did not come back after a failover'),
  counter('master/slave_unreachable_<step>', 'Agents to be marked unreachable, by what became of it', {
    as: 'mesos_master_agent_unreachable_total',
    values: { step: steps },
  }),
  counter('master/slave_shutdowns_<step>', 'Shutdowns of agents that did not answer, by what became of it', {
    as: 'mesos_master_agent_shutdowns_total',
    values: { step: steps },
  }),
  counter('master/http_cache_hits', 'Reads that were answered with what another read was given'),
] as const;

const taskCauses = counter(
  'master/task_<state>/source_<source>/reason_<reason>',
  'Tasks that ended or became unreachable, by who said so and why; a name appears on its first use',
  { as: 'mesos_master_task_causes_total' },
);

export const masterCounters: readonly Metric[] = [...counters, taskCauses];

export type CounterName =
  | `messages_${(typeof messages)[number]}`
  | `${'invalid' | 'valid'}_${(typeof checkedMessages)[number]}`
  | 'dropped_messages'
  | `tasks_${(typeof endStates)[number]}`
  | 'slave_registrations'
  | 'slave_reregistrations'
  | 'slave_removals'
  | `slave_removals/reason_${(typeof removalReasons)[number]}`
  | 'recovery_slave_removals'
  | `slave_unreachable_${(typeof steps)[number]}`
  | `slave_shutdowns_${(typeof steps)[number]}`
  | 'http_cache_hits';

interface Count {
  readonly metric: Metric;
  readonly labels: readonly string[];
  value: number;
}

const prefix = 'master/';

export class MasterMetrics {
  readonly principals = new PrincipalMetrics();
  readonly operations = new OperationMetrics();
  /** By their names below `master/`. */
  readonly #counts = new Map<string, Count>();
  /** Made on first use; bounded by the enums. */
  readonly #taskCauses = new Map<string, Count>();

  constructor() {
    for (const metric of counters) {
      for (const labels of combinations(metric))
        this.#counts.set(metric.flatName(labels).slice(prefix.length), { metric, labels, value: 0 });
    }
  }

  increment(name: CounterName): void {
    this.#counts.get(name)!.value += 1;
  }

  /** A task came to a terminal state, or was refused with one. */
  taskEnded(state: TaskState, status: Pick<TaskStatus, 'source' | 'reason'>): void {
    const count = this.#counts.get(`tasks_${stateName(state)}`);
    if (count !== undefined) count.value += 1;
    this.taskStateCause(state, status);
  }

  taskStateCause(state: TaskState, { source, reason }: Pick<TaskStatus, 'source' | 'reason'>): void {
    if (source === undefined || reason === undefined) return;
    const labels = [stateName(state), withoutPrefix(source, 'SOURCE_'), withoutPrefix(reason, 'REASON_')];
    const name = taskCauses.flatName(labels);
    const count = this.#taskCauses.get(name) ?? { metric: taskCauses, labels, value: 0 };
    count.value += 1;
    this.#taskCauses.set(name, count);
  }

  collect(sink: MetricSink): void {
    this.operations.collect(sink);
    for (const counts of [this.#counts, this.#taskCauses])
      for (const { metric, value, labels } of counts.values()) sink.put(metric, value, labels);
  }
}

/** TASK_RUNNING is running. */
export function stateName(state: TaskState): string {
  return withoutPrefix(state, 'TASK_');
}

/** The names were made before agents were called so. */
function withoutPrefix(name: string, start: string): string {
  return name.slice(start.length).toLowerCase().replaceAll('agent', 'slave');
}
