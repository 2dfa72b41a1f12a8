// The endpoints both daemons have: /health, /version, /flags, the metrics, /system/stats.json.
import { type MetricsEndpoints, metricsEndpoints, snapshotRateVariable } from '../api/metrics.ts';
import { jsonResponse } from '../http/responses.ts';
import { createRouter, type Router } from '../http/router.ts';
import { ProcessMetrics } from '../metrics/process.ts';
import type { MetricSource } from '../metrics/sink.ts';
import { versionFields } from '../state/version.ts';
import { systemClock, systemTimers } from './runtime.ts';

export interface CommonEndpoints {
  /** The actor whose endpoints these are: `master`, `slave(1)`. */
  readonly actor: string;
  readonly flags: Readonly<Record<string, string>>;
  /** The daemon's own figures. */
  readonly sources: readonly MetricSource[];
}

export interface CommonRouter {
  readonly router: Router;
  readonly metrics: MetricsEndpoints;
}

/** Reads answer POST as well: old clients use it. */
export const readMethods = ['GET', 'POST'];

export function commonRouter({ actor, flags, sources }: CommonEndpoints): CommonRouter {
  const router = createRouter({ prefixes: [actor] });
  const processMetrics = new ProcessMetrics();
  const metrics = metricsEndpoints({
    sources: [...sources, processMetrics.collect],
    clock: systemClock,
    timers: systemTimers,
    snapshotRate: process.env[snapshotRateVariable],
  });
  const reads = { methods: readMethods };
  router.route('/health', () => ({ status: 200 }), { isExact: true });
  router.route('/version', (request) => jsonResponse(request, versionFields()), reads);
  router.route('/flags', (request) => jsonResponse(request, { flags }), reads);
  router.route('/system/stats', (request) => jsonResponse(request, processMetrics.systemObject()), reads);
  router.route('/metrics/snapshot', metrics.snapshot, reads);
  router.route('/metrics', metrics.text, { methods: ['GET'], isExact: true });
  return { router, metrics };
}
