// Randomness that repeats itself for a seed.
import type { Random } from '../../src/base/ports.ts';

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A Random port on it. */
export function seededRandom(seed: number): Random {
  const fraction = randomOf(seed);
  return {
    fraction,
    uuid: () =>
      `00000000-0000-4000-8000-${Math.floor(fraction() * 1e12)
        .toString()
        .padStart(12, '0')}`,
  };
}
