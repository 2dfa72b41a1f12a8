// The two encodings in which the v1 API speaks: a call to bytes, a record of a stream to an event.
import { decodeJson, toJson } from '../protocol/json.ts';
import type { MessageName, MessageTypes } from '../protocol/messages.ts';
import { decode, encode } from '../protocol/protobuf.ts';
import { defaultEventLimits, type EventLimits } from './event-limits.ts';

export type ContentType = 'application/x-protobuf' | 'application/json';

export interface MessageCodec<Call, Event> {
  readonly contentType: ContentType;
  encode(call: Call): Uint8Array;
  /** Throws DecodeError. */
  decode(record: Uint8Array): Event;
}

export function messageCodec<Call extends MessageName, Event extends MessageName>(
  contentType: ContentType,
  callName: Call,
  eventName: Event,
  { maxDepth }: Pick<EventLimits, 'maxDepth'> = defaultEventLimits,
): MessageCodec<MessageTypes[Call], MessageTypes[Event]> {
  if (contentType === 'application/json') {
    return {
      contentType,
      encode: (call) => Buffer.from(toJson(callName, call)),
      decode: (record) => decodeJson(eventName, Buffer.from(record).toString(), 'v1', maxDepth),
    };
  }
  return {
    contentType,
    encode: (call) => encode(callName, call),
    decode: (record) => decode(eventName, record, maxDepth),
  };
}
