// LAUNCH and LAUNCH_GROUP of an ACCEPT: tasks are completed, checked, booked and sent to their agent. What a launch
// returns is what it took of the offers; what cannot run is answered with TASK_ERROR and takes nothing.
import type {
  ExecutorInfo,
  HealthCheck,
  Resource,
  RunTaskMessage,
  TaskInfo,
  TaskStatusReason,
} from '../protocol/messages.ts';
import { convertResource, readResources } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import type { Core } from './core.ts';
import { type Agent, type Framework, schedulerPid } from './model.ts';
import { masterStatus, sendStatus } from './status.ts';
import { launchedTask } from './task.ts';
import { addExecutor, addTask, findExecutor, tasksOn } from './tasks.ts';
import { type TaskContext, validateTask } from './validation/task.ts';
import { validateTaskGroup } from './validation/task-group.ts';

/** Who launches, where, and for which role. */
export interface LaunchPlace {
  readonly core: Core;
  readonly framework: Framework;
  readonly agent: Agent;
  readonly role: string;
}

export function launchTask(place: LaunchPlace, given: TaskInfo, available: Resources): Resources {
  const { core, framework, agent, role } = place;
  const task = completedTask(place, given);
  if (task.executor !== undefined) {
    const executor = completedExecutor(task.executor, role);
    task.executor = { ...executor, framework_id: executor.framework_id ?? { value: framework.id } };
  }
  const demand = validateTask(task, contextOf(place, available));
  if ('message' in demand) {
    refuseTasks(place, [task], demand.message, 'REASON_TASK_INVALID');
    return Resources.none;
  }
  if (demand.newExecutor !== undefined) addExecutor(framework, agent, demand.newExecutor);
  addLaunched(place, task, demand.resources);
  core.peers.send(agent.pid, 'internal.RunTaskMessage', {
    framework: framework.info,
    pid: schedulerPid(framework),
    task: forAgent(task, agent),
    ...resourceVersions(agent),
    launch_executor: task.executor === undefined || demand.newExecutor !== undefined,
  });
  return demand.total;
}

/** All tasks of the group or none of them. */
export function launchTaskGroup(
  place: LaunchPlace,
  givenExecutor: ExecutorInfo,
  given: readonly TaskInfo[],
  available: Resources,
): Resources {
  const { core, framework, agent, role } = place;
  if (given.length === 0) return Resources.none;
  const executor = completedExecutor(givenExecutor, role);
  const tasks = given.map((each) => {
    const task = completedTask(place, each);
    if (task.executor !== undefined) task.executor = completedExecutor(task.executor, role);
    return task;
  });
  const demand = validateTaskGroup(tasks, executor, {
    ...contextOf(place, available),
    containersUnder: (id) =>
      [...tasksOn(agent, framework), ...framework.unreachableTasks.values()]
        .filter(({ agentId, executorId }) => agentId === agent.id && executorId === id)
        .map(({ details }) => details?.container),
  });
  if ('message' in demand) {
    refuseTasks(place, tasks, demand.message, 'REASON_TASK_GROUP_INVALID');
    return Resources.none;
  }
  if (demand.isNewExecutor) addExecutor(framework, agent, executor);
  const launched = tasks.map((task, index) => {
    const member = { ...task, executor };
    addLaunched(place, member, demand.resources[index]!);
    return forAgent(member, agent);
  });
  core.peers.send(agent.pid, 'internal.RunTaskGroupMessage', {
    framework: framework.info,
    executor: { ...executor, ...forAgentResources(executor.resources, agent) },
    task_group: { tasks: launched },
    ...resourceVersions(agent),
    launch_executor: demand.isNewExecutor,
  });
  return demand.total;
}

/** Tells the framework that none of the tasks can be launched as they are. */
export function refuseTasks(
  { core, framework }: LaunchPlace,
  tasks: readonly TaskInfo[],
  message: string,
  reason: TaskStatusReason,
): void {
  for (const task of tasks) {
    const status = masterStatus(core, {
      taskId: task.task_id.value,
      agentId: task.agent_id.value,
      state: 'TASK_ERROR',
      message,
      reason,
    });
    core.metrics.taskEnded('TASK_ERROR', status);
    sendStatus(framework, status);
  }
}

function contextOf({ framework, agent }: LaunchPlace, available: Resources): TaskContext {
  return {
    agentId: agent.id,
    agentCapabilities: agent.capabilities,
    frameworkId: framework.id,
    idUse: (id) => {
      if (framework.tasks.has(id)) return 'active';
      return framework.unreachableTasks.has(id) ? 'unreachable' : undefined;
    },
    executor: (id) => findExecutor(agent, framework, id),
    available,
  };
}

function addLaunched({ core, framework, agent }: LaunchPlace, task: TaskInfo, resources: Resources): void {
  addTask(core, framework, agent, launchedTask(task, framework.id, shared(framework, resources)));
  core.log.debug('launching task', {
    framework: framework.id,
    task: task.task_id.value,
    agent: agent.id,
  });
}

/** The task with what schedulers may leave out, but for its executor. */
function completedTask({ role }: LaunchPlace, task: TaskInfo): TaskInfo {
  const completed: TaskInfo = { ...task };
  if (task.resources !== undefined) completed.resources = allocated(task.resources, role);
  if (task.health_check !== undefined) completed.health_check = withType(task.health_check);
  return completed;
}

function completedExecutor(executor: ExecutorInfo, role: string): ExecutorInfo {
  return {
    ...executor,
    ...(executor.resources === undefined ? {} : { resources: allocated(executor.resources, role) }),
  };
}

/** In the one format messages between master and agents have; what is invalid stays as it is, to be refused. */
function allocated(messages: readonly Resource[], role: string): Resource[] {
  const isValid = readResources(messages) instanceof Resources;
  return messages.map((message) => {
    const converted = isValid ? convertResource(message, 'post') : { ...message };
    converted.allocation_info ??= { role };
    return converted;
  });
}

/** The same object for the same resources: tasks of one framework are mostly alike. */
function shared(framework: Framework, resources: Resources): Resources {
  if (framework.lastResources?.equals(resources) === true) return framework.lastResources;
  framework.lastResources = resources;
  return resources;
}

/** Schedulers from before the field say by its content what a health check is. */
function withType(check: HealthCheck): HealthCheck {
  if (check.type !== undefined) return check;
  if (check.http !== undefined) return { ...check, type: 'HTTP' };
  return check.command === undefined ? check : { ...check, type: 'COMMAND' };
}

function resourceVersions({
  resourceVersionUuid: uuid,
}: Agent): Pick<RunTaskMessage, 'resource_version_uuids'> {
  return uuid === undefined ? {} : { resource_version_uuids: [{ uuid }] };
}

function forAgent(task: TaskInfo, agent: Agent): TaskInfo {
  return {
    ...task,
    ...forAgentResources(task.resources, agent),
    ...(task.executor === undefined
      ? {}
      : { executor: { ...task.executor, ...forAgentResources(task.executor.resources, agent) } }),
  };
}

/** An agent from before reservation refinement reads only the older format. */
function forAgentResources(
  messages: readonly Resource[] | undefined,
  agent: Agent,
): { resources?: Resource[] } {
  if (messages === undefined || agent.capabilities.has('RESERVATION_REFINEMENT')) return {};
  return { resources: messages.map((message) => convertResource(message, 'pre')) };
}
