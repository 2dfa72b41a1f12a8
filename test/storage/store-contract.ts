// What every store promises, run by each backend.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MesosError } from '../../src/base/errors.ts';
import type { Store, StoreEntry, StoreGroup } from '../../src/storage/store.ts';
import { needs, type Requirement } from '../support/needs.ts';

export interface StoreMedium {
  /** A new store on the same medium, as the next process would open it. */
  open(): Store;
  cleanUp(): void;
}

export function storeContract(
  name: string,
  makeMedium: () => StoreMedium,
  requirements: readonly Requirement[] = [],
): void {
  const test = suite(`store contract: ${name}`);

  const add = (title: string, body: (medium: StoreMedium) => Promise<void>): void => {
    needs(test, requirements, title, async () => {
      const medium = makeMedium();
      try {
        await body(medium);
      } finally {
        medium.cleanUp();
      }
    });
  };

  add('is empty at first', async (medium) => {
    const { store, entries } = await load(medium);
    assert.equal(entries, new Map());
    await close(store);
  });

  add('keeps what was put, and the last value of a key', async (medium) => {
    const { store } = await load(medium);
    await append(store, [[put('agents/1', '{"a":1}')], [put('agents/2', '"ü €"'), put('agents/1', '2')]]);
    await append(store, [[put('empty', '')]]);
    await close(store);
    const again = await load(medium);
    assert.equal(
      again.entries,
      new Map([
        ['agents/1', '2'],
        ['agents/2', '"ü €"'],
        ['empty', ''],
      ]),
    );
    await close(again.store);
  });

  add('forgets what was removed', async (medium) => {
    const { store } = await load(medium);
    await append(store, [[put('a', '1'), put('b', '2')]]);
    await append(store, [[{ key: 'a', value: undefined }], [{ key: 'absent', value: undefined }]]);
    await close(store);
    const again = await load(medium);
    assert.equal(again.entries, new Map([['b', '2']]));
    await close(again.store);
  });

  add('keeps the order in which keys were first put', async (medium) => {
    const { store } = await load(medium);
    const keys = Array.from({ length: 50 }, (_, index) => `gone/${(index * 37) % 50}`);
    for (const key of keys) await append(store, [[put(key, '0')]]);
    await close(store);
    const again = await load(medium);
    assert.equal([...again.entries.keys()], keys);
    await close(again.store);
  });

  add('takes an empty batch, and calls back after it has returned', async (medium) => {
    const { store } = await load(medium);
    let hasReturned = false;
    const wasLater = await new Promise((resolve) => {
      store.append([], () => resolve(hasReturned));
      hasReturned = true;
    });
    assert.is(wasLater, true);
    await append(store, [[]]);
    await close(store);
  });

  add('calls back in the order of appends', async (medium) => {
    const { store } = await load(medium);
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4].map((index) =>
        append(store, [[put('a', String(index))]]).then(() => order.push(index)),
      ),
    );
    assert.equal(order, [0, 1, 2, 3, 4]);
    await close(store);
  });

  add('has after a compaction what it was told, and what was appended meanwhile', async (medium) => {
    const { store } = await load(medium);
    await append(store, [[put('a', '1'), put('b', '1')]]);
    const unfinished = append(store, [[put('c', '1')]]);
    const state: StoreEntry[] = [
      { key: 'a', value: '1' },
      { key: 'b', value: '1' },
      { key: 'c', value: '1' },
    ];
    const compacted = done((callback) => store.compact(state, callback));
    const meanwhile = append(store, [[put('b', '2'), put('d', '2')]]);
    await Promise.all([unfinished, compacted, meanwhile]);
    await append(store, [[{ key: 'a', value: undefined }]]);
    await close(store);
    const again = await load(medium);
    assert.equal(
      again.entries,
      new Map([
        ['b', '2'],
        ['c', '1'],
        ['d', '2'],
      ]),
    );
    await close(again.store);
  });

  test.run();
}

/** Opens a store and gathers what is in it. */
export async function load(medium: StoreMedium): Promise<{ store: Store; entries: Map<string, string> }> {
  const store = medium.open();
  const entries = new Map<string, string>();
  await done((callback) =>
    store.load(({ key, value }) => {
      if (value === undefined) entries.delete(key);
      else entries.set(key, value);
    }, callback),
  );
  return { store, entries };
}

export function done(start: (callback: (error: MesosError | undefined) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error === undefined ? resolve() : reject(error)));
  });
}

function append(store: Store, groups: readonly StoreGroup[]): Promise<void> {
  return done((callback) => store.append(groups, callback));
}

function close(store: Store): Promise<void> {
  return done((callback) => store.close(callback));
}

function put(key: string, value: string): StoreEntry {
  return { key, value };
}
