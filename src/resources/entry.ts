// One resource inside `Resources`: a kind and an amount. Entries are immutable; these functions are the
// arithmetic of one kind, and the caller has made sure that both sides are of the same kind.
import { type Items, itemsContain, itemsDifference, itemsEqual, itemsUnion, noItems } from './items.ts';
import type { ResourceKind } from './kind.ts';
import {
  noRanges,
  type Ranges,
  rangesContain,
  rangesDifference,
  rangesEqual,
  rangesSize,
  rangesUnion,
} from './ranges.ts';

export class Entry {
  readonly kind: ResourceKind;
  /** Thousandths; 0 unless the type is SCALAR. */
  readonly scalar: number;
  readonly ranges: Ranges;
  readonly items: Items;
  /** How many holders a shared resource counts; 1 for everything else. */
  readonly copies: number;

  constructor(
    kind: ResourceKind,
    scalar: number,
    ranges: Ranges = noRanges,
    items: Items = noItems,
    copies = 1,
  ) {
    this.kind = kind;
    this.scalar = scalar;
    this.ranges = ranges;
    this.items = items;
    this.copies = copies;
  }
}

export function isEmptyEntry(entry: Entry): boolean {
  return entry.copies <= 0 || (entry.scalar <= 0 && entry.ranges.length === 0 && entry.items.length === 0);
}

export function withKind(entry: Entry, kind: ResourceKind): Entry {
  return kind === entry.kind ? entry : new Entry(kind, entry.scalar, entry.ranges, entry.items, entry.copies);
}

export function sameAmount(left: Entry, right: Entry): boolean {
  return (
    left.scalar === right.scalar &&
    rangesEqual(left.ranges, right.ranges) &&
    itemsEqual(left.items, right.items)
  );
}

/** Whether they become one entry when added: same amount for what is exclusive or shared, anything otherwise. */
export function isAddable(left: Entry, right: Entry): boolean {
  if (left.kind.isShared) return sameAmount(left, right);
  return !left.kind.isExclusive;
}

/** Whether the right one can be taken out of the left one. */
export function isSubtractable(left: Entry, right: Entry): boolean {
  return !(left.kind.isShared || left.kind.isExclusive) || sameAmount(left, right);
}

export function addEntries(left: Entry, right: Entry): Entry {
  const kind = left.kind;
  if (kind.isShared) return new Entry(kind, left.scalar, left.ranges, left.items, left.copies + right.copies);
  if (kind.type === 'SCALAR') return new Entry(kind, left.scalar + right.scalar);
  if (kind.type === 'RANGES') return new Entry(kind, 0, rangesUnion(left.ranges, right.ranges));
  return new Entry(kind, 0, noRanges, itemsUnion(left.items, right.items));
}

/** What is left; it may be empty, never negative. */
export function subtractEntries(left: Entry, right: Entry): Entry {
  const kind = left.kind;
  if (kind.isShared) return new Entry(kind, left.scalar, left.ranges, left.items, left.copies - right.copies);
  if (kind.type === 'SCALAR') return new Entry(kind, Math.max(0, left.scalar - right.scalar));
  if (kind.type === 'RANGES') return new Entry(kind, 0, rangesDifference(left.ranges, right.ranges));
  return new Entry(kind, 0, noRanges, itemsDifference(left.items, right.items));
}

export function entryContains(left: Entry, right: Entry): boolean {
  const kind = left.kind;
  if (kind.isShared) return left.copies >= right.copies && sameAmount(left, right);
  if (kind.isExclusive) return sameAmount(left, right);
  if (kind.type === 'SCALAR') return left.scalar >= right.scalar;
  if (kind.type === 'RANGES') return rangesContain(left.ranges, right.ranges);
  return itemsContain(left.items, right.items);
}

/** Thousandths of a scalar; a thousand for each number of ranges and each item of a set. */
export function entryQuantity(entry: Entry): number {
  if (entry.kind.type === 'SCALAR') return entry.scalar;
  if (entry.kind.type === 'RANGES') return rangesSize(entry.ranges) * 1000;
  return entry.items.length * 1000;
}
