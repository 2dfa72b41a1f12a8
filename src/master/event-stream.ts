// A scheduler's event stream, known by the id its calls must carry.
import type { MediaType } from '../api/media-type.ts';
import { eventRecord, RecordStream } from '../api/record-stream.ts';
import type { ResponseStream } from '../http/message.ts';
import type { SchedulerEventSubscribed, TaskStatus } from '../protocol/messages.ts';
import type { SchedulerConnection } from './scheduler-connection.ts';

/** The most frequent event, encoded once. */
const heartbeats: Readonly<Record<MediaType, Uint8Array>> = {
  'application/json': eventRecord('scheduler.Event', { type: 'HEARTBEAT' }, 'application/json'),
  'application/x-protobuf': eventRecord('scheduler.Event', { type: 'HEARTBEAT' }, 'application/x-protobuf'),
};

export class EventStream extends RecordStream<'scheduler.Event'> implements SchedulerConnection {
  readonly pid = undefined;
  /** The value of the header Mesos-Stream-Id. */
  readonly id: string;

  constructor(id: string, mediaType: MediaType, stream: ResponseStream) {
    super('scheduler.Event', mediaType, stream);
    this.id = id;
  }

  welcome(subscribed: SchedulerEventSubscribed): void {
    this.send({ type: 'SUBSCRIBED', subscribed });
  }

  update(status: TaskStatus): void {
    this.send({ type: 'UPDATE', update: { status } });
  }

  heartbeat(): void {
    this.sendRecord(heartbeats[this.mediaType]);
  }
}
