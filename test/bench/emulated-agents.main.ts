// Emulated agents in a process of their own, so that what they cost is not the bench's. The parent sends the options,
// is told when all are registered, and asks for the end.
import { type EmulatedAgents, type EmulatedAgentsOptions, startEmulatedAgents } from './emulated-agents.ts';

/** What can be sent to another process. */
export type AgentsOrder = Omit<EmulatedAgentsOptions, 'staysRunning'>;

export interface AgentsFigures {
  readonly acknowledged: number;
  readonly cpuSeconds: number;
}

let agents: EmulatedAgents | undefined;

process.on('message', (order: AgentsOrder | 'figures') => {
  if (order === 'figures') {
    const { user, system } = process.cpuUsage();
    const figures: AgentsFigures = {
      acknowledged: agents?.updatesAcknowledged() ?? 0,
      cpuSeconds: (user + system) / 1e6,
    };
    process.send?.(figures);
    return;
  }
  void startEmulatedAgents(order)
    .then((started) => {
      agents = started;
      return started.registered;
    })
    .then(() => process.send?.('registered'));
});
process.on('disconnect', () => process.exit(0));
