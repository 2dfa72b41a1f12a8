// GET /state of the agent: the original's fields. An agent has some thousand executors at most; it is written
// in slices all the same, so that 500 tasks that end at once are not made to wait for a dashboard.

import { SharedAnswers } from '../../api/shared-answers.ts';
import { double, type JsonObject, type JsonText, jsonFields, jsonText } from '../../base/json-text.ts';
import type { Timers } from '../../base/ports.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { sharedJsonResponse } from '../../http/responses.ts';
import { jsonArray, slicedJson } from '../../http/sliced-json.ts';
import { attributesObject } from '../../resources/attributes.ts';
import { toMessages } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { reservedResourcesObject, resourcesObject } from '../../resources/resources-object.ts';
import { labelsArray, rolesObject, taskObject, v0Object } from '../../state/task.ts';
import { versionFields } from '../../state/version.ts';
import type { Agent } from '../agent.ts';
import { type Executor, type ExecutorTask, type Framework, phaseOf } from '../model.ts';
import { agentCapabilityNames } from '../registration-messages.ts';
import { executorResources } from '../resources.ts';

/** What the state endpoints read. */
export interface StateSource {
  readonly agent: Agent;
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
  /** The host of `--master`. */
  readonly masterHostname: string;
}

/** Those who ask before an answer is begun share it; the next one is made anew, because there is no view to compare. */
export function stateEndpoint(
  source: StateSource,
  timers: Timers,
): (request: HttpRequest) => Promise<HttpResponse> {
  const answers = new SharedAnswers<object>({ view: () => ({}), timers, maxBytes: 0 });
  return async (request) =>
    sharedJsonResponse(request, await answers.answer('/state', () => slicedJson(writeState(source))));
}

function* writeState(source: StateSource): Generator<string, void, void> {
  const { model } = source.agent;
  yield `{${jsonFields(headObject(source))},`;
  yield* jsonArray('frameworks', [...model.frameworks.values()], writeFramework);
  yield ',';
  yield* jsonArray('completed_frameworks', [...model.completedFrameworks.values()], writeFramework);
  yield '}';
}

function headObject({ agent, flags, masterHostname }: StateSource): JsonObject {
  const { config, model } = agent;
  const total = model.totalResources;
  const allocated = allocatedResources(agent);
  return {
    ...versionFields(),
    start_time: double(model.startedAtMs / 1000),
    id: model.info.id?.value ?? '',
    pid: agent.pid,
    hostname: model.info.hostname,
    capabilities: agentCapabilityNames,
    ...(config.domain === undefined ? {} : { domain: v0Object('DomainInfo', config.domain) }),
    resources: resourcesObject(total),
    reserved_resources: reservedResourcesObject(total),
    unreserved_resources: resourcesObject(total.unreserved()),
    reserved_resources_full: reservedResourcesFull(total),
    unreserved_resources_full: fullResources(total.unreserved()),
    reserved_resources_allocated: reservedResourcesObject(allocated),
    unreserved_resources_allocated: resourcesObject(allocated.unreserved()),
    resource_providers: [],
    attributes: attributesObject(model.info.attributes),
    ...(agent.master === undefined ? {} : { master_hostname: masterHostname }),
    flags,
  };
}

function allocatedResources(agent: Agent): Resources {
  let sum = Resources.none;
  for (const framework of agent.model.frameworks.values()) {
    for (const executor of framework.executors.values()) {
      if (executor.state !== 'TERMINATED') sum = sum.add(executorResources(executor).unallocate());
    }
  }
  return sum;
}

function fullResources(resources: Resources): JsonText[] {
  return toMessages(resources, 'endpoint').map((message) => v0Object('Resource', message));
}

function reservedResourcesFull(resources: Resources): JsonObject {
  return Object.fromEntries(
    [...resources.byReservationRole()].map(([role, reserved]) => [role, fullResources(reserved)]),
  );
}

function* writeFramework(framework: Framework): Generator<string, void, void> {
  const { info } = framework;
  const head: JsonObject = {
    id: framework.id,
    name: info.name,
    user: info.user,
    failover_timeout: double(info.failover_timeout ?? 0),
    checkpoint: info.checkpoint ?? false,
    hostname: info.hostname ?? '',
    ...(info.principal === undefined ? {} : { principal: info.principal }),
    ...rolesObject(info),
  };
  yield `{${jsonFields(head)},`;
  yield* jsonArray('executors', [...framework.executors.values()], writeExecutor);
  yield ',';
  yield* jsonArray('completed_executors', [...framework.completedExecutors], writeExecutor);
  yield '}';
}

function writeExecutor(executor: Executor): string {
  const { info } = executor;
  const tasks = [...executor.tasks.values()];
  const inPhase = (phase: ReturnType<typeof phaseOf>): JsonObject[] =>
    tasks.filter((task) => phaseOf(task) === phase).map(executorTaskObject);
  const role = executorRole(executor);
  return jsonText({
    id: executor.id,
    name: info.name ?? '',
    source: info.source ?? '',
    container: executor.containerId,
    directory: executor.directory,
    resources: resourcesObject(executorResources(executor)),
    ...(role === undefined ? {} : { role }),
    ...(info.labels === undefined ? {} : { labels: labelsArray(info.labels) }),
    ...(info.type === undefined ? {} : { type: info.type }),
    tasks: inPhase('launched'),
    queued_tasks: inPhase('queued'),
    completed_tasks: [...inPhase('terminated'), ...executor.completedTasks.map(executorTaskObject)],
  });
}

/** The executor of a command task is nobody's but the agent's. */
function executorTaskObject({ executor, message }: ExecutorTask): JsonObject {
  return taskObject(executor.kind === 'command' ? { ...message, executor_id: { value: '' } } : message);
}

/** The role its own resources, or those of a task, are allocated to. */
function executorRole({ info, tasks, completedTasks }: Executor): string | undefined {
  const newest = [...tasks.values()].at(-1) ?? completedTasks.at(-1);
  const allocated = [...(info.resources ?? []), ...(newest?.info.resources ?? [])];
  return allocated.find((resource) => resource.allocation_info?.role !== undefined)?.allocation_info?.role;
}
