// One event at a time: what a port calls back while a handler runs waits until the handler has returned, so
// the model is never seen half changed.
import { assert } from '../base/assert.ts';

export class Mailbox {
  readonly #afterEvent: () => void;
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;
  #isClosed = false;

  /** `afterEvent` runs after each event, still inside the mailbox. */
  constructor(afterEvent: () => void) {
    this.#afterEvent = afterEvent;
  }

  /** Runs the event now, or after the one that is running. */
  post(event: () => void): void {
    if (this.#isClosed) return;
    this.#waiting.push(event);
    if (!this.#isBusy) this.#drain();
  }

  /** Runs an event that has an answer. It cannot come from inside a handler. */
  ask<Answer>(event: () => Answer): Answer {
    assert(!this.#isBusy, 'a handler asked its own mailbox');
    this.#isBusy = true;
    try {
      const answer = event();
      this.#afterEvent();
      return answer;
    } finally {
      this.#isBusy = false;
      this.#drain();
    }
  }

  /** Nothing runs any more, whoever calls. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
  }

  #drain(): void {
    if (this.#waiting.length === 0) return;
    this.#isBusy = true;
    try {
      for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
        event();
        this.#afterEvent();
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
