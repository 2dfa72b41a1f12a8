// Calls leave one after the other, on one kept connection, so that they arrive in the order in which they were made.
import type { HttpClient } from '../http/client.ts';

export interface PreparedCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface CallAnswer {
  readonly isAccepted: boolean;
  readonly status: number;
  /** The beginning of what was said. */
  readonly text: string;
}

const maxTextBytes = 500;

export class CallQueue {
  readonly #http: HttpClient;
  #last: Promise<unknown> = Promise.resolve();

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** `prepare` is asked when it is the call's turn; what it throws is what the caller gets. */
  send(prepare: () => PreparedCall): Promise<CallAnswer> {
    const sent = this.#last.then(async () => {
      const { url, headers, body } = prepare();
      const answer = await this.#http.request('POST', url, { headers, body });
      const isAccepted = answer.status === 202 || answer.status === 200;
      return { isAccepted, status: answer.status, text: answer.body.toString('utf8', 0, maxTextBytes) };
    });
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  /** Settles when all that was sent until now was answered. */
  idle(): Promise<unknown> {
    return this.#last;
  }
}
