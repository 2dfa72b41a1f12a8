// What a fuzzer needs to know of a decoder, and the loop that feeds it.
import { randomOf } from '../support/random.ts';
import { Mutator } from './mutation.ts';

export interface Decoder {
  readonly name: string;
  /** Inputs the decoder takes; what is fed is made of them. */
  readonly valid: (mutator: Mutator) => readonly Buffer[];
  /**
   * Decodes one input. Throws when it breaks a promise: another error than the decoder's own, a value that does not
   * survive a round trip, more than the limits allow. True when the input was accepted.
   */
  readonly run: (input: Buffer, mutator: Mutator) => boolean | Promise<boolean>;
  /** Inputs in the usual run of the tests; decoders that start processes have fewer. */
  readonly usual: number;
  readonly start?: () => Promise<void>;
  readonly stop?: () => Promise<void>;
}

export interface FuzzResult {
  readonly inputs: number;
  readonly accepted: number;
  readonly failure: { readonly number: number; readonly input: Buffer; readonly error: Error } | undefined;
  /** Of one input. */
  readonly slowestMs: number;
}

/** An input that takes so long would stop a daemon; on the slowest machine a decoder needs some milliseconds. */
const hangMs = 10_000;

/** Feeds inputs until `isEnough`; the inputs follow from the seed alone. */
export async function fuzz(
  decoder: Decoder,
  seed: number,
  isEnough: (inputs: number) => boolean,
): Promise<FuzzResult> {
  const mutator = new Mutator(randomOf(seed));
  const valid = decoder.valid(mutator);
  let inputs = 0;
  let accepted = 0;
  let slowestMs = 0;
  await decoder.start?.();
  try {
    while (!isEnough(inputs)) {
      const input = mutator.input(valid);
      inputs += 1;
      const startMs = performance.now();
      try {
        if (await decoder.run(input, mutator)) accepted += 1;
        const tookMs = performance.now() - startMs;
        slowestMs = Math.max(slowestMs, tookMs);
        if (tookMs > hangMs) throw new Error(`it took ${Math.round(tookMs)} ms`);
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        return { inputs, accepted, slowestMs, failure: { number: inputs, input, error } };
      }
    }
  } finally {
    await decoder.stop?.();
  }
  return { inputs, accepted, slowestMs, failure: undefined };
}

/** The failure as a person needs it: what it was, and the input to repeat it with. */
export function describe(decoder: Decoder, seed: number, { failure }: FuzzResult): string {
  if (failure === undefined) return '';
  const { number, input, error } = failure;
  return [
    `${decoder.name}, seed ${seed}, input ${number} of ${input.length} bytes: ${error.stack ?? error.message}`,
    `base64: ${input.toString('base64').slice(0, 4000)}`,
  ].join('\n');
}

/** Runs what may refuse its input with one of the given errors; undefined when it did. */
export function unlessRefused<T>(
  refusals: readonly (abstract new (...words: never[]) => Error)[],
  decode: () => T,
): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return undefined;
    throw error;
  }
}
