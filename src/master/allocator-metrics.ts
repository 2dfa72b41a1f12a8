// The figures of the allocator: its runs, what it has given to whom, and what keeps it from giving.
import { counter, gauge, type Metric, sum, timer } from '../metrics/metric.ts';
import type { MetricSink } from '../metrics/sink.ts';
import { DurationTimer } from '../metrics/timer.ts';
import type { Core } from './core.ts';

const runs = counter('allocator/mesos/allocation_runs', 'Allocation runs', {
  as: 'mesos_allocator_runs_total',
});
const runTime = timer(
  'allocator/mesos/allocation_run_ms',
  'How long allocation runs worked, over an hour; other events in between not counted',
  { as: 'mesos_allocator_run_seconds' },
);
const runLatency = timer(
  'allocator/mesos/allocation_run_latency_ms',
  'How long a wanted allocation run waited for its start, over an hour',
  { as: 'mesos_allocator_run_latency_seconds' },
);
const waiting = gauge('allocator/mesos/event_queue_dispatches', 'Allocation runs that wait for their start', {
  as: 'mesos_allocator_waiting_runs',
});
const waitingFormerly = gauge('allocator/event_queue_dispatches', 'The same under its oldest name', sum);
const total = gauge('allocator/mesos/resources/<resource>/total', 'What all agents have of the resource', {
  as: 'mesos_allocator_resource_capacity',
  isResource: true,
});
const given = gauge(
  'allocator/mesos/resources/<resource>/offered_or_allocated',
  'What is offered or in use of the resource',
  { as: 'mesos_allocator_resource_offered_or_allocated', isResource: true },
);
const share = gauge(
  'allocator/mesos/roles/<role>/shares/dominant',
  'Dominant share of the role, its weight applied',
  { as: 'mesos_allocator_role_dominant_share' },
);
const consumed = gauge(
  'allocator/mesos/quota/roles/<role>/resources/<resource>/consumed',
  'What counts towards a quota of the role: resources allocated to it or reserved for it',
  { as: 'mesos_allocator_role_consumed', isResource: true },
);
const filters = gauge('allocator/mesos/offer_filters/roles/<role>/active', 'Offer filters in force', {
  as: 'mesos_allocator_role_offer_filters',
});

export const allocatorMetrics: readonly Metric[] = [
  runs,
  runTime,
  runLatency,
  waiting,
  waitingFormerly,
  total,
  given,
  share,
  consumed,
  filters,
];

const hourMs = 60 * 60 * 1000;

/** What the allocation loop measures. */
export class AllocationTimes {
  readonly runs = new DurationTimer(hourMs);
  readonly latencies = new DurationTimer(hourMs);
}

export function collectAllocator({ allocator, allocation, clock }: Core, sink: MetricSink): void {
  const nowMs = clock.now();
  const statistics = allocator.statistics(nowMs);
  sink.put(runs, statistics.runs);
  sink.putTimer(runTime, allocation.times.runs.read(nowMs));
  sink.putTimer(runLatency, allocation.times.latencies.read(nowMs));
  sink.put(waiting, allocation.waitingCount);
  sink.put(waitingFormerly, allocation.waitingCount);
  for (const [name, thousandths] of statistics.total) {
    sink.put(total, thousandths / 1000, [name]);
    sink.put(given, (statistics.offeredOrAllocated.get(name) ?? 0) / 1000, [name]);
  }
  for (const [role, fraction] of statistics.shares) {
    sink.put(share, fraction, [role]);
    sink.put(filters, statistics.activeFilters.get(role) ?? 0, [role]);
  }
  for (const [role, quantities] of statistics.consumed)
    for (const [name, thousandths] of quantities) sink.put(consumed, thousandths / 1000, [role, name]);
}
