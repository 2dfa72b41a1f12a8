// Makers of the answers that many endpoints give, in the forms that existing clients expect.
import { type JsonValue, jsonText } from '../base/json-text.ts';
import { bodyParts, type LargeBody } from './large-body.ts';
import type { HttpRequest, HttpResponse } from './message.ts';
import type { RefusalReason } from './refusal-reason.ts';

/** What may name a function; a callback is script that a browser runs, so nothing else is let through. */
const callbackPattern = /^[A-Za-z_$][\w$.[\]]{0,255}$/;

export function textResponse(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body: text };
}

/** The same for a request that is refused by a limit or for its form; it is counted by its reason. */
export function refusalResponse(
  status: number,
  refusal: RefusalReason,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { ...textResponse(status, text, headers), refusal };
}

/** 400 for parameters or a call that mean nothing by themselves. */
export function invalidRequest(text: string): HttpResponse {
  return refusalResponse(400, 'invalid', text);
}

/** JSON of a value, as JSONP when the query names a callback. */
export function jsonResponse(request: HttpRequest, value: JsonValue): HttpResponse {
  return encodedJsonResponse(request, jsonText(value));
}

/** The same for text that is JSON already. 400 when `jsonp` cannot name a function. */
export function encodedJsonResponse(request: HttpRequest, json: string | Uint8Array): HttpResponse {
  const callback = request.query.get('jsonp');
  if (callback === null) {
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: json };
  }
  if (!callbackPattern.test(callback)) {
    return invalidRequest(`'jsonp' cannot name a function: ${JSON.stringify(callback)}`);
  }
  const text = typeof json === 'string' ? json : Buffer.from(json.buffer, json.byteOffset, json.length);
  return { status: 200, headers: { 'Content-Type': 'text/javascript' }, body: `${callback}(${text})` };
}

/** The same for JSON that is shared. */
export function sharedJsonResponse(request: HttpRequest, json: LargeBody): HttpResponse {
  const callback = request.query.get('jsonp');
  if (callback === null)
    return { status: 200, headers: { 'Content-Type': 'application/json' }, ...bodyParts(json) };
  const wrapped = encodedJsonResponse(request, '');
  if (wrapped.status !== 200) return wrapped;
  return { status: 200, headers: wrapped.headers ?? {}, ...bodyParts(json.asCallOf(callback)) };
}

/** 405 in the original's words. */
export function methodNotAllowed(expected: readonly string[], received: string): HttpResponse {
  const names = expected.map((method) => `'${method}'`).join(', ');
  const text = `405 Method Not Allowed. Expecting one of { ${names} }, but received '${received}'.`;
  return refusalResponse(405, 'method', text, {
    Allow: expected.join(', '),
  });
}
