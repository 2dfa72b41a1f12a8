// From start to leading: the registry is read, and the agents in it are expected back. Those that stay away are
// given up after a while, unless they are so many that something else must be wrong.
import { MesosError } from '../base/errors.ts';
import type { AgentInfo } from '../protocol/messages.ts';
import { sendAgentLost } from './agent-lifecycle.ts';
import type { Core } from './core.ts';
import type { RecoveredAgent } from './model.ts';
import { startRegistryGc } from './registry-gc.ts';

/** Agents woken in one turn. */
const wakesPerTurn = 500;

/** Called once when this master was elected. `done` comes when it serves, or never when it cannot. */
export function lead(core: Core, done: () => void): void {
  core.model.electedMs = core.clock.now();
  core.log.info('elected as the leading master', { id: core.config.id, pid: core.config.pid });
  core.registrar.recover((error) => {
    core.mailbox.post(() => {
      if (error === undefined) serve(core, done);
      else core.onFatal(error);
    });
  });
}

function serve(core: Core, done: () => void): void {
  const { model, registrar, config, log } = core;
  for (const [id, admitted] of registrar.document.agents)
    model.recoveredAgents.set(id, recoveredAgent(admitted.info));
  for (const [id, { since_ms }] of registrar.document.unreachable) model.unreachableAgents.set(id, since_ms);
  for (const [id, { since_ms }] of registrar.document.gone) model.goneAgents.set(id, since_ms);
  model.isRecovered = true;
  log.info('registry recovered', {
    agents: model.recoveredAgents.size,
    unreachable: model.unreachableAgents.size,
    gone: model.goneAgents.size,
  });
  wakeAgents(core);
  const expected = model.recoveredAgents.size;
  if (expected > 0) core.after(config.agentReregisterTimeoutMs, () => giveUpMissing(core, expected));
  startRegistryGc(core);
  core.allocation.start();
  done();
}

function recoveredAgent(stored: AgentInfo & { readonly pid?: string }): RecoveredAgent {
  const { pid, ...info } = stored;
  return { info, pid: typeof pid === 'string' ? pid : undefined };
}

/** Tells the agents at once that this master does not have them: otherwise they find out by missing pings. */
function wakeAgents(core: Core): void {
  const agents = [...core.model.recoveredAgents];
  let next = 0;
  const turn = (): void => {
    const end = Math.min(agents.length, next + wakesPerTurn);
    for (; next < end; next += 1) {
      const [id, { info, pid }] = agents[next]!;
      if (!core.model.recoveredAgents.has(id)) continue;
      // The usual address of an agent, for entries without one.
      core.observers.wake(pid ?? `slave(1)@${info.hostname}:${info.port ?? 5051}`);
    }
    if (next < agents.length) core.after(0, turn);
  };
  turn();
}

function giveUpMissing(core: Core, expected: number): void {
  const { model, config, log } = core;
  const missing = [...model.recoveredAgents.keys()].filter((id) => !model.reregistering.has(id));
  if (missing.length === 0) return;
  if (missing.length / expected > config.recoveryAgentRemovalLimit) {
    const message = `${missing.length} of ${expected} agents did not come back after the failover`;
    const hint = 'check the network between agents and master, or raise --recovery_agent_removal_limit';
    core.onFatal(new MesosError('RECOVERY_FAILED', message, { hint }));
    return;
  }
  log.warn('agents did not come back after the failover', { missing: missing.length, expected });
  for (const id of missing) giveUp(core, id);
}

function giveUp(core: Core, id: string): void {
  const { model, metrics, log } = core;
  const timeMs = core.clock.now();
  core.submit({ type: 'MARK_AGENT_UNREACHABLE', agentId: id, timeMs }, (result) => {
    if ('problem' in result)
      return log.warn('the agent was not marked unreachable', { agent: id, problem: result.problem });
    // It may have come back while this was stored; then its own operation follows this one.
    if (!model.recoveredAgents.delete(id)) return;
    model.unreachableAgents.set(id, timeMs);
    metrics.increment('recovery_slave_removals');
    log.info('marked agent unreachable after the failover', { agent: id });
    sendAgentLost(core, id);
  });
}
