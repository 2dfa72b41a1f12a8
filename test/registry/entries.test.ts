// The registry's encoding: nothing is lost on the way to the store and back, and what this version cannot
// understand is refused.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commit, emptyDocument, type RegistryDocument } from '../../src/registry/document.ts';
import {
  DocumentLoader,
  encodeChange,
  formatEntry,
  type RegistryEntryChange,
  snapshotEntries,
} from '../../src/registry/entries.ts';
import { fromText, toText } from '../../src/registry/lossless-json.ts';

const test = suite('registry entries');

function loaded(entries: Iterable<RegistryEntryChange>): {
  document: RegistryDocument;
  loader: DocumentLoader;
} {
  const document = emptyDocument();
  const loader = new DocumentLoader(document);
  for (const entry of entries) loader.add(entry);
  return { document, loader };
}

function sample(): RegistryDocument {
  const document = emptyDocument();
  document.agents.set('20e2-S0', {
    info: {
      hostname: 'höst 1\n',
      id: { value: '20e2-S0' },
      resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } }],
    },
    drain_info: {
      state: 'DRAINING',
      config: { max_grace_period: { nanoseconds: 9_007_199_254_740_993n }, mark_gone: false },
    },
  });
  document.unreachable.set('u2', { since_ms: 1_700_000_000_123.25, deactivated: true });
  document.unreachable.set('u1', { since_ms: 2 });
  document.gone.set('g', { since_ms: 3 });
  document.machines.set('host/1.2.3.4', { mode: 'DRAINING' });
  document.quotas.set('rôle %', { guarantees: {} });
  document.weights.set('*', { weight: 2.5 });
  return document;
}

test('a snapshot is read back as the same document', () => {
  const entries = [...snapshotEntries(sample(), new Map())];
  const { document, loader } = loaded(entries);
  assert.is(loader.finish(), undefined);
  assert.equal(document, sample());
  assert.equal([...document.unreachable.keys()], ['u2', 'u1']);
  assert.equal(entries[0], formatEntry);
  for (const { key, value } of entries) {
    assert.match(key, /^[!-~]+$/);
    assert.not.match(value, '\n');
  }
});

test('a snapshot stands for the moment it was asked for', () => {
  const changing = sample();
  const entries = snapshotEntries(changing, new Map());
  const iterator = entries[Symbol.iterator]();
  iterator.next();
  changing.agents.clear();
  changing.gone.set('later', { since_ms: 4 });
  const { document } = loaded({ [Symbol.iterator]: () => iterator });
  assert.equal(document, sample());
});

test('changes are read back as they were, removals too', () => {
  const entries = [...snapshotEntries(sample(), new Map())];
  const { document } = loaded([
    ...entries,
    encodeChange({ collection: 'agents', id: '20e2-S0', value: undefined }),
    encodeChange({ collection: 'unreachable', id: 'u2', value: { since_ms: 9 } }),
  ]);
  const expected = sample();
  commit(expected, [
    { collection: 'agents', id: '20e2-S0', value: undefined },
    { collection: 'unreachable', id: 'u2', value: { since_ms: 9 } },
  ]);
  assert.equal(document, expected);
});

test('any identifier makes a key and comes back', () => {
  for (const id of ['', ' ', '/', '%', '%0020', 'a/b', 'ü€😀', '\ud800', '__proto__', '\0\n']) {
    const { key, value } = encodeChange({ collection: 'gone', id, value: { since_ms: 1 } });
    assert.match(key, /^[!-~]+$/);
    const { document } = loaded([{ key, value }]);
    assert.equal([...document.gone.keys()], [id]);
  }
});

test('entries of collections it does not know are carried along', () => {
  const { document, loader } = loaded([
    formatEntry,
    { key: 'agents/a', value: '{"info":{"hostname":"h"}}' },
    { key: 'resource_providers/x', value: 'anything' },
    { key: 'resource_providers/y', value: 'anything' },
    { key: 'resource_providers/y', value: undefined },
    { key: '__proto__/z', value: '1' },
  ]);
  assert.is(loader.finish(), undefined);
  const keys = [...snapshotEntries(document, loader.kept)].map(({ key }) => key);
  assert.equal(keys, ['format', 'agents/a', 'resource_providers/x', '__proto__/z']);
});

test('fields it does not know stay in an entry', () => {
  const { document } = loaded([{ key: 'agents/a', value: '{"info":{"hostname":"h","new":1},"later":[1]}' }]);
  const [, entry] = [...snapshotEntries(document, new Map())];
  assert.is(entry?.value, '{"info":{"hostname":"h","new":1},"later":[1]}');
});

test('a minimum capability it does not have is refused by name', () => {
  const { loader } = loaded([formatEntry, { key: 'minimum_capabilities/QUOTA_V9', value: '{}' }]);
  assert.is(loader.finish()?.code, 'STORAGE_INCOMPATIBLE');
  assert.match(loader.finish()?.message ?? '', 'QUOTA_V9');
  const { loader: undone } = loaded([
    { key: 'minimum_capabilities/QUOTA_V9', value: '{}' },
    { key: 'minimum_capabilities/QUOTA_V9', value: undefined },
  ]);
  assert.is(undone.finish(), undefined);
});

test('a newer version is refused', () => {
  const { loader } = loaded([{ key: 'format', value: '{"version":2}' }]);
  assert.is(loader.finish()?.code, 'STORAGE_INCOMPATIBLE');
  assert.match(loader.finish()?.message ?? '', 'version 2');
});

test('an entry that cannot be read is refused, not thrown', () => {
  for (const [key, value] of [
    ['agents/a', 'not json'],
    ['agents/a', '{"info":null}'],
    ['agents/a', 'null'],
    ['unreachable/a', '{}'],
    ['gone/a', '{"since_ms":"1"}'],
    ['weights/a', '['],
  ] as const) {
    const { loader } = loaded([formatEntry, { key, value }]);
    assert.is(loader.finish()?.code, 'STORAGE_CORRUPT', `${key} ${value}`);
    assert.match(loader.finish()?.message ?? '', key);
  }
});

test('JSON keeps what JSON has no form for', () => {
  for (const value of [
    { big: -9_223_372_036_854_775_808n, list: [1n, 2] },
    { data: new Uint8Array([0, 255, 10]) },
    { data: Buffer.from('buffer') },
    { limit: Number.POSITIVE_INFINITY, low: Number.NEGATIVE_INFINITY },
    { context: { $int: '1', $bytes: 'AA==', plain: 'x' } },
    { context: { $entries: [['a', 1n]] } },
    { text: '{"$int":"1"}' },
    { context: { $number: { $int: '5' } } },
  ]) {
    const back = fromText(toText(value));
    assert.equal(plain(back), plain(value));
  }
});

/** Buffers and arrays of bytes are the same here. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

test.run();
