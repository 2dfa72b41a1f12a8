// What a failing seed tells its reader, and how to run it again.
import type { RunResult } from './cluster.ts';

export function replayCommand(seed: number): string {
  return `scripts/simulate --seed=${seed}`;
}

export function failureReport(result: RunResult): string {
  return [
    `seed ${result.seed} failed after ${result.events} events, ${(result.virtualMs / 1000).toFixed(1)} s of virtual time`,
    ...result.lastLines,
    `${result.failure?.message}`,
    `to replay: ${replayCommand(result.seed)}`,
  ].join('\n');
}
