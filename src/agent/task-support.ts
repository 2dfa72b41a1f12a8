// What this version can run. A task that asks for more is refused with words, never run without what it asked for.
import type {
  CommandInfo,
  ContainerInfo,
  ExecutorInfo,
  Resource,
  TaskInfo,
  TaskState,
  TaskStatusReason,
} from '../protocol/messages.ts';
import { readResources } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import { isPathComponent } from './sandbox.ts';
import { volumeProblem } from './task-volumes.ts';

export interface Refusal {
  readonly state: TaskState;
  readonly reason: TaskStatusReason;
  readonly message: string;
}

export function invalid(message: string): Refusal {
  return { state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID', message };
}

function unsupported(what: string): Refusal {
  return {
    state: 'TASK_FAILED',
    reason: 'REASON_TASK_INVALID',
    message: `${what} not supported by this version of the agent`,
  };
}

function cannotLaunch(what: string): Refusal {
  return {
    state: 'TASK_FAILED',
    reason: 'REASON_CONTAINER_LAUNCH_FAILED',
    message: `Failed to launch container: ${what} not supported by this version of the agent`,
  };
}

/** Why the task cannot be run here, or undefined. */
export function refusalOf(task: TaskInfo): Refusal | undefined {
  if (!isPathComponent(task.task_id.value)) return invalid('The task id cannot be the name of a directory');
  if (!(readResources(task.resources) instanceof Resources)) return invalid('The resources are not valid');
  if (task.executor !== undefined) {
    if (hasVolumes(task.resources)) return cannotLaunch('persistent volumes of tasks with an executor are');
    return executorRefusal(task.executor);
  }
  const wrongVolume = volumeProblem(task);
  if (wrongVolume !== undefined) return invalid(wrongVolume);
  if (task.health_check !== undefined || task.check !== undefined)
    return unsupported('Checks and health checks are');
  return processRefusal('task', task.command, task.container);
}

/** Why the group cannot be run here, or undefined; `tasks` have `executor`. */
export function groupRefusalOf(executor: ExecutorInfo, tasks: readonly TaskInfo[]): Refusal | undefined {
  if (executor.type !== 'DEFAULT') return tasks.map(refusalOf).find((refusal) => refusal !== undefined);
  if (!isPathComponent(executor.executor_id.value))
    return invalid('The executor id cannot be the name of a directory');
  if (!(readResources(executor.resources) instanceof Resources))
    return invalid('The resources of the executor are not valid');
  if (hasVolumes(executor.resources)) return cannotLaunch('persistent volumes are');
  const { container } = executor;
  const what = container === undefined ? undefined : unsupportedPart(withoutSharing(container));
  if (what !== undefined) return cannotLaunch(what);
  for (const { executor: _executor, ...task } of tasks) {
    const member =
      task.container === undefined ? task : { ...task, container: withoutSharing(task.container) };
    const refusal = refusalOf(member);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Whether cgroups are shared is looked at for groups; messages have the default written out. */
function withoutSharing(container: ContainerInfo): ContainerInfo {
  const { share_cgroups: _sharing, ...rest } = container.linux_info ?? {};
  return { ...container, linux_info: rest };
}

/** What its tasks ask for besides resources is the executor's business. */
function executorRefusal(executor: ExecutorInfo): Refusal | undefined {
  const { executor_id: id, command, container, resources, type } = executor;
  if (!isPathComponent(id.value)) return invalid('The executor id cannot be the name of a directory');
  if (type === 'DEFAULT') return unsupported('Tasks of the default executor outside of a group are');
  if (!(readResources(resources) instanceof Resources))
    return invalid('The resources of the executor are not valid');
  if (hasVolumes(resources)) return cannotLaunch('persistent volumes of executors are');
  return processRefusal('executor', command, container);
}

function processRefusal(
  who: string,
  command: CommandInfo | undefined,
  container: ContainerInfo | undefined,
): Refusal | undefined {
  if (command?.value === undefined) return invalid(`The ${who} has no command`);
  const words = [command.value, command.user ?? '', ...(command.arguments ?? [])];
  if (words.some((word) => word.includes('\0'))) return invalid('The command has a NUL character in it');
  if ((command.uris ?? []).length > 0) return cannotLaunch('fetching URIs is');
  if (command.environment?.variables?.some((variable) => variable.type === 'SECRET')) {
    return cannotLaunch('secrets in the environment are');
  }
  const what = container === undefined ? undefined : unsupportedPart(container);
  return what === undefined ? undefined : cannotLaunch(what);
}

function hasVolumes(resources: readonly Resource[] | undefined): boolean {
  return resources?.some((resource) => resource.disk?.persistence !== undefined) === true;
}

function unsupportedPart(container: ContainerInfo): string | undefined {
  if (container.type !== 'MESOS' || container.docker !== undefined) return 'Docker containers are';
  if (container.mesos?.image !== undefined) return 'container images are';
  if ((container.volumes ?? []).length > 0) return 'volumes are';
  if (container.network_infos?.some((network) => network.name !== undefined)) return 'container networks are';
  if (container.hostname !== undefined) return 'host names of containers are';
  if (container.tty_info !== undefined) return 'terminals are';
  if (container.linux_info !== undefined && Object.keys(container.linux_info).length > 0) {
    return 'capabilities, namespaces and seccomp profiles of containers are';
  }
  return undefined;
}
