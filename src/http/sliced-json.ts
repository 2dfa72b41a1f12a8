// Large JSON answers, made in slices: the generator gives text, and between slices other events get their turn.
// The body is one buffer in the end, so the answer has a length like any other.
import type { HttpRequest, HttpResponse } from './message.ts';
import { encodedJsonResponse } from './responses.ts';

/** Longest time one slice may hold the event loop. */
const sliceMs = 5;

/** Runs the generator to its end, giving way to other events every few milliseconds. */
export async function slicedJsonResponse(
  request: HttpRequest,
  pieces: Generator<string, void, void>,
): Promise<HttpResponse> {
  const parts: Buffer[] = [];
  let text = '';
  let start = performance.now();
  for (const piece of pieces) {
    text += piece;
    if (performance.now() - start < sliceMs) continue;
    parts.push(Buffer.from(text));
    text = '';
    await new Promise((resolve) => setImmediate(resolve));
    start = performance.now();
  }
  parts.push(Buffer.from(text));
  return encodedJsonResponse(request, parts.length === 1 ? parts[0]! : Buffer.concat(parts));
}

/** `"name":[item,item]` piece by piece. */
export function* jsonArray<T>(
  name: string,
  items: Iterable<T>,
  write: (item: T) => Generator<string, void, void> | string,
): Generator<string, void, void> {
  yield `"${name}":[`;
  let isFirst = true;
  for (const item of items) {
    if (!isFirst) yield ',';
    isFirst = false;
    const written = write(item);
    if (typeof written === 'string') yield written;
    else yield* written;
  }
  yield ']';
}

/** The fields of an object without its braces; empty for an empty object. */
export function jsonFields(value: object): string {
  return JSON.stringify(value).slice(1, -1);
}
