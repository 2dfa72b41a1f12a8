// Large JSON answers, made in slices: the generator gives text, and between slices other events get their turn.
// The whole is made before it is sent, so the answer has a length like any other.
import { LargeBody, pieceBytes } from './large-body.ts';
import type { HttpRequest, HttpResponse } from './message.ts';
import { pace } from './pace.ts';
import { sharedJsonResponse } from './responses.ts';

/** Runs the generator to its end, giving way to other events every few milliseconds. */
export function slicedJson(texts: Iterable<string>): Promise<LargeBody> {
  return pace.finish(collect(texts));
}

export async function slicedJsonResponse(
  request: HttpRequest,
  texts: Iterable<string>,
): Promise<HttpResponse> {
  return sharedJsonResponse(request, await slicedJson(texts));
}

function* collect(texts: Iterable<string>): Generator<undefined, LargeBody, undefined> {
  const pieces: Uint8Array[] = [];
  let text = '';
  for (const more of texts) {
    text += more;
    if (text.length >= pieceBytes) {
      pieces.push(Buffer.from(text));
      text = '';
    }
    yield;
  }
  if (text !== '') pieces.push(Buffer.from(text));
  return new LargeBody(pieces);
}

/** `"name":[item,item]` piece by piece. */
export function* jsonArray<T>(
  name: string,
  items: Iterable<T>,
  write: (item: T) => Generator<string, void, void> | string,
): Generator<string, void, void> {
  yield `"${name}":`;
  yield* jsonItems(items, write);
}

/** `[item,item]` piece by piece. */
export function* jsonItems<T>(
  items: Iterable<T>,
  write: (item: T) => Generator<string, void, void> | string,
): Generator<string, void, void> {
  yield '[';
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
