// The cluster keeps its promises under faults: a fixed set of seeds, each a run with crashes, silence, broken
// connections, torn writes. MESOS_SIM_SEEDS=N runs seeds 1 to N, MESOS_SIM_SEED=K one of them.
import { performance } from 'node:perf_hooks';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runSeed } from './cluster.ts';
import { failureReport } from './report.ts';

const test = suite('simulated cluster');

const defaultSeeds = 300;
const seedsPerTest = 25;

const only = numberOf('MESOS_SIM_SEED');
const first = only ?? 1;
const last = only ?? numberOf('MESOS_SIM_SEEDS') ?? defaultSeeds;

let events = 0;
let milliseconds = 0;

for (let from = first; from <= last; from += seedsPerTest) {
  const to = Math.min(last, from + seedsPerTest - 1);
  test(from === to ? `seed ${from}` : `seeds ${from} to ${to}`, () => {
    const started = performance.now();
    for (let seed = from; seed <= to; seed += 1) {
      const result = runSeed({ seed });
      events += result.events;
      if (result.failure !== undefined) throw new Error(failureReport(result));
    }
    milliseconds += performance.now() - started;
  });
}

test('a seed is the same run every time, and another seed another run', () => {
  const [one, again, other] = [17, 17, 18].map((seed) => runSeed({ seed, faultyMs: 15_000 }));
  assert.is(one?.digest, again?.digest);
  assert.is(one?.events, again?.events);
  assert.is.not(one?.digest, other?.digest);
});

test.after(() => {
  const rate = Math.round(events / (milliseconds / 1000));
  console.log(`\nFIGURE simulation: ${last - first + 1} seeds, ${events} events, ${rate} events a second`);
});

function numberOf(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new Error(`${name}=${text} is not a seed or a number of seeds`);
  return Number(text);
}

test.run();
