// An HTTP client that a test drives: it keeps the calls it was given, and its streams carry what the test says.
import { MesosError } from '../../src/base/errors.ts';
import type { Timer, Timers } from '../../src/base/ports.ts';
import type { ClientRequestOptions, ClientStream, HttpClient, StreamEvents } from '../../src/http/client.ts';
import { decodeJson } from '../../src/protocol/json.ts';
import type { MessageTypes } from '../../src/protocol/messages.ts';

/** One opened stream, driven by the test. */
export interface OpenedStream<Call> {
  readonly url: string;
  readonly call: Call;
  readonly headers: Readonly<Record<string, string>>;
  readonly events: StreamEvents;
  isClosed: boolean;
}

export class ScriptedHttp<Name extends 'scheduler.Call' | 'executor.Call'> implements HttpClient {
  readonly #name: Name;
  readonly streams: OpenedStream<MessageTypes[Name]>[] = [];
  readonly calls: { url: string; call: MessageTypes[Name]; streamId: string | undefined }[] = [];
  /** The head of the next stream's answer. */
  head: { status: number; headers: Record<string, string> } = {
    status: 200,
    headers: { 'mesos-stream-id': 'stream-1' },
  };
  /** Sent together with the head of the next stream's answer. */
  early: Uint8Array[] = [];
  callStatus = 202;
  refuses = false;

  constructor(name: Name) {
    this.#name = name;
  }

  async request(_method: string, url: string, options: ClientRequestOptions = {}) {
    const call = decodeJson(this.#name, String(Buffer.from(options.body as Uint8Array)));
    this.calls.push({ url, call, streamId: options.headers?.['Mesos-Stream-Id'] });
    return { status: this.callStatus, headers: {}, body: Buffer.from('because') };
  }

  async stream(_method: string, url: string, events: StreamEvents, options: ClientRequestOptions = {}) {
    if (this.refuses) throw new MesosError('NETWORK_FAILED', 'refused');
    const call = decodeJson(this.#name, String(Buffer.from(options.body as Uint8Array)));
    const headers = options.headers ?? {};
    const opened: OpenedStream<MessageTypes[Name]> = { url, call, headers, events, isClosed: false };
    this.streams.push(opened);
    for (const chunk of this.early) events.onChunk(Buffer.from(chunk));
    const stream: ClientStream = {
      ...this.head,
      close: () => {
        opened.isClosed = true;
      },
    };
    return stream;
  }

  close(): void {}
}

interface ScriptedTimer {
  readonly delayMs: number;
  readonly action: () => void;
}

/** Timers that fire when the test says so. */
export class ScriptedTimers implements Timers {
  readonly #timers: ScriptedTimer[] = [];

  after(delayMs: number, action: () => void): Timer {
    const timer = { delayMs, action };
    this.#timers.push(timer);
    return { cancel: () => this.#remove(timer) };
  }

  /** The delays of those that wait. */
  get delaysMs(): number[] {
    return this.#timers.map(({ delayMs }) => delayMs);
  }

  /** Fires the one of that delay, or the youngest. */
  fire(delayMs?: number): void {
    const due = this.#timers.findLast((timer) => delayMs === undefined || timer.delayMs === delayMs);
    if (due === undefined) throw new Error(`no timer of ${delayMs} ms among ${this.delaysMs.join(', ')}`);
    this.#remove(due);
    due.action();
  }

  #remove(timer: ScriptedTimer): void {
    const at = this.#timers.indexOf(timer);
    if (at !== -1) this.#timers.splice(at, 1);
  }
}

/** Lets everything happen that waits for a promise. */
export async function turn(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await new Promise((resolve) => setImmediate(resolve));
}
