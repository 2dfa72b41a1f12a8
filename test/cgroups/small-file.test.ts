// Small files: text of any length as it is, nothing made by a write, errors with their errno.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errnoOf } from '../../src/cgroups/files.ts';
import { readSmallFile, writeSmallFile } from '../../src/cgroups/small-file.ts';

const test = suite('cgroups: small files');

const directory = mkdtempSync(join(tmpdir(), 'mesos-small-file-'));
const path = join(directory, 'file');
test.after(() => rmSync(directory, { recursive: true, force: true }));

const errnoOfRejected = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => errnoOf(error),
  );

test('reads what is there, around every size at which a read may end', async () => {
  for (const size of [0, 1, 2047, 2048, 2049, 4095, 4096, 4097, 8192, 100_000]) {
    const text = Array.from({ length: size }, (_, index) => String.fromCharCode(32 + (index % 90))).join('');
    writeFileSync(path, text);
    assert.ok((await readSmallFile(path)) === text, `${size} bytes`);
  }
});

test('reads a list of the kernel that is longer than a page', async () => {
  const expected = readFileSync('/proc/self/maps', 'latin1');
  assert.ok(expected.length > 4096, 'this process maps much');
  const lines = (text: string): number => text.split('\n').length;
  // Between two reads memory may be mapped; a piece that is missing would be hundreds of lines.
  const text = await readSmallFile('/proc/self/maps');
  assert.ok(Math.abs(lines(text) - lines(expected)) < 20, `${lines(text)} and ${lines(expected)} lines`);
  assert.match(text, 'stack');
});

test('many reads at once do not mix', async () => {
  const paths = Array.from({ length: 100 }, (_, index) => join(directory, `many${index}`));
  for (const [index, each] of paths.entries()) writeFileSync(each, `${index}`.repeat(50));
  const texts = await Promise.all(paths.map(readSmallFile));
  assert.equal(
    texts,
    paths.map((_, index) => `${index}`.repeat(50)),
  );
});

test('replaces what is there and makes nothing', async () => {
  writeFileSync(path, 'something long');
  await writeSmallFile(path, 'new');
  assert.is(readFileSync(path, 'utf8'), 'new');
  const missing = join(directory, 'missing');
  assert.is(await errnoOfRejected(writeSmallFile(missing, 'x')), 'ENOENT');
  assert.is(await errnoOfRejected(readSmallFile(missing)), 'ENOENT');
  assert.not(existsSync(missing));
  assert.is(await errnoOfRejected(readSmallFile(directory)), 'EISDIR');
});

test.run();
