// The simulated disk: the contract of every disk, and that it loses what a real one may lose and nothing else.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DiskFile } from '../../src/storage/disk.ts';
import { Completions } from '../storage/deterministic.ts';
import { bytes, diskContract, text } from '../storage/disk-contract.ts';
import { randomOf } from '../support/random.ts';
import { SimulatedDisk } from './disk.ts';

diskContract('simulated', () => {
  const disk = new SimulatedDisk({ schedule: setImmediate, random: randomOf(1) });
  return { disk, directory: '/d', cleanUp: () => {} };
});

const test = suite('simulated disk');

/** A disk whose file /d/a holds, durably, "durable", with " lost" appended and not synced. */
function half(seed: number): { disk: SimulatedDisk; file: DiskFile; run: () => void } {
  const random = randomOf(seed);
  const completions = new Completions(random);
  const disk = new SimulatedDisk({ schedule: completions.schedule, random, sectorBytes: 2 });
  let file: DiskFile | undefined;
  disk.put('/d/a', bytes('durable'));
  disk.openExisting('/d/a', (_, opened) => {
    file = opened;
  });
  completions.runAll();
  file?.append(bytes(' lost'), () => {});
  completions.runAll();
  assert.ok(file);
  return { disk, file: file as DiskFile, run: () => completions.runAll() };
}

test('a crash keeps what was synced and any part of what was not', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 300; seed += 1) {
    const { disk } = half(seed);
    assert.is(text(disk.bytesOf('/d/a')), 'durable lost');
    disk.crash();
    const left = text(disk.bytesOf('/d/a'));
    assert.ok(left.startsWith('durable') && left.length <= 12, left);
    seen.add(left);
  }
  for (const part of ['durable', 'durable lo', 'durable lost', 'durable\0\0ost'])
    assert.ok(seen.has(part), part);
});

test('what was synced stays, whatever is overwritten with the same', () => {
  for (let seed = 0; seed < 100; seed += 1) {
    const { disk, file, run } = half(seed);
    file.sync(() => {});
    run();
    file.overwrite(8, bytes('lost'), () => {});
    run();
    disk.crash();
    assert.is(text(disk.bytesOf('/d/a')), 'durable lost');
  }
});

test('after a failed sync the bytes can be read, and no later sync makes them durable', () => {
  const { disk, file, run } = half(7);
  disk.fault = (operation) => (operation === 'sync' ? 'EIO' : undefined);
  let failure: string | undefined;
  file.sync((error) => {
    failure = error?.code;
  });
  run();
  assert.is(failure, 'EIO');
  disk.fault = () => undefined;
  assert.is(text(disk.bytesOf('/d/a')), 'durable lost');
  file.append(bytes('!'), () => {});
  file.sync(() => {});
  run();
  disk.crash();
  assert.is(text(disk.bytesOf('/d/a')), 'durable\0\0\0\0\0!');
});

test('a rename that was not synced may be undone, and never shows half', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 50; seed += 1) {
    const { disk, run } = half(seed);
    disk.put('/d/b', bytes('other'));
    disk.rename('/d/b', '/d/a', () => {});
    run();
    disk.crash();
    seen.add(disk.names().join());
  }
  assert.equal([...seen].sort(), ['/d/a', '/d/a,/d/b']);
});

test('what was begun before a crash never completes, and locks are free after it', () => {
  const { disk, file, run } = half(3);
  let completed = 0;
  disk.lock('/d/lock', () => {
    completed += 1;
  });
  file.sync(() => {
    completed += 1;
  });
  disk.crash({ keepCache: true });
  run();
  assert.is(completed, 0);
  assert.is(text(disk.bytesOf('/d/a')), 'durable lost');
  let isFree = false;
  disk.lock('/d/lock', (_, outcome) => {
    isFree = outcome !== undefined && 'lock' in outcome;
  });
  run();
  assert.is(isFree, true);
});

test.run();
