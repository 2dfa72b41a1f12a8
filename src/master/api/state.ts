// GET /state of the master: the original's fields, written in slices. What is iterated may change between two
// slices; a framework or task that is gone by then is shown as it was when it went.

import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonArray, jsonFields, slicedJsonResponse } from '../../http/sliced-json.ts';
import type { ExecutorInfo } from '../../protocol/messages.ts';
import { attributesObject } from '../../resources/attributes.ts';
import { resourcesOf } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { reservedResourcesObject, resourcesObject } from '../../resources/resources-object.ts';
import {
  commandObject,
  type JsonObject,
  labelsArray,
  rolesObject,
  taskObject,
  v0Object,
} from '../../state/task.ts';
import { versionObject } from '../../state/version.ts';
import type { MasterConfig } from '../config.ts';
import { masterInfo } from '../config.ts';
import type { Agent, Framework, Model, Offer } from '../model.ts';
import { type Task, taskMessage } from '../task.ts';

/** What the state endpoints read. */
export interface StateSource {
  readonly config: MasterConfig;
  readonly model: Model;
  readonly startedMs: number;
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
}

export function stateResponse(source: StateSource, request: HttpRequest): Promise<HttpResponse> {
  return slicedJsonResponse(request, writeState(source));
}

function* writeState(source: StateSource): Generator<string, void, void> {
  const { model } = source;
  yield `{${jsonFields(headObject(source))},`;
  yield* jsonArray('slaves', [...model.agents.values()], (agent) => JSON.stringify(agentObject(agent)));
  yield ',';
  yield* jsonArray('recovered_slaves', [...model.recoveredAgents.values()], ({ info }) =>
    JSON.stringify(v0Object('AgentInfo', info)),
  );
  yield ',';
  yield* jsonArray('frameworks', [...model.frameworks.values()], (framework) =>
    writeFramework(framework, model),
  );
  yield ',';
  yield* jsonArray('completed_frameworks', [...model.completedFrameworks.values()], (framework) =>
    writeFramework(framework, model),
  );
  yield ',"orphan_tasks":[],"unregistered_frameworks":[]}';
}

function headObject({ config, model, startedMs, flags }: StateSource): JsonObject {
  const info = masterInfo(config);
  const agents = [...model.agents.values()];
  const active = agents.filter((agent) => agent.isActive).length;
  return {
    ...versionObject(),
    start_time: startedMs / 1000,
    ...(model.electedMs === undefined ? {} : { elected_time: model.electedMs / 1000 }),
    id: config.id,
    pid: config.pid,
    hostname: config.hostname,
    capabilities: (info.capabilities ?? []).map(({ type }) => type),
    activated_slaves: active,
    deactivated_slaves: agents.length - active,
    unreachable_slaves: model.unreachableAgents.size,
    ...(config.domain === undefined ? {} : { domain: v0Object('DomainInfo', config.domain) }),
    ...(model.electedMs === undefined ? {} : leaderObject(config)),
    ...(config.cluster === undefined ? {} : { cluster: config.cluster }),
    flags,
  };
}

function leaderObject(config: MasterConfig): JsonObject {
  return {
    leader: config.pid,
    leader_info: { id: config.id, pid: config.pid, port: config.port, hostname: config.hostname },
  };
}

function sum(held: ReadonlyMap<string, Resources>): Resources {
  let total = Resources.none;
  for (const resources of held.values()) total = total.add(resources);
  return total.unallocate();
}

export function agentObject(agent: Agent): JsonObject {
  return {
    id: agent.id,
    hostname: agent.info.hostname,
    port: agent.info.port ?? 5051,
    attributes: attributesObject(agent.info.attributes),
    ...(agent.info.domain === undefined ? {} : { domain: v0Object('DomainInfo', agent.info.domain) }),
    pid: agent.pid,
    registered_time: agent.registeredMs / 1000,
    ...(agent.reregisteredMs === undefined ? {} : { reregistered_time: agent.reregisteredMs / 1000 }),
    resources: resourcesObject(agent.total),
    used_resources: resourcesObject(sum(agent.used)),
    offered_resources: resourcesObject(agent.offered.unallocate()),
    reserved_resources: reservedResourcesObject(agent.total),
    unreserved_resources: resourcesObject(agent.total.unreserved()),
    active: agent.isActive,
    deactivated: false,
    version: agent.version,
    capabilities: [...agent.capabilities],
  };
}

export function* writeFramework(framework: Framework, model: Model): Generator<string, void, void> {
  yield `{${jsonFields(frameworkObject(framework))},`;
  yield* jsonArray('tasks', [...framework.tasks.values()], writeTask);
  yield ',';
  yield* jsonArray('unreachable_tasks', [...framework.unreachableTasks.values()], writeTask);
  yield ',';
  yield* jsonArray('completed_tasks', [...framework.completedTasks], writeTask);
  yield `,${jsonFields(tailObject(framework, model))}}`;
}

const writeTask = (task: Task): string => JSON.stringify(taskObject(taskMessage(task, 'endpoint')));

/** The fields that a summary has as well. */
export function frameworkSummary(framework: Framework): JsonObject {
  const { info } = framework;
  return {
    id: framework.id,
    name: info.name,
    ...(framework.pid === undefined ? {} : { pid: framework.pid }),
    used_resources: resourcesObject(sum(framework.used)),
    offered_resources: resourcesObject(offeredTo(framework)),
    capabilities: [...framework.capabilities],
    hostname: info.hostname ?? '',
    webui_url: info.webui_url ?? '',
    active: framework.isActive,
    connected: framework.isConnected,
    recovered: framework.isRecovered,
  };
}

function frameworkObject(framework: Framework): JsonObject {
  const { info } = framework;
  return {
    ...frameworkSummary(framework),
    user: info.user,
    failover_timeout: info.failover_timeout ?? 0,
    checkpoint: info.checkpoint ?? false,
    registered_time: framework.registeredMs / 1000,
    unregistered_time: (framework.unregisteredMs ?? 0) / 1000,
    ...(info.principal === undefined ? {} : { principal: info.principal }),
    resources: resourcesObject(sum(framework.used).add(offeredTo(framework))),
    ...(framework.reregisteredMs === framework.registeredMs
      ? {}
      : { reregistered_time: framework.reregisteredMs / 1000 }),
    ...rolesObject(info),
  };
}

function offeredTo(framework: Framework): Resources {
  let total = Resources.none;
  for (const offer of framework.offers) total = total.add(offer.resources);
  return total.unallocate();
}

function tailObject(framework: Framework, model: Model): JsonObject {
  const { labels } = framework.info;
  return {
    offers: [...framework.offers].map(offerObject),
    executors: executorObjects(framework, model),
    ...(labels === undefined ? {} : { labels: labelsArray(labels) }),
    offer_constraints:
      framework.offerConstraints === undefined
        ? {}
        : v0Object('scheduler.OfferConstraints', framework.offerConstraints),
  };
}

function offerObject(offer: Offer): JsonObject {
  return {
    id: offer.id,
    framework_id: offer.framework.id,
    allocation_info: { role: offer.role },
    slave_id: offer.agent.id,
    resources: resourcesObject(offer.resources),
  };
}

function executorObjects(framework: Framework, model: Model): JsonObject[] {
  const found: JsonObject[] = [];
  for (const agentId of framework.used.keys()) {
    const executors = model.agents.get(agentId)?.executors.get(framework.id);
    for (const executor of executors?.values() ?? []) found.push(executorObject(executor, agentId));
  }
  return found;
}

function executorObject(executor: ExecutorInfo, agentId: string): JsonObject {
  const allocated = (executor.resources ?? []).find(
    (resource) => resource.allocation_info?.role !== undefined,
  );
  return {
    executor_id: executor.executor_id.value,
    name: executor.name ?? '',
    framework_id: executor.framework_id?.value ?? '',
    command: executor.command === undefined ? {} : commandObject(executor.command),
    resources: resourcesObject(resourcesOf(executor.resources)),
    ...(allocated === undefined ? {} : { role: allocated.allocation_info?.role }),
    ...(executor.labels === undefined ? {} : { labels: labelsArray(executor.labels) }),
    ...(executor.type === undefined ? {} : { type: executor.type }),
    slave_id: agentId,
  };
}
