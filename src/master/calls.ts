// The calls of a subscribed scheduler other than SUBSCRIBE. A call that makes no sense any more is dropped with
// a log line, never answered with an error: the scheduler's view is always a little old.
import type {
  SchedulerCall,
  SchedulerCallKill,
  SchedulerCallMessage,
  SchedulerCallShutdown,
} from '../protocol/messages.ts';
import { accept, decline } from './accept.ts';
import type { Core } from './core.ts';
import { removeFramework } from './framework-removal.ts';
import { updateFramework } from './frameworks.ts';
import type { Framework } from './model.ts';
import { reconcileOperations } from './operation-reconciliation.ts';
import { acknowledgeOperation } from './operation-updates.ts';
import { reconcile, reconcileTask } from './reconciliation.ts';
import { acknowledge } from './status-updates.ts';
import type { Problem } from './validation/problem.ts';

/** Carries out a valid call; only UPDATE_FRAMEWORK has an answer of its own. */
export function schedulerCall(core: Core, framework: Framework, call: SchedulerCall): Problem | undefined {
  framework.metrics.count(framework.metrics.calls, call.type ?? 'UNKNOWN');
  switch (call.type) {
    case 'TEARDOWN':
      core.metrics.increment('messages_unregister_framework');
      removeFramework(core, framework);
      return undefined;
    case 'ACCEPT':
      accept(core, framework, call.accept!);
      return undefined;
    case 'DECLINE':
      decline(core, framework, call.decline!);
      return undefined;
    case 'REVIVE':
      revive(core, framework, call.revive?.roles ?? []);
      return undefined;
    case 'SUPPRESS':
      suppress(core, framework, call.suppress?.roles ?? []);
      return undefined;
    case 'KILL':
      kill(core, framework, call.kill!);
      return undefined;
    case 'SHUTDOWN':
      shutdownExecutor(core, framework, call.shutdown!);
      return undefined;
    case 'ACKNOWLEDGE':
      acknowledge(core, framework, call.acknowledge!);
      return undefined;
    case 'ACKNOWLEDGE_OPERATION_STATUS':
      acknowledgeOperation(core, framework, call.acknowledge_operation_status!);
      return undefined;
    case 'RECONCILE':
      reconcile(core, framework, call.reconcile!);
      return undefined;
    case 'RECONCILE_OPERATIONS':
      reconcileOperations(core, framework, call.reconcile_operations!);
      return undefined;
    case 'MESSAGE':
      sendMessage(core, framework, call.message!);
      return undefined;
    case 'REQUEST':
      // The built-in allocator makes nothing of requests.
      core.metrics.increment('messages_resource_request');
      return undefined;
    case 'UPDATE_FRAMEWORK':
      return updateFramework(core, framework, call.update_framework!);
    default:
      // ACCEPT_INVERSE_OFFERS and DECLINE_INVERSE_OFFERS: there are no inverse offers, so every one is unknown.
      return undefined;
  }
}

function knownRoles(core: Core, framework: Framework, roles: readonly string[]): boolean {
  const unknown = roles.find((role) => !framework.roles.includes(role));
  if (unknown === undefined) return true;
  core.log.warn('dropping a call that names a role the framework is not in', {
    framework: framework.id,
    role: unknown,
  });
  return false;
}

function revive(core: Core, framework: Framework, roles: readonly string[]): void {
  core.metrics.increment('messages_revive_offers');
  if (!knownRoles(core, framework, roles)) return;
  for (const role of roles.length === 0 ? framework.roles : roles) framework.suppressedRoles.delete(role);
  core.allocator.revive(framework.id, roles);
}

function suppress(core: Core, framework: Framework, roles: readonly string[]): void {
  core.metrics.increment('messages_suppress_offers');
  if (!knownRoles(core, framework, roles)) return;
  for (const role of roles.length === 0 ? framework.roles : roles) framework.suppressedRoles.add(role);
  core.allocator.suppress(framework.id, roles);
}

function kill(core: Core, framework: Framework, { task_id, agent_id, kill_policy }: SchedulerCallKill): void {
  core.metrics.increment('messages_kill_task');
  const task = framework.tasks.get(task_id.value);
  if (task === undefined) {
    core.log.warn('a task to kill is unknown, reconciling it', {
      framework: framework.id,
      task: task_id.value,
    });
    reconcileTask(core, framework, task_id.value, agent_id?.value);
    return;
  }
  if (agent_id !== undefined && agent_id.value !== task.agentId) {
    core.log.warn('a task to kill is on another agent than the call says', {
      framework: framework.id,
      task: task.id,
      agent: task.agentId,
    });
    return;
  }
  const agent = core.model.agents.get(task.agentId)!;
  // Remembered even when it is sent: a message may be lost, and then the agent comes back with the task.
  const killed = agent.killedTasks.get(framework.id);
  if (killed === undefined) agent.killedTasks.set(framework.id, new Set([task.id]));
  else killed.add(task.id);
  if (!agent.isConnected) {
    core.log.info('the agent of a task to kill is away', { task: task.id });
    return;
  }
  core.peers.send(agent.pid, 'internal.KillTaskMessage', {
    framework_id: { value: framework.id },
    task_id,
    ...(kill_policy === undefined ? {} : { kill_policy }),
  });
}

function shutdownExecutor(
  core: Core,
  framework: Framework,
  { executor_id, agent_id }: SchedulerCallShutdown,
): void {
  const agent = core.model.agents.get(agent_id.value);
  if (agent === undefined) {
    core.log.warn('an executor to shut down is on an unknown agent', { agent: agent_id.value });
    return;
  }
  core.peers.send(agent.pid, 'internal.ShutdownExecutorMessage', {
    executor_id,
    framework_id: { value: framework.id },
  });
}

function sendMessage(core: Core, framework: Framework, call: SchedulerCallMessage): void {
  const { metrics } = core;
  metrics.increment('messages_framework_to_executor');
  const agent = core.model.agents.get(call.agent_id.value);
  if (agent?.isConnected !== true) {
    metrics.increment('invalid_framework_to_executor_messages');
    return;
  }
  core.peers.send(agent.pid, 'internal.FrameworkToExecutorMessage', {
    agent_id: call.agent_id,
    framework_id: { value: framework.id },
    executor_id: call.executor_id,
    data: call.data,
  });
  metrics.increment('valid_framework_to_executor_messages');
}
