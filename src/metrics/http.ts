// What the HTTP server of a daemon refuses, by reason: a limit that is reached, or bytes that mean nothing.
import { counter, type Metric, sum } from './metric.ts';
import type { MetricSink } from './sink.ts';

const reasons = [
  'body_size',
  'connections',
  'encoding',
  'header_size',
  'malformed',
  'method',
  'path',
  'pending_answers',
  'pending_bodies',
  'pipelined',
  'slow_reader',
  'stalled_reader',
  'timeout',
] as const;

export type RefusalReason = (typeof reasons)[number];

const byStatus: Readonly<Record<number, RefusalReason>> = {
  404: 'path',
  405: 'method',
  408: 'timeout',
  413: 'body_size',
  415: 'encoding',
  431: 'header_size',
};

/** Refusals with the same status, told apart by their texts; these three are limits that readers share. */
const byText: Readonly<Record<string, RefusalReason>> = {
  'too many connections': 'connections',
  'too many pipelined requests': 'pipelined',
  'too many unfinished bodies': 'pending_bodies',
};

const refusals = counter(
  'http/refusals/<reason>',
  'Connections and requests refused by a limit or as malformed, and answers given up for their readers, by reason',
  { as: 'mesos_http_refusals_total', values: { reason: reasons } },
);

export class HttpMetrics {
  readonly metrics: readonly Metric[];
  readonly #refused: Metric;
  readonly #counts = new Map<RefusalReason, number>(reasons.map((reason) => [reason, 0]));

  constructor(daemon: 'master' | 'slave') {
    const help = 'Connections and requests refused by a limit or as malformed';
    this.#refused = counter(`${daemon}/http_requests_refused`, help, sum);
    this.metrics = [this.#refused, refusals];
  }

  refused(status: number, why: string): void {
    this.count(byText[why] ?? byStatus[status] ?? 'malformed');
  }

  count(reason: RefusalReason): void {
    this.#counts.set(reason, this.#counts.get(reason)! + 1);
  }

  readonly collect = (sink: MetricSink): void => {
    let all = 0;
    for (const [reason, count] of this.#counts) {
      all += count;
      sink.put(refusals, count, [reason]);
    }
    sink.put(this.#refused, all);
  };
}
