// An agent as the allocator knows it. `available` and the flags are derived: after `total` or `allocated`
// changes, `derive` must run before anything reads them.
import type { Attribute } from '../protocol/messages.ts';
import { Resources } from '../resources/resources.ts';
import type { AgentDescription, AgentTraits } from './allocator.ts';
import { OfferFilters } from './offer-filters.ts';
import type { Slot } from './slot.ts';

export class AgentState implements AgentTraits {
  readonly id: string;
  hostname = '';
  attributes: readonly Attribute[] = [];
  region: string | undefined;
  zone: string | undefined;
  isMultiRole = false;
  isHierarchical = false;
  isActive = true;
  /** Allocated to nobody. */
  total: Resources = Resources.none;
  /** What is offered or allocated, without its allocation roles. */
  allocated: Resources = Resources.none;
  /** The same by holder, with allocation roles. */
  readonly held = new Map<Slot, Resources>();
  readonly filters = new OfferFilters();

  available: Resources = Resources.none;
  hasGpus = false;
  hasReservations = false;
  hasRefinements = false;
  hasRevocable = false;
  hasShared = false;

  /** `Cluster.epoch` at the end of the last turn, after which nobody wanted more; -1 when something here has changed since. */
  settledEpoch = -1;
  /** When the first filter that stopped somebody in that turn ends. */
  wakeAtMs = 0;

  constructor(id: string) {
    this.id = id;
  }

  describe(change: Partial<AgentDescription>): void {
    if (change.hostname !== undefined) this.hostname = change.hostname;
    if (change.attributes !== undefined) this.attributes = change.attributes;
    if ('region' in change) this.region = change.region;
    if ('zone' in change) this.zone = change.zone;
    if (change.capabilities !== undefined) {
      this.isMultiRole = change.capabilities.includes('MULTI_ROLE');
      this.isHierarchical = change.capabilities.includes('HIERARCHICAL_ROLE');
    }
  }

  setTotal(total: Resources): void {
    this.total = total;
    this.hasGpus = false;
    this.hasReservations = false;
    this.hasRefinements = false;
    this.hasRevocable = false;
    this.hasShared = false;
    for (const { kind } of total.entries) {
      if (kind.name === 'gpus') this.hasGpus = true;
      if (kind.reservations.length > 0) this.hasReservations = true;
      if (kind.reservations.length > 1) this.hasRefinements = true;
      if (kind.isRevocable) this.hasRevocable = true;
      if (kind.isShared) this.hasShared = true;
    }
  }

  /** Shared resources stay available however many hold them. */
  derive(): void {
    this.available = this.hasShared
      ? this.total.nonShared().subtract(this.allocated.nonShared()).add(this.total.shared())
      : this.total.subtract(this.allocated);
    this.settledEpoch = -1;
  }
}
