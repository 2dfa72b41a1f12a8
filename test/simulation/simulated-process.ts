// One life of a simulated operating-system process: from its start to its crash. Whatever it waits for dies with
// it, a stopped one gets everything late, and its wall clock may be set while its timers run on.
import type { Clock, Timer, Timers } from '../../src/base/ports.ts';
import type { EventQueue, Owner } from './event-queue.ts';

/** Some day in 2023. */
const epochMs = 1_700_000_000_000;

/** The wall clock of a machine: it survives processes. */
export class WallClock implements Clock {
  readonly #queue: EventQueue;
  #offsetMs = 0;

  constructor(queue: EventQueue) {
    this.#queue = queue;
  }

  now(): number {
    return epochMs + this.#queue.nowMs + this.#offsetMs;
  }

  /** Somebody, or a time daemon, sets the clock. */
  jump(byMs: number): void {
    this.#offsetMs += byMs;
  }
}

export class SimulatedProcess implements Owner, Timers {
  readonly name: string;
  /** Something happened to it since this was last set to false. */
  isTouched = true;
  readonly #queue: EventQueue;
  #isAlive = true;
  #stoppedUntilMs = 0;

  constructor(name: string, queue: EventQueue) {
    this.name = name;
    this.#queue = queue;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get stoppedUntilMs(): number {
    return this.#stoppedUntilMs;
  }

  touch(): void {
    this.isTouched = true;
  }

  end(): void {
    this.#isAlive = false;
  }

  /** Nothing happens to it for that long: it is swapped out, or the machine is suspended. */
  stopFor(durationMs: number): void {
    this.#stoppedUntilMs = Math.max(this.#stoppedUntilMs, this.#queue.nowMs + durationMs);
  }

  after(delayMs: number, action: () => void): Timer {
    if (!Number.isFinite(delayMs) || delayMs < 0) throw new Error(`a timer of ${delayMs} ms`);
    return this.#queue.after(delayMs, this, `${this.name}: timer`, action);
  }

  /** Something happens to this process later. */
  later(delayMs: number, what: string, action: () => void): Timer {
    return this.#queue.after(delayMs, this, `${this.name}: ${what}`, action);
  }
}
