// The endpoints of the master by their paths, beside those every daemon has. Reads go through the model; what
// changes something goes through the mailbox.
import { byMethod, registerEndpoints } from '../../api/endpoint.ts';
import type { LevelledLog } from '../../api/logging-level.ts';
import { LoggingLevel } from '../../api/logging-level.ts';
import type { ProcessSource } from '../../api/process-calls.ts';
import { processEndpoints } from '../../api/process-endpoints.ts';
import type { Log, Timers } from '../../base/ports.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { invalidRequest, jsonResponse, textResponse } from '../../http/responses.ts';
import type { RouteHandler, Router } from '../../http/router.ts';
import type { Master } from '../master.ts';
import type { AgentProxy } from './agent-proxy.ts';
import { constraintsDebugEndpoint } from './constraints-debug.ts';
import { masterEndpoints } from './endpoints.ts';
import { redirection, redirectResponse } from './leadership.ts';
import { agentsEndpoint, frameworksEndpoint, summaryEndpoint } from './lists.ts';
import { operatorEndpoint } from './operator.ts';
import { OperatorStreams, type StreamGivenUp } from './operator-stream.ts';
import type { Reads } from './reads.ts';
import { registryEndpoint } from './registry.ts';
import { rolesEndpoint } from './roles.ts';
import { stateEndpoint } from './state.ts';
import { tasksEndpoint } from './tasks.ts';
import {
  machinesEndpoint,
  operationEndpoint,
  removeQuota,
  setQuota,
  teardownEndpoint,
  updateSchedule,
  updateWeights,
} from './writes.ts';

export interface MasterRoutesOptions {
  readonly log: Log & LevelledLog;
  readonly timers: Timers;
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
  /** What `/metrics/snapshot` shows. */
  readonly metrics: ProcessSource['metrics'];
  /** `--max_operator_event_stream_subscribers`. */
  readonly maxSubscribers: number;
  /** `--stream_buffer_size`. */
  readonly maxBacklogBytes: number;
  /** Told of each stream of events that is closed for a limit. */
  readonly onGivenUp?: ((why: StreamGivenUp) => void) | undefined;
  readonly reads: Reads;
  readonly agentProxy: AgentProxy;
}

/** Registers what commonRouter and the scheduler API leave, and tells operators what happens. */
export function registerMasterRoutes(router: Router, master: Master, options: MasterRoutesOptions): void {
  const { model, config } = master;
  const { log, timers, flags, metrics, reads, agentProxy } = options;
  const streams = new OperatorStreams({
    reads,
    timers,
    log,
    heartbeatIntervalMs: config.heartbeatIntervalMs,
    maxSubscribers: options.maxSubscribers,
    maxBacklogBytes: options.maxBacklogBytes,
    onGivenUp: options.onGivenUp,
  });
  master.observe(streams);
  const logging = new LoggingLevel(log, timers);
  const source = { master, streams, reads, flags, logging, metrics };
  const led =
    (serve: RouteHandler): RouteHandler =>
    (request, match) =>
      redirection(model, request) ?? serve(request, match);
  registerEndpoints(router, masterEndpoints, {
    '/redirect': () => redirectResponse(model, config),
    '/state': (request) => stateEndpoint(reads, request),
    '/state-summary': led((request) => summaryEndpoint(reads, request)),
    '/slaves': led((request) => agentsEndpoint(reads, request)),
    '/frameworks': led((request) => frameworksEndpoint(reads, request)),
    '/tasks': led((request) => tasksEndpoint(reads, request)),
    '/roles': led((request) => rolesEndpoint(reads, request)),
    '/weights': led(byMethod({ GET: (request) => jsonResponse(request, []), PUT: updateWeights })),
    '/quota': led(
      byMethod({
        GET: emptyObject,
        POST: setQuota,
        DELETE: (request, { rest }) => removeQuota(request, rest),
      }),
    ),
    '/teardown': led((request) => teardownEndpoint(master, request)),
    '/reserve': led((request) => operationEndpoint(master, 'RESERVE', request)),
    '/unreserve': led((request) => operationEndpoint(master, 'UNRESERVE', request)),
    '/create-volumes': led((request) => operationEndpoint(master, 'CREATE', request)),
    '/destroy-volumes': led((request) => operationEndpoint(master, 'DESTROY', request)),
    '/maintenance/schedule': led(byMethod({ GET: emptyObject, POST: updateSchedule })),
    '/maintenance/status': led(emptyObject),
    '/machine/down': led(machinesEndpoint),
    '/machine/up': led(machinesEndpoint),
    '/registrar(1)/registry': registryEndpoint(master, timers),
    '/allocator/offer_constraints_debug': (request) => constraintsDebugEndpoint(reads, request),
    '/agent': led((request, { rest }) => agentProxy.answer(request, rest)),
    '/files/browse': noFile,
    '/files/read': noFile,
    '/files/download': noFile,
    '/files/debug': emptyObject,
    ...processEndpoints({
      actor: 'master',
      endpoints: masterEndpoints,
      logging,
      actors: ['registrar(1)', 'allocator', 'files', 'help', 'logging', 'metrics', 'system', 'version'],
    }),
  });
  // The order of its checks is the handler's own: a master that does not lead redirects before anything else.
  router.route('/api/v1', (request) => operatorEndpoint(source, request));
}

/** Nothing of the kind can be set yet. */
function emptyObject(request: HttpRequest): HttpResponse {
  return jsonResponse(request, {});
}

/** The log goes to standard error: there is no file to show. */
function noFile({ query }: HttpRequest): HttpResponse {
  const path = query.get('path');
  return path === null || path === ''
    ? invalidRequest("Expecting 'path=value' in query.\n")
    : textResponse(404, '');
}
