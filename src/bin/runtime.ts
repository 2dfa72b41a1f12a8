// The real ports of a process: the system's clock, timers and randomness.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Clock, Random, Timers } from '../base/ports.ts';

/** Follows the wall clock but with the fraction of a millisecond that timestamps of updates carry. */
export const systemClock: Clock = {
  now: () => {
    const wall = Date.now();
    const fine = performance.timeOrigin + performance.now();
    // The monotonic clock does not follow adjustments of the wall clock; beyond a millisecond the wall wins.
    return Math.abs(fine - wall) <= 1 ? fine : wall;
  },
};

/** setTimeout fires at once for longer delays; those are waited for in parts. */
const longestTimeoutMs = 2 ** 31 - 1;

export const systemTimers: Timers = {
  after: (delayMs, action) => {
    let handle: NodeJS.Timeout;
    const wait = (restMs: number): void => {
      const partMs = Math.min(restMs, longestTimeoutMs);
      handle = setTimeout(() => (restMs > partMs ? wait(restMs - partMs) : action()), Math.max(0, partMs));
    };
    wait(delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

export const systemRandom: Random = {
  uuid: () => randomUUID(),
  fraction: () => Math.random(),
};
