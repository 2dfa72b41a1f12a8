// The framing between agent and launcher: four bytes of length, the highest first, then as many bytes of JSON.
// The decoder never holds more than one message beyond the chunk it was given.
import { MesosError } from '../base/errors.ts';

/** The launcher reads no longer message; what execve(2) takes (2 MiB with the usual stack) fits with its escapes. */
export const maxRequestBytes = 4 << 20;

/** The launcher writes no longer message: an escaped container id and a few numbers. */
export const maxAnswerBytes = 16 << 10;

const headerBytes = 4;

/** Throws MesosError LIMIT_EXCEEDED when the text is longer than `maxBytes` in UTF-8. */
export function encodeFrame(text: string, maxBytes: number = maxRequestBytes): Buffer {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    throw new MesosError(
      'LIMIT_EXCEEDED',
      `A message of ${bytes} bytes is longer than the ${maxBytes} allowed`,
    );
  }
  const frame = Buffer.allocUnsafe(headerBytes + bytes);
  frame.writeUInt32BE(bytes, 0);
  frame.write(text, headerBytes, 'utf8');
  return frame;
}

/** Cuts a byte stream into messages, whatever the chunks are. */
export class FrameDecoder {
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number = maxAnswerBytes) {
    this.#maxBytes = maxBytes;
  }

  /** The messages that became complete. Throws MesosError PROTOCOL_VIOLATION when one announces too many bytes. */
  push(chunk: Buffer): string[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: string[] = [];
    let offset = 0;
    while (bytes.length - offset >= headerBytes) {
      const length = bytes.readUInt32BE(offset);
      if (length > this.#maxBytes) {
        throw new MesosError(
          'PROTOCOL_VIOLATION',
          `A message of ${length} bytes is longer than the ${this.#maxBytes} allowed`,
        );
      }
      const end = offset + headerBytes + length;
      if (end > bytes.length) break;
      messages.push(bytes.toString('utf8', offset + headerBytes, end));
      offset = end;
    }
    this.#rest = bytes.subarray(offset);
    return messages;
  }
}
