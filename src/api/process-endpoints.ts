// Endpoints of the machinery that both daemons have below their own ones: /logging, /help, /profiler and the list
// of processes.
import { jsonResponse, textResponse } from '../http/responses.ts';
import type { RouteHandler } from '../http/router.ts';
import type { Endpoint } from './endpoint.ts';
import { helpResponse } from './help.ts';
import type { LoggingLevel } from './logging-level.ts';

export interface ProcessEndpointsSource {
  /** Id of the daemon's own process. */
  readonly actor: string;
  readonly endpoints: readonly Endpoint[];
  readonly logging: LoggingLevel;
  /** Ids of the processes that libprocess messages can be sent to, besides the daemon's own. */
  readonly actors: readonly string[];
}

export function processEndpoints(source: ProcessEndpointsSource): Readonly<Record<string, RouteHandler>> {
  const { actor, endpoints, logging, actors } = source;
  const profiler: RouteHandler = () =>
    textResponse(
      400,
      'Perftools is disabled. To enable perftools, configure libprocess with --enable-perftools.\n',
    );
  return {
    '/logging/toggle': (request) => logging.respond(request),
    '/help': (request, { rest }) => helpResponse(actor, endpoints, request, rest),
    '/profiler/start': profiler,
    '/profiler/stop': profiler,
    // Every event is handled before the next request is: nothing waits in a queue when this is asked.
    '/__processes__': (request) =>
      jsonResponse(
        request,
        [actor, ...actors].map((id) => ({ events: [], id })),
      ),
  };
}
