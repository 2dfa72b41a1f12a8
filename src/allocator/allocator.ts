// The allocator as the master sees it: events in, allocations out. It is pure: the caller passes the time and
// owns every timer. An allocation that `AllocationRun.step` returned is already booked, so the caller must
// either offer it or give it back with `recoverResources`.
import type { Attribute, Filters, FrameworkInfoCapabilityType } from '../protocol/messages.ts';
import type { Resources } from '../resources/resources.ts';
import type { MinimumSets } from './minimum.ts';
import type { Passes } from './slot.ts';

export interface AllocatorOptions {
  /** Time between two interval runs (`--allocation_interval`); no filter is shorter. */
  readonly allocationIntervalMs: number;
  /** `--min_allocatable_resources`. */
  readonly minAllocatable: MinimumSets;
  /** `--filter_gpu_resources`: agents with GPUs only for GPU_RESOURCES frameworks. */
  readonly filterGpuResources: boolean;
  /** `--fair_sharing_excluded_resource_names`. */
  readonly excludedNames: readonly string[];
  /** The master's region; agents elsewhere are only for REGION_AWARE frameworks. */
  readonly region: string | undefined;
}

export interface FrameworkDescription {
  readonly roles: readonly string[];
  /** A subset of `roles`. */
  readonly suppressedRoles: readonly string[];
  readonly capabilities: readonly FrameworkInfoCapabilityType[];
  /** What overrides `minAllocatable` in a role. */
  readonly minAllocatable?: ReadonlyMap<string, MinimumSets> | undefined;
  readonly constraints?: AgentFilter | undefined;
}

/** Offer constraints: which agents are kept from a framework. */
export interface AgentFilter {
  /** What a question may cost, in the units of `AllocationRun.step`. */
  readonly work: number;
  excludes(role: string, agent: AgentTraits): boolean;
}

/** What offer constraints may look at. */
export interface AgentTraits {
  readonly id: string;
  readonly hostname: string;
  readonly attributes: readonly Attribute[];
  readonly region: string | undefined;
  readonly zone: string | undefined;
}

export interface AgentDescription {
  /** Everything the agent has, revocable estimates included, allocated to nobody. */
  readonly total: Resources;
  readonly hostname: string;
  /** Names of agent capabilities: MULTI_ROLE and HIERARCHICAL_ROLE matter here. */
  readonly capabilities: readonly string[];
  readonly attributes?: readonly Attribute[] | undefined;
  readonly region?: string | undefined;
  readonly zone?: string | undefined;
  /** False while the agent is deactivated or disconnected; default true. */
  readonly active?: boolean | undefined;
  /** What frameworks hold there already, by framework id, allocated to roles. The frameworks may come later. */
  readonly used?: ReadonlyMap<string, Resources> | undefined;
}

export interface Allocation {
  readonly frameworkId: string;
  readonly role: string;
  readonly agentId: string;
  /** Allocated to `role`. */
  readonly resources: Resources;
}

/** Which agents a run looks at. A run over 'all' is what lets expired filters end, so the interval timer must ask for it. */
export type Candidates = 'all' | readonly string[];

/** One pass over its candidates, in steps, so that other events get their turn in between. */
export interface AllocationRun {
  readonly isDone: boolean;
  /** Works until the run is done or about `workBudget` units are spent: one for each agent and each framework considered, ten for each allocation. A unit is about half a microsecond. */
  step(workBudget: number): Allocation[];
}

export interface AllocatorStatistics {
  /** Runs started. */
  readonly runs: number;
  /** Thousandths by scalar name, over all agents. */
  readonly total: ReadonlyMap<string, number>;
  readonly offeredOrAllocated: ReadonlyMap<string, number>;
  /** Dominant share by role path. */
  readonly shares: ReadonlyMap<string, number>;
  /** Filters in force by role. */
  readonly activeFilters: ReadonlyMap<string, number>;
  /** What counts towards a quota, by role path and scalar name; the root, which is all roles, is ''. */
  readonly consumed: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export interface RoleExplanation {
  readonly role: string;
  readonly isSubscribed: boolean;
  readonly isSuppressed: boolean;
  /** Whether it takes part in runs. */
  readonly isActive: boolean;
  /** Of the framework among the frameworks of the role. */
  readonly share: number;
  readonly passes: Readonly<Passes>;
}

export interface Allocator {
  addFramework(frameworkId: string, description: FrameworkDescription, active: boolean): void;
  /** Roles, suppression, capabilities and the rest become what is stated; roles no longer suppressed are revived. */
  updateFramework(frameworkId: string, description: FrameworkDescription): void;
  activateFramework(frameworkId: string): void;
  /** No offers until activated again; its filters are dropped. */
  deactivateFramework(frameworkId: string): void;
  /** What it still holds stays booked until it is recovered. */
  removeFramework(frameworkId: string): void;

  addAgent(agentId: string, description: AgentDescription): void;
  /** Changes what is named. Changed attributes drop the agent's filters. */
  updateAgent(agentId: string, change: Partial<Omit<AgentDescription, 'active' | 'used'>>): void;
  activateAgent(agentId: string): void;
  deactivateAgent(agentId: string): void;
  /** Forgets the agent and everything held there. */
  removeAgent(agentId: string): void;

  /**
   * Gives back resources that carry their allocation role. With `filters`, the framework refused them: pass `{}` where
   * a call had none (5 s), undefined where no filter is meant (a task ended, an offer was rescinded).
   * An agent or framework that is gone is no error.
   */
  recoverResources(
    frameworkId: string,
    agentId: string,
    resources: Resources,
    filters: Filters | undefined,
    nowMs: number,
  ): void;
  /** What an operation made of held resources: total and holding change alike. */
  updateAllocation(frameworkId: string, agentId: string, before: Resources, after: Resources): void;
  /** What an operation made of available resources; false, and nothing changes, when they are not available. */
  updateAvailable(agentId: string, before: Resources, after: Resources): boolean;

  /** No roles means all roles of the framework; roles it has not subscribed to are ignored. */
  suppress(frameworkId: string, roles: readonly string[]): void;
  /** Ends suppression and filters of the roles; no roles means all. */
  revive(frameworkId: string, roles: readonly string[]): void;

  /** Replaces all weights. */
  setWeights(weights: ReadonlyMap<string, number>): void;
  /** Hostnames that get offers; undefined for all. */
  setWhitelist(hostnames: ReadonlySet<string> | undefined): void;

  /** The agents that events since the last call want a run over; undefined when there are none. */
  takePending(): Candidates | undefined;
  readonly hasPending: boolean;
  startRun(candidates: Candidates, nowMs: number): AllocationRun;
  /** A whole run at once. */
  allocate(candidates: Candidates, nowMs: number): Allocation[];

  statistics(nowMs: number): AllocatorStatistics;
  explain(frameworkId: string): RoleExplanation[];
}
