// Hierarchical dominant resource fairness: the implementation of `Allocator`. This file turns events into
// changes of the books and remembers which agents want a run; allocation-run.ts does the allocating.
import { assert } from '../base/assert.ts';
import type { Random } from '../base/ports.ts';
import type { Filters } from '../protocol/messages.ts';
import { sameAttributes } from '../resources/attributes.ts';
import type { Resources } from '../resources/resources.ts';
import { AgentState } from './agent-state.ts';
import { HierarchicalRun, needsTurn, shuffle } from './allocation-run.ts';
import type {
  AgentDescription,
  Allocation,
  AllocationRun,
  Allocator,
  AllocatorOptions,
  AllocatorStatistics,
  Candidates,
  FrameworkDescription,
  RoleExplanation,
} from './allocator.ts';
import { byRole, Cluster } from './cluster.ts';
import { consumptionByRole } from './consumption.ts';
import type { FrameworkState } from './framework-state.ts';
import { defaultMinimum } from './minimum.ts';
import { type FilterTime, refuseMs } from './offer-filters.ts';
import type { Slot } from './slot.ts';

export const defaultOptions: AllocatorOptions = {
  allocationIntervalMs: 1000,
  minAllocatable: defaultMinimum,
  filterGpuResources: true,
  excludedNames: [],
  region: undefined,
};

/** After this many runs over all agents every agent's ended filters have been swept. */
const runsPerSweep = 64;

export class HierarchicalAllocator implements Allocator {
  private readonly cluster: Cluster;
  private readonly random: Random;
  private readonly pendingAgents = new Set<string>();
  private isAllPending = false;
  private runs = 0;
  /** Numbers of the newest run over all agents that was started, and that has finished. */
  private startedFullRun = 0;
  private finishedFullRun = 0;
  private sweeping: Iterator<AgentState> | undefined;

  constructor(random: Random, options: Partial<AllocatorOptions> = {}) {
    this.random = random;
    this.cluster = new Cluster({ ...defaultOptions, ...options });
  }

  addFramework(frameworkId: string, description: FrameworkDescription, active: boolean): void {
    const framework = this.cluster.frameworkFor(frameworkId);
    assert(!framework.isRegistered, `framework ${frameworkId} is added twice`);
    framework.isRegistered = true;
    framework.isActive = active;
    this.subscribe(framework, description);
    if (active) this.isAllPending = true;
  }

  updateFramework(frameworkId: string, description: FrameworkDescription): void {
    this.subscribe(this.framework(frameworkId), description);
  }

  private subscribe(framework: FrameworkState, description: FrameworkDescription): void {
    framework.describe(description);
    const roles = new Set(description.roles);
    const suppressed = new Set(description.suppressedRoles);
    for (const role of roles) {
      const slot = this.cluster.slotFor(framework, role);
      const isRevived = slot.isSubscribed && slot.isSuppressed && !suppressed.has(role);
      slot.isSubscribed = true;
      slot.isSuppressed = suppressed.has(role);
      this.cluster.refreshSlot(slot);
      // Other capabilities may make it want what it was passed over for.
      this.cluster.makeEager(slot);
      if (isRevived) this.reviveSlot(slot);
    }
    for (const slot of [...framework.slots.values()]) if (!roles.has(slot.role)) this.unsubscribe(slot);
  }

  private unsubscribe(slot: Slot): void {
    slot.isSubscribed = false;
    slot.isSuppressed = false;
    slot.filterEpoch += 1;
    this.cluster.refreshSlot(slot);
    this.cluster.dropUnused(slot);
  }

  activateFramework(frameworkId: string): void {
    this.setFrameworkActive(this.framework(frameworkId), true);
    this.isAllPending = true;
  }

  deactivateFramework(frameworkId: string): void {
    const framework = this.framework(frameworkId);
    this.setFrameworkActive(framework, false);
    for (const slot of framework.slots.values()) slot.filterEpoch += 1;
  }

  private setFrameworkActive(framework: FrameworkState, isActive: boolean): void {
    framework.isActive = isActive;
    for (const slot of framework.slots.values()) this.cluster.refreshSlot(slot);
  }

  removeFramework(frameworkId: string): void {
    const framework = this.framework(frameworkId);
    framework.isRegistered = false;
    framework.isActive = false;
    for (const slot of [...framework.slots.values()]) this.unsubscribe(slot);
    this.cluster.dropUnusedFramework(framework);
  }

  addAgent(agentId: string, description: AgentDescription): void {
    assert(!this.cluster.agents.has(agentId), `agent ${agentId} is added twice`);
    const agent = new AgentState(agentId);
    agent.describe(description);
    agent.isActive = description.active ?? true;
    this.cluster.addAgent(agent, description.total);
    for (const [frameworkId, used] of description.used ?? []) {
      const framework = this.cluster.frameworkFor(frameworkId);
      for (const [role, resources] of byRole(used)) {
        this.cluster.hold(agent, this.cluster.slotFor(framework, role), resources);
      }
      this.cluster.dropUnusedFramework(framework);
    }
    this.pendingAgents.add(agentId);
  }

  updateAgent(agentId: string, change: Partial<Omit<AgentDescription, 'active' | 'used'>>): void {
    const agent = this.agent(agentId);
    if (change.attributes !== undefined && !sameAttributes(agent.attributes, change.attributes))
      agent.filters.clear();
    agent.describe(change);
    if (change.total !== undefined) this.cluster.setTotal(agent, change.total);
    else this.cluster.refreshAgent(agent);
    this.pendingAgents.add(agentId);
  }

  activateAgent(agentId: string): void {
    this.setAgentActive(agentId, true);
  }

  deactivateAgent(agentId: string): void {
    this.setAgentActive(agentId, false);
  }

  private setAgentActive(agentId: string, isActive: boolean): void {
    const agent = this.agent(agentId);
    agent.isActive = isActive;
    this.cluster.refreshAgent(agent);
  }

  removeAgent(agentId: string): void {
    this.cluster.removeAgent(this.agent(agentId));
    this.pendingAgents.delete(agentId);
  }

  recoverResources(
    frameworkId: string,
    agentId: string,
    resources: Resources,
    filters: Filters | undefined,
    nowMs: number,
  ): void {
    const framework = this.cluster.frameworks.get(frameworkId);
    const agent = this.cluster.agents.get(agentId);
    if (framework === undefined || agent === undefined) return;
    const durationMs = filters === undefined ? 0 : refuseMs(filters);
    for (const [role, recovered] of byRole(resources)) {
      const slot = framework.slots.get(role);
      assert(slot !== undefined, `framework ${frameworkId} gives back what it does not hold in role ${role}`);
      this.cluster.release(agent, slot, recovered);
      if (durationMs === 0 || !slot.isSubscribed) continue;
      const expiresAtMs = nowMs + Math.max(durationMs, this.cluster.options.allocationIntervalMs);
      const { filterEpoch: epoch } = slot;
      const refused = recovered.unallocate();
      agent.filters.add(
        slot,
        { resources: refused, expiresAtMs, epoch, madeAtRun: this.startedFullRun },
        this.filterTime(nowMs),
      );
    }
  }

  updateAllocation(frameworkId: string, agentId: string, before: Resources, after: Resources): void {
    const agent = this.agent(agentId);
    const framework = this.cluster.frameworks.get(frameworkId);
    assert(framework !== undefined, `framework ${frameworkId} holds nothing`);
    const added = [...byRole(after)].map(
      ([role, resources]) => [this.cluster.slotFor(framework, role), resources] as const,
    );
    this.cluster.setTotal(agent, agent.total.subtract(before.unallocate()).add(after.unallocate()));
    for (const [slot, resources] of added) this.cluster.hold(agent, slot, resources);
    for (const [role, resources] of byRole(before)) {
      const slot = framework.slots.get(role);
      assert(slot !== undefined, `framework ${frameworkId} holds nothing in role ${role}`);
      this.cluster.release(agent, slot, resources);
    }
  }

  updateAvailable(agentId: string, before: Resources, after: Resources): boolean {
    const agent = this.agent(agentId);
    if (!agent.available.contains(before)) return false;
    this.cluster.setTotal(agent, agent.total.subtract(before).add(after));
    return true;
  }

  suppress(frameworkId: string, roles: readonly string[]): void {
    for (const slot of this.subscribedSlots(frameworkId, roles)) {
      slot.isSuppressed = true;
      this.cluster.refreshSlot(slot);
    }
  }

  revive(frameworkId: string, roles: readonly string[]): void {
    for (const slot of this.subscribedSlots(frameworkId, roles)) this.reviveSlot(slot);
    this.isAllPending = true;
  }

  private reviveSlot(slot: Slot): void {
    slot.filterEpoch += 1;
    slot.isSuppressed = false;
    this.cluster.refreshSlot(slot);
    this.cluster.makeEager(slot);
    this.isAllPending = true;
  }

  private subscribedSlots(frameworkId: string, roles: readonly string[]): Slot[] {
    const slots = [...this.framework(frameworkId).slots.values()];
    return slots.filter((slot) => slot.isSubscribed && (roles.length === 0 || roles.includes(slot.role)));
  }

  setWeights(weights: ReadonlyMap<string, number>): void {
    for (const [role, weight] of weights) assert(weight > 0, `the weight of role ${role} is not above zero`);
    this.cluster.tree.setWeights(weights);
  }

  setWhitelist(hostnames: ReadonlySet<string> | undefined): void {
    this.cluster.whitelist = hostnames;
    for (const agent of this.cluster.agents.values()) this.cluster.refreshAgent(agent);
  }

  get hasPending(): boolean {
    return this.isAllPending || this.pendingAgents.size > 0;
  }

  takePending(): Candidates | undefined {
    if (!this.hasPending) return undefined;
    const pending = this.isAllPending ? 'all' : [...this.pendingAgents];
    this.isAllPending = false;
    this.pendingAgents.clear();
    return pending;
  }

  startRun(candidates: Candidates, nowMs: number): AllocationRun {
    this.runs += 1;
    const time = this.filterTime(nowMs);
    const agents: AgentState[] = [];
    if (candidates === 'all') {
      for (const agent of this.cluster.offerable)
        if (needsTurn(agent, this.cluster, nowMs)) agents.push(agent);
    } else {
      for (const agentId of new Set(candidates)) {
        const agent = this.cluster.agents.get(agentId);
        if (agent !== undefined && this.cluster.offerable.has(agent)) agents.push(agent);
      }
    }
    shuffle(agents, this.random);
    if (candidates !== 'all') return new HierarchicalRun(this.cluster, agents, time, () => {});
    this.startedFullRun += 1;
    const run = this.startedFullRun;
    return new HierarchicalRun(this.cluster, agents, time, () => {
      this.finishedFullRun = Math.max(this.finishedFullRun, run);
      this.sweepSome(nowMs);
    });
  }

  allocate(candidates: Candidates, nowMs: number): Allocation[] {
    return this.startRun(candidates, nowMs).step(Number.POSITIVE_INFINITY);
  }

  /** Drops ended filters of a part of the agents, going round. */
  private sweepSome(nowMs: number): void {
    const time = this.filterTime(nowMs);
    const share = Math.ceil(this.cluster.agents.size / runsPerSweep);
    for (let i = 0; i < share; i++) {
      this.sweeping ??= this.cluster.agents.values();
      const { value: agent, done } = this.sweeping.next();
      if (done === true) this.sweeping = undefined;
      else agent.filters.sweep(time);
    }
  }

  private filterTime(nowMs: number): FilterTime {
    return { nowMs, finishedRun: this.finishedFullRun };
  }

  private framework(frameworkId: string): FrameworkState {
    const framework = this.cluster.frameworks.get(frameworkId);
    assert(framework?.isRegistered, `framework ${frameworkId} is unknown to the allocator`);
    return framework;
  }

  private agent(agentId: string): AgentState {
    const agent = this.cluster.agents.get(agentId);
    assert(agent !== undefined, `agent ${agentId} is unknown to the allocator`);
    return agent;
  }

  statistics(nowMs: number): AllocatorStatistics {
    const time = this.filterTime(nowMs);
    const offeredOrAllocated = new Map<string, number>();
    const activeFilters = new Map<string, number>();
    for (const agent of this.cluster.agents.values()) {
      for (const [name, amount] of agent.allocated.scalarQuantities()) {
        offeredOrAllocated.set(name, (offeredOrAllocated.get(name) ?? 0) + amount);
      }
      agent.filters.countByRole(activeFilters, time);
    }
    const { table, tree } = this.cluster;
    return {
      runs: this.runs,
      total: table.totalQuantities(),
      offeredOrAllocated,
      shares: tree.shares(),
      activeFilters,
      consumed: consumptionByRole(this.cluster),
    };
  }

  explain(frameworkId: string): RoleExplanation[] {
    const slots = this.cluster.frameworks.get(frameworkId)?.slots.values() ?? [];
    return [...slots].map((slot) => ({
      role: slot.role,
      isSubscribed: slot.isSubscribed,
      isSuppressed: slot.isSuppressed,
      isActive: slot.isActive,
      share: this.cluster.table.share(slot.row),
      passes: { ...slot.passes },
    }));
  }
}
