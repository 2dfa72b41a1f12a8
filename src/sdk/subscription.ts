// One subscription: a SUBSCRIBE call whose endless answer carries events. It tells what arrives, notices silence, and
// tells once how it ended; whether and where to subscribe again is its owner's decision. After close() nothing is told.
import { describeError } from '../base/errors.ts';
import type { Timer, Timers } from '../base/ports.ts';
import type { ClientStream, HttpClient } from '../http/client.ts';
import { DecodeError } from '../protocol/errors.ts';
import { RecordDecoder } from '../protocol/recordio.ts';

export interface SubscriptionOptions<Event> {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The encoded SUBSCRIBE call. */
  readonly body: Uint8Array;
  readonly http: HttpClient;
  readonly timers: Timers;
  /** Silence after which the stream is taken for dead; undefined until somebody promised heartbeats. */
  readonly patienceMs?: number | undefined;
  readonly maxEventBytes: number;
  decode(record: Uint8Array): Event;
  /** The head of the stream came; `streamId` is what a master wants to see in every further call. */
  onOpen(streamId: string | undefined): void;
  onEvent(event: Event): void;
  onEnded(end: SubscriptionEnd): void;
}

export type SubscriptionEnd =
  /** The connection failed or ended, fell silent, or carried what is no event. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** Another one leads. */
  | { readonly kind: 'redirected'; readonly leader: string }
  /** The answer was none of the above. */
  | { readonly kind: 'refused'; readonly status: number; readonly text: string };

/** Chunks that can arrive together with the head of the answer, and of the text of a refusal. */
const maxEarlyChunks = 64;
const maxRefusalLength = 500;

export class Subscription<Event> {
  readonly #options: SubscriptionOptions<Event>;
  readonly #records: RecordDecoder;
  /** What came before the head was looked at, and the text of a refusal. */
  readonly #early: Buffer[] = [];
  #stream: ClientStream | undefined;
  #silence: Timer | undefined;
  #patienceMs: number | undefined;
  #isOpen = false;
  #hasEnded = false;

  constructor(options: SubscriptionOptions<Event>) {
    this.#options = options;
    this.#records = new RecordDecoder(options.maxEventBytes);
    this.#patienceMs = options.patienceMs;
  }

  async start(): Promise<void> {
    const { http, url, headers, body } = this.#options;
    try {
      const events = {
        onChunk: (chunk: Buffer) => this.#received(chunk),
        onClose: (error: Error | undefined) => this.#closed(error),
      };
      const stream = await http.stream('POST', url, events, { headers, body });
      this.#stream = stream;
      if (this.#hasEnded) stream.close();
      else this.#opened(stream);
    } catch (error) {
      this.#end({ kind: 'lost', reason: describeError(error) });
    }
  }

  close(): void {
    this.#hasEnded = true;
    this.#silence?.cancel();
    this.#stream?.close();
  }

  /** From now on something must arrive at least this often. */
  expectEvery(patienceMs: number): void {
    this.#patienceMs = patienceMs;
    this.#heard();
  }

  #opened(stream: ClientStream): void {
    this.#heard();
    const leader = leaderOf(stream);
    if (leader !== undefined) {
      this.#end({ kind: 'redirected', leader });
      return;
    }
    // The text of any other answer is still to come.
    if (stream.status !== 200) return;
    this.#isOpen = true;
    this.#options.onOpen(stream.headers['mesos-stream-id']);
    for (const chunk of this.#early) this.#decode(chunk);
  }

  #received(chunk: Buffer): void {
    if (this.#hasEnded) return;
    this.#heard();
    if (this.#isOpen) this.#decode(chunk);
    else if (this.#early.length < maxEarlyChunks) this.#early.push(chunk);
  }

  #decode(chunk: Buffer): void {
    if (this.#hasEnded) return;
    try {
      for (const record of this.#records.push(chunk)) {
        this.#options.onEvent(this.#options.decode(record));
        if (this.#hasEnded) return;
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#end({ kind: 'lost', reason: `an event could not be decoded: ${error.message}` });
    }
  }

  #closed(error: Error | undefined): void {
    if (error !== undefined || this.#isOpen) {
      this.#end({ kind: 'lost', reason: error?.message ?? 'the stream was closed' });
      return;
    }
    const text = Buffer.concat(this.#early).toString().slice(0, maxRefusalLength);
    this.#end({ kind: 'refused', status: this.#stream?.status ?? 0, text });
  }

  #heard(): void {
    this.#silence?.cancel();
    const patienceMs = this.#patienceMs;
    if (patienceMs === undefined) return;
    this.#silence = this.#options.timers.after(patienceMs, () =>
      this.#end({ kind: 'lost', reason: `no heartbeat for ${patienceMs / 1000} seconds` }),
    );
  }

  #end(end: SubscriptionEnd): void {
    if (this.#hasEnded) return;
    this.close();
    this.#options.onEnded(end);
  }
}

/** Who leads, when that is the answer: `Location: //host:port/path`. */
function leaderOf(stream: ClientStream): string | undefined {
  if (stream.status !== 307) return undefined;
  return /^(?:https?:)?\/\/([^/]+)/.exec(stream.headers['location'] ?? '')?.[1];
}
