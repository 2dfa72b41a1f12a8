// Makes the containerizer that an agent's flags and this host come to: sandbox, cgroups or sessions, isolators and
// launcher put together. A new isolator is added here and in isolation-choice.ts.
import { assert } from '../../base/assert.ts';
import { MesosError } from '../../base/errors.ts';
import { discoverHierarchies } from '../../cgroups/discovery.ts';
import { CgroupEnclosure } from './cgroup-enclosure.ts';
import type { ContainerSurroundings } from './container.ts';
import type { Enclosure } from './enclosure.ts';
import { controllersOf, type IsolatorName, type LauncherKind } from './isolation-choice.ts';
import { CgroupsCpuIsolator } from './isolators/cgroups-cpu.ts';
import { CgroupsMemIsolator } from './isolators/cgroups-mem.ts';
import { CgroupsPidsIsolator } from './isolators/cgroups-pids.ts';
import type { Isolator } from './isolators/isolator.ts';
import { PosixCpuIsolator } from './isolators/posix-cpu.ts';
import { PosixMemIsolator } from './isolators/posix-mem.ts';
import type { KeptLauncher } from './kept-launcher.ts';
import { type ContainerizerOptions, MesosContainerizer } from './mesos-containerizer.ts';
import { RuntimeDirectories } from './runtime-directory.ts';
import { type ContainerScopes, ScopeEnclosure } from './scope-enclosure.ts';
import { SessionEnclosure } from './session-enclosure.ts';

export interface MesosContainerizerOptions extends ContainerizerOptions {
  readonly launcherKind: LauncherKind;
  readonly isolation: readonly IsolatorName[];
  /** Name or path below each hierarchy. */
  readonly cgroupsRoot: string;
  /**
   * The root is a delegated cgroup of the service manager: nothing above it is touched. Called to have it made again
   * when it has vanished.
   */
  readonly openCgroupsRoot?: (() => Promise<void>) | undefined;
  /** Each container is in a scope of the service manager instead of below the root. */
  readonly scopes?: ContainerScopes | undefined;
  /** Where hierarchies are mounted. */
  readonly cgroupsHierarchy?: string | undefined;
  /** Hard CPU quota by the request also where the task sets no limit. */
  readonly enableCfs: boolean;
  /** Memory and swap together have the memory limit; v1 only. */
  readonly limitSwap: boolean;
  readonly runtimeDir: string;
}

/**
 * Makes the cgroup roots and the runtime directory and starts the launcher. Throws MesosError CGROUP_FAILED,
 * FILE_FAILED, LAUNCHER_FAILED or CONFIG_INVALID.
 */
export async function createMesosContainerizer(
  options: MesosContainerizerOptions,
): Promise<MesosContainerizer> {
  const directories = new RuntimeDirectories(options.runtimeDir);
  await directories.prepare();
  const { enclosure, cgroup } = await makeEnclosure(options, directories);
  const containerizer = new MesosContainerizer(options, {
    directories,
    enclosure,
    cgroup,
    makeIsolators: (launcher) => options.isolation.flatMap((name) => makeIsolator(name, options, launcher)),
  });
  await enclosure.prepare();
  try {
    await containerizer.start();
  } catch (error) {
    await enclosure.close();
    throw error;
  }
  return containerizer;
}

async function makeEnclosure(
  options: MesosContainerizerOptions,
  directories: RuntimeDirectories,
): Promise<{ enclosure: Enclosure; cgroup: ContainerSurroundings['cgroup'] }> {
  const controllers = controllersOf(options.isolation);
  if (options.launcherKind === 'posix') {
    assert(controllers.length === 0, 'cgroup isolators need the linux launcher');
    const enclosure = new SessionEnclosure(directories);
    return {
      enclosure,
      cgroup: (_, controller) => {
        throw new MesosError('CGROUP_FAILED', `no cgroup of ${controller} with the posix launcher`);
      },
    };
  }
  const hierarchies = await discoverHierarchies(options.cgroupsHierarchy);
  if (options.limitSwap && hierarchies.controllers.get('memory')?.version === 2) {
    throw new MesosError('CONFIG_INVALID', '--cgroups_limit_swap is not supported with cgroup v2');
  }
  const { log, scopes, openCgroupsRoot: openRoot } = options;
  const enclosure =
    scopes === undefined
      ? new CgroupEnclosure({ hierarchies, root: rootPath(options.cgroupsRoot), controllers, openRoot })
      : new ScopeEnclosure({ scopes, hierarchies, controllers, log });
  return { enclosure, cgroup: (place, controller) => enclosure.cgroup(place, controller) };
}

function rootPath(text: string): string {
  const parts = text.split('/').filter((part) => part !== '');
  if (parts.length > 0 && !parts.includes('..') && !parts.includes('.')) return parts.join('/');
  throw new MesosError('CONFIG_INVALID', `--cgroups_root: "${text}" is not a path below a hierarchy`);
}

/** filesystem/posix is the sandbox itself, which every container has. */
function makeIsolator(
  name: IsolatorName,
  options: MesosContainerizerOptions,
  launcher: KeptLauncher,
): Isolator[] {
  switch (name) {
    case 'cgroups/cpu':
      return [new CgroupsCpuIsolator(options)];
    case 'cgroups/mem':
      return [
        new CgroupsMemIsolator({
          limitSwap: options.limitSwap,
          watch: {
            watchMemory: async (id, directory, version) =>
              (await launcher.current()).watchMemory(id, directory, version),
          },
        }),
      ];
    case 'cgroups/pids':
      return [new CgroupsPidsIsolator()];
    case 'posix/cpu':
      return [new PosixCpuIsolator()];
    case 'posix/mem':
      return [new PosixMemIsolator()];
    case 'filesystem/posix':
      return [];
  }
}
