// The libprocess transport of one process life, as `Transport` promises it: persistent links that tell of their
// end, temporary connections that do not, order between two addresses, and loss only together with a connection.
import type { InboundMessage, Transport, TransportEvents, Upid } from '../../src/libprocess/transport.ts';
import { formatUpid, parseUpid } from '../../src/libprocess/upid.ts';
import { type Network, Pipe } from './network.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** As the real transport's: a peer that does not answer is given up. */
const connectTimeoutMs = 10_000;

/**
 * Messages that a peer may send again after it reconnected: what came of the first one is unknown to it. An agent that
 * reregisters again does not repeat itself but says how things are now.
 */
const repeatable: ReadonlySet<string> = new Set(
  [
    'RegisterSlaveMessage',
    'SlaveRegisteredMessage',
    'SlaveReregisteredMessage',
    'UpdateSlaveMessage',
    'StatusUpdateMessage',
    'StatusUpdateAcknowledgementMessage',
    'KillTaskMessage',
    'ShutdownFrameworkMessage',
    'PingSlaveMessage',
    'PongSlaveMessage',
  ].map((name) => `mesos.internal.${name}`),
);

interface Connection {
  readonly from: Endpoint;
  readonly address: string;
  /** The life it leads to, once it is made. */
  target: Endpoint | undefined;
  madeAtMs: number;
  state: 'connecting' | 'open' | 'gone';
  isPersistent: boolean;
}

interface Endpoint {
  readonly address: string;
  readonly machine: string;
  readonly process: SimulatedProcess;
  readonly events: TransportEvents;
  readonly persistent: Map<string, Connection>;
  readonly temporary: Map<string, Connection>;
}

export interface Attachment {
  readonly address: string;
  /** The machine's name, for the network. */
  readonly machine: string;
  readonly process: SimulatedProcess;
  readonly events: TransportEvents;
}

/** All processes that speak libprocess. */
export class Transports {
  /** The chance that a repeatable message is sent twice. */
  repetition = 0;
  /** The chance that a temporary connection cannot be made. */
  refusal = 0;
  readonly #network: Network;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #machines = new Map<string, string>();
  readonly #pipes = new Map<string, Pipe>();
  readonly #connections = new Set<Connection>();
  /** The connection a parcel travels on. */
  readonly #ways = new WeakMap<object, Connection>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** A new life at the address; the one before it must have been detached. */
  attach(attachment: Attachment): Transport {
    const endpoint: Endpoint = { ...attachment, persistent: new Map(), temporary: new Map() };
    this.#endpoints.set(endpoint.address, endpoint);
    this.#machines.set(endpoint.address, endpoint.machine);
    return {
      address: endpoint.address,
      send: (from, to, name, body) => this.#send(endpoint, from, to, name, body),
      link: (to, options) => this.#link(endpoint, to, options?.reconnect === true),
      unlink: (to) => this.#unlink(endpoint, to),
    };
  }

  /** The process is dead: its connections end, and those to it. */
  detach(address: string): void {
    const endpoint = this.#endpoints.get(address);
    if (endpoint === undefined) return;
    this.#endpoints.delete(address);
    for (const connection of [...this.#connections]) {
      if (connection.from === endpoint || connection.target === endpoint) this.#break(connection);
    }
  }

  /** Every connection between the two addresses breaks. */
  breakBetween(left: string, right: string): void {
    for (const connection of [...this.#connections]) {
      const ends = [connection.from.address, connection.address];
      if (ends.includes(left) && ends.includes(right)) this.#break(connection);
    }
  }

  #send(endpoint: Endpoint, from: string, to: Upid, name: string, body: Uint8Array): void {
    if (!endpoint.process.isAlive) return;
    const upid = parseUpid(to);
    if (upid === undefined) return;
    const message: InboundMessage = {
      to: upid.id,
      from: formatUpid(from, endpoint.address),
      name,
      // The receiver must not see what the sender does to its buffer later.
      body: body.slice(),
    };
    const connection =
      endpoint.persistent.get(upid.address) ??
      endpoint.temporary.get(upid.address) ??
      this.#connect(endpoint, upid.address, false);
    this.#put(connection, message);
    if (repeatable.has(name) && this.#network.random.chance(this.repetition)) this.#put(connection, message);
  }

  #put(connection: Connection, message: InboundMessage): void {
    const { from, address } = connection;
    // Broken, and the sender does not know it yet.
    if (connection.state === 'gone') return;
    const short = message.name.replace('mesos.internal.', '');
    const parcel = {
      label: `${this.#machines.get(address) ?? address} gets ${short} from ${from.machine}`,
      receiver: () => (connection.target ?? this.#endpoints.get(address))?.process,
      notBeforeMs: () => connection.madeAtMs,
      deliver: () => {
        if (!connection.isPersistent) this.#endIfDrained(connection);
        connection.target?.events.onMessage(message);
      },
    };
    this.#ways.set(parcel, connection);
    this.#pipe(from.address, address).put(parcel);
  }

  #link(endpoint: Endpoint, to: Upid, reconnect: boolean): void {
    const address = parseUpid(to)?.address;
    if (address === undefined || !endpoint.process.isAlive) return;
    const old = endpoint.persistent.get(address);
    if (old !== undefined && !reconnect) return;
    const temporary = endpoint.temporary.get(address);
    endpoint.temporary.delete(address);
    if (old === undefined && temporary !== undefined && !reconnect) {
      temporary.isPersistent = true;
      endpoint.persistent.set(address, temporary);
      return;
    }
    if (temporary !== undefined) this.#end(temporary);
    if (old !== undefined) this.#end(old);
    endpoint.persistent.set(address, this.#connect(endpoint, address, true));
  }

  #unlink(endpoint: Endpoint, to: Upid): void {
    const address = parseUpid(to)?.address ?? '';
    const connection = endpoint.persistent.get(address);
    if (connection === undefined) return;
    endpoint.persistent.delete(address);
    connection.isPersistent = false;
    endpoint.temporary.set(address, connection);
    this.#endIfDrained(connection);
  }

  #connect(from: Endpoint, address: string, isPersistent: boolean): Connection {
    const { queue, random } = this.#network;
    const startedAtMs = queue.nowMs;
    const connection: Connection = {
      from,
      address,
      target: undefined,
      madeAtMs: startedAtMs + this.#network.latencyMs(),
      state: 'connecting',
      isPersistent,
    };
    this.#connections.add(connection);
    if (!isPersistent) from.temporary.set(address, connection);
    const isRefused = !isPersistent && random.chance(this.refusal);
    const tryNow = (): false | undefined => {
      if (connection.state !== 'connecting') return false;
      const machine = this.#machines.get(address) ?? address;
      const silentUntilMs = this.#network.silentUntilMs(from.machine, machine);
      const isTooLate = queue.nowMs >= startedAtMs + connectTimeoutMs;
      if (silentUntilMs > queue.nowMs && !isTooLate) {
        connection.madeAtMs = Math.min(silentUntilMs, startedAtMs + connectTimeoutMs);
        queue.at(connection.madeAtMs, from.process, label, tryNow);
        return false;
      }
      const target = this.#endpoints.get(address);
      if (target === undefined || isRefused || silentUntilMs > queue.nowMs) {
        this.#break(connection);
        return undefined;
      }
      connection.state = 'open';
      connection.target = target;
      return false;
    };
    const label = `${from.machine}: connects to ${address}`;
    queue.at(connection.madeAtMs, from.process, label, tryNow);
    return connection;
  }

  /** A temporary connection ends when its last message has left. */
  #endIfDrained(connection: Connection): void {
    const pipe = this.#pipe(connection.from.address, connection.address);
    for (const parcel of pipe.parcels()) if (this.#ways.get(parcel) === connection) return;
    connection.from.temporary.delete(connection.address);
    this.#connections.delete(connection);
  }

  /** Its owner throws it away: nobody is told. */
  #end(connection: Connection): void {
    this.#forget(connection);
    this.#tear(connection);
  }

  /** It breaks: whoever relies on it is told, unless there is silence. */
  #break(connection: Connection): void {
    const { from, address, isPersistent } = connection;
    if (connection.state === 'gone') return;
    connection.state = 'gone';
    this.#connections.delete(connection);
    this.#tear(connection);
    const { queue } = this.#network;
    const machine = this.#machines.get(address) ?? address;
    const tell = (): false | undefined => {
      const map = connection.isPersistent ? from.persistent : from.temporary;
      if (map.get(address) !== connection) return false;
      const silentUntilMs = this.#network.silentUntilMs(from.machine, machine);
      if (silentUntilMs > queue.nowMs && connection.target !== undefined) {
        queue.at(silentUntilMs, from.process, label, tell);
        return false;
      }
      map.delete(address);
      if (!connection.isPersistent) return false;
      from.events.onExited(address);
      return undefined;
    };
    const label = `${from.machine}: ${isPersistent ? 'link' : 'connection'} to ${machine} broke`;
    queue.after(this.#network.latencyMs(), from.process, label, tell);
  }

  #forget(connection: Connection): void {
    connection.state = 'gone';
    this.#connections.delete(connection);
  }

  #tear(connection: Connection): void {
    this.#pipe(connection.from.address, connection.address).tear(
      (parcel) => this.#ways.get(parcel) === connection,
    );
  }

  #pipe(from: string, to: string): Pipe {
    const key = `${from} ${to}`;
    let pipe = this.#pipes.get(key);
    if (pipe === undefined) {
      pipe = new Pipe(this.#network, this.#machines.get(from) ?? from, this.#machines.get(to) ?? to);
      this.#pipes.set(key, pipe);
    }
    return pipe;
  }
}
