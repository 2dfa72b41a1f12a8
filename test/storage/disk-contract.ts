// What every disk promises, run by the real and the simulated one.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Disk, DiskError, DiskFile, DiskLock, LockOutcome } from '../../src/storage/disk.ts';
import { needs, type Requirement } from '../support/needs.ts';

export interface DiskUnderTest {
  readonly disk: Disk;
  /** An existing directory to work in. */
  readonly directory: string;
  cleanUp(): void;
}

/** Waits for the callback of `start`; rejects with its error. */
export function completed<T = void>(
  start: (done: (error: DiskError | undefined, value?: T | undefined) => void) => void,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error === undefined ? resolve(value) : reject(error)));
  });
}

export function diskContract(
  name: string,
  make: () => DiskUnderTest,
  lockRequirements: readonly Requirement[] = [],
): void {
  const test = suite(`disk contract: ${name}`);

  const add = (
    title: string,
    body: (disk: Disk, path: (name: string) => string) => Promise<void>,
    requirements: readonly Requirement[] = [],
  ): void => {
    needs(test, requirements, title, async () => {
      const { disk, directory, cleanUp } = make();
      try {
        await body(disk, (file) => `${directory}/${file}`);
      } finally {
        cleanUp();
      }
    });
  };

  add('says that a file is not there', async (disk, path) => {
    assert.is(await openExisting(disk, path('absent')), undefined);
    await completed((done) => disk.remove(path('absent'), done));
  });

  add('appends, overwrites, cuts and reads back', async (disk, path) => {
    const file = await openEmpty(disk, path('a'));
    await completed((done) => file.append(bytes('hello '), done));
    await completed((done) => file.append(bytes('world'), done));
    assert.is(file.sizeBytes, 11);
    await completed((done) => file.overwrite(0, bytes('J'), done));
    assert.is(file.sizeBytes, 11);
    await completed((done) => file.truncate(8, done));
    await completed((done) => file.append(bytes('!'), done));
    await completed((done) => file.sync(done));
    assert.is(text(await completed<Uint8Array>((done) => file.read(0, 9, done))), 'Jello wo!');
    await completed((done) => file.close(done));

    const again = await openExisting(disk, path('a'));
    assert.is(again?.sizeBytes, 9);
    await completed((done) => again?.append(bytes('?'), done));
    assert.is(text(await completed<Uint8Array>((done) => again?.read(6, 4, done))), 'wo!?');
    await completed((done) => again?.close(done));
  });

  add('refuses to read past the end', async (disk, path) => {
    const file = await openEmpty(disk, path('a'));
    await completed((done) => file.append(bytes('abc'), done));
    let refused: unknown;
    await completed<Uint8Array>((done) => file.read(1, 3, done)).catch((error: unknown) => {
      refused = error;
    });
    assert.match(String(refused), 'end of file');
    await completed((done) => file.close(done));
  });

  add('empties a file that is there', async (disk, path) => {
    await write(disk, path('a'), 'old');
    const file = await openEmpty(disk, path('a'));
    assert.is(file.sizeBytes, 0);
    await completed((done) => file.close(done));
  });

  add('renames over a file, and removes', async (disk, path) => {
    await write(disk, path('a'), 'new');
    await write(disk, path('b'), 'old');
    await completed((done) => disk.rename(path('a'), path('b'), done));
    await completed((done) => disk.syncDirectory(path('b').slice(0, -2), done));
    assert.is(await openExisting(disk, path('a')), undefined);
    const file = await openExisting(disk, path('b'));
    assert.is(text(await completed<Uint8Array>((done) => file?.read(0, 3, done))), 'new');
    await completed((done) => file?.close(done));
    await completed((done) => disk.remove(path('b'), done));
    assert.is(await openExisting(disk, path('b')), undefined);
  });

  add('makes a directory with its parents, also when it is there', async (disk, path) => {
    for (const _ of [1, 2]) await completed((done) => disk.makeDirectory(path('x/y/z'), done));
    await write(disk, path('x/y/z/file'), 'there');
  });

  add(
    'gives a lock to one owner at a time',
    async (disk, path) => {
      const lock = await take(disk, path('lock'));
      assert.type(await take(disk, path('lock')), 'string');
      assert.type(await take(disk, path('other')), 'object');
      await completed((done) => (lock as DiskLock).release(done));
      const next = await take(disk, path('lock'));
      assert.type(next, 'object');
      await completed((done) => (next as DiskLock).release(done));
    },
    lockRequirements,
  );

  add('never calls back before it returns', async (disk, path) => {
    let hasReturned = false;
    const wasLater = await new Promise((resolve) => {
      disk.remove(path('absent'), () => resolve(hasReturned));
      hasReturned = true;
    });
    assert.is(wasLater, true);
  });

  test.run();
}

/** The lock, or who has it. */
export async function take(disk: Disk, path: string): Promise<DiskLock | string | undefined> {
  const outcome = await completed<LockOutcome>((done) => disk.lock(path, done));
  if (outcome === undefined) return undefined;
  return 'lock' in outcome ? outcome.lock : outcome.heldBy;
}

async function write(disk: Disk, path: string, content: string): Promise<void> {
  const file = await openEmpty(disk, path);
  await completed((done) => file.append(bytes(content), done));
  await completed((done) => file.sync(done));
  await completed((done) => file.close(done));
}

async function openEmpty(disk: Disk, path: string): Promise<DiskFile> {
  const file = await completed<DiskFile>((done) => disk.openEmpty(path, done));
  assert.ok(file);
  return file as DiskFile;
}

function openExisting(disk: Disk, path: string): Promise<DiskFile | undefined> {
  return completed<DiskFile>((done) => disk.openExisting(path, done));
}

export function bytes(content: string): Uint8Array {
  return Buffer.from(content, 'utf8');
}

export function text(content: Uint8Array | undefined): string {
  return Buffer.from(content ?? []).toString('utf8');
}
