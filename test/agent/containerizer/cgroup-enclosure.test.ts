// Where containers are in a cgroup tree, shown on made trees.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CgroupEnclosure } from '../../../src/agent/containerizer/cgroup-enclosure.ts';
import { placeIn, topPlace } from '../../../src/agent/containerizer/enclosure.ts';
import { MesosError } from '../../../src/base/errors.ts';
import type { Hierarchies, Hierarchy } from '../../../src/cgroups/discovery.ts';
import { readValue } from '../../../src/cgroups/files.ts';
import { MadeTree } from '../../cgroups/made-tree.ts';

const test = suite('cgroups of containers (made trees)');
const id = '6f1f2f6c-8b1e-4f4e-9a53-0b6d2a0c7e11';

function v1(root: string, names: readonly string[]): Hierarchies {
  return {
    controllers: new Map(
      names.map((name): [string, Hierarchy] => [name, { version: 1, root: join(root, name) }]),
    ),
    unified: { version: 2, root: join(root, 'unified') },
    systemd: { version: 1, root: join(root, 'systemd') },
  };
}

function check(name: string, body: (root: string) => Promise<void>): void {
  test(name, async () => {
    const root = await mkdtemp(join(tmpdir(), 'mesos-enclosure-'));
    try {
      await body(root);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
}

check('v1: a directory and its leaf in each hierarchy in use, supervisors beside them', async (root) => {
  const hierarchies = v1(root, ['cpu', 'memory', 'freezer', 'pids']);
  const enclosure = new CgroupEnclosure({ hierarchies, root: 'mesos', controllers: ['cpu', 'memory'] });
  await enclosure.prepare();
  await enclosure.create(topPlace(id));
  const places = ['freezer', 'cpu', 'memory'].map((name) => join(root, name, 'mesos'));
  assert.equal(
    enclosure.taskCgroups(topPlace(id)),
    places.map((place) => join(place, id, 'leaf')),
  );
  assert.equal(
    enclosure.supervisorCgroups(),
    places.map((place) => join(place, 'supervisors')),
  );
  for (const path of [...enclosure.taskCgroups(topPlace(id)), ...enclosure.supervisorCgroups()])
    assert.ok(existsSync(path));
  assert.equal(enclosure.cgroup(topPlace(id), 'cpu'), {
    version: 1,
    directory: join(root, 'cpu/mesos', id),
    leaf: join(root, 'cpu/mesos', id, 'leaf'),
  });
  assert.is(existsSync(join(root, 'systemd')), false);

  assert.equal(await enclosure.list(), [id]);
  await enclosure.destroy(topPlace(id), performance.now() + 1000, true);
  assert.equal(await enclosure.list(), []);
  await enclosure.close();
  for (const place of places) assert.is(existsSync(place), false);
});

const inner = '0d9a1f0e-51a9-4f0c-8f43-6b1f3b1a7c22';

check('v1: a container in another one has its own cgroup where it is killed, or everywhere', async (root) => {
  const hierarchies = v1(root, ['memory', 'freezer']);
  const enclosure = new CgroupEnclosure({ hierarchies, root: 'mesos', controllers: ['memory'] });
  await enclosure.prepare();
  const outer = topPlace(id);
  await enclosure.create(outer);
  const sharing = placeIn(outer, inner, true);
  await enclosure.create(sharing);
  const [freezer, memory] = ['freezer', 'memory'].map((name) => join(root, name, 'mesos', id));
  assert.equal(enclosure.taskCgroups(sharing), [
    join(freezer!, 'mesos', inner, 'leaf'),
    join(memory!, 'leaf'),
  ]);
  assert.is(existsSync(join(memory!, 'mesos')), false);
  assert.equal(enclosure.cgroup(sharing, 'memory'), enclosure.cgroup(outer, 'memory'));
  await enclosure.destroy(sharing, performance.now() + 1000, true);
  assert.ok(existsSync(join(freezer!, 'leaf')));

  const own = placeIn(outer, inner, false);
  await enclosure.create(own);
  assert.equal(
    enclosure.taskCgroups(own),
    [freezer, memory].map((directory) => join(directory!, 'mesos', inner, 'leaf')),
  );
  assert.is(enclosure.cgroup(own, 'memory').directory, join(memory!, 'mesos', inner));
  assert.equal(await enclosure.list(), [id]);
  await enclosure.destroy(own, performance.now() + 1000, true);
  await enclosure.destroy(outer, performance.now() + 1000, true);
  assert.equal(
    [freezer, memory].map((directory) => existsSync(directory!)),
    [false, false],
  );
});

check('v1: a unit of the service manager is joined in its own hierarchies', async (root) => {
  const hierarchies = v1(root, ['memory', 'freezer']);
  const unit = 'mesos_executors.slice/mesos-containers.service';
  for (const name of ['systemd', 'unified'])
    await mkdir(join(root, name, unit, 'holder'), { recursive: true });
  const enclosure = new CgroupEnclosure({ hierarchies, root: unit, controllers: ['memory'] });
  await enclosure.prepare();
  await enclosure.create(topPlace(id));
  assert.equal(
    enclosure.taskCgroups(topPlace(id)).map((path) => path.slice(root.length + 1).split('/')[0]),
    ['freezer', 'memory', 'unified', 'systemd'],
  );
  assert.equal(await enclosure.list(), [id]);
  await enclosure.destroy(topPlace(id), performance.now() + 1000, false);
  await enclosure.close();
  assert.ok(existsSync(join(root, 'systemd', unit, 'holder')));
});

test('v2: controllers are passed on down to the containers, and no further', async () => {
  const tree = await MadeTree.open();
  try {
    const unified: Hierarchy = { version: 2, root: tree.root };
    const names = ['cpu', 'cpuacct', 'memory', 'io'];
    const hierarchies = {
      controllers: new Map(names.map((name): [string, Hierarchy] => [name, unified])),
      unified,
      systemd: undefined,
    };
    const mesos = join(tree.root, 'mesos');
    await mkdir(mesos);
    await tree.made(mesos);
    const enclosure = new CgroupEnclosure({
      hierarchies,
      root: 'mesos',
      controllers: ['cpu', 'cpuacct', 'memory'],
    });
    await enclosure.prepare();
    await enclosure.create(topPlace(id));
    for (const directory of [tree.root, mesos]) {
      assert.is(await readValue(directory, 'cgroup.subtree_control'), '+cpu +memory');
    }
    assert.equal(enclosure.taskCgroups(topPlace(id)), [join(mesos, id, 'leaf')]);
    assert.is(existsSync(join(mesos, id, 'cgroup.subtree_control')), false);
    // Only one with limits of its own needs controllers from the one it is in.
    await tree.made(join(mesos, id));
    await enclosure.create(placeIn(topPlace(id), inner, true));
    assert.is(await readValue(join(mesos, id), 'cgroup.subtree_control'), '');
    await tree.made(join(mesos, id, 'mesos'));
    await enclosure.create(placeIn(topPlace(id), inner, false));
    for (const directory of [join(mesos, id), join(mesos, id, 'mesos')]) {
      assert.is(await readValue(directory, 'cgroup.subtree_control'), '+cpu +memory');
    }
    assert.is(
      enclosure.cgroup(topPlace(id), 'cpuacct').directory,
      enclosure.cgroup(topPlace(id), 'memory').directory,
    );
  } finally {
    await tree.close();
  }
});

test('a host that can freeze nowhere is refused', () => {
  const hierarchies = { controllers: new Map(), unified: undefined, systemd: undefined };
  assert.throws(
    () => new CgroupEnclosure({ hierarchies, root: 'mesos', controllers: [] }),
    (error: unknown) => error instanceof MesosError && error.code === 'CGROUP_FAILED',
  );
});

test.run();
