// What was really opened counts, not the path that was looked at before.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openWithin } from '../../src/http/open-within.ts';

const test = suite('http open within');
let directory = '';

test.before(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'mesos-within-')));
  mkdirSync(join(directory, 'in'));
  writeFileSync(join(directory, 'in/file'), 'x');
  writeFileSync(join(directory, 'out'), 'y');
  writeFileSync(join(directory, 'inside-name'), 'z');
  symlinkSync('../out', join(directory, 'in/link'));
});

test.after(() => rmSync(directory, { recursive: true, force: true }));

async function opens(path: string, root: string | undefined): Promise<boolean> {
  const handle = await openWithin(
    join(directory, path),
    root === undefined ? undefined : join(directory, root),
  );
  await handle?.close();
  return handle !== undefined;
}

test('below the root only', async () => {
  assert.is(await opens('in/file', 'in'), true);
  assert.is(await opens('in/link', 'in'), false);
  assert.is(await opens('in/link', undefined), true);
  assert.is(await opens('inside-name', 'in'), false);
  assert.is(await opens('in/missing', 'in'), false);
  assert.is(await opens('in/file/below', 'in'), false);
});

test.run();
