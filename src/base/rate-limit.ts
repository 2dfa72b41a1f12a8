// A limit of the rate of requests: of those that come faster each waits its turn. The text form, `10/1secs`, is that of
// the original's rate limits.
import { parseDuration } from './duration.ts';

/** Milliseconds between two turns, or undefined when the text is no `<number>/<duration>` of positive ones. */
export function parseRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\/(.+)$/.exec(text.trim());
  if (match === null) return undefined;
  const durationMs = parseDuration(match[2]!);
  const turns = Number(match[1]);
  return durationMs === undefined || durationMs <= 0 || turns <= 0 ? undefined : durationMs / turns;
}

export class RateLimit {
  readonly #intervalMs: number;
  readonly #longestWaitMs: number;
  #nextMs = 0;

  /** Whoever would have to wait longer than `longestWaitMs` gets no turn. */
  constructor(intervalMs: number, longestWaitMs: number) {
    this.#intervalMs = intervalMs;
    this.#longestWaitMs = longestWaitMs;
  }

  /** Takes the next turn and says how long to wait for it; undefined when that would be too long. */
  take(nowMs: number): number | undefined {
    const waitMs = Math.max(0, this.#nextMs - nowMs);
    if (waitMs > this.#longestWaitMs) return undefined;
    this.#nextMs = nowMs + waitMs + this.#intervalMs;
    return waitMs;
  }
}
