// A scheduler's way to the master: the event stream and the calls beside it, both in bytes. It opens and closes;
// when to try again is the scheduler's business.
import { decodeJson, toJson } from '../../src/protocol/json.ts';
import type { SchedulerCall, SchedulerEvent } from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { RecordDecoder } from '../../src/protocol/recordio.ts';
import type { HttpConnection, HttpServers } from './http-connections.ts';
import type { SimulatedProcess } from './simulated-process.ts';

export type Encoding = 'application/json' | 'application/x-protobuf';

/** A record of the simulated master is far below this. */
const maxRecordBytes = 1024 * 1024;

export interface ConnectionParts {
  readonly servers: HttpServers;
  readonly process: SimulatedProcess;
  readonly machine: string;
  readonly master: string;
  readonly encoding: Encoding;
}

export interface ConnectionEvents {
  onEvent(event: SchedulerEvent): void;
  /** Not subscribed, or not any more; told once. */
  onClosed(): void;
}

/** A scheduler's way to the master, whatever it is made of. */
export interface SchedulerWire {
  /** `onAnswer` gets the status; undefined when the connection broke before there was one; nothing without answers. */
  call(call: SchedulerCall, onAnswer?: (status: number | undefined) => void): void;
  close(): void;
}

export class SchedulerConnection implements SchedulerWire {
  readonly #parts: ConnectionParts;
  readonly #stream: HttpConnection;
  #calls: HttpConnection | undefined;
  #streamId: string | undefined;
  #isClosed = false;

  constructor(parts: ConnectionParts, subscribe: SchedulerCall, events: ConnectionEvents) {
    this.#parts = parts;
    const { servers, process, machine, master, encoding } = parts;
    const records = new RecordDecoder(maxRecordBytes);
    this.#stream = servers.connect(process, machine, master);
    const end = (): void => {
      if (this.#isClosed) return;
      this.close();
      events.onClosed();
    };
    const headers = { 'content-type': encoding, accept: encoding };
    const request = { label: 'SUBSCRIBE', headers, body: this.#encode(subscribe), call: subscribe };
    this.#stream.send(request, {
      onAnswer: ({ status, headers: answered }) => {
        if (status !== 200) return end();
        this.#streamId = answered['mesos-stream-id'];
      },
      onChunk: (chunk) => {
        // A handler may close the connection between two records.
        for (const record of records.push(chunk)) if (!this.#isClosed) events.onEvent(this.#decode(record));
      },
      onClosed: end,
    });
  }

  call(call: SchedulerCall, onAnswer: (status: number | undefined) => void = () => {}): void {
    if (this.#isClosed) return;
    const { servers, process, machine, master, encoding } = this.#parts;
    if (this.#calls?.isUsable !== true) this.#calls = servers.connect(process, machine, master);
    const streamId = this.#streamId;
    const headers = {
      'content-type': encoding,
      ...(streamId === undefined ? {} : { 'mesos-stream-id': streamId }),
    };
    const request = { label: call.type ?? 'UNKNOWN', headers, body: this.#encode(call), call };
    this.#calls.send(request, {
      onAnswer: ({ status }) => onAnswer(status),
      onClosed: () => onAnswer(undefined),
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#stream.close();
    this.#calls?.close();
  }

  #encode(call: SchedulerCall): Uint8Array {
    if (this.#parts.encoding === 'application/json') return Buffer.from(toJson('scheduler.Call', call));
    return encode('scheduler.Call', call);
  }

  #decode(record: Uint8Array): SchedulerEvent {
    if (this.#parts.encoding === 'application/json')
      return decodeJson('scheduler.Event', Buffer.from(record).toString());
    return decode('scheduler.Event', record);
  }
}
