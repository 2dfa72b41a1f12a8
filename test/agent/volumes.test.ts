// Directories of volumes on a real disk, and the links to them in a sandbox.
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeSandbox } from '../../src/agent/containerizer/sandbox.ts';
import { VolumeDirectories } from '../../src/agent/shell/volume-directories.ts';
import { type VolumePlace, volumePlaces } from '../../src/agent/volumes.ts';
import type { Resource } from '../../src/protocol/messages.ts';
import { resourcesOf } from '../../src/resources/messages.ts';
import { needs, root } from '../support/needs.ts';

const test = suite('volumes on disk');

let directory = '';
test.before.each(() => {
  directory = mkdtempSync(join(tmpdir(), 'mesos-volumes-'));
});
test.after.each(() => rmSync(directory, { recursive: true, force: true }));

function settled(action: 'make' | 'remove', place: VolumePlace): Promise<string | undefined> {
  const volumes = new VolumeDirectories();
  return new Promise((resolve) => volumes[action](place, (error) => resolve(error?.message)));
}

const place = (path: string, isMount = false): VolumePlace => ({ path: join(directory, path), isMount });

test('a volume is made once, keeps what is in it, and goes with everything', async () => {
  const volume = place('volumes/roles/dev a/v');
  assert.is(await settled('make', volume), undefined);
  writeFileSync(join(volume.path, 'file'), 'x');
  assert.is(await settled('make', volume), undefined);
  assert.is(readFileSync(join(volume.path, 'file'), 'utf8'), 'x');
  assert.is(await settled('remove', volume), undefined);
  assert.not(existsSync(volume.path));
  assert.is(await settled('remove', volume), undefined);
  assert.is(await settled('remove', place('other/roles/a/v')), undefined, 'nothing was ever made there');
});

test('of a mounted disk only the content goes', async () => {
  const mount = place('mnt', true);
  assert.match((await settled('make', mount)) ?? '', /no such file/);
  mkdirSync(join(mount.path, 'inner'), { recursive: true });
  assert.is(await settled('make', mount), undefined);
  assert.is(await settled('remove', mount), undefined);
  assert.ok(existsSync(mount.path));
  assert.not(existsSync(join(mount.path, 'inner')));
});

test('places follow the kind of disk', () => {
  const volume = (source: NonNullable<Resource['disk']>['source']): Resource => ({
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: 1 },
    reservations: [{ type: 'DYNAMIC', role: 'a/b' }],
    disk: { persistence: { id: 'v' }, ...(source === undefined ? {} : { source }) },
  });
  const pathOf = (source: NonNullable<Resource['disk']>['source']): VolumePlace | undefined =>
    volumePlaces('/work', resourcesOf([volume(source)]))[0];
  assert.equal(pathOf(undefined), { path: '/work/volumes/roles/a b/v', isMount: false });
  assert.equal(pathOf({ type: 'PATH', path: { root: '/disk' } }), {
    path: '/disk/volumes/roles/a b/v',
    isMount: false,
  });
  assert.equal(pathOf({ type: 'PATH', path: { root: 'disk' } })?.path, '/work/disk/volumes/roles/a b/v');
  assert.equal(pathOf({ type: 'MOUNT', mount: { root: '/mnt' } }), { path: '/mnt', isMount: true });
});

test('a sandbox has a link to each volume, and is not made without one', async () => {
  const source = join(directory, 'volume');
  const launch = (name: string): Promise<void> =>
    makeSandbox(join(directory, name, 'runs', '1'), undefined, {
      volumes: [{ source, target: 'deep/er/data', isOwned: true }],
    });
  const missing = await launch('a').catch((error: Error) => error.message);
  assert.match(String(missing), /is not there/);
  mkdirSync(source);
  await launch('b');
  assert.is(readlinkSync(join(directory, 'b/runs/1/deep/er/data')), source);
});

needs(test, [root], 'sandbox, links and volume become the user’s, a volume others use does not', async () => {
  const own = join(directory, 'own');
  const fresh = join(directory, 'fresh');
  const used = join(directory, 'used');
  for (const path of [own, fresh, used]) mkdirSync(path);
  for (const path of [own, used]) chownSync(path, 4711, 4711);
  const sandbox = join(directory, 'c', 'runs', '1');
  await makeSandbox(sandbox, 'daemon', {
    volumes: [
      { source: own, target: 'in/own', isOwned: true },
      { source: fresh, target: 'fresh', isOwned: false },
      { source: used, target: 'used', isOwned: false },
    ],
  });
  const { uid } = statSync(sandbox);
  assert.is.not(uid, 0);
  for (const path of ['in', 'in/own', 'fresh', 'used'])
    assert.is(lstatSync(join(sandbox, path)).uid, uid, path);
  assert.equal(
    [own, fresh, used].map((path) => statSync(path).uid),
    [uid, uid, 4711],
  );
});

test.run();
