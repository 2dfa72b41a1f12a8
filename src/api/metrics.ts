// The endpoints of the metrics: `/metrics/snapshot`, flat and at the pace the original keeps, and `/metrics` for
// Prometheus. Each is made in slices, and once for all who ask before it is begun.
import { parseDuration } from '../base/duration.ts';
import { MesosError } from '../base/errors.ts';
import { doubleText } from '../base/json-text.ts';
import type { Clock, Timers } from '../base/ports.ts';
import { parseRate, RateLimit } from '../base/rate-limit.ts';
import { bodyParts, LargeBody } from '../http/large-body.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { invalidRequest, refusalResponse, sharedJsonResponse } from '../http/responses.ts';
import { slicedJson } from '../http/sliced-json.ts';
import { collectText, prometheusType } from '../metrics/prometheus.ts';
import { collectFlat, type MetricSource } from '../metrics/sink.ts';
import { SharedAnswers } from './shared-answers.ts';
import { inSlices } from './slices.ts';

export interface MetricsEndpoints {
  snapshot(request: HttpRequest): HttpResponse | Promise<HttpResponse>;
  text(request: HttpRequest): Promise<HttpResponse>;
  /** What `/metrics/snapshot` shows, for the calls that ask for it. */
  readonly values: () => Promise<Record<string, number>>;
}

export interface MetricsOptions {
  readonly sources: readonly MetricSource[];
  readonly clock: Clock;
  readonly timers: Timers;
  /** The value of `LIBPROCESS_METRICS_SNAPSHOT_ENDPOINT_RATE_LIMIT`; empty for no limit. */
  readonly snapshotRate: string | undefined;
}

export const snapshotRateVariable = 'LIBPROCESS_METRICS_SNAPSHOT_ENDPOINT_RATE_LIMIT';

/** Two requests a second, as the original has it: dashboards poll, and others must get their turn. */
const defaultRate = '2/1secs';

/** Clients have given up by then. */
const longestWaitMs = 60_000;

/** @throws MesosError when the rate is none */
export function metricsEndpoints({ sources, clock, timers, snapshotRate }: MetricsOptions): MetricsEndpoints {
  const limit = limitOf(snapshotRate ?? defaultRate);
  const values = (): Promise<Record<string, number>> => inSlices(collectFlat(sources));
  const answers = new SharedAnswers<object>({ view: () => ({}), timers, maxBytes: 0 });
  const flat = async (): Promise<LargeBody> => slicedJson(sortedJson(await values()));
  const text = async (): Promise<LargeBody> =>
    new LargeBody([Buffer.from(await inSlices(collectText(sources)))]);
  const answer = async (request: HttpRequest): Promise<HttpResponse> =>
    sharedJsonResponse(request, await answers.answer('/metrics/snapshot', flat));
  return {
    values,
    snapshot: (request) => {
      const timeout = request.query.get('timeout');
      if (timeout !== null && (parseDuration(timeout) ?? -1) < 0)
        return invalidRequest(`Failed to parse 'timeout': '${timeout}' is not a duration.\n`);
      const waitMs = limit?.take(clock.now()) ?? (limit === undefined ? 0 : undefined);
      if (waitMs === undefined)
        return refusalResponse(
          503,
          'rate',
          `Too many requests wait for their turn (${snapshotRateVariable}).\n`,
        );
      if (waitMs === 0) return answer(request);
      return new Promise((settle) => {
        timers.after(waitMs, () => settle(answer(request)));
      });
    },
    text: async () => ({
      status: 200,
      headers: { 'Content-Type': prometheusType },
      ...bodyParts(await answers.answer('/metrics', text)),
    }),
  };
}

/** Names that are written between two pauses. */
const namesPerStep = 1000;

function* sortedJson(values: Readonly<Record<string, number>>): Generator<string, void, void> {
  const names = Object.keys(values).sort();
  yield '{';
  for (let start = 0; start < names.length; start += namesPerStep) {
    const texts = names
      .slice(start, start + namesPerStep)
      .map((name) => `${JSON.stringify(name)}:${doubleText(values[name] ?? 0)}`);
    yield (start === 0 ? '' : ',') + texts.join(',');
  }
  yield '}';
}

function limitOf(rate: string): RateLimit | undefined {
  if (rate === '') return undefined;
  const intervalMs = parseRate(rate);
  if (intervalMs === undefined) {
    throw new MesosError('CONFIG_INVALID', `${snapshotRateVariable}=${rate} is no rate`, {
      hint: `<number of requests>/<duration>, for example ${defaultRate}; empty for no limit`,
    });
  }
  return new RateLimit(intervalMs, longestWaitMs);
}
