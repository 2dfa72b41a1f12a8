// Streams of operators who watch the cluster: the state, then every change. An event is encoded once for each form
// that is read; a reader that is too slow, or one too many, loses its stream and nobody waits for it.
import { encodeRecordLazily, type LazyMessage } from '../../api/lazy-message.ts';
import { json, type MediaType, protobuf } from '../../api/media-type.ts';
import { describeError } from '../../base/errors.ts';
import type { Log, Timer, Timers } from '../../base/ports.ts';
import type { HttpResponse, ResponseStream } from '../../http/message.ts';
import { toJson } from '../../protocol/json.ts';
import type { MasterEvent, TaskStatus } from '../../protocol/messages.ts';
import { encode } from '../../protocol/protobuf.ts';
import { encodeRecord } from '../../protocol/recordio.ts';
import type { Agent, Framework } from '../model.ts';
import type { OperatorEvents } from '../operator-events.ts';
import { type Task, taskMessage } from '../task.ts';
import type { ModelView } from '../view.ts';
import { stateMessage } from './cluster-state.ts';
import { agentMessage, frameworkEventMessage } from './operator-messages.ts';
import type { Reads } from './reads.ts';

export interface OperatorStreamsOptions {
  readonly reads: Reads;
  readonly timers: Timers;
  readonly log: Log;
  /** Fixed in the original. */
  readonly heartbeatIntervalMs: number;
  /** `--max_operator_event_stream_subscribers`. */
  readonly maxSubscribers: number;
  /** Bytes of events that may wait for a subscriber while its first one is made; `--stream_buffer_size`. */
  readonly maxBacklogBytes: number;
  /** Told of each stream that is closed: too many events wait while its state is made, or too many are open. */
  readonly onGivenUp?: ((why: StreamGivenUp) => void) | undefined;
}

export type StreamGivenUp = 'slow_reader' | 'subscribers';

export class OperatorStreams implements OperatorEvents {
  readonly #options: OperatorStreamsOptions;
  /** Oldest first. */
  readonly #subscribers = new Set<Subscriber>();
  /** States are made one after the other; those who wait meanwhile share the next one. */
  #waiting: Subscriber[] = [];
  #isWriting = false;

  constructor(options: OperatorStreamsOptions) {
    this.#options = options;
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  /** The answer to SUBSCRIBE. */
  subscribeResponse(mediaType: MediaType): HttpResponse {
    return {
      status: 200,
      headers: { 'Content-Type': mediaType },
      stream: (stream) => this.#add(new Subscriber(stream, mediaType, this.#options)),
    };
  }

  #add(subscriber: Subscriber): void {
    const { maxSubscribers, log } = this.#options;
    this.#subscribers.add(subscriber);
    subscriber.onClose(() => this.#remove(subscriber));
    for (const oldest of this.#subscribers) {
      if (this.#subscribers.size <= maxSubscribers) break;
      this.#options.onGivenUp?.('subscribers');
      log.info('closing the oldest operator stream', { subscribers: maxSubscribers });
      this.#remove(oldest);
    }
    this.#waiting.push(subscriber);
    if (!this.#isWriting) void this.#write();
  }

  /** What happens from the moment of the view on is news to the subscribers it is made for. */
  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const subscribers = this.#waiting;
      this.#waiting = [];
      const view = this.#options.reads.answers.takeView();
      for (const subscriber of subscribers) subscriber.viewTaken();
      for (const mediaType of [json, protobuf]) {
        const same = subscribers.filter((subscriber) => subscriber.isAwaiting(mediaType));
        if (same.length === 0) continue;
        try {
          const record = await this.#stateRecord(view, mediaType);
          for (const subscriber of same) subscriber.begin(record);
        } catch (error) {
          this.#options.log.error('the state for a subscriber was not made', {
            problem: describeError(error),
          });
          for (const subscriber of same) this.#remove(subscriber);
        }
      }
    }
    this.#isWriting = false;
  }

  async #stateRecord(view: ModelView, mediaType: MediaType): Promise<Uint8Array> {
    const { reads, heartbeatIntervalMs } = this.#options;
    const subscribed: LazyMessage = {
      name: 'master.Event.Subscribed',
      fields: { heartbeat_interval_seconds: heartbeatIntervalMs / 1000 },
      parts: [{ field: 'get_state', message: stateMessage(view) }],
    };
    const event: LazyMessage = {
      name: 'master.Event',
      fields: { type: 'SUBSCRIBED' },
      parts: [{ field: 'subscribed', message: subscribed }],
    };
    const { pieces } = await reads.answers.bodyOf(view, `SUBSCRIBE ${mediaType}`, () =>
      encodeRecordLazily(event, mediaType, reads.source.fragments),
    );
    return pieces[0]!;
  }

  #remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    subscriber.end();
  }

  taskAdded(task: Task): void {
    this.#tell(() => ({ type: 'TASK_ADDED', task_added: { task: taskMessage(task) } }));
  }

  taskUpdated(task: Task, status: TaskStatus): void {
    // What the executor sent for its scheduler is no business of operators.
    const { data: _data, ...shown } = status;
    this.#tell(() => ({
      type: 'TASK_UPDATED',
      task_updated: { framework_id: { value: task.frameworkId }, status: shown, state: task.state },
    }));
  }

  agentAdded(agent: Agent): void {
    this.#tell(() => ({ type: 'AGENT_ADDED', agent_added: { agent: agentMessage(agent) } }));
  }

  agentRemoved(agent: Agent): void {
    this.#tell(() => ({ type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: agent.id } } }));
  }

  frameworkAdded(framework: Framework): void {
    this.#tell(() => ({
      type: 'FRAMEWORK_ADDED',
      framework_added: { framework: frameworkEventMessage(framework) },
    }));
  }

  frameworkUpdated(framework: Framework): void {
    this.#tell(() => ({
      type: 'FRAMEWORK_UPDATED',
      framework_updated: { framework: frameworkEventMessage(framework) },
    }));
  }

  frameworkRemoved(framework: Framework): void {
    this.#tell(() => ({ type: 'FRAMEWORK_REMOVED', framework_removed: { framework_info: framework.info } }));
  }

  #tell(make: () => MasterEvent): void {
    if (this.#subscribers.size === 0) return;
    const records = new Map<MediaType, Uint8Array>();
    let event: MasterEvent | undefined;
    for (const subscriber of this.#subscribers) {
      if (!subscriber.hasBegun) continue;
      let record = records.get(subscriber.mediaType);
      if (record === undefined) {
        event ??= make();
        record = eventRecord(event, subscriber.mediaType);
        records.set(subscriber.mediaType, record);
      }
      if (subscriber.send(record)) continue;
      this.#options.log.info('closing the stream of an operator that does not keep up');
      this.#remove(subscriber);
    }
  }
}

function eventRecord(event: MasterEvent, mediaType: MediaType): Uint8Array {
  return encodeRecord(
    mediaType === json ? Buffer.from(toJson('master.Event', event)) : encode('master.Event', event),
  );
}

const heartbeats: Readonly<Record<MediaType, Uint8Array>> = {
  'application/json': eventRecord({ type: 'HEARTBEAT' }, json),
  'application/x-protobuf': eventRecord({ type: 'HEARTBEAT' }, protobuf),
};

/** One stream. Until the state is written, what happens meanwhile waits. */
class Subscriber {
  readonly mediaType: MediaType;
  readonly #stream: ResponseStream;
  readonly #options: OperatorStreamsOptions;
  /** `waiting` until its view is taken: everything before will be in it. */
  #phase: 'waiting' | 'awaiting' | 'open' | 'ended' = 'waiting';
  #backlog: Uint8Array[] = [];
  #backlogBytes = 0;
  #heartbeat: Timer | undefined;

  constructor(stream: ResponseStream, mediaType: MediaType, options: OperatorStreamsOptions) {
    this.#stream = stream;
    this.mediaType = mediaType;
    this.#options = options;
  }

  onClose(action: () => void): void {
    this.#stream.onClose(action);
  }

  /** Whether what happens now is news. */
  get hasBegun(): boolean {
    return this.#phase === 'awaiting' || this.#phase === 'open';
  }

  /** False when the subscriber does not keep up: it has to be removed. */
  send(record: Uint8Array): boolean {
    if (this.#phase === 'open') return this.#stream.write(record);
    this.#backlog.push(record);
    this.#backlogBytes += record.length;
    if (this.#backlogBytes <= this.#options.maxBacklogBytes) return true;
    this.#options.onGivenUp?.('slow_reader');
    return false;
  }

  /** Its view was taken. */
  viewTaken(): void {
    if (this.#phase === 'waiting') this.#phase = 'awaiting';
  }

  isAwaiting(mediaType: MediaType): boolean {
    return this.#phase === 'awaiting' && this.mediaType === mediaType;
  }

  /** Writes SUBSCRIBED, a HEARTBEAT, and what happened meanwhile. */
  begin(subscribed: Uint8Array): void {
    if (this.#phase !== 'awaiting') return;
    this.#phase = 'open';
    const backlog = this.#backlog;
    this.#backlog = [];
    this.#stream.write(subscribed);
    this.#beat();
    for (const record of backlog) if (!this.#stream.write(record)) break;
  }

  #beat(): void {
    if (this.#phase !== 'open') return;
    this.#stream.write(heartbeats[this.mediaType]);
    this.#heartbeat = this.#options.timers.after(this.#options.heartbeatIntervalMs, () => this.#beat());
  }

  end(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#heartbeat?.cancel();
    this.#backlog = [];
    this.#stream.end();
  }
}
