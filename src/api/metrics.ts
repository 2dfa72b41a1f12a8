// The endpoints of the metrics: `/metrics/snapshot`, flat and at the pace the original keeps, and `/metrics` for
// Prometheus.
import { parseDuration } from '../base/duration.ts';
import { MesosError } from '../base/errors.ts';
import { doubleText } from '../base/json-text.ts';
import type { Clock, Timers } from '../base/ports.ts';
import { parseRate, RateLimit } from '../base/rate-limit.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { encodedJsonResponse, invalidRequest, refusalResponse } from '../http/responses.ts';
import { collectText, prometheusType } from '../metrics/prometheus.ts';
import { collectFlat, type MetricSource } from '../metrics/sink.ts';
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
  const answer = async (request: HttpRequest): Promise<HttpResponse> =>
    encodedJsonResponse(request, await inSlices(sortedJson(await values())));
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
      body: await inSlices(collectText(sources)),
    }),
  };
}

/** Names that are written between two pauses. */
const namesPerStep = 1000;

function* sortedJson(values: Readonly<Record<string, number>>): Generator<undefined, string, undefined> {
  const names = Object.keys(values).sort();
  yield;
  const parts: string[] = [];
  for (const [index, name] of names.entries()) {
    parts.push(`${JSON.stringify(name)}:${doubleText(values[name] ?? 0)}`);
    if (index % namesPerStep === 0) yield;
  }
  return `{${parts.join(',')}}`;
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
