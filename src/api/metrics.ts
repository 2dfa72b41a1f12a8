// The endpoints of the metrics: `/metrics/snapshot`, flat and at the pace the original keeps, and `/metrics` for
// Prometheus.
import { parseDuration } from '../base/duration.ts';
import { MesosError } from '../base/errors.ts';
import { Pace, parsePace } from '../base/pace.ts';
import type { Clock, Timers } from '../base/ports.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { jsonResponse, textResponse } from '../http/responses.ts';
import { prometheusText, prometheusType } from '../metrics/prometheus.ts';
import { flatMetrics, type MetricSource } from '../metrics/sink.ts';

export interface MetricsEndpoints {
  snapshot(request: HttpRequest): HttpResponse | Promise<HttpResponse>;
  text(request: HttpRequest): HttpResponse;
  /** What `/metrics/snapshot` shows, for the calls that ask for it. */
  readonly values: () => Record<string, number>;
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
  const pace = paceOf(snapshotRate ?? defaultRate);
  const values = (): Record<string, number> => flatMetrics(...sources);
  const answer = (request: HttpRequest): HttpResponse => {
    const sorted = Object.entries(values()).sort(([a], [b]) => (a < b ? -1 : 1));
    return jsonResponse(request, Object.fromEntries(sorted));
  };
  return {
    values,
    snapshot: (request) => {
      const timeout = request.query.get('timeout');
      if (timeout !== null && (parseDuration(timeout) ?? -1) < 0)
        return textResponse(400, `Failed to parse 'timeout': '${timeout}' is not a duration.\n`);
      const waitMs = pace?.take(clock.now()) ?? (pace === undefined ? 0 : undefined);
      if (waitMs === undefined)
        return textResponse(503, `Too many requests wait for their turn (${snapshotRateVariable}).\n`);
      if (waitMs === 0) return answer(request);
      return new Promise((settle) => {
        timers.after(waitMs, () => settle(answer(request)));
      });
    },
    text: () => ({
      status: 200,
      headers: { 'Content-Type': prometheusType },
      body: prometheusText(...sources),
    }),
  };
}

function paceOf(rate: string): Pace | undefined {
  if (rate === '') return undefined;
  const intervalMs = parsePace(rate);
  if (intervalMs === undefined) {
    throw new MesosError('CONFIG_INVALID', `${snapshotRateVariable}=${rate} is no rate`, {
      hint: `<number of requests>/<duration>, for example ${defaultRate}; empty for no limit`,
    });
  }
  return new Pace(intervalMs, longestWaitMs);
}
