// RecordIO, the framing of event streams: the decimal length of a record, a newline, the record. Chunk
// boundaries mean nothing to a reader; a writer sends one record a chunk because clients rely on it.
import { DecodeError } from './errors.ts';

/** What stands before a record of that length. */
export function recordHead(lengthBytes: number): Uint8Array {
  return Buffer.from(`${lengthBytes}\n`, 'latin1');
}

/** Frames one record. */
export function encodeRecord(record: Uint8Array): Uint8Array {
  const head = recordHead(record.length);
  return Buffer.concat([head, record], head.length + record.length);
}

/** Longest length line: enough digits for 2^53. */
const maxHeadLength = 16;

/** Resumable decoder: feed it chunks, it gives the records completed by them. */
export class RecordDecoder {
  readonly #maxRecordBytes: number;
  #head = '';
  #parts: Uint8Array[] = [];
  /** Bytes of the current record still to come; -1 while the length line is read. */
  #missing = -1;

  /** A record longer than `maxRecordBytes` is refused before it is read. */
  constructor(maxRecordBytes: number) {
    this.#maxRecordBytes = maxRecordBytes;
  }

  /** Throws DecodeError on a bad or too large length; the decoder must not be used after that. */
  push(chunk: Uint8Array): Uint8Array[] {
    const records: Uint8Array[] = [];
    let at = 0;
    while (at < chunk.length || this.#missing === 0) {
      if (this.#missing === -1) {
        at = this.#readHead(chunk, at);
        continue;
      }
      const part = chunk.subarray(at, at + this.#missing);
      at += part.length;
      this.#missing -= part.length;
      this.#parts.push(part);
      if (this.#missing > 0) continue;
      records.push(this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts));
      this.#parts = [];
      this.#missing = -1;
    }
    return records;
  }

  #readHead(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at += 1) {
      const code = chunk[at]!;
      if (code === 0x0a) {
        if (this.#head === '') throw new DecodeError('record without a length');
        const length = Number(this.#head);
        if (length > this.#maxRecordBytes) {
          throw new DecodeError(
            `record of ${length} bytes is larger than the limit of ${this.#maxRecordBytes}`,
            'record_size',
          );
        }
        this.#head = '';
        this.#missing = length;
        return at + 1;
      }
      if (code < 0x30 || code > 0x39 || this.#head.length >= maxHeadLength) {
        throw new DecodeError('the length of a record is not a decimal number');
      }
      this.#head += String.fromCharCode(code);
    }
    return chunk.length;
  }
}
