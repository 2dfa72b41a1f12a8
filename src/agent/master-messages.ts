// What a master may tell an agent, message by message. The sender was found to be the detected master before.
import type { PeerMessage } from '../libprocess/peers.ts';
import type { AgentContext } from './context.ts';
import type { Ending } from './ending.ts';
import type { Executors } from './executors.ts';
import type { Frameworks } from './frameworks.ts';
import type { Operations } from './operations.ts';
import type { Registration } from './registration.ts';
import type { StatusUpdates } from './status-updates.ts';
import type { Tasks } from './tasks.ts';

export interface Concerns {
  readonly registration: Registration;
  readonly frameworks: Frameworks;
  readonly executors: Executors;
  readonly tasks: Tasks;
  readonly updates: StatusUpdates;
  readonly operations: Operations;
  readonly ending: Ending;
}

type Message<N extends PeerMessage['name']> = Extract<PeerMessage, { name: N }>['message'];

/** Hands the message to its concern; gives the reason why it is dropped, if it is. */
export function handleMasterMessage(
  context: AgentContext,
  concerns: Concerns,
  received: PeerMessage,
): string | undefined {
  const { registration, frameworks, tasks, operations, ending } = concerns;
  switch (received.name) {
    case 'internal.AgentRegisteredMessage':
      registration.registered(received.from, received.message);
      return undefined;
    case 'internal.AgentReregisteredMessage':
      if (registration.reregistered(received.from, received.message)) {
        tasks.reconcile(received.message.reconciliations ?? []);
      }
      return undefined;
    case 'internal.RunTaskMessage':
      tasks.run(received.message);
      return undefined;
    case 'internal.RunTaskGroupMessage':
      tasks.runGroup(received.message);
      return undefined;
    case 'internal.KillTaskMessage':
      tasks.kill(received.message);
      return undefined;
    case 'internal.StatusUpdateAcknowledgementMessage':
      return acknowledge(context, concerns, received.message);
    case 'internal.ApplyOperationMessage':
      return operations.apply(received.message);
    case 'internal.AcknowledgeOperationStatusMessage':
      return operations.acknowledge(received.message);
    case 'internal.ReconcileOperationsMessage':
      operations.reconcile(received.message);
      return undefined;
    case 'internal.CheckpointResourcesMessage':
      return operations.checkpoint(received.message);
    case 'internal.UpdateFrameworkMessage':
      return frameworks.update(received.message) ? undefined : 'nothing of the framework runs here';
    case 'internal.ShutdownFrameworkMessage':
      return shutdownFramework(context, concerns, received.message);
    case 'internal.ShutdownExecutorMessage':
      return shutdownExecutor(context, concerns, received.message);
    case 'internal.ShutdownMessage':
      ending.leave(received.message.message ?? 'the master asked for it');
      return undefined;
    case 'internal.FrameworkToExecutorMessage':
      return messageToExecutor(context, concerns, received.message);
    default:
      return 'it is not supported by this version';
  }
}

function acknowledge(
  { model }: AgentContext,
  { updates }: Concerns,
  message: Message<'internal.StatusUpdateAcknowledgementMessage'>,
): string | undefined {
  const { agent_id: agentId, framework_id: frameworkId, task_id: taskId, uuid } = message;
  if (agentId.value !== model.info.id?.value) return 'it is for another agent';
  // The master that gets the list would keep a task for ever whose end is acknowledged behind its back. The update is
  // sent again as soon as it has answered.
  if (model.isReregistering) return 'the list of tasks has left with the update still to be acknowledged';
  const result = updates.acknowledge(frameworkId.value, taskId.value, uuid);
  return result === 'accepted' ? undefined : `the update is ${result}`;
}

/** From a scheduler, by way of the master or straight from a driver. Gives the reason why it is dropped, if it is. */
export function messageToExecutor(
  { metrics, model }: AgentContext,
  { executors }: Pick<Concerns, 'executors'>,
  message: Message<'internal.FrameworkToExecutorMessage'>,
): string | undefined {
  const framework = model.frameworks.get(message.framework_id.value);
  const executor = framework?.executors.get(message.executor_id.value);
  const isRunning = model.state === 'RUNNING' && framework?.state === 'RUNNING';
  const isTaken =
    isRunning && executor?.kind === 'custom' && executors.delivery.message(executor, message.data);
  metrics.count(isTaken ? 'valid_framework_messages' : 'invalid_framework_messages');
  return isTaken ? undefined : 'there is no executor that could take it';
}

function shutdownFramework(
  { model }: AgentContext,
  { frameworks }: Concerns,
  message: Message<'internal.ShutdownFrameworkMessage'>,
): string | undefined {
  const framework = model.frameworks.get(message.framework_id.value);
  if (model.state === 'RECOVERING') return 'the agent is recovering';
  if (framework === undefined) return 'nothing of the framework runs here';
  frameworks.shutdown(framework);
  return undefined;
}

function shutdownExecutor(
  { model }: AgentContext,
  { executors }: Concerns,
  message: Message<'internal.ShutdownExecutorMessage'>,
): string | undefined {
  const framework = model.frameworks.get(message.framework_id?.value ?? '');
  const executor = framework?.executors.get(message.executor_id?.value ?? '');
  if (model.state === 'RECOVERING') return 'the agent is recovering';
  if (executor === undefined) return 'the executor does not run here';
  executors.shutdown(executor);
  return undefined;
}
