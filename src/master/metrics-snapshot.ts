// All figures the master reports, read from the model when somebody asks.
import { gauge, type Metric } from '../metrics/metric.ts';
import { ResourceGauges } from '../metrics/resource-gauges.ts';
import type { MetricSink } from '../metrics/sink.ts';
import type { TaskState } from '../protocol/messages.ts';
import { fromThousandths } from '../resources/thousandths.ts';
import { allocatorMetrics, collectAllocator } from './allocator-metrics.ts';
import type { Core } from './core.ts';
import { collectFramework, frameworkMetrics } from './framework-metrics.ts';
import { masterCounters, stateName } from './metrics.ts';
import { operationMetrics } from './operation-metrics.ts';
import { principalMetrics } from './principal-metrics.ts';
import { registrarMetrics } from './registrar-metrics.ts';

const gaugedStates: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_UNREACHABLE',
];

const uptime = gauge('master/uptime_secs', 'Time since the master started');
const elected = gauge('master/elected', 'Whether this master leads');
const outstandingOffers = gauge('master/outstanding_offers', 'Offers that are not answered yet');
const subscribers = gauge(
  'master/operator_event_stream_subscribers',
  'Streams of the operator API that are open',
);
const queue = gauge('master/event_queue_<kind>', 'Events that wait for the mailbox, by what brought them', {
  as: 'mesos_master_event_queue_length',
  values: { kind: ['messages', 'dispatches', 'http_requests'] },
});
const tasks = gauge('master/tasks_<state>', 'Tasks that have not ended, by state', {
  as: 'mesos_master_tasks',
  values: { state: gaugedStates.map(stateName) },
});
const agents = gauge('master/slaves_<state>', 'Agents by state; connected ones are active or inactive', {
  as: 'mesos_master_agents',
  values: { state: ['connected', 'disconnected', 'active', 'inactive', 'unreachable'] },
});
const frameworks = gauge(
  'master/frameworks_<state>',
  'Frameworks by state; connected ones are active or inactive',
  {
    as: 'mesos_master_frameworks',
    values: { state: ['connected', 'disconnected', 'active', 'inactive'] },
  },
);
const resources = new ResourceGauges('master', 'master');

export const masterMetrics: readonly Metric[] = [
  uptime,
  elected,
  outstandingOffers,
  subscribers,
  queue,
  tasks,
  agents,
  frameworks,
  ...resources.metrics,
  ...masterCounters,
  ...operationMetrics,
  ...frameworkMetrics,
  ...principalMetrics,
  ...registrarMetrics,
  ...allocatorMetrics,
];

/** In steps: a cluster with many frameworks has tens of thousands of figures. */
export function* collectMaster(
  core: Core,
  startedMs: number,
  sink: MetricSink,
): Generator<undefined, void, undefined> {
  const { model, clock, metrics, registrar, mailbox } = core;
  sink.put(uptime, (clock.now() - startedMs) / 1000);
  sink.put(elected, model.electedMs === undefined ? 0 : 1);
  sink.put(outstandingOffers, model.offers.size);
  sink.put(subscribers, core.operatorEvents.subscriberCount);
  const { messages, dispatches, httpRequests } = mailbox.waiting;
  sink.put(queue, messages, ['messages']);
  sink.put(queue, dispatches, ['dispatches']);
  sink.put(queue, httpRequests, ['http_requests']);
  for (const state of gaugedStates) sink.put(tasks, model.taskCounts.get(state) ?? 0, [stateName(state)]);
  metrics.collect(sink);
  collectAgents(core, sink);
  yield;
  yield* collectFrameworks(core, sink);
  yield;
  registrar.metrics.collect(sink, registrar.pendingCount);
  collectAllocator(core, sink);
}

function collectAgents({ model }: Core, sink: MetricSink): void {
  let connected = 0;
  let active = 0;
  const ordinary = { total: new Map<string, number>(), used: new Map<string, number>() };
  const revocable = { total: new Map<string, number>(), used: new Map<string, number>() };
  const add = (sums: Map<string, number>, name: string, scalar: number): void => {
    sums.set(name, (sums.get(name) ?? 0) + scalar);
  };
  for (const agent of model.agents.values()) {
    if (agent.isConnected) connected += 1;
    if (!agent.isActive) continue;
    active += 1;
    for (const { kind, scalar } of agent.total.entries)
      add((kind.isRevocable ? revocable : ordinary).total, kind.name, scalar);
    for (const held of agent.used.values()) {
      for (const { kind, scalar } of held.entries)
        add((kind.isRevocable ? revocable : ordinary).used, kind.name, scalar);
    }
  }
  sink.put(agents, connected, ['connected']);
  sink.put(agents, model.agents.size - connected, ['disconnected']);
  sink.put(agents, active, ['active']);
  sink.put(agents, model.agents.size - active, ['inactive']);
  sink.put(agents, model.unreachableAgents.size, ['unreachable']);
  for (const [isRevocable, { total, used }] of [
    [false, ordinary],
    [true, revocable],
  ] as const)
    resources.put(sink, isRevocable, { total: fromAll(total), used: fromAll(used) });
}

/** Summed in thousandths, which are exact. */
function fromAll(sums: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...sums].map(([name, thousandths]) => [name, fromThousandths(thousandths)]));
}

function* collectFrameworks(
  { model, metrics, config }: Core,
  sink: MetricSink,
): Generator<undefined, void, undefined> {
  let connected = 0;
  let active = 0;
  for (const framework of model.frameworks.values()) {
    if (framework.isConnected) connected += 1;
    if (framework.isActive) active += 1;
  }
  sink.put(frameworks, connected, ['connected']);
  sink.put(frameworks, model.frameworks.size - connected, ['disconnected']);
  sink.put(frameworks, active, ['active']);
  sink.put(frameworks, model.frameworks.size - active, ['inactive']);
  metrics.principals.collect(sink, model.frameworks.values());
  if (!config.publishPerFrameworkMetrics) return;
  // A framework may end between two steps, and must not be there twice.
  for (const framework of [...model.frameworks.values(), ...model.completedFrameworks.values()]) {
    collectFramework(framework, sink);
    yield;
  }
}
