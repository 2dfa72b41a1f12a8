// The resource algebra: an immutable bag of resources, one entry a kind, in the order of first appearance.
// Amounts are never negative, and what is empty is not in the bag. Messages become Resources in messages.ts.
import type { ResourceReservationInfo } from '../protocol/messages.ts';
import {
  addEntries,
  type Entry,
  entryContains,
  entryQuantity,
  isAddable,
  isEmptyEntry,
  isSubtractable,
  sameAmount,
  subtractEntries,
  withKind,
} from './entry.ts';
import { allocatedKind, type ResourceKind, reservedKind, sameKind, unallocatedKind } from './kind.ts';
import { isRoleOrBelow } from './roles.ts';
import { fromThousandths } from './thousandths.ts';

export class Resources {
  static readonly none: Resources = new Resources([]);

  /** For this folder and for loops over kinds; never changed in place. */
  readonly entries: readonly Entry[];

  private constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }

  /** Sums entries of any order and kind. */
  static of(entries: Iterable<Entry>): Resources {
    const sum: Entry[] = [];
    for (const entry of entries) addInto(sum, entry, sum.length);
    return sum.length === 0 ? Resources.none : new Resources(sum);
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  add(other: Resources): Resources {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    const sum = this.entries.slice();
    const added = other.entries;
    for (let i = 0; i < added.length; i++) addInto(sum, added[i]!, i);
    return new Resources(sum);
  }

  /** Takes out what is there of `other`; the result is never negative. Ask `contains` first where that matters. */
  subtract(other: Resources): Resources {
    if (other.isEmpty || this.isEmpty) return this;
    const rest = this.entries.slice();
    const taken = other.entries;
    let hasEmpty = false;
    for (let i = 0; i < taken.length; i++) {
      const entry = taken[i]!;
      const index = findSubtractable(rest, entry, i);
      if (index < 0) continue;
      const left = subtractEntries(rest[index]!, entry);
      rest[index] = left;
      if (!isEmptyEntry(left)) continue;
      // Exclusive entries can be there twice: the second one must find the second one.
      if (left.kind.isExclusive) rest.splice(index, 1);
      else hasEmpty = true;
    }
    const kept = hasEmpty ? rest.filter((entry) => !isEmptyEntry(entry)) : rest;
    return kept.length === 0 ? Resources.none : new Resources(kept);
  }

  contains(other: Resources): boolean {
    const wanted = other.entries;
    for (let i = 0; i < wanted.length; i++) {
      const entry = wanted[i]!;
      const index = findContaining(this.entries, entry, i);
      if (index < 0) return false;
      if (entry.kind.isExclusive && !entry.kind.isShared && !this.hasEnough(entry, wanted)) return false;
    }
    return true;
  }

  private hasEnough(entry: Entry, wanted: readonly Entry[]): boolean {
    const isSame = (other: Entry): boolean => sameKind(other.kind, entry.kind) && sameAmount(other, entry);
    return this.entries.filter(isSame).length >= wanted.filter(isSame).length;
  }

  /** Same kinds with the same amounts; the order does not matter. */
  equals(other: Resources): boolean {
    return (
      this === other ||
      (this.entries.length === other.entries.length && this.contains(other) && other.contains(this))
    );
  }

  filter(predicate: (kind: ResourceKind) => boolean): Resources {
    const entries = this.entries;
    for (let i = 0; i < entries.length; i++) {
      if (predicate(entries[i]!.kind)) continue;
      const kept = entries.filter((entry) => predicate(entry.kind));
      return kept.length === 0 ? Resources.none : new Resources(kept);
    }
    return this;
  }

  some(predicate: (kind: ResourceKind) => boolean): boolean {
    for (const entry of this.entries) if (predicate(entry.kind)) return true;
    return false;
  }

  unreserved(): Resources {
    return this.filter((kind) => kind.reservationRole === undefined);
  }

  reserved(): Resources {
    return this.filter((kind) => kind.reservationRole !== undefined);
  }

  /** Reserved for exactly this role. */
  reservedFor(role: string): Resources {
    return this.filter((kind) => kind.reservationRole === role);
  }

  /** Unreserved, reserved for the role, or reserved for a role above it. */
  allocatableTo(role: string): Resources {
    return this.filter(
      (kind) => kind.reservationRole === undefined || isRoleOrBelow(role, kind.reservationRole),
    );
  }

  revocable(): Resources {
    return this.filter((kind) => kind.isRevocable);
  }

  nonRevocable(): Resources {
    return this.filter((kind) => !kind.isRevocable);
  }

  shared(): Resources {
    return this.filter((kind) => kind.isShared);
  }

  nonShared(): Resources {
    return this.filter((kind) => !kind.isShared);
  }

  /** What is reserved, by role, in order of first appearance. */
  byReservationRole(): Map<string, Resources> {
    return this.reserved().groupBy((kind) => kind.reservationRole!);
  }

  /** What is allocated, by role; what is allocated to nobody is under `fallbackRole`. */
  byAllocationRole(fallbackRole: string): Map<string, Resources> {
    return this.groupBy((kind) => kind.allocationRole ?? fallbackRole);
  }

  private groupBy(keyOf: (kind: ResourceKind) => string): Map<string, Resources> {
    const groups = new Map<string, Entry[]>();
    for (const entry of this.entries) {
      const key = keyOf(entry.kind);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
    }
    const result = new Map<string, Resources>();
    for (const [key, group] of groups) {
      result.set(key, group.length === this.entries.length ? this : new Resources(group));
    }
    return result;
  }

  allocate(role: string): Resources {
    return this.mapKinds((kind) => allocatedKind(kind, role));
  }

  unallocate(): Resources {
    return this.mapKinds(unallocatedKind);
  }

  /** Adds a reservation, or a refinement, to each resource. The caller has validated it. */
  pushReservation(reservation: ResourceReservationInfo): Resources {
    return this.mapKinds((kind) => reservedKind(kind, [...kind.reservations, reservation]));
  }

  /** Takes the last reservation off each resource; all must be reserved. */
  popReservation(): Resources {
    return this.mapKinds((kind) => reservedKind(kind, kind.reservations.slice(0, -1)));
  }

  /** Kinds that become the same are summed. */
  mapKinds(change: (kind: ResourceKind) => ResourceKind): Resources {
    const result: Entry[] = [];
    let isChanged = false;
    let position = 0;
    for (const entry of this.entries) {
      const kind = change(entry.kind);
      if (kind !== entry.kind) isChanged = true;
      addInto(result, withKind(entry, kind), position++);
    }
    return isChanged ? new Resources(result) : this;
  }

  /** The same resources, kinds of a smaller rank first; the order is kept among equals. */
  sortKinds(rank: (kind: ResourceKind) => number): Resources {
    return new Resources([...this.entries].sort((left, right) => rank(left.kind) - rank(right.kind)));
  }

  /** Thousandths of a name over all its kinds; a thousand for each number of ranges and each item of a set. */
  quantity(name: string): number {
    let sum = 0;
    for (const entry of this.entries) if (entry.kind.name === name) sum += entryQuantity(entry);
    return sum;
  }

  /** The scalar of a name over all its kinds, in units; 0 when there is none. */
  scalar(name: string): number {
    let sum = 0;
    for (const entry of this.entries) {
      if (entry.kind.type === 'SCALAR' && entry.kind.name === name) sum += entry.scalar;
    }
    return fromThousandths(sum);
  }

  /** Thousandths of every scalar name. Shared resources count once. */
  scalarQuantities(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { kind, scalar } of this.entries) {
      if (kind.type === 'SCALAR') sums.set(kind.name, (sums.get(kind.name) ?? 0) + scalar);
    }
    return sums;
  }
}

/** `hint` is where the entry probably is: bags of one agent list their kinds in the same order. */
function addInto(sum: Entry[], entry: Entry, hint: number): void {
  if (isEmptyEntry(entry)) return;
  const guess = sum[hint];
  if (guess !== undefined && guess.kind === entry.kind && isAddable(guess, entry)) {
    sum[hint] = addEntries(guess, entry);
    return;
  }
  for (let i = 0; i < sum.length; i++) {
    const present = sum[i]!;
    if (sameKind(present.kind, entry.kind) && isAddable(present, entry)) {
      sum[i] = addEntries(present, entry);
      return;
    }
  }
  sum.push(entry);
}

function findSubtractable(entries: readonly Entry[], wanted: Entry, hint: number): number {
  const guess = entries[hint];
  if (guess !== undefined && guess.kind === wanted.kind && isSubtractable(guess, wanted)) return hint;
  for (let i = 0; i < entries.length; i++) {
    const present = entries[i]!;
    if (sameKind(present.kind, wanted.kind) && isSubtractable(present, wanted)) return i;
  }
  return -1;
}

function findContaining(entries: readonly Entry[], wanted: Entry, hint: number): number {
  const guess = entries[hint];
  if (guess !== undefined && guess.kind === wanted.kind && entryContains(guess, wanted)) return hint;
  for (let i = 0; i < entries.length; i++) {
    const present = entries[i]!;
    if (sameKind(present.kind, wanted.kind) && entryContains(present, wanted)) return i;
  }
  return -1;
}
