// What the programs of the original demand of a message beyond the fields that its schema requires: they end, or drop
// the message in silence, where one of these does not hold. Every message that is sent in a test goes through here.
import { parseUpid } from '../../src/libprocess/upid.ts';
import type {
  AgentInfo,
  ExecutorInfo,
  FrameworkInfo,
  MasterInfo,
  MessageName,
  MessageTypes,
  ReregisterAgentMessage,
  Resource,
  StatusUpdateMessage,
  TaskInfo,
} from '../../src/protocol/messages.ts';
import { isUuid } from '../../src/protocol/uuid.ts';

type Missing = (isMet: boolean | undefined, what: string) => void;
type Demand<N extends MessageName> = (message: MessageTypes[N], demand: Missing, to: string) => void;

const isSet = (id: { readonly value: string } | undefined): boolean => id !== undefined && id.value !== '';
const isNobody = (pid: string | undefined): boolean =>
  pid === undefined || pid === '' || pid === '@0.0.0.0:0';
const isPid = (pid: string | undefined): boolean => pid !== undefined && parseUpid(pid) !== undefined;
const isAllocated = (resources: readonly Resource[] | undefined): boolean =>
  new Set((resources ?? []).map(({ allocation_info }) => allocation_info?.role)).size <= 1 &&
  (resources ?? []).every(({ allocation_info }) => (allocation_info?.role ?? '') !== '');
const isFree = (resources: readonly Resource[] | undefined): boolean =>
  (resources ?? []).every(({ allocation_info }) => allocation_info === undefined);

function agentInfo(info: AgentInfo, demand: Missing): void {
  demand(info.hostname !== '', 'the host name');
  demand(isFree(info.resources), 'resources of an agent that are allocated to nobody');
}

function registration(
  message: MessageTypes['internal.RegisterAgentMessage'],
  demand: Missing,
  hasId: boolean,
): void {
  agentInfo(message.agent, demand);
  demand(isSet(message.agent.id) === hasId, 'an id exactly when it comes back');
  demand(/^\d+\.\d+\.\d+/.test(message.version ?? ''), 'a version');
  demand(isUuid(message.resource_version_uuid?.value), 'a version of the resources');
  demand(isFree(message.checkpointed_resources), 'checkpointed resources that are allocated to nobody');
}

function reregistration(message: ReregisterAgentMessage, demand: Missing): void {
  registration(message, demand, true);
  const frameworks = new Set<string>();
  for (const { id } of message.frameworks ?? []) {
    demand(isSet(id) && !frameworks.has(id!.value), 'frameworks with ids, each once');
    frameworks.add(id?.value ?? '');
  }
  const executors = new Set<string>();
  for (const { executor_id, framework_id, resources } of message.executor_infos ?? []) {
    const key = `${framework_id?.value} ${executor_id.value}`;
    demand(isSet(executor_id) && !executors.has(key), 'executors with ids, each once');
    demand(frameworks.has(framework_id?.value ?? ''), 'the framework of each executor');
    demand(isAllocated(resources), 'executors whose resources are allocated');
    executors.add(key);
  }
  const tasks = new Set<string>();
  for (const task of message.tasks ?? []) {
    const key = `${task.framework_id.value} ${task.task_id.value}`;
    demand(isSet(task.task_id) && !tasks.has(key), 'tasks with ids, each once');
    demand(frameworks.has(task.framework_id.value), 'the framework of each task');
    demand(task.agent_id.value === message.agent.id?.value, 'tasks of this agent');
    demand(isAllocated(task.resources), 'tasks whose resources are allocated');
    const executor = `${task.framework_id.value} ${task.executor_id?.value}`;
    const hasExecutor = task.executor_id !== undefined && task.state === 'TASK_RUNNING';
    demand(!hasExecutor || executors.has(executor), 'the executor of each running task');
    tasks.add(key);
  }
  for (const { framework_info } of message.completed_frameworks ?? [])
    demand(isSet(framework_info.id), 'completed frameworks with ids');
}

/** `framework` and what is to run for it, as the master sends it to agents and they to executors. */
function run(framework: FrameworkInfo, tasks: readonly TaskInfo[], demand: Missing): void {
  demand(isSet(framework.id), 'the id of the framework');
  demand(tasks.length > 0, 'tasks');
  for (const task of tasks) {
    demand(isSet(task.task_id) && isSet(task.agent_id), 'the ids of task and agent');
    demand((task.resources ?? []).length > 0 && isAllocated(task.resources), 'allocated resources of a task');
    if (task.executor !== undefined) executorOf(framework, task.executor, demand);
    demand(task.health_check === undefined || task.health_check.type !== undefined, 'kinds of health checks');
  }
}

function executorOf(framework: FrameworkInfo, executor: ExecutorInfo, demand: Missing): void {
  demand(isSet(executor.executor_id), 'the id of the executor');
  demand(
    isSet(executor.framework_id) && executor.framework_id?.value === framework.id?.value,
    'the framework of the executor',
  );
  demand(isAllocated(executor.resources), 'allocated resources of the executor');
}

function masterInfo(info: MasterInfo, demand: Missing): void {
  demand(info.id !== '' && info.ip !== 0 && info.port !== 0, 'id, ip and port of the master');
  demand(isPid(info.pid), 'the pid of the master');
  demand(info.hostname !== '' && info.version !== undefined, 'host name and version of the master');
  demand(info.address !== undefined, 'the address of the master');
}

/** The original's master ends when it is told of nobody to acknowledge to; its driver, when there is no agent. */
function statusUpdate({ update, pid }: StatusUpdateMessage, demand: Missing, to: string): void {
  const { framework_id, agent_id, executor_id, status, timestamp, uuid = new Uint8Array(0) } = update;
  demand(isSet(framework_id) && isSet(status.task_id), 'the ids of framework and task');
  demand(timestamp > 0, 'the time');
  if (to.startsWith('master@')) {
    demand(isPid(pid), 'the agent to acknowledge to');
    demand(isUuid(uuid), 'a uuid');
    demand(update.latest_state !== undefined, 'the latest state');
  } else if (uuid.length === 0) demand(isNobody(pid), 'nobody to acknowledge to, for there is no uuid');
  else demand(isPid(pid) && isUuid(uuid), 'the agent to acknowledge to, and a uuid');
  if (uuid.length === 0) return;
  demand(isSet(agent_id), 'the id of the agent');
  demand(status.source !== undefined, 'the source of the status');
  const isSame = status.executor_id === undefined || status.executor_id.value === executor_id?.value;
  demand(isSame, 'one executor');
}

const demands: { readonly [N in MessageName]?: Demand<N> } = {
  'internal.RegisterAgentMessage': (message, demand) => registration(message, demand, false),
  'internal.ReregisterAgentMessage': reregistration,
  'internal.UpdateAgentMessage': ({ agent_id, operations, resource_version_uuid }, demand) => {
    demand(isSet(agent_id), 'the id of the agent');
    demand(isUuid(resource_version_uuid?.value), 'a version of the resources');
    const uuids = (operations?.operations ?? []).map(({ uuid }) => Buffer.from(uuid.value).toString('hex'));
    demand(new Set(uuids).size === uuids.length, 'operations, each once');
  },
  'internal.UpdateOperationStatusMessage': ({ agent_id, operation_uuid, status }, demand) => {
    demand(isSet(agent_id), 'the id of the agent');
    demand(isUuid(operation_uuid?.value), 'the uuid of the operation');
    demand(status.uuid === undefined || isUuid(status.uuid.value), 'a uuid of the status');
  },
  'internal.StatusUpdateMessage': statusUpdate,
  'internal.ExitedExecutorMessage': ({ agent_id, framework_id, executor_id }, demand) =>
    demand(isSet(agent_id) && isSet(framework_id) && isSet(executor_id), 'the ids'),
  'internal.ExecutorToFrameworkMessage': ({ agent_id, framework_id, executor_id }, demand) =>
    demand(isSet(agent_id) && isSet(framework_id) && isSet(executor_id), 'the ids'),
  // Which executor it is for is the scheduler's word.
  'internal.FrameworkToExecutorMessage': ({ agent_id, framework_id }, demand) =>
    demand(isSet(agent_id) && isSet(framework_id), 'the ids of agent and framework'),
  'internal.UnregisterAgentMessage': ({ agent_id }, demand) => demand(isSet(agent_id), 'the id of the agent'),
  'internal.AgentRegisteredMessage': ({ agent_id, connection }, demand) => {
    demand(isSet(agent_id), 'the id of the agent');
    demand((connection?.total_ping_timeout_seconds ?? 0) > 0, 'how long pings may stay away');
  },
  'internal.AgentReregisteredMessage': ({ agent_id, connection, reconciliations = [] }, demand) => {
    demand(isSet(agent_id), 'the id of the agent');
    demand((connection?.total_ping_timeout_seconds ?? 0) > 0, 'how long pings may stay away');
    for (const { framework_id, framework, statuses = [] } of reconciliations) {
      demand(isSet(framework_id) && statuses.length > 0, 'framework and tasks to reconcile');
      demand(framework?.id?.value === framework_id.value, 'what the framework can do');
    }
  },
  'internal.RunTaskMessage': ({ framework, pid, task, launch_executor }, demand, to) => {
    run(framework, [task], demand);
    demand(isNobody(pid) ? pid !== '' : isPid(pid), 'the address of the scheduler, or of nobody');
    const kinds = [task.command, task.executor].filter((kind) => kind !== undefined);
    demand(kinds.length === 1, 'a command or an executor');
    demand(!to.startsWith('slave(') || launch_executor !== undefined, 'whether an executor is launched');
  },
  'internal.RunTaskGroupMessage': ({ executor, framework, task_group, launch_executor }, demand) => {
    run(framework, task_group.tasks ?? [], demand);
    executorOf(framework, executor, demand);
    demand(executor.type !== undefined && executor.type !== 'UNKNOWN', 'the type of the executor');
    for (const task of task_group.tasks ?? [])
      demand(task.executor?.executor_id.value === executor.executor_id.value, 'the executor in each task');
    demand(launch_executor !== undefined, 'whether an executor is launched');
  },
  'internal.KillTaskMessage': ({ framework_id, task_id }, demand) =>
    demand(isSet(framework_id) && isSet(task_id), 'the ids of framework and task'),
  'internal.StatusUpdateAcknowledgementMessage': ({ agent_id, framework_id, task_id, uuid }, demand) => {
    demand(isSet(agent_id) && isSet(framework_id) && isSet(task_id), 'the ids');
    demand(isUuid(uuid), 'a uuid');
  },
  'internal.ApplyOperationMessage': (message, demand) => {
    const { framework_id, operation_info, operation_uuid, resource_version_uuid } = message;
    demand(framework_id === undefined || isSet(framework_id), 'a framework or none');
    demand(operation_info.type !== undefined && operation_info.type !== 'UNKNOWN', 'the type');
    demand(isUuid(operation_uuid.value) && isUuid(resource_version_uuid.uuid.value), 'the uuids');
  },
  'internal.AcknowledgeOperationStatusMessage': ({ status_uuid, operation_uuid }, demand) =>
    demand(isUuid(status_uuid.value) && isUuid(operation_uuid.value), 'the uuids'),
  'internal.ReconcileOperationsMessage': ({ operations = [] }, demand) => {
    demand(operations.length > 0, 'operations');
    for (const { operation_id, operation_uuid } of operations)
      demand(isSet(operation_id) || isUuid(operation_uuid?.value), 'their ids or uuids');
  },
  'internal.CheckpointResourcesMessage': ({ resources }, demand) =>
    demand(isFree(resources), 'resources that are allocated to nobody'),
  'internal.UpdateFrameworkMessage': ({ framework_id, framework_info, pid }, demand) => {
    demand(
      isSet(framework_id) && framework_info?.id?.value === framework_id.value,
      'the framework with its id',
    );
    demand(isNobody(pid) ? pid !== undefined : isPid(pid), 'the address of the scheduler, or of nobody');
  },
  'internal.ShutdownFrameworkMessage': ({ framework_id }, demand) =>
    demand(isSet(framework_id), 'the id of the framework'),
  'internal.FrameworkRegisteredMessage': ({ framework_id, master_info }, demand) => {
    demand(isSet(framework_id), 'the id of the framework');
    masterInfo(master_info, demand);
  },
  'internal.FrameworkReregisteredMessage': ({ framework_id, master_info }, demand) => {
    demand(isSet(framework_id), 'the id of the framework');
    masterInfo(master_info, demand);
  },
  'internal.ResourceOffersMessage': ({ offers = [], pids = [] }, demand) => {
    demand(offers.length === pids.length, 'an agent for each offer');
    demand(pids.every(isPid), 'the addresses of the agents');
    for (const { id, agent_id, framework_id, hostname } of offers)
      demand(isSet(id) && isSet(agent_id) && isSet(framework_id) && hostname !== '', 'the ids of an offer');
  },
  'internal.RescindResourceOfferMessage': ({ offer_id }, demand) => demand(isSet(offer_id), 'the offer'),
  'internal.LostAgentMessage': ({ agent_id }, demand) => demand(isSet(agent_id), 'the id of the agent'),
  'internal.FrameworkErrorMessage': ({ message }, demand) => demand(message !== '', 'a reason'),
  'internal.ExecutorRegisteredMessage': (message, demand) => {
    const { agent_id, agent_info, executor_info, framework_id, framework_info } = message;
    demand(isSet(agent_id) && agent_info.id?.value === agent_id.value, 'the agent with its id');
    demand(
      isSet(framework_id) && framework_info.id?.value === framework_id.value,
      'the framework with its id',
    );
    executorOf(framework_info, executor_info, demand);
    agentInfo(agent_info, demand);
  },
  'internal.ExecutorReregisteredMessage': ({ agent_id, agent_info }, demand) => {
    demand(isSet(agent_id) && agent_info.id?.value === agent_id.value, 'the agent with its id');
    agentInfo(agent_info, demand);
  },
  'internal.ReconnectExecutorMessage': ({ agent_id }, demand) =>
    demand(isSet(agent_id), 'the id of the agent'),
};

/** What the original would miss in a message to `to`. */
export function unmetDemands<N extends MessageName>(name: N, message: MessageTypes[N], to: string): string[] {
  const unmet: string[] = [];
  const demand = demands[name] as Demand<N> | undefined;
  demand?.(
    message,
    (isMet, what) => {
      if (isMet !== true) unmet.push(`${name} to ${to}: ${what}`);
    },
    to,
  );
  return unmet;
}

/** Fails the test that sends it. */
export function meetDemands<N extends MessageName>(name: N, message: MessageTypes[N], to: string): void {
  const unmet = unmetDemands(name, message, to);
  if (unmet.length === 0) return;
  const text = JSON.stringify(message, (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
  throw new Error(`the original demands more of a message: ${unmet.join('; ')}\n${text}`);
}
