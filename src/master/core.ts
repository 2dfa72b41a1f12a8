// What every concern of the master works with: its ports, its model, its counters. A concern is a file of
// functions over this core; they are synchronous and reach nothing of the world but the ports.
import type { Allocator } from '../allocator/allocator.ts';
import type { MesosError } from '../base/errors.ts';
import type { Clock, Log, Random, Timer, Timers } from '../base/ports.ts';
import type { Peers } from '../libprocess/peers.ts';
import type { RegistryDocument } from '../registry/document.ts';
import type { RegistryOperation } from '../registry/operations.ts';
import type { AllocationLoop } from './allocation.ts';
import type { MasterConfig } from './config.ts';
import type { Mailbox } from './mailbox.ts';
import type { MasterMetrics } from './metrics.ts';
import type { Agent, Model } from './model.ts';
import type { ConstraintFilters } from './offer-constraints.ts';
import type { OperatorEvents } from './operator-events.ts';
import type { AgentObservers } from './pings.ts';
import type { OperationResult } from './registrar.ts';
import type { RegistrarMetrics } from './registrar-metrics.ts';

/** The part of the registrar the master uses; callbacks may come at any later time. */
export interface RegistrarPort {
  readonly document: RegistryDocument;
  readonly pendingCount: number;
  readonly metrics: RegistrarMetrics;
  recover(done: (error: MesosError | undefined) => void): void;
  submit(operation: RegistryOperation, done: (result: OperationResult) => void): void;
}

export interface MasterPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly peers: Peers;
  readonly registrar: RegistrarPort;
  readonly allocator: Allocator;
  /** The master cannot go on (the registry is lost, too many agents are missing): the process must end. */
  readonly onFatal: (error: MesosError) => void;
}

export interface Core {
  readonly config: MasterConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly peers: Peers;
  readonly registrar: RegistrarPort;
  readonly allocator: Allocator;
  readonly onFatal: (error: MesosError) => void;
  readonly mailbox: Mailbox;
  readonly model: Model;
  readonly metrics: MasterMetrics;
  readonly allocation: AllocationLoop;
  readonly observers: AgentObservers;
  readonly constraintFilters: ConstraintFilters;
  /** Set once, by whoever serves operators. */
  operatorEvents: OperatorEvents;
  /** Runs the action later, as an event of the mailbox. */
  after(delayMs: number, action: () => void): Timer;
  /** Submits to the registry; the answer is an event of the mailbox. */
  submit(operation: RegistryOperation, done: (result: OperationResult) => void): void;
}

/** Seconds since the epoch, as protocol timestamps are. */
export function nowSeconds(core: Core): number {
  return core.clock.now() / 1000;
}

/** Milliseconds as the nanoseconds of a TimeInfo. */
export function timeInfo(ms: number): { nanoseconds: bigint } {
  const whole = Math.floor(ms);
  return { nanoseconds: BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6)) };
}

/** Agents that are told something in one turn; a larger cluster is told in several, with other events between. */
const broadcastBatch = 500;

/** Calls `action` for each agent registered now, in turns. An agent that is gone by its turn is left out. */
export function forEachAgent(core: Core, action: (agent: Agent) => void): void {
  const agents = [...core.model.agents.values()];
  let next = 0;
  const turn = (): void => {
    const end = Math.min(agents.length, next + broadcastBatch);
    for (; next < end; next += 1) {
      const agent = agents[next]!;
      if (core.model.agents.get(agent.id) === agent) action(agent);
    }
    if (next < agents.length) core.after(0, turn);
  };
  turn();
}
