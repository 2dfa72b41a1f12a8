// Fuzzes one decoder, or each in turn, for a while: from a seed on, so that a failure can be repeated. Exits 1 when a
// decoder broke a promise.
import { describe, fuzz } from './decoder.ts';
import { decoders } from './decoders.ts';

const usage = `usage: scripts/fuzz [DECODER] [--seconds=N] [--seed=K]
decoders: ${decoders.map(({ name }) => name).join(', ')}`;

let seconds = 10;
let seed = 1;
let chosen = decoders;
for (const argument of process.argv.slice(2)) {
  const [, option, value] = /^--(seconds|seed)=(\d{1,9})$/.exec(argument) ?? [];
  const named = decoders.filter(({ name }) => name === argument);
  if (option === 'seconds') seconds = Number(value);
  else if (option === 'seed') seed = Number(value);
  else if (named.length > 0) chosen = named;
  else {
    console.error(`${argument} is not understood\n${usage}`);
    process.exit(2);
  }
}

async function run(): Promise<void> {
  for (const decoder of chosen) {
    const endMs = performance.now() + (seconds * 1000) / chosen.length;
    const result = await fuzz(decoder, seed, () => performance.now() >= endMs);
    const { inputs, accepted, slowestMs, failure } = result;
    console.log(
      `${decoder.name}: ${inputs} inputs, ${accepted} accepted, slowest ${slowestMs.toFixed(1)} ms${failure === undefined ? '' : ', FAILED'}`,
    );
    if (failure === undefined) continue;
    console.log(describe(decoder, seed, result));
    process.exitCode = 1;
  }
}

void run();
