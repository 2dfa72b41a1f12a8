// The life of an operation in the master. Its outcome is in the master's books from the moment it is sent, so that
// what follows can use it; the agent's word about its resources replaces the books whenever it comes back.
import type {
  OfferOperation,
  OfferOperationType,
  OperationState,
  OperationStatus,
} from '../protocol/messages.ts';
import { isCheckpointed } from '../resources/checkpointed.ts';
import { toMessages } from '../resources/messages.ts';
import { type Conversion, convert, unallocatedConversion } from '../resources/operations.ts';
import type { Resources } from '../resources/resources.ts';
import type { Departure } from './agent-lifecycle.ts';
import type { Core } from './core.ts';
import type { Agent, AgentId, Framework } from './model.ts';
import { Operation } from './operation.ts';
import { sendEvent } from './status.ts';
import { pack } from './task.ts';

/** What operations have made on the agent, allocated to nobody. */
export function checkpointedOn(agent: Agent): Resources {
  return agent.nonRevocableTotal.filter(isCheckpointed);
}

/** Whether the agent takes operations one by one; older ones get the whole list of what was made. */
export function takesOperations(agent: Agent): boolean {
  return agent.capabilities.has('RESOURCE_PROVIDER') && agent.resourceVersionUuid !== undefined;
}

/** The agent's resources after the conversion; a problem when it does not have what is consumed. */
export function convertedTotal(
  agent: Agent,
  conversion: Conversion,
): Resources | { readonly message: string } {
  return convert(agent.nonRevocableTotal, unallocatedConversion(conversion));
}

/** Carries out a validated operation whose conversion fits: in the books, then by the agent. */
export function applyOperation(
  core: Core,
  agent: Agent,
  framework: Framework | undefined,
  info: OfferOperation,
  total: Resources,
): void {
  const estimate = agent.total.subtract(agent.nonRevocableTotal);
  agent.nonRevocableTotal = total;
  agent.total = total.add(estimate);
  core.log.info('applying an operation', {
    type: info.type,
    operation: info.id?.value,
    framework: framework?.id,
    agent: agent.id,
  });
  const version = agent.resourceVersionUuid;
  if (!takesOperations(agent) || version === undefined) {
    const format = agent.capabilities.has('RESERVATION_REFINEMENT') ? 'post' : 'pre';
    core.peers.send(agent.pid, 'internal.CheckpointResourcesMessage', {
      resources: toMessages(checkpointedOn(agent), format),
    });
    return;
  }
  const uuid = Buffer.from(core.random.uuid().replaceAll('-', ''), 'hex');
  const operation = new Operation({
    uuid: pack(uuid),
    frameworkId: framework?.id,
    agentId: agent.id,
    info,
    latest: {
      ...(info.id === undefined ? {} : { operation_id: info.id }),
      state: 'OPERATION_PENDING',
      agent_id: { value: agent.id },
    },
  });
  addOperation(core, operation);
  core.peers.send(agent.pid, 'internal.ApplyOperationMessage', {
    ...(framework === undefined ? {} : { framework_id: { value: framework.id } }),
    operation_info: info,
    operation_uuid: { value: uuid },
    resource_version_uuid: { uuid: version },
  });
}

export function addOperation(core: Core, operation: Operation): void {
  core.model.operations.add(operation);
  core.metrics.operations.changed(operation.info.type, undefined, operation.latest.state);
}

/** Takes a reported status into account; an end stays what it is. */
export function updateOperation(
  core: Core,
  operation: Operation,
  status: OperationStatus,
  latest: OperationStatus = status,
): void {
  const before = operation.latest.state;
  if (!operation.isTerminal) {
    operation.latest = latest;
    core.metrics.operations.changed(operation.info.type, before, latest.state);
  }
  const last = operation.statuses.at(-1);
  if (last === undefined || !isSameStatus(last, status)) operation.addStatus(status);
}

function isSameStatus(left: OperationStatus, right: OperationStatus): boolean {
  const uuidOf = ({ uuid }: OperationStatus): string => (uuid === undefined ? '' : pack(uuid.value));
  return left.state === right.state && uuidOf(left) === uuidOf(right);
}

/** Forgets an operation, as one in `state` if it had not ended. */
export function removeOperation(core: Core, operation: Operation, state?: OperationState): void {
  core.model.operations.delete(operation);
  if (!operation.isTerminal)
    core.metrics.operations.changed(operation.info.type, operation.latest.state, state);
}

/** An answer of the master's own making; the scheduler does not acknowledge it. */
export function sendOperationStatus(
  framework: Framework,
  status: Pick<OperationStatus, 'operation_id' | 'state'> & Partial<OperationStatus>,
): void {
  sendEvent(framework, { type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } });
}

/** An operation that is not carried out: its id, when it has one, is answered with an error. */
export function dropOperation(
  core: Core,
  framework: Framework,
  operation: OfferOperation,
  message: string,
): void {
  core.log.warn('dropping an operation', { framework: framework.id, type: operation.type, problem: message });
  core.metrics.operations.changed(operation.type, undefined, 'OPERATION_ERROR');
  if (operation.id === undefined) return;
  sendOperationStatus(framework, { operation_id: operation.id, state: 'OPERATION_ERROR', message });
}

/** The agent leaves: of what it had not ended the schedulers are told as much as is known. */
export function dropOperations(core: Core, agent: Agent, why: string, departure: Departure): void {
  const { model } = core;
  const state = stateAfter(departure);
  const away: (OfferOperationType | undefined)[] = [];
  for (const operation of model.operations.onAgent(agent.id)) {
    const isOpen = !operation.isTerminal;
    removeOperation(core, operation, state);
    if (!isOpen) continue;
    if (state === 'OPERATION_UNREACHABLE') away.push(operation.info.type);
    const framework = model.frameworks.get(operation.frameworkId ?? '');
    const { id } = operation.info;
    if (framework === undefined || id === undefined) continue;
    sendOperationStatus(framework, {
      operation_id: id,
      state,
      message: why,
      agent_id: { value: agent.id },
    });
  }
  if (away.length > 0) model.operations.away.set(agent.id, away);
}

function stateAfter(departure: Departure): OperationState {
  if (departure === 'gone') return 'OPERATION_GONE_BY_OPERATOR';
  return departure === 'removed' ? 'OPERATION_UNKNOWN' : 'OPERATION_UNREACHABLE';
}

/** An unreachable agent is back, gone for good, or too old to be remembered: `to` says what its operations are now. */
export function settleAway(core: Core, agentId: AgentId, to?: OperationState): void {
  const { away } = core.model.operations;
  for (const type of away.get(agentId) ?? [])
    core.metrics.operations.changed(type, 'OPERATION_UNREACHABLE', to);
  away.delete(agentId);
}
