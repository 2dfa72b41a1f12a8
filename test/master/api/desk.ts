// The master's endpoints over a harness: requests without a socket, and operators who watch.

import type { HttpResponse } from '../../../src/http/message.ts';
import { createRouter, type Router } from '../../../src/http/router.ts';
import { AgentProxy, type AgentProxyLimits } from '../../../src/master/api/agent-proxy.ts';
import { Reads } from '../../../src/master/api/reads.ts';
import { registerMasterRoutes } from '../../../src/master/api/routes.ts';
import { decodeJson, toJson } from '../../../src/protocol/json.ts';
import type { MasterCall, MasterEvent, MasterResponse } from '../../../src/protocol/messages.ts';
import { decode, encode } from '../../../src/protocol/protobuf.ts';
import { RecordDecoder } from '../../../src/protocol/recordio.ts';
import { askRouter } from '../../support/ask-router.ts';
import type { Harness } from '../harness.ts';

type MediaType = 'application/json' | 'application/x-protobuf';

export interface DeskOptions {
  readonly maxSubscribers: number;
  readonly maxBacklogBytes: number;
  readonly maxCacheBytes: number;
  readonly agentProxy: AgentProxyLimits;
}

const agentProxyLimits: AgentProxyLimits = { maxRequests: 10, timeoutMs: 5000 };

export class Desk {
  readonly router: Router;
  readonly reads: Reads;
  readonly agentProxy: AgentProxy;
  level: 'error' | 'warn' | 'info' | 'debug' = 'info';

  constructor(harness: Harness, options: Partial<DeskOptions> = {}) {
    this.router = createRouter({ prefixes: ['master'] });
    const flags = { port: '5050' };
    this.reads = new Reads(harness.master, {
      timers: harness.time,
      flags,
      maxBytes: options.maxCacheBytes ?? 1e6,
    });
    this.agentProxy = new AgentProxy(harness.master.model, options.agentProxy ?? agentProxyLimits);
    registerMasterRoutes(this.router, harness.master, {
      log: {
        debug: () => {},
        info: () => {},
        warn: () => {},
        error: (message, fields) => {
          throw new Error(`${message} ${JSON.stringify(fields)}`);
        },
        level: () => this.level,
        setLevel: (level) => {
          this.level = level;
        },
      },
      timers: harness.time,
      flags,
      metrics: () => harness.master.metricsSnapshot(),
      maxSubscribers: options.maxSubscribers ?? 1000,
      maxBacklogBytes: options.maxBacklogBytes ?? 1e6,
      reads: this.reads,
      agentProxy: this.agentProxy,
    });
  }

  request(
    method: string,
    target: string,
    body: string | Uint8Array = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpResponse> {
    return askRouter(this.router, method, target, body, headers);
  }

  /** Bytes that are kept for the next readers. */
  cachedBytes(): number {
    return this.reads.bytes;
  }

  /** The JSON of a read. */
  async get(target: string): Promise<ReturnType<typeof JSON.parse>> {
    const response = await this.request('GET', target);
    if (response.status !== 200) throw new Error(`${target}: ${response.status} ${String(response.body)}`);
    return JSON.parse(bytesOf(response).toString());
  }

  post(
    call: unknown,
    headers: Readonly<Record<string, string>> = {},
    path = '/api/v1',
  ): Promise<HttpResponse> {
    return this.request('POST', path, JSON.stringify(call), {
      'content-type': 'application/json',
      ...headers,
    });
  }

  /** The answer to a call in both forms, which must be the same. */
  async ask(call: MasterCall): Promise<MasterResponse> {
    const inJson = await this.post(JSON.parse(toJson('master.Call', call)));
    const inProtobuf = await this.request('POST', '/api/v1', encode('master.Call', call), {
      'content-type': 'application/x-protobuf',
      accept: 'application/x-protobuf',
    });
    if (inJson.status !== 200 || inProtobuf.status !== 200)
      throw new Error(`${call.type}: ${String(inJson.body)}`);
    const message = decodeJson('master.Response', bytesOf(inJson).toString());
    const other = decode('master.Response', bytesOf(inProtobuf));
    const texts = [message, other].map((answer) => toJson('master.Response', answer));
    if (texts[0] !== texts[1]) throw new Error(`${call.type}: JSON ${texts[0]}, protobuf ${texts[1]}`);
    return message;
  }

  /** Subscribes; SUBSCRIBED is there when this settles. */
  async watch(options: { mediaType?: MediaType; maxRecords?: number } = {}): Promise<Watcher> {
    const { mediaType = 'application/json' } = options;
    const response = await this.post({ type: 'SUBSCRIBE' }, { accept: mediaType });
    const watcher = new Watcher(mediaType, options.maxRecords ?? Number.POSITIVE_INFINITY);
    response.stream?.(watcher);
    await watcher.begun();
    return watcher;
  }
}

/** What was promised and what was sliced off gets its turn. */
export async function ticks(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The bytes of an answer, however large. */
export function bytesOf({ body, large }: HttpResponse): Buffer {
  return large === undefined ? Buffer.from(body ?? '') : Buffer.concat(large.pieces);
}

export class Watcher {
  readonly mediaType: MediaType;
  readonly events: MasterEvent[] = [];
  readonly bufferedBytes = 0;
  isEnded = false;
  readonly #records = new RecordDecoder(1e9);
  #left: number;
  #closeAction: () => void = () => {};

  constructor(mediaType: MediaType, maxRecords: number) {
    this.mediaType = mediaType;
    this.#left = maxRecords;
  }

  write(chunk: Uint8Array): boolean {
    if (this.isEnded) return false;
    this.#left -= 1;
    if (this.#left < 0) return false;
    const [record, ...more] = this.#records.push(chunk);
    if (record === undefined || more.length > 0) throw new Error('a chunk is not exactly one record');
    this.events.push(
      this.mediaType === 'application/json'
        ? decodeJson('master.Event', Buffer.from(record).toString())
        : decode('master.Event', record),
    );
    return true;
  }

  end(): void {
    this.isEnded = true;
  }

  /** Settles when the first record is there, or the end. */
  async begun(): Promise<void> {
    while (this.events.length === 0 && !this.isEnded) await ticks();
  }

  onClose(action: () => void): void {
    this.#closeAction = action;
  }

  /** The client hangs up. */
  close(): void {
    this.#closeAction();
  }

  /** Types of the events since this was asked last. */
  take(): (string | undefined)[] {
    return this.events.splice(0).map(({ type }) => type);
  }
}
