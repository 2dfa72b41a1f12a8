// v0 says slave where v1 says agent. The schema is in v1 names; this file derives the v0 names, with the
// exceptions in which the original said agent in v0 too.

/** Fields (`Message.field`) whose v0 name has agent in it, as the v1 name has. */
const keptFields: ReadonlySet<string> = new Set([
  'ACL.DeactivateAgent.agents',
  'ACL.DrainAgent.agents',
  'ACL.MarkAgentGone.agents',
  'ACL.ReactivateAgent.agents',
  'ACL.RegisterAgent.agents',
  'ACLs.deactivate_agents',
  'ACLs.drain_agents',
  'ACLs.mark_agents_gone',
  'ACLs.reactivate_agents',
  'ACLs.register_agents',
  'agent.Response.get_agent',
  'internal.RegisterAgentMessage.agent_capabilities',
  'internal.ReregisterAgentMessage.agent_capabilities',
  'master.Call.deactivate_agent',
  'master.Call.drain_agent',
  'master.Call.mark_agent_gone',
  'master.Call.reactivate_agent',
  'master.Event.AgentAdded.agent',
  'master.Event.AgentRemoved.agent_id',
  'master.Event.agent_added',
  'master.Event.agent_removed',
  'master.Response.GetAgents.Agent.agent_info',
  'master.Response.GetAgents.agents',
  'master.Response.GetAgents.recovered_agents',
  'master.Response.GetState.get_agents',
  'master.Response.get_agents',
]);

/** Enum values that are spelled with AGENT in v0 too, whatever their enum. */
const keptValues: ReadonlySet<string> = new Set([
  'AGENT_OPERATION_FEEDBACK',
  'AGENT_DRAINING',
  'AGENT_UPDATE',
  'GET_AGENT',
  'GET_AGENTS',
  'DRAIN_AGENT',
  'DEACTIVATE_AGENT',
  'REACTIVATE_AGENT',
  'MARK_AGENT_GONE',
  'REGISTER_AGENT',
  'AGENT_ADDED',
  'AGENT_REMOVED',
]);

const slaveSpelling = (text: string): string =>
  text.replaceAll('agent', 'slave').replaceAll('Agent', 'Slave').replaceAll('AGENT', 'SLAVE');

const agentSpelling = (text: string): string =>
  text.replaceAll('slave', 'agent').replaceAll('Slave', 'Agent').replaceAll('SLAVE', 'AGENT');

/** The v0 name of a field; `qualified` is `Message.field`. */
export function wireName(qualified: string, field: string): string {
  return keptFields.has(qualified) ? field : slaveSpelling(field);
}

/** The v0 name of an enum value (REASON_AGENT_REMOVED → REASON_SLAVE_REMOVED). */
export function wireEnumValue(value: string): string {
  return keptValues.has(value) ? value : slaveSpelling(value);
}

/** `internal.RunTaskMessage` → `mesos.internal.RunTaskMessage`, in v0 spelling: the name of a libprocess message. */
export function libprocessName(message: string): string {
  if (message === 'scheduler.v0.Call') return 'mesos.scheduler.Call';
  return `mesos.${slaveSpelling(message)}`;
}

/** The inverse of libprocessName. */
export function messageOfLibprocessName(name: string): string {
  if (name === 'mesos.scheduler.Call') return 'scheduler.v0.Call';
  return agentSpelling(name.replace(/^mesos\./, ''));
}
