// One allocation run. Agents take their turns in random order; in a turn the first framework in fair order
// that may and wants to gets everything left of the agent that its role can have. A turn is never interrupted,
// so what other events do between two steps cannot be seen half done.
import type { Random } from '../base/ports.ts';
import type { ResourceKind } from '../resources/kind.ts';
import { Resources } from '../resources/resources.ts';
import { isHierarchicalRole } from '../resources/roles.ts';
import type { AgentState } from './agent-state.ts';
import type { Allocation, AllocationRun } from './allocator.ts';
import type { Cluster } from './cluster.ts';
import type { FrameworkState } from './framework-state.ts';
import { reachesMinimum } from './minimum.ts';
import type { FilterTime } from './offer-filters.ts';
import type { RoleNode } from './role-tree.ts';
import type { Slot } from './slot.ts';

/** What booking an allocation costs beside considering a framework: some five microseconds against a half. */
const allocationWork = 10;

/** Shuffles in place. */
export function shuffle<Element>(elements: Element[], random: Random): void {
  for (let i = elements.length - 1; i > 0; i--) {
    const j = Math.floor(random.fraction() * (i + 1));
    const element = elements[i]!;
    elements[i] = elements[j]!;
    elements[j] = element;
  }
}

/** Whether anything could have changed for an agent since the last turn in which nobody could take more. */
export function needsTurn(agent: AgentState, cluster: Cluster, nowMs: number): boolean {
  return agent.settledEpoch !== cluster.epoch || nowMs >= agent.wakeAtMs;
}

export class HierarchicalRun implements AllocationRun {
  private readonly cluster: Cluster;
  private readonly agents: readonly AgentState[];
  private readonly time: FilterTime;
  private readonly onDone: () => void;
  private next = 0;
  isDone = false;

  /** `agents` are in the order of their turns; `onDone` is called once, at the end. */
  constructor(cluster: Cluster, agents: readonly AgentState[], time: FilterTime, onDone: () => void) {
    this.cluster = cluster;
    this.agents = agents;
    this.time = time;
    this.onDone = onDone;
  }

  step(workBudget: number): Allocation[] {
    const allocations: Allocation[] = [];
    let work = 0;
    while (this.next < this.agents.length && work < workBudget) {
      const agent = this.agents[this.next++]!;
      work += 1;
      // Events between the steps may have taken the agent or what it had.
      if (this.cluster.offerable.has(agent))
        work += new AgentTurn(this.cluster, agent, this.time, allocations).take();
    }
    if (this.next >= this.agents.length && !this.isDone) {
      this.isDone = true;
      this.onDone();
    }
    return allocations;
  }
}

/** Offers what an agent has left to everybody, in fair order. */
class AgentTurn {
  private readonly cluster: Cluster;
  private readonly agent: AgentState;
  private readonly time: FilterTime;
  private readonly allocations: Allocation[];
  private offeredShared = Resources.none;
  private work = 0;
  /** Slots that were not eager after this epoch were passed over before, for reasons that still hold. */
  private readonly settledEpoch: number;
  private wakeAtMs: number;
  /** The last answer about the default minimum: most frameworks ask about the same candidate. */
  private minimumOf: Resources | undefined;
  private isAboveMinimum = false;

  constructor(cluster: Cluster, agent: AgentState, time: FilterTime, allocations: Allocation[]) {
    this.cluster = cluster;
    this.agent = agent;
    this.time = time;
    this.allocations = allocations;
    const isSettled = agent.settledEpoch >= 0 && time.nowMs < agent.wakeAtMs;
    this.settledEpoch = isSettled ? agent.settledEpoch : -1;
    this.wakeAtMs = isSettled ? agent.wakeAtMs : Number.POSITIVE_INFINITY;
  }

  /** The work it was, in the units of `AllocationRun.step`. */
  take(): number {
    this.walk(this.cluster.tree.root);
    // A shared resource goes to one framework a run; the next run may offer it to another.
    this.agent.settledEpoch = this.agent.hasShared ? -1 : this.cluster.epoch;
    this.agent.wakeAtMs = this.wakeAtMs;
    return this.work;
  }

  private walk(node: RoleNode): void {
    node.order.repair();
    for (const { role, isVirtual } of node.order.clients) {
      if (this.agent.available.isEmpty) return;
      if (!isVirtual && role.children.size > 0) {
        if (role.activeBelow > 0) this.walk(role);
      } else if (role.activeHere > 0) {
        this.visit(role);
      }
    }
  }

  private visit(role: RoleNode): void {
    let candidate = this.candidateFor(role.path);
    if (candidate.isEmpty) return;
    role.slots.repair();
    for (const slot of role.slots.clients) {
      if (!slot.isActive || slot.eagerEpoch <= this.settledEpoch) continue;
      this.work += 1;
      const offered = this.fitting(slot, candidate);
      if (offered === undefined) continue;
      this.allocate(slot, offered);
      candidate = this.candidateFor(role.path);
      if (candidate.isEmpty) return;
    }
  }

  /** What is left for a role: unreserved, or reserved for it or a role above. */
  private candidateFor(role: string): Resources {
    const { agent } = this;
    const candidate = agent.hasReservations ? agent.available.allocatableTo(role) : agent.available;
    return agent.hasShared ? candidate.subtract(this.offeredShared) : candidate;
  }

  /** What of the candidate a framework gets, undefined when nothing. */
  private fitting(slot: Slot, candidate: Resources): Resources | undefined {
    const { framework, passes } = slot;
    const { agent } = this;
    if (!this.canReceive(framework, slot.role)) {
      passes.incapable += 1;
      return undefined;
    }
    const fitting = this.stripped(framework, candidate);
    if (fitting.isEmpty) {
      passes.incapable += 1;
      return undefined;
    }
    if (!this.isWorthOffering(slot, fitting)) {
      passes.belowMinimum += 1;
      return undefined;
    }
    const filter = agent.filters.isEmpty ? undefined : agent.filters.find(slot, fitting, this.time);
    if (filter !== undefined) {
      passes.filtered += 1;
      if (filter.expiresAtMs < this.wakeAtMs) this.wakeAtMs = filter.expiresAtMs;
      return undefined;
    }
    if (framework.constraints !== undefined) {
      this.work += framework.constraints.work;
      if (framework.constraints.excludes(slot.role, agent)) {
        passes.constrained += 1;
        return undefined;
      }
    }
    return fitting;
  }

  private canReceive(framework: FrameworkState, role: string): boolean {
    const { agent } = this;
    const { filterGpuResources, region } = this.cluster.options;
    if (agent.hasGpus && filterGpuResources && !framework.usesGpus) return false;
    if (!agent.isMultiRole && framework.isMultiRole) return false;
    if (!agent.isHierarchical && isHierarchicalRole(role)) return false;
    return framework.isRegionAware || agent.region === undefined || agent.region === region;
  }

  /** Without what the framework's capabilities do not allow it to be offered. */
  private stripped(framework: FrameworkState, candidate: Resources): Resources {
    const { agent } = this;
    let rest = candidate;
    if (agent.hasRevocable && !framework.isRevocable) rest = rest.nonRevocable();
    if (agent.hasShared && !framework.isSharing) rest = rest.nonShared();
    if (agent.hasRefinements && !framework.isRefining)
      rest = rest.filter((kind) => kind.reservations.length < 2);
    return rest;
  }

  private isWorthOffering(slot: Slot, candidate: Resources): boolean {
    const override = slot.framework.minAllocatable?.get(slot.role);
    if (override !== undefined) return reachesMinimum(candidate, override);
    if (this.minimumOf !== candidate) {
      this.minimumOf = candidate;
      this.isAboveMinimum = reachesMinimum(candidate, this.cluster.options.minAllocatable);
    }
    return this.isAboveMinimum;
  }

  private allocate(slot: Slot, offered: Resources): void {
    const { agent } = this;
    const resources = offered.sortKinds(offerRank).allocate(slot.role);
    slot.passes.offered += 1;
    this.work += allocationWork;
    if (agent.hasShared) this.offeredShared = this.offeredShared.add(offered.shared());
    this.cluster.hold(agent, slot, resources);
    this.allocations.push({ frameworkId: slot.path, role: slot.role, agentId: agent.id, resources });
  }
}

/** The order in which the original lists the resources of an offer. */
function offerRank(kind: ResourceKind): number {
  if (kind.reservationRole !== undefined) return 0;
  if (kind.isRevocable) return 2;
  return kind.type === 'SCALAR' ? 3 : 1;
}
