// A queue of completions whose order a seed decides, so that a failing seed replays exactly.

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
