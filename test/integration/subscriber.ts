// A subscriber of the operator API's event stream: the events as values, and how they were cut into chunks.
import { type ClientRequest, request } from 'node:http';
import type { MasterEvent } from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { RecordDecoder } from '../../src/protocol/recordio.ts';

/** The records of a stream as values, and how many came in each chunk. */
export class Subscriber {
  readonly events: unknown[] = [];
  /** The records as they came. */
  readonly records: Buffer[] = [];
  readonly recordsOfChunks: number[] = [];
  status = 0;
  contentType: string | undefined;
  readonly #decoder = new RecordDecoder(1e8);
  readonly #call: ClientRequest;

  constructor(port: number, mediaType: 'application/json' | 'application/x-protobuf') {
    const isJson = mediaType === 'application/json';
    const body = isJson ? '{"type":"SUBSCRIBE"}' : encode('master.Call', { type: 'SUBSCRIBE' });
    const headers = { 'Content-Type': mediaType, Accept: mediaType, 'Content-Length': body.length };
    const options = { host: '127.0.0.1', port, method: 'POST', path: '/api/v1', headers, agent: false };
    this.#call = request(options, (response) => {
      this.status = response.statusCode ?? 0;
      this.contentType = response.headers['content-type'];
      response.on('data', (chunk: Buffer) => {
        const records = this.#decoder.push(chunk);
        this.recordsOfChunks.push(records.length);
        this.records.push(...records.map((record) => Buffer.from(record)));
        for (const record of records)
          this.events.push(
            isJson ? JSON.parse(Buffer.from(record).toString()) : decode('master.Event', record),
          );
      });
      response.on('error', () => {});
    });
    this.#call.on('error', () => {});
    this.#call.end(body);
  }

  get types(): string[] {
    return (this.events as MasterEvent[]).map(({ type }) => type ?? '');
  }

  close(): void {
    this.#call.destroy();
  }
}
