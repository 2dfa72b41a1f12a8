// GET /state of the master: the original's fields, written in slices from a view. Tasks, agents and offers are
// encoded once and their texts are kept by what they were made of.

import type { Fragments } from '../../api/fragments.ts';
import { double, integer, type JsonObject, jsonFields, jsonText } from '../../base/json-text.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonArray } from '../../http/sliced-json.ts';
import type { AgentInfo, ExecutorInfo } from '../../protocol/messages.ts';
import { attributesObject } from '../../resources/attributes.ts';
import { resourcesOf } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { reservedResourcesObject, resourcesObject } from '../../resources/resources-object.ts';
import {
  commandObject,
  labelsArray,
  rolesObject,
  type ShownResources,
  shownResources,
  taskObject,
  v0Object,
} from '../../state/task.ts';
import { versionFields } from '../../state/version.ts';
import type { MasterConfig } from '../config.ts';
import { masterInfo } from '../config.ts';
import type { Offer } from '../model.ts';
import { type TaskFacts, taskMessage } from '../task.ts';
import type { AgentView, FrameworkView, ModelView } from '../view.ts';
import type { ReadSource, Reads } from './reads.ts';

export function stateEndpoint(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  return reads.json(request, '/state', (view) => writeState(view, reads.source));
}

function* writeState(view: ModelView, source: ReadSource): Generator<string, void, void> {
  const { fragments } = source;
  yield `{${jsonFields(headObject(view, source))},`;
  yield* jsonArray('slaves', view.agents.values(), (agent) => agentText(agent, fragments));
  yield ',';
  yield* jsonArray('recovered_slaves', view.recoveredAgents.values(), ({ info }) =>
    agentInfoText(info, fragments),
  );
  yield ',';
  yield* jsonArray('frameworks', view.frameworks.values(), (framework) =>
    writeFramework(framework, view, fragments),
  );
  yield ',';
  yield* jsonArray('completed_frameworks', view.completedFrameworks.values(), (framework) =>
    writeFramework(framework, view, fragments),
  );
  yield ',"orphan_tasks":[],"unregistered_frameworks":[]}';
}

/** An agent as `/state` shows it. */
export function agentText(agent: AgentView, fragments: Fragments): string {
  return fragments.text('agent', agent, encodeAgent);
}

const encodeAgent = (agent: AgentView): string => jsonText(agentObject(agent));

/** Of an agent that is only in the registry. */
export function agentInfoText(info: AgentInfo, fragments: Fragments): string {
  return fragments.text('AgentInfo', info, () =>
    jsonText({ id: info.id?.value ?? '', ...agentInfoObject(info) }),
  );
}

/** What an agent says of itself, its resources left out. */
function agentInfoObject({ hostname, port, attributes, domain }: AgentInfo): JsonObject {
  return {
    hostname,
    port: integer(port ?? 5051),
    attributes: attributesObject(attributes),
    ...(domain === undefined ? {} : { domain: v0Object('DomainInfo', domain) }),
  };
}

function headObject(view: ModelView, { config, startedMs, flags }: ReadSource): JsonObject {
  const info = masterInfo(config);
  const agents = [...view.agents.values()];
  const active = agents.filter((agent) => agent.isActive).length;
  return {
    ...versionFields(),
    start_time: double(startedMs / 1000),
    ...(view.electedMs === undefined ? {} : { elected_time: double(view.electedMs / 1000) }),
    id: config.id,
    pid: config.pid,
    hostname: config.hostname,
    capabilities: (info.capabilities ?? []).flatMap(({ type }) => type ?? []),
    // Gauges, which are doubles.
    activated_slaves: double(active),
    deactivated_slaves: double(agents.length - active),
    unreachable_slaves: double(view.unreachableAgents.size),
    ...domainObject(config),
    ...(view.electedMs === undefined ? {} : leaderObject(config)),
    ...(config.cluster === undefined ? {} : { cluster: config.cluster }),
    flags,
  };
}

function leaderObject(config: MasterConfig): JsonObject {
  return {
    leader: config.pid,
    leader_info: {
      id: config.id,
      pid: config.pid,
      port: integer(config.port),
      hostname: config.hostname,
      ...domainObject(config),
    },
  };
}

function domainObject({ domain }: MasterConfig): JsonObject {
  return domain === undefined ? {} : { domain: v0Object('DomainInfo', domain) };
}

function sum(held: ReadonlyMap<string, Resources>): Resources {
  let total = Resources.none;
  for (const resources of held.values()) total = total.add(resources);
  return total.unallocate();
}

export function agentObject(agent: AgentView): JsonObject {
  return {
    id: agent.id,
    ...agentInfoObject(agent.info),
    pid: agent.pid,
    registered_time: double(agent.registeredMs / 1000),
    ...(agent.reregisteredMs === undefined ? {} : { reregistered_time: double(agent.reregisteredMs / 1000) }),
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

export function* writeFramework(
  framework: FrameworkView,
  view: ModelView,
  fragments: Fragments,
): Generator<string, void, void> {
  const write = (task: TaskFacts): string => taskText(task, fragments);
  yield `{${jsonFields(frameworkObject(framework))},`;
  yield* jsonArray('tasks', framework.tasks, write);
  yield ',';
  yield* jsonArray('unreachable_tasks', framework.unreachableTasks, write);
  yield ',';
  yield* jsonArray('completed_tasks', framework.completedTasks, write);
  yield ',';
  yield* jsonArray('offers', framework.offers, (offer) => fragments.text('offer', offer, offerText));
  yield ',';
  yield* jsonArray('executors', executorsOf(framework, view), ([executor, agentId]) =>
    jsonText(executorObject(executor, agentId)),
  );
  yield `,${jsonFields(tailObject(framework))}}`;
}

/** A task as every v0 answer shows it. */
export function taskText(task: TaskFacts, fragments: Fragments): string {
  return fragments.text('task', task, encodeTask);
}

/** Tasks of one framework mostly share their resources. */
const shownByResources = new WeakMap<Resources, ShownResources>();

function encodeTask(task: TaskFacts): string {
  const message = taskMessage(task, 'endpoint');
  let shown = shownByResources.get(task.resources);
  if (shown === undefined) {
    shown = shownResources(message.resources);
    shownByResources.set(task.resources, shown);
  }
  return jsonText(taskObject(message, shown));
}

/** The fields that a summary has as well. */
export function frameworkSummary(framework: FrameworkView): JsonObject {
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

export function frameworkObject(framework: FrameworkView): JsonObject {
  const { info } = framework;
  return {
    ...frameworkSummary(framework),
    user: info.user,
    failover_timeout: double(info.failover_timeout ?? 0),
    checkpoint: info.checkpoint ?? false,
    registered_time: double(framework.registeredMs / 1000),
    unregistered_time: double((framework.unregisteredMs ?? 0) / 1000),
    ...(info.principal === undefined ? {} : { principal: info.principal }),
    resources: resourcesObject(sum(framework.used).add(offeredTo(framework))),
    ...(framework.reregisteredMs === framework.registeredMs
      ? {}
      : { reregistered_time: double(framework.reregisteredMs / 1000) }),
    ...rolesObject(info),
  };
}

function offeredTo(framework: FrameworkView): Resources {
  let total = Resources.none;
  for (const offer of framework.offers) total = total.add(offer.resources);
  return total.unallocate();
}

function tailObject({ info: { labels }, offerConstraints }: FrameworkView): JsonObject {
  return {
    ...(labels === undefined ? {} : { labels: labelsArray(labels) }),
    offer_constraints:
      offerConstraints === undefined ? {} : v0Object('scheduler.OfferConstraints', offerConstraints),
  };
}

const offerText = (offer: Offer): string => jsonText(offerObject(offer));

function offerObject(offer: Offer): JsonObject {
  return {
    id: offer.id,
    framework_id: offer.framework.id,
    allocation_info: { role: offer.role },
    slave_id: offer.agent.id,
    resources: resourcesObject(offer.resources),
  };
}

function* executorsOf(
  framework: FrameworkView,
  { agents }: ModelView,
): Generator<readonly [ExecutorInfo, string], void, void> {
  for (const agentId of framework.used.keys()) {
    const executors = agents.get(agentId)?.executors.get(framework.id);
    for (const executor of executors?.values() ?? []) yield [executor, agentId];
  }
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
