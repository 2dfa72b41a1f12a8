// What `mesos execute` runs: one task, or a task group with its executor, as the flags describe it; and how it is put
// on an offer.
import { MesosError } from '../base/errors.ts';
import type { ExecuteFlags } from '../config/execute-flags.ts';
import { fromJson } from '../protocol/json.ts';
import type { ExecutorInfo, Offer, OfferOperation, Resource, TaskInfo } from '../protocol/messages.ts';
import { readResources, toMessages } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import { parseResourcesText } from '../resources/text.ts';
import { OfferedResources } from '../sdk/offered-resources.ts';

/** Resources as they are wanted, from whichever role the offer has them. */
export interface Work {
  /** At least one, without agent. */
  readonly tasks: readonly TaskInfo[];
  /** That of a task group; a task alone has none. */
  readonly executor: ExecutorInfo | undefined;
}

/** The executor the original's program gives a task group, but for the framework's id. */
const groupExecutor: ExecutorInfo = {
  type: 'DEFAULT',
  executor_id: { value: 'default-executor' },
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
    { name: 'disk', type: 'SCALAR', scalar: { value: 32 } },
  ],
};

/** What the flags ask for. Throws CONFIG_INVALID. */
export function workOf(flags: ExecuteFlags): Work {
  const work =
    flags.task_group === undefined
      ? { tasks: [taskOf(flags)], executor: undefined }
      : { tasks: groupTasks(flags.task_group), executor: groupExecutor };
  for (const { task_id, resources } of work.tasks) {
    const read = readResources(resources);
    if (!(read instanceof Resources))
      throw new MesosError('CONFIG_INVALID', `the task ${task_id.value}: ${read.path} ${read.message}`);
  }
  return work;
}

function groupTasks(group: unknown): readonly TaskInfo[] {
  const tasks = typeof group === 'object' && group !== null && 'tasks' in group ? group.tasks : undefined;
  if (!Array.isArray(tasks) || tasks.length === 0)
    throw new MesosError('CONFIG_INVALID', '--task_group: it has no tasks');
  return tasks.map((task) => fromJson('TaskInfo', withoutAgent(task)));
}

/** The task the flags describe, without agent and with its resources as parsed. Throws CONFIG_INVALID. */
export function taskOf(flags: ExecuteFlags): TaskInfo {
  if (flags.task !== undefined) return fromJson('TaskInfo', withoutAgent(flags.task));
  const parsed = parseResourcesText(flags.resources);
  if (!(parsed instanceof Resources)) {
    throw new MesosError('CONFIG_INVALID', `--resources=${flags.resources}: ${parsed.message}`);
  }
  const name = flags.name ?? '';
  const variables = Object.entries((flags.env ?? {}) as Record<string, string>);
  const task: TaskInfo = {
    name,
    task_id: { value: name },
    agent_id: { value: '' },
    resources: toMessages(parsed),
    command: { value: flags.command, shell: flags.shell },
  };
  if (!flags.shell && task.command !== undefined) task.command.arguments = [flags.command ?? ''];
  if (variables.length > 0 && task.command !== undefined) {
    task.command.environment = { variables: variables.map(([key, value]) => ({ name: key, value })) };
  }
  if (flags.rlimits !== undefined) {
    task.container = { type: 'MESOS', rlimit_info: fromJson('RLimitInfo', flags.rlimits) };
  }
  return task;
}

function withoutAgent(task: unknown): unknown {
  return typeof task === 'object' && task !== null ? { agent_id: { value: '' }, ...task } : task;
}

/** The operation that launches the work on the offer; undefined when that has no room for it. */
export function launchOn(
  { tasks, executor }: Work,
  offer: Offer,
  frameworkId: string,
  defaultRole: string,
): OfferOperation | undefined {
  const offered = new OfferedResources(offer, defaultRole);
  let isEnough = true;
  const take = (wanted: readonly Resource[] | undefined): Resource[] => {
    const taken = offered.take(wanted);
    if (taken === undefined) isEnough = false;
    return taken ?? [];
  };
  const placed = tasks.map((task) => ({
    ...task,
    agent_id: offer.agent_id,
    resources: take(task.resources),
  }));
  const host =
    executor === undefined
      ? undefined
      : { ...executor, framework_id: { value: frameworkId }, resources: take(executor.resources) };
  if (!isEnough) return undefined;
  return host === undefined
    ? { type: 'LAUNCH', launch: { task_infos: placed } }
    : { type: 'LAUNCH_GROUP', launch_group: { executor: host, task_group: { tasks: placed } } };
}
