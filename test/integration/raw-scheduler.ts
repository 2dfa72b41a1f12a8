// A scheduler without manners for tests of bad input: it sends exactly the calls it is told to and keeps every
// event of its stream.
import { type ClientRequest, request } from 'node:http';
import { RecordDecoder } from '../../src/protocol/recordio.ts';
import { eventually, type HttpAnswer, http } from '../support/cluster.ts';

export interface RawEvent {
  readonly type: string;
  readonly error?: { readonly message: string };
  readonly subscribed?: { readonly framework_id: { readonly value: string } };
  readonly update?: {
    readonly status: {
      readonly task_id: { readonly value: string };
      readonly state: string;
      readonly reason?: string;
    };
  };
}

export const schedulerPath = '/api/v1/scheduler';
export const jsonHeaders: Readonly<Record<string, string>> = { 'Content-Type': 'application/json' };

const maxEventBytes = 1024 * 1024;

/** One call with any body and headers. */
export function post(
  port: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = jsonHeaders,
): Promise<HttpAnswer> {
  return http(port, 'POST', schedulerPath, { body, headers: { ...headers } });
}

/** FrameworkInfo of a framework that gets on with the master. */
export function frameworkInfo(capabilities: readonly string[] = ['PARTITION_AWARE']): object {
  return {
    user: 'nobody',
    name: 'raw',
    roles: ['*'],
    capabilities: ['MULTI_ROLE', ...capabilities].map((type) => ({ type })),
  };
}

export class RawScheduler {
  readonly events: RawEvent[] = [];
  streamId = '';
  status = 0;
  isEnded = false;
  readonly #port: number;
  readonly #request: ClientRequest;

  /** Sends SUBSCRIBE; what comes of it shows in the fields. */
  constructor(port: number, info: object) {
    this.#port = port;
    const headers = { ...jsonHeaders, Accept: 'application/json' };
    const options = { host: '127.0.0.1', port, path: schedulerPath, method: 'POST', headers, agent: false };
    this.#request = request(options, (response) => {
      this.status = response.statusCode ?? 0;
      this.streamId = String(response.headers['mesos-stream-id'] ?? '');
      const records = new RecordDecoder(maxEventBytes);
      response.on('data', (piece: Buffer) => {
        for (const record of records.push(piece)) {
          this.events.push(JSON.parse(Buffer.from(record).toString()) as RawEvent);
        }
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        this.isEnded = true;
      });
    });
    this.#request.on('error', () => {
      this.isEnded = true;
    });
    this.#request.end(JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info: info } }));
  }

  /** A scheduler whose subscription was accepted. */
  static async subscribe(port: number, info: object = frameworkInfo()): Promise<RawScheduler> {
    const scheduler = new RawScheduler(port, info);
    await eventually('SUBSCRIBED', () => scheduler.frameworkId !== undefined);
    return scheduler;
  }

  get frameworkId(): string | undefined {
    return this.events[0]?.subscribed?.framework_id.value;
  }

  /** Sends a call with the framework's id and stream; `headers` replace the usual ones. */
  call(call: object, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const body = JSON.stringify({ framework_id: { value: this.frameworkId }, ...call });
    return post(this.#port, body, { ...jsonHeaders, 'Mesos-Stream-Id': this.streamId, ...headers });
  }

  close(): void {
    this.#request.destroy();
  }
}
