// Scalar quantities of every sorter client, in thousandths, as rows of one typed array: a share is a few
// divisions over neighbouring numbers. A row belongs to one client from `takeRow` to `freeRow`.
import { assert } from '../base/assert.ts';
import type { Resources } from '../resources/resources.ts';

/** Columns are resource names; names beyond this many take no part in fair sharing. A cluster has about six. */
const maxColumns = 64;

export class QuantityTable {
  private readonly columns = new Map<string, number>();
  private readonly isExcluded: boolean[] = [];
  private readonly excludedNames: ReadonlySet<string>;
  private stride = 8;
  private capacity = 64;
  private rows = 0;
  private amounts: Float64Array = new Float64Array(this.stride * this.capacity);
  private readonly freeRows: number[] = [];
  private readonly totals = new Float64Array(maxColumns);
  /** Grows whenever a total changes, that is when every share may have changed. */
  totalsVersion = 0;

  constructor(excludedNames: ReadonlySet<string>) {
    this.excludedNames = excludedNames;
  }

  takeRow(): number {
    const free = this.freeRows.pop();
    if (free !== undefined) return free;
    if (this.rows === this.capacity) this.grow(this.stride, this.capacity * 2);
    return this.rows++;
  }

  freeRow(row: number): void {
    this.amounts.fill(0, row * this.stride, (row + 1) * this.stride);
    this.freeRows.push(row);
  }

  /** Adds (sign 1) or takes away (sign -1) the scalars of `resources`. */
  change(row: number, resources: Resources, sign: 1 | -1): void {
    for (const { kind, scalar } of resources.entries) {
      if (kind.type !== 'SCALAR') continue;
      const column = this.columnOf(kind.name);
      if (column < 0) continue;
      const index = row * this.stride + column;
      const amount = this.amounts[index]! + sign * scalar;
      assert(amount >= 0, `negative allocation of ${kind.name}`);
      this.amounts[index] = amount;
    }
  }

  changeTotals(resources: Resources, sign: 1 | -1): void {
    for (const { kind, scalar } of resources.entries) {
      if (kind.type !== 'SCALAR') continue;
      const column = this.columnOf(kind.name);
      if (column < 0) continue;
      this.totals[column] = Math.max(0, this.totals[column]! + sign * scalar);
    }
    this.totalsVersion += 1;
  }

  /** The dominant share of a row: the largest part of a total it holds, before weights. */
  share(row: number): number {
    const start = row * this.stride;
    let share = 0;
    for (let column = 0; column < this.columns.size; column++) {
      const amount = this.amounts[start + column]!;
      if (amount === 0 || this.isExcluded[column]!) continue;
      const total = this.totals[column]!;
      if (total > 0 && amount / total > share) share = amount / total;
    }
    return share;
  }

  isZero(row: number): boolean {
    const start = row * this.stride;
    for (let column = 0; column < this.columns.size; column++)
      if (this.amounts[start + column] !== 0) return false;
    return true;
  }

  /** Names and thousandths of what the cluster has, for metrics. */
  totalQuantities(): Map<string, number> {
    return new Map([...this.columns].map(([name, column]) => [name, this.totals[column]!]));
  }

  /** Names and thousandths of a row. */
  quantities(row: number): Map<string, number> {
    return new Map(
      [...this.columns].map(([name, column]) => [name, this.amounts[row * this.stride + column]!]),
    );
  }

  private columnOf(name: string): number {
    const known = this.columns.get(name);
    if (known !== undefined) return known;
    const column = this.columns.size;
    if (column === maxColumns) return -1;
    if (column === this.stride) this.grow(this.stride * 2, this.capacity);
    this.columns.set(name, column);
    this.isExcluded[column] = this.excludedNames.has(name);
    return column;
  }

  private grow(stride: number, capacity: number): void {
    const grown = new Float64Array(stride * capacity);
    for (let row = 0; row < this.rows; row++) {
      grown.set(this.amounts.subarray(row * this.stride, (row + 1) * this.stride), row * stride);
    }
    this.amounts = grown;
    this.stride = stride;
    this.capacity = capacity;
  }
}
