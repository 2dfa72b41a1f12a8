// The endpoints of the agent by their paths, beside those every daemon has and those of the state.
import { registerEndpoints } from '../../api/endpoint.ts';
import { type LevelledLog, LoggingLevel } from '../../api/logging-level.ts';
import { readCall } from '../../api/media-type.ts';
import type { ProcessSource } from '../../api/process-calls.ts';
import { processEndpoints } from '../../api/process-endpoints.ts';
import type { Timers } from '../../base/ports.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { textResponse } from '../../http/responses.ts';
import type { RouteHandler, Router } from '../../http/router.ts';
import { jsonArray } from '../../http/sliced-json.ts';
import type { Agent } from '../agent.ts';
import type { AgentView, ExecutorView } from '../view.ts';
import { agentEndpoints } from './endpoints.ts';
import { executorEndpoint } from './executor.ts';
import { filesEndpoints } from './files.ts';
import { containersResponse, statisticsResponse } from './monitor.ts';
import { operatorEndpoint } from './operator.ts';
import type { Reads } from './reads.ts';
import { stateEndpoint } from './state.ts';

export interface AgentRoutesOptions {
  readonly agent: Agent;
  readonly reads: Reads;
  readonly log: LevelledLog;
  readonly timers: Timers;
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
  /** What `/metrics/snapshot` shows. */
  readonly metrics: ProcessSource['metrics'];
}

/** Until what the agent knew before is known again. */
export const agentNotReady: HttpResponse = textResponse(503, 'Agent has not finished recovery\n');

/** Registers what commonRouter leaves. */
export function registerAgentRoutes(router: Router, options: AgentRoutesOptions): void {
  const { agent, reads, log, timers, flags, metrics } = options;
  const files = filesEndpoints(agent, reads);
  const recovered =
    (serve: RouteHandler): RouteHandler =>
    (request, match) =>
      agent.model.state === 'RECOVERING' ? agentNotReady : serve(request, match);
  const logging = new LoggingLevel(log, timers);
  registerEndpoints(router, agentEndpoints, {
    '/state': recovered((request) => stateEndpoint(reads, request)),
    '/monitor/statistics': recovered((request) => statisticsResponse(reads, request)),
    '/containers': recovered((request) => containersResponse(reads, request)),
    '/containerizer/debug': (request) => reads.json(request, '/containerizer/debug', writePendingWork),
    '/files/browse': (request) => files.browse(request),
    '/files/read': (request) => files.read(request),
    '/files/download': (request) => files.download(request),
    '/files/debug': (request) => files.debug(request),
    '/api/v1/resource_provider': resourceProviderEndpoint,
    ...processEndpoints({
      actor: agent.config.actor,
      endpoints: agentEndpoints,
      logging,
      actors: ['files', 'help', 'logging', 'metrics', 'system', 'version'],
    }),
  });
  // The order of its checks is the handler's own.
  const source = { agent, reads, logging, flags, metrics };
  router.route('/api/v1', (request) => operatorEndpoint(source, request));
  router.route('/api/v1/executor', (request) => executorEndpoint(agent, request));
}

/** Its path is served, lest such a call be read as one of an operator, by the shorter path. */
function resourceProviderEndpoint(request: HttpRequest): HttpResponse {
  const read = readCall(request, 'resource_provider.Call');
  if ('refusal' in read) return read.refusal;
  return textResponse(501, 'Resource providers are not supported by this version');
}

/** What the containerizer was asked for and has not answered. */
function* writePendingWork({ frameworks }: AgentView): Generator<string, void, void> {
  function* pending(): Generator<object, void, void> {
    for (const { executors } of frameworks) {
      for (const executor of executors) {
        const operation = pendingOperation(executor);
        if (operation !== undefined) yield { operation, args: { containerId: executor.containerId } };
      }
    }
  }
  yield '{';
  yield* jsonArray('pending', pending(), (work) => JSON.stringify(work));
  yield '}';
}

function pendingOperation(executor: ExecutorView): string | undefined {
  if (executor.state === 'TERMINATING') return 'mesos-containerizer::destroy';
  return executor.isLaunched && executor.taskPid === undefined && executor.state !== 'TERMINATED'
    ? 'mesos-containerizer::launch'
    : undefined;
}
