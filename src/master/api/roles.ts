// What each role has and holds, summed over agents and offers. A role is known when a framework is in it or when
// something is reserved for it, and so are the roles above it, whose sums include those below.

import { type LazyMessage, lazyList } from '../../api/lazy-message.ts';
import { double, type JsonObject, jsonText } from '../../base/json-text.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonArray } from '../../http/sliced-json.ts';
import type { Role } from '../../protocol/messages.ts';
import { parentRole } from '../../resources/roles.ts';
import { fromThousandths } from '../../resources/thousandths.ts';
import type { MasterConfig } from '../config.ts';
import type { ModelView } from '../view.ts';
import type { Reads } from './reads.ts';

/** Thousandths by the name of a scalar. */
type Quantities = Map<string, number>;

export interface RoleFigures {
  readonly name: string;
  /** Ids, in order of registration. */
  readonly frameworks: string[];
  readonly allocated: Quantities;
  readonly offered: Quantities;
  readonly reserved: Quantities;
  /** The reserved part of what is allocated. */
  readonly allocatedReserved: Quantities;
}

/** Gives way after each agent and each framework. The result is sorted by name. */
export function* gatherRoles(
  view: ModelView,
  config: MasterConfig,
): Generator<undefined, RoleFigures[], undefined> {
  const roles = new RoleTable();
  for (const role of config.roles ?? []) roles.of(role);
  for (const framework of view.frameworks.values()) {
    for (const role of framework.roles) roles.of(role).frameworks.push(framework.id);
    yield;
  }
  for (const agent of view.agents.values()) {
    for (const [role, resources] of agent.total.byReservationRole())
      roles.add(role, 'reserved', resources.scalarQuantities());
    for (const used of agent.used.values()) {
      for (const [role, resources] of used.byAllocationRole('*')) {
        roles.add(role, 'allocated', resources.scalarQuantities());
        roles.add(role, 'allocatedReserved', resources.reserved().scalarQuantities());
      }
    }
    for (const { role, resources } of agent.offers) roles.add(role, 'offered', resources.scalarQuantities());
    yield;
  }
  return roles.sorted();
}

class RoleTable {
  readonly #roles = new Map<string, RoleFigures>();

  /** The figures of a role; it and the roles above it are known from now on. */
  of(name: string): RoleFigures {
    const known = this.#roles.get(name);
    if (known !== undefined) return known;
    const figures: RoleFigures = {
      name,
      frameworks: [],
      allocated: new Map(),
      offered: new Map(),
      reserved: new Map(),
      allocatedReserved: new Map(),
    };
    this.#roles.set(name, figures);
    const parent = parentRole(name);
    if (parent !== undefined) this.of(parent);
    return figures;
  }

  /** Adds to a role and to those above it. */
  add(
    name: string,
    field: 'allocated' | 'offered' | 'reserved' | 'allocatedReserved',
    quantities: ReadonlyMap<string, number>,
  ): void {
    for (let role: string | undefined = name; role !== undefined; role = parentRole(role))
      addInto(this.of(role)[field], quantities);
  }

  sorted(): RoleFigures[] {
    return [...this.#roles.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }
}

function addInto(sum: Quantities, more: ReadonlyMap<string, number>): Quantities {
  for (const [name, amount] of more) sum.set(name, (sum.get(name) ?? 0) + amount);
  return sum;
}

function held({ allocated, offered }: RoleFigures): Quantities {
  return addInto(new Map(allocated), offered);
}

/** Allocated, or reserved and so for nobody else. */
function consumed({ allocated, reserved, allocatedReserved }: RoleFigures): Quantities {
  const sum = addInto(new Map(allocated), reserved);
  for (const [name, amount] of allocatedReserved) sum.set(name, (sum.get(name) ?? 0) - amount);
  return sum;
}

/** The weight of every role: it cannot be changed yet. */
const weight = 1;

/** Without roles there is no list. */
export function rolesMessage(roles: readonly RoleFigures[]): LazyMessage {
  const name = 'master.Response.GetRoles';
  return roles.length === 0 ? { name } : { name, parts: [lazyList('roles', 'Role', roleMessages(roles))] };
}

function* roleMessages(roles: readonly RoleFigures[]): Generator<Role, void, void> {
  for (const role of roles)
    yield {
      name: role.name,
      weight,
      frameworks: role.frameworks.map((value) => ({ value })),
      resources: [...held(role)]
        .filter(([, amount]) => amount > 0)
        .map(([name, amount]) => ({ name, type: 'SCALAR', scalar: { value: fromThousandths(amount) } })),
    };
}

/** `/roles`. */
export function rolesEndpoint(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  return reads.json(request, '/roles', (view) => writeRoles(view, reads.source.config));
}

function* writeRoles(view: ModelView, config: MasterConfig): Generator<string, void, void> {
  const gathering = gatherRoles(view, config);
  let step = gathering.next();
  for (; step.done !== true; step = gathering.next()) yield '';
  yield '{';
  yield* jsonArray('roles', step.value, (role) => jsonText(roleObject(role)));
  yield '}';
}

function roleObject(role: RoleFigures): JsonObject {
  return {
    name: role.name,
    weight: double(weight),
    quota: { role: role.name, guarantee: {}, limit: {}, consumed: amounts(consumed(role)) },
    resources: amounts(held(role)),
    allocated: amounts(role.allocated),
    offered: amounts(role.offered),
    reserved: amounts(role.reserved),
    frameworks: role.frameworks,
  };
}

/** Only what there is, unlike the resources of agents. */
function amounts(quantities: Quantities): JsonObject {
  const present = [...quantities].filter(([, amount]) => amount > 0);
  return Object.fromEntries(present.map(([name, amount]) => [name, double(fromThousandths(amount))]));
}
