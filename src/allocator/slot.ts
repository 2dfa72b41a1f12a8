// A framework in one of its roles: what competes for offers inside a role, and what filters are keyed by. It
// exists while the framework is subscribed to the role or still holds something there.
import type { FairClient } from './fair-order.ts';
import type { FrameworkState } from './framework-state.ts';
import type { RoleNode } from './role-tree.ts';

/** Why a framework in a role was passed over on an agent, counted since it was added. */
export interface Passes {
  offered: number;
  filtered: number;
  belowMinimum: number;
  /** It lacks a capability the agent or the resources need, or the agent lacks one. */
  incapable: number;
  /** Its offer constraints exclude the agent. */
  constrained: number;
}

export class Slot implements FairClient {
  readonly path: string;
  readonly weight = 1;
  readonly row: number;
  count = 0;
  share = 0;
  isChanged = false;
  readonly framework: FrameworkState;
  readonly role: string;
  node!: RoleNode;
  /** Whether it wants offers: framework active, subscribed to the role, not suppressed. */
  isActive = false;
  isSubscribed = false;
  isSuppressed = false;
  /** On how many agents it holds something. */
  agentCount = 0;
  /** Filters made under an older number are void: this is how a revive clears them all at once. */
  filterEpoch = 0;
  /** `Cluster.epoch` when it last began to want what it was passed over for: it was activated, revived or described anew. */
  eagerEpoch = 0;
  readonly passes: Passes = { offered: 0, filtered: 0, belowMinimum: 0, incapable: 0, constrained: 0 };

  constructor(row: number, framework: FrameworkState, role: string) {
    this.row = row;
    this.framework = framework;
    this.path = framework.id;
    this.role = role;
  }
}
