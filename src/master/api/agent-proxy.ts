// `/agent/<id>/…`: what an agent serves of sandboxes and of itself, for a client that cannot reach the agent. Only listed
// paths of connected agents, only so many at once, and never more bytes than fit between two sockets.
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { relay } from '../../http/relay.ts';
import { textResponse } from '../../http/responses.ts';
import { parseUpid } from '../../libprocess/upid.ts';
import { counter, gauge, type Metric, sum } from '../../metrics/metric.ts';
import type { MetricSink } from '../../metrics/sink.ts';
import type { Agent, Model } from '../model.ts';

export interface AgentProxyLimits {
  /** `--agent_proxy_max_requests`. */
  readonly maxRequests: number;
  /** `--agent_proxy_timeout`: for the head of an agent's answer, and between two pieces of it. */
  readonly timeoutMs: number;
}

/** By the path below the agent: whether the agent's process has it, or the agent as a whole. */
const paths: ReadonlyMap<string, 'process' | 'agent'> = new Map([
  ['files/browse', 'agent'],
  ['files/read', 'agent'],
  ['files/download', 'agent'],
  ['state', 'process'],
  ['containers', 'process'],
  ['monitor/statistics', 'agent'],
]);

/** One agent that hangs must not take every place. */
const maxShareOfAgent = 0.25;

const requests = counter('master/agent_proxy/requests', 'Requests passed on to agents');
const failureReasons = ['stalled', 'timeout', 'unreachable'] as const;
const refusalReasons = ['busy', 'disconnected', 'path', 'unknown_agent'] as const;
const failures = counter(
  'master/agent_proxy/failures',
  'Requests to agents that were not answered to the end',
  sum,
);
const failuresBy = counter(
  'master/agent_proxy/failures/<reason>',
  'Requests to agents that were not answered to the end, by reason',
  { as: 'mesos_master_agent_proxy_failures_total', values: { reason: failureReasons } },
);
const refusals = counter('master/agent_proxy/refusals', 'Requests to agents that were not passed on', sum);
const refusalsBy = counter(
  'master/agent_proxy/refusals/<reason>',
  'Requests to agents that were not passed on, by reason; busy: too many are open',
  { as: 'mesos_master_agent_proxy_refusals_total', values: { reason: refusalReasons } },
);
const open = gauge('master/agent_proxy/open', 'Requests to agents that are open');

export const agentProxyMetrics = [requests, failures, failuresBy, refusals, refusalsBy, open];

/** What a sandbox holds was written by a task: a browser must not run it as if it came from the master. */
const safetyHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "sandbox; default-src 'none'",
};

export class AgentProxy {
  readonly #model: Model;
  readonly #limits: AgentProxyLimits;
  readonly #openByAgent = new Map<string, number>();
  #open = 0;
  #requests = 0;
  readonly #failures = zeros(failureReasons);
  readonly #refusals = zeros(refusalReasons);

  constructor(model: Model, limits: AgentProxyLimits) {
    this.#model = model;
    this.#limits = limits;
  }

  readonly collect = (sink: MetricSink): void => {
    sink.put(requests, this.#requests);
    putAll(sink, failures, failuresBy, this.#failures);
    putAll(sink, refusals, refusalsBy, this.#refusals);
    sink.put(open, this.#open);
  };

  /** @param rest what follows `/agent` in the path */
  async answer(request: HttpRequest, rest: string): Promise<HttpResponse> {
    const [id = '', ...names] = rest.split('/');
    const path = names.join('/').replace(/\.json$/, '');
    const kind = paths.get(path);
    if (id === '' || kind === undefined) return this.#refused('path', textResponse(404, unknownPath));
    const agent = this.#model.agents.get(id);
    if (agent === undefined) return this.#refused('unknown_agent', textResponse(404, this.#unknownAgent(id)));
    const upid = parseUpid(agent.pid);
    if (upid === undefined || !agent.isConnected)
      return this.#refused('disconnected', textResponse(502, disconnected(agent)));
    const direct = `http://${upid.address}/${path}`;
    const openHere = this.#openByAgent.get(id) ?? 0;
    const { maxRequests, timeoutMs } = this.#limits;
    if (this.#open >= maxRequests || openHere >= Math.ceil(maxRequests * maxShareOfAgent)) {
      const text = `Too many requests to agents are open (--agent_proxy_max_requests=${maxRequests}, a quarter of them to one agent): ask again later, or ask the agent itself at ${direct}\n`;
      return this.#refused('busy', textResponse(503, text, { 'Retry-After': '1' }));
    }
    this.#requests += 1;
    this.#count(id, 1);
    const { target, method, headers, body } = request;
    const mark = target.indexOf('?');
    const answer = await relay({
      host: upid.host,
      port: upid.port,
      method,
      target: `${kind === 'process' ? `/${upid.id}` : ''}/${path}${mark < 0 ? '' : target.slice(mark)}`,
      headers,
      body,
      headTimeoutMs: timeoutMs,
      idleTimeoutMs: timeoutMs,
      onStalled: () => count(this.#failures, 'stalled'),
      onEnd: () => this.#count(id, -1),
    });
    if (!('failure' in answer)) return { ...answer, headers: { ...answer.headers, ...safetyHeaders } };
    count(this.#failures, answer.failure);
    return answer.failure === 'timeout'
      ? textResponse(
          504,
          `Agent '${id}' at ${upid.address} did not answer (${answer.problem}): it may be overloaded; look at its log, or raise --agent_proxy_timeout\n`,
        )
      : textResponse(
          502,
          `Agent '${id}' cannot be reached at ${upid.address} (${answer.problem}): check that the agent runs and that the master may connect to that address and port\n`,
        );
  }

  #refused(reason: (typeof refusalReasons)[number], answer: HttpResponse): HttpResponse {
    count(this.#refusals, reason);
    return answer;
  }

  #count(id: string, change: 1 | -1): void {
    this.#open += change;
    const left = (this.#openByAgent.get(id) ?? 0) + change;
    if (left === 0) this.#openByAgent.delete(id);
    else this.#openByAgent.set(id, left);
  }

  #unknownAgent(id: string): string {
    if (this.#model.unreachableAgents.has(id))
      return `Agent '${id}' is unreachable: its sandboxes can be read when it is back\n`;
    if (this.#model.recoveredAgents.has(id))
      return `Agent '${id}' has not come back to this master yet: ask again in a moment\n`;
    return `No agent '${id}' is registered: /slaves lists those that are\n`;
  }
}

function zeros<Reason extends string>(reasons: readonly Reason[]): Map<Reason, number> {
  return new Map(reasons.map((reason) => [reason, 0]));
}

function count<Reason>(counts: Map<Reason, number>, reason: Reason): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}

function putAll(sink: MetricSink, all: Metric, by: Metric, counts: ReadonlyMap<string, number>): void {
  sink.put(
    all,
    [...counts.values()].reduce((total, one) => total + one, 0),
  );
  for (const [reason, one] of counts) sink.put(by, one, [reason]);
}

const unknownPath = `404 Not Found. Below /agent/ID are served: ${[...paths.keys()].join(', ')}\n`;

function disconnected({ id, pid }: Agent): string {
  return `Agent '${id}' at ${pid} is disconnected: its sandboxes can be read when it is back; look at its log if it stays away\n`;
}
