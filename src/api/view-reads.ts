// What the big reads of a daemon go through: a view of its model, what was encoded before, and answers that are shared.
// GET, HEAD, POST and JSONP of one read are one answer.
import type { Timers } from '../base/ports.ts';
import { bodyParts } from '../http/large-body.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { sharedJsonResponse } from '../http/responses.ts';
import { slicedJson } from '../http/sliced-json.ts';
import { Fragments } from './fragments.ts';
import { encodePieces, type LazyMessage } from './lazy-message.ts';
import type { MediaType } from './media-type.ts';
import { SharedAnswers } from './shared-answers.ts';

export interface ViewReadsOptions<View> {
  /** Takes the view of this moment; gives `last` when nothing has changed. */
  readonly view: (last: View | undefined) => View;
  readonly timers: Timers;
  /** `--http_cache_size`: half of it for encoded parts, half for whole answers. */
  readonly maxBytes: number;
  /** Told of each request that is given an answer made for another one. */
  readonly onShared: () => void;
}

export class ViewReads<View extends object> {
  readonly fragments: Fragments;
  readonly answers: SharedAnswers<View>;

  constructor({ view, timers, maxBytes, onShared }: ViewReadsOptions<View>) {
    this.fragments = new Fragments({ maxBytes: maxBytes / 2, timers });
    this.answers = new SharedAnswers({ view, timers, maxBytes: maxBytes / 2, onShared });
  }

  /** Bytes that are kept for the next readers. */
  get bytes(): number {
    return this.fragments.bytes + this.answers.bytes;
  }

  /**
   * A v0 answer. `key` names what is asked with every parameter that changes the answer; a callback is put around
   * what is shared.
   */
  async json(
    request: HttpRequest,
    key: string,
    write: (view: View) => Iterable<string>,
  ): Promise<HttpResponse> {
    return sharedJsonResponse(request, await this.answers.answer(key, (view) => slicedJson(write(view))));
  }

  /** The answer to a call of the operator API. */
  async message(
    key: string,
    mediaType: MediaType,
    make: (view: View) => LazyMessage | Promise<LazyMessage>,
  ): Promise<HttpResponse> {
    const body = await this.answers.answer(`${key} ${mediaType}`, async (view) =>
      encodePieces(await make(view), mediaType, this.fragments),
    );
    return { status: 200, headers: { 'Content-Type': mediaType }, ...bodyParts(body) };
  }
}
