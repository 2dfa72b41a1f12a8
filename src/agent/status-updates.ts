// Reliable status updates. Per task they form a stream: each update is on disk before it is sent, is sent again
// until it is acknowledged, and only then comes the next one. Nothing is sent while there is no master.

import type { Timer, Timers } from '../base/ports.ts';
import type { StatusUpdate } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import type { CheckpointRecord } from './checkpoints.ts';

import { sameBytes } from './uuid.ts';

/** The original's interval until an update is sent again, and what doubling it ends at. */
export const firstRetryMs = 10_000;
export const lastRetryMs = 10 * 60_000;

/** Acknowledged updates of a task that are kept; a command task has at most five. */
const maxAcknowledged = 64;
/** Updates of one task that may wait for their acknowledgement. A task says something new now and then, not always. */
const maxWaiting = 1000;

export interface StatusUpdatesPorts {
  readonly timers: Timers;
  append(record: CheckpointRecord, then: () => void): void;
  /** The update is on disk: from now on it counts. */
  stored(update: StatusUpdate): void;
  /** To the master; `latest_state` is filled in. */
  send(update: StatusUpdate): void;
  /** The terminal update of a task was acknowledged, and that is on disk: the stream is gone. */
  completed(update: StatusUpdate): void;
}

interface Stream {
  /** Acknowledged ones first: all since the launch, or the newest of them. */
  readonly updates: StatusUpdate[];
  /** How many of them are on disk. */
  durable: number;
  /** How many of them are acknowledged, on disk. */
  acknowledged: number;
  /** An acknowledgement is on its way to the disk. */
  isAcknowledging: boolean;
  /** How often the first unacknowledged update was sent. */
  attempts: number;
  timer: Timer | undefined;
  isClosed: boolean;
}

/** durable: it came before, and is on disk; waiting: it came before; full: no more of its task can be taken. */
export type Novelty = 'new' | 'durable' | 'waiting' | 'full';

export type AcknowledgementResult = 'accepted' | 'unknown' | 'unexpected';

export class StatusUpdates {
  readonly #ports: StatusUpdatesPorts;
  readonly #frameworks = new Map<string, Map<string, Stream>>();
  #isPaused = true;

  constructor(ports: StatusUpdatesPorts) {
    this.#ports = ports;
  }

  /** What is known of an update that an executor sends, perhaps again. */
  novelty(frameworkId: string, taskId: string, uuid: Uint8Array): Novelty {
    const stream = this.#frameworks.get(frameworkId)?.get(taskId);
    if (stream === undefined) return 'new';
    const index = stream.updates.findLastIndex((update) => sameBytes(update.uuid ?? new Uint8Array(), uuid));
    if (index >= 0) return index < stream.durable ? 'durable' : 'waiting';
    return stream.updates.length - stream.acknowledged < maxWaiting ? 'new' : 'full';
  }

  /** Takes the next update of its task; it is sent when it is durable and its turn has come. */
  add(update: StatusUpdate): void {
    const stream = this.#open(update.framework_id.value, update.status.task_id.value);
    stream.updates.push(update);
    this.#ports.append({ type: 'update', update }, () => {
      if (stream.isClosed) return;
      stream.durable += 1;
      this.#ports.stored(update);
      if (stream.durable - stream.acknowledged === 1) this.#forward(stream);
    });
  }

  /** Puts back what was read from disk: the updates of a task, the first `acknowledged` of them done with. */
  restore(updates: readonly StatusUpdate[], acknowledged: number): void {
    const first = updates[0];
    if (first === undefined) return;
    const stream = this.#open(first.framework_id.value, first.status.task_id.value);
    stream.updates.push(...updates);
    stream.durable = updates.length;
    stream.acknowledged = acknowledged;
  }

  /** `unexpected`: a duplicate, or not the update that is waiting for its acknowledgement. */
  acknowledge(frameworkId: string, taskId: string, uuid: Uint8Array): AcknowledgementResult {
    const stream = this.#frameworks.get(frameworkId)?.get(taskId);
    if (stream === undefined) return 'unknown';
    const waiting = waitingUpdate(stream);
    const isExpected = waiting?.uuid !== undefined && sameBytes(waiting.uuid, uuid);
    if (waiting === undefined || !isExpected || stream.isAcknowledging) return 'unexpected';
    stream.isAcknowledging = true;
    this.#stopTimer(stream);
    this.#ports.append({ type: 'acknowledged', frameworkId, taskId, uuid }, () => {
      if (stream.isClosed) return;
      stream.isAcknowledging = false;
      stream.acknowledged += 1;
      forgetOldest(stream);
      stream.attempts = 0;
      if (isTerminal(waiting.status.state)) {
        this.#close(frameworkId, taskId);
        this.#ports.completed(waiting);
      } else {
        this.#forward(stream);
      }
    });
    return 'accepted';
  }

  /** There is no master to send to. */
  pause(): void {
    this.#isPaused = true;
    for (const stream of this.#streams()) this.#stopTimer(stream);
  }

  /** Sends what is waiting in every stream, at once. */
  resume(): void {
    this.#isPaused = false;
    for (const stream of this.#streams()) {
      if (stream.isAcknowledging) continue;
      stream.attempts = 0;
      this.#forward(stream);
    }
  }

  /** The framework's updates are of no interest any more. */
  removeFramework(frameworkId: string): void {
    for (const taskId of [...(this.#frameworks.get(frameworkId)?.keys() ?? [])]) {
      this.#close(frameworkId, taskId);
    }
  }

  has(frameworkId: string, taskId: string): boolean {
    return this.#frameworks.get(frameworkId)?.has(taskId) ?? false;
  }

  /** The acknowledgement of the task's last update is on its way to the disk. */
  isEnding(frameworkId: string, taskId: string): boolean {
    const stream = this.#frameworks.get(frameworkId)?.get(taskId);
    const waiting = stream === undefined ? undefined : waitingUpdate(stream);
    return stream?.isAcknowledging === true && waiting !== undefined && isTerminal(waiting.status.state);
  }

  hasFramework(frameworkId: string): boolean {
    return this.#frameworks.has(frameworkId);
  }

  /** The updates of a task and how many of them are acknowledged: what a snapshot must keep. */
  records(frameworkId: string): CheckpointRecord[] {
    const records: CheckpointRecord[] = [];
    for (const [taskId, stream] of this.#frameworks.get(frameworkId) ?? []) {
      for (const [index, update] of stream.updates.entries()) {
        records.push({ type: 'update', update });
        // What is on its way to the disk is part of the snapshot: it was appended before it.
        const isAcknowledged = index < stream.acknowledged + (stream.isAcknowledging ? 1 : 0);
        if (isAcknowledged && update.uuid !== undefined) {
          records.push({ type: 'acknowledged', frameworkId, taskId, uuid: update.uuid });
        }
      }
    }
    return records;
  }

  #open(frameworkId: string, taskId: string): Stream {
    let streams = this.#frameworks.get(frameworkId);
    if (streams === undefined) {
      streams = new Map();
      this.#frameworks.set(frameworkId, streams);
    }
    let stream = streams.get(taskId);
    if (stream === undefined) {
      stream = {
        updates: [],
        durable: 0,
        acknowledged: 0,
        isAcknowledging: false,
        attempts: 0,
        timer: undefined,
        isClosed: false,
      };
      streams.set(taskId, stream);
    }
    return stream;
  }

  #close(frameworkId: string, taskId: string): void {
    const streams = this.#frameworks.get(frameworkId);
    const stream = streams?.get(taskId);
    if (streams === undefined || stream === undefined) return;
    stream.isClosed = true;
    this.#stopTimer(stream);
    streams.delete(taskId);
    if (streams.size === 0) this.#frameworks.delete(frameworkId);
  }

  #forward(stream: Stream): void {
    this.#stopTimer(stream);
    const update = waitingUpdate(stream);
    const latest = stream.updates[stream.durable - 1];
    if (this.#isPaused || update === undefined || latest === undefined) return;
    const delayMs = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(stream.attempts, 10));
    stream.attempts += 1;
    stream.timer = this.#ports.timers.after(delayMs, () => this.#forward(stream));
    this.#ports.send({ ...update, latest_state: latest.status.state });
  }

  #stopTimer(stream: Stream): void {
    stream.timer?.cancel();
    stream.timer = undefined;
  }

  *#streams(): Generator<Stream> {
    for (const streams of this.#frameworks.values()) yield* streams.values();
  }
}

/** Half at a time, so that it is done now and then. */
function forgetOldest(stream: Stream): void {
  if (stream.acknowledged <= maxAcknowledged) return;
  const count = stream.acknowledged - maxAcknowledged / 2;
  stream.updates.splice(0, count);
  stream.acknowledged -= count;
  stream.durable -= count;
}

function waitingUpdate(stream: Stream): StatusUpdate | undefined {
  return stream.acknowledged < stream.durable ? stream.updates[stream.acknowledged] : undefined;
}
