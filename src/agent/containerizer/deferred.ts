// Two small pieces of asynchronous flow: a promise that is settled from outside, and waiting for several works to
// the end even when one of them fails, so that nothing is still being made while it is torn down.

export class Deferred<T> {
  readonly promise: Promise<T>;
  #resolve!: (value: T) => void;
  #isSettled = false;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** The first call counts. */
  resolve(value: T): void {
    this.#isSettled = true;
    this.#resolve(value);
  }
}

/** Waits for all of them; then throws the first rejection, if there is one. */
export async function allSettled(works: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** The promise's value, or undefined when it has none by the deadline (of performance.now()). */
export async function within<T>(promise: Promise<T>, deadlineMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, deadlineMs - performance.now()));
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
