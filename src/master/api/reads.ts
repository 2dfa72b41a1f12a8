// What the big reads of the master are made of: a view of the cluster, what was encoded before, and answers that are
// shared. Every one of them goes through here.
import { Fragments } from '../../api/fragments.ts';
import { encodePieces, type LazyMessage } from '../../api/lazy-message.ts';
import type { MediaType } from '../../api/media-type.ts';
import { SharedAnswers } from '../../api/shared-answers.ts';
import type { Timers } from '../../base/ports.ts';
import { bodyParts } from '../../http/large-body.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { sharedJsonResponse } from '../../http/responses.ts';
import { slicedJson } from '../../http/sliced-json.ts';
import { gauge } from '../../metrics/metric.ts';
import type { MetricSink } from '../../metrics/sink.ts';
import type { MasterConfig } from '../config.ts';
import type { Master } from '../master.ts';
import type { ConstraintFilters } from '../offer-constraints.ts';
import { type ModelView, takeView } from '../view.ts';

export interface ReadsOptions {
  readonly timers: Timers;
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
  /** `--http_cache_size`: half of it for encoded parts, half for whole answers. */
  readonly maxBytes: number;
}

/** What an answer is made of. */
export interface ReadSource {
  readonly config: MasterConfig;
  readonly startedMs: number;
  readonly flags: Readonly<Record<string, string>>;
  readonly fragments: Fragments;
  readonly constraintFilters: ConstraintFilters;
}

const keptBytes = gauge(
  'master/http_cache_bytes',
  'Bytes of answers and of encoded parts of them that are kept',
);

export const readMetrics = [keptBytes];

export class Reads {
  readonly source: ReadSource;
  readonly answers: SharedAnswers<ModelView>;

  constructor(master: Master, { timers, flags, maxBytes }: ReadsOptions) {
    this.source = {
      config: master.config,
      startedMs: master.startedMs,
      flags,
      fragments: new Fragments({ maxBytes: maxBytes / 2, timers }),
      constraintFilters: master.constraintFilters,
    };
    this.answers = new SharedAnswers({
      view: (last) => takeView(master.model, last),
      timers,
      maxBytes: maxBytes / 2,
      onShared: () => master.countSharedAnswer(),
    });
  }

  readonly collect = (sink: MetricSink): void => sink.put(keptBytes, this.bytes);

  /** Bytes that are kept for the next readers. */
  get bytes(): number {
    return this.source.fragments.bytes + this.answers.bytes;
  }

  /**
   * A v0 answer. `key` names what is asked with every parameter that changes the answer; a callback is put around
   * what is shared.
   */
  async json(
    request: HttpRequest,
    key: string,
    write: (view: ModelView) => Iterable<string>,
  ): Promise<HttpResponse> {
    return sharedJsonResponse(request, await this.answers.answer(key, (view) => slicedJson(write(view))));
  }

  /** The answer to a call of the operator API. */
  async message(
    key: string,
    mediaType: MediaType,
    make: (view: ModelView) => LazyMessage | Promise<LazyMessage>,
  ): Promise<HttpResponse> {
    const body = await this.answers.answer(`${key} ${mediaType}`, async (view) =>
      encodePieces(await make(view), mediaType, this.source.fragments),
    );
    return { status: 200, headers: { 'Content-Type': mediaType }, ...bodyParts(body) };
  }
}
