// What the master knows: frameworks, agents, tasks, offers, in memory. Only the files of this folder that own
// a concern change it; readers (the state endpoints) go through the maps and never keep what they find.

import { rolesOf } from '../allocator/framework-state.ts';
import type { Timer } from '../base/ports.ts';
import { Recent } from '../base/recent.ts';
import type { Upid } from '../libprocess/transport.ts';
import { noUpid, parseUpid } from '../libprocess/upid.ts';
import type {
  AgentInfo,
  ExecutorInfo,
  FrameworkInfo,
  FrameworkInfoCapabilityType,
  SchedulerOfferConstraints,
  TaskState,
  UUID,
} from '../protocol/messages.ts';
import { Resources } from '../resources/resources.ts';
import { FrameworkMetrics } from './framework-metrics.ts';
import { OperationBook } from './operation-book.ts';
import type { SchedulerConnection } from './scheduler-connection.ts';
import type { Task } from './task.ts';

export type FrameworkId = string & { readonly __frameworkId?: never };
export type AgentId = string & { readonly __agentId?: never };
export type OfferId = string & { readonly __offerId?: never };

/**
 * recovered: only known from agents, its scheduler has not come back to this master. disconnected: no connection.
 * inactive: connected, but gets no offers.
 */
export type FrameworkState = 'active' | 'inactive' | 'disconnected' | 'recovered';

export class Framework {
  readonly id: FrameworkId;
  info: FrameworkInfo;
  roles: readonly string[];
  capabilities: ReadonlySet<FrameworkInfoCapabilityType>;
  suppressedRoles = new Set<string>();
  offerConstraints: SchedulerOfferConstraints | undefined;
  state: FrameworkState;
  /** While it is connected. */
  connection: SchedulerConnection | undefined;
  /** Of the scheduler that subscribed last, when that is a native driver; `Model.moveScheduler` changes it. */
  pid: Upid | undefined;
  /** Milliseconds since the epoch, as all times of the model. */
  readonly registeredMs: number;
  reregisteredMs: number;
  unregisteredMs: number | undefined;
  readonly tasks = new Map<string, Task>();
  /** Tasks on unreachable agents, oldest first. */
  readonly unreachableTasks = new Map<string, Task>();
  /** Oldest first, bounded. */
  readonly completedTasks = new Recent<Task>();
  readonly offers = new Set<Offer>();
  /** Held by tasks and executors, by agent. */
  readonly used = new Map<AgentId, Resources>();
  failoverTimer: Timer | undefined;
  heartbeatTimer: Timer | undefined;
  readonly metrics = new FrameworkMetrics();
  /** The resources of the task launched last: tasks of one framework are mostly alike and share them. */
  lastResources: Resources | undefined;

  constructor(id: FrameworkId, info: FrameworkInfo, state: FrameworkState, nowMs: number) {
    this.id = id;
    this.info = info;
    this.state = state;
    this.registeredMs = nowMs;
    this.reregisteredMs = nowMs;
    this.roles = rolesOf(info);
    this.capabilities = capabilitiesOf(info);
  }

  get isActive(): boolean {
    return this.state === 'active';
  }

  get isConnected(): boolean {
    return this.state === 'active' || this.state === 'inactive';
  }

  get isRecovered(): boolean {
    return this.state === 'recovered';
  }

  get isPartitionAware(): boolean {
    return this.capabilities.has('PARTITION_AWARE');
  }

  /** Replaces what a framework may change about itself; the caller has kept what it may not. */
  describe(info: FrameworkInfo): void {
    this.info = info;
    this.roles = rolesOf(info);
    this.capabilities = capabilitiesOf(info);
  }
}

function capabilitiesOf(info: FrameworkInfo): ReadonlySet<FrameworkInfoCapabilityType> {
  return new Set((info.capabilities ?? []).flatMap(({ type }) => (type === undefined ? [] : [type])));
}

export class Agent {
  readonly id: AgentId;
  info: AgentInfo;
  pid: Upid;
  version: string;
  capabilities: ReadonlySet<string>;
  /** Everything it has, dynamic reservations and revocable estimates included. */
  total: Resources;
  /** What its info says it has, with dynamic reservations applied. */
  nonRevocableTotal: Resources;
  resourceVersionUuid: UUID | undefined;
  isConnected = true;
  isActive = true;
  readonly registeredMs: number;
  reregisteredMs: number | undefined;
  readonly tasks = new Map<FrameworkId, Set<Task>>();
  /** Custom executors only: command executors are the agent's business. */
  readonly executors = new Map<FrameworkId, Map<string, ExecutorInfo>>();
  readonly offers = new Set<Offer>();
  /** Held by tasks and executors, by framework. */
  readonly used = new Map<FrameworkId, Resources>();
  offered = Resources.none;
  /** Kills to repeat when the agent comes back, by framework. */
  readonly killedTasks = new Map<FrameworkId, Set<string>>();
  reregisterTimer: Timer | undefined;

  constructor(id: AgentId, description: AgentParts, nowMs: number) {
    this.id = id;
    this.registeredMs = nowMs;
    this.info = description.info;
    this.pid = description.pid;
    this.version = description.version;
    this.capabilities = description.capabilities;
    this.nonRevocableTotal = description.total;
    this.total = description.total;
    this.resourceVersionUuid = description.resourceVersionUuid;
  }
}

/** What an agent says about itself at registration, validated. */
export interface AgentParts {
  readonly info: AgentInfo;
  readonly pid: Upid;
  readonly version: string;
  readonly capabilities: ReadonlySet<string>;
  readonly total: Resources;
  readonly resourceVersionUuid: UUID | undefined;
}

export interface Offer {
  readonly id: OfferId;
  readonly framework: Framework;
  readonly agent: Agent;
  readonly role: string;
  /** Allocated to `role`. */
  readonly resources: Resources;
  timer?: Timer | undefined;
}

/** An agent in the registry of which this master has heard nothing yet. */
export interface RecoveredAgent {
  readonly info: AgentInfo;
  readonly pid: Upid | undefined;
}

/** Removed agents that are remembered, so that what they still send is ignored: the original's number. */
export const maxRemovedAgents = 100_000;

export class Model {
  /** Milliseconds since the epoch; undefined until elected. */
  electedMs: number | undefined;
  /** The leading master when it is another one. */
  leader: { readonly hostname: string; readonly port: number } | undefined;
  /** The registry was read; until then nothing is answered. */
  isRecovered = false;
  readonly frameworks = new Map<FrameworkId, Framework>();
  /** Oldest first, bounded. */
  readonly completedFrameworks = new Map<FrameworkId, Framework>();
  readonly agents = new Map<AgentId, Agent>();
  readonly agentsByPid = new Map<Upid, Agent>();
  /** By `ip:port`, which is what a broken link is reported by. */
  readonly agentsByAddress = new Map<string, Set<Agent>>();
  /** Marks of what waits for the registry, so that the same thing is not begun twice. */
  readonly registering = new Set<Upid>();
  /** With what to do then for the newest attempt that came meanwhile. */
  readonly reregistering = new Map<AgentId, (() => void) | undefined>();
  readonly markingUnreachable = new Set<AgentId>();
  readonly markingGone = new Set<AgentId>();
  readonly removing = new Set<AgentId>();
  readonly recoveredAgents = new Map<AgentId, RecoveredAgent>();
  /** Since when, in milliseconds since the epoch. */
  readonly unreachableAgents = new Map<AgentId, number>();
  readonly goneAgents = new Map<AgentId, number>();
  /** Oldest first, bounded. */
  readonly removedAgents = new Set<AgentId>();
  readonly offers = new Map<OfferId, Offer>();
  /** Frameworks whose scheduler is a native driver, connected or not. An address has one framework. */
  readonly frameworksByPid = new Map<Upid, Framework>();
  /** The same by `ip:port`: a process may have several drivers. */
  readonly frameworksByAddress = new Map<string, Set<Framework>>();
  readonly operations = new OperationBook();
  /** Live and unreachable tasks by state. */
  readonly taskCounts = new Map<TaskState, number>();
  nextFramework = 0;
  nextAgent = 0;
  nextOffer = 0;

  addAgent(agent: Agent): void {
    this.agents.set(agent.id, agent);
    this.#indexPid(agent);
  }

  movePid(agent: Agent, pid: Upid): void {
    if (agent.pid === pid) return;
    this.#forgetPid(agent);
    agent.pid = pid;
    this.#indexPid(agent);
  }

  #indexPid(agent: Agent): void {
    this.agentsByPid.set(agent.pid, agent);
    addTo(this.agentsByAddress, addressOf(agent.pid), agent);
  }

  #forgetPid(agent: Agent): void {
    if (this.agentsByPid.get(agent.pid) === agent) this.agentsByPid.delete(agent.pid);
    removeFrom(this.agentsByAddress, addressOf(agent.pid), agent);
  }

  removeAgent(agent: Agent): void {
    this.agents.delete(agent.id);
    this.#forgetPid(agent);
    this.removedAgents.add(agent.id);
    for (const id of this.removedAgents) {
      if (this.removedAgents.size <= maxRemovedAgents) break;
      this.removedAgents.delete(id);
    }
  }

  /** The scheduler of a framework is at `pid` from now on; undefined: it is on HTTP. */
  moveScheduler(framework: Framework, pid: Upid | undefined): void {
    this.forgetScheduler(framework);
    framework.pid = pid;
    if (pid === undefined) return;
    this.frameworksByPid.set(pid, framework);
    addTo(this.frameworksByAddress, addressOf(pid), framework);
  }

  /** The framework is removed; it goes on showing where its scheduler was. */
  forgetScheduler(framework: Framework): void {
    const { pid } = framework;
    if (pid === undefined || this.frameworksByPid.get(pid) !== framework) return;
    this.frameworksByPid.delete(pid);
    removeFrom(this.frameworksByAddress, addressOf(pid), framework);
  }

  /** Whether an agent or a scheduler is there, to which the link is still needed. */
  isInUse(address: string): boolean {
    return this.agentsByAddress.has(address) || this.frameworksByAddress.has(address);
  }

  countTask(state: TaskState, change: 1 | -1): void {
    this.taskCounts.set(state, (this.taskCounts.get(state) ?? 0) + change);
  }
}

function addTo<Value>(sets: Map<string, Set<Value>>, key: string, value: Value): void {
  const there = sets.get(key);
  if (there === undefined) sets.set(key, new Set([value]));
  else there.add(value);
}

function removeFrom<Value>(sets: Map<string, Set<Value>>, key: string, value: Value): void {
  const there = sets.get(key);
  there?.delete(value);
  if (there?.size === 0) sets.delete(key);
}

/** What agents are told as the address of a framework's scheduler. */
export function schedulerPid({ pid }: Framework): Upid {
  return pid ?? noUpid;
}

/** The `ip:port` of a UPID: what a broken link is reported by. */
export function addressOf(pid: Upid): string {
  return pid.slice(pid.lastIndexOf('@') + 1);
}

/** The IPv4 address or host of a UPID. */
export function hostOf(pid: Upid): string | undefined {
  return parseUpid(pid)?.host;
}
