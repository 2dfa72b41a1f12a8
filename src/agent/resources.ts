// Resources in the forms the agent needs: the wire's older reservation format, the sum a container may use, and
// the comparison of what was offered before a restart with what is offered now.
import type { AgentInfo, Attribute, ExecutorInfo, Resource, Task } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { sameAttributes } from '../resources/attributes.ts';
import { convertResource, readResources } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import type { Executor, ExecutorTask } from './model.ts';

/** What the original sends to a master: without refined reservations in the older format, role `*` written out. */
export function wireResources(resources: readonly Resource[] | undefined): Resource[] {
  return (resources ?? []).map((resource) => convertResource(resource, 'pre'));
}

export function wireTask(task: Task): Task {
  return task.resources === undefined ? task : { ...task, resources: wireResources(task.resources) };
}

/** In the newer format, as clients and executors get it. */
export function plainAgentInfo(info: AgentInfo): AgentInfo {
  if (info.resources === undefined) return info;
  return { ...info, resources: info.resources.map((resource) => convertResource(resource, 'post')) };
}

export function wireExecutorInfo(info: ExecutorInfo): ExecutorInfo {
  return info.resources === undefined ? info : { ...info, resources: wireResources(info.resources) };
}

export function wireAgentInfo(info: AgentInfo): AgentInfo {
  return info.resources === undefined ? info : { ...info, resources: wireResources(info.resources) };
}

/** What an executor holds: its own share, and that of its tasks until the container is gone or they have ended. */
export function executorResources(executor: Executor): Resources {
  return heldResources(executor, executor.tasks.values());
}

/** The same of its parts. A command task holds what it has until its container is gone, others until they have ended. */
export function heldResources(
  { kind, state, resources }: Pick<Executor, 'kind' | 'state' | 'resources'>,
  tasks: Iterable<Pick<ExecutorTask, 'message' | 'resources'>>,
): Resources {
  let sum = resources;
  if (state === 'TERMINATED') return sum;
  for (const task of tasks)
    if (kind === 'command' || !isTerminal(task.message.state)) sum = sum.add(task.resources);
  return sum;
}

/**
 * Why an agent that told `before` of itself may not go on as `now`, or undefined. `equal`: nothing but the id may
 * differ; `additive`: resources and attributes may have been added, and a domain.
 */
export function incompatibility(
  before: AgentInfo,
  now: AgentInfo,
  policy: 'equal' | 'additive',
): string | undefined {
  if (before.hostname !== now.hostname) return `the host name was ${before.hostname} and is ${now.hostname}`;
  if (before.port !== now.port) return `the port was ${before.port} and is ${now.port}`;
  if (JSON.stringify(before.domain) !== JSON.stringify(now.domain)) {
    if (policy === 'equal' || before.domain !== undefined) return 'the domain is another one';
  }
  const hadResources = resourcesIn(before);
  const hasResources = resourcesIn(now);
  if (policy === 'equal') {
    if (!hadResources.equals(hasResources)) return 'the resources are others';
    return sameAttributes(before.attributes, now.attributes) ? undefined : 'the attributes are others';
  }
  if (!hasResources.contains(hadResources)) return 'some resources are gone';
  const isKept = (attribute: Attribute): boolean =>
    (now.attributes ?? []).some((other) => sameAttributes([attribute], [other]));
  const gone = before.attributes?.find((attribute) => !isKept(attribute));
  return gone === undefined ? undefined : `the attribute ${gone.name} is gone or another one`;
}

function resourcesIn(info: AgentInfo): Resources {
  const resources = readResources(info.resources);
  return resources instanceof Resources ? resources : Resources.none;
}
