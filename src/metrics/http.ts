// What the HTTP server and the endpoints of a daemon refuse, by reason: a limit that is reached, or what means nothing.
import { counter, type Metric, sum } from './metric.ts';
import type { MetricSink } from './sink.ts';

const reasons = [
  'accept',
  'address',
  'body_size',
  'connections',
  'content_type',
  'depth',
  'encoding',
  'header_size',
  'invalid',
  'malformed',
  'method',
  'path',
  'pending_answers',
  'pending_bodies',
  'pending_updates',
  'pipelined',
  'process',
  'rate',
  'record_size',
  'slow_reader',
  'stalled_reader',
  'subscribers',
  'timeout',
  'undecodable',
] as const;

type CountedReason = (typeof reasons)[number];

const refusals = counter(
  'http/refusals/<reason>',
  'Connections, requests and messages refused by a limit or for their form, and answers given up for their readers, by reason',
  { as: 'mesos_http_refusals_total', values: { reason: reasons } },
);

export class HttpMetrics {
  readonly metrics: readonly Metric[];
  readonly #refused: Metric;
  readonly #counts = new Map<CountedReason, number>(reasons.map((reason) => [reason, 0]));

  constructor(daemon: 'master' | 'slave') {
    const help = 'Connections, requests and messages refused by a limit or for their form';
    this.#refused = counter(`${daemon}/http_requests_refused`, help, sum);
    this.metrics = [this.#refused, refusals];
  }

  count(reason: CountedReason): void {
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
