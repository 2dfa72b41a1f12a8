// A history: the newest items of a list without end. Adding one to a full history costs the same however long it is,
// which `shift` of an array does not once that has more than some ten thousand items.

export class Recent<T> implements Iterable<T> {
  #items: T[] = [];
  /** Items before this one have been dropped and wait for being cut off together. */
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  /** Adds the newest item, and drops the oldest ones beyond `max`. */
  add(item: T, max: number): void {
    this.#items.push(item);
    for (; this.length > max; this.#first += 1) this.#items[this.#first] = undefined as T;
    if (this.#first <= this.length) return;
    this.#items = this.#items.slice(this.#first);
    this.#first = 0;
  }

  /** Removes the newest item that fits. */
  removeLast(fits: (item: T) => boolean): void {
    for (let index = this.#items.length - 1; index >= this.#first; index -= 1) {
      if (!fits(this.#items[index]!)) continue;
      this.#items.splice(index, 1);
      return;
    }
  }

  some(fits: (item: T) => boolean): boolean {
    for (const item of this) if (fits(item)) return true;
    return false;
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let index = this.#first; index < this.#items.length; index += 1) yield this.#items[index]!;
  }
}
