// What an agent says at registration, checked before the registry hears of it. A refusal is silent on the
// wire: the agent keeps trying, and the log says why it is in vain.
import type {
  AgentInfo,
  RegisterAgentMessage,
  ReregisterAgentMessage,
  Resource,
} from '../../protocol/messages.ts';
import { isUuid } from '../../protocol/uuid.ts';
import { validateId } from '../../protocol/validation/id.ts';
import { applyCheckpointed } from '../../resources/checkpointed.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { type Problem, problem } from './problem.ts';

/** The oldest agents whose messages this master understands. */
const minimumMajorVersion = 1;

export type AgentTotals = { readonly total: Resources } | Problem;

export function validateRegistration(message: RegisterAgentMessage): AgentTotals {
  // It gets an id of ours; one that could not be a path is refused all the same, as the original does.
  const { id } = message.agent;
  const wrongId = id === undefined ? undefined : validateId(id.value);
  if (wrongId !== undefined) return problem('agent.id', wrongId);
  return (
    versionProblem(message.version) ??
    uuidProblem(message.resource_version_uuid?.value) ??
    totalsOf(message.agent, message.checkpointed_resources ?? [])
  );
}

export function validateReregistration(message: ReregisterAgentMessage): AgentTotals {
  const wrongId = validateId(message.agent.id?.value ?? '');
  if (wrongId !== undefined) return problem('agent.id', wrongId);
  return (
    versionProblem(message.version) ??
    uuidProblem(message.resource_version_uuid?.value) ??
    frameworksProblem(message) ??
    executorsProblem(message) ??
    tasksProblem(message) ??
    totalsOf(message.agent, message.checkpointed_resources ?? [])
  );
}

function versionProblem(version: string | undefined): Problem | undefined {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:[-+].*)?$/.exec(version ?? '');
  if (match === null) return problem('version', `the version '${version ?? ''}' cannot be parsed`);
  if (Number(match[1]) >= minimumMajorVersion) return undefined;
  return problem('version', `version ${version} is older than ${minimumMajorVersion}.0.0`);
}

function uuidProblem(uuid: Uint8Array | undefined): Problem | undefined {
  if (uuid === undefined || isUuid(uuid)) return undefined;
  return problem('resource_version_uuid', 'Not a valid UUID');
}

function frameworksProblem({ frameworks = [] }: ReregisterAgentMessage): Problem | undefined {
  const seen = new Set<string>();
  for (const { id } of frameworks) {
    const wrong = validateId(id?.value ?? '');
    if (wrong !== undefined) return problem('frameworks', wrong);
    if (seen.has(id!.value)) return problem('frameworks', `framework ${id!.value} is listed twice`);
    seen.add(id!.value);
  }
  return undefined;
}

function executorsProblem(message: ReregisterAgentMessage): Problem | undefined {
  const frameworks = new Set((message.frameworks ?? []).map(({ id }) => id?.value));
  const seen = new Set<string>();
  for (const { executor_id, framework_id, resources } of message.executor_infos ?? []) {
    const wrong = validateId(executor_id.value);
    if (wrong !== undefined) return problem('executor_infos', wrong);
    if (framework_id === undefined || !frameworks.has(framework_id.value))
      return problem('executor_infos', `executor ${executor_id.value} is of a framework that is not listed`);
    const key = `${framework_id.value}\n${executor_id.value}`;
    if (seen.has(key)) return problem('executor_infos', `executor ${executor_id.value} is listed twice`);
    seen.add(key);
    const read = readResources(resources, 'executor_infos.resources');
    if (!(read instanceof Resources)) return read;
  }
  return undefined;
}

function tasksProblem(message: ReregisterAgentMessage): Problem | undefined {
  const frameworks = new Set((message.frameworks ?? []).map(({ id }) => id?.value));
  const seen = new Set<string>();
  for (const { task_id, framework_id, agent_id, resources } of message.tasks ?? []) {
    const wrong = validateId(task_id.value);
    if (wrong !== undefined) return problem('tasks', wrong);
    if (!frameworks.has(framework_id.value))
      return problem('tasks', `task ${task_id.value} is of a framework that is not listed`);
    if (agent_id.value !== message.agent.id?.value)
      return problem('tasks', `task ${task_id.value} is of another agent`);
    const key = `${framework_id.value}\n${task_id.value}`;
    if (seen.has(key)) return problem('tasks', `task ${task_id.value} is listed twice`);
    seen.add(key);
    const read = readResources(resources, 'tasks.resources');
    if (!(read instanceof Resources)) return read;
  }
  return undefined;
}

function totalsOf(info: AgentInfo, checkpointed: readonly Resource[]): AgentTotals {
  if (info.hostname === '') return problem('agent.hostname', 'the host name is empty');
  const total = readResources(info.resources, 'agent.resources');
  if (!(total instanceof Resources)) return total;
  if (total.some((kind) => kind.allocationRole !== undefined))
    return problem('agent.resources', 'the resources of an agent are allocated to nobody');
  const made = readResources(checkpointed, 'checkpointed_resources');
  if (!(made instanceof Resources)) return made;
  const applied = applyCheckpointed(total, made);
  return applied instanceof Resources ? { total: applied } : applied;
}
