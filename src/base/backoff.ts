import type { Random } from './ports.ts';

/**
 * The delay of attempt `attempt` (0 first): uniform in [0, base * 2^attempt], at most `maxMs`.
 * The random choice keeps thousands of peers from returning in one instant.
 */
export function randomBackoffMs(random: Random, baseMs: number, maxMs: number, attempt: number): number {
  return random.fraction() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));
}

/** The delay of attempt `attempt` (0 first): base * 2^attempt, at most `maxMs`, shortened by up to a fifth. */
export function jitteredBackoffMs(random: Random, baseMs: number, maxMs: number, attempt: number): number {
  return Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30)) * (1 - random.fraction() / 5);
}
