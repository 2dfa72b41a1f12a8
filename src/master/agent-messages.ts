// What registered agents report besides status updates.

import type { Upid } from '../libprocess/transport.ts';
import type {
  ExecutorToFrameworkMessage,
  ExitedExecutorMessage,
  UnregisterAgentMessage,
  UpdateAgentMessage,
} from '../protocol/messages.ts';
import { readResources } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import { removeAgent } from './agent-lifecycle.ts';
import type { Core } from './core.ts';
import { rescindOffer } from './offers.ts';
import { reportedOperations } from './operation-updates.ts';
import { sendEvent } from './status.ts';
import { removeExecutor } from './tasks.ts';

/** The agent's resources changed: its version of them, and its estimate of what it could lend. */
export function updateAgent(core: Core, message: UpdateAgentMessage): void {
  core.metrics.increment('messages_update_slave');
  const agent = core.model.agents.get(message.agent_id.value);
  if (agent === undefined) {
    core.log.warn('ignoring an update of an unknown agent', { agent: message.agent_id.value });
    return;
  }
  if (message.resource_version_uuid !== undefined) agent.resourceVersionUuid = message.resource_version_uuid;
  reportedOperations(core, agent, message);
  // Agents from before the field had nothing else to tell.
  if (message.update_oversubscribed_resources === false) return;
  const estimate = readResources(message.oversubscribed_resources, 'oversubscribed_resources');
  if (!(estimate instanceof Resources)) {
    core.log.warn('ignoring an estimate', { agent: agent.id, problem: estimate.message });
    return;
  }
  const total = agent.nonRevocableTotal.add(estimate.revocable());
  if (total.equals(agent.total)) return;
  agent.total = total;
  core.allocator.updateAgent(agent.id, { total });
  for (const offer of [...agent.offers]) {
    if (offer.resources.some((kind) => kind.isRevocable)) rescindOffer(core, offer);
  }
}

/** The agent shuts down in good order. */
export function unregisterAgent(core: Core, message: UnregisterAgentMessage, from: Upid): void {
  core.metrics.increment('messages_unregister_slave');
  const agent = core.model.agents.get(message.agent_id.value);
  if (agent === undefined) return;
  if (agent.pid !== from) {
    core.log.warn('ignoring an unregistration that does not come from the agent', {
      agent: agent.id,
      from,
    });
    return;
  }
  removeAgent(core, agent, 'the agent unregistered', 'unregistered');
}

/** A custom executor ended. What becomes of its tasks the agent reports apart. */
export function exitedExecutor(core: Core, message: ExitedExecutorMessage): void {
  core.metrics.increment('messages_exited_executor');
  const { agent_id, framework_id, executor_id, status } = message;
  const agent = core.model.agents.get(agent_id.value);
  const framework = core.model.frameworks.get(framework_id.value);
  if (agent === undefined || framework === undefined) return;
  if (!removeExecutor(core, framework, agent, executor_id.value)) {
    core.log.warn('ignoring the end of an unknown executor', {
      agent: agent.id,
      executor: executor_id.value,
    });
    return;
  }
  sendEvent(framework, { type: 'FAILURE', failure: { agent_id, executor_id, status } });
}

export function executorToFramework(core: Core, message: ExecutorToFrameworkMessage): void {
  const { model, metrics } = core;
  metrics.increment('messages_executor_to_framework');
  const { agent_id, executor_id, framework_id, data } = message;
  const framework = model.frameworks.get(framework_id.value);
  if (!model.agents.has(agent_id.value) || framework?.isConnected !== true) {
    metrics.increment('invalid_executor_to_framework_messages');
    return;
  }
  sendEvent(framework, { type: 'MESSAGE', message: { agent_id, executor_id, data } });
  metrics.increment('valid_executor_to_framework_messages');
}
