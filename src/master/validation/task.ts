// A task of a LAUNCH, checked against its framework, its agent and what is left of the offers. Order and
// wording are the original's; the text becomes the message of a TASK_ERROR.
import type { ExecutorInfo, TaskInfo } from '../../protocol/messages.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { formatResources } from '../../resources/text.ts';
import { checkProblem, environmentProblem, healthCheckProblem } from './checks.ts';
import { type ExecutorContext, resourcesProblem, validateExecutor } from './executor.ts';
import { validateId } from './ids.ts';
import { type Problem, problem } from './problem.ts';

export interface TaskContext extends ExecutorContext {
  readonly agentId: string;
  readonly agentCapabilities: ReadonlySet<string>;
  /** Whether an active or unreachable task of the framework has the id. */
  readonly isUsedId: (taskId: string) => boolean;
  /** What is left of the offers, allocated. */
  readonly available: Resources;
}

/** What a valid task takes from the offers. */
export interface TaskDemand {
  readonly resources: Resources;
  /** The executor to start with it, when it names one that is not there yet. */
  readonly newExecutor: ExecutorInfo | undefined;
  readonly total: Resources;
}

/** `task` has the allocation role in all its resources already. */
export function validateTask(task: TaskInfo, context: TaskContext): TaskDemand | Problem {
  const resources = validateOwnPart(task, context);
  if ('message' in resources) return resources;
  if (task.container?.linux_info?.share_cgroups === false) {
    return problem(
      'task.container.linux_info.share_cgroups',
      "Only tasks in a task group may have 'share_cgroups' set to 'false'",
    );
  }
  if ((task.executor === undefined) === (task.command === undefined)) {
    return problem(
      'task',
      'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present',
    );
  }
  return demandOf(task, resources, context);
}

/** Everything of the task but its executor; its resources, when that is valid. */
export function validateOwnPart(
  task: TaskInfo,
  context: Omit<TaskContext, 'available'>,
): Resources | Problem {
  const wrong = taskProblem(task, context);
  if (wrong !== undefined) return wrong;
  const resources = readResources(task.resources, 'task.resources');
  if (!(resources instanceof Resources))
    return problem(resources.path, `Task uses invalid resources: ${resources.message}`);
  return (
    resourcesProblem('Task', task.resources ?? [], resources) ??
    limitsProblem(task, resources, context) ??
    resources
  );
}

function taskProblem(task: TaskInfo, context: Omit<TaskContext, 'available'>): Problem | undefined {
  const { task_id, agent_id, kill_policy, max_completion_time, check, health_check, command } = task;
  const wrongId = validateId(task_id.value);
  if (wrongId !== undefined) return problem('task.task_id', wrongId);
  if (context.isUsedId(task_id.value))
    return problem('task.task_id', `Task has duplicate ID: ${task_id.value}`);
  if (agent_id.value !== context.agentId) {
    return problem(
      'task.agent_id',
      `Task uses invalid agent ${agent_id.value} while agent ${context.agentId} is expected`,
    );
  }
  if ((kill_policy?.grace_period?.nanoseconds ?? 0n) < 0n)
    return problem('task.kill_policy', "Task's 'kill_policy.grace_period' must be non-negative");
  if ((max_completion_time?.nanoseconds ?? 0n) < 0n)
    return problem('task.max_completion_time', "Task's `max_completion_time` must be non-negative");
  const wrongCheck = check === undefined ? undefined : checkProblem(check);
  if (wrongCheck !== undefined) return problem('task.check', `Task uses invalid check: ${wrongCheck}`);
  const wrongHealth = health_check === undefined ? undefined : healthCheckProblem(health_check);
  if (wrongHealth !== undefined)
    return problem('task.health_check', `Task uses invalid health check: ${wrongHealth}`);
  if ((task.resources ?? []).length === 0) return problem('task.resources', 'Task uses no resources');
  const wrongCommand = command === undefined ? undefined : environmentProblem(command);
  if (wrongCommand !== undefined)
    return problem('task.command', `Task's \`CommandInfo\` is invalid: ${wrongCommand}`);
  return undefined;
}

function limitsProblem(
  task: TaskInfo,
  resources: Resources,
  context: Pick<TaskContext, 'agentCapabilities'>,
): Problem | undefined {
  const limits = Object.entries(task.limits ?? {});
  const path = 'task.limits';
  if (limits.length > 0 && !context.agentCapabilities.has('TASK_RESOURCE_LIMITS'))
    return problem(path, 'Resource limits are not supported by the agent (TASK_RESOURCE_LIMITS)');
  for (const [name, { value }] of limits) {
    if (name !== 'cpus' && name !== 'mem')
      return problem(path, `Resource limits can only be set for cpus and mem, not for ${name}`);
    if (!(value >= resources.scalar(name)))
      return problem(path, `The limit of ${name} is smaller than the task's request`);
  }
  return undefined;
}

function demandOf(task: TaskInfo, resources: Resources, context: TaskContext): TaskDemand | Problem {
  const { executor } = task;
  let total = resources;
  let newExecutor: ExecutorInfo | undefined;
  if (executor !== undefined) {
    const executorResources = validateExecutor(executor, context);
    if ('message' in executorResources) return executorResources;
    const wrong = launchedExecutorProblem(executor);
    if (wrong !== undefined) return wrong;
    if (context.executor(executor.executor_id.value) === undefined) {
      newExecutor = executor;
      total = total.add(executorResources);
    }
  }
  const mixed = resourcesProblem('Task', [], total);
  if (mixed !== undefined) return problem(mixed.path, `${mixed.message} (with its executor)`);
  if (!context.available.contains(total)) {
    return problem(
      'task.resources',
      `Total resources ${describe(total)} required by task and its executor is more than available ${describe(context.available)}`,
    );
  }
  return { resources, newExecutor, total };
}

/** What holds for the executor of a task, and not for that of a task group. */
function launchedExecutorProblem({ type, command }: ExecutorInfo): Problem | undefined {
  if (type !== undefined && type !== 'CUSTOM' && type !== 'UNKNOWN')
    return problem('task.executor.type', "'ExecutorInfo.type' must be 'CUSTOM'");
  return command === undefined
    ? problem('task.executor.command', "'ExecutorInfo.command' must be set")
    : undefined;
}

export function describe(resources: Resources): string {
  return resources.isEmpty ? '{}' : formatResources(resources);
}
