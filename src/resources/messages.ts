// Resources from messages and back. `readResources` is the only door for what a peer sent: it validates, and
// returns a problem instead of throwing. Both reservation formats are read; the caller says which one is written.
import { assert } from '../base/assert.ts';
import type { Resource } from '../protocol/messages.ts';
import { Entry } from './entry.ts';
import { kindOf, type ResourceType } from './kind.ts';
import { type ResourceProblem, resourceProblem } from './problem.ts';
import { normalizeRanges } from './ranges.ts';
import { type ReservationFormat, readReservations, writeReservations } from './reservation-format.ts';
import { Resources } from './resources.ts';
import { validateRole } from './roles.ts';
import { fromThousandths, maxScalar, toThousandths } from './thousandths.ts';

/** Validates and sums messages. Zero amounts vanish. The result is Resources or a problem (`instanceof` tells). */
export function readResources(
  messages: readonly Resource[] | undefined,
  path = 'resources',
): Resources | ResourceProblem {
  if (messages === undefined || messages.length === 0) return Resources.none;
  const entries: Entry[] = [];
  for (let i = 0; i < messages.length; i++) {
    const entry = readEntry(messages[i]!, path, i);
    if (!(entry instanceof Entry)) return entry;
    entries.push(entry);
  }
  return Resources.of(entries);
}

/** Resources of messages that were validated before; an invalid one is a programmer error. */
export function resourcesOf(messages: readonly Resource[] | undefined): Resources {
  const resources = readResources(messages);
  assert(resources instanceof Resources, `resources were not validated: ${JSON.stringify(resources)}`);
  return resources;
}

/** The messages in order of first appearance; a shared resource appears once for each copy. */
export function toMessages(resources: Resources, format: ReservationFormat = 'post'): Resource[] {
  const messages: Resource[] = [];
  for (const entry of resources.entries) {
    for (let copy = 0; copy < entry.copies; copy++) messages.push(writeEntry(entry, format));
  }
  return messages;
}

/** One message in another reservation format; it must have been validated. */
export function convertResource(message: Resource, format: ReservationFormat): Resource {
  const reservations = readReservations(message, '');
  assert(Array.isArray(reservations), 'the resource was not validated');
  const { role: _role, reservation: _reservation, reservations: _reservations, ...rest } = message;
  return { ...rest, ...writeReservations(reservations, format) };
}

function readEntry(message: Resource, listPath: string, index: number): Entry | ResourceProblem {
  const problem = (field: string, text: string): ResourceProblem =>
    resourceProblem(`${listPath}[${index}]${field}`, text);
  const { name, type, disk } = message;
  if (typeof name !== 'string' || name === '') return problem('.name', 'Empty resource name');
  if (name.includes('\0')) return problem('.name', 'A resource name cannot hold a NUL character');
  if (type !== 'SCALAR' && type !== 'RANGES' && type !== 'SET')
    return problem('.type', 'Unsupported resource type');
  const wrongAmount = checkAmount(message, type);
  if (wrongAmount !== undefined) return problem('', wrongAmount);
  if (disk !== undefined && name !== 'disk')
    return problem('.disk', `DiskInfo should not be set for ${name} resource`);
  if (disk?.source?.type === 'UNKNOWN') return problem('.disk.source', "Unsupported 'DiskInfo.Source.Type'");
  if (message.shared !== undefined) {
    if (name !== 'disk') return problem('.shared', `Resource ${name} cannot be shared`);
    if (disk?.persistence === undefined) return problem('.shared', 'Only persistent volumes can be shared');
  }
  const allocationRole = message.allocation_info?.role;
  if (allocationRole !== undefined) {
    const wrongRole = validateRole(allocationRole);
    if (wrongRole !== undefined) return problem('.allocation_info.role', wrongRole);
  }
  const reservations = readReservations(message, `${listPath}[${index}]`);
  if (!Array.isArray(reservations)) return reservations;
  const kind = kindOf({
    name,
    type,
    reservations,
    allocationRole,
    disk,
    isRevocable: message.revocable !== undefined,
    isShared: message.shared !== undefined,
    providerId: message.provider_id?.value,
  });
  if (kind === undefined) return problem('.disk', 'The description of the disk is nested too deeply');
  if (type === 'SCALAR') return new Entry(kind, toThousandths(message.scalar!.value)!);
  if (type === 'SET') return new Entry(kind, 0, undefined, [...(message.set!.item ?? [])]);
  const pairs = (message.ranges!.range ?? []).map(({ begin, end }) => [begin, end] as const);
  return new Entry(kind, 0, normalizeRanges(pairs));
}

/** The problem with an amount, or undefined. */
function checkAmount(message: Resource, type: ResourceType): string | undefined {
  const { scalar, ranges, set } = message;
  if (type === 'SCALAR') {
    if (scalar === undefined || ranges !== undefined || set !== undefined) return 'Invalid scalar resource';
    if (typeof scalar.value !== 'number' || !Number.isFinite(scalar.value))
      return 'Invalid scalar resource: value is not a finite number';
    if (scalar.value < 0) return 'Invalid scalar resource: value < 0';
    return scalar.value > maxScalar ? `Invalid scalar resource: value > ${maxScalar}` : undefined;
  }
  if (type === 'RANGES') {
    if (scalar !== undefined || ranges === undefined || set !== undefined) return 'Invalid ranges resource';
    return checkRanges(ranges.range ?? []);
  }
  if (scalar !== undefined || ranges !== undefined || set === undefined) return 'Invalid set resource';
  const items = set.item ?? [];
  return new Set(items).size === items.length ? undefined : 'Invalid set resource: duplicated elements';
}

function checkRanges(
  ranges: readonly { readonly begin: number; readonly end: number }[],
): string | undefined {
  for (const { begin, end } of ranges) {
    if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || begin < 0) {
      return 'Invalid ranges resource: begin and end must be whole numbers from 0 to 2^53 - 1';
    }
    if (begin > end) return 'Invalid ranges resource: begin > end';
  }
  const sorted = [...ranges].sort((left, right) => left.begin - right.begin);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i]!.begin <= sorted[i - 1]!.end) return 'Invalid ranges resource: overlapping ranges';
  }
  return undefined;
}

function writeEntry(entry: Entry, format: ReservationFormat): Resource {
  const { kind } = entry;
  const message: Resource = { name: kind.name, type: kind.type };
  if (kind.providerId !== undefined) message.provider_id = { value: kind.providerId };
  if (kind.type === 'SCALAR') {
    message.scalar = { value: fromThousandths(entry.scalar) };
  } else if (kind.type === 'SET') {
    message.set = { item: [...entry.items] };
  } else {
    const range: { begin: number; end: number }[] = [];
    for (let i = 0; i < entry.ranges.length; i += 2)
      range.push({ begin: entry.ranges[i]!, end: entry.ranges[i + 1]! });
    message.ranges = { range };
  }
  if (format !== 'post' || kind.reservations.length > 0)
    Object.assign(message, writeReservations(kind.reservations, format));
  if (kind.allocationRole !== undefined) message.allocation_info = { role: kind.allocationRole };
  if (kind.disk !== undefined) message.disk = kind.disk;
  if (kind.isRevocable) message.revocable = {};
  if (kind.isShared) message.shared = {};
  return message;
}

export type { ReservationFormat };
