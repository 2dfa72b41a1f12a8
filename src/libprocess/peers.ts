// Messages instead of bytes: what the mailboxes of master and agent use to talk to each other and to
// drivers. Decoding failures end here; they are logged and the message is dropped, as in the original.
import type { Log } from '../base/ports.ts';
import { DecodeError } from '../protocol/errors.ts';
import type { MessageName, MessageTypes } from '../protocol/messages.ts';
import { libprocessName, messageOfLibprocessName } from '../protocol/names.ts';
import { decode, encode } from '../protocol/protobuf.ts';
import { messageNames } from '../protocol/schema.ts';
import type { InboundMessage, Transport, Upid } from './transport.ts';

/** A message from another process, decoded. */
export type PeerMessage = {
  [N in MessageName]: {
    readonly name: N;
    readonly message: MessageTypes[N];
    readonly from: Upid;
    /** The local actor it is for. */
    readonly to: string;
  };
}[MessageName];

export interface Peers {
  /** Sends as the local actor `from` (by default the process's own). Never throws, never waits. */
  send<N extends MessageName>(to: Upid, name: N, message: MessageTypes[N], from?: string): void;
  /** Keeps a connection to the address of `to`; when it breaks the mailbox hears `exited`. */
  link(to: Upid, options?: { reconnect?: boolean }): void;
  unlink(to: Upid): void;
}

/** Peers over a transport; `actor` is the default sender: `master`, `slave(1)`. */
export function transportPeers(transport: Transport, actor: string): Peers {
  return {
    send: (to, name, message, from = actor) =>
      transport.send(from, to, libprocessName(name), encode(name, message)),
    link: (to, options) => transport.link(to, options),
    unlink: (to) => transport.unlink(to),
  };
}

const known: ReadonlySet<string> = new Set(messageNames);

export interface DecodeOptions {
  /** Nesting that is taken. */
  readonly maxDepth?: number | undefined;
  /** Told of each message that is dropped, for the metrics. */
  readonly onDropped?: ((reason: 'unknown' | 'undecodable' | 'depth') => void) | undefined;
}

/** Decodes an inbound message; undefined, after a log line, when it is unknown or malformed. */
export function decodePeerMessage(
  inbound: InboundMessage,
  log: Log,
  { maxDepth, onDropped }: DecodeOptions = {},
): PeerMessage | undefined {
  const name = messageOfLibprocessName(inbound.name);
  if (!known.has(name)) {
    onDropped?.('unknown');
    log.debug('dropping a message of unknown name', { name: inbound.name, from: inbound.from });
    return undefined;
  }
  try {
    const message = decode(name as MessageName, inbound.body, maxDepth);
    return { name, message, from: inbound.from, to: inbound.to } as PeerMessage;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    onDropped?.(error.problem === 'depth' ? 'depth' : 'undecodable');
    log.warn('dropping a malformed message', {
      name: inbound.name,
      from: inbound.from,
      problem: error.message,
    });
    return undefined;
  }
}
