// The libprocess transport as the core sees it. Messages between two addresses arrive in order, at most
// once; nothing tells the sender that a message was lost except `exited` of a linked address.

/** `<actor id>@<ip>:<port>`: the address every libprocess message names its sender and receiver by. */
export type Upid = string & { readonly __upid?: never };

export interface InboundMessage {
  /** The id of the local actor the message is for: `master`, `slave(1)`, `slave-observer(3)`. */
  readonly to: string;
  readonly from: Upid;
  /** The message's name: the full protobuf name, for example `mesos.internal.PingSlaveMessage`. */
  readonly name: string;
  readonly body: Uint8Array;
}

export interface Transport {
  /** The advertised `ip:port` of this process. */
  readonly address: string;
  /** Sends `body` to `to` as the local actor `from`; queued on the link if there is one, else on a temporary connection. */
  send(from: string, to: Upid, name: string, body: Uint8Array): void;
  /** Opens a persistent connection to the address of `to`, or replaces it without an exit event when `reconnect`. */
  link(to: Upid, options?: { reconnect?: boolean }): void;
  /** Drops the persistent connection to the address of `to` without an exit event. */
  unlink(to: Upid): void;
}

export interface TransportEvents {
  /** False when no actor has the id: the peer is answered 404. */
  onMessage(message: InboundMessage): boolean;
  /** The persistent connection to `address` (`ip:port`) closed or could not be made; link again to go on. */
  onExited(address: string): void;
}
