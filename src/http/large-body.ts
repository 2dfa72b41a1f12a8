// A large answer: made once, in pieces, and shared by everybody who asked for it, compressed or not. Nobody
// changes the pieces.
import { createGzip, constants as zlibConstants } from 'node:zlib';

/** A body up to this size is sent like any other: it fits into a write. */
const largeBytes = 256 * 1024;

/** Pieces are written one at a time and the reader's pace is that of its pieces. */
export const pieceBytes = 128 * 1024;

export class LargeBody {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
  #packed: Promise<LargeBody> | undefined;
  /** For the function that was named last: those who ask together name the same, or each its own. */
  #call: { readonly callback: string; readonly body: LargeBody } | undefined;

  constructor(pieces: readonly Uint8Array[]) {
    this.pieces = pieces;
    this.length = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** The same compressed, once for all who ask; on a thread of the pool, and fast rather than small. */
  gzipped(): Promise<LargeBody> {
    this.#packed ??= gzip(this.pieces);
    return this.#packed;
  }

  /** The same as the argument of a function, `callback(…)`, once for all who name it. */
  asCallOf(callback: string): LargeBody {
    if (this.#call?.callback === callback) return this.#call.body;
    const body = new LargeBody([Buffer.from(`${callback}(`), ...this.pieces, Buffer.from(')')]);
    this.#call = { callback, body };
    return body;
  }
}

/** The body of a response: in one piece unless it is large. */
export function bodyParts(body: LargeBody): { readonly body: Uint8Array } | { readonly large: LargeBody } {
  if (body.length > largeBytes) return { large: body };
  return { body: body.pieces.length === 1 ? body.pieces[0]! : Buffer.concat(body.pieces, body.length) };
}

function gzip(pieces: readonly Uint8Array[]): Promise<LargeBody> {
  return new Promise((resolve, reject) => {
    const packed: Buffer[] = [];
    const stream = createGzip({ level: zlibConstants.Z_BEST_SPEED, chunkSize: pieceBytes });
    stream.on('data', (piece: Buffer) => packed.push(piece));
    stream.once('error', reject);
    stream.once('end', () => resolve(new LargeBody(packed)));
    let next = 0;
    const write = (): void => {
      while (next < pieces.length) {
        const isRoom = stream.write(pieces[next]);
        next += 1;
        if (!isRoom) {
          stream.once('drain', write);
          return;
        }
      }
      stream.end();
    };
    write();
  });
}
