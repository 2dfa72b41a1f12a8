// A task of a LAUNCH, checked against its framework, its agent and what is left of the offers. Order and
// wording are the original's; the text becomes the message of a TASK_ERROR.
import type { ExecutorInfo, Resource, TaskInfo } from '../../protocol/messages.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { formatResources } from '../../resources/text.ts';
import { sameExecutor } from '../task.ts';
import { checkProblem, commandProblem, environmentProblem, healthCheckProblem } from './checks.ts';
import { validateId } from './ids.ts';
import { type Problem, problem } from './problem.ts';

export interface TaskContext {
  readonly agentId: string;
  readonly agentCapabilities: ReadonlySet<string>;
  /** Whether an active or unreachable task of the framework has the id. */
  readonly isUsedId: (taskId: string) => boolean;
  /** The framework's executor of that id on the agent. */
  readonly executor: (executorId: string) => ExecutorInfo | undefined;
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
  const wrong = taskProblem(task, context);
  if (wrong !== undefined) return wrong;
  const resources = readResources(task.resources, 'task.resources');
  if (!(resources instanceof Resources))
    return problem(resources.path, `Task uses invalid resources: ${resources.message}`);
  const wrongResources =
    resourcesProblem('Task', task.resources ?? [], resources) ?? limitsProblem(task, resources, context);
  if (wrongResources !== undefined) return wrongResources;
  if ((task.executor === undefined) === (task.command === undefined)) {
    return problem(
      'task',
      'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present',
    );
  }
  return demandOf(task, resources, context);
}

function taskProblem(task: TaskInfo, context: TaskContext): Problem | undefined {
  const { task_id, agent_id, kill_policy, max_completion_time, check, health_check, command, container } =
    task;
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
  if (container?.linux_info?.share_cgroups === false) {
    return problem(
      'task.container.linux_info.share_cgroups',
      "Only tasks in a task group may have 'share_cgroups' set to 'false'",
    );
  }
  return undefined;
}

/** Rules on the kinds of resources one task, or one executor, may combine. */
function resourcesProblem(
  who: string,
  messages: readonly Resource[],
  resources: Resources,
): Problem | undefined {
  const path = `${who.toLowerCase()}.resources`;
  const revocable = new Set<string>();
  const plain = new Set<string>();
  for (const { kind, scalar } of resources.entries) {
    (kind.isRevocable ? revocable : plain).add(kind.name);
    if (kind.name === 'gpus' && scalar % 1000 !== 0)
      return problem(path, `${who} uses invalid resources: The 'gpus' resource must be an unsigned integer`);
  }
  for (const name of revocable) {
    if (plain.has(name)) return problem(path, `${who} uses both revocable and non-revocable ${name}`);
  }
  const volumes = new Set<string>();
  for (const { disk, shared } of messages) {
    const id = disk?.persistence?.id;
    if (id === undefined || shared !== undefined) continue;
    if (volumes.has(id)) return problem(path, `${who} uses duplicate persistence ID ${id}`);
    volumes.add(id);
  }
  return undefined;
}

function limitsProblem(task: TaskInfo, resources: Resources, context: TaskContext): Problem | undefined {
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
    const wrong = executorProblem(executor);
    if (wrong !== undefined) return wrong;
    const existing = context.executor(executor.executor_id.value);
    if (existing === undefined) {
      newExecutor = executor;
      // Read without a problem in executorProblem.
      total = total.add(readResources(executor.resources) as Resources);
    } else if (!sameExecutor(existing, executor)) {
      return problem(
        'task.executor',
        `ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID '${executor.executor_id.value}'`,
      );
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

function executorProblem(executor: ExecutorInfo): Problem | undefined {
  const { executor_id, framework_id: _framework, type, command, resources, shutdown_grace_period } = executor;
  const wrongId = validateId(executor_id.value);
  if (wrongId !== undefined)
    return problem('task.executor.executor_id', `Executor's ID is invalid: ${wrongId}`);
  if (type !== undefined && type !== 'CUSTOM' && type !== 'UNKNOWN')
    return problem('task.executor.type', "'ExecutorInfo.type' must be 'CUSTOM'");
  if ((shutdown_grace_period?.nanoseconds ?? 0n) < 0n) {
    return problem(
      'task.executor.shutdown_grace_period',
      "ExecutorInfo's 'shutdown_grace_period' must be non-negative",
    );
  }
  const read = readResources(resources, 'task.executor.resources');
  if (!(read instanceof Resources))
    return problem(read.path, `Executor uses invalid resources: ${read.message}`);
  if (read.some((kind) => kind.isShared))
    return problem('task.executor.resources', 'Executor resources are not supported to be shared');
  const mixed = resourcesProblem('Executor', resources ?? [], read);
  if (mixed !== undefined) return mixed;
  if (command === undefined) return problem('task.executor.command', "'ExecutorInfo.command' must be set");
  const wrongCommand = commandProblem(command);
  return wrongCommand === undefined
    ? undefined
    : problem('task.executor.command', `Executor's \`CommandInfo\` is invalid: it ${wrongCommand}`);
}

function describe(resources: Resources): string {
  return resources.isEmpty ? '{}' : formatResources(resources);
}
