// Tasks, executors and capabilities as the v0 state endpoints of both daemons show them. The names of fields
// are the original's (slave_id); values come from messages in v1 form.
import { double, type JsonObject, JsonText, type JsonValue, jsonText } from '../base/json-text.ts';
import { toJson } from '../protocol/json.ts';
import type {
  CommandInfo,
  ContainerStatus,
  FrameworkInfo,
  Labels,
  MessageName,
  MessageTypes,
  Resource,
  Task,
  TaskStatus,
} from '../protocol/messages.ts';
import { resourcesOf } from '../resources/messages.ts';
import { resourcesObject } from '../resources/resources-object.ts';

/** A message in v0 JSON. */
export function v0Object<N extends MessageName>(name: N, message: MessageTypes[N]): JsonText {
  return new JsonText(toJson(name, message, 'v0'));
}

export function labelsArray(labels: Labels | undefined): JsonValue {
  return (labels?.labels ?? []).map((label) => v0Object('Label', label));
}

/** Of validated resources: their sums, and the role they are allocated to. */
export interface ShownResources {
  readonly resources: JsonText;
  readonly role: string | undefined;
}

export function shownResources(resources: readonly Resource[] | undefined): ShownResources {
  const allocated = resources?.find((resource) => resource.allocation_info?.role !== undefined);
  return {
    resources: new JsonText(jsonText(resourcesObject(resourcesOf(resources)))),
    role: allocated?.allocation_info?.role,
  };
}

/** A task; its resources must have been validated. Whoever shows many with the same resources reads them once. */
export function taskObject(task: Task, shown: ShownResources = shownResources(task.resources)): JsonObject {
  const { resources, role } = shown;
  return {
    id: task.task_id.value,
    name: task.name,
    framework_id: task.framework_id.value,
    executor_id: task.executor_id?.value ?? '',
    slave_id: task.agent_id.value,
    state: task.state,
    resources,
    ...(task.limits === undefined ? {} : { limits: limitsObject(task.limits) }),
    ...(role === undefined ? {} : { role }),
    statuses: (task.statuses ?? []).map(statusObject),
    ...(task.user === undefined ? {} : { user: task.user }),
    ...(task.labels === undefined ? {} : { labels: labelsArray(task.labels) }),
    ...(task.discovery === undefined ? {} : { discovery: v0Object('DiscoveryInfo', task.discovery) }),
    ...(task.container === undefined ? {} : { container: v0Object('ContainerInfo', task.container) }),
    ...(task.health_check === undefined ? {} : { health_check: v0Object('HealthCheck', task.health_check) }),
  };
}

function limitsObject(limits: NonNullable<Task['limits']>): JsonObject {
  return Object.fromEntries(
    Object.entries(limits).map(([name, { value }]) => [
      name,
      Number.isFinite(value) ? double(value) : 'Infinity',
    ]),
  );
}

function statusObject(status: TaskStatus): JsonObject {
  return {
    state: status.state,
    timestamp: status.timestamp === undefined ? undefined : double(status.timestamp),
    ...(status.labels === undefined ? {} : { labels: labelsArray(status.labels) }),
    ...(status.container_status === undefined
      ? {}
      : { container_status: containerStatusObject(status.container_status) }),
    ...(status.healthy === undefined ? {} : { healthy: status.healthy }),
  };
}

/** The original leaves the executor's pid out here. */
function containerStatusObject(status: ContainerStatus): JsonText {
  const { executor_pid: _pid, ...shown } = status;
  return v0Object('ContainerStatus', shown);
}

export function commandObject(command: CommandInfo): JsonObject {
  return {
    ...(command.shell === undefined ? {} : { shell: command.shell }),
    ...(command.value === undefined ? {} : { value: command.value }),
    argv: command.arguments ?? [],
    ...(command.environment === undefined
      ? {}
      : { environment: v0Object('Environment', command.environment) }),
    uris: (command.uris ?? []).map((uri) => ({ value: uri.value, executable: uri.executable ?? false })),
  };
}

/** `roles` of a framework with MULTI_ROLE, else `role`. */
export function rolesObject(info: FrameworkInfo): JsonObject {
  const isMultiRole = (info.capabilities ?? []).some(({ type }) => type === 'MULTI_ROLE');
  return isMultiRole ? { roles: info.roles ?? [] } : { role: info.role ?? '*' };
}
