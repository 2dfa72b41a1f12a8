// The figures of one framework. The counters are raised where something happens; what it has at the moment is read
// when somebody asks. A completed framework keeps its figures as long as it is remembered.
import { counter, gauge, type Metric, sum } from '../metrics/metric.ts';
import type { MetricSink } from '../metrics/sink.ts';
import type {
  OfferOperationType,
  SchedulerCallType,
  SchedulerEventType,
  TaskState,
} from '../protocol/messages.ts';
import { endStates, stateName } from './metrics.ts';
import type { Framework } from './model.ts';

const callTypes: readonly SchedulerCallType[] = [
  'ACCEPT',
  'ACCEPT_INVERSE_OFFERS',
  'ACKNOWLEDGE',
  'ACKNOWLEDGE_OPERATION_STATUS',
  'DECLINE',
  'DECLINE_INVERSE_OFFERS',
  'KILL',
  'MESSAGE',
  'RECONCILE',
  'RECONCILE_OPERATIONS',
  'REQUEST',
  'REVIVE',
  'SHUTDOWN',
  'SUBSCRIBE',
  'SUPPRESS',
  'TEARDOWN',
  'UPDATE_FRAMEWORK',
];

const eventTypes: readonly SchedulerEventType[] = [
  'ERROR',
  'FAILURE',
  'HEARTBEAT',
  'INVERSE_OFFERS',
  'MESSAGE',
  'OFFERS',
  'RESCIND',
  'RESCIND_INVERSE_OFFER',
  'SUBSCRIBED',
  'UPDATE',
  'UPDATE_OPERATION_STATUS',
];

const operationTypes: readonly OfferOperationType[] = [
  'CREATE',
  'CREATE_DISK',
  'DESTROY',
  'DESTROY_DISK',
  'GROW_VOLUME',
  'LAUNCH',
  'LAUNCH_GROUP',
  'RESERVE',
  'SHRINK_VOLUME',
  'UNRESERVE',
];

/** Unknown is the state of a task whose newest status has none that this version knows. */
const activeStates: readonly TaskState[] = [
  'TASK_KILLING',
  'TASK_RUNNING',
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_UNKNOWN',
  'TASK_UNREACHABLE',
];

const terminalStates: readonly TaskState[] = endStates.map(
  (name) => `TASK_${name.toUpperCase()}` as TaskState,
);

const lower = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase());

const prefix = 'master/frameworks/<framework>/<framework_id>';

const subscribed = gauge(`${prefix}/subscribed`, 'Whether the scheduler is connected', {
  as: 'mesos_master_framework_subscribed',
});
const calls = counter(`${prefix}/calls`, 'Calls of the framework', sum);
const callsOfType = counter(`${prefix}/calls/<call>`, 'Calls of the framework by type', {
  as: 'mesos_master_framework_calls_total',
  values: { call: lower(callTypes) },
});
const events = counter(`${prefix}/events`, 'Events sent to the framework', sum);
const eventsOfType = counter(`${prefix}/events/<event>`, 'Events sent to the framework by type', {
  as: 'mesos_master_framework_events_total',
  values: { event: lower(eventTypes) },
});
const operations = counter(`${prefix}/operations`, 'Operations the framework asked for', sum);
const operationsOfType = counter(
  `${prefix}/operations/<operation>`,
  'Operations the framework asked for by type',
  { as: 'mesos_master_framework_operations_total', values: { operation: lower(operationTypes) } },
);
const offers = counter(`${prefix}/offers/<outcome>`, 'Offers to the framework, and what became of them', {
  as: 'mesos_master_framework_offers_total',
  values: { outcome: ['sent', 'accepted', 'declined', 'rescinded'] },
});
const activeTasks = gauge(`${prefix}/tasks/active/task_<state>`, 'Tasks that have not ended, by state', {
  as: 'mesos_master_framework_tasks',
  values: { state: activeStates.map(stateName) },
});
const terminalTasks = counter(`${prefix}/tasks/terminal/task_<state>`, 'Tasks that ended in the state', {
  as: 'mesos_master_framework_tasks_ended_total',
  values: { state: endStates },
});
const suppressed = gauge(
  `${prefix}/roles/<role>/suppressed`,
  'Whether the framework wants no offers in the role',
  { as: 'mesos_master_framework_suppressed' },
);

export const frameworkMetrics: readonly Metric[] = [
  subscribed,
  calls,
  callsOfType,
  events,
  eventsOfType,
  operations,
  operationsOfType,
  offers,
  activeTasks,
  terminalTasks,
  suppressed,
];

export class FrameworkMetrics {
  readonly calls = new Map<SchedulerCallType, number>();
  readonly events = new Map<SchedulerEventType, number>();
  readonly operations = new Map<OfferOperationType, number>();
  readonly terminalTasks = new Map<TaskState, number>();
  offersSent = 0;
  offersAccepted = 0;
  offersDeclined = 0;
  offersRescinded = 0;

  count<Key>(counts: Map<Key, number>, key: Key): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}

export function collectFramework(framework: Framework, sink: MetricSink): void {
  const { metrics } = framework;
  const own = [framework.info.name, framework.id];
  sink.put(subscribed, framework.isConnected ? 1 : 0, own);
  const family = <Type extends string>(
    total: Metric,
    ofType: Metric,
    types: readonly Type[],
    counts: ReadonlyMap<Type, number>,
  ): void => {
    let all = 0;
    for (const count of counts.values()) all += count;
    sink.put(total, all, own);
    for (const type of types) sink.put(ofType, counts.get(type) ?? 0, [...own, type.toLowerCase()]);
  };
  family(calls, callsOfType, callTypes, metrics.calls);
  family(events, eventsOfType, eventTypes, metrics.events);
  family(operations, operationsOfType, operationTypes, metrics.operations);
  sink.put(offers, metrics.offersSent, [...own, 'sent']);
  sink.put(offers, metrics.offersAccepted, [...own, 'accepted']);
  sink.put(offers, metrics.offersDeclined, [...own, 'declined']);
  sink.put(offers, metrics.offersRescinded, [...own, 'rescinded']);
  const active = new Map<TaskState, number>();
  for (const tasks of [framework.tasks, framework.unreachableTasks])
    for (const { state } of tasks.values()) metrics.count(active, state);
  for (const state of activeStates) sink.put(activeTasks, active.get(state) ?? 0, [...own, stateName(state)]);
  for (const state of terminalStates)
    sink.put(terminalTasks, metrics.terminalTasks.get(state) ?? 0, [...own, stateName(state)]);
  for (const role of framework.roles)
    sink.put(suppressed, framework.suppressedRoles.has(role) ? 1 : 0, [...own, role]);
}
