// A seeded random source and a queue of completions, so that a failing seed replays exactly.

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs what was scheduled when it is told to, in any order the random source chooses. */
export class Completions {
  readonly #random: () => number;
  #actions: (() => void)[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  readonly schedule = (action: () => void): void => {
    this.#actions.push(action);
  };

  /** Runs one; false when there is none. */
  runOne(): boolean {
    const [action] = this.#actions.splice(Math.floor(this.#random() * this.#actions.length), 1);
    action?.();
    return action !== undefined;
  }

  runAll(): void {
    while (this.runOne());
  }

  /** Forgets everything: the process is dead. */
  clear(): void {
    this.#actions = [];
  }
}
