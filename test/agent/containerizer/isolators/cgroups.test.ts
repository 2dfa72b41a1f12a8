// The cgroup isolators' amounts, on a made tree of cgroup v2 and by their formulas for v1.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ContainerLimits } from '../../../../src/agent/containerizer/containerizer.ts';
import {
  CgroupsCpuIsolator,
  cpuQuotaUs,
  cpuWeight,
} from '../../../../src/agent/containerizer/isolators/cgroups-cpu.ts';
import {
  CgroupsMemIsolator,
  memoryLimits,
} from '../../../../src/agent/containerizer/isolators/cgroups-mem.ts';
import { CgroupsPidsIsolator } from '../../../../src/agent/containerizer/isolators/cgroups-pids.ts';
import type { IsolatedContainer } from '../../../../src/agent/containerizer/isolators/isolator.ts';
import { readValue } from '../../../../src/cgroups/files.ts';
import { MadeTree } from '../../../cgroups/made-tree.ts';

const test = suite('cgroup isolators (v2 on a made tree)');
const megabyte = 1024 * 1024;

function check(name: string, body: (tree: MadeTree) => Promise<void>): void {
  test(name, async () => {
    const tree = await MadeTree.open();
    try {
      await body(tree);
    } finally {
      await tree.close();
    }
  });
}

function container(tree: MadeTree, limits: Partial<ContainerLimits>): IsolatedContainer {
  return {
    id: 'c',
    limits: { cpus: 1, memBytes: 96 * megabyte, ...limits },
    cgroup: () => ({ version: 2, directory: tree.root, leaf: tree.root }),
    processes: async () => [],
  };
}

test('shares and weights are by CPU, within the kernel’s bounds', () => {
  assert.equal(
    [0, 0.001, 0.1, 1, 64].map((cpus) => cpuWeight(1, cpus)),
    [2, 2, 102, 1024, 65536],
  );
  assert.equal(
    [0, 0.001, 0.1, 1, 64, 200].map((cpus) => cpuWeight(2, cpus)),
    [1, 1, 10, 100, 6400, 10000],
  );
});

test('a quota is at least a millisecond a period', () => {
  assert.equal([0, 0.001, 0.5, 2, Infinity].map(cpuQuotaUs), [1000, 1000, 50_000, 200_000, Infinity]);
});

test('memory limits: 32 MB at least, a limit of its own replaces the hard one', () => {
  const bytes = (limits: Partial<ContainerLimits>) => memoryLimits({ cpus: 1, memBytes: 0, ...limits });
  assert.equal(bytes({}), { softBytes: 32 * megabyte, hardBytes: 32 * megabyte });
  assert.equal(bytes({ memBytes: 96 * megabyte }), { softBytes: 96 * megabyte, hardBytes: 96 * megabyte });
  assert.equal(bytes({ memBytes: 96 * megabyte, memLimitBytes: Infinity }).hardBytes, Infinity);
  assert.equal(bytes({ memBytes: 96 * megabyte, memLimitBytes: 128 * megabyte }), {
    softBytes: 96 * megabyte,
    hardBytes: 128 * megabyte,
  });
});

check('cpu: a quota only when asked for', async (tree) => {
  const max = () => readValue(tree.root, 'cpu.max');
  await new CgroupsCpuIsolator({ enableCfs: false }).prepare(container(tree, { cpus: 2 }));
  assert.is(await readValue(tree.root, 'cpu.weight'), '200');
  assert.is(await max(), 'max 100000');
  await new CgroupsCpuIsolator({ enableCfs: false }).prepare(container(tree, { cpusLimit: 1.5 }));
  assert.is(await max(), '150000 100000');
  await new CgroupsCpuIsolator({ enableCfs: true }).update(container(tree, { cpus: 0.5 }));
  assert.is(await max(), '50000 100000');
  await new CgroupsCpuIsolator({ enableCfs: true }).update(container(tree, { cpusLimit: Infinity }));
  assert.is(await max(), 'max 100000');
});

check('cpu: usage', async (tree) => {
  await writeFile(
    join(tree.root, 'cpu.stat'),
    'usage_usec 3500000\nuser_usec 2000000\nsystem_usec 1500000\nnr_periods 10\nnr_throttled 4\nthrottled_usec 250000\n',
  );
  await writeFile(join(tree.root, 'cgroup.procs'), '11\n12\n');
  await writeFile(join(tree.root, 'cgroup.threads'), '11\n12\n13\n');
  const usage = await new CgroupsCpuIsolator({ enableCfs: true }).usage(container(tree, { cpus: 0.5 }));
  assert.equal(usage, {
    cpus_user_time_secs: 2,
    cpus_system_time_secs: 1.5,
    cpus_soft_limit: 0.5,
    processes: 2,
    threads: 3,
    cpus_limit: 0.5,
    cpus_nr_periods: 10,
    cpus_nr_throttled: 4,
    cpus_throttled_time_secs: 0.25,
  });
});

check('pids: what the kernel counts, or nothing', async (tree) => {
  const isolator = new CgroupsPidsIsolator();
  assert.equal(await isolator.usage(container(tree, {})), {});
  await writeFile(join(tree.root, 'pids.current'), '7\n');
  assert.equal(await isolator.usage(container(tree, {})), { threads: 7 });
});

const noWatch = { watchMemory: async () => {} };

check('mem: the hard limit is set once and then only raised', async (tree) => {
  const isolator = new CgroupsMemIsolator({ limitSwap: false, watch: noWatch });
  const max = () => readValue(tree.root, 'memory.max');
  await isolator.prepare(container(tree, { memBytes: 96 * megabyte }));
  assert.is(await max(), String(96 * megabyte));
  await isolator.update(container(tree, { memBytes: 64 * megabyte }));
  assert.is(await max(), String(96 * megabyte));
  assert.is(await readValue(tree.root, 'memory.low'), String(64 * megabyte));
  await isolator.recover(container(tree, { memBytes: 128 * megabyte }));
  assert.is(await max(), String(128 * megabyte));
  await isolator.update(container(tree, { memLimitBytes: Infinity }));
  assert.is(await max(), 'max');
  await isolator.update(container(tree, { memBytes: 64 * megabyte }));
  assert.is(await max(), 'max');
});

check('mem: watches the cgroup that carries the limit', async (tree) => {
  const watched: unknown[] = [];
  const watch = {
    watchMemory: async (...args: unknown[]) => {
      watched.push(args);
    },
  };
  await new CgroupsMemIsolator({ limitSwap: false, watch }).watch(container(tree, {}));
  assert.equal(watched, [['c', tree.root, 2]]);
});

check('mem: a kill by the limit is a limitation, a kill for the whole host is not', async (tree) => {
  const isolator = new CgroupsMemIsolator({ limitSwap: false, watch: noWatch });
  const asked = container(tree, {});
  await isolator.prepare(asked);
  assert.is(await isolator.status(asked, false), undefined);
  await writeFile(join(tree.root, 'memory.events'), 'max 9\noom 0\noom_kill 1\n');
  assert.is(await isolator.status(asked, false), undefined);
  await writeFile(join(tree.root, 'memory.events'), 'max 9\noom 1\noom_kill 1\n');
  await writeFile(join(tree.root, 'memory.peak'), `${96 * megabyte}\n`);
  await writeFile(join(tree.root, 'memory.stat'), 'anon 5\nfile 6\n');
  assert.equal(await isolator.status(asked, false), {
    reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
    message:
      'Memory limit exceeded: Requested: 96MB Maximum Used: 96MB\n\nMEMORY STATISTICS: \nanon 5\nfile 6\n',
    memMegabytes: 96,
  });
});

check('mem: an event of the watch is believed also where kills are not counted', async (tree) => {
  const isolator = new CgroupsMemIsolator({ limitSwap: false, watch: noWatch });
  const asked = container(tree, {});
  await isolator.prepare(asked);
  await writeFile(join(tree.root, 'memory.events'), '');
  assert.is(await isolator.status(asked, false), undefined);
  assert.is((await isolator.status(asked, true))?.reason, 'REASON_CONTAINER_LIMITATION_MEMORY');
});

test.run();
