// What a resource is, apart from how much of it there is: name, type, reservations, allocation, disk, provider.
// Two resources add up exactly when their kinds are the same; compare kinds with `sameKind`, never by reference.
// A persistent volume is known by its id: who made it and where a task wants to see it make no other volume.
import type { ResourceDiskInfo, ResourceReservationInfo } from '../protocol/messages.ts';

export type ResourceType = 'SCALAR' | 'RANGES' | 'SET';

export interface KindFields {
  readonly name: string;
  readonly type: ResourceType;
  /** From the first reservation to the last refinement; empty when unreserved. */
  readonly reservations: readonly ResourceReservationInfo[];
  readonly allocationRole: string | undefined;
  readonly disk: ResourceDiskInfo | undefined;
  readonly isRevocable: boolean;
  readonly isShared: boolean;
  readonly providerId: string | undefined;
}

export class ResourceKind implements KindFields {
  /** Equal for equal kinds and different for different ones. */
  readonly identity: string;
  readonly name: string;
  readonly type: ResourceType;
  readonly reservations: readonly ResourceReservationInfo[];
  readonly allocationRole: string | undefined;
  readonly disk: ResourceDiskInfo | undefined;
  readonly isRevocable: boolean;
  readonly isShared: boolean;
  readonly providerId: string | undefined;
  /** The role of the last reservation. */
  readonly reservationRole: string | undefined;
  /** Whether it is taken whole or not at all: a persistent volume, a mounted or block disk. */
  readonly isExclusive: boolean;
  /** Answers of `allocatedKind` and `unallocatedKind`: the same few resources go to the same roles again and again. */
  readonly allocatedKinds = new Map<string, ResourceKind>();
  unallocated: ResourceKind | undefined;

  constructor(identity: string, fields: KindFields) {
    this.identity = identity;
    this.name = fields.name;
    this.type = fields.type;
    this.reservations = fields.reservations;
    this.allocationRole = fields.allocationRole;
    this.disk = fields.disk;
    this.isRevocable = fields.isRevocable;
    this.isShared = fields.isShared;
    this.providerId = fields.providerId;
    this.reservationRole = fields.reservations.at(-1)?.role;
    this.isExclusive = fields.disk !== undefined && isExclusiveDisk(fields.disk);
    this.unallocated = undefined;
  }
}

/** A cluster has a few dozen kinds; the limit keeps a peer that invents names from filling memory. Emptying is harmless: kinds compare by identity. */
const maxCachedKinds = 8192;
const cache = new Map<string, ResourceKind>();
/** Enough for the roles of a large cluster; the map is only a short cut. */
const maxRolesPerKind = 256;

/** The kind with these fields; undefined when the disk is nested too deeply to be told apart. */
export function kindOf(fields: KindFields): ResourceKind | undefined {
  const disk = fields.disk === undefined ? '' : canonicalJson(fields.disk, 0);
  if (disk === undefined) return undefined;
  const identity = identityOf(fields);
  // Kinds with the same identity may differ in what is only shown of a disk.
  const key = disk === '' ? identity : `${identity}${disk}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  if (cache.size >= maxCachedKinds) cache.clear();
  const kind = new ResourceKind(identity, fields);
  cache.set(key, kind);
  return kind;
}

export function sameKind(left: ResourceKind, right: ResourceKind): boolean {
  return left === right || left.identity === right.identity;
}

/** The same resource allocated to a role. */
export function allocatedKind(kind: ResourceKind, role: string): ResourceKind {
  if (kind.allocationRole === role) return kind;
  const known = kind.allocatedKinds.get(role);
  if (known !== undefined) return known;
  const allocated = kindOf({ ...fieldsOf(kind), allocationRole: role })!;
  if (kind.allocatedKinds.size >= maxRolesPerKind) kind.allocatedKinds.clear();
  kind.allocatedKinds.set(role, allocated);
  return allocated;
}

/** The same resource allocated to nobody. */
export function unallocatedKind(kind: ResourceKind): ResourceKind {
  if (kind.allocationRole === undefined) return kind;
  kind.unallocated ??= kindOf({ ...fieldsOf(kind), allocationRole: undefined })!;
  return kind.unallocated;
}

/** The same resource with other reservations; they must be valid. */
export function reservedKind(
  kind: ResourceKind,
  reservations: readonly ResourceReservationInfo[],
): ResourceKind {
  return kindOf({ ...fieldsOf(kind), reservations })!;
}

/** What a persistent volume was made of: without persistence, for one holder only. */
export function withoutVolume(kind: ResourceKind): ResourceKind {
  if (kind.disk === undefined) return kind;
  const { source } = kind.disk;
  return kindOf({
    ...fieldsOf(kind),
    disk: source === undefined ? undefined : { source },
    isShared: false,
  })!;
}

function fieldsOf(kind: ResourceKind): KindFields {
  return {
    name: kind.name,
    type: kind.type,
    reservations: kind.reservations,
    allocationRole: kind.allocationRole,
    disk: kind.disk,
    isRevocable: kind.isRevocable,
    isShared: kind.isShared,
    providerId: kind.providerId,
  };
}

/** NUL separates the parts: validation keeps it out of names and roles, and the rest is printed as JSON. */
function identityOf(fields: KindFields): string {
  const base = `${fields.name}\0${fields.type}\0${fields.allocationRole ?? ''}\0`;
  const isPlain =
    fields.reservations.length === 0 &&
    fields.disk === undefined &&
    !fields.isRevocable &&
    !fields.isShared &&
    fields.providerId === undefined;
  if (isPlain) return base;
  const disk = fields.disk === undefined ? '' : diskIdentity(fields.disk);
  const reservations = fields.reservations.map(reservationIdentity);
  const flags = `${fields.isRevocable ? 'R' : ''}${fields.isShared ? 'S' : ''}`;
  const provider = fields.providerId === undefined ? '' : JSON.stringify(fields.providerId);
  return `${base}${reservations.join('\0')}\0\0${disk}\0${flags}\0${provider}`;
}

/** The caller has looked at the depth of it. */
function diskIdentity({ source, persistence }: ResourceDiskInfo): string {
  return `${canonicalJson(source ?? null, 0)} ${JSON.stringify(persistence?.id ?? null)}`;
}

/** Labels are a bag: their order does not make another reservation. */
function reservationIdentity(reservation: ResourceReservationInfo): string {
  const labels = (reservation.labels?.labels ?? [])
    .map((label) => JSON.stringify([label.key, label.value ?? null]))
    .sort();
  return JSON.stringify([reservation.type, reservation.role, reservation.principal ?? null, labels]);
}

/** A disk description is some six levels deep; the limit is there for what a peer may send. */
const maxDepth = 24;

function canonicalJson(value: unknown, depth: number): string | undefined {
  if (depth > maxDepth) return undefined;
  if (value === null || typeof value !== 'object')
    return typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? 'null');
  if (value instanceof Uint8Array) return `b[${value.join(',')}]`;
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const element of value) {
      const part = canonicalJson(element, depth + 1);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return `[${parts.join(',')}]`;
  }
  for (const [key, field] of Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (field === undefined) continue;
    const part = canonicalJson(field, depth + 1);
    if (part === undefined) return undefined;
    parts.push(`${JSON.stringify(key)}:${part}`);
  }
  return `{${parts.join(',')}}`;
}

function isExclusiveDisk(disk: ResourceDiskInfo): boolean {
  if (disk.persistence !== undefined) return true;
  const source = disk.source;
  if (source === undefined) return false;
  return (
    source.type === 'MOUNT' || source.type === 'BLOCK' || (source.type === 'RAW' && source.id !== undefined)
  );
}
