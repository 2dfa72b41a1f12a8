// A scheduler's connection to the master: one endless answer that carries events, and one kept connection on
// which calls go out in order. It follows redirects to the leading master, connects again with backoff when
// the stream ends, and asks the master to fail the framework over to the new stream.
import { jitteredBackoffMs } from '../base/backoff.ts';
import { describeError, MesosError } from '../base/errors.ts';
import type { Log, Random, Timer, Timers } from '../base/ports.ts';
import type { ClientStream, HttpClient } from '../http/client.ts';
import { DecodeError } from '../protocol/errors.ts';
import { decodeJson, toJson } from '../protocol/json.ts';
import type { FrameworkInfo, SchedulerCall, SchedulerEvent, TaskStatus } from '../protocol/messages.ts';
import { decode, encode } from '../protocol/protobuf.ts';
import { RecordDecoder } from '../protocol/recordio.ts';

export type ContentType = 'application/x-protobuf' | 'application/json';

export interface SchedulerClientOptions {
  /** `host:port` of a master; one that does not lead sends us on. */
  readonly master: string;
  readonly contentType: ContentType;
  readonly framework: FrameworkInfo;
  readonly http: HttpClient;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** Every event but HEARTBEAT, in order. */
  onEvent(event: SchedulerEvent): void;
  /** The stream is gone; the client connects again by itself unless it was closed. */
  onDisconnected?(reason: string): void;
  /** The master answered what no second try mends (400, 401, 403 …). */
  onRefused(reason: string): void;
}

/** Events are small; an OFFERS event of the largest clusters is a few megabytes. */
const maxEventBytes = 64 * 1024 * 1024;
const reconnectBaseMs = 100;
const reconnectMaxMs = 1000;
/** Without this many heartbeats the stream is taken for dead. */
const missedHeartbeats = 3;
/** Chunks that can arrive together with the head of the answer. */
const maxEarlyChunks = 64;
/** Redirects followed in a row, so that two masters that point at each other do not hold us for ever. */
const maxRedirects = 5;

export class SchedulerClient {
  readonly #options: SchedulerClientOptions;
  #framework: FrameworkInfo;
  #master: string;
  #stream: ClientStream | undefined;
  #streamId: string | undefined;
  #retry: Timer | undefined;
  #silence: Timer | undefined;
  #heartbeatMs = 15_000;
  #attempt = 0;
  #redirects = 0;
  #generation = 0;
  #isClosed = false;
  /** TEARDOWN is on its way. */
  #isLeaving = false;
  /** Calls leave one after the other. */
  #calls: Promise<unknown> = Promise.resolve();

  constructor(options: SchedulerClientOptions) {
    this.#options = options;
    this.#framework = options.framework;
    this.#master = options.master;
  }

  /** The framework's id once SUBSCRIBED came. */
  get frameworkId(): string | undefined {
    return this.#framework.id?.value;
  }

  start(): void {
    void this.#connect();
  }

  /** Ends the framework with its tasks (TEARDOWN) and the stream. The master closes the stream; that is no loss of it. */
  async teardown(): Promise<void> {
    this.#isLeaving = true;
    try {
      await this.call({ type: 'TEARDOWN' });
    } finally {
      this.close();
    }
  }

  /** Ends the stream; the master then applies the framework's failover timeout. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
    this.#retry?.cancel();
  }

  /**
   * Sends a call on the current subscription, after those sent before. Rejects with MesosError when it was not
   * accepted; a framework then waits for its next subscription and reconciles.
   */
  call(call: Omit<SchedulerCall, 'framework_id'>): Promise<void> {
    const sent = this.#calls.then(() => this.#send(call));
    this.#calls = sent.catch(() => undefined);
    return sent;
  }

  /** Acknowledges an update; those without a uuid need none. */
  async acknowledge(status: TaskStatus): Promise<void> {
    if (status.uuid === undefined || status.agent_id === undefined) return;
    await this.call({
      type: 'ACKNOWLEDGE',
      acknowledge: { agent_id: status.agent_id, task_id: status.task_id, uuid: status.uuid },
    });
  }

  async #send(call: Omit<SchedulerCall, 'framework_id'>): Promise<void> {
    if (this.#streamId === undefined || this.#framework.id === undefined) {
      throw new MesosError('NETWORK_FAILED', `cannot send ${call.type}: not subscribed to a master`);
    }
    const response = await this.#options.http.request('POST', this.#url(), {
      headers: { ...this.#headers(), 'Mesos-Stream-Id': this.#streamId },
      body: this.#encode({ ...call, framework_id: this.#framework.id }),
    });
    if (response.status !== 202 && response.status !== 200) {
      const text = response.body.toString('utf8', 0, 500);
      throw new MesosError(
        'PROTOCOL_VIOLATION',
        `the master answered ${call.type} with ${response.status}: ${text}`,
      );
    }
  }

  async #connect(): Promise<void> {
    const generation = ++this.#generation;
    const isCurrent = (): boolean => generation === this.#generation && !this.#isClosed;
    const id = this.#framework.id;
    const call: SchedulerCall = { type: 'SUBSCRIBE', subscribe: { framework_info: this.#framework } };
    if (id !== undefined) call.framework_id = id;
    const records = new RecordDecoder(maxEventBytes);
    /** What came before the head was looked at, and the text of a refusal. */
    const early: Buffer[] = [];
    let isStream = false;
    try {
      const stream = await this.#options.http.stream(
        'POST',
        this.#url(),
        {
          onChunk: (chunk) => {
            if (!isCurrent()) return;
            if (isStream) this.#receive(records, chunk);
            else if (early.length < maxEarlyChunks) early.push(chunk);
          },
          onClose: (error) => {
            if (!isCurrent()) return;
            if (isStream)
              this.#disconnected(error === undefined ? 'the master closed the stream' : error.message);
            else this.#refused(status, Buffer.concat(early).toString());
          },
        },
        { headers: this.#headers(), body: this.#encode(call) },
      );
      const status = stream.status;
      if (!isCurrent()) {
        stream.close();
        return;
      }
      this.#stream = stream;
      if (this.#follow(stream)) return;
      isStream = status === 200;
      if (!isStream) return;
      this.#streamId = stream.headers['mesos-stream-id'];
      this.#expectHeartbeat();
      for (const chunk of early) if (isCurrent()) this.#receive(records, chunk);
    } catch (error) {
      if (isCurrent()) this.#disconnected(describeError(error));
    }
  }

  /** True when the answer was a redirect to the leading master, which is tried at once. */
  #follow(stream: ClientStream): boolean {
    const location = stream.headers['location'];
    if (stream.status !== 307 || location === undefined) return false;
    const leader = /^(?:https?:)?\/\/([^/]+)/.exec(location)?.[1];
    this.#redirects += 1;
    if (leader === undefined || this.#redirects > maxRedirects) {
      this.#redirects = 0;
      this.#master = this.#options.master;
      this.#disconnected('the masters do not agree on a leader');
      return true;
    }
    this.#drop();
    this.#master = leader;
    void this.#connect();
    return true;
  }

  #refused(status: number, text: string): void {
    const reason = `the master answered SUBSCRIBE with ${status}: ${text.slice(0, 500)}`;
    if (status >= 500) this.#disconnected(reason);
    else this.#options.onRefused(reason);
  }

  #receive(records: RecordDecoder, chunk: Buffer): void {
    this.#expectHeartbeat();
    try {
      for (const record of records.push(chunk)) {
        const event = this.#decode(record);
        if (event.type === 'SUBSCRIBED') this.#subscribed(event);
        if (event.type !== 'HEARTBEAT') this.#options.onEvent(event);
        if (this.#isClosed) return;
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#disconnected(`an event could not be decoded: ${error.message}`);
    }
  }

  #subscribed(event: SchedulerEvent): void {
    const id = event.subscribed?.framework_id;
    if (id !== undefined) this.#framework = { ...this.#framework, id };
    const seconds = event.subscribed?.heartbeat_interval_seconds;
    if (seconds !== undefined && seconds > 0) this.#heartbeatMs = seconds * 1000;
    this.#attempt = 0;
    this.#redirects = 0;
  }

  #expectHeartbeat(): void {
    this.#silence?.cancel();
    const patienceMs = this.#heartbeatMs * missedHeartbeats;
    this.#silence = this.#options.timers.after(patienceMs, () =>
      this.#disconnected(`no heartbeat for ${patienceMs / 1000} seconds`),
    );
  }

  #disconnected(reason: string): void {
    if (this.#isLeaving) return;
    this.#drop();
    if (this.#isClosed) return;
    this.#options.onDisconnected?.(reason);
    if (this.#isClosed) return;
    const delayMs = jitteredBackoffMs(this.#options.random, reconnectBaseMs, reconnectMaxMs, this.#attempt++);
    this.#retry = this.#options.timers.after(delayMs, () => void this.#connect());
  }

  #drop(): void {
    this.#generation += 1;
    this.#silence?.cancel();
    this.#stream?.close();
    this.#stream = undefined;
    this.#streamId = undefined;
  }

  #url(): string {
    return `http://${this.#master}/api/v1/scheduler`;
  }

  #headers(): Record<string, string> {
    return { 'Content-Type': this.#options.contentType, Accept: this.#options.contentType };
  }

  #encode(call: SchedulerCall): Uint8Array {
    return this.#options.contentType === 'application/json'
      ? Buffer.from(toJson('scheduler.Call', call))
      : encode('scheduler.Call', call);
  }

  #decode(record: Uint8Array): SchedulerEvent {
    return this.#options.contentType === 'application/json'
      ? decodeJson('scheduler.Event', Buffer.from(record).toString())
      : decode('scheduler.Event', record);
  }
}
