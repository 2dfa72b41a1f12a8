// What counts towards the quota of each role: what is allocated to it or below it, revocable resources left out,
// and what is reserved for it and allocated to nobody.
import { parentRole } from '../resources/roles.ts';
import type { Cluster } from './cluster.ts';

/** The root of all roles. */
const root = '';

/** Thousandths by scalar name, by role path. */
export function consumptionByRole({ agents, table, tree }: Cluster): Map<string, Map<string, number>> {
  const consumed = new Map<string, Map<string, number>>();
  const addTo = (role: string, name: string, amount: number): void => {
    if (amount === 0) return;
    const quantities = consumed.get(role) ?? new Map<string, number>();
    consumed.set(role, quantities.set(name, (quantities.get(name) ?? 0) + amount));
  };
  const addUpwards = (role: string, name: string, amount: number): void => {
    for (let path: string | undefined = role; path !== undefined; path = parentRole(path))
      addTo(path, name, amount);
    addTo(root, name, amount);
  };
  // A role's row has what is below it already.
  for (const { path, parent, whole } of tree.all()) {
    for (const [name, amount] of table.quantities(whole.row)) {
      addTo(path, name, amount);
      if (parent === tree.root) addTo(root, name, amount);
    }
  }
  for (const agent of agents.values()) {
    if (agent.hasReservations) {
      for (const { kind, scalar } of agent.available.entries) {
        const role = kind.reservationRole;
        if (role !== undefined && kind.type === 'SCALAR' && !kind.isRevocable)
          addUpwards(role, kind.name, scalar);
      }
    }
    if (!agent.hasRevocable) continue;
    for (const [slot, held] of agent.held) {
      for (const { kind, scalar } of held.entries)
        if (kind.isRevocable && kind.type === 'SCALAR') addUpwards(slot.role, kind.name, -scalar);
    }
  }
  return consumed;
}
