// Resources in the forms that reservations and volumes need, for a framework with RESERVATION_REFINEMENT.
import type { FlagDeclarations } from '../config/flag.ts';
import { MesosError, type Offer, OfferedResources, type Resource } from '../sdk/index.ts';

/** Flags of frameworks that reserve: nothing is reserved for the role `*`, and the principal is the one that reserves. */
export const reservingFlags = {
  role: { type: 'string', group: 'Frameworks', default: 'test', help: 'Role that is reserved for.' },
  principal: {
    type: 'string',
    group: 'Frameworks',
    default: 'test',
    help: 'Principal of the framework, which is that of its reservations.',
  },
} as const satisfies FlagDeclarations;

export function checkRole({ role }: { readonly role: string }): readonly string[] {
  return role === '*' ? ['--role: nothing can be reserved for the role *'] : [];
}

/** The same amounts out of the offer, only from what nobody has reserved. */
export function takeUnreserved(offer: Offer, wanted: string): Resource[] | undefined {
  return new OfferedResources({ ...offer, resources: offer.resources?.filter(isUnreserved) ?? [] }).take(
    wanted,
  );
}

/** The same amounts, reserved on top of what they are. */
export function reserve(resources: readonly Resource[], role: string, principal: string): Resource[] {
  return resources.map((resource) => ({
    ...resource,
    reservations: [...(resource.reservations ?? []), { type: 'DYNAMIC', role, principal }],
  }));
}

/** What of the offer is reserved for the role and is no volume, when it holds these amounts. */
export function takeReserved(offer: Offer, role: string, wanted: string): Resource[] | undefined {
  const isOurs = (resource: Resource): boolean =>
    resource.reservations?.at(-1)?.role === role && resource.disk?.persistence === undefined;
  return new OfferedResources({ ...offer, resources: offer.resources?.filter(isOurs) ?? [] }).take(wanted);
}

/** The volume of that id in an offer. */
export function volumeOf(offer: Offer, id: string): Resource | undefined {
  return offer.resources?.find((resource) => resource.disk?.persistence?.id === id);
}

/** A volume on reserved disk; tasks see it as the directory `volume` of their sandbox. */
export function volume(disk: Resource | undefined, id: string, principal: string): Resource {
  if (disk === undefined) throw new MesosError('CONFIG_INVALID', 'a volume needs disk');
  return {
    ...disk,
    disk: { persistence: { id, principal }, volume: { mode: 'RW', container_path: 'volume' } },
  };
}

function isUnreserved(resource: Resource): boolean {
  return resource.reservations === undefined || resource.reservations.length === 0;
}
