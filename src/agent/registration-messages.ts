// What the agent tells a master of itself, field by field what the original sends.
import { compatibilityVersion } from '../base/version.ts';
import type {
  AgentID,
  AgentInfoCapability,
  AgentInfoCapabilityType,
  ArchiveFramework,
  Operation,
  RegisterAgentMessage,
  ReregisterAgentMessage,
  Task,
  UpdateAgentMessage,
} from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { toMessages } from '../resources/messages.ts';
import type { Resources } from '../resources/resources.ts';
import type { AgentModel, ExecutorTask, Framework } from './model.ts';
import { wireAgentInfo, wireExecutorInfo, wireTask } from './resources.ts';

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

/** @param checkpointed what operations have made; the agent's info knows nothing of it */
export function registerMessage(model: AgentModel, checkpointed: Resources): RegisterAgentMessage {
  return {
    agent: wireAgentInfo(model.info),
    ...(checkpointed.isEmpty ? {} : { checkpointed_resources: toMessages(checkpointed, 'pre') }),
    version: compatibilityVersion,
    agent_capabilities: [...capabilities],
    resource_version_uuid: { value: model.resourceVersion },
  };
}

/**
 * Without the executors of command tasks: they are generated, and the original does not list them either. Without what
 * no update will follow of: a master that takes it over would keep it for ever. That is the tasks of frameworks that
 * are being shut down, and those of which `isDone` says that their last update is being acknowledged.
 */
export function reregisterMessage(
  model: AgentModel,
  checkpointed: Resources,
  isDone: (task: ExecutorTask) => boolean,
): ReregisterAgentMessage {
  const frameworks = [...model.frameworks.values()].filter((framework) => framework.state === 'RUNNING');
  const executors = frameworks
    .flatMap((framework) => [...framework.executors.values()])
    .filter(({ kind, state }) => kind !== 'command' && state !== 'TERMINATED');
  const tasks = frameworks
    .flatMap((framework) => [...framework.tasks.values()])
    .filter((task) => !isDone(task));
  return {
    ...registerMessage(model, checkpointed),
    ...(executors.length === 0
      ? {}
      : { executor_infos: executors.map(({ info }) => wireExecutorInfo(info)) }),
    tasks: tasks.map((task) => wireTask(withoutExecutor(task))),
    frameworks: frameworks.map((framework) => framework.info),
    completed_frameworks: [...model.completedFrameworks.values()].map(archived),
  };
}

/**
 * A task whose executor is gone has ended, even while that is being written down: the original refuses the whole list when
 * a task is said to run in an executor that is not in it.
 */
function withoutExecutor({ executor, message, reportedState }: ExecutorTask): Task {
  const hasEnded = reportedState !== undefined && isTerminal(reportedState);
  return executor.state === 'TERMINATED' && hasEnded ? { ...message, state: reportedState } : message;
}

function archived(framework: Framework): ArchiveFramework {
  const tasks = framework.completedExecutors.flatMap((executor) => executor.completedTasks);
  return {
    framework_info: framework.info,
    ...(framework.pid === undefined ? {} : { pid: framework.pid }),
    tasks: tasks.map((task) => wireTask(task.message)),
  };
}

export function updateAgentMessage(
  id: AgentID,
  model: AgentModel,
  operations: Operation[],
): UpdateAgentMessage {
  return {
    agent_id: id,
    update_oversubscribed_resources: false,
    operations: operations.length === 0 ? {} : { operations },
    resource_version_uuid: { value: model.resourceVersion },
    resource_providers: {},
  };
}
