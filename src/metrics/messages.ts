// Messages between processes that came and could not be read, or could not be sent, by reason. What a daemon can read
// and has no use for is counted by itself.
import { counter, type Metric } from './metric.ts';
import type { MetricSink } from './sink.ts';

const reasons = ['depth', 'no_address', 'queue_full', 'too_many_links', 'undecodable', 'unknown'] as const;

type DropReason = (typeof reasons)[number];

const dropped = counter(
  'messages/dropped/<reason>',
  'Messages of other processes that could not be read, and messages to them that could not be sent, by reason',
  { as: 'mesos_messages_dropped_total', values: { reason: reasons } },
);

export class MessageMetrics {
  readonly metrics: readonly Metric[] = [dropped];
  readonly #counts = new Map<DropReason, number>(reasons.map((reason) => [reason, 0]));

  count(reason: DropReason, messages = 1): void {
    this.#counts.set(reason, this.#counts.get(reason)! + messages);
  }

  readonly collect = (sink: MetricSink): void => {
    for (const [reason, count] of this.#counts) sink.put(dropped, count, [reason]);
  };
}
