import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  discoverHierarchies,
  type Hierarchy,
  hierarchiesBelowRoot,
  parseCgroupMounts,
} from '../../src/cgroups/discovery.ts';
import { parseKeyed } from '../../src/cgroups/files.ts';

const test = suite('cgroup discovery');

test('parses v1 and v2 mounts, named hierarchies and escaped paths', () => {
  const mounts = parseCgroupMounts(
    [
      '31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755',
      '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct',
      '40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd',
      '41 31 0:38 / /mnt/a\\040b rw - cgroup2 cgroup2 rw',
      '',
    ].join('\n'),
  );
  assert.equal(
    mounts.map(({ path, version }) => [path, version]),
    [
      ['/sys/fs/cgroup/cpu,cpuacct', 1],
      ['/sys/fs/cgroup/systemd', 1],
      ['/mnt/a b', 2],
    ],
  );
  assert.equal(mounts[0]?.options, ['rw', 'cpu', 'cpuacct']);
});

/** Discovers in a made mountinfo; `controllers` is what the v2 mount lists, undefined for no v2 mount. */
async function discover(v1: readonly string[], controllers: string | undefined) {
  const root = await mkdtemp(join(tmpdir(), 'mesos-discovery-'));
  try {
    const lines = v1.map((names) => `1 1 0:1 / ${root}/${names} rw - cgroup cgroup rw,${names}`);
    if (controllers !== undefined) {
      await mkdir(join(root, 'unified'));
      await writeFile(join(root, 'unified/cgroup.controllers'), `${controllers}\n`);
      lines.push(`1 1 0:1 / ${root}/unified rw - cgroup2 cgroup2 rw`);
    }
    await writeFile(join(root, 'mountinfo'), lines.join('\n'));
    const found = await discoverHierarchies(root, join(root, 'mountinfo'));
    const shown = [...found.controllers].map(([name, { version, root: path }]) => [
      name,
      version,
      path.slice(root.length + 1),
    ]);
    return {
      controllers: Object.fromEntries(shown.map(([name, version, path]) => [name, `v${version} ${path}`])),
      unified: found.unified?.root.slice(root.length + 1),
      systemd: found.systemd?.root.slice(root.length + 1),
    };
  } finally {
    await rm(root, { recursive: true });
  }
}

test('an empty v2 mount beside v1 leaves the controllers on v1', async () => {
  const found = await discover(['cpu', 'memory', 'freezer', 'name=systemd'], '');
  assert.equal(found.controllers, { cpu: 'v1 cpu', memory: 'v1 memory', freezer: 'v1 freezer' });
  assert.is(found.unified, 'unified');
  assert.is(found.systemd, 'name=systemd');
});

test('each controller is taken from v2 where it is listed there', async () => {
  const found = await discover(['cpu,cpuacct', 'freezer'], 'memory hugetlb');
  assert.is(found.controllers['cpu'], 'v1 cpu,cpuacct');
  assert.is(found.controllers['cpuacct'], 'v1 cpu,cpuacct');
  assert.is(found.controllers['memory'], 'v2 unified');
});

test('on v2 alone cpu serves cpuacct, and there is no freezer', async () => {
  const found = await discover([], 'cpuset cpu io memory pids');
  assert.is(found.controllers['cpuacct'], 'v2 unified');
  assert.is(found.controllers['freezer'], undefined);
});

test('without cgroups nothing is found', async () => {
  const found = await discover([], undefined);
  assert.equal(found, { controllers: {}, unified: undefined, systemd: undefined });
});

test('keyed files: other lines are left out', () => {
  assert.equal(
    [...parseKeyed('oom_kill 3\nno number\n\nunder_oom 0')],
    [
      ['oom_kill', 3],
      ['under_oom', 0],
    ],
  );
});

test('finds the hierarchies in which a process is below the root, each once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'mesos-discovery-'));
  const v1 = (name: string) => ({ version: 1 as const, root: `/cg/${name}` });
  const unified = { version: 2 as const, root: '/cg/unified' };
  const controllers = new Map<string, Hierarchy>([
    ['cpu', v1('cpu,cpuacct')],
    ['cpuacct', v1('cpu,cpuacct')],
    ['memory', unified],
    ['pids', v1('pids')],
  ]);
  const lines = [
    '9:memory:/a',
    '4:name=systemd:/a',
    '3:pids:/',
    '2:cpu,cpuacct:/a:b',
    '1:blkio:/a',
    '0::/a',
    '',
  ];
  try {
    const membership = join(root, 'cgroup');
    await writeFile(membership, lines.join('\n'));
    const found = await hierarchiesBelowRoot({ controllers, unified, systemd: v1('systemd') }, membership);
    assert.equal(
      found.map((hierarchy) => hierarchy.root),
      ['/cg/systemd', '/cg/cpu,cpuacct', '/cg/unified'],
    );
  } finally {
    await rm(root, { recursive: true });
  }
});

test.run();
