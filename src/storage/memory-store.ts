// A store that forgets with its process: `--registry=in_memory`, for tests.
import { assert } from '../base/assert.ts';
import type { Store, StoreChange, StoreDone, StoreEntry, StoreGroup } from './store.ts';

/** What several stores, one after the other, keep in common: the medium a test reopens. */
export type StoreMemory = Map<string, string>;

export class MemoryStore implements Store {
  readonly shouldCompact = false;
  readonly #memory: StoreMemory;
  readonly #later: (action: () => void) => void;
  #isLoaded = false;

  /** `later` runs an action as an event of its own; a simulator gives its scheduler. */
  constructor(memory: StoreMemory = new Map(), later: (action: () => void) => void = queueMicrotask) {
    this.#memory = memory;
    this.#later = later;
  }

  load(onChange: (change: StoreChange) => void, done: StoreDone): void {
    this.#later(() => {
      this.#isLoaded = true;
      for (const [key, value] of this.#memory) onChange({ key, value });
      done(undefined);
    });
  }

  append(groups: readonly StoreGroup[], done: StoreDone): void {
    assert(this.#isLoaded, 'a store is used before it was loaded');
    for (const { key, value } of groups.flat()) {
      if (value === undefined) this.#memory.delete(key);
      else this.#memory.set(key, value);
    }
    this.#later(() => done(undefined));
  }

  compact(_entries: Iterable<StoreEntry>, done: StoreDone): void {
    assert(this.#isLoaded, 'a store is used before it was loaded');
    this.#later(() => done(undefined));
  }

  close(done: StoreDone): void {
    this.#later(() => done(undefined));
  }
}
