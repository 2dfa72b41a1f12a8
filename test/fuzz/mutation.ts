// Inputs of the fuzzers: what is valid, changed a little; pieces of it out of order; and bytes of no meaning. All of it
// follows from the random source, so that a seed is the same inputs for ever.

export type RandomSource = () => number;

/** No input is longer: decoders have limits of their own, which tests with large inputs check. */
const maxBytes = 64 * 1024;

/** Bytes that mean something to somebody: ends, signs, the limits of integers and of UTF-8. */
const interesting: readonly (string | readonly number[])[] = [
  [0],
  [0xff],
  [0x80],
  [0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xed, 0xa0, 0x80],
  [0xc0, 0xaf],
  [0x7f, 0xff, 0xff, 0xff],
  [0x80, 0x00, 0x00, 0x00],
  '\r\n',
  '\r\n\r\n',
  '\n',
  '%',
  '%00',
  '"',
  '\\',
  '\\u0000',
  '{',
  '[',
  '}',
  ':',
  ';',
  ',',
  '-1',
  '1e999',
  '18446744073709551616',
  '__proto__',
  'constructor',
  'null',
  '../',
  '\u2028',
];

export class Mutator {
  readonly #random: RandomSource;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** An input made of the valid ones; one in ten is only random bytes, one in twenty is a valid one itself. */
  input(valid: readonly Buffer[]): Buffer {
    const kind = this.#random();
    if (kind < 0.1 || valid.length === 0) return this.#bytes(this.below(200));
    let made = this.pick(valid);
    if (kind < 0.15) return made;
    for (let count = 1 + this.below(6); count > 0; count--) made = this.#change(made, valid);
    return made.subarray(0, maxBytes);
  }

  #bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  #change(of: Buffer, valid: readonly Buffer[]): Buffer {
    const at = this.below(of.length + 1);
    const end = at + this.below(Math.min(of.length - at, 40) + 1);
    const [before, piece, after] = [of.subarray(0, at), of.subarray(at, end), of.subarray(end)];
    switch (this.below(8)) {
      case 0: {
        const changed = Buffer.from(of);
        if (changed.length > 0) changed[at % changed.length]! ^= 1 << this.below(8);
        return changed;
      }
      case 1:
        return before;
      case 2:
        return Buffer.concat([before, after]);
      case 3:
        return Buffer.concat([before, this.#bytes(1 + this.below(8)), after]);
      case 4: {
        const chosen = this.pick(interesting);
        return Buffer.concat([
          before,
          typeof chosen === 'string' ? Buffer.from(chosen) : Buffer.from(chosen),
          after,
        ]);
      }
      case 5:
        // Something again and again, up to some kilobytes.
        return Buffer.concat([before, ...Array.from({ length: 1 + this.below(64) }, () => piece), after]);
      case 6: {
        const other = this.pick(valid);
        return Buffer.concat([before, other.subarray(this.below(other.length + 1))]);
      }
      default:
        return Buffer.concat([
          before,
          this.pick(interesting.map((each) => Buffer.from(each as string))),
          of.subarray(at),
        ]);
    }
  }
}
