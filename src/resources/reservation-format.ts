// The three ways to write reservations. post: the stack in `reservations` (since refinement). pre: `role`, and
// `reservation` for a dynamic one (old frameworks and, between master and agent, whenever it fits). endpoint:
// both, as v0 endpoints and the operator API show them. In memory there is only the stack.
import type { Resource, ResourceReservationInfo } from '../protocol/messages.ts';
import { type ResourceProblem, resourceProblem } from './problem.ts';
import type { Resources } from './resources.ts';
import { anyRole, isBelowRole, validateRole } from './roles.ts';

export type ReservationFormat = 'pre' | 'post' | 'endpoint';

type ReservationFields = Pick<Resource, 'role' | 'reservation' | 'reservations'>;

const none: ResourceReservationInfo[] = [];

/** The stack of reservations of a message in any format, validated. */
export function readReservations(
  message: ReservationFields,
  path: string,
): ResourceReservationInfo[] | ResourceProblem {
  const { role = anyRole, reservation, reservations } = message;
  if (reservations !== undefined && reservations.length > 0) return readStack(reservations, role, path);
  if (role === anyRole) {
    if (reservation === undefined) return none;
    return resourceProblem(
      `${path}.reservation`,
      'Invalid reservation: role "*" cannot be dynamically reserved',
    );
  }
  const wrongRole = validateRole(role);
  if (wrongRole !== undefined) return resourceProblem(`${path}.role`, wrongRole);
  if (reservation === undefined) return [{ type: 'STATIC', role }];
  if (reservation.role !== undefined && reservation.role !== role) {
    return resourceProblem(
      `${path}.reservation.role`,
      "Invalid reservation: its role differs from the resource's role",
    );
  }
  return [withDetails('DYNAMIC', role, reservation)];
}

function readStack(
  reservations: readonly ResourceReservationInfo[],
  outerRole: string,
  path: string,
): ResourceReservationInfo[] | ResourceProblem {
  const stack: ResourceReservationInfo[] = [];
  let above: string | undefined;
  for (let i = 0; i < reservations.length; i++) {
    const reservation = reservations[i]!;
    const { type, role } = reservation;
    const place = `${path}.reservations[${i}]`;
    if (type !== 'STATIC' && type !== 'DYNAMIC')
      return resourceProblem(`${place}.type`, 'Invalid reservation: type is missing');
    if (role === undefined) return resourceProblem(`${place}.role`, 'Invalid reservation: role is missing');
    if (role === anyRole)
      return resourceProblem(`${place}.role`, 'Invalid reservation: role "*" cannot be reserved');
    const wrongRole = validateRole(role);
    if (wrongRole !== undefined) return resourceProblem(`${place}.role`, wrongRole);
    if (above !== undefined && type === 'STATIC') {
      return resourceProblem(
        `${place}.type`,
        'Invalid refined reservation: a refined reservation cannot be STATIC',
      );
    }
    if (above !== undefined && !isBelowRole(role, above)) {
      return resourceProblem(
        `${place}.role`,
        `Invalid refined reservation: role '${role}' is not below role '${above}'`,
      );
    }
    stack.push(withDetails(type, role, reservation));
    above = role;
  }
  if (outerRole !== anyRole && outerRole !== above) {
    return resourceProblem(
      `${path}.role`,
      "Invalid reservation: 'role' differs from the role of 'reservations'",
    );
  }
  return stack;
}

/** The fields of a message for a validated stack. A refined stack has no pre form and is written as post. */
export function writeReservations(
  stack: readonly ResourceReservationInfo[],
  format: ReservationFormat,
): ReservationFields {
  const fields: ReservationFields = {};
  const last = stack[0];
  if (format !== 'post' && stack.length <= 1) {
    fields.role = last?.role ?? anyRole;
    if (last?.type === 'DYNAMIC') fields.reservation = details(last);
  }
  if (last !== undefined && (format !== 'pre' || stack.length > 1)) {
    fields.reservations = stack.map((reservation) =>
      withDetails(reservation.type, reservation.role, reservation),
    );
  }
  return fields;
}

/** Whether some reservation is refined, so that the pre format cannot say it. */
export function hasRefinedReservations(resources: Resources): boolean {
  return resources.some((kind) => kind.reservations.length > 1);
}

function details({ principal, labels }: ResourceReservationInfo): ResourceReservationInfo {
  return { ...(principal === undefined ? {} : { principal }), ...(labels === undefined ? {} : { labels }) };
}

function withDetails(
  type: ResourceReservationInfo['type'],
  role: string | undefined,
  reservation: ResourceReservationInfo,
): ResourceReservationInfo {
  return { type, role, ...details(reservation) };
}
