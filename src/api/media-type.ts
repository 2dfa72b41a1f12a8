// How a call comes in and in which form its answer goes out. The order of the checks, their statuses and their
// texts are the original's: clients tell failures apart by them.
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { RefusalReason } from '../http/refusal-reason.ts';
import { refusalResponse } from '../http/responses.ts';
import { DecodeError } from '../protocol/errors.ts';
import { fromJson, parseJson } from '../protocol/json.ts';
import type { MessageName, MessageTypes } from '../protocol/messages.ts';
import { decode } from '../protocol/protobuf.ts';

export type MediaType = 'application/json' | 'application/x-protobuf';

export const json: MediaType = 'application/json';
export const protobuf: MediaType = 'application/x-protobuf';

/** A call, or the answer to a body that is none. */
export type ReadCall<Call> = { readonly call: Call } | { readonly refusal: HttpResponse };

/** The call in a body. The type of the content is compared exactly: a parameter makes it another type. */
export function readCall<N extends MessageName>(
  { headers, body, limits }: HttpRequest,
  name: N,
): ReadCall<MessageTypes[N]> {
  const contentType = headers['content-type'];
  if (contentType === undefined)
    return refusedCall(400, 'content_type', "Expecting 'Content-Type' to be present");
  if (contentType !== json && contentType !== protobuf)
    return refusedCall(415, 'content_type', `Expecting 'Content-Type' of ${json} or ${protobuf}`);
  return decodeCall(body, contentType, name, limits?.maxDepth);
}

/** The same for a body whose type is known. */
export function decodeCall<N extends MessageName>(
  body: Uint8Array,
  mediaType: MediaType,
  name: N,
  maxDepth?: number | undefined,
): ReadCall<MessageTypes[N]> {
  if (mediaType === protobuf)
    return attempt('Failed to parse body into Call protobuf', () => ({ call: decode(name, body, maxDepth) }));
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString();
  const parsed = attempt('Failed to parse body into JSON', () => ({ call: parseJson(text, maxDepth) }));
  if ('refusal' in parsed) return parsed;
  const read = () => ({ call: fromJson(name, parsed.call, 'v1', maxDepth) });
  return attempt('Failed to convert JSON into Call protobuf', read);
}

/** The answer to a body that is no call, counted by the reason. */
export function refusedCall(
  status: number,
  reason: RefusalReason,
  text: string,
): { readonly refusal: HttpResponse } {
  return { refusal: refusalResponse(status, reason, text) };
}

function attempt<Call>(what: string, read: () => { readonly call: Call }): ReadCall<Call> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return refusedCall(400, error.problem, `${what}: ${error.message}`);
  }
}

/** What the client takes, JSON first; without the header everything. */
export function acceptedType(accept: string | undefined): MediaType | undefined {
  if (accept === undefined) return json;
  if (accepts(accept, json)) return json;
  return accepts(accept, protobuf) ? protobuf : undefined;
}

/** Whether a media type is among those of an Accept header. The nearest range decides: one with `q=0` refuses the type. */
export function accepts(accept: string, type: string): boolean {
  const ranges = accept.split(',').map((range) => range.split(';').map((part) => part.trim().toLowerCase()));
  for (const candidate of [type, 'application/*', '*/*']) {
    const range = ranges.find(([name]) => name === candidate);
    if (range !== undefined) return !range.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
  }
  return false;
}

export const notAcceptable: HttpResponse = refusalResponse(
  406,
  'accept',
  `Expecting 'Accept' to allow '${protobuf}' or '${json}'`,
);
