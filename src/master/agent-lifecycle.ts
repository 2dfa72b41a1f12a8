// Agents that come under the master's care and agents that leave it, whatever the reason. What an agent held
// is given back here in one go; the allocator forgets the agent first, so that nothing is offered meanwhile.
import type { ExecutorInfo, TaskState, TaskStatusReason } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import type { Resources } from '../resources/resources.ts';
import type { Core } from './core.ts';
import type { CounterName } from './metrics.ts';
import { Agent, type AgentId, type AgentParts, addressOf, type Framework } from './model.ts';
import { rescindOffer } from './offers.ts';
import { dropOperations, settleAway } from './operations.ts';
import { masterStatus, sendEvent, sendStatus } from './status.ts';
import type { Task } from './task.ts';
import { addExecutor, addTask, removeExecutors, removeTask, tasksOn, updateTask } from './tasks.ts';

/** What is known to run on an agent that is added. */
export interface Workload {
  readonly tasks: readonly { readonly framework: Framework; readonly task: Task }[];
  readonly executors: readonly { readonly framework: Framework; readonly info: ExecutorInfo }[];
}

export const noWorkload: Workload = { tasks: [], executors: [] };

/** Takes an admitted agent into care: model, allocator, link. The caller answers the agent, then starts its pings. */
export function addAgent(
  core: Core,
  id: AgentId,
  parts: AgentParts,
  workload: Workload,
  isReturn: boolean,
): Agent {
  const { model } = core;
  const agent = new Agent(id, parts, core.clock.now());
  // Before operators hear of it.
  if (isReturn) agent.reregisteredMs = agent.registeredMs;
  model.recoveredAgents.delete(id);
  model.unreachableAgents.delete(id);
  model.removedAgents.delete(id);
  settleAway(core, id);
  model.addAgent(agent);
  core.peers.link(agent.pid);
  for (const { framework, task } of workload.tasks) addTask(core, framework, agent, task);
  for (const { framework, info } of workload.executors) addExecutor(framework, agent, info);
  tellAllocator(core, agent);
  core.operatorEvents.agentAdded(agent);
  return agent;
}

/** Adds the agent to the allocator with what is held there. */
export function tellAllocator(core: Core, agent: Agent): void {
  const { hostname, attributes, domain } = agent.info;
  core.allocator.addAgent(agent.id, {
    total: agent.total,
    hostname,
    capabilities: [...agent.capabilities],
    attributes,
    region: domain?.fault_domain?.region.name,
    zone: domain?.fault_domain?.zone.name,
    active: agent.isActive,
    used: new Map<string, Resources>(agent.used),
  });
}

/** The link broke: no offers, and what would not survive a restart of the agent is lost. */
export function disconnectAgent(core: Core, agent: Agent): void {
  if (!agent.isConnected) return;
  core.log.info('agent disconnected', { agent: agent.id, pid: agent.pid });
  agent.isConnected = false;
  agent.isActive = false;
  core.allocator.deactivateAgent(agent.id);
  for (const offer of [...agent.offers]) rescindOffer(core, offer);
  const frameworkIds = new Set([...agent.tasks.keys(), ...agent.executors.keys()]);
  for (const frameworkId of frameworkIds) {
    const framework = core.model.frameworks.get(frameworkId);
    if (framework !== undefined && framework.info.checkpoint !== true)
      loseFrameworkOnAgent(core, framework, agent);
  }
  agent.reregisterTimer = core.after(core.config.agentReregisterTimeoutMs, () => {
    agent.reregisterTimer = undefined;
    markAgentUnreachable(core, agent, 'the agent did not reregister in time');
  });
}

function loseFrameworkOnAgent(core: Core, framework: Framework, agent: Agent): void {
  const message = `Agent ${agent.info.hostname} disconnected`;
  for (const task of tasksOn(agent, framework)) {
    loseTask(core, framework, agent, task, {
      state: 'TASK_LOST',
      reason: 'REASON_AGENT_DISCONNECTED',
      message,
    });
  }
  removeExecutors(core, framework, agent);
}

interface Loss {
  readonly state: TaskState;
  readonly reason: TaskStatusReason;
  readonly message: string;
  readonly unreachableMs?: number | undefined;
}

/** Ends a task that its agent says nothing more of. Of one that had ended already the scheduler is told that end. */
export function loseTask(core: Core, framework: Framework, agent: Agent, task: Task, loss: Loss): void {
  const isToldAlready = task.sentState !== undefined && isTerminal(task.sentState);
  const hadEnded = isTerminal(task.state);
  const status = masterStatus(core, {
    ...loss,
    state: hadEnded ? task.state : loss.state,
    taskId: task.id,
    agentId: task.agentId,
    executorId: task.executorId,
  });
  if (!hadEnded) updateTask(core, framework, agent, task, { status });
  removeTask(core, framework, agent, task, loss.unreachableMs !== undefined && !hadEnded);
  if (!isToldAlready) sendStatus(framework, status);
}

/** Health or time says the agent is away: the registry hears it first, then everybody else. */
export function markAgentUnreachable(core: Core, agent: Agent, why: string): void {
  const { model, metrics, log } = core;
  if (model.agents.get(agent.id) !== agent) return;
  if (model.markingUnreachable.has(agent.id) || model.removing.has(agent.id)) return;
  if (model.markingGone.has(agent.id)) return;
  model.markingUnreachable.add(agent.id);
  metrics.increment('slave_unreachable_scheduled');
  log.info('marking agent unreachable', { agent: agent.id, why });
  const timeMs = core.clock.now();
  core.submit({ type: 'MARK_AGENT_UNREACHABLE', agentId: agent.id, timeMs }, (result) => {
    model.markingUnreachable.delete(agent.id);
    if ('problem' in result) {
      log.warn('the registry did not mark the agent unreachable', {
        agent: agent.id,
        problem: result.problem,
      });
      return;
    }
    if (model.agents.get(agent.id) !== agent) return;
    metrics.increment('slave_unreachable_completed');
    metrics.increment('slave_removals');
    metrics.increment('slave_removals/reason_unhealthy');
    model.unreachableAgents.set(agent.id, timeMs);
    dropAgent(core, agent, `Agent ${agent.info.hostname} is unreachable: ${why}`, { unreachableMs: timeMs });
  });
}

/** The agent leaves for good: also the registry forgets it. */
export function removeAgent(
  core: Core,
  agent: Agent,
  why: string,
  reason: 'unregistered' | 'registered',
): void {
  const { model, metrics, log } = core;
  if (model.agents.get(agent.id) !== agent || model.removing.has(agent.id)) return;
  model.removing.add(agent.id);
  log.info('removing agent', { agent: agent.id, pid: agent.pid, why });
  core.submit({ type: 'REMOVE_AGENT', agentId: agent.id }, (result) => {
    model.removing.delete(agent.id);
    if ('problem' in result) {
      log.warn('the registry did not remove the agent', { agent: agent.id, problem: result.problem });
      return;
    }
    if (model.agents.get(agent.id) !== agent) return;
    metrics.increment('slave_removals');
    const counter: CounterName = `slave_removals/reason_${reason}`;
    metrics.increment(counter);
    dropAgent(core, agent, `Agent ${agent.info.hostname} removed: ${why}`, 'removed');
    core.operatorEvents.agentRemoved(agent);
  });
}

/** How an agent leaves: on its own, by the word of an operator, or perhaps to come back. */
export type Departure = 'removed' | 'gone' | { readonly unreachableMs: number };

/** What becomes of a task whose agent leaves. */
export function lossOf(framework: Framework, departure: Departure): Pick<Loss, 'state' | 'reason'> {
  if (departure === 'gone' && framework.isPartitionAware)
    return { state: 'TASK_GONE_BY_OPERATOR', reason: 'REASON_AGENT_REMOVED_BY_OPERATOR' };
  const isReportedUnreachable = typeof departure === 'object' && framework.isPartitionAware;
  return { state: isReportedUnreachable ? 'TASK_UNREACHABLE' : 'TASK_LOST', reason: 'REASON_AGENT_REMOVED' };
}

/** Takes an agent out of the model. */
export function dropAgent(core: Core, agent: Agent, message: string, departure: Departure): void {
  const { model } = core;
  core.log.info(message, { agent: agent.id });
  // First, so that what is given back below is not offered.
  core.allocator.removeAgent(agent.id);
  core.observers.stop(agent);
  agent.reregisterTimer?.cancel();
  agent.reregisterTimer = undefined;
  for (const frameworkId of [...new Set([...agent.tasks.keys(), ...agent.executors.keys()])]) {
    const framework = model.frameworks.get(frameworkId);
    if (framework === undefined) continue;
    for (const task of tasksOn(agent, framework)) {
      loseTask(core, framework, agent, task, {
        ...lossOf(framework, departure),
        message,
        ...(typeof departure === 'object' ? departure : {}),
      });
    }
    removeExecutors(core, framework, agent);
  }
  for (const offer of [...agent.offers]) rescindOffer(core, offer);
  dropOperations(core, agent, message, departure);
  model.removeAgent(agent);
  if (!model.isInUse(addressOf(agent.pid))) core.peers.unlink(agent.pid);
  sendAgentLost(core, agent.id);
}

export function sendAgentLost(core: Core, agentId: AgentId): void {
  for (const framework of core.model.frameworks.values())
    sendEvent(framework, { type: 'FAILURE', failure: { agent_id: { value: agentId } } });
}
