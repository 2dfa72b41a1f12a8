// A task group of a LAUNCH_GROUP with its executor, checked against framework, agent and what is left of the offers.
// One problem is the problem of the whole group. Order and wording are the original's.
import type { ContainerInfo, ExecutorInfo, TaskInfo } from '../../protocol/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { sameExecutor } from '../task.ts';
import { describe, jointResourcesProblem } from './combined-resources.ts';
import { executorSharingProblem, validateExecutor } from './executor.ts';
import { type Problem, problem } from './problem.ts';
import { type TaskContext, validateOwnPart } from './task.ts';

/** What an executor of task groups has at least. */
const minCpus = 0.01;
const minMemMegabytes = 32;

export interface GroupContext extends TaskContext {
  /** Containers of the tasks the framework has under the executor of that id on the agent. */
  readonly containersUnder: (executorId: string) => readonly (ContainerInfo | undefined)[];
}

/** What a valid group takes from the offers. */
export interface GroupDemand {
  /** Of each task, in their order. */
  readonly resources: readonly Resources[];
  readonly isNewExecutor: boolean;
  readonly total: Resources;
}

/** `tasks` and `executor` have the allocation role in all their resources already. */
export function validateTaskGroup(
  tasks: readonly TaskInfo[],
  executor: ExecutorInfo,
  context: GroupContext,
): GroupDemand | Problem {
  const resources: Resources[] = [];
  const ids = new Set<string>();
  const idUse: TaskContext['idUse'] = (id) => (ids.has(id) ? 'active' : context.idUse(id));
  for (const task of tasks) {
    const own = validateOwnPart(task, { ...context, idUse });
    const wrong = 'message' in own ? own : memberProblem(task);
    if (wrong !== undefined)
      return problem(wrong.path, `Task '${task.task_id.value}' is invalid: ${wrong.message}`);
    resources.push(own as Resources);
    ids.add(task.task_id.value);
  }
  const executorResources = validateGroupExecutor(tasks, executor, context);
  if ('message' in executorResources) return executorResources;
  const tasksTotal = resources.reduce((sum, each) => sum.add(each), Resources.none);
  const isNewExecutor = context.executor(executor.executor_id.value) === undefined;
  const total = isNewExecutor ? tasksTotal.add(executorResources) : tasksTotal;
  const together = jointResourcesProblem('Task group and executor', resources, executorResources);
  if (together !== undefined) return together;
  if (!context.available.contains(total)) {
    return problem(
      'task_group.tasks.resources',
      `Total resources ${describe(total)} required by task group and its executor are more than available ${describe(context.available)}`,
    );
  }
  return (
    executorSharingProblem(executor) ??
    sharingProblem(tasks, executor, context) ?? { resources, isNewExecutor, total }
  );
}

/** What holds for a task only because it is in a group. */
function memberProblem({ container, health_check, limits }: TaskInfo): Problem | undefined {
  const isOnNetwork = (container?.network_infos ?? []).length > 0;
  if (isOnNetwork && (health_check?.type === 'HTTP' || health_check?.type === 'TCP')) {
    return problem(
      'task.health_check',
      "HTTP and TCP health checks are not supported for nested containers not joining parent's network",
    );
  }
  if (container?.type === 'DOCKER')
    return problem('task.container.type', 'Docker ContainerInfo is not supported on the task');
  if (Object.keys(limits ?? {}).length > 0 && sharesCgroups(container)) {
    return problem(
      'task.limits',
      "Resource limits may only be set for tasks within a task group when the 'share_cgroups' field is set to 'false'.",
    );
  }
  return undefined;
}

function validateGroupExecutor(
  tasks: readonly TaskInfo[],
  executor: ExecutorInfo,
  context: GroupContext,
): Resources | Problem {
  const resources = validateExecutor(executor, context);
  if ('message' in resources) return resources;
  const { type, container } = executor;
  const id = executor.executor_id.value;
  if (type === undefined) return problem('executor.type', "'ExecutorInfo.type' must be set");
  if (type === 'UNKNOWN') return problem('executor.type', 'Unknown executor type');
  if (container?.type === 'DOCKER')
    return problem('executor.container.type', 'Docker ContainerInfo is not supported on the executor');
  const other = tasks.find((task) => task.executor !== undefined && !sameExecutor(task.executor, executor));
  if (other !== undefined) {
    return problem(
      'task.executor',
      `The \`ExecutorInfo\` of task '${other.task_id.value}' is different from executor '${id}'`,
    );
  }
  const tooLittle = (what: string, has: string, least: string): Problem =>
    problem(
      'executor.resources',
      `Executor '${id}' uses less ${what} (${has}) than the minimum required (${least})`,
    );
  const cpus = resources.scalar('cpus');
  if (cpus < minCpus) return tooLittle('CPUs', cpus === 0 ? 'None' : String(cpus), String(minCpus));
  const mem = resources.scalar('mem');
  if (mem < minMemMegabytes)
    return tooLittle('memory', mem === 0 ? 'None' : `${mem}MB`, `${minMemMegabytes}MB`);
  if (resources.scalar('disk') === 0) return problem('executor.resources', `Executor '${id}' uses no disk`);
  return resources;
}

/** Tasks under one executor have cgroups of their own all together or not at all. */
function sharingProblem(
  tasks: readonly TaskInfo[],
  executor: ExecutorInfo,
  context: GroupContext,
): Problem | undefined {
  const containers = tasks.map((task) => task.container);
  const isSharing = sharesCgroups(containers[0]);
  const all = [...containers, ...context.containersUnder(executor.executor_id.value)];
  if (all.every((container) => sharesCgroups(container) === isSharing)) return undefined;
  return problem(
    'task.container.linux_info.share_cgroups',
    "If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor",
  );
}

function sharesCgroups(container: ContainerInfo | undefined): boolean {
  return container?.linux_info?.share_cgroups ?? true;
}
