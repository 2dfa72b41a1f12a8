// What the agent tells a master of itself, field by field what the original sends.
import { compatibilityVersion } from '../base/version.ts';
import type {
  AgentID,
  AgentInfoCapability,
  AgentInfoCapabilityType,
  ArchiveFramework,
  RegisterAgentMessage,
  ReregisterAgentMessage,
  UpdateAgentMessage,
} from '../protocol/messages.ts';
import type { AgentModel, Executor, Framework } from './model.ts';
import { wireAgentInfo, wireTask } from './resources.ts';

/** In the order of the original. */
export const agentCapabilityNames: readonly AgentInfoCapabilityType[] = [
  'MULTI_ROLE',
  'HIERARCHICAL_ROLE',
  'RESERVATION_REFINEMENT',
  'RESOURCE_PROVIDER',
  'RESIZE_VOLUME',
  'AGENT_OPERATION_FEEDBACK',
  'AGENT_DRAINING',
  'TASK_RESOURCE_LIMITS',
];

const capabilities: readonly AgentInfoCapability[] = agentCapabilityNames.map((type) => ({ type }));

export function registerMessage(model: AgentModel): RegisterAgentMessage {
  return {
    agent: wireAgentInfo(model.info),
    version: compatibilityVersion,
    agent_capabilities: [...capabilities],
    resource_version_uuid: { value: model.resourceVersion },
  };
}

/**
 * Without executors: those of command tasks are generated, and the original does not list them either. Without what no
 * update will follow of: a master that takes it over would keep it for ever. That is the tasks of frameworks that are
 * being shut down, and those of which `isDone` says that their last update is being acknowledged.
 */
export function reregisterMessage(
  model: AgentModel,
  isDone: (executor: Executor) => boolean,
): ReregisterAgentMessage {
  const frameworks = [...model.frameworks.values()].filter((framework) => framework.state === 'RUNNING');
  const executors = frameworks
    .flatMap((framework) => [...framework.executors.values()])
    .filter((executor) => !isDone(executor));
  return {
    ...registerMessage(model),
    tasks: executors.map((executor) => wireTask(executor.task)),
    frameworks: frameworks.map((framework) => framework.info),
    completed_frameworks: [...model.completedFrameworks.values()].map(archived),
  };
}

function archived(framework: Framework): ArchiveFramework {
  return {
    framework_info: framework.info,
    ...(framework.pid === undefined ? {} : { pid: framework.pid }),
    tasks: framework.completedExecutors.map((executor) => wireTask(executor.task)),
  };
}

export function updateAgentMessage(id: AgentID, model: AgentModel): UpdateAgentMessage {
  return {
    agent_id: id,
    update_oversubscribed_resources: false,
    operations: {},
    resource_version_uuid: { value: model.resourceVersion },
    resource_providers: {},
  };
}
