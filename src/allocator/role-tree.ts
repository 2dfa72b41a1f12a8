// The roles that somebody uses, as a tree of their paths, and in each the frameworks that compete in it. A
// role that has frameworks and sub-roles competes with its sub-roles as the virtual leaf "role/.".

import type { Resources } from '../resources/resources.ts';
import { parentRole } from '../resources/roles.ts';
import { type FairClient, FairOrder } from './fair-order.ts';
import type { QuantityTable } from './quantity-table.ts';
import type { Slot } from './slot.ts';

/** A role, or its frameworks beside its sub-roles, as a competitor among its siblings. */
export class RoleClient implements FairClient {
  readonly path: string;
  weight: number;
  readonly row: number;
  count = 0;
  share = 0;
  isChanged = false;
  readonly role: RoleNode;
  /** Whether it stands for the role's own frameworks only. */
  readonly isVirtual: boolean;

  constructor(path: string, weight: number, row: number, role: RoleNode, isVirtual: boolean) {
    this.path = path;
    this.weight = weight;
    this.row = row;
    this.role = role;
    this.isVirtual = isVirtual;
  }
}

export class RoleNode {
  readonly path: string;
  readonly parent: RoleNode | undefined;
  /** The role with everything below it. */
  readonly whole: RoleClient;
  /** The role's own frameworks; in `order` only while there are sub-roles. */
  readonly own: RoleClient;
  readonly children = new Map<string, RoleNode>();
  readonly order: FairOrder<RoleClient>;
  readonly slots: FairOrder<Slot>;
  slotCount = 0;
  /** Slots that want offers, here and below. */
  activeBelow = 0;
  activeHere = 0;

  constructor(path: string, parent: RoleNode | undefined, table: QuantityTable, weight: number) {
    this.path = path;
    this.parent = parent;
    this.order = new FairOrder(table);
    this.slots = new FairOrder(table);
    this.whole = new RoleClient(path, weight, table.takeRow(), this, false);
    this.own = new RoleClient(`${path}/.`, 1, table.takeRow(), this, true);
  }
}

export class RoleTree {
  readonly root: RoleNode;
  private readonly table: QuantityTable;
  private readonly nodes = new Map<string, RoleNode>();
  private readonly weights = new Map<string, number>();

  constructor(table: QuantityTable) {
    this.table = table;
    this.root = new RoleNode('', undefined, table, 1);
  }

  /** Every role but the root. */
  all(): Iterable<RoleNode> {
    return this.nodes.values();
  }

  find(path: string): RoleNode | undefined {
    return this.nodes.get(path);
  }

  addSlot(slot: Slot): RoleNode {
    const node = this.nodeFor(slot.role);
    node.slots.add(slot);
    node.slotCount += 1;
    return node;
  }

  /** Removes an inactive slot that holds nothing, and the nodes nobody needs any more. */
  removeSlot(slot: Slot): void {
    const node = slot.node;
    node.slots.remove(slot);
    node.slotCount -= 1;
    this.prune(node);
  }

  setActive(slot: Slot, isActive: boolean): void {
    if (slot.isActive === isActive) return;
    slot.isActive = isActive;
    const change = isActive ? 1 : -1;
    slot.node.activeHere += change;
    for (let node: RoleNode | undefined = slot.node; node !== undefined; node = node.parent)
      node.activeBelow += change;
  }

  /** Books an allocation (sign 1) or its end (sign -1) for a slot, its role and the roles above. */
  book(slot: Slot, resources: Resources, sign: 1 | -1): void {
    const node = slot.node;
    this.bookClient(slot, node.slots, resources, sign);
    this.bookClient(node.own, node.order, resources, sign, node.children.size > 0);
    for (let current = node; current.parent !== undefined; current = current.parent) {
      this.bookClient(current.whole, current.parent.order, resources, sign);
    }
  }

  private bookClient<Client extends FairClient>(
    client: Client,
    order: FairOrder<Client>,
    resources: Resources,
    sign: 1 | -1,
    isInOrder = true,
  ): void {
    this.table.change(client.row, resources, sign);
    if (sign === 1) client.count += 1;
    if (isInOrder) order.mark(client);
  }

  /** Replaces all weights; roles not named weigh 1. Each weight must be above zero. */
  setWeights(weights: ReadonlyMap<string, number>): void {
    this.weights.clear();
    for (const [path, weight] of weights) this.weights.set(path, weight);
    for (const node of this.nodes.values()) {
      const weight = this.weights.get(node.path) ?? 1;
      if (weight === node.whole.weight) continue;
      node.whole.weight = weight;
      node.parent!.order.mark(node.whole);
    }
  }

  /** The dominant share of every role, weight applied. */
  shares(): Map<string, number> {
    const entries = [...this.nodes.values()].map(
      (node) => [node.path, this.table.share(node.whole.row) / node.whole.weight] as const,
    );
    return new Map(entries);
  }

  private nodeFor(path: string): RoleNode {
    const known = this.nodes.get(path);
    if (known !== undefined) return known;
    const parentPath = parentRole(path);
    const parent = parentPath === undefined ? this.root : this.nodeFor(parentPath);
    const node = new RoleNode(path, parent, this.table, this.weights.get(path) ?? 1);
    this.nodes.set(path, node);
    if (parent !== this.root && parent.children.size === 0) parent.order.add(parent.own);
    parent.children.set(path, node);
    parent.order.add(node.whole);
    return node;
  }

  private prune(node: RoleNode): void {
    const parent = node.parent;
    if (parent === undefined || node.slotCount > 0 || node.children.size > 0) return;
    this.nodes.delete(node.path);
    parent.children.delete(node.path);
    parent.order.remove(node.whole);
    if (parent !== this.root && parent.children.size === 0) {
      parent.order.remove(parent.own);
    }
    this.table.freeRow(node.whole.row);
    this.table.freeRow(node.own.row);
    this.prune(parent);
  }
}
