// Collects a body that arrives in pieces. Pieces are copied into one growing buffer, because a peer that
// sends single bytes must not cost an object a byte; a body of one piece is not copied at all.

const empty = Buffer.alloc(0);
const firstCapacity = 4096;

export class BodyBytes {
  #bytes: Buffer = empty;
  #length = 0;
  #isOwned = false;

  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
    if (this.#length === 0) {
      this.#bytes = piece;
      this.#length = piece.length;
      this.#isOwned = false;
      return;
    }
    const length = this.#length + piece.length;
    if (!this.#isOwned || length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.#length, firstCapacity));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
      this.#isOwned = true;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** The bytes so far; the collector is empty again. */
  take(): Buffer {
    const body = this.#bytes.length === this.#length ? this.#bytes : this.#bytes.subarray(0, this.#length);
    this.#bytes = empty;
    this.#length = 0;
    this.#isOwned = false;
    return body;
  }
}

/** Bytes of unfinished bodies over all connections: many peers together must not fill the memory either. */
export interface ByteBudget {
  /** False when the bytes are not to be had; nothing was then taken. */
  reserve(bytes: number): boolean;
  release(bytes: number): void;
}

export function createByteBudget(maxBytes: number): ByteBudget {
  let used = 0;
  return {
    reserve(bytes) {
      if (used + bytes > maxBytes) return false;
      used += bytes;
      return true;
    },
    release(bytes) {
      used -= bytes;
    },
  };
}
