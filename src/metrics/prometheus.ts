// The figures as the text format of Prometheus, version 0.0.4: base units, counters that end in _total, labels for
// what varies. The number of series of one metric is limited, whatever frameworks and roles call themselves.
import { assert } from '../base/assert.ts';
import type { Metric, MetricKind } from './metric.ts';
import { collect, type MetricSink, type MetricSource } from './sink.ts';
import type { TimerReading, TimerStatistics } from './timer.ts';

export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

/** More would be a label that should not be one; a hundred frameworks have some thousand series each metric. */
export const maxSeries = 10_000;

const droppedName = 'mesos_metrics_series_dropped';

interface Family {
  readonly type: 'counter' | 'gauge' | 'summary';
  readonly help: string;
  readonly lines: string[];
  series: number;
}

const types = { counter: 'counter', gauge: 'gauge', timer: 'summary' } as const satisfies Record<
  MetricKind,
  Family['type']
>;

/** Each source in turn, in steps. */
export function* collectText(sources: readonly MetricSource[]): Generator<undefined, string, undefined> {
  const text = new PrometheusText();
  yield* collect(sources, text);
  return text.toString();
}

class PrometheusText implements MetricSink {
  readonly #families = new Map<string, Family>();
  #dropped = 0;

  put(metric: Metric, value: number, labels: readonly string[] = []): void {
    const family = this.#familyOf(metric);
    if (family === undefined) return;
    const [scaled, unit] = inBaseUnits(metric, value, labels);
    const pairs = metric.labels.map((label, index) => [label, labels[index] ?? ''] as [string, string]);
    pairs.push(...Object.entries(metric.constantLabels));
    if (unit !== undefined) pairs.push(['unit', unit]);
    family.lines.push(`${metric.exported}${labelText(pairs)} ${numberText(scaled)}\n`);
  }

  putTimer(metric: Metric, { count, sumMs, window }: TimerReading): void {
    const family = this.#familyOf(metric);
    if (family === undefined) return;
    const name = metric.exported;
    for (const [quantile, statistic] of quantiles) {
      if (window === undefined) break;
      family.lines.push(`${name}{quantile="${quantile}"} ${numberText(window[statistic] / 1000)}\n`);
    }
    family.lines.push(`${name}_sum ${numberText(sumMs / 1000)}\n${name}_count ${count}\n`);
  }

  /** The family with room for one series more. */
  #familyOf(metric: Metric): Family | undefined {
    const { exported, kind, help } = metric;
    if (exported === undefined) return undefined;
    let family = this.#families.get(exported);
    if (family === undefined) {
      family = { type: types[kind], help, lines: [], series: 0 };
      this.#families.set(exported, family);
    }
    assert(family.type === types[kind], `${exported} has two types`);
    if (family.series >= maxSeries) {
      this.#dropped += 1;
      return undefined;
    }
    family.series += 1;
    return family;
  }

  toString(): string {
    const help = `Series left out of this answer: a metric has at most ${maxSeries}`;
    const dropped: Family = { type: 'gauge', help, lines: [`${droppedName} ${this.#dropped}\n`], series: 1 };
    return [...this.#families, [droppedName, dropped] as const]
      .map(
        ([name, { type, help: text, lines }]) =>
          `# HELP ${name} ${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`,
      )
      .join('');
  }
}

const quantiles: readonly (readonly [string, keyof TimerStatistics])[] = [
  ['0.5', 'p50'],
  ['0.9', 'p90'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
  ['0.999', 'p999'],
  ['0.9999', 'p9999'],
];

/** Memory and disk are counted in megabytes everywhere else. */
const bytesPerMegabyte = 1024 * 1024;

function inBaseUnits(
  metric: Metric,
  value: number,
  labels: readonly string[],
): readonly [number, string | undefined] {
  if (!metric.isResource) return [metric.name.endsWith('_ms') ? value / 1000 : value, undefined];
  switch (labels[metric.labels.indexOf('resource')]) {
    case 'mem':
    case 'disk':
      return [value * bytesPerMegabyte, 'bytes'];
    case 'cpus':
      return [value, 'cores'];
    default:
      return [value, 'count'];
  }
}

function labelText(pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return '';
  return `{${pairs.map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(',')}}`;
}

function escapeLabel(value: string): string {
  if (!/[\\"\n]/.test(value)) return value;
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
