// Files replaced as a whole: at every crash, and after every fault, the old or the new one is there.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MesosError } from '../../src/base/errors.ts';
import { readFile, replaceFile } from '../../src/storage/whole-file.ts';
import { SimulatedDisk } from '../simulation/disk.ts';
import { randomOf } from '../support/random.ts';
import { Completions } from './deterministic.ts';
import { bytes, text } from './disk-contract.ts';

const test = suite('whole file');

const path = '/d/file';

function rig(seed: number): { disk: SimulatedDisk; completions: Completions } {
  const random = randomOf(seed);
  const completions = new Completions(random);
  const disk = new SimulatedDisk({ schedule: completions.schedule, random, sectorBytes: 4 });
  disk.put(path, bytes('the old content'));
  return { disk, completions };
}

test('a crash at any point leaves the old or the new content', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 300; seed += 1) {
    const { disk, completions } = rig(seed);
    let isDone = false;
    replaceFile(disk, path, bytes('the new content!'), () => {
      isDone = true;
    });
    for (let step = 0; step < seed % 12 && completions.runOne(); step += 1);
    disk.crash();
    const content = text(disk.bytesOf(path));
    if (isDone) assert.is(content, 'the new content!');
    assert.ok(content === 'the old content' || content === 'the new content!', content);
    seen.add(`${content} ${isDone}`);
  }
  assert.is(seen.size, 3);
});

test('a fault leaves the old content and no other file', () => {
  for (const operation of ['open', 'append', 'sync', 'rename'] as const) {
    const { disk, completions } = rig(1);
    disk.fault = (tried) => (tried === operation ? 'ENOSPC' : undefined);
    let failure: MesosError | undefined;
    replaceFile(disk, path, bytes('new'), (error) => {
      failure = error;
    });
    completions.runAll();
    assert.is(failure?.code, 'STORAGE_FAILED', operation);
    assert.match(failure?.message ?? '', `${path}.new`);
    assert.is(text(disk.bytesOf(path)), 'the old content');
    assert.equal(disk.names(), [path]);
  }
});

test('reads a file, says that there is none, and refuses a large one', () => {
  const { disk, completions } = rig(1);
  const outcomes: string[] = [];
  const note = (error: MesosError | undefined, content: Uint8Array | undefined): void => {
    outcomes.push(error?.code ?? (content === undefined ? 'absent' : text(content)));
  };
  for (const [name, maxBytes] of [
    [path, 15],
    ['/d/absent', 15],
    [path, 14],
  ] as const) {
    readFile(disk, name, maxBytes, note);
    completions.runAll();
  }
  assert.equal(outcomes, ['the old content', 'absent', 'LIMIT_EXCEEDED']);
});

test.run();
