// An event stream to a client: each event is encoded once, in the stream's content type, and leaves as one record in
// one chunk, because popular clients lose a record split over two chunks.
import type { ResponseStream } from '../http/message.ts';
import { toJson } from '../protocol/json.ts';
import type { MessageName, MessageTypes } from '../protocol/messages.ts';
import { encode } from '../protocol/protobuf.ts';
import { encodeRecord } from '../protocol/recordio.ts';
import { json, type MediaType } from './media-type.ts';

/** The event as a record. */
export function eventRecord<N extends MessageName>(
  name: N,
  event: MessageTypes[N],
  mediaType: MediaType,
): Uint8Array {
  return encodeRecord(mediaType === json ? Buffer.from(toJson(name, event)) : encode(name, event));
}

export class RecordStream<N extends MessageName> {
  readonly mediaType: MediaType;
  readonly #name: N;
  readonly #stream: ResponseStream;
  #isOpen = true;

  constructor(name: N, mediaType: MediaType, stream: ResponseStream) {
    this.#name = name;
    this.mediaType = mediaType;
    this.#stream = stream;
  }

  /** Nothing is sent on a stream that was ended or given up for a slow reader; its closing is reported apart. */
  send(event: MessageTypes[N]): void {
    if (this.#isOpen) this.sendRecord(eventRecord(this.#name, event, this.mediaType));
  }

  /** One that was encoded before, in the stream's content type. */
  sendRecord(record: Uint8Array): void {
    if (this.#isOpen) this.#isOpen = this.#stream.write(record);
  }

  end(): void {
    this.#isOpen = false;
    this.#stream.end();
  }
}
