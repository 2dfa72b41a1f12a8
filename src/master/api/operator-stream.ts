// Streams of operators who watch the cluster: the state, then every change. An event is encoded once for each form
// that is read; a reader that is too slow, or one too many, loses its stream and nobody waits for it.
import { encodeRecordLazily } from '../../api/lazy-message.ts';
import { json, type MediaType, protobuf } from '../../api/media-type.ts';
import { describeError } from '../../base/errors.ts';
import type { Log, Timer, Timers } from '../../base/ports.ts';
import type { HttpResponse, ResponseStream } from '../../http/message.ts';
import { toJson } from '../../protocol/json.ts';
import type { MasterEvent, TaskStatus } from '../../protocol/messages.ts';
import { encode } from '../../protocol/protobuf.ts';
import { encodeRecord } from '../../protocol/recordio.ts';
import type { Agent, Framework, Model } from '../model.ts';
import type { OperatorEvents } from '../operator-events.ts';
import { type Task, taskMessage } from '../task.ts';
import { agentMessage, frameworkEventMessage } from './operator-messages.ts';
import { Snapshot } from './snapshot.ts';

export interface OperatorStreamsOptions {
  readonly model: Model;
  readonly timers: Timers;
  readonly log: Log;
  /** Fixed in the original. */
  readonly heartbeatIntervalMs: number;
  /** `--max_operator_event_stream_subscribers`. */
  readonly maxSubscribers: number;
  /** Bytes of events that may wait for a subscriber while its first one is made; `--stream_buffer_size`. */
  readonly maxBacklogBytes: number;
}

export class OperatorStreams implements OperatorEvents {
  readonly #options: OperatorStreamsOptions;
  /** Oldest first. */
  readonly #subscribers = new Set<Subscriber>();
  /** States are made one after the other, so that many subscribers at once need the memory for one. */
  #lastSnapshot: Promise<void> = Promise.resolve();
  #snapshotsWaiting = 0;

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
      log.info('closing the oldest operator stream', { subscribers: maxSubscribers });
      this.#remove(oldest);
    }
    this.#snapshotsWaiting += 1;
    const isNext = this.#snapshotsWaiting === 1;
    const begin = (): Promise<void> => subscriber.begin();
    // The first in line is not made to wait a turn.
    this.#lastSnapshot = (isNext ? begin() : this.#lastSnapshot.then(begin))
      .catch((error: unknown) => {
        log.error('the state for a subscriber was not made', { problem: describeError(error) });
        this.#remove(subscriber);
      })
      .then(() => {
        this.#snapshotsWaiting -= 1;
      });
  }

  #remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    subscriber.end();
  }

  taskAdded(task: Task): void {
    this.#tell(
      (snapshot) => snapshot.tellsTaskAdded(task),
      () => ({ type: 'TASK_ADDED', task_added: { task: taskMessage(task) } }),
    );
  }

  taskUpdated(task: Task, status: TaskStatus): void {
    // What the executor sent for its scheduler is no business of operators.
    const { data: _data, ...shown } = status;
    this.#tell(
      (snapshot) => snapshot.tellsChange(task),
      () => ({
        type: 'TASK_UPDATED',
        task_updated: { framework_id: { value: task.frameworkId }, status: shown, state: task.state },
      }),
    );
  }

  agentAdded(agent: Agent): void {
    this.#tell(
      (snapshot) => snapshot.tellsAgentAdded(agent),
      () => ({ type: 'AGENT_ADDED', agent_added: { agent: agentMessage(agent) } }),
    );
  }

  agentRemoved(agent: Agent): void {
    this.#tell(
      (snapshot) => snapshot.tellsChange(agent),
      () => ({ type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: agent.id } } }),
    );
  }

  frameworkAdded(framework: Framework): void {
    this.#tell(
      (snapshot) => snapshot.tellsFrameworkAdded(framework),
      () => ({
        type: 'FRAMEWORK_ADDED',
        framework_added: { framework: frameworkEventMessage(framework) },
      }),
    );
  }

  frameworkUpdated(framework: Framework): void {
    this.#tell(
      (snapshot) => snapshot.tellsChange(framework),
      () => ({
        type: 'FRAMEWORK_UPDATED',
        framework_updated: { framework: frameworkEventMessage(framework) },
      }),
    );
  }

  frameworkRemoved(framework: Framework): void {
    this.#tell(
      (snapshot) => snapshot.tellsChange(framework),
      () => ({ type: 'FRAMEWORK_REMOVED', framework_removed: { framework_info: framework.info } }),
    );
  }

  #tell(isNews: (snapshot: Snapshot) => boolean, make: () => MasterEvent): void {
    if (this.#subscribers.size === 0) return;
    const records = new Map<MediaType, Uint8Array>();
    let event: MasterEvent | undefined;
    for (const subscriber of this.#subscribers) {
      if (!subscriber.needs(isNews)) continue;
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
  /** `waiting` until its state is begun, then everything will be in it. */
  #phase: 'waiting' | 'writing' | 'open' | 'ended' = 'waiting';
  #snapshot: Snapshot | undefined;
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

  needs(isNews: (snapshot: Snapshot) => boolean): boolean {
    if (this.#phase === 'open') return true;
    return this.#phase === 'writing' && isNews(this.#snapshot!);
  }

  /** False when the subscriber does not keep up: it has to be removed. */
  send(record: Uint8Array): boolean {
    if (this.#phase === 'open') return this.#stream.write(record);
    this.#backlog.push(record);
    this.#backlogBytes += record.length;
    return this.#backlogBytes <= this.#options.maxBacklogBytes;
  }

  /** Writes SUBSCRIBED, a HEARTBEAT, and what happened meanwhile. */
  async begin(): Promise<void> {
    if (this.#phase !== 'waiting') return;
    const snapshot = new Snapshot(this.#options.model);
    this.#snapshot = snapshot;
    this.#phase = 'writing';
    const record = await encodeRecordLazily(
      {
        name: 'master.Event',
        fields: { type: 'SUBSCRIBED' },
        parts: [
          {
            field: 'subscribed',
            message: {
              name: 'master.Event.Subscribed',
              fields: { heartbeat_interval_seconds: this.#options.heartbeatIntervalMs / 1000 },
              parts: [{ field: 'get_state', message: snapshot.state() }],
            },
          },
        ],
      },
      this.mediaType,
    );
    if (this.#isEnded()) return;
    this.#phase = 'open';
    this.#snapshot = undefined;
    const backlog = this.#backlog;
    this.#backlog = [];
    this.#stream.write(record);
    this.#beat();
    for (const record of backlog) if (!this.#stream.write(record)) break;
  }

  #isEnded(): boolean {
    return this.#phase === 'ended';
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
    this.#snapshot = undefined;
    this.#stream.end();
  }
}
