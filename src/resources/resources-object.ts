// The "resources object" of the v0 endpoints: names to numbers or text, without roles and reservations.
import { double, type JsonText } from '../base/json-text.ts';
import type { Entry } from './entry.ts';
import { formatItems, type Items, itemsUnion, noItems } from './items.ts';
import { formatRanges, noRanges, type Ranges, rangesUnion } from './ranges.ts';
import type { Resources } from './resources.ts';
import { fromThousandths } from './thousandths.ts';

/** Always has disk, mem, gpus and cpus, in that order; revocable resources are under name + "_revocable". */
export function resourcesObject(resources: Resources): Record<string, JsonText | string> {
  const scalars = new Map([
    ['disk', 0],
    ['mem', 0],
    ['gpus', 0],
    ['cpus', 0],
  ]);
  const ranges = new Map<string, Ranges>();
  const sets = new Map<string, Items>();
  for (const entry of resources.entries) {
    const name = shownName(entry);
    if (entry.kind.type === 'SCALAR') scalars.set(name, (scalars.get(name) ?? 0) + entry.scalar);
    else if (entry.kind.type === 'RANGES')
      ranges.set(name, rangesUnion(ranges.get(name) ?? noRanges, entry.ranges));
    else sets.set(name, itemsUnion(sets.get(name) ?? noItems, entry.items));
  }
  return Object.fromEntries<JsonText | string>([
    ...[...scalars].map(([name, amount]) => [name, double(fromThousandths(amount))] as const),
    ...[...ranges].map(([name, value]) => [name, formatRanges(value)] as const),
    ...[...sets].map(([name, value]) => [name, formatItems(value)] as const),
  ]);
}

function shownName({ kind }: Entry): string {
  return kind.isRevocable ? `${kind.name}_revocable` : kind.name;
}

/** Resources objects by the role they are reserved for: `reserved_resources`. */
export function reservedResourcesObject(
  resources: Resources,
): Record<string, Record<string, JsonText | string>> {
  const roles = [...resources.byReservationRole()].map(
    ([role, reserved]) => [role, resourcesObject(reserved)] as const,
  );
  return Object.fromEntries(roles);
}
