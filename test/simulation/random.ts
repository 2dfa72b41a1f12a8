// Seeded randomness. Each concern draws from a fork of its own, so that a change in what one concern draws does
// not shift what all the others get.
import type { Random } from '../../src/base/ports.ts';
import { randomOf } from '../support/random.ts';

export class SeededRandom implements Random {
  readonly #seed: number;
  readonly #next: () => number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#next = randomOf(seed);
  }

  /** A source of its own, decided by the seed and the name alone. */
  fork(name: string): SeededRandom {
    let hash = (2166136261 ^ this.#seed) >>> 0;
    for (let at = 0; at < name.length; at += 1) {
      hash = Math.imul(hash ^ name.charCodeAt(at), 16777619) >>> 0;
    }
    return new SeededRandom(Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0);
  }

  fraction(): number {
    return this.#next();
  }

  uuid(): string {
    const digits = (count: number): string => {
      let text = '';
      for (let at = 0; at < count; at += 4) {
        text += Math.floor(this.#next() * 65536)
          .toString(16)
          .padStart(4, '0');
      }
      return text.slice(0, count);
    };
    const variant = '89ab'.charAt(this.integer(0, 3));
    return `${digits(8)}-${digits(4)}-4${digits(3)}-${variant}${digits(3)}-${digits(12)}`;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + this.#next() * (high - low);
  }

  /** Uniform among the whole numbers from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    if (values.length === 0) throw new Error('nothing to pick from');
    return values[Math.floor(this.#next() * values.length)] as T;
  }

  /** A waiting time whose mean is `meanMs`: most are short, a few are long. */
  exponentialMs(meanMs: number): number {
    return -Math.log(1 - this.#next()) * meanMs;
  }
}
