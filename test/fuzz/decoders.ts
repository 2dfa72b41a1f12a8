// Every decoder of bytes or text that come from elsewhere.
import { connectionDecoders } from './connection-decoders.ts';
import type { Decoder } from './decoder.ts';
import { protocolDecoders } from './protocol-decoders.ts';
import { storageDecoders } from './storage-decoders.ts';
import { textDecoders } from './text-decoders.ts';

export const decoders: readonly Decoder[] = [
  ...protocolDecoders,
  ...textDecoders,
  ...storageDecoders,
  ...connectionDecoders,
];
