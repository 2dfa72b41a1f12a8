// What the big reads of the master are made of: a view of the cluster, what was encoded before, and answers that are
// shared. Every one of them goes through here.
import type { Fragments } from '../../api/fragments.ts';
import { ViewReads } from '../../api/view-reads.ts';
import type { Timers } from '../../base/ports.ts';
import { gauge } from '../../metrics/metric.ts';
import type { MetricSink } from '../../metrics/sink.ts';
import type { MasterConfig } from '../config.ts';
import type { Master } from '../master.ts';
import type { ConstraintFilters } from '../offer-constraints.ts';
import { type ModelView, takeView } from '../view.ts';

export interface ReadsOptions {
  readonly timers: Timers;
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
  /** `--http_cache_size`: half of it for encoded parts, half for whole answers. */
  readonly maxBytes: number;
}

/** What an answer is made of. */
export interface ReadSource {
  readonly config: MasterConfig;
  readonly startedMs: number;
  readonly flags: Readonly<Record<string, string>>;
  readonly fragments: Fragments;
  readonly constraintFilters: ConstraintFilters;
}

const keptBytes = gauge(
  'master/http_cache_bytes',
  'Bytes of answers and of encoded parts of them that are kept',
);

export const readMetrics = [keptBytes];

export class Reads extends ViewReads<ModelView> {
  readonly source: ReadSource;

  constructor(master: Master, { timers, flags, maxBytes }: ReadsOptions) {
    super({
      view: (last) => takeView(master.model, last),
      timers,
      maxBytes,
      onShared: () => master.countSharedAnswer(),
    });
    this.source = {
      config: master.config,
      startedMs: master.startedMs,
      flags,
      fragments: this.fragments,
      constraintFilters: master.constraintFilters,
    };
  }

  readonly collect = (sink: MetricSink): void => sink.put(keptBytes, this.bytes);
}
