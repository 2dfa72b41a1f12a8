// What a scheduler is told about operations it asks for. Best effort, as for tasks: what nobody knows is answered
// by where it would have been.
import type {
  OperationState,
  SchedulerCallReconcileOperations,
  SchedulerCallReconcileOperationsOperation,
} from '../protocol/messages.ts';
import type { Core } from './core.ts';
import type { Framework } from './model.ts';
import type { Operation } from './operation.ts';
import { sendOperationStatus } from './operations.ts';

export function reconcileOperations(
  core: Core,
  framework: Framework,
  { operations = [] }: SchedulerCallReconcileOperations,
): void {
  core.metrics.increment('messages_reconcile_operations');
  if (operations.length === 0) {
    for (const operation of core.model.operations.ofFramework(framework.id)) {
      if (operation.id !== undefined) sendLatest(framework, operation);
    }
    return;
  }
  for (const asked of operations) {
    const operation = core.model.operations.named(framework.id, asked.operation_id.value);
    if (operation !== undefined) sendLatest(framework, operation);
    else answerUnknown(core, framework, asked);
  }
}

/** Without uuid: it is no news, and nothing to acknowledge. */
function sendLatest(framework: Framework, { info, agentId, latest }: Operation): void {
  const { uuid: _uuid, ...status } = latest;
  sendOperationStatus(framework, {
    ...status,
    ...(info.id === undefined ? {} : { operation_id: info.id }),
    message: status.message ?? 'Reconciliation: Latest operation status',
    agent_id: { value: agentId },
  });
}

function answerUnknown(
  core: Core,
  framework: Framework,
  { operation_id, agent_id, resource_provider_id }: SchedulerCallReconcileOperationsOperation,
): void {
  const agent = core.model.agents.get(agent_id?.value ?? '');
  const isProvidersBusiness =
    resource_provider_id !== undefined && agent?.capabilities.has('AGENT_OPERATION_FEEDBACK') === true;
  if (agent !== undefined && isProvidersBusiness) {
    // The provider may have it and not be back yet; the agent answers when it knows.
    core.peers.send(agent.pid, 'internal.ReconcileOperationsMessage', {
      framework_id: { value: framework.id },
      operations: [{ operation_id, resource_provider_id }],
    });
    return;
  }
  const [state, message] = unknownOperation(core, agent_id?.value);
  sendOperationStatus(framework, {
    operation_id,
    state,
    message,
    ...(agent_id === undefined ? {} : { agent_id }),
    ...(resource_provider_id === undefined ? {} : { resource_provider_id }),
  });
}

function unknownOperation({ model }: Core, agentId: string | undefined): readonly [OperationState, string] {
  const isRecovering =
    agentId === undefined ? model.recoveredAgents.size > 0 : model.recoveredAgents.has(agentId);
  if (isRecovering) return ['OPERATION_RECOVERING', 'Reconciliation: Agent is recovering'];
  if (agentId !== undefined && model.unreachableAgents.has(agentId))
    return ['OPERATION_UNREACHABLE', 'Reconciliation: Agent is unreachable'];
  if (agentId !== undefined && model.goneAgents.has(agentId))
    return ['OPERATION_GONE_BY_OPERATOR', 'Reconciliation: Agent marked gone by operator'];
  return ['OPERATION_UNKNOWN', 'Reconciliation: Operation is unknown'];
}
