// What there is of each resource, what of it is in use, and the part that is: master and agent report the same.
import { gauge, type Metric } from './metric.ts';
import type { MetricSink } from './sink.ts';

const names = ['cpus', 'gpus', 'mem', 'disk'] as const;

/** Amounts by name of the resource, as they are shown: megabytes of memory and disk. */
export interface ResourceAmounts {
  readonly total: ReadonlyMap<string, number>;
  readonly used: ReadonlyMap<string, number>;
}

export class ResourceGauges {
  readonly metrics: readonly Metric[];
  readonly #ordinary: Kind;
  readonly #revocable: Kind;

  /** `daemon` is the first part of the names of old, `exported` of those for Prometheus. */
  constructor(daemon: 'master' | 'slave', exported: 'master' | 'agent') {
    this.#ordinary = declare(daemon, exported, false);
    this.#revocable = declare(daemon, exported, true);
    this.metrics = [...Object.values(this.#ordinary), ...Object.values(this.#revocable)];
  }

  put(sink: MetricSink, isRevocable: boolean, { total, used }: ResourceAmounts): void {
    const kind = isRevocable ? this.#revocable : this.#ordinary;
    for (const name of names) {
      const all = total.get(name) ?? 0;
      const taken = used.get(name) ?? 0;
      sink.put(kind.total, all, [name]);
      sink.put(kind.used, taken, [name]);
      sink.put(kind.percent, all === 0 ? 0 : taken / all, [name]);
    }
  }
}

interface Kind {
  readonly total: Metric;
  readonly used: Metric;
  readonly percent: Metric;
}

function declare(daemon: string, exported: string, isRevocable: boolean): Kind {
  const prefix = `${daemon}/<resource>_${isRevocable ? 'revocable_' : ''}`;
  const what = isRevocable ? 'revocable resources' : 'resources that are not revocable';
  const options = {
    values: { resource: names },
    with: { revocable: String(isRevocable) },
    isResource: true,
  };
  const as = (part: string): string => `mesos_${exported}_resource_${part}`;
  return {
    total: gauge(`${prefix}total`, `What there is of ${what}`, { ...options, as: as('capacity') }),
    used: gauge(`${prefix}used`, `What tasks and executors hold of ${what}`, { ...options, as: as('used') }),
    percent: gauge(`${prefix}percent`, `The part of ${what} that is held, from 0 to 1`, {
      ...options,
      isResource: false,
      as: as('used_ratio'),
    }),
  };
}
