// How figures leave the parts that know them: a source puts each of its metrics into a sink, and the sink makes
// one of the forms of it. Nothing is kept between two readings.
import type { Metric } from './metric.ts';
import type { TimerReading } from './timer.ts';

export interface MetricSink {
  /** The values of the metric's labels, in their order. Not for timers. */
  put(metric: Metric, value: number, labels?: readonly string[]): void;
  putTimer(metric: Metric, reading: TimerReading): void;
}

export type MetricSource = (sink: MetricSink) => void;

/** `/metrics/snapshot`: every figure under its flat name. */
export function flatMetrics(...sources: readonly MetricSource[]): Record<string, number> {
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
  for (const source of sources) source(sink);
  return values;
}
