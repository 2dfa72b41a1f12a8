// What is long (making and sending large answers) is done in slices, and this file says when the next one may
// begin: at once while the process has nothing else to do, and otherwise so that the slices together keep to a small
// part of the time. A process has one event loop, so there is one pace.
import { performance } from 'node:perf_hooks';

/** Longest time the slices of one turn hold the event loop. */
const turnMs = 3;

/** The part of the time that is left to slices of a busy loop, and the most they take of an idle one. */
const leastShare = 0.02;
const mostShare = 0.85;

/**
 * Up to the first part of the time taken by other events a loop counts as idle, from the second on as busy. Idle time of a
 * busy loop is not for slices: most of those who cause the events wait for an answer to the last one, and slices in
 * between would delay it.
 */
const idleUpTo = 0.05;
const busyFrom = 0.2;

/** For how long the load is observed before the share is decided anew. */
const observedMs = 100;

export class Pace {
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;
  /** When the next turn may begin, on the clock of `performance`. */
  #freeAtMs = 0;
  #share = mostShare;
  #observed = performance.eventLoopUtilization();
  #observedSinceMs = performance.now();
  #takenMs = 0;
  #chargedMs = 0;

  /** Runs a slice in its turn. A slice is short: it ends by itself when it sees `isOver` say so. */
  run(slice: () => void): void {
    this.#waiting.push(slice);
    if (!this.#isScheduled) this.#schedule();
  }

  /** Counts time that a slice which runs now causes elsewhere. */
  charge(ms: number): void {
    this.#chargedMs += ms;
  }

  /** Runs a generator to its end in slices and gives its result; the first slice runs at once when it may. */
  async finish<Result>(work: Generator<unknown, Result, undefined>): Promise<Result> {
    for (;;) {
      await this.#mayBegin();
      const startMs = performance.now();
      const step = this.#oneSlice(work, startMs);
      this.#take(performance.now() - startMs);
      if (step?.done === true) return step.value;
    }
  }

  #oneSlice<Result>(
    work: Generator<unknown, Result, undefined>,
    startMs: number,
  ): IteratorResult<unknown, Result> | undefined {
    for (;;) {
      const step = work.next();
      if (step.done === true) return step;
      if (performance.now() - startMs >= turnMs) return undefined;
    }
  }

  #mayBegin(): Promise<void> | undefined {
    if (!this.#isScheduled && performance.now() >= this.#freeAtMs) return undefined;
    return new Promise((resolve) => this.run(resolve));
  }

  #schedule(): void {
    this.#isScheduled = true;
    const delayMs = this.#freeAtMs - performance.now();
    if (delayMs < 1) setImmediate(this.#turn);
    else setTimeout(this.#turn, delayMs);
  }

  readonly #turn = (): void => {
    const startMs = performance.now();
    let spentMs = 0;
    for (let slice = this.#waiting.shift(); slice !== undefined; slice = this.#waiting.shift()) {
      slice();
      spentMs = performance.now() - startMs;
      if (spentMs >= turnMs) break;
    }
    this.#take(spentMs);
    this.#isScheduled = false;
    if (this.#waiting.length > 0) this.#schedule();
  };

  /** Time was spent on slices: the next turn waits until their share is no larger than it may be. */
  #take(sliceMs: number): void {
    const spentMs = sliceMs + this.#chargedMs;
    this.#chargedMs = 0;
    this.#takenMs += spentMs;
    const nowMs = performance.now();
    this.#observe(nowMs);
    this.#freeAtMs = nowMs + spentMs * (1 / this.#share - 1);
  }

  #observe(nowMs: number): void {
    const elapsedMs = nowMs - this.#observedSinceMs;
    if (elapsedMs < observedMs) return;
    const { idle } = performance.eventLoopUtilization(this.#observed);
    const others = 1 - (idle + this.#takenMs) / elapsedMs;
    const business = Math.min(1, Math.max(0, (others - idleUpTo) / (busyFrom - idleUpTo)));
    this.#share = mostShare + business * (leastShare - mostShare);
    this.#observed = performance.eventLoopUtilization();
    this.#observedSinceMs = nowMs;
    this.#takenMs = 0;
  }
}

export const pace = new Pace();
