// What agents report of operations, and acknowledgements on their way back. An agent repeats a report until it is
// acknowledged: by the scheduler that gave the operation an id, or by the master when there is nobody to do it.
import type {
  Operation as OperationMessage,
  SchedulerCallAcknowledgeOperationStatus,
  UpdateAgentMessage,
  UpdateOperationStatusMessage,
} from '../protocol/messages.ts';
import { isUuid } from '../protocol/uuid.ts';
import { readResources } from '../resources/messages.ts';
import { resourcesInOperation } from '../resources/operation-messages.ts';
import { Resources } from '../resources/resources.ts';
import type { Core } from './core.ts';
import type { Agent, Framework } from './model.ts';
import { isTerminalOperation, Operation } from './operation.ts';
import { addOperation, removeOperation, sendOperationStatus, updateOperation } from './operations.ts';
import { pack, unpack } from './task.ts';

/** How long the scheduler of an operation may stay away until the master acknowledges for it; the original's time. */
const orphanWaitMs = 7 * 24 * 3600 * 1000;

export function operationStatusUpdate(core: Core, message: UpdateOperationStatusMessage): void {
  const { model, metrics, log } = core;
  metrics.increment('messages_operation_status_update');
  const dropped = (problem: string): void => {
    metrics.increment('invalid_operation_status_updates');
    log.warn('ignoring the status of an operation', { agent: message.agent_id?.value, problem });
  };
  const agent = model.agents.get(message.agent_id?.value ?? '');
  if (agent === undefined) {
    dropped('the agent is not registered');
    return;
  }
  const uuid = message.operation_uuid?.value;
  if (!isUuid(uuid)) {
    dropped('Not a valid UUID');
    return;
  }
  const operation = model.operations.get(pack(uuid));
  if (operation === undefined || operation.agentId !== agent.id) {
    dropped('the operation is not known');
    return;
  }
  // Of an operation it does not know an agent cannot say what its scheduler calls it.
  const { id } = operation.info;
  const named = id === undefined ? {} : { operation_id: id };
  if (operation.isTerminal && operation.latest.state !== message.status.state) {
    // The agent does not know it any more: its end was acknowledged, and the scheduler knows that end.
    if (message.status.uuid === undefined) removeOperation(core, operation);
    dropped('the operation has ended otherwise');
    return;
  }
  const status = { ...message.status, ...named };
  const { latest_status: latest } = message;
  updateOperation(core, operation, status, latest === undefined ? status : { ...latest, ...named });
  metrics.increment('valid_operation_status_updates');
  if (id === undefined || isOrphan(core, operation)) {
    acknowledgeForNobody(core, agent, operation);
    return;
  }
  const framework = model.frameworks.get(operation.frameworkId ?? '');
  if (framework?.isConnected === true) sendOperationStatus(framework, status);
  // Nothing follows that could be acknowledged.
  if (operation.isTerminal && status.uuid === undefined) removeOperation(core, operation);
}

/** Nobody will ever acknowledge it. */
function isOrphan({ model, clock }: Core, { frameworkId }: Operation): boolean {
  if (frameworkId === undefined || model.completedFrameworks.has(frameworkId)) return true;
  if (model.frameworks.has(frameworkId)) return false;
  return clock.now() - (model.electedMs ?? clock.now()) > orphanWaitMs;
}

function acknowledgeForNobody(core: Core, agent: Agent, operation: Operation): void {
  const uuid = operation.statuses.at(-1)?.uuid;
  if (operation.isTerminal) removeOperation(core, operation);
  if (uuid === undefined) return;
  core.peers.send(agent.pid, 'internal.AcknowledgeOperationStatusMessage', {
    status_uuid: uuid,
    operation_uuid: { value: unpack(operation.uuid) },
  });
}

export function acknowledgeOperation(
  core: Core,
  framework: Framework,
  call: SchedulerCallAcknowledgeOperationStatus,
): void {
  const { model, metrics, log } = core;
  metrics.increment('messages_operation_status_update_acknowledgement');
  const { agent_id, operation_id, uuid } = call;
  const dropped = (problem: string): void => {
    metrics.increment('invalid_operation_status_update_acknowledgements');
    log.warn('ignoring the acknowledgement of an operation', {
      framework: framework.id,
      operation: operation_id.value,
      problem,
    });
  };
  const agent = model.agents.get(agent_id?.value ?? '');
  if (agent === undefined) {
    dropped('the agent is not registered');
    return;
  }
  if (!agent.isConnected) {
    dropped('the agent is disconnected');
    return;
  }
  const operation = model.operations.named(framework.id, operation_id.value);
  if (operation === undefined || operation.agentId !== agent.id) {
    dropped('the operation is not known');
    return;
  }
  const status = operation.statuses.find(
    (known) => known.uuid !== undefined && pack(known.uuid.value) === pack(uuid),
  );
  if (status === undefined) {
    dropped('no such status of the operation was sent');
    return;
  }
  if (isTerminalOperation(status.state)) removeOperation(core, operation);
  core.peers.send(agent.pid, 'internal.AcknowledgeOperationStatusMessage', {
    status_uuid: { value: uuid },
    operation_uuid: { value: unpack(operation.uuid) },
  });
  metrics.increment('valid_operation_status_update_acknowledgements');
}

/** The framework is gone: what its operations came to is acknowledged for it. */
export function orphanOperations(core: Core, framework: Framework): void {
  for (const operation of core.model.operations.ofFramework(framework.id)) {
    const agent = core.model.agents.get(operation.agentId);
    if (agent !== undefined && operation.isTerminal) acknowledgeForNobody(core, agent, operation);
  }
}

/**
 * What an agent that has come back has of operations: those the master does not know are taken over, and of those
 * that it should have and does not list it is asked, for they may be lost.
 */
export function reportedOperations(core: Core, agent: Agent, message: UpdateAgentMessage): void {
  const { operations: list } = message;
  if (list === undefined) return;
  const listed = new Set<string>();
  for (const reported of list.operations ?? []) {
    const key = pack(reported.uuid.value);
    listed.add(key);
    const known = core.model.operations.get(key);
    if (known !== undefined) updateOperation(core, known, reported.latest_status);
    else takeOver(core, agent, key, reported);
  }
  const missing: Operation[] = [];
  for (const operation of core.model.operations.onAgent(agent.id)) {
    if (listed.has(operation.uuid)) continue;
    // An agent forgets an end that it has told only when it is acknowledged.
    if (operation.isTerminal) removeOperation(core, operation);
    else missing.push(operation);
  }
  if (missing.length === 0) return;
  core.peers.send(agent.pid, 'internal.ReconcileOperationsMessage', {
    operations: missing.map(({ uuid }) => ({ operation_uuid: { value: unpack(uuid) } })),
  });
}

function takeOver(core: Core, agent: Agent, uuid: string, reported: OperationMessage): void {
  const read = readResources(resourcesInOperation(reported.info));
  if (!isUuid(reported.uuid.value) || !(read instanceof Resources)) {
    core.log.warn('ignoring an operation that is not valid', { agent: agent.id });
    return;
  }
  const { framework_id, info, latest_status: latest } = reported;
  const operation = new Operation({
    uuid,
    frameworkId: framework_id?.value,
    agentId: agent.id,
    info,
    latest,
  });
  for (const status of reported.statuses ?? []) operation.addStatus(status);
  addOperation(core, operation);
}
