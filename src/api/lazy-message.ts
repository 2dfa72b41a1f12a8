// Messages that are too large to make at once: their lists are given as iterables, and encoding them stops every
// few milliseconds for other events. What is read meanwhile must not change: give a view, not the model.
import { assert } from '../base/assert.ts';
import { LargeBody, pieceBytes } from '../http/large-body.ts';
import { type Naming, toJson } from '../protocol/json.ts';
import type { MessageName, MessageTypes } from '../protocol/messages.ts';
import { encode } from '../protocol/protobuf.ts';
import { recordHead } from '../protocol/recordio.ts';
import { type Field, messageSchema } from '../protocol/schema.ts';
import type { Fragments } from './fragments.ts';
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
  | { readonly field: string; readonly type: MessageName; readonly messages: Iterable<LazyMessage> }
  | {
      readonly field: string;
      readonly type: MessageName;
      readonly items: Iterable<object>;
      /** Makes the message of an item that never changes, so that its encoded form can be kept. */
      readonly make?: ((item: never) => object) | undefined;
      /** Of its JSON; v1 when absent. */
      readonly naming?: Naming | undefined;
    };

export function lazyList<N extends MessageName>(
  field: string,
  type: N,
  items: Iterable<MessageTypes[N]>,
  naming?: Naming,
): LazyPart {
  return { field, type, items, naming };
}

/** A list of what never changes, and how the message of an item is made. */
export function keptList<N extends MessageName, Item extends object>(
  field: string,
  type: N,
  items: Iterable<Item>,
  make: (item: Item) => MessageTypes[N],
  naming?: Naming,
): LazyPart {
  return { field, type, items, make, naming };
}

/** The bytes of a message, which is made in slices. */
export async function encodeLazily(message: LazyMessage, mediaType: MediaType): Promise<Uint8Array> {
  const { pieces } = await encodePieces(message, mediaType);
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

/** The same in pieces, with what was encoded before. */
export async function encodePieces(
  message: LazyMessage,
  mediaType: MediaType,
  fragments?: Fragments,
): Promise<LargeBody> {
  return new LargeBody((await encodeTexts(message, mediaType, fragments)).take());
}

/** The same as one record of a stream, which is one piece. */
export async function encodeRecordLazily(
  message: LazyMessage,
  mediaType: MediaType,
  fragments?: Fragments,
): Promise<LargeBody> {
  const pieces = (await encodeTexts(message, mediaType, fragments)).take();
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return new LargeBody([Buffer.concat([recordHead(length), ...pieces])]);
}

async function encodeTexts(
  message: LazyMessage,
  mediaType: MediaType,
  fragments: Fragments | undefined,
): Promise<Texts> {
  const texts = new Texts(mediaType === json ? 'utf8' : 'latin1');
  const write = mediaType === json ? writeJson : writeProtobuf;
  await inSlices(write(message, texts, fragments));
  return texts;
}

/** Pieces of the encoded whole. Bytes of protobuf are texts too, a character a byte: short ones are joined fastest. */
class Texts {
  readonly #encoding: 'utf8' | 'latin1';
  readonly #pieces: Uint8Array[] = [];
  #text = '';
  #totalBytes = 0;

  constructor(encoding: 'utf8' | 'latin1') {
    this.#encoding = encoding;
  }

  /** Only of protobuf. */
  get length(): number {
    return this.#totalBytes + this.#text.length;
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= pieceBytes) this.#endPiece();
  }

  /** Adds what another one holds. */
  join(other: Texts): void {
    this.#endPiece();
    for (const piece of other.take()) {
      this.#pieces.push(piece);
      this.#totalBytes += piece.length;
    }
  }

  take(): readonly Uint8Array[] {
    this.#endPiece();
    return this.#pieces;
  }

  #endPiece(): void {
    if (this.#text === '') return;
    const piece = Buffer.from(this.#text, this.#encoding);
    this.#pieces.push(piece);
    this.#totalBytes += piece.length;
    this.#text = '';
  }
}

type Writing = Generator<undefined, void, undefined>;

function* writeJson({ name, fields, parts = [] }: LazyMessage, out: Texts, fragments?: Fragments): Writing {
  const head = fields === undefined ? '' : toJson(name, fields as never).slice(1, -1);
  out.add(`{${head}`);
  let separator = head === '' ? '' : ',';
  for (const part of parts) {
    out.add(`${separator}"${fieldOf(name, part).name}":`);
    separator = ',';
    if ('message' in part) {
      yield* writeJson(part.message, out, fragments);
      continue;
    }
    let between = '[';
    if ('messages' in part) {
      for (const message of part.messages) {
        out.add(between);
        between = ',';
        yield* writeJson(message, out, fragments);
      }
    } else {
      const { type, naming } = part;
      const form = `${type} JSON ${naming ?? ''}`;
      const text = encoder(part, form, (message) => toJson(type, message, naming), fragments);
      for (const item of part.items) {
        out.add(between + text(item));
        between = ',';
        yield;
      }
    }
    out.add(between === '[' ? '[]' : ']');
  }
  out.add('}');
}

function* writeProtobuf(
  { name, fields, parts = [] }: LazyMessage,
  out: Texts,
  fragments?: Fragments,
): Writing {
  if (fields !== undefined) out.add(latin1(encode(name, fields as never)));
  for (const part of parts) {
    const { number } = fieldOf(name, part);
    if ('items' in part) {
      const encoded = (message: never): string => latin1(encode(part.type, message));
      const text = encoder(part, `${part.type} protobuf`, encoded, fragments);
      for (const item of part.items) {
        const bytes = text(item);
        out.add(delimited(number, bytes.length) + bytes);
        yield;
      }
      continue;
    }
    for (const message of 'message' in part ? [part.message] : part.messages) {
      // Its length stands before it.
      const inner = new Texts('latin1');
      yield* writeProtobuf(message, inner, fragments);
      out.add(delimited(number, inner.length));
      out.join(inner);
    }
  }
}

/** How an item of a list becomes text; what can be kept is. */
function encoder(
  { make }: Extract<LazyPart, { readonly items: unknown }>,
  form: string,
  encoded: (message: never) => string,
  fragments: Fragments | undefined,
): (item: object) => string {
  if (make === undefined) return (item) => encoded(item as never);
  const whole = (item: object): string => encoded(make(item as never) as never);
  return fragments === undefined ? whole : (item) => fragments.text(form, item, whole);
}

function fieldOf(name: MessageName, part: LazyPart): Field {
  const field = messageSchema(name).fields.find((candidate) => candidate.name === part.field);
  const type = 'message' in part ? part.message.name : part.type;
  assert(field !== undefined && field.type === type, `${name} has no field ${part.field} of type ${type}`);
  return field;
}

/** Tag and length of a field that holds a message, a character a byte. */
function delimited(fieldNumber: number, length: number): string {
  return varint(fieldNumber * 8 + 2) + varint(length);
}

function varint(value: number): string {
  let bytes = '';
  let rest = value;
  while (rest >= 0x80) {
    bytes += String.fromCharCode((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return bytes + String.fromCharCode(rest);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
