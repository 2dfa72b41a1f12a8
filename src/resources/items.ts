// Sets of names as lists without duplicates that keep the order of arrival, because that is how they are printed.

export type Items = readonly string[];

export const noItems: Items = [];

/** From this size a hash set is faster than looking through the list. */
const smallSize = 16;

function lookup(items: Items): { has(item: string): boolean } {
  return items.length <= smallSize ? { has: (item) => items.includes(item) } : new Set(items);
}

export function itemsContain(left: Items, right: Items): boolean {
  if (right.length > left.length) return false;
  const known = lookup(left);
  return right.every((item) => known.has(item));
}

export function itemsEqual(left: Items, right: Items): boolean {
  return left === right || (left.length === right.length && itemsContain(left, right));
}

export function itemsUnion(left: Items, right: Items): Items {
  const known = lookup(left);
  return [...left, ...right.filter((item) => !known.has(item))];
}

/** What is in `left` and not in `right`. */
export function itemsDifference(left: Items, right: Items): Items {
  const taken = lookup(right);
  return left.filter((item) => !taken.has(item));
}

/** Prints "{a, b}". */
export function formatItems(items: Items): string {
  return `{${items.join(', ')}}`;
}
