// The real disk, and the one thing about it that needs a second process: the lock.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DiskFile } from '../../src/storage/disk.ts';
import { NodeDisk } from '../../src/storage/node-disk.ts';
import { needs, program } from '../support/needs.ts';
import { completed, diskContract, take } from './disk-contract.ts';

const lockToHold = process.env['MESOS_TEST_HOLD_LOCK'];

const flock = [program('flock')];

if (lockToHold !== undefined) {
  holdLock(lockToHold);
} else {
  const make = () => {
    const directory = temporaryDirectory();
    const cleanUp = (): void => rmSync(directory, { recursive: true, force: true });
    return { disk: new NodeDisk(), directory, cleanUp };
  };
  diskContract('node', make, flock);
}

const test = suite('node disk');

test('files are readable by their owner only', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'a');
  const file = await completed<DiskFile>((done) => new NodeDisk().openEmpty(path, done));
  await completed((done) => file?.close(done));
  assert.is(statSync(path).mode & 0o777, 0o600);
  rmSync(directory, { recursive: true });
});

test('an error carries the errno', async () => {
  const error = await completed<DiskFile>((done) =>
    new NodeDisk().openExisting('/proc/self/mem/x', done),
  ).then(
    () => undefined,
    (failure: NodeJS.ErrnoException) => failure,
  );
  assert.is(error?.code, 'ENOTDIR');
});

needs(test, flock, 'a lock held by another process is refused, and is free when that is killed', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'lock');
  const child = fork(__filename, { env: { ...process.env, MESOS_TEST_HOLD_LOCK: path } });
  try {
    assert.is((await once(child, 'message'))[0], 'held');
    assert.is(await take(new NodeDisk(), path), `process ${child.pid}`);
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    const lock = await take(new NodeDisk(), path);
    assert.type(lock, 'object');
    assert.is(await take(new NodeDisk(), path), `process ${process.pid}`);
    if (typeof lock === 'object') await completed((done) => lock.release(done));
  } finally {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  }
});

needs(test, flock, 'a child of the holder does not keep the lock alive', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'lock');
  const lock = await take(new NodeDisk(), path);
  const child = fork(__filename, {
    env: { ...process.env, MESOS_TEST_HOLD_LOCK: join(directory, 'another') },
  });
  try {
    await once(child, 'message');
    if (typeof lock === 'object') await completed((done) => lock.release(done));
    const again = await take(new NodeDisk(), path);
    assert.type(again, 'object');
    if (typeof again === 'object') await completed((done) => again.release(done));
  } finally {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  }
});

if (lockToHold === undefined) test.run();

/** Takes the lock, says so and waits to be killed. */
function holdLock(path: string): void {
  void take(new NodeDisk(), path).then((lock) =>
    process.send?.(typeof lock === 'object' ? 'held' : 'refused'),
  );
  // Ends by itself when the parent dies: the channel is then closed.
  process.on('disconnect', () => process.exit());
}

function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'mesos-disk-'));
}
