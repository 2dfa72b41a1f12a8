// The allocator's books: agents, frameworks, roles and who holds what. Every change of a holding goes through
// `hold` and `release`, which keep the agent, the role tree and the quantities telling the same story.
import { assert } from '../base/assert.ts';
import { sameKind } from '../resources/kind.ts';
import { Resources } from '../resources/resources.ts';
import { anyRole } from '../resources/roles.ts';
import type { AgentState } from './agent-state.ts';
import type { AllocatorOptions } from './allocator.ts';
import { FrameworkState } from './framework-state.ts';
import { QuantityTable } from './quantity-table.ts';
import { RoleTree } from './role-tree.ts';
import { Slot } from './slot.ts';

export class Cluster {
  readonly options: AllocatorOptions;
  readonly agents = new Map<string, AgentState>();
  readonly frameworks = new Map<string, FrameworkState>();
  readonly table: QuantityTable;
  readonly tree: RoleTree;
  /** Active agents that have something left: what a run over all agents looks at. */
  readonly offerable = new Set<AgentState>();
  whitelist: ReadonlySet<string> | undefined;
  /** Grows with `makeEager`. */
  epoch = 0;

  constructor(options: AllocatorOptions) {
    this.options = options;
    this.table = new QuantityTable(new Set(options.excludedNames));
    this.tree = new RoleTree(this.table);
  }

  frameworkFor(frameworkId: string): FrameworkState {
    let framework = this.frameworks.get(frameworkId);
    if (framework === undefined) {
      framework = new FrameworkState(frameworkId);
      this.frameworks.set(frameworkId, framework);
    }
    return framework;
  }

  slotFor(framework: FrameworkState, role: string): Slot {
    let slot = framework.slots.get(role);
    if (slot === undefined) {
      slot = new Slot(this.table.takeRow(), framework, role);
      slot.node = this.tree.addSlot(slot);
      framework.slots.set(role, slot);
    }
    return slot;
  }

  /** Recomputes whether a slot takes part in runs. */
  refreshSlot(slot: Slot): void {
    const { framework } = slot;
    const isActive = framework.isRegistered && framework.isActive && slot.isSubscribed && !slot.isSuppressed;
    if (isActive && !slot.isActive) this.makeEager(slot);
    this.tree.setActive(slot, isActive);
  }

  /** Says that a slot may want what it was passed over for: agents that were settled ask it again, and only it. */
  makeEager(slot: Slot): void {
    this.epoch += 1;
    slot.eagerEpoch = this.epoch;
  }

  /** Forgets a slot, and then its framework, when nothing needs them any more. */
  dropUnused(slot: Slot): void {
    if (slot.isSubscribed || slot.agentCount > 0) return;
    const { framework } = slot;
    this.tree.setActive(slot, false);
    this.tree.removeSlot(slot);
    this.table.freeRow(slot.row);
    slot.filterEpoch += 1;
    framework.slots.delete(slot.role);
    this.dropUnusedFramework(framework);
  }

  dropUnusedFramework(framework: FrameworkState): void {
    if (!framework.isRegistered && framework.slots.size === 0) this.frameworks.delete(framework.id);
  }

  addAgent(agent: AgentState, total: Resources): void {
    this.agents.set(agent.id, agent);
    agent.setTotal(total);
    this.table.changeTotals(total, 1);
    this.refreshAgent(agent);
  }

  removeAgent(agent: AgentState): void {
    for (const [slot, resources] of [...agent.held]) this.release(agent, slot, resources);
    this.table.changeTotals(agent.total, -1);
    this.agents.delete(agent.id);
    this.offerable.delete(agent);
  }

  setTotal(agent: AgentState, total: Resources): void {
    this.table.changeTotals(agent.total, -1);
    this.table.changeTotals(total, 1);
    agent.setTotal(total);
    this.refreshAgent(agent);
  }

  /** Recomputes what an agent has left; it is looked at in the next run. */
  refreshAgent(agent: AgentState): void {
    agent.derive();
    const isListed = this.whitelist === undefined || this.whitelist.has(agent.hostname);
    if (agent.isActive && isListed && !agent.available.isEmpty) this.offerable.add(agent);
    else this.offerable.delete(agent);
  }

  /** Books resources, allocated to the slot's role, for a slot on an agent. */
  hold(agent: AgentState, slot: Slot, resources: Resources): void {
    const before = agent.held.get(slot) ?? Resources.none;
    if (before.isEmpty) slot.agentCount += 1;
    agent.held.set(slot, before.add(resources));
    agent.allocated = agent.allocated.add(resources.unallocate());
    this.tree.book(slot, withoutShared(resources, before), 1);
    this.refreshAgent(agent);
  }

  /** Ends a booking; giving back more than is held is a programmer error. */
  release(agent: AgentState, slot: Slot, resources: Resources): void {
    const before = agent.held.get(slot) ?? Resources.none;
    assert(
      before.contains(resources),
      `framework ${slot.path} gives back more than it holds on agent ${agent.id}`,
    );
    const after = before.subtract(resources);
    if (after.isEmpty) {
      agent.held.delete(slot);
      if (!before.isEmpty) slot.agentCount -= 1;
    } else {
      agent.held.set(slot, after);
    }
    agent.allocated = agent.allocated.subtract(resources.unallocate());
    this.tree.book(slot, withoutShared(resources, after), -1);
    this.refreshAgent(agent);
    this.dropUnused(slot);
  }
}

/** The resources by role; what carries no role was allocated before roles were recorded, and belongs to `*`. */
export function byRole(resources: Resources): Map<string, Resources> {
  const groups = resources.byAllocationRole(anyRole);
  const unnamed = groups.get(anyRole);
  if (unnamed !== undefined) groups.set(anyRole, unnamed.allocate(anyRole));
  return groups;
}

/** A shared resource counts once in a share: leaves out what is held there anyway. */
function withoutShared(resources: Resources, held: Resources): Resources {
  if (!resources.some((kind) => kind.isShared)) return resources;
  return resources.filter((kind) => !kind.isShared || !held.some((other) => sameKind(other, kind)));
}
