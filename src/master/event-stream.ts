// A scheduler's event stream: each event is encoded once, in the stream's content type, and leaves as one
// record in one chunk, because popular clients lose a record split over two chunks.
import type { MediaType } from '../api/media-type.ts';
import type { ResponseStream } from '../http/message.ts';
import { toJson } from '../protocol/json.ts';
import type { SchedulerEvent, SchedulerEventSubscribed, TaskStatus } from '../protocol/messages.ts';
import { encode } from '../protocol/protobuf.ts';
import { encodeRecord } from '../protocol/recordio.ts';
import type { SchedulerConnection } from './scheduler-connection.ts';

const heartbeats: Readonly<Record<MediaType, Uint8Array>> = {
  'application/json': encodeRecord(encodeEvent({ type: 'HEARTBEAT' }, 'application/json')),
  'application/x-protobuf': encodeRecord(encodeEvent({ type: 'HEARTBEAT' }, 'application/x-protobuf')),
};

function encodeEvent(event: SchedulerEvent, mediaType: MediaType): Uint8Array {
  if (mediaType === 'application/json') return Buffer.from(toJson('scheduler.Event', event));
  return encode('scheduler.Event', event);
}

export class EventStream implements SchedulerConnection {
  readonly pid = undefined;
  /** The value of the header Mesos-Stream-Id. */
  readonly id: string;
  readonly #stream: ResponseStream;
  readonly #mediaType: MediaType;
  #isOpen = true;

  constructor(id: string, mediaType: MediaType, stream: ResponseStream) {
    this.id = id;
    this.#mediaType = mediaType;
    this.#stream = stream;
  }

  /** Nothing is sent on a stream that was ended or given up for a slow reader; its closing is reported apart. */
  send(event: SchedulerEvent): void {
    if (this.#isOpen) this.#write(encodeRecord(encodeEvent(event, this.#mediaType)));
  }

  welcome(subscribed: SchedulerEventSubscribed): void {
    this.send({ type: 'SUBSCRIBED', subscribed });
  }

  update(status: TaskStatus): void {
    this.send({ type: 'UPDATE', update: { status } });
  }

  heartbeat(): void {
    if (this.#isOpen) this.#write(heartbeats[this.#mediaType]);
  }

  #write(record: Uint8Array): void {
    this.#isOpen = this.#stream.write(record);
  }

  end(): void {
    this.#isOpen = false;
    this.#stream.end();
  }
}
