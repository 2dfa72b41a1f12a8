// Messages of the native drivers of each principal. A principal has figures while a framework of it is registered,
// over whichever wire; its counts begin anew when it comes back after the last one was removed.
import { counter, type Metric } from '../metrics/metric.ts';
import type { MetricSink } from '../metrics/sink.ts';
import type { Framework } from './model.ts';

const messages = counter(
  'frameworks/<principal>/messages_<step>',
  'Messages of native drivers whose framework has the principal',
  { as: 'mesos_master_principal_messages_total', values: { step: ['received', 'processed'] } },
);

export const principalMetrics: readonly Metric[] = [messages];

interface Counts {
  received: number;
  processed: number;
}

export class PrincipalMetrics {
  readonly #counts = new Map<string, Counts>();

  /** A message of the framework's driver came; the function returned says that it was handled. */
  received(framework: Framework | undefined): () => void {
    const principal = framework?.info.principal;
    if (principal === undefined) return () => {};
    const counts = this.#counts.get(principal) ?? { received: 0, processed: 0 };
    counts.received += 1;
    this.#counts.set(principal, counts);
    return () => {
      counts.processed += 1;
    };
  }

  /** To be called when a framework was removed; `left` are those that are registered still. */
  removed({ info: { principal } }: Framework, left: Iterable<Framework>): void {
    if (principal === undefined || !this.#counts.has(principal)) return;
    for (const { info } of left) if (info.principal === principal) return;
    this.#counts.delete(principal);
  }

  collect(sink: MetricSink, frameworks: Iterable<Framework>): void {
    const principals = new Set<string>();
    for (const { info } of frameworks) if (info.principal !== undefined) principals.add(info.principal);
    for (const principal of principals) {
      const { received = 0, processed = 0 } = this.#counts.get(principal) ?? {};
      sink.put(messages, received, [principal, 'received']);
      sink.put(messages, processed, [principal, 'processed']);
    }
  }
}
