// Signs of life for the service manager. They come from a timer of the event loop in which the daemon does its
// work, and from nowhere else: a loop that is stuck sends none, and the manager starts the daemon anew.
import type { Timer, Timers } from '../base/ports.ts';
import type { Notifier } from './notify.ts';

export class Watchdog {
  readonly #notifier: Notifier;
  readonly #timers: Timers;
  readonly #timeoutMs: number | undefined;
  #timer: Timer | undefined;

  /** `timeoutMs`: after so long without a sign the manager acts; undefined when it does not watch. */
  constructor(notifier: Notifier, timers: Timers, timeoutMs: number | undefined) {
    this.#notifier = notifier;
    this.#timers = timers;
    this.#timeoutMs = timeoutMs;
  }

  /** Starts with a sign at once. Two may be lost or late before the manager acts. */
  start(): void {
    if (this.#timeoutMs === undefined) return;
    this.#notifier.send(['WATCHDOG=1']);
    this.#timer = this.#timers.after(this.#timeoutMs / 3, () => this.start());
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
