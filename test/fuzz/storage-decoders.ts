// Decoders of what was written to a disk: the journal, its groups of changes, the entries of the registry.
import * as assert from 'uvu/assert';
import { MesosError } from '../../src/base/errors.ts';
import { emptyDocument } from '../../src/registry/document.ts';
import { DocumentLoader, encodeChange, formatEntry, snapshotEntries } from '../../src/registry/entries.ts';
import { decodeGroup, encodeGroup } from '../../src/storage/change-lines.ts';
import type { DiskFile } from '../../src/storage/disk.ts';
import { readJournal } from '../../src/storage/journal-reader.ts';
import { JournalRig, journalPath } from '../storage/journal-rig.ts';
import type { Decoder } from './decoder.ts';

const kind = 'fuzzed records';

/** A file that is only read. */
function fileOf(bytes: Uint8Array): DiskFile {
  const refuse = (): never => {
    throw new Error('a reader writes');
  };
  return {
    sizeBytes: bytes.length,
    read: (offset, length, done) => {
      assert.ok(offset >= 0 && length >= 0 && offset + length <= bytes.length, 'read past the end');
      queueMicrotask(() => done(undefined, bytes.subarray(offset, offset + length)));
    },
    append: refuse,
    overwrite: refuse,
    sync: refuse,
    truncate: refuse,
    close: (done) => queueMicrotask(() => done(undefined)),
  };
}

/** Journals of a few batches, as the journal itself writes them. */
function journals(): Buffer[] {
  return [1, 2, 3].map((seed) => {
    const rig = new JournalRig(seed);
    const { journal } = rig.mustOpen({ kind });
    for (let batch = 0; batch < 2 * seed; batch += 1) {
      journal.append(Buffer.from(`record ${seed}.${batch}`), () => undefined);
      journal.append(Buffer.alloc(seed * 10, batch), () => undefined);
      rig.completions.runAll();
    }
    return Buffer.from(rig.disk.bytesOf(journalPath));
  });
}

const journal: Decoder = {
  name: 'journal',
  usual: 3000,
  valid: journals,
  run: (input) =>
    new Promise((resolve, reject) => {
      let records = 0;
      readJournal(
        fileOf(input),
        'journal',
        kind,
        () => {
          records += 1;
        },
        (error, contents) => {
          try {
            assert.ok(error === undefined || error instanceof MesosError);
            if (contents !== undefined) {
              assert.is(contents.recordCount, records);
              assert.is(contents.validBytes + contents.tornBytes, input.length);
            }
            resolve(error === undefined);
          } catch (broken) {
            reject(broken as Error);
          }
        },
      );
    }),
};

const groups: Decoder = {
  name: 'change-lines',
  usual: 5000,
  valid: () => [
    Buffer.from(
      encodeGroup([
        { key: 'agents/1', value: '{"a":1}' },
        { key: 'gone/2', value: undefined },
      ]),
    ),
    Buffer.from(
      encodeGroup([
        { key: 'k', value: '' },
        { key: 'x/y', value: 'put z 1' },
      ]),
    ),
  ],
  run: (input) => {
    const group = decodeGroup(input);
    if (group === undefined) return false;
    assert.equal(decodeGroup(encodeGroup(group)), group);
    return true;
  },
};

const info = { id: { value: 'm-S0' }, hostname: 'h', port: 5051 };

const registry: Decoder = {
  name: 'registry',
  usual: 4000,
  valid: () =>
    [
      formatEntry,
      encodeChange({ collection: 'agents', id: 'm-S0', value: { info } }),
      encodeChange({ collection: 'unreachable', id: 'm-S1', value: { since_ms: 12 } }),
      encodeChange({ collection: 'gone', id: 'm/S%2', value: { since_ms: 13.5 } }),
      encodeChange({ collection: 'quotas', id: 'role', value: { limits: [1] } }),
      encodeChange({ collection: 'agents', id: 'm-S0', value: undefined }),
    ].map(({ key, value }) => Buffer.from(`${key} ${value ?? ''}`)),
  run: (input) => {
    const document = emptyDocument();
    const loader = new DocumentLoader(document);
    loader.add(formatEntry);
    const text = input.toString();
    const space = text.indexOf(' ');
    loader.add({
      key: space < 0 ? text : text.slice(0, space),
      value: space < 0 ? undefined : text.slice(space + 1),
    });
    if (loader.finish() !== undefined) return false;
    // What was read is written so that it is read again as the same.
    const again = emptyDocument();
    const reader = new DocumentLoader(again);
    for (const entry of snapshotEntries(document, loader.kept)) reader.add(entry);
    assert.is(reader.finish(), undefined);
    assert.equal(again, document);
    return true;
  },
};

export const storageDecoders: readonly Decoder[] = [journal, groups, registry];
