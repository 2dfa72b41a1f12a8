// The filters of one agent: what frameworks refused there and do not want to be offered again for a while.
// Nothing here has a timer: a filter that has ended is dropped when it is looked at or swept.
import type { Filters } from '../protocol/messages.ts';
import type { Resources } from '../resources/resources.ts';
import type { Slot } from './slot.ts';

const defaultRefuseSeconds = 5;
const maxRefuseSeconds = 365 * 24 * 3600;
/** Above this a 64-bit count of nanoseconds cannot say it, and the original falls back to the default. */
const maxDurationSeconds = 9223372036;

/** How long a refusal lasts, before the allocation interval is looked at; 0 means no filter. */
export function refuseMs(filters: Filters): number {
  const seconds = filters.refuse_seconds ?? defaultRefuseSeconds;
  if (!(seconds >= 0 && seconds <= maxDurationSeconds)) return defaultRefuseSeconds * 1000;
  return Math.min(seconds, maxRefuseSeconds) * 1000;
}

export interface OfferFilter {
  /** Allocated to nobody. */
  readonly resources: Resources;
  readonly expiresAtMs: number;
  /** The newest run over all agents when it was made: it ends only after a later one, so one run always happens under it. */
  readonly madeAtRun: number;
  /** `Slot.filterEpoch` when it was made. */
  readonly epoch: number;
}

/** The time as filters see it. */
export interface FilterTime {
  readonly nowMs: number;
  /** The newest run over all agents that has finished. */
  readonly finishedRun: number;
}

/** Filters of one framework in one role on one agent. A larger refusal replaces smaller ones, so more than two are rare; the limit is against a framework that declines crumbs. */
const maxFiltersPerSlot = 16;

export class OfferFilters {
  /** Nearly every slot has one filter; thousands of agents times hundreds of frameworks should not pay for a list. */
  private readonly bySlot = new Map<Slot, OfferFilter | OfferFilter[]>();
  /** What was refused last: the next framework mostly refuses the same, and then shares it. */
  private lastRefused: Resources | undefined;
  /** The last question `refuses` was asked, and its answer. */
  private askedFilter: Resources | undefined;
  private askedCandidate: Resources | undefined;
  private answer = false;

  get isEmpty(): boolean {
    return this.bySlot.size === 0;
  }

  add(slot: Slot, filter: OfferFilter, time: FilterTime): void {
    const shared = this.shared(filter);
    const kept = listOf(this.bySlot.get(slot)).filter(
      (other) =>
        isInForce(other, slot, time) &&
        !(shared.expiresAtMs >= other.expiresAtMs && shared.resources.contains(other.resources)),
    );
    kept.push(shared);
    if (kept.length > maxFiltersPerSlot) {
      kept.sort((left, right) => left.expiresAtMs - right.expiresAtMs);
      kept.shift();
    }
    this.keep(slot, kept);
  }

  /** The filter in force that refuses the candidate: one that contains it. */
  find(slot: Slot, candidate: Resources, time: FilterTime): OfferFilter | undefined {
    const filters = this.bySlot.get(slot);
    if (filters === undefined) return undefined;
    if (!Array.isArray(filters)) {
      if (isInForce(filters, slot, time)) return this.refuses(filters, candidate) ? filters : undefined;
      this.bySlot.delete(slot);
      return undefined;
    }
    const kept = filters.filter((filter) => isInForce(filter, slot, time));
    this.keep(slot, kept);
    return kept.find((filter) => this.refuses(filter, candidate));
  }

  clear(): void {
    this.bySlot.clear();
    this.lastRefused = undefined;
  }

  /** Drops what has ended. */
  sweep(time: FilterTime): void {
    for (const [slot, filters] of this.bySlot) {
      if (!Array.isArray(filters) && isInForce(filters, slot, time)) continue;
      this.keep(
        slot,
        listOf(filters).filter((filter) => isInForce(filter, slot, time)),
      );
    }
    if (this.isEmpty) this.lastRefused = undefined;
    this.askedFilter = undefined;
    this.askedCandidate = undefined;
  }

  /** Adds the filters in force to counts by role. */
  countByRole(counts: Map<string, number>, time: FilterTime): void {
    for (const [slot, filters] of this.bySlot) {
      const count = listOf(filters).filter((filter) => isInForce(filter, slot, time)).length;
      if (count > 0) counts.set(slot.role, (counts.get(slot.role) ?? 0) + count);
    }
  }

  private keep(slot: Slot, filters: OfferFilter[]): void {
    if (filters.length === 0) this.bySlot.delete(slot);
    else this.bySlot.set(slot, filters.length === 1 ? filters[0]! : filters);
  }

  private shared(filter: OfferFilter): OfferFilter {
    if (this.lastRefused?.equals(filter.resources)) return { ...filter, resources: this.lastRefused };
    this.lastRefused = filter.resources;
    return filter;
  }

  private refuses(filter: OfferFilter, candidate: Resources): boolean {
    if (this.askedFilter !== filter.resources || this.askedCandidate !== candidate) {
      this.askedFilter = filter.resources;
      this.askedCandidate = candidate;
      this.answer = filter.resources.contains(candidate);
    }
    return this.answer;
  }
}

function listOf(filters: OfferFilter | OfferFilter[] | undefined): OfferFilter[] {
  if (filters === undefined) return [];
  return Array.isArray(filters) ? filters : [filters];
}

function isInForce(filter: OfferFilter, slot: Slot, time: FilterTime): boolean {
  if (filter.epoch !== slot.filterEpoch) return false;
  return time.nowMs < filter.expiresAtMs || time.finishedRun <= filter.madeAtRun;
}
