// An endless chunked response. node:http makes one HTTP chunk of each write, and corking the socket puts the writes of
// one turn into one system call; corking the response itself would merge the chunks, and old clients break on that. A peer
// that ends its side has hung up: the stream closes at once, whatever it has not taken yet.
import type { ServerResponse } from 'node:http';
import { corkForTurn } from './cork.ts';
import type { ResponseStream } from './message.ts';

export class ChunkedStream implements ResponseStream {
  readonly #response: ServerResponse;
  readonly #maxBufferBytes: number;
  readonly #onSlow: () => void;
  readonly #onHangUp: () => void;
  #closeActions: (() => void)[] = [];
  #isClosed = false;
  /** Bytes of one record that is larger than the buffer, while it waits: it is let through, but not two. */
  #largeBytes = 0;

  /**
   * @param onSlow called when the stream is given up because its reader is too slow
   * @param onHangUp called when the peer ends its side while the stream is open
   */
  constructor(response: ServerResponse, maxBufferBytes: number, onSlow: () => void, onHangUp: () => void) {
    this.#response = response;
    this.#maxBufferBytes = maxBufferBytes;
    this.#onSlow = onSlow;
    this.#onHangUp = onHangUp;
    response.once('close', this.#close);
    const { socket } = response.req;
    if (socket.readableEnded) this.#isClosed = true;
    else socket.once('end', this.#onEnd);
  }

  get bufferedBytes(): number {
    return this.#isClosed ? 0 : this.#response.writableLength;
  }

  write(chunk: Uint8Array): boolean {
    if (this.#isClosed || this.#response.destroyed || this.#response.writableEnded) return false;
    // An empty write would be the terminating chunk.
    if (chunk.length === 0) return true;
    if (chunk.length > this.#maxBufferBytes && this.#largeBytes === 0) {
      this.#largeBytes = chunk.length;
      this.#response.once('drain', () => {
        this.#largeBytes = 0;
      });
    }
    corkForTurn(this.#response.req.socket);
    this.#response.write(chunk);
    if (this.#response.writableLength <= this.#maxBufferBytes + this.#largeBytes) return true;
    this.#onSlow();
    // Not the response, which may still wait for its turn and would never be told.
    this.#response.req.socket.destroy();
    return false;
  }

  end(): void {
    if (!this.#isClosed) this.#response.end();
  }

  onClose(action: () => void): void {
    if (this.#isClosed) queueMicrotask(action);
    else this.#closeActions.push(action);
  }

  readonly #onEnd = (): void => {
    this.#onHangUp();
    this.#close();
  };

  readonly #close = (): void => {
    this.#isClosed = true;
    this.#response.req.socket.off('end', this.#onEnd);
    const actions = this.#closeActions;
    this.#closeActions = [];
    for (const action of actions) action();
  };
}
