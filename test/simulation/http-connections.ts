// HTTP between a scheduler and the master: requests and streams on connections that keep their order and can
// break at any byte. A broken one tells both ends, but only when they can hear each other.
import type { HttpRequest, HttpResponse, ResponseStream } from '../../src/http/message.ts';
import type { SchedulerCall } from '../../src/protocol/messages.ts';
import { type Network, Pipe } from './network.ts';
import type { SimulatedProcess } from './simulated-process.ts';

export interface HttpServer {
  readonly machine: string;
  readonly process: SimulatedProcess;
  /** `call` is what the body says, for those who watch. */
  readonly handle: (request: HttpRequest, call: SchedulerCall) => HttpResponse;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AnswerEvents {
  onAnswer(answer: Answer): void;
  /** A piece of a streamed body. */
  onChunk?(chunk: Uint8Array): void;
  /** The answer will not come, or its stream has ended. */
  onClosed(): void;
}

export interface ClientRequest {
  readonly label: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly call: SchedulerCall;
}

/** Where servers are found. */
export class HttpServers {
  readonly network: Network;
  readonly #servers = new Map<string, HttpServer>();
  readonly #connections = new Set<HttpConnection>();

  constructor(network: Network) {
    this.network = network;
  }

  serve(server: HttpServer): void {
    this.#servers.set(server.machine, server);
  }

  /** The process died. */
  remove(machine: string): void {
    const server = this.#servers.get(machine);
    this.#servers.delete(machine);
    for (const connection of [...this.#connections]) if (connection.server === server) connection.break();
  }

  find(machine: string): HttpServer | undefined {
    return this.#servers.get(machine);
  }

  connect(process: SimulatedProcess, from: string, to: string): HttpConnection {
    const connection = new HttpConnection(this, process, from, to, () =>
      this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    return connection;
  }

  breakBetween(left: string, right: string): void {
    for (const connection of [...this.#connections]) {
      if ([connection.from, connection.to].every((end) => end === left || end === right)) connection.break();
    }
  }
}

export class HttpConnection {
  readonly from: string;
  readonly to: string;
  /** The life it was made to, from the first request on. */
  server: HttpServer | undefined;
  readonly #servers: HttpServers;
  readonly #client: SimulatedProcess;
  readonly #up: Pipe;
  readonly #down: Pipe;
  readonly #onGone: () => void;
  readonly #waiting: AnswerEvents[] = [];
  readonly #streams: SimulatedStream[] = [];
  #isBroken = false;
  #isClientTold = false;

  constructor(servers: HttpServers, client: SimulatedProcess, from: string, to: string, onGone: () => void) {
    this.#servers = servers;
    this.#client = client;
    this.from = from;
    this.to = to;
    this.#onGone = onGone;
    this.#up = new Pipe(servers.network, from, to);
    this.#down = new Pipe(servers.network, to, from);
  }

  get isUsable(): boolean {
    return !this.#isClientTold;
  }

  send(request: ClientRequest, events: AnswerEvents): void {
    this.#waiting.push(events);
    if (this.#isBroken) return;
    const parcel = {
      label: `${this.to} gets ${request.label} from ${this.from}`,
      receiver: () => (this.server ?? this.#servers.find(this.to))?.process ?? this.#client,
      deliver: () => this.#arrive(request, events),
    };
    this.#up.put(parcel);
  }

  /** The client goes away. */
  close(): void {
    this.#isClientTold = true;
    this.break();
  }

  break(): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#onGone();
    this.#up.tear(() => true);
    this.#down.tear(() => true);
    for (const stream of this.#streams)
      this.#tell(this.to, this.from, this.server?.process, () => stream.close());
    this.#tell(this.from, this.to, this.#client, () => this.#closeClient());
  }

  #arrive(request: ClientRequest, events: AnswerEvents): void {
    this.server ??= this.#servers.find(this.to);
    const { server } = this;
    if (server === undefined || !server.process.isAlive) {
      this.break();
      return;
    }
    const response = server.handle(
      {
        method: 'POST',
        path: '/api/v1/scheduler',
        target: '/api/v1/scheduler',
        query: new URLSearchParams(),
        headers: request.headers,
        body: request.body,
        remoteAddress: '10.0.0.1',
      },
      request.call,
    );
    this.#answer(request, response, events);
  }

  #answer(request: ClientRequest, response: HttpResponse, events: AnswerEvents): void {
    const { status, headers = {}, body = '' } = response;
    const lowerCase = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const text = typeof body === 'string' ? body : Buffer.from(body).toString();
    this.#put(`${status} of ${request.label}`, () => {
      if (response.stream === undefined) this.#waiting.splice(this.#waiting.indexOf(events), 1);
      events.onAnswer({ status, headers: lowerCase, body: text });
    });
    if (response.stream === undefined) return;
    const stream = new SimulatedStream(
      (chunk) => this.#put('a record', () => events.onChunk?.(chunk)),
      () => this.#put('the end of the stream', () => this.close()),
    );
    this.#streams.push(stream);
    response.stream(stream);
  }

  #put(what: string, deliver: () => void): void {
    if (this.#isBroken) return;
    this.#down.put({
      label: `${this.from} gets ${what} from ${this.to}`,
      receiver: () => this.#client,
      deliver: () => {
        if (!this.#isClientTold) deliver();
      },
    });
  }

  #closeClient(): void {
    if (this.#isClientTold) return;
    this.#isClientTold = true;
    for (const events of this.#waiting.splice(0)) events.onClosed();
  }

  /** Tells one end when it can hear the other. */
  #tell(end: string, other: string, owner: SimulatedProcess | undefined, action: () => void): void {
    if (owner === undefined) return;
    const { network } = this.#servers;
    const { queue } = network;
    const label = `${end}: an HTTP connection with ${other} closed`;
    const tell = (): false | undefined => {
      const silentUntilMs = network.silentUntilMs(other, end);
      if (silentUntilMs > queue.nowMs) {
        queue.at(silentUntilMs, owner, label, tell);
        return false;
      }
      action();
      return undefined;
    };
    queue.after(network.latencyMs(), owner, label, tell);
  }
}

class SimulatedStream implements ResponseStream {
  readonly bufferedBytes = 0;
  readonly #write: (chunk: Uint8Array) => void;
  readonly #end: () => void;
  readonly #onClose: (() => void)[] = [];
  #isClosed = false;
  #isEnded = false;

  constructor(write: (chunk: Uint8Array) => void, end: () => void) {
    this.#write = write;
    this.#end = end;
  }

  write(chunk: Uint8Array): boolean {
    if (this.#isClosed || this.#isEnded) return false;
    this.#write(chunk);
    return true;
  }

  end(): void {
    if (this.#isClosed || this.#isEnded) return;
    this.#isEnded = true;
    this.#end();
  }

  onClose(action: () => void): void {
    this.#onClose.push(action);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const action of this.#onClose) action();
  }
}
