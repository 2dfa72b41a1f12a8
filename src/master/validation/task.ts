// A task of a LAUNCH, checked against its framework, its agent and what is left of the offers. Order and
// wording are the original's; the text becomes the message of a TASK_ERROR.
import type { ExecutorInfo, TaskInfo } from '../../protocol/messages.ts';
import { commandProblem } from '../../protocol/validation/command.ts';
import { containerProblem } from '../../protocol/validation/container.ts';
import { validateId } from '../../protocol/validation/id.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { checkProblem, healthCheckProblem } from './checks.ts';
import { describe, jointResourcesProblem, ownResourcesProblem } from './combined-resources.ts';
import { type ExecutorContext, executorSharingProblem, validateExecutor } from './executor.ts';
import { type Problem, problem } from './problem.ts';

export interface TaskContext extends ExecutorContext {
  readonly agentId: string;
  readonly agentCapabilities: ReadonlySet<string>;
  /** Whether an active or unreachable task of the framework has the id, and which of them. */
  readonly idUse: (taskId: string) => 'active' | 'unreachable' | undefined;
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
  if ((task.executor === undefined) === (task.command === undefined)) {
    return problem(
      'task',
      'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present',
    );
  }
  const demand = demandOf(task, resources, context);
  if ('message' in demand || task.container?.linux_info?.share_cgroups !== false) return demand;
  return problem(
    'task.container.linux_info.share_cgroups',
    "Only tasks in a task group may have 'share_cgroups' set to 'false'",
  );
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
    ownResourcesProblem('Task', resources) ??
    commandAndContainerProblem(task) ??
    limitsProblem(task, resources, context) ??
    resources
  );
}

function taskProblem(task: TaskInfo, context: Omit<TaskContext, 'available'>): Problem | undefined {
  const { task_id, agent_id, kill_policy, max_completion_time, check, health_check } = task;
  const wrongId = validateId(task_id.value);
  if (wrongId !== undefined) return problem('task.task_id', wrongId);
  const use = context.idUse(task_id.value);
  if (use !== undefined) {
    const what = use === 'active' ? 'Task has duplicate ID' : 'Task reuses the ID of an unreachable task';
    return problem('task.task_id', `${what}: ${task_id.value}`);
  }
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
  return undefined;
}

function commandAndContainerProblem({ command, container }: TaskInfo): Problem | undefined {
  const wrongCommand = command === undefined ? undefined : commandProblem(command);
  if (wrongCommand !== undefined)
    return problem('task.command', `Task's \`CommandInfo\` is invalid: ${wrongCommand}`);
  const wrongContainer = container === undefined ? undefined : containerProblem(container);
  return wrongContainer === undefined
    ? undefined
    : problem('task.container', `Task's \`ContainerInfo\` is invalid: ${wrongContainer}`);
}

function limitsProblem(
  task: TaskInfo,
  resources: Resources,
  context: Pick<TaskContext, 'agentCapabilities'>,
): Problem | undefined {
  const { cpus, mem, ...others } = task.limits ?? {};
  const path = 'task.limits';
  if (task.limits === undefined || Object.keys(task.limits).length === 0) return undefined;
  if (!context.agentCapabilities.has('TASK_RESOURCE_LIMITS'))
    return problem(path, 'Agent is not capable of handling task resource limits');
  if (Object.keys(others).length > 0)
    return problem(path, "Only cpus and mem may be included in a task's resource limits");
  const requests = (name: string): boolean => resources.some((kind) => kind.name === name);
  if (cpus !== undefined) {
    if (!requests('cpus'))
      return problem(path, 'When a CPU limit is specified, a CPU request must also be specified');
    if (!(cpus.value >= resources.scalar('cpus')))
      return problem(path, 'The cpu limit must be greater than or equal to the cpu request');
  }
  if (mem === undefined) return undefined;
  if (!requests('mem'))
    return problem(path, 'When a memory limit is specified, a memory request must also be specified');
  return mem.value >= resources.scalar('mem')
    ? undefined
    : problem(path, 'The memory limit must be greater than or equal to the memory request');
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
    const together = jointResourcesProblem('Task and its executor', [resources], executorResources);
    if (together !== undefined) return together;
  }
  if (!context.available.contains(total)) {
    return problem(
      'task.resources',
      `Total resources ${describe(total)} required by task and its executor is more than available ${describe(context.available)}`,
    );
  }
  return { resources, newExecutor, total };
}

/** What holds for the executor of a task, and not for that of a task group. */
function launchedExecutorProblem(executor: ExecutorInfo): Problem | undefined {
  const { type, command } = executor;
  if (type !== undefined && type !== 'CUSTOM')
    return problem('task.executor.type', "'ExecutorInfo.type' must be 'CUSTOM'");
  return command === undefined
    ? problem('task.executor.command', "'ExecutorInfo.command' must be set")
    : executorSharingProblem(executor);
}
