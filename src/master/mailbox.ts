// One event at a time: what a port calls back while a handler runs waits until the handler has returned, so
// the model is never seen half changed.
import { assert } from '../base/assert.ts';

/** What brought an event. */
export type EventKind = 'messages' | 'dispatches';

interface Waiting {
  readonly kind: EventKind;
  readonly event: () => void;
}

export class Mailbox {
  readonly #afterEvent: () => void;
  readonly #waiting: Waiting[] = [];
  #isBusy = false;
  #isClosed = false;

  /** `afterEvent` runs after each event, still inside the mailbox. */
  constructor(afterEvent: () => void) {
    this.#afterEvent = afterEvent;
  }

  /** Runs the event now, or after the one that is running. */
  post(event: () => void, kind: EventKind = 'dispatches'): void {
    if (this.#isClosed) return;
    this.#waiting.push({ kind, event });
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

  /** Events that wait for the running one, by kind. A request is never among them: it is answered at once. */
  get waiting(): { readonly messages: number; readonly dispatches: number; readonly httpRequests: number } {
    const messages = this.#waiting.filter(({ kind }) => kind === 'messages').length;
    return { messages, dispatches: this.#waiting.length - messages, httpRequests: 0 };
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
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        next.event();
        this.#afterEvent();
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
