// The endpoints both daemons have: /health, /version, /flags, /metrics/snapshot, /system/stats.json.
import { jsonResponse, textResponse } from '../http/responses.ts';
import { createRouter, type Router } from '../http/router.ts';
import type { ProcessMetrics } from '../metrics/process.ts';
import { versionObject } from '../state/version.ts';

export interface CommonEndpoints {
  /** The actor whose endpoints these are: `master`, `slave(1)`. */
  readonly actor: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly processMetrics: ProcessMetrics;
  /** The daemon's own figures. */
  metrics(): Record<string, number>;
}

/** Reads answer POST as well: old clients use it. */
export const readMethods = ['GET', 'POST'];

export function commonRouter(endpoints: CommonEndpoints): Router {
  const router = createRouter({ prefixes: [endpoints.actor] });
  const { flags, processMetrics } = endpoints;
  router.route('/health', () => ({ status: 200 }), { isExact: true });
  router.route('/version', (request) => jsonResponse(request, versionObject()), { methods: readMethods });
  router.route('/flags', (request) => jsonResponse(request, { flags }), { methods: readMethods });
  router.route('/system/stats', (request) => jsonResponse(request, processMetrics.systemObject()), {
    methods: readMethods,
  });
  router.route(
    '/metrics/snapshot',
    (request) => {
      const timeout = request.query.get('timeout');
      if (timeout !== null && !/^\d+(\.\d+)?(ns|us|ms|secs|mins|hrs|days|weeks)$/.test(timeout)) {
        return textResponse(400, `Failed to parse 'timeout': '${timeout}' is not a duration.\n`);
      }
      const values = { ...endpoints.metrics(), ...processMetrics.snapshot() };
      const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
      return jsonResponse(request, Object.fromEntries(sorted));
    },
    { methods: readMethods },
  );
  return router;
}
