// Runs seeds by hand: `--seed=K` one of them (with `--verbose` every event and log line), `--count=N` that many from
// K on. Exits 1 when one fails.
import { performance } from 'node:perf_hooks';
import { type RunResult, runSeed } from './cluster.ts';
import { failureReport } from './report.ts';

const usage = 'usage: scripts/simulate [--seed=K] [--count=N] [--verbose]';

function options(): { first: number; count: number; isVerbose: boolean } {
  const chosen = { first: 1, count: 1, isVerbose: false };
  for (const argument of process.argv.slice(2)) {
    const [, name, value] = /^--(seed|count)=([0-9]{1,9})$/.exec(argument) ?? [];
    if (name === 'seed') chosen.first = Number(value);
    else if (name === 'count') chosen.count = Number(value);
    else if (argument === '--verbose') chosen.isVerbose = true;
    else {
      console.error(`${argument} is not understood; ${usage}`);
      process.exit(2);
    }
  }
  return chosen;
}

const { first, count, isVerbose } = options();
const started = performance.now();
const failures: RunResult[] = [];
const counts = new Map<string, number>();
let events = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const result = runSeed({
    seed,
    isVerbose,
    ...(isVerbose ? { onLine: (line: string) => console.log(line) } : {}),
  });
  events += result.events;
  for (const [what, times] of result.counts) counts.set(what, (counts.get(what) ?? 0) + times);
  if (result.failure === undefined) continue;
  failures.push(result);
  console.log(count === 1 ? failureReport(result) : `seed ${seed}: ${result.failure.message}`);
}
const seconds = (performance.now() - started) / 1000;
const rate = Math.round(events / seconds);
console.log(
  `${count} seeds, ${failures.length} failed, ${events} events in ${seconds.toFixed(1)} s: ${rate} events a second`,
);
console.log([...counts].map(([what, times]) => `${what}: ${times}`).join(', '));
process.exitCode = failures.length === 0 ? 0 : 1;
