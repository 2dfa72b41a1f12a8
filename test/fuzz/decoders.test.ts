// Each decoder with a fixed number of inputs from a fixed seed: no crash, no hang, no memory beyond bounds, and what
// was accepted survives a round trip. scripts/fuzz goes on from other seeds.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs, program } from '../support/needs.ts';
import { describe, fuzz } from './decoder.ts';
import { decoders } from './decoders.ts';

const test = suite('fuzzed decoders');
const seed = Number(process.env['MESOS_TEST_FIRST_SEED'] ?? 1);

/** Far above what inputs of 64 KB need; a decoder that believes a length would take gigabytes. */
const maxResidentBytes = 1024 * 1024 * 1024;

for (const decoder of decoders) {
  needs(test, decoder.name === 'launcher' ? [program('cc')] : [], decoder.name, async () => {
    const result = await fuzz(decoder, seed, (inputs) => inputs >= decoder.usual);
    console.log(`\nFIGURE fuzzed ${decoder.name}: ${result.inputs} inputs, ${result.accepted} accepted`);
    assert.is(describe(decoder, seed, result), '');
    // Otherwise only the first check of the decoder was tried.
    assert.ok(result.accepted > 0 && result.accepted < result.inputs, `${result.accepted} were accepted`);
    assert.ok(process.memoryUsage.rss() < maxResidentBytes, 'memory');
  });
}

test.run();
