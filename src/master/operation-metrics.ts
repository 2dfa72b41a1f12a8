// How many operations there are in which state, by type and in all. Ends are counted for ever; the other states
// say how many operations are in them now, so every change must come through here.
import { counter, gauge, type Metric, sum } from '../metrics/metric.ts';
import type { MetricSink } from '../metrics/sink.ts';
import type { OfferOperationType, OperationState } from '../protocol/messages.ts';

const types: readonly OfferOperationType[] = [
  'RESERVE',
  'UNRESERVE',
  'CREATE',
  'DESTROY',
  'GROW_VOLUME',
  'SHRINK_VOLUME',
  'CREATE_DISK',
  'DESTROY_DISK',
];

const passing = ['OPERATION_PENDING', 'OPERATION_RECOVERING', 'OPERATION_UNREACHABLE'] as const;
const final = [
  'OPERATION_FINISHED',
  'OPERATION_FAILED',
  'OPERATION_ERROR',
  'OPERATION_DROPPED',
  'OPERATION_GONE_BY_OPERATOR',
] as const;

const states: readonly OperationState[] = [...passing, ...final];
const finalStates: ReadonlySet<OperationState> = new Set(final);

const typeLabel = { type: types.map(typeName) };
const openLabel = { state: passing.map(stateName) };
const endedLabel = { state: final.map(stateName) };

const total = gauge('master/operations/total', 'Operations that have not ended', sum);
const open = gauge('master/operations/<state>', 'Operations that have not ended, by state', {
  as: 'sum',
  values: openLabel,
});
const ended = counter('master/operations/<state>', 'Operations that ended in the state', {
  as: 'sum',
  values: endedLabel,
});
const totalByType = gauge('master/operations/<type>/total', 'Operations that have not ended, by type', {
  as: 'sum',
  values: typeLabel,
});
const openByType = gauge('master/operations/<type>/<state>', 'The same by type and state', {
  as: 'mesos_master_operations',
  values: { ...typeLabel, ...openLabel },
});
const endedByType = counter('master/operations/<type>/<state>', 'Operations that ended, by type and state', {
  as: 'mesos_master_operations_ended_total',
  values: { ...typeLabel, ...endedLabel },
});

export const operationMetrics: readonly Metric[] = [total, open, ended, totalByType, openByType, endedByType];

export class OperationMetrics {
  readonly #counts = new Map<OfferOperationType, Map<OperationState, number>>(
    types.map((type) => [type, new Map(states.map((state) => [state, 0]))]),
  );

  /** An operation is in another state: `from` undefined when it is new, `to` undefined when it is forgotten. */
  changed(
    type: OfferOperationType | undefined,
    from: OperationState | undefined,
    to: OperationState | undefined,
  ): void {
    const counts = type === undefined ? undefined : this.#counts.get(type);
    if (counts === undefined || from === to) return;
    if (from !== undefined && !finalStates.has(from)) add(counts, from, -1);
    if (to !== undefined) add(counts, to, 1);
  }

  collect(sink: MetricSink): void {
    const all = new Map<OperationState, number>(states.map((state) => [state, 0]));
    for (const [type, counts] of this.#counts) {
      put(sink, [typeName(type)], counts);
      for (const [state, count] of counts) add(all, state, count);
    }
    put(sink, [], all);
  }
}

function add(counts: Map<OperationState, number>, state: OperationState, change: number): void {
  const count = counts.get(state);
  if (count !== undefined) counts.set(state, count + change);
}

function put(sink: MetricSink, labels: readonly string[], counts: ReadonlyMap<OperationState, number>): void {
  const isByType = labels.length > 0;
  let known = 0;
  for (const [state, count] of counts) {
    const isFinal = finalStates.has(state);
    if (!isFinal) known += count;
    const metric = isFinal ? (isByType ? endedByType : ended) : isByType ? openByType : open;
    sink.put(metric, count, [...labels, stateName(state)]);
  }
  sink.put(isByType ? totalByType : total, known, labels);
}

function typeName(type: OfferOperationType): string {
  return type.toLowerCase();
}

function stateName(state: OperationState): string {
  return state.slice('OPERATION_'.length).toLowerCase();
}
