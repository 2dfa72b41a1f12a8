// GET /state of the agent: the original's fields. An agent has some thousand executors at most; it is written
// in slices all the same, so that 500 tasks that end at once are not made to wait for a dashboard.
import type { Fragments } from '../../api/fragments.ts';
import { double, type JsonObject, type JsonText, jsonFields, jsonText } from '../../base/json-text.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonArray } from '../../http/sliced-json.ts';
import { attributesObject } from '../../resources/attributes.ts';
import { toMessages } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { reservedResourcesObject, resourcesObject } from '../../resources/resources-object.ts';
import { labelsArray, rolesObject, taskObject, v0Object } from '../../state/task.ts';
import { versionFields } from '../../state/version.ts';
import { agentPid } from '../config.ts';
import { agentCapabilityNames } from '../registration-messages.ts';
import { heldResources } from '../resources.ts';
import type { AgentView, ExecutorView, FrameworkView, TaskView } from '../view.ts';
import type { Reads } from './reads.ts';

export function stateEndpoint(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  return reads.json(request, '/state', (view) => writeState(reads, view));
}

function* writeState(reads: Reads, view: AgentView): Generator<string, void, void> {
  const { fragments } = reads;
  const write = (framework: FrameworkView): Generator<string, void, void> =>
    writeFramework(framework, fragments);
  const allocated = yield* sumAllocated(view);
  yield `{${jsonFields(headObject(reads, view, allocated))},`;
  yield* jsonArray('frameworks', view.frameworks, write);
  yield ',';
  yield* jsonArray('completed_frameworks', view.completedFrameworks, write);
  yield '}';
}

function headObject(
  { agent: { config }, flags, masterHostname }: Reads,
  { info, totalResources: total, startedAtMs, master }: AgentView,
  allocated: Resources,
): JsonObject {
  return {
    ...versionFields(),
    start_time: double(startedAtMs / 1000),
    id: info.id?.value ?? '',
    pid: agentPid(config),
    hostname: info.hostname,
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
    attributes: attributesObject(info.attributes),
    ...(master === undefined ? {} : { master_hostname: masterHostname }),
    flags,
  };
}

/** Gives way after each executor. */
function* sumAllocated({ frameworks }: AgentView): Generator<string, Resources, void> {
  let sum = Resources.none;
  for (const { executors } of frameworks) {
    for (const executor of executors) {
      if (executor.state === 'TERMINATED') continue;
      sum = sum.add(heldResources(executor, executor.tasks).unallocate());
      yield '';
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

function* writeFramework(framework: FrameworkView, fragments: Fragments): Generator<string, void, void> {
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
  const write = (executor: ExecutorView): Generator<string, void, void> => writeExecutor(executor, fragments);
  yield `{${jsonFields(head)},`;
  yield* jsonArray('executors', framework.executors, write);
  yield ',';
  yield* jsonArray('completed_executors', framework.completedExecutors, write);
  yield '}';
}

function* writeExecutor(executor: ExecutorView, fragments: Fragments): Generator<string, void, void> {
  const { tasks, completedTasks } = executor;
  const write = (task: TaskView): string => fragments.text('/state task', task, taskText);
  const inPhase = (phase: TaskView['phase']): readonly TaskView[] =>
    tasks.filter((task) => task.phase === phase);
  yield `{${fragments.text('/state executor', executor, headOfExecutor)},`;
  yield* jsonArray('tasks', inPhase('launched'), write);
  yield ',';
  yield* jsonArray('queued_tasks', inPhase('queued'), write);
  yield ',';
  yield* jsonArray('completed_tasks', [...inPhase('terminated'), ...completedTasks], write);
  yield '}';
}

function headOfExecutor(executor: ExecutorView): string {
  const { info, tasks } = executor;
  const role = executorRole(executor);
  return jsonFields({
    id: executor.id,
    name: info.name ?? '',
    source: info.source ?? '',
    container: executor.containerId,
    directory: executor.directory,
    resources: resourcesObject(heldResources(executor, tasks)),
    ...(role === undefined ? {} : { role }),
    ...(info.labels === undefined ? {} : { labels: labelsArray(info.labels) }),
    ...(info.type === undefined ? {} : { type: info.type }),
  });
}

/** The executor of a command task is nobody's but the agent's. */
function taskText({ message, hasOwnExecutor }: TaskView): string {
  return jsonText(taskObject(hasOwnExecutor ? { ...message, executor_id: { value: '' } } : message));
}

/** The role its own resources, or those of a task, are allocated to. */
function executorRole({ info, tasks, completedTasks }: ExecutorView): string | undefined {
  const newest = tasks.at(-1) ?? completedTasks.at(-1);
  const allocated = [...(info.resources ?? []), ...(newest?.message.resources ?? [])];
  return allocated.find((resource) => resource.allocation_info?.role !== undefined)?.allocation_info?.role;
}
