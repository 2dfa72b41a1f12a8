// What the HTTP server of a daemon counts.
import { counter, type Metric } from './metric.ts';
import type { MetricSink } from './sink.ts';

export class HttpMetrics {
  readonly metrics: readonly Metric[];
  readonly #refused: Metric;
  #count = 0;

  constructor(daemon: 'master' | 'slave') {
    const help = 'Connections and requests refused by a limit or as malformed';
    this.#refused = counter(`${daemon}/http_requests_refused`, help);
    this.metrics = [this.#refused];
  }

  refused(): void {
    this.#count += 1;
  }

  readonly collect = (sink: MetricSink): void => sink.put(this.#refused, this.#count);
}
