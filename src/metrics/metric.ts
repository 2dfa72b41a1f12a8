// What a metric is, declared once: its name of old, kind and meaning. The flat snapshot, GET_METRICS, the text for
// Prometheus and docs/metrics.md all follow from the declaration; a figure without one cannot be reported.
import { assert } from '../base/assert.ts';

export type MetricKind = 'counter' | 'gauge' | 'timer';

export interface Metric {
  /** As in `/metrics/snapshot`; parts that vary are written `<label>`. */
  readonly name: string;
  readonly kind: MetricKind;
  /** One sentence, without a full stop at its end. */
  readonly help: string;
  /** Names of the parts that vary, in the order of the name. */
  readonly labels: readonly string[];
  /** All values of a label, where they are known beforehand. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Name for Prometheus; undefined for a sum or copy of other metrics, which is left out there. */
  readonly exported: string | undefined;
  /** Labels that tell metrics with the same exported name apart. */
  readonly constantLabels: Readonly<Record<string, string>>;
  /** The value is an amount of what the label `resource` names. */
  readonly isResource: boolean;
  /** The name with the labels' values in it. */
  flatName(values: readonly string[]): string;
}

export interface MetricOptions {
  /** Name for Prometheus; `sum` for none. Needed where the name has parts that vary. */
  readonly as?: string | undefined;
  readonly values?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly with?: Readonly<Record<string, string>> | undefined;
  readonly isResource?: boolean | undefined;
}

export function counter(name: string, help: string, options: MetricOptions = {}): Metric {
  return declare(name, 'counter', help, options);
}

export function gauge(name: string, help: string, options: MetricOptions = {}): Metric {
  return declare(name, 'gauge', help, options);
}

/** A duration; its name ends in the unit of its flat values, `_ms`. */
export function timer(name: string, help: string, options: MetricOptions = {}): Metric {
  return declare(name, 'timer', help, options);
}

/** For a metric that sums up others. */
export const sum = { as: 'sum' } as const;

/** Every combination of a metric's label values; all of them must be known beforehand. */
export function combinations({ labels, values }: Metric): string[][] {
  let found: string[][] = [[]];
  for (const label of labels) {
    const choices = values[label];
    assert(choices !== undefined, `the values of ${label} are not declared`);
    found = found.flatMap((chosen) => choices.map((choice) => [...chosen, choice]));
  }
  return found;
}

/** The name of a framework is whatever its author liked; in a flat name it is percent-encoded. */
const encodedLabel = 'framework';

const placeholder = /<([a-z_]+)>/;

function declare(name: string, kind: MetricKind, help: string, options: MetricOptions): Metric {
  // Text and labels by turns.
  const parts = name.split(placeholder);
  const labels = parts.filter((_, index) => index % 2 === 1);
  const { as, values = {}, with: constantLabels = {}, isResource = false } = options;
  assert(as !== undefined || labels.length === 0, `${name} needs a name for Prometheus`);
  return {
    name,
    kind,
    help,
    labels,
    values,
    exported: as === 'sum' ? undefined : (as ?? exportedName(name, kind)),
    constantLabels,
    isResource,
    flatName: (given) => {
      assert(given.length === labels.length, `${name} takes ${labels.length} values`);
      let flat = parts[0]!;
      for (let i = 0; i < labels.length; i++) {
        const value = given[i]!;
        flat += (labels[i] === encodedLabel ? encodeURIComponent(value) : value) + parts[2 * i + 2]!;
      }
      return flat;
    },
  };
}

/** Units are spelled out, counters end in _total, and agents are called so. */
function exportedName(name: string, kind: MetricKind): string {
  const words = `mesos_${name}`
    .replaceAll('/', '_')
    .replace(/_(secs|ms)$/, '_seconds')
    .replace(/(_|^)slave(s?)(?=_|$)/g, '$1agent$2');
  return kind === 'counter' ? `${words}_total` : words;
}
