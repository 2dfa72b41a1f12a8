// Why a connection or request is refused, in the words of the metrics. What the server itself refuses has a reason by
// its status; an endpoint names the reason in its answer, or the status of the answer tells.
import type { HttpResponse } from './message.ts';

export type RefusalReason =
  | 'accept'
  | 'address'
  | 'body_size'
  | 'connections'
  | 'content_type'
  | 'depth'
  | 'encoding'
  | 'header_size'
  | 'invalid'
  | 'malformed'
  | 'method'
  | 'path'
  | 'pending_bodies'
  | 'pending_updates'
  | 'pipelined'
  | 'process'
  | 'rate'
  | 'record_size'
  | 'stalled_reader'
  | 'timeout'
  | 'undecodable';

/** Told of what is refused, once each. */
export type OnRefused = (status: number, why: string, reason: RefusalReason) => void;

const byStatus: Readonly<Record<number, RefusalReason>> = {
  404: 'path',
  405: 'method',
  408: 'timeout',
  413: 'body_size',
  415: 'encoding',
  431: 'header_size',
};

/** With the status 503 the server refuses what one of these limits forbids. */
export const overload = {
  connections: 'too many connections',
  pending_bodies: 'too many unfinished bodies',
  pipelined: 'too many pipelined requests',
  stalled_reader: 'the answers are not taken',
} as const;

/** The reason of a refusal of the server's own. */
export function reasonOf(status: number, why: string): RefusalReason {
  if (status !== 503) return byStatus[status] ?? 'malformed';
  const limit = Object.entries(overload).find(([, text]) => text === why);
  return limit === undefined ? 'malformed' : (limit[0] as keyof typeof overload);
}

const byStatusOfAnswer: Readonly<Record<number, RefusalReason>> = {
  400: 'invalid',
  405: 'method',
  406: 'accept',
  413: 'body_size',
  415: 'content_type',
  429: 'rate',
};

/** The reason of an endpoint that names none; undefined for an answer that is no refusal, or is another server's. */
export function reasonOfAnswer({ status, refusal, source }: HttpResponse): RefusalReason | undefined {
  return refusal ?? (source === undefined ? byStatusOfAnswer[status] : undefined);
}
