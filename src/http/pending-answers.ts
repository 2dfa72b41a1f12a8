// Large bodies that are being sent. Each is held by its readers, so readers that never finish would hold any number of
// them: over the limit, the oldest body loses its readers.
import type { ServerResponse } from 'node:http';
import type { LargeBody } from './large-body.ts';

export class PendingAnswers {
  readonly #maxBytes: number;
  readonly #onGivenUp: () => void;
  /** Oldest first. */
  readonly #readers = new Map<LargeBody, Set<ServerResponse>>();
  #bytes = 0;

  /** @param onGivenUp called for each reader that is given up */
  constructor(maxBytes: number, onGivenUp: () => void) {
    this.#maxBytes = maxBytes;
    this.#onGivenUp = onGivenUp;
  }

  /** Bytes of the bodies that are being sent, each counted once. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Notes that the response sends the body until it closes. A single body is let through however large. */
  add(body: LargeBody, response: ServerResponse): void {
    let readers = this.#readers.get(body);
    if (readers === undefined) {
      readers = new Set();
      this.#readers.set(body, readers);
      this.#bytes += body.length;
    }
    readers.add(response);
    response.once('close', () => this.#remove(body, response));
    for (const [oldest, slow] of this.#readers) {
      if (this.#bytes <= this.#maxBytes || this.#readers.size === 1) break;
      for (const reader of slow) {
        this.#onGivenUp();
        reader.destroy();
        this.#remove(oldest, reader);
      }
    }
  }

  #remove(body: LargeBody, response: ServerResponse): void {
    const readers = this.#readers.get(body);
    if (readers?.delete(response) !== true || readers.size > 0) return;
    this.#readers.delete(body);
    this.#bytes -= body.length;
  }
}
