// All numbers the master reports, by the original's names, computed when somebody asks.
import type { TaskState } from '../protocol/messages.ts';
import type { Core } from './core.ts';
import type { Framework } from './model.ts';

const gaugedStates: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_UNREACHABLE',
];

const resourceNames = ['cpus', 'gpus', 'mem', 'disk'] as const;

export function metricsSnapshot(core: Core, startedMs: number): Map<string, number> {
  const { model, clock, metrics, registrar } = core;
  const values = new Map<string, number>();
  const put = (name: string, value: number): void => void values.set(`master/${name}`, value);
  put('uptime_secs', (clock.now() - startedMs) / 1000);
  put('elected', model.electedMs === undefined ? 0 : 1);
  put('outstanding_offers', model.offers.size);
  put('operator_event_stream_subscribers', core.operatorEvents.subscriberCount);
  put('event_queue_messages', 0);
  put('event_queue_dispatches', 0);
  put('event_queue_http_requests', 0);
  for (const state of gaugedStates)
    put(`tasks_${state.slice('TASK_'.length).toLowerCase()}`, model.taskCounts.get(state) ?? 0);
  for (const [name, value] of metrics.counters()) put(name, value);
  putAgents(core, put);
  putFrameworks(core, put);
  values.set('registrar/queued_operations', registrar.pendingCount);
  putAllocator(core, values);
  return values;
}

type Put = (name: string, value: number) => void;

function putAgents({ model }: Core, put: Put): void {
  let connected = 0;
  let active = 0;
  const total = new Map<string, number>();
  const used = new Map<string, number>();
  const add = (sums: Map<string, number>, name: string, isRevocable: boolean, amount: number): void => {
    const key = isRevocable ? `${name}_revocable` : name;
    sums.set(key, (sums.get(key) ?? 0) + amount);
  };
  for (const agent of model.agents.values()) {
    if (agent.isConnected) connected += 1;
    if (!agent.isActive) continue;
    active += 1;
    for (const { kind, scalar } of agent.total.entries) add(total, kind.name, kind.isRevocable, scalar);
    for (const resources of agent.used.values()) {
      for (const { kind, scalar } of resources.entries) add(used, kind.name, kind.isRevocable, scalar);
    }
  }
  put('slaves_connected', connected);
  put('slaves_disconnected', model.agents.size - connected);
  put('slaves_active', active);
  put('slaves_inactive', model.agents.size - active);
  put('slaves_unreachable', model.unreachableAgents.size);
  for (const name of resourceNames) {
    for (const key of [name, `${name}_revocable`]) {
      const all = total.get(key) ?? 0;
      const taken = used.get(key) ?? 0;
      put(`${key}_total`, all / 1000);
      put(`${key}_used`, taken / 1000);
      put(`${key}_percent`, all === 0 ? 0 : taken / all);
    }
  }
}

function putFrameworks({ model, config }: Core, put: Put): void {
  let connected = 0;
  let active = 0;
  for (const framework of model.frameworks.values()) {
    if (framework.isConnected) connected += 1;
    if (framework.isActive) active += 1;
    if (config.publishPerFrameworkMetrics) putFramework(framework, put);
  }
  put('frameworks_connected', connected);
  put('frameworks_disconnected', model.frameworks.size - connected);
  put('frameworks_active', active);
  put('frameworks_inactive', model.frameworks.size - active);
}

function putFramework(framework: Framework, put: Put): void {
  const { metrics } = framework;
  const prefix = `frameworks/${encodeURIComponent(framework.info.name)}/${framework.id}`;
  const family = (name: string, counts: ReadonlyMap<string, number>): void => {
    let sum = 0;
    for (const [key, count] of counts) {
      sum += count;
      put(`${prefix}/${name}/${key.toLowerCase()}`, count);
    }
    put(`${prefix}/${name}`, sum);
  };
  put(`${prefix}/subscribed`, framework.isConnected ? 1 : 0);
  family('calls', metrics.calls);
  family('events', metrics.events);
  family('operations', metrics.operations);
  put(`${prefix}/offers/sent`, metrics.offersSent);
  put(`${prefix}/offers/accepted`, metrics.offersAccepted);
  put(`${prefix}/offers/declined`, metrics.offersDeclined);
  put(`${prefix}/offers/rescinded`, metrics.offersRescinded);
  for (const [state, count] of metrics.terminalTasks)
    put(`${prefix}/tasks/terminal/${state.toLowerCase()}`, count);
  for (const role of framework.roles)
    put(`${prefix}/roles/${role}/suppressed`, framework.suppressedRoles.has(role) ? 1 : 0);
}

function putAllocator({ allocator, clock }: Core, values: Map<string, number>): void {
  const statistics = allocator.statistics(clock.now());
  const put = (name: string, value: number): void => void values.set(`allocator/mesos/${name}`, value);
  put('allocation_runs', statistics.runs);
  for (const [name, thousandths] of statistics.total) put(`resources/${name}/total`, thousandths / 1000);
  for (const [name, thousandths] of statistics.offeredOrAllocated)
    put(`resources/${name}/offered_or_allocated`, thousandths / 1000);
  for (const [role, share] of statistics.shares) put(`roles/${role}/shares/dominant`, share);
  for (const [role, count] of statistics.activeFilters) put(`offer_filters/roles/${role}/active`, count);
}
