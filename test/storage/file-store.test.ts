// The store on a journal: the contract on a real and a simulated disk, and what it says of a file that is not its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Disk } from '../../src/storage/disk.ts';
import { FileStore } from '../../src/storage/file-store.ts';
import { NodeDisk } from '../../src/storage/node-disk.ts';
import { openJournal } from '../../src/storage/open-journal.ts';
import { SimulatedDisk } from '../simulation/disk.ts';
import { program } from '../support/needs.ts';
import { randomOf } from '../support/random.ts';
import { bytes } from './disk-contract.ts';
import { done, load, storeContract } from './store-contract.ts';

const kind = 'mesos registry';

storeContract('journal on a disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mesos-store-'));
  return {
    open: () => new FileStore({ disk: new NodeDisk(), path: join(directory, 'registry', 'journal'), kind }),
    cleanUp: () => rmSync(directory, { recursive: true, force: true }),
  };
}, [program('flock')]);

storeContract('journal on a simulated disk', () => {
  const disk = simulatedDisk();
  return { open: () => new FileStore({ disk, path: '/d/journal', kind }), cleanUp: () => {} };
});

const test = suite('file store');

for (const record of ['put a', 'remove a b', 'drop a', 'put a 1', ' \n', 'put a\u00e9 1\n']) {
  test(`a record ${JSON.stringify(record)} is not its own`, async () => {
    const disk = simulatedDisk();
    await new Promise<void>((resolve, reject) => {
      openJournal({ disk, path: '/d/journal', kind, onRecord: () => {} }, (error, opened) => {
        if (error !== undefined) return reject(error);
        opened?.journal.append(bytes(record), () => opened.journal.close(() => resolve()));
      });
    });
    const store = new FileStore({ disk, path: '/d/journal', kind });
    const error = await done((callback) => store.load(() => {}, callback)).then(
      () => undefined,
      (failure: Error & { code?: string }) => failure,
    );
    assert.is(error?.code, 'STORAGE_INCOMPATIBLE');
    // The lock is free: another kind of journal finds another problem than "in use".
    const other = new FileStore({ disk, path: '/d/journal', kind: 'another' });
    const next = await load({ open: () => other, cleanUp: () => {} }).catch((failure: Error) => failure);
    assert.match(next instanceof Error ? next.message : '', 'is a mesos registry, not a another');
  });
}

test('tells what it found at opening', async () => {
  const disk = simulatedDisk();
  const found: unknown[] = [];
  for (const _ of [1, 2]) {
    const store = new FileStore({
      disk,
      path: '/d/journal',
      kind,
      onRecovery: (recovery) => found.push(recovery),
    });
    await load({ open: () => store, cleanUp: () => {} });
    await done((callback) => store.append([[{ key: 'a', value: '1' }]], callback));
    await done((callback) => store.close(callback));
  }
  assert.equal(found, [
    { isFresh: true, recordCount: 0, tornBytes: 0 },
    { isFresh: false, recordCount: 1, tornBytes: 0 },
  ]);
});

test.run();

function simulatedDisk(): Disk {
  return new SimulatedDisk({ schedule: setImmediate, random: randomOf(1) });
}
