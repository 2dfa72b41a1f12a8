// What every cgroup version must do, as one suite that each implementation runs: v1 on the kernel's hierarchies,
// v2 on a made tree where the kernel has none to give.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MesosError } from '../../src/base/errors.ts';
import {
  countThreads,
  createCgroup,
  listProcesses,
  listTree,
  removeCgroup,
  tryRemoveCgroup,
} from '../../src/cgroups/cgroup.ts';
import { readCpuStatistics, writeCpuQuota, writeCpuWeight } from '../../src/cgroups/cpu.ts';
import { type CgroupVersion, readOptionalValue, readValue, writeValue } from '../../src/cgroups/files.ts';
import { freezeCgroup, killCgroup, thawCgroup } from '../../src/cgroups/kill.ts';
import {
  readMemoryFailures,
  readMemoryLimit,
  readMemoryStatistics,
  readPeakBytes,
  writeMemoryLimit,
  writeMemoryProtection,
} from '../../src/cgroups/memory.ts';
import { needs, type Requirement } from '../support/needs.ts';

export interface CgroupHost {
  readonly version: CgroupVersion;
  /** Where a test may make cgroups of the controller ("cpu", "cpuacct", "memory", "freezer"). */
  parent(controller: string): string;
  /** After a cgroup was made: its files are there when this resolves. */
  made(directory: string): Promise<void>;
  /** Puts the process into the cgroup. */
  enter(directory: string, child: ChildProcess): Promise<void>;
  /** Before a cgroup is removed by a test. */
  removing(directory: string): Promise<void>;
  close(): Promise<void>;
}

const megabyte = 1024 * 1024;

export function cgroupContract(
  title: string,
  requirements: readonly Requirement[],
  open: () => Promise<CgroupHost>,
): void {
  const test = suite(title);

  const check = (
    name: string,
    body: (host: CgroupHost, make: MakeCgroup, start: Start) => Promise<void>,
  ): void =>
    needs(test, requirements, name, async () => {
      const host = await open();
      const children: ChildProcess[] = [];
      const made: string[] = [];
      const make = async (parent: string, name: string): Promise<string> => {
        const directory = join(parent, name);
        await createCgroup(directory);
        await host.made(directory);
        made.unshift(directory);
        return directory;
      };
      const start = async (directory: string): Promise<ChildProcess> => {
        const child = spawn('sleep', ['60'], { stdio: 'ignore' });
        children.push(child);
        await host.enter(directory, child);
        return child;
      };
      try {
        await body(host, make, start);
      } finally {
        for (const child of children) await end(child);
        for (const directory of made) {
          await host.removing(directory);
          await removeCgroup(directory, performance.now() + 5000);
        }
        await host.close();
      }
    });

  check('lists the processes of a cgroup and of those below it', async (host, make, start) => {
    const outer = await make(host.parent('freezer'), 'outer');
    const inner = await make(outer, 'inner');
    const first = await start(outer);
    const second = await start(inner);
    assert.equal((await listProcesses(outer)).sort(), [first.pid, second.pid].sort());
    assert.equal(await listProcesses(inner), [second.pid]);
    assert.equal(await countThreads(host.version, inner), 1);
    assert.equal(await listTree(outer), [outer, inner]);
  });

  check('making a cgroup that exists keeps it', async (host, make) => {
    const directory = await make(host.parent('freezer'), 'twice');
    await createCgroup(directory);
    assert.equal(await listProcesses(directory), []);
  });

  check('a cgroup in use is not removed, and the error says which', async (host, make, start) => {
    const directory = await make(host.parent('freezer'), 'busy');
    await start(directory);
    assert.is(await tryRemoveCgroup(directory), false);
    const error = await removeCgroup(directory, performance.now() + 5).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, MesosError);
    assert.is((error as MesosError).code, 'CGROUP_FAILED');
    assert.match((error as MesosError).message, directory);
  });

  check('removing what is gone is fine, and takes everything below along', async (host, make) => {
    const outer = await make(host.parent('freezer'), 'tree');
    const inner = await make(outer, 'below');
    for (const directory of [inner, outer]) await host.removing(directory);
    await removeCgroup(outer, performance.now() + 5000);
    await removeCgroup(outer, performance.now() + 5000);
    assert.is(await tryRemoveCgroup(outer), true);
    assert.is(await readOptionalValue(outer, 'cgroup.procs'), undefined);
  });

  check('freezes and thaws', async (host, make, start) => {
    const directory = await make(host.parent('freezer'), 'frozen');
    await start(directory);
    assert.is(await freezeCgroup(host.version, directory, 5000), true);
    await thawCgroup(host.version, directory);
    const state = host.version === 1 ? 'freezer.state' : 'cgroup.freeze';
    assert.is(await readValue(directory, state), host.version === 1 ? 'THAWED' : '0');
  });

  check('kills everything in a cgroup and below it, frozen or not', async (host, make, start) => {
    const outer = await make(host.parent('freezer'), 'killed');
    const inner = await make(outer, 'leaf');
    const children = [await start(outer), await start(inner)];
    const ends = children.map(exited);
    await freezeCgroup(host.version, outer, 5000);
    await killCgroup(host.version, outer, performance.now() + 5000);
    assert.equal(await Promise.all(ends), ['SIGKILL', 'SIGKILL']);
    assert.equal(await listProcesses(outer), []);
  });

  check('sets the CPU weight and quota', async (host, make) => {
    const directory = await make(host.parent('cpu'), 'cpu');
    await writeCpuWeight(host.version, directory, 512);
    await writeCpuQuota(host.version, directory, 50_000, 100_000);
    const read = (file: string): Promise<string> => readValue(directory, file);
    if (host.version === 1) {
      assert.is(await read('cpu.shares'), '512');
      assert.equal([await read('cpu.cfs_quota_us'), await read('cpu.cfs_period_us')], ['50000', '100000']);
    } else {
      assert.equal([await read('cpu.weight'), await read('cpu.max')], ['512', '50000 100000']);
    }
    await writeCpuQuota(host.version, directory, Infinity, 100_000);
    assert.is(
      await read(host.version === 1 ? 'cpu.cfs_quota_us' : 'cpu.max'),
      host.version === 1 ? '-1' : 'max 100000',
    );
  });

  check('reads CPU statistics, of an idle cgroup zero', async (host, make) => {
    const directory = await make(host.parent('cpu'), 'times');
    const accounting =
      host.parent('cpuacct') === host.parent('cpu') ? directory : await make(host.parent('cpuacct'), 'times');
    assert.equal(await readCpuStatistics(host.version, directory, accounting), {
      userSecs: 0,
      systemSecs: 0,
    });
  });

  check('sets, raises and removes the memory limit', async (host, make) => {
    const directory = await make(host.parent('memory'), 'memory');
    assert.is(await readMemoryLimit(host.version, directory), Infinity);
    for (const bytes of [64 * megabyte, 96 * megabyte, Infinity]) {
      await writeMemoryLimit(host.version, directory, bytes);
      assert.is(await readMemoryLimit(host.version, directory), bytes);
    }
    await writeMemoryProtection(host.version, directory, 32 * megabyte);
    const file = host.version === 1 ? 'memory.soft_limit_in_bytes' : 'memory.low';
    assert.is(await readValue(directory, file), String(32 * megabyte));
  });

  check('reads memory statistics, and no failures where nothing ran', async (host, make) => {
    const directory = await make(host.parent('memory'), 'statistics');
    const statistics = await readMemoryStatistics(host.version, directory);
    assert.is(statistics.anonymousBytes, 0);
    assert.is(statistics.usageBytes, 0);
    assert.is(await readPeakBytes(host.version, directory), 0);
    assert.equal(await readMemoryFailures(host.version, directory, directory), { kills: 0, limitHits: 0 });
  });

  check('never makes a file that the kernel has not', async (host, make) => {
    const directory = await make(host.parent('memory'), 'unknown');
    const error = await writeValue(directory, 'memory.no_such_file', 1).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, MesosError);
    assert.match((error as MesosError).message, 'memory.no_such_file');
    const read = await readFile(join(directory, 'memory.no_such_file'), 'utf8').catch(() => undefined);
    assert.is(read, undefined);
  });

  test.run();
}

type MakeCgroup = (parent: string, name: string) => Promise<string>;
type Start = (directory: string) => Promise<ChildProcess>;

function exited(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = exited(child);
  child.kill('SIGKILL');
  await gone;
}
