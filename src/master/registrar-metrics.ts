// The figures of the registrar: how long its store takes, and how large the registry is.
import type { Clock } from '../base/ports.ts';
import { gauge, type Metric, timer } from '../metrics/metric.ts';
import type { MetricSink } from '../metrics/sink.ts';
import { DurationTimer } from '../metrics/timer.ts';
import type { StoreChange } from '../storage/store.ts';

const queued = gauge('registrar/queued_operations', 'Operations that wait for the store');
const size = gauge('registrar/registry_size_bytes', 'What the registry holds, as it is stored');
const fetch = timer('registrar/state_fetch_ms', 'How long loading the registry took');
const store = timer(
  'registrar/state_store_ms',
  'How long batches of changes took to become durable, over a day',
);

export const registrarMetrics: readonly Metric[] = [queued, size, fetch, store];

const dayMs = 24 * 60 * 60 * 1000;

export class RegistrarMetrics {
  readonly #clock: Clock;
  readonly #fetches = new DurationTimer();
  readonly #stores = new DurationTimer(dayMs);
  /** Bytes of each entry by its key. */
  readonly #sizes = new Map<string, number>();
  #sizeBytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins a measurement; the function returned ends it. */
  startFetch(): () => void {
    return this.#start(this.#fetches);
  }

  startStore(): () => void {
    return this.#start(this.#stores);
  }

  #start(timed: DurationTimer): () => void {
    const startMs = this.#clock.now();
    return () => {
      const nowMs = this.#clock.now();
      timed.record(Math.max(0, nowMs - startMs), nowMs);
    };
  }

  changed({ key, value }: StoreChange): void {
    const bytes = value === undefined ? 0 : Buffer.byteLength(key) + Buffer.byteLength(value);
    this.#sizeBytes += bytes - (this.#sizes.get(key) ?? 0);
    if (bytes === 0) this.#sizes.delete(key);
    else this.#sizes.set(key, bytes);
  }

  collect(sink: MetricSink, queuedOperations: number): void {
    const nowMs = this.#clock.now();
    sink.put(queued, queuedOperations);
    sink.put(size, this.#sizeBytes);
    sink.putTimer(fetch, this.#fetches.read(nowMs));
    sink.putTimer(store, this.#stores.read(nowMs));
  }
}
