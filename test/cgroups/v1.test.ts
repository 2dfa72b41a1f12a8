// cgroup v1 by contract on this host's own hierarchies.
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../../src/base/assert.ts';
import { removeCgroup } from '../../src/cgroups/cgroup.ts';
import { discoverHierarchies } from '../../src/cgroups/discovery.ts';
import { writeValue } from '../../src/cgroups/files.ts';
import { cgroupV1, root } from '../support/needs.ts';
import { type CgroupHost, cgroupContract } from './contract.ts';

const controllers = ['cpu', 'cpuacct', 'memory', 'freezer'];
const name = `mesos-contract-${process.pid}`;

async function open(): Promise<CgroupHost> {
  const { controllers: hierarchies } = await discoverHierarchies();
  const parents = new Map<string, string>();
  for (const controller of controllers) {
    const hierarchy = hierarchies.get(controller);
    assert(hierarchy?.version === 1, `${controller} is on cgroup v1`);
    parents.set(controller, join(hierarchy.root, name));
  }
  await Promise.all([...parents.values()].map((directory) => mkdir(directory, { recursive: true })));
  return {
    version: 1,
    parent: (controller) => parents.get(controller)!,
    made: async () => {},
    enter: (directory: string, child: ChildProcess) => writeValue(directory, 'cgroup.procs', child.pid!),
    removing: async () => {},
    close: async () => {
      for (const directory of parents.values()) await removeCgroup(directory, performance.now() + 5000);
    },
  };
}

cgroupContract('cgroup v1: contract on the kernel', [root, ...controllers.map(cgroupV1)], open);
