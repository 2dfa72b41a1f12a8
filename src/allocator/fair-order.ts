// One level of the fair order: clients sorted by share, then by how often they were allocated to, then by
// path. Allocations only mark a client as changed; `repair` moves it. Nothing moves while a level is being
// walked, because an agent's turn repairs each level once, when it enters it.
import type { QuantityTable } from './quantity-table.ts';

/** Something that competes: a role, the frameworks of a role themselves beside its sub-roles, or a framework in a role. */
export interface FairClient {
  /** Role path or framework id: the last tie-breaker. */
  readonly path: string;
  weight: number;
  readonly row: number;
  /** How many allocations it ever got. */
  count: number;
  /** Dominant share divided by weight, as of the last repair. */
  share: number;
  isChanged: boolean;
}

export function compareClients(left: FairClient, right: FairClient): number {
  if (left.share !== right.share) return left.share - right.share;
  if (left.count !== right.count) return left.count - right.count;
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}

export class FairOrder<Client extends FairClient> {
  /** In order after `repair`. */
  readonly clients: Client[] = [];
  private readonly table: QuantityTable;
  private readonly changed: Client[] = [];
  private totalsVersion = -1;
  private isUnsorted = false;

  constructor(table: QuantityTable) {
    this.table = table;
  }

  add(client: Client): void {
    this.clients.push(client);
    this.isUnsorted = true;
  }

  remove(client: Client): void {
    const index = this.clients.indexOf(client);
    if (index >= 0) this.clients.splice(index, 1);
    const changedIndex = this.changed.indexOf(client);
    if (changedIndex >= 0) this.changed.splice(changedIndex, 1);
    client.isChanged = false;
  }

  /** Says that a client's allocation or weight has changed. */
  mark(client: Client): void {
    if (client.isChanged) return;
    client.isChanged = true;
    this.changed.push(client);
  }

  repair(): void {
    if (this.isUnsorted || this.totalsVersion !== this.table.totalsVersion) {
      for (const client of this.clients) this.refresh(client);
      this.clients.sort(compareClients);
      this.isUnsorted = false;
      this.totalsVersion = this.table.totalsVersion;
    } else {
      // All go out before one comes back in: a binary search needs the others in order.
      for (const client of this.changed) this.clients.splice(this.clients.indexOf(client), 1);
      for (const client of this.changed) {
        this.refresh(client);
        this.clients.splice(this.placeOf(client), 0, client);
      }
    }
    this.changed.length = 0;
  }

  private refresh(client: Client): void {
    client.share = this.table.share(client.row) / client.weight;
    client.isChanged = false;
  }

  private placeOf(client: Client): number {
    let low = 0;
    let high = this.clients.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareClients(this.clients[middle]!, client) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
