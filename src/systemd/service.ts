// What this process tells its service manager over its life: that it starts and needs time, that it serves, how it
// is (one line for people), that it reloads, that it stops. READY is said once, when the daemon really serves.
import type { Timer, Timers } from '../base/ports.ts';
import type { Message } from './channel.ts';
import type { Notifier } from './notify.ts';
import { Watchdog } from './watchdog.ts';

export interface ServiceOptions {
  readonly notifier: Notifier;
  readonly timers: Timers;
  /** CLOCK_MONOTONIC in microseconds. */
  readonly monotonicMicros: () => bigint;
  readonly watchdogTimeoutMs: number | undefined;
}

/** The line is looked at this often, and sent when it is another one. */
const statusPeriodMs = 1000;
/** While it recovers the daemon asks again and again for more time, and the manager gives it this much. */
const extensionMs = 60_000;
const extensionPeriodMs = 20_000;
/** A recovery that takes longer has gone wrong in a way that only a new start can help. */
const longestStartMs = 30 * 60_000;

export class Service {
  readonly #options: ServiceOptions;
  readonly #watchdog: Watchdog;
  #state: 'idle' | 'starting' | 'serving' | 'stopping' = 'idle';
  #statusTimer: Timer | undefined;
  #extensionTimer: Timer | undefined;
  #lastStatus = '';

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#watchdog = new Watchdog(options.notifier, options.timers, options.watchdogTimeoutMs);
  }

  /** The start has begun and may take long; `status` says what is done. */
  starting(status: string): void {
    if (this.#options.notifier.channel === undefined) return;
    this.#state = 'starting';
    this.#tell([], status);
    this.#extend(longestStartMs);
  }

  /** It serves from now on. `status` is asked once a second at most, so it must be cheap. */
  ready(status: () => string): void {
    if (this.#options.notifier.channel === undefined || this.#state === 'stopping') return;
    this.#extensionTimer?.cancel();
    this.#state = 'serving';
    this.#tell(['READY=1'], status());
    this.#watchdog.start();
    this.#followStatus(status);
  }

  /** Runs a reload between the two messages that tell of it. */
  reload(action: () => void): void {
    // Before it serves there is nothing to come back to, and READY would be a lie.
    const isTold = this.#state === 'serving';
    if (isTold) this.#tell(['RELOADING=1', `MONOTONIC_USEC=${this.#options.monotonicMicros()}`]);
    try {
      action();
    } finally {
      if (isTold) this.#tell(['READY=1']);
    }
  }

  /** It has begun to end. Signs of life go on: an end that is stuck is noticed too. */
  stopping(status: string): void {
    if (this.#options.notifier.channel === undefined || this.#state === 'stopping') return;
    this.#state = 'stopping';
    this.#statusTimer?.cancel();
    this.#extensionTimer?.cancel();
    this.#tell(['STOPPING=1'], status);
  }

  #tell(message: Message, status?: string): void {
    if (status !== undefined) this.#lastStatus = status;
    this.#options.notifier.send(status === undefined ? message : [...message, `STATUS=${status}`]);
  }

  #followStatus(status: () => string): void {
    this.#statusTimer = this.#options.timers.after(statusPeriodMs, () => {
      const line = status();
      if (line !== this.#lastStatus) this.#tell([], line);
      this.#followStatus(status);
    });
  }

  #extend(leftMs: number): void {
    if (leftMs <= 0) return;
    this.#options.notifier.send([`EXTEND_TIMEOUT_USEC=${extensionMs * 1000}`]);
    this.#extensionTimer = this.#options.timers.after(extensionPeriodMs, () =>
      this.#extend(leftMs - extensionPeriodMs),
    );
  }
}
