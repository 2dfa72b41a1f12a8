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
import type { AgentModel, Framework } from './model.ts';
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

export function registerMessage(model: AgentModel, resourceVersion: Uint8Array): RegisterAgentMessage {
  return {
    agent: wireAgentInfo(model.info),
    version: compatibilityVersion,
    agent_capabilities: [...capabilities],
    resource_version_uuid: { value: resourceVersion },
  };
}

/** Without executors: those of command tasks are generated, and the original does not list them either. */
export function reregisterMessage(model: AgentModel, resourceVersion: Uint8Array): ReregisterAgentMessage {
  const frameworks = [...model.frameworks.values()];
  const executors = frameworks.flatMap((framework) => [...framework.executors.values()]);
  return {
    ...registerMessage(model, resourceVersion),
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

export function updateAgentMessage(id: AgentID, resourceVersion: Uint8Array): UpdateAgentMessage {
  return {
    agent_id: id,
    update_oversubscribed_resources: false,
    operations: {},
    resource_version_uuid: { value: resourceVersion },
    resource_providers: {},
  };
}
