// Registration of agents that have no id yet. Nothing is answered before the registry has the agent; a retry
// meanwhile is ignored, and one after it is answered again.
import type { Upid } from '../libprocess/transport.ts';
import { parseUpid } from '../libprocess/upid.ts';
import type { AgentInfo, MasterAgentConnection, RegisterAgentMessage } from '../protocol/messages.ts';
import { addAgent, noWorkload, removeAgent } from './agent-lifecycle.ts';
import type { Core } from './core.ts';
import type { AgentParts } from './model.ts';
import { validateRegistration } from './validation/agent.ts';

/** How long an agent waits for a ping before it looks for the master again. */
export function connectionOf(core: Core): MasterAgentConnection {
  const { agentPingTimeoutMs, maxAgentPingTimeouts } = core.config;
  return { total_ping_timeout_seconds: (agentPingTimeoutMs * maxAgentPingTimeouts) / 1000 };
}

/** What is stored of an agent: its info and, beside it, where it was last heard of, to be woken after a failover. */
export function storedInfo(info: AgentInfo, pid: Upid): AgentInfo & { readonly pid: string } {
  return { ...info, pid };
}

/** Parts of an agent from its validated message. */
export function partsOf(
  message: Pick<RegisterAgentMessage, 'agent' | 'version' | 'agent_capabilities' | 'resource_version_uuid'>,
  pid: Upid,
  total: AgentParts['total'],
): AgentParts {
  return {
    info: message.agent,
    pid,
    version: message.version ?? '',
    capabilities: new Set((message.agent_capabilities ?? []).flatMap(({ type }) => type ?? [])),
    total,
    resourceVersionUuid: message.resource_version_uuid,
  };
}

export function registerAgent(core: Core, message: RegisterAgentMessage, pid: Upid): void {
  const { model, metrics, log, peers } = core;
  metrics.increment('messages_register_slave');
  if (parseUpid(pid) === undefined) {
    log.warn('ignoring an agent without an address', { pid });
    return;
  }
  const totals = validateRegistration(message);
  if ('message' in totals) {
    log.warn('refusing the registration of an agent', {
      pid,
      hostname: message.agent.hostname,
      problem: `${totals.path}: ${totals.message}`,
    });
    return;
  }
  const known = model.agentsByPid.get(pid);
  if (known !== undefined && !model.removing.has(known.id)) {
    if (known.isConnected) {
      log.info('agent is registered already, answering again', { agent: known.id, pid });
      peers.send(pid, 'internal.AgentRegisteredMessage', {
        agent_id: { value: known.id },
        connection: connectionOf(core),
      });
      return;
    }
    removeAgent(core, known, 'a new agent registered at the same address', 'registered');
  }
  if (model.registering.has(pid)) {
    log.debug('admission is already in progress', { pid });
    return;
  }
  model.registering.add(pid);
  const id = `${core.config.id}-S${model.nextAgent++}`;
  const info: AgentInfo = { ...message.agent, id: { value: id } };
  core.submit({ type: 'ADMIT_AGENT', info: storedInfo(info, pid) }, (result) => {
    model.registering.delete(pid);
    if ('problem' in result) return log.error('agent was not admitted', { pid, problem: result.problem });
    // An agent at this address that reregistered meanwhile is another one: the newest word counts.
    const other = model.agentsByPid.get(pid);
    if (other !== undefined)
      removeAgent(core, other, 'a new agent registered at the same address', 'registered');
    const agent = addAgent(
      core,
      id,
      partsOf({ ...message, agent: info }, pid, totals.total),
      noWorkload,
      false,
    );
    metrics.increment('slave_registrations');
    log.info('agent registered', { agent: id, pid, hostname: info.hostname });
    peers.send(pid, 'internal.AgentRegisteredMessage', {
      agent_id: { value: id },
      connection: connectionOf(core),
    });
    core.observers.start(agent);
  });
}
