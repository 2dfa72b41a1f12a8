// The endpoints of the agent by their paths, beside those every daemon has and those of the state.
import { registerEndpoints } from '../../api/endpoint.ts';
import { type LevelledLog, LoggingLevel } from '../../api/logging-level.ts';
import { readCall } from '../../api/media-type.ts';
import type { ProcessSource } from '../../api/process-calls.ts';
import { processEndpoints } from '../../api/process-endpoints.ts';
import type { JsonValue } from '../../base/json-text.ts';
import type { Timers } from '../../base/ports.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonResponse, textResponse } from '../../http/responses.ts';
import type { Router } from '../../http/router.ts';
import type { Agent } from '../agent.ts';
import type { Executor } from '../model.ts';
import { agentEndpoints } from './endpoints.ts';
import { executorEndpoint } from './executor.ts';
import type { MonitorSource } from './monitor.ts';
import { operatorEndpoint } from './operator.ts';

export interface AgentRoutesOptions extends MonitorSource {
  readonly log: LevelledLog;
  readonly timers: Timers;
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
  /** What `/metrics/snapshot` shows. */
  readonly metrics: ProcessSource['metrics'];
}

/** Registers what commonRouter and the endpoints of state, containers and files leave. */
export function registerAgentRoutes(router: Router, options: AgentRoutesOptions): void {
  const { agent, containerizer, log, timers, flags, metrics } = options;
  const logging = new LoggingLevel(log, timers);
  registerEndpoints(router, agentEndpoints, {
    '/containerizer/debug': (request) => jsonResponse(request, { pending: pendingWork(agent) }),
    '/api/v1/resource_provider': resourceProviderEndpoint,
    ...processEndpoints({
      actor: agent.config.actor,
      endpoints: agentEndpoints,
      logging,
      actors: ['files', 'help', 'logging', 'metrics', 'system', 'version'],
    }),
  });
  // The order of its checks is the handler's own.
  const source = { agent, containerizer, logging, flags, metrics };
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
function pendingWork(agent: Agent): JsonValue {
  return [...agent.model.containers.values()].flatMap((executor) => {
    const operation = pendingOperation(executor);
    return operation === undefined ? [] : [{ operation, args: { containerId: executor.containerId } }];
  });
}

function pendingOperation(executor: Executor): string | undefined {
  if (executor.state === 'TERMINATING') return 'mesos-containerizer::destroy';
  return executor.isLaunched && executor.taskPid === undefined && executor.state !== 'TERMINATED'
    ? 'mesos-containerizer::launch'
    : undefined;
}
