// How figures leave the parts that know them: a source puts each of its metrics into a sink, and the sink makes
// one of the forms of it. Nothing is kept between two readings.
import type { Metric } from './metric.ts';
import type { TimerReading } from './timer.ts';

export interface MetricSink {
  /** The values of the metric's labels, in their order. Not for timers. */
  put(metric: Metric, value: number, labels?: readonly string[]): void;
  putTimer(metric: Metric, reading: TimerReading): void;
}

/**
 * Puts all it has into the sink. One with very much of it is a generator: between two of its steps others may have their
 * turn, and what it puts is then not of one moment.
 */
export type MetricSource = (sink: MetricSink) => void;

/** Each source in turn, in steps. */
export function* collect(
  sources: readonly MetricSource[],
  sink: MetricSink,
): Generator<undefined, void, undefined> {
  for (const source of sources) {
    const steps = source(sink) as unknown;
    if (isIterable(steps)) for (const _ of steps) yield;
    yield;
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** `/metrics/snapshot`: every figure under its flat name. */
export function* collectFlat(
  sources: readonly MetricSource[],
): Generator<undefined, Record<string, number>, undefined> {
  const values: Record<string, number> = {};
  const sink: MetricSink = {
    put: (metric, value, labels = []) => {
      values[metric.flatName(labels)] = value;
    },
    putTimer: ({ name }, { lastMs, window }) => {
      // One that never ran has no value.
      if (lastMs === undefined) return;
      values[name] = lastMs;
      for (const [statistic, value] of Object.entries(window ?? {})) values[`${name}/${statistic}`] = value;
    },
  };
  yield* collect(sources, sink);
  return values;
}

/** The same at once. */
export function flatMetrics(...sources: readonly MetricSource[]): Record<string, number> {
  const work = collectFlat(sources);
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
}
