// Durations of something that happens again and again: the last one, and how those of a window of time were
// spread. The newest durations are kept, so many that the cost of a reading stays small.

/** As many as the original keeps. Of a window with more the newest count. */
const maxKept = 1000;

export interface TimerStatistics {
  readonly count: number;
  readonly max: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
}

export interface TimerReading {
  readonly lastMs: number | undefined;
  /** Since the start of the process. */
  readonly count: number;
  readonly sumMs: number;
  /** In milliseconds; undefined for a timer without a window, or when nothing happened in it. */
  readonly window: TimerStatistics | undefined;
}

export class DurationTimer {
  readonly #windowMs: number | undefined;
  /** A ring; `#next` is where the next duration goes. */
  readonly #durationsMs: number[] = [];
  readonly #timesMs: number[] = [];
  #next = 0;
  #lastMs: number | undefined;
  #count = 0;
  #sumMs = 0;

  constructor(windowMs?: number) {
    this.#windowMs = windowMs;
  }

  record(durationMs: number, nowMs: number): void {
    this.#lastMs = durationMs;
    this.#count += 1;
    this.#sumMs += durationMs;
    if (this.#windowMs === undefined) return;
    this.#durationsMs[this.#next] = durationMs;
    this.#timesMs[this.#next] = nowMs;
    this.#next = (this.#next + 1) % maxKept;
  }

  read(nowMs: number): TimerReading {
    return { lastMs: this.#lastMs, count: this.#count, sumMs: this.#sumMs, window: this.#window(nowMs) };
  }

  #window(nowMs: number): TimerStatistics | undefined {
    const { length } = this.#durationsMs;
    const sinceMs = nowMs - (this.#windowMs ?? 0);
    const kept = new Float64Array(length);
    let count = 0;
    for (let i = 0; i < length; i++) if (this.#timesMs[i]! >= sinceMs) kept[count++] = this.#durationsMs[i]!;
    if (count === 0) return undefined;
    const sorted = kept.subarray(0, count).sort();
    return {
      count,
      max: sorted[count - 1]!,
      min: sorted[0]!,
      p50: quantile(sorted, 0.5),
      p90: quantile(sorted, 0.9),
      p95: quantile(sorted, 0.95),
      p99: quantile(sorted, 0.99),
      p999: quantile(sorted, 0.999),
      p9999: quantile(sorted, 0.9999),
    };
  }
}

/** Between the two nearest values, by distance. */
function quantile(sorted: Float64Array, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}
