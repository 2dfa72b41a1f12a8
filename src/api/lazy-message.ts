// Messages that are too large to make at once: their lists are given as iterables, and encoding them stops every
// few milliseconds for other events. An iterable is read while the world goes on; it must bear that.
import { assert } from '../base/assert.ts';
import { toJson } from '../protocol/json.ts';
import type { MessageName, MessageTypes } from '../protocol/messages.ts';
import { encode } from '../protocol/protobuf.ts';
import { recordHead } from '../protocol/recordio.ts';
import { type Field, messageSchema } from '../protocol/schema.ts';
import { json, type MediaType } from './media-type.ts';
import { inSlices } from './slices.ts';

export interface LazyMessage {
  readonly name: MessageName;
  /** Fields that are made at once; they come first. */
  readonly fields?: object | undefined;
  readonly parts?: readonly LazyPart[] | undefined;
}

/** One field: a message, or a list, which is shown in JSON even when it is empty. */
export type LazyPart =
  | { readonly field: string; readonly message: LazyMessage }
  | { readonly field: string; readonly type: MessageName; readonly items: Iterable<object> };

export function lazyList<N extends MessageName>(
  field: string,
  type: N,
  items: Iterable<MessageTypes[N]>,
): LazyPart {
  return { field, type, items };
}

/** The bytes of a message, which is made in slices. */
export async function encodeLazily(message: LazyMessage, mediaType: MediaType): Promise<Uint8Array> {
  return (await encodeChunks(message, mediaType)).take();
}

/** The same as one record of a stream. */
export async function encodeRecordLazily(message: LazyMessage, mediaType: MediaType): Promise<Uint8Array> {
  const chunks = await encodeChunks(message, mediaType);
  return chunks.take(recordHead);
}

async function encodeChunks(message: LazyMessage, mediaType: MediaType): Promise<Chunks> {
  const chunks = new Chunks();
  await inSlices(mediaType === json ? writeJson(message, chunks) : writeProtobuf(message, chunks));
  return chunks;
}

/** Small pieces are joined as they come, so that joining all at the end is a few large copies. */
const chunkBytes = 64 * 1024;

class Chunks {
  readonly #full: Uint8Array[] = [];
  #pieces: Uint8Array[] = [];
  #text = '';
  #pieceBytes = 0;
  #totalBytes = 0;

  get length(): number {
    return this.#totalBytes + this.#pieceBytes;
  }

  text(text: string): void {
    this.#text += text;
    if (this.#text.length >= chunkBytes) this.#endText();
  }

  bytes(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes >= chunkBytes) this.#endPieces();
  }

  /** Everything, behind a head that is made of its length. */
  take(headOf?: (lengthBytes: number) => Uint8Array): Uint8Array {
    this.#endText();
    this.#endPieces();
    if (headOf !== undefined) this.#full.unshift(headOf(this.#totalBytes));
    return this.#full.length === 1 ? this.#full[0]! : Buffer.concat(this.#full);
  }

  /** Adds what another one holds. */
  join(other: Chunks): void {
    other.#endPieces();
    this.#endPieces();
    this.#full.push(...other.#full);
    this.#totalBytes += other.#totalBytes;
  }

  #endText(): void {
    if (this.#text !== '') this.bytes(Buffer.from(this.#text));
    this.#text = '';
  }

  #endPieces(): void {
    if (this.#pieces.length === 0) return;
    this.#full.push(this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces));
    this.#totalBytes += this.#pieceBytes;
    this.#pieces = [];
    this.#pieceBytes = 0;
  }
}

function* writeJson(
  { name, fields, parts = [] }: LazyMessage,
  out: Chunks,
): Generator<undefined, void, undefined> {
  const head = fields === undefined ? '' : toJson(name, fields as never).slice(1, -1);
  out.text(`{${head}`);
  let separator = head === '' ? '' : ',';
  for (const part of parts) {
    out.text(`${separator}"${fieldOf(name, part).name}":`);
    separator = ',';
    if ('message' in part) {
      yield* writeJson(part.message, out);
      continue;
    }
    let between = '[';
    for (const item of part.items) {
      out.text(between + toJson(part.type, item as never));
      between = ',';
      yield;
    }
    out.text(between === '[' ? '[]' : ']');
  }
  out.text('}');
}

function* writeProtobuf(
  { name, fields, parts = [] }: LazyMessage,
  out: Chunks,
): Generator<undefined, void, undefined> {
  if (fields !== undefined) out.bytes(encode(name, fields as never));
  for (const part of parts) {
    const { number } = fieldOf(name, part);
    if ('message' in part) {
      // Its length stands before it.
      const inner = new Chunks();
      yield* writeProtobuf(part.message, inner);
      out.bytes(delimited(number, inner.length));
      out.join(inner);
      continue;
    }
    for (const item of part.items) {
      const bytes = encode(part.type, item as never);
      out.bytes(delimited(number, bytes.length));
      out.bytes(bytes);
      yield;
    }
  }
}

function fieldOf(name: MessageName, part: LazyPart): Field {
  const field = messageSchema(name).fields.find((candidate) => candidate.name === part.field);
  const type = 'message' in part ? part.message.name : part.type;
  assert(field !== undefined && field.type === type, `${name} has no field ${part.field} of type ${type}`);
  return field;
}

/** Tag and length of a field that holds a message. */
function delimited(fieldNumber: number, length: number): Uint8Array {
  return Uint8Array.from([...varint(fieldNumber * 8 + 2), ...varint(length)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
