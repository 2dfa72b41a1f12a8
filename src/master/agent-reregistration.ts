// Agents that come back with an id: known ones after a restart or a broken link, recovered ones after a
// failover of the master, unreachable and unknown ones. What they bring along is compared in agent-workload.ts.

import type { Upid } from '../libprocess/transport.ts';
import { parseUpid } from '../libprocess/upid.ts';
import type { AgentInfo, ReregisterAgentMessage } from '../protocol/messages.ts';
import { encode } from '../protocol/protobuf.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { sameAttributes } from '../resources/attributes.ts';
import type { Resources } from '../resources/resources.ts';
import { addAgent, removeAgent, type Workload } from './agent-lifecycle.ts';
import { connectionOf, partsOf, storedInfo } from './agent-registration.ts';
import {
  dropUnknownExecutors,
  forgetUnreachable,
  loseUnfounded,
  missingTasks,
  recoverFrameworks,
  repeatKills,
  reportedExecutors,
  reportedTasks,
  restate,
  takeUnknownWork,
  tellFrameworks,
} from './agent-workload.ts';
import type { Core } from './core.ts';
import { type Agent, type Framework, hostOf } from './model.ts';
import { rescindOffer } from './offers.ts';
import { pack, type Task } from './task.ts';
import { validateReregistration } from './validation/agent.ts';

interface Returning {
  readonly message: ReregisterAgentMessage;
  readonly pid: Upid;
  readonly id: string;
  readonly total: Resources;
}

export function reregisterAgent(core: Core, message: ReregisterAgentMessage, pid: Upid): void {
  const { metrics, log } = core;
  metrics.increment('messages_reregister_slave');
  if (parseUpid(pid) === undefined) {
    log.warn('ignoring an agent without an address', { pid });
    return;
  }
  const totals = validateReregistration(message);
  if ('message' in totals) {
    log.warn('refusing the reregistration of an agent', {
      pid,
      hostname: message.agent.hostname,
      problem: `${totals.path}: ${totals.message}`,
    });
    return;
  }
  comeBack(core, { message, pid, id: message.agent.id!.value, total: totals.total });
}

function comeBack(core: Core, returning: Returning): void {
  const { model, log, peers } = core;
  const { pid, id } = returning;
  if (model.goneAgents.has(id)) {
    log.warn('an agent that was marked gone came back, shutting it down', { agent: id, pid });
    peers.send(pid, 'internal.ShutdownMessage', { message: 'Agent has been marked gone' });
    return;
  }
  if (model.reregistering.has(id)) {
    // What it said first may be out of date by then: its newest word comes last.
    model.reregistering.set(id, () => comeBack(core, returning));
    log.debug('reregistration is already in progress', { agent: id, pid });
    return;
  }
  const agent = model.agents.get(id);
  if (agent !== undefined) {
    returnKnown(core, agent, returning);
    return;
  }
  // Another agent registered here before it: an address has one agent.
  const other = model.agentsByPid.get(pid);
  if (other !== undefined)
    removeAgent(core, other, 'another agent reregistered at the same address', 'registered');
  returnAbsent(core, returning);
}

/** The registry has heard of the return. The newest attempt that came meanwhile is to be handled after it. */
function takeNewest({ model }: Core, id: string): (() => void) | undefined {
  const newest = model.reregistering.get(id);
  model.reregistering.delete(id);
  return newest;
}

/** Whether the registry has to hear of it. */
function isChanged(before: AgentInfo, beforePid: Upid | undefined, after: AgentInfo, pid: Upid): boolean {
  return beforePid !== pid || pack(encode('AgentInfo', before)) !== pack(encode('AgentInfo', after));
}

// ---------------------------------------------------------------------------------- an agent in the master's care

function returnKnown(core: Core, agent: Agent, returning: Returning): void {
  const { model, log, peers } = core;
  const { message, pid, id } = returning;
  if (hostOf(agent.pid) !== hostOf(pid) || agent.info.hostname !== message.agent.hostname) {
    log.warn('an agent came back with another address, shutting it down', { agent: id, pid, was: agent.pid });
    const text = 'Agent attempted to reregister with different IP / hostname';
    peers.send(pid, 'internal.ShutdownMessage', { message: text });
    return;
  }
  if (model.removing.has(id) || model.markingUnreachable.has(id)) {
    // Its next attempt finds it removed, or comes back from unreachable.
    log.debug('the agent is being removed', { agent: id });
    return;
  }
  if (!isChanged(agent.info, agent.pid, message.agent, pid)) {
    finishKnown(core, agent, returning);
    return;
  }
  model.reregistering.set(id, undefined);
  core.submit({ type: 'UPDATE_AGENT', info: storedInfo(message.agent, pid) }, (result) => {
    const comeBackAgain = takeNewest(core, id);
    if ('problem' in result) {
      log.warn('the agent was not updated in the registry', { agent: id, problem: result.problem });
    } else if (model.agents.get(id) === agent) {
      finishKnown(core, agent, returning);
    }
    comeBackAgain?.();
  });
}

function finishKnown(core: Core, agent: Agent, returning: Returning): void {
  const { model, metrics, log, peers } = core;
  const { message, pid, id } = returning;
  const { total, ...parts } = partsOf(message, pid, returning.total);
  model.movePid(agent, pid);
  peers.link(pid);
  const isSameAttributes = sameAttributes(agent.info.attributes, parts.info.attributes);
  agent.info = parts.info;
  agent.version = parts.version;
  agent.capabilities = parts.capabilities;
  agent.resourceVersionUuid = parts.resourceVersionUuid;
  const isSameTotal = agent.nonRevocableTotal.equals(total);
  if (!isSameTotal) {
    loseUnfounded(core, agent, message.tasks ?? [], total);
    // They may promise what the agent does not have any more.
    for (const offer of [...agent.offers]) rescindOffer(core, offer);
    agent.total = agent.total.subtract(agent.nonRevocableTotal).add(total);
    agent.nonRevocableTotal = total;
  }
  const { domain, attributes, hostname } = agent.info;
  core.allocator.updateAgent(id, {
    hostname,
    capabilities: [...agent.capabilities],
    ...(isSameTotal ? {} : { total: agent.total }),
    ...(isSameAttributes ? {} : { attributes: attributes ?? [] }),
    region: domain?.fault_domain?.region.name,
    zone: domain?.fault_domain?.zone.name,
  });
  recoverFrameworks(core, message.frameworks ?? []);
  takeUnknownWork(core, agent, message);
  dropUnknownExecutors(core, agent, message);
  const reconciliations = missingTasks(core, agent, message.tasks ?? []);
  agent.reregisteredMs = core.clock.now();
  if (!agent.isConnected) {
    agent.reregisterTimer?.cancel();
    agent.reregisterTimer = undefined;
    agent.isConnected = true;
    agent.isActive = true;
    core.allocator.activateAgent(id);
  }
  metrics.increment('slave_reregistrations');
  log.info('agent reregistered', { agent: id, pid, hostname });
  peers.send(pid, 'internal.AgentReregisteredMessage', {
    agent_id: { value: id },
    ...(reconciliations.length === 0 ? {} : { reconciliations }),
    connection: connectionOf(core),
  });
  repeatKills(core, agent, message.tasks ?? []);
  tellFrameworks(core, agent, message);
}

// ------------------------------------------------------- an agent from the registry, unreachable or never known

function returnAbsent(core: Core, returning: Returning): void {
  const { model, log } = core;
  const { message, pid, id } = returning;
  const recovered = model.recoveredAgents.get(id);
  if (recovered !== undefined && !isChanged(recovered.info, recovered.pid, message.agent, pid)) {
    finishAbsent(core, returning, false);
    return;
  }
  model.reregistering.set(id, undefined);
  const info = storedInfo(message.agent, pid);
  const type = recovered === undefined ? 'MARK_AGENT_REACHABLE' : 'UPDATE_AGENT';
  core.submit({ type, info }, (result) => {
    const comeBackAgain = takeNewest(core, id);
    if ('problem' in result) {
      log.warn('the agent was not readmitted', { agent: id, pid, problem: result.problem });
    } else {
      finishAbsent(core, returning, recovered === undefined);
    }
    comeBackAgain?.();
  });
}

/** The scheduler has acknowledged how the task ended; that is on its way to the agent, or will be asked for again. */
function isDone(framework: Framework, task: Task): boolean {
  return (
    isTerminal(task.state) &&
    framework.completedTasks.some((completed) => completed.id === task.id && completed.isAcknowledged)
  );
}

/** `isNews`: the schedulers were told that the agent's tasks are away, or this master never heard of them. */
function finishAbsent(core: Core, returning: Returning, isNews: boolean): void {
  const { model, metrics, log, peers } = core;
  const { message, pid, id, total } = returning;
  // A retry that was waiting behind this one's predecessor.
  if (model.agents.has(id)) return;
  const why = model.unreachableAgents.has(id) ? 'Unreachable agent' : 'Unknown agent';
  recoverFrameworks(core, message.frameworks ?? []);
  const workload: Workload = {
    tasks: reportedTasks(core, message.tasks ?? []).filter(
      ({ framework, task }) => !framework.tasks.has(task.id) && !isDone(framework, task),
    ),
    executors: reportedExecutors(core, message),
  };
  for (const { framework, task } of workload.tasks) forgetUnreachable(core, framework, task);
  const agent = addAgent(core, id, partsOf(message, pid, total), workload, true);
  metrics.increment('slave_reregistrations');
  log.info('agent reregistered', { agent: id, pid, hostname: agent.info.hostname });
  peers.send(pid, 'internal.AgentReregisteredMessage', {
    agent_id: { value: id },
    connection: connectionOf(core),
  });
  core.observers.start(agent);
  if (isNews) for (const { framework, task } of workload.tasks) restate(core, framework, task, why);
  tellFrameworks(core, agent, message);
}
