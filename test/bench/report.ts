// One figure a line, as JSON, so that runs can be compared by a program.

import { readdirSync } from 'node:fs';
import { availableParallelism, loadavg, setPriority } from 'node:os';

export type Context = Readonly<Record<string, string | number | boolean>>;

/** Prints a figure; values are rounded to three significant decimals of their size. */
export function report(name: string, value: number, unit: string, context: Context = {}): void {
  process.stdout.write(`${JSON.stringify({ name, value: rounded(value), unit, ...context })}\n`);
}

function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}

/** How busy the machine is: a thread that waits for a processor looks like one that is blocked. */
export function machineLoad(): Context {
  return { load: loadavg()[0] ?? 0, processors: availableParallelism() };
}

/**
 * Sets the nice value of all threads of a process: what is measured gets a processor when it wants one, before those who
 * make its load and stand for machines of their own. False without the right to.
 */
export function prioritize(pid: number, nice: number): boolean {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), nice);
    return true;
  } catch {
    return false;
  }
}

/** Options given as `--name=value`. */
export function options<T extends Readonly<Record<string, string | number | boolean | undefined>>>(
  defaults: T,
): T {
  const values: Record<string, string | number | boolean | undefined> = { ...defaults };
  for (const word of process.argv.slice(2)) {
    const match = /^--([a-z-]+)(?:=(.*))?$/.exec(word);
    const name = match?.[1] ?? '';
    if (!(name in defaults)) {
      process.stderr.write(`${word} is not an option here; options: ${Object.keys(defaults).join(', ')}\n`);
      process.exit(2);
    }
    const text = match?.[2];
    const kind = typeof defaults[name];
    values[name] = kind === 'number' ? Number(text) : kind === 'boolean' ? text !== 'false' : text;
  }
  return values as T;
}

/** The value below which `share` of the sorted samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}
