// Copies of what goes on changing. A copy is taken again only when something differs, so one copy is one state:
// whoever keeps what he made of a copy may use it as long as he is given the same copy.

type Fields = Readonly<Record<string, unknown>>;

export interface CopyOptions {
  /** Fields that the copy does not have. */
  readonly omitted: ReadonlySet<string>;
  /** Fields whose values are given here, copies of their own, and compared by identity. */
  readonly replaced?: Fields | undefined;
}

/**
 * The object's own fields. Maps, sets and lists are copied; everything else is taken for something that does not
 * change and is compared by identity. Gives `last` when that still says the same.
 */
export function currentCopy<T extends object>(live: object, last: T | undefined, options: CopyOptions): T {
  const { omitted, replaced = {} } = options;
  const from = live as Fields;
  if (last !== undefined && isCurrent(from, last as Fields, omitted, replaced)) return last;
  const copy: Record<string, unknown> = Object.create(Object.getPrototypeOf(live) as object | null);
  for (const name of Object.keys(from))
    if (!omitted.has(name) && !(name in replaced)) copy[name] = copyOfValue(from[name]);
  // Defined, not assigned: the original may have an accessor of the name.
  for (const [name, value] of Object.entries(replaced))
    Object.defineProperty(copy, name, { value, enumerable: true });
  return copy as T;
}

function isCurrent(live: Fields, copy: Fields, omitted: ReadonlySet<string>, replaced: Fields): boolean {
  let count = 0;
  for (const name in live) {
    if (omitted.has(name) || name in replaced) continue;
    count += 1;
    if (!isSameValue(live[name], copy[name])) return false;
  }
  for (const name in replaced) {
    count += 1;
    if (replaced[name] !== copy[name]) return false;
  }
  return Object.keys(copy).length === count;
}

/** `last` when it has the same items in the same order. */
export function currentList<T>(items: readonly T[], last: readonly T[] | undefined): readonly T[] {
  return last !== undefined && areSame(items, last) ? last : items;
}

/** The same for a map; its values are copies themselves. */
export function currentMap<K, V>(
  items: ReadonlyMap<K, V>,
  last: ReadonlyMap<K, V> | undefined,
): ReadonlyMap<K, V> {
  return last !== undefined && areSame(items, last) ? last : items;
}

/** Order counts: it is shown. */
function isSameValue(live: unknown, copy: unknown): boolean {
  if (Object.is(live, copy)) return true;
  if (live instanceof Map) return copy instanceof Map && areSame(live, copy);
  if (live instanceof Set) return copy instanceof Set && areSame(live, copy);
  return Array.isArray(live) && Array.isArray(copy) && areSame(live, copy);
}

interface Collection extends Iterable<unknown> {
  readonly size?: number;
  readonly length?: number;
}

function areSame(live: Collection, copy: Collection): boolean {
  if (live.size !== copy.size || live.length !== copy.length) return false;
  if (live.size === 0 || live.length === 0) return true;
  const others = copy[Symbol.iterator]();
  for (const item of live) if (!isSameValue(item, others.next().value)) return false;
  return true;
}

function copyOfValue(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copyOfValue(item)]));
  if (value instanceof Set) return new Set(value);
  return Array.isArray(value) ? value.map(copyOfValue) : value;
}
