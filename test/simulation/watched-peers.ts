// Peers that tell an observer of every message before it is sent, and see that it is one the original understands.
import type { Peers } from '../../src/libprocess/peers.ts';
import type { Upid } from '../../src/libprocess/transport.ts';
import type { MessageName, MessageTypes } from '../../src/protocol/messages.ts';
import { meetDemands } from '../support/demands.ts';

export type SentMessage = {
  [N in MessageName]: { readonly name: N; readonly message: MessageTypes[N]; readonly to: Upid };
}[MessageName];

export function watchPeers(peers: Peers, onSend: (sent: SentMessage) => void): Peers {
  return {
    send: (to, name, message, from) => {
      meetDemands(name, message, to);
      onSend({ name, message, to } as SentMessage);
      peers.send(to, name, message, from);
    },
    link: (to, options) => peers.link(to, options),
    unlink: (to) => peers.unlink(to),
  };
}
