// The JSON form of `--resources`: an array of Resource objects as an operator writes them. Only shapes are
// checked here; amounts and roles are validated with everybody else's in messages.ts.
import type { Resource, ResourceDiskInfo, ResourceReservationInfo } from '../protocol/messages.ts';
import { type ResourceProblem, resourceProblem } from './problem.ts';
import { anyRole } from './roles.ts';

type JsonObject = Readonly<Record<string, unknown>>;

class ShapeError extends Error {}

/** The messages of a JSON array; what names no role is reserved for `defaultRole`. */
export function readResourcesJson(text: string, defaultRole: string): Resource[] | ResourceProblem {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return resourceProblem('resources', `Bad JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(parsed)) return resourceProblem('resources', 'Expecting a JSON array of resources');
  const messages: Resource[] = [];
  for (const [index, element] of parsed.entries()) {
    try {
      messages.push(readResource(objectOf(element, 'the resource'), defaultRole));
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      return resourceProblem(`resources[${index}]`, error.message);
    }
  }
  return messages;
}

function readResource(json: JsonObject, defaultRole: string): Resource {
  const type = json['type'] ?? 'SCALAR';
  if (type !== 'SCALAR' && type !== 'RANGES' && type !== 'SET')
    throw new ShapeError(`unsupported type '${String(type)}'`);
  const resource: Resource = { name: stringOf(json['name'], 'name'), type };
  if (isSet(json['scalar']))
    resource.scalar = { value: numberOf(objectOf(json['scalar'], 'scalar')['value'], 'scalar.value') };
  if (isSet(json['ranges']))
    resource.ranges = { range: rangesOf(objectOf(json['ranges'], 'ranges')['range']) };
  if (isSet(json['set']))
    resource.set = { item: stringsOf(objectOf(json['set'], 'set')['item'], 'set.item') };
  if (isSet(json['role'])) resource.role = stringOf(json['role'], 'role');
  if (isSet(json['reservation'])) resource.reservation = reservationOf(json['reservation']);
  if (isSet(json['reservations']))
    resource.reservations = arrayOf(json['reservations'], 'reservations').map(reservationOf);
  if (isSet(json['disk'])) resource.disk = objectOf(json['disk'], 'disk') as ResourceDiskInfo;
  if (isSet(json['revocable'])) resource.revocable = {};
  if (isSet(json['shared'])) resource.shared = {};
  if (isSet(json['provider_id']))
    resource.provider_id = {
      value: stringOf(objectOf(json['provider_id'], 'provider_id')['value'], 'provider_id.value'),
    };
  const isUnlabelled = resource.role === undefined && (resource.reservations ?? []).length === 0;
  if (isUnlabelled && defaultRole !== anyRole) resource.role = defaultRole;
  return resource;
}

function reservationOf(json: unknown): ResourceReservationInfo {
  const object = objectOf(json, 'the reservation');
  const reservation: ResourceReservationInfo = {};
  const type = object['type'];
  if (isSet(type)) {
    if (type !== 'STATIC' && type !== 'DYNAMIC')
      throw new ShapeError(`unsupported reservation type '${String(type)}'`);
    reservation.type = type;
  }
  if (isSet(object['role'])) reservation.role = stringOf(object['role'], 'reservation.role');
  if (isSet(object['principal']))
    reservation.principal = stringOf(object['principal'], 'reservation.principal');
  if (isSet(object['labels'])) {
    const labels = arrayOf(objectOf(object['labels'], 'labels')['labels'], 'labels.labels').map((element) => {
      const label = objectOf(element, 'the label');
      const key = stringOf(label['key'], 'label.key');
      return isSet(label['value']) ? { key, value: stringOf(label['value'], 'label.value') } : { key };
    });
    reservation.labels = { labels };
  }
  return reservation;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ShapeError(`${what} is not an object`);
  return value as JsonObject;
}

function arrayOf(value: unknown, what: string): readonly unknown[] {
  if (!isSet(value)) return [];
  if (!Array.isArray(value)) throw new ShapeError(`${what} is not an array`);
  return value;
}

function stringOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new ShapeError(`${what} is not a string`);
  return value;
}

/** Numbers may be written as strings, as everywhere in the JSON mapping. */
function numberOf(value: unknown, what: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw new ShapeError(`${what} is not a number`);
  return number;
}

function stringsOf(value: unknown, what: string): string[] {
  return arrayOf(value, what).map((element) => stringOf(element, what));
}

function rangesOf(value: unknown): { begin: number; end: number }[] {
  return arrayOf(value, 'ranges.range').map((element) => {
    const range = objectOf(element, 'the range');
    return { begin: numberOf(range['begin'], 'begin'), end: numberOf(range['end'], 'end') };
  });
}
