// The transport on real sockets: one persistent connection an address for what is linked, temporary ones for
// the rest, and local delivery for the own address. Every event comes in a later turn than its cause, so that
// a mailbox is never entered from inside its own handler.
import type { Log } from '../base/ports.ts';
import { frameMessage } from './framing.ts';
import { Link, type LinkLimits } from './link.ts';
import type { InboundMessage, Transport, TransportEvents, Upid } from './transport.ts';
import { formatUpid, type ParsedUpid, parseUpid } from './upid.ts';

export interface TransportLimits extends LinkLimits {
  /** Connections for unlinked addresses at one time; a sender's address is what the peer claims it to be. */
  readonly maxTemporaryLinks: number;
}

export const defaultTransportLimits: TransportLimits = {
  maxQueuedBytes: 64 * 1024 * 1024,
  connectTimeoutMs: 10_000,
  closeTimeoutMs: 30_000,
  maxTemporaryLinks: 10_000,
};

/** How long close() waits for peers; one that is gone must not hold up the end of a daemon. */
const shutdownGraceMs = 1_000;

export interface TransportOptions {
  /** The advertised `ip:port` of this process. */
  readonly address: string;
  readonly events: TransportEvents;
  readonly log: Log;
  readonly limits?: Partial<TransportLimits> | undefined;
  /** Told of messages that are not sent, for the metrics. */
  readonly onDropped?: ((reason: UnsentReason, messages: number) => void) | undefined;
}

/** no_address: the receiver is no UPID; queue_full: too many bytes wait for one peer or for this process itself. */
export type UnsentReason = 'no_address' | 'queue_full' | 'too_many_links';

export interface SocketTransport extends Transport {
  /** Persistent connections, open or being made. */
  readonly linkCount: number;
  /** Sends what is queued, then closes every connection without an exit event; later sends are dropped. */
  close(): Promise<void>;
}

export function createTransport(options: TransportOptions): SocketTransport {
  return new Links(options);
}

class Links implements SocketTransport {
  readonly address: string;
  readonly #events: TransportEvents;
  readonly #log: Log;
  readonly #limits: TransportLimits;
  readonly #onDropped: (reason: UnsentReason, messages: number) => void;
  readonly #persistent = new Map<string, Link>();
  readonly #temporary = new Map<string, Link>();
  /** Every connection whose end was not seen yet, also those that close and are in no map. */
  readonly #open = new Set<Link>();
  #local: InboundMessage[] = [];
  #localBytes = 0;
  #isClosed = false;
  #onAllClosed: (() => void) | undefined;

  constructor(options: TransportOptions) {
    this.address = options.address;
    this.#events = options.events;
    this.#log = options.log;
    this.#onDropped = options.onDropped ?? (() => undefined);
    this.#limits = { ...defaultTransportLimits, ...options.limits };
  }

  get linkCount(): number {
    return this.#persistent.size;
  }

  send(from: string, to: Upid, name: string, body: Uint8Array): void {
    if (this.#isClosed) return;
    const upid = parseUpid(to);
    if (upid === undefined) {
      this.#onDropped('no_address', 1);
      this.#log.warn('message not sent: the receiver is no UPID', { to, name });
      return;
    }
    const sender = formatUpid(from, this.address);
    if (upid.address === this.address) {
      this.#sendLocally({ to: upid.id, from: sender, name, body });
      return;
    }
    this.#linkFor(upid, name)?.send(frameMessage(sender, upid.id, upid.address, name, body));
  }

  link(to: Upid, options: { reconnect?: boolean } = {}): void {
    const upid = parseUpid(to);
    if (this.#isClosed || upid === undefined || upid.address === this.address) return;
    const { address } = upid;
    const old = this.#persistent.get(address);
    if (old !== undefined && options.reconnect !== true) return;

    const temporary = this.#temporary.get(address);
    this.#temporary.delete(address);
    if (old === undefined && temporary?.isUsable === true && options.reconnect !== true) {
      // The temporary connection becomes the persistent one: with two, messages could overtake each other.
      temporary.setTemporary(false);
      this.#persistent.set(address, temporary);
      return;
    }
    const unsent = [...this.#discard(temporary), ...this.#discard(old)];
    const link = this.#connect(upid);
    this.#persistent.set(address, link);
    for (const frame of unsent) link.send(frame);
  }

  unlink(to: Upid): void {
    const address = parseUpid(to)?.address ?? '';
    const link = this.#persistent.get(address);
    if (link === undefined) return;
    this.#persistent.delete(address);
    if (link.isUsable) this.#temporary.set(address, link);
    link.setTemporary(true);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#persistent.clear();
    this.#temporary.clear();
    this.#local = [];
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(() => {
        for (const link of this.#open) link.discard();
        this.#open.clear();
        resolve();
      }, shutdownGraceMs);
      this.#onAllClosed = () => {
        clearTimeout(giveUp);
        resolve();
      };
      for (const link of this.#open) {
        link.setTemporary(true);
        link.flush();
      }
    });
  }

  /** The connection that messages to the address go on; undefined when there are too many. */
  #linkFor(upid: ParsedUpid, name: string): Link | undefined {
    const persistent = this.#persistent.get(upid.address);
    if (persistent !== undefined) return persistent;
    const temporary = this.#temporary.get(upid.address);
    if (temporary?.isUsable === true) return temporary;
    if (this.#temporary.size >= this.#limits.maxTemporaryLinks) {
      this.#onDropped('too_many_links', 1);
      this.#log.warn('message dropped: too many temporary connections', { to: upid.address, name });
      return undefined;
    }
    const link = this.#connect(upid);
    this.#temporary.set(upid.address, link);
    // Its first message is queued in this turn, so it does not close before.
    setImmediate(() => {
      if (this.#temporary.get(upid.address) === link) link.setTemporary(true);
    });
    return link;
  }

  #connect(upid: ParsedUpid): Link {
    const { address } = upid;
    const link = new Link(upid.host, upid.port, this.#limits, {
      onClosed: (why) => this.#onClosed(address, link, why),
      onOverflow: (messages) => this.#onDropped('queue_full', messages),
    });
    this.#open.add(link);
    return link;
  }

  #onClosed(address: string, link: Link, why: string): void {
    this.#open.delete(link);
    if (this.#open.size === 0) this.#onAllClosed?.();
    if (this.#temporary.get(address) === link) {
      this.#temporary.delete(address);
      this.#log.debug('temporary connection closed', { address, why });
    }
    if (this.#persistent.get(address) === link) {
      this.#persistent.delete(address);
      this.#log.debug('link closed', { address, why });
      this.#events.onExited(address);
    }
  }

  #discard(link: Link | undefined): Buffer[] {
    if (link === undefined) return [];
    this.#open.delete(link);
    return link.discard();
  }

  #sendLocally(message: InboundMessage): void {
    if (this.#localBytes + message.body.length > this.#limits.maxQueuedBytes) {
      this.#onDropped('queue_full', 1);
      this.#log.warn('local message dropped: too many bytes wait', { to: message.to, name: message.name });
      return;
    }
    this.#local.push(message);
    this.#localBytes += message.body.length;
    if (this.#local.length === 1) setImmediate(() => this.#deliverLocally());
  }

  #deliverLocally(): void {
    const messages = this.#local;
    this.#local = [];
    this.#localBytes = 0;
    for (const message of messages) {
      if (!this.#events.onMessage(message)) {
        this.#log.debug('no such actor', { to: message.to, name: message.name });
      }
    }
  }
}
