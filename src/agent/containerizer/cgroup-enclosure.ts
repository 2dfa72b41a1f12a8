// Containers as cgroups: `<hierarchy>/<root>/<id>` carries the limits and `leaf` below it the processes, in every
// hierarchy in use. Supervisors are in `<hierarchy>/<root>/supervisors`, so that nothing done to a container
// takes its reporter. A container in another one is at `<id>/mesos/<id>` of the other.
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { assert } from '../../base/assert.ts';
import { describeError, MesosError } from '../../base/errors.ts';
import {
  createCgroup,
  enableControllers,
  listProcesses,
  readProcesses,
  removeCgroup,
  tryRemoveCgroup,
} from '../../cgroups/cgroup.ts';
import {
  type Hierarchies,
  type Hierarchy,
  hierarchiesBelowRoot,
  isWritable,
} from '../../cgroups/discovery.ts';
import { listDirectories, readOptionalValue, writeValue } from '../../cgroups/files.ts';
import { killCgroup, signalCgroup, thawCgroup } from '../../cgroups/kill.ts';
import { containerIdPattern } from './container.ts';
import { allSettled } from './deferred.ts';
import { type Enclosure, nestedName, type Place } from './enclosure.ts';
import type { ContainerCgroup } from './isolators/isolator.ts';

export interface CgroupEnclosureOptions {
  readonly hierarchies: Hierarchies;
  /** Path below each hierarchy, without slashes at its ends. */
  readonly root: string;
  /** Controllers that isolators write to. */
  readonly controllers: readonly string[];
  /**
   * Given when the root is a delegated cgroup of the service manager: controllers are enabled in it and not above.
   * Called when it has vanished, because somebody has stopped its unit.
   */
  readonly openRoot?: (() => Promise<void>) | undefined;
}

/** The service manager hands the root over with its holder still in it, for as long as that takes to step aside. */
const handOverTimeoutMs = 2000;

export class CgroupEnclosure implements Enclosure {
  readonly #hierarchies: Hierarchies;
  readonly #root: string;
  readonly #controllers: readonly string[];
  /** The one whose cgroups are listed and killed: the v1 freezer, else the unified hierarchy. */
  readonly #killing: Hierarchy;
  readonly #openRoot: (() => Promise<void>) | undefined;
  #used: Hierarchy[];
  #opening: Promise<void> | undefined;

  constructor(options: CgroupEnclosureOptions) {
    this.#hierarchies = options.hierarchies;
    this.#root = options.root;
    this.#controllers = options.controllers;
    this.#openRoot = options.openRoot;
    this.#killing = killingHierarchy(options.hierarchies);
    const roots = new Map([[this.#killing.root, this.#killing]]);
    for (const controller of options.controllers) {
      const hierarchy = this.#hierarchy(controller);
      roots.set(hierarchy.root, hierarchy);
    }
    this.#used = [...roots.values()];
  }

  async prepare(): Promise<void> {
    for (const hierarchy of await this.#hierarchiesToLeave()) {
      if (!this.#used.some(({ root }) => root === hierarchy.root)) this.#used.push(hierarchy);
    }
    await Promise.all(this.#used.map((hierarchy) => this.#prepareRoot(hierarchy)));
  }

  async create(place: Place): Promise<void> {
    if (this.#openRoot !== undefined && !(await this.#isRootWhole())) {
      this.#opening ??= this.#openRoot()
        .then(() => this.prepare())
        .finally(() => {
          this.#opening = undefined;
        });
      await this.#opening;
    }
    await allSettled(this.#ownHierarchies(place).map((hierarchy) => this.#make(hierarchy, place)));
  }

  taskCgroups(place: Place): readonly string[] {
    const own = this.#ownHierarchies(place);
    return this.#used.map((hierarchy) => {
      const path = own.includes(hierarchy) ? place.path : place.limitsPath;
      return join(this.#directory(hierarchy, path), 'leaf');
    });
  }

  /** Of the whole root, in each hierarchy in use. */
  roots(): readonly string[] {
    return this.#used.map((hierarchy) => this.#rootOf(hierarchy));
  }

  supervisorCgroups(): readonly string[] {
    return this.#used.map((hierarchy) => this.#directory(hierarchy, 'supervisors'));
  }

  /** The container's cgroup for a controller that was asked for at construction. */
  cgroup(place: Place, controller: string): ContainerCgroup {
    const hierarchy = this.#hierarchy(controller);
    const directory = this.#directory(hierarchy, place.limitsPath);
    return { version: hierarchy.version, directory, leaf: join(directory, 'leaf') };
  }

  /** An agent that was killed while it was freezing left the container frozen. */
  async recover({ path }: Place): Promise<void> {
    await thawCgroup(this.#killing.version, this.#directory(this.#killing, path));
  }

  async processes({ path }: Place): Promise<readonly number[]> {
    return listProcesses(this.#directory(this.#killing, path));
  }

  async signal({ path }: Place, signal: number): Promise<void> {
    await signalCgroup(this.#directory(this.#killing, path), signal);
  }

  async destroy(place: Place, deadlineMs: number, isEnded: boolean): Promise<void> {
    const directories = this.#ownHierarchies(place).map((hierarchy) =>
      this.#directory(hierarchy, place.path),
    );
    let left = isEnded ? await removeEmpty(directories) : directories;
    if (left.length === 0) return;
    await killCgroup(this.#killing.version, this.#directory(this.#killing, place.path), deadlineMs);
    left = await removeEmpty(directories);
    await allSettled(
      left.map(async (directory) => {
        // A privileged task can leave one hierarchy's cgroup, so what is left in the others is killed as well.
        await signalCgroup(directory, 9);
        await removeCgroup(directory, deadlineMs);
      }),
    );
  }

  async list(): Promise<string[]> {
    const names = await Promise.all(this.#used.map((hierarchy) => listDirectories(this.#rootOf(hierarchy))));
    // The others are `supervisors`, and the holder of the service manager's unit.
    return [...new Set(names.flat())].filter((name) => containerIdPattern.test(name));
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#used.map(async (hierarchy) => {
        // A supervisor whose task has just ended needs a moment to end itself.
        for (let pauseMs = 1; pauseMs <= 64; pauseMs *= 2) {
          if (await tryRemoveCgroup(this.#directory(hierarchy, 'supervisors'))) break;
          await delay(pauseMs);
        }
        await tryRemoveCgroup(this.#rootOf(hierarchy));
      }),
    );
  }

  /** Where the container has cgroups of its own: one that shares its parent's limits only where it is killed. */
  #ownHierarchies({ path, limitsPath }: Place): readonly Hierarchy[] {
    return path === limitsPath ? this.#used : [this.#killing];
  }

  async #make(hierarchy: Hierarchy, { path, limitsPath }: Place): Promise<void> {
    const directory = this.#directory(hierarchy, path);
    if (path.includes('/')) {
      const between = dirname(directory);
      await createCgroup(between);
      // Limits reach a container in another one only when the cgroups above pass their controllers on.
      if (hierarchy.version === 2 && path === limitsPath) {
        for (const above of [dirname(between), between])
          await enableControllers(above, this.#controllersOn(hierarchy));
      }
    }
    await createCgroup(directory);
    await createCgroup(join(directory, 'leaf'));
  }

  #hierarchy(controller: string): Hierarchy {
    assert(this.#controllers.includes(controller), `controller ${controller} was not asked for`);
    const hierarchy = this.#hierarchies.controllers.get(controller);
    if (hierarchy === undefined) {
      throw new MesosError('CGROUP_FAILED', `no cgroup hierarchy has the controller ${controller}`, {
        hint: 'see /proc/cgroups, or choose --isolation=posix/cpu,posix/mem',
      });
    }
    return hierarchy;
  }

  #rootOf(hierarchy: Hierarchy): string {
    return join(hierarchy.root, this.#root);
  }

  #directory(hierarchy: Hierarchy, name: string): string {
    return join(hierarchy.root, this.#root, name);
  }

  async #prepareRoot(hierarchy: Hierarchy): Promise<void> {
    const root = this.#rootOf(hierarchy);
    try {
      await mkdir(root, { recursive: true });
    } catch (error) {
      throw new MesosError('CGROUP_FAILED', `cannot make the cgroup ${root}: ${describeError(error)}`, {
        cause: error,
        hint: 'run as root, or choose --launcher=posix',
      });
    }
    if (hierarchy.version === 2) await this.#enableBelow(hierarchy);
    // Before Linux 5.11 a v1 memory cgroup accounts for its children only when told so.
    const useHierarchy = await readOptionalValue(root, 'memory.use_hierarchy');
    if (useHierarchy === '0') await writeValue(root, 'memory.use_hierarchy', 1);
    await createCgroup(this.#directory(hierarchy, 'supervisors'));
  }

  /**
   * Where containers must not stay in the agent's own cgroup, or in one of the service manager's: it tracks processes
   * by them and would end with the agent whatever it finds there, and limits meant for the agent are set in them.
   */
  async #hierarchiesToLeave(): Promise<Hierarchy[]> {
    const { controllers, unified, systemd } = this.#hierarchies;
    const own = await hierarchiesBelowRoot(this.#hierarchies);
    for (const tracking of [unified, systemd]) {
      if (tracking !== undefined && (await isDirectory(this.#rootOf(tracking)))) own.push(tracking);
    }
    // A new v1 cgroup of cpuset takes no process before it is given cpus and memory nodes.
    const cpuset = controllers.get('cpuset');
    const left: Hierarchy[] = [];
    for (const hierarchy of own) {
      const isCpuset = hierarchy.version === 1 && hierarchy.root === cpuset?.root;
      if (!isCpuset && (await isWritable(hierarchy))) left.push(hierarchy);
    }
    return left;
  }

  /** Where the service manager tracks processes; what it has removed there it has removed everywhere. */
  #isRootWhole(): Promise<boolean> {
    const { unified, systemd } = this.#hierarchies;
    return isDirectory(this.#directory(unified ?? systemd ?? this.#killing, 'supervisors'));
  }

  /** On v2 accounting of CPU time needs no controller. */
  #controllersOn(hierarchy: Hierarchy): string[] {
    const onThis = this.#controllers.filter((name) => this.#hierarchies.controllers.get(name) === hierarchy);
    return onThis.filter((name) => name !== 'cpuacct');
  }

  /** A v2 controller reaches the containers only when every cgroup above them passes it on. */
  async #enableBelow(hierarchy: Hierarchy): Promise<void> {
    const controllers = this.#controllersOn(hierarchy);
    if (controllers.length === 0) return;
    let directory = hierarchy.root;
    if (this.#openRoot !== undefined) {
      // Above its unit everything is the service manager's, which has enabled there what it delegates.
      await enableWhenEmpty(join(directory, this.#root), controllers);
      return;
    }
    await enableControllers(directory, controllers);
    for (const name of this.#root.split('/')) {
      directory = join(directory, name);
      await enableControllers(directory, controllers);
    }
  }
}

/**
 * Removes containers' cgroups as most of them are, a leaf and nothing in it, and perhaps an empty place for others;
 * returns those that are not so.
 */
async function removeEmpty(directories: readonly string[]): Promise<string[]> {
  const left: string[] = [];
  await allSettled(
    directories.map(async (directory) => {
      const isRemoved =
        (await tryRemoveCgroup(join(directory, 'leaf'))) &&
        ((await tryRemoveCgroup(directory)) ||
          ((await tryRemoveCgroup(join(directory, nestedName))) && (await tryRemoveCgroup(directory))));
      if (!isRemoved) left.push(directory);
    }),
  );
  return left;
}

/** The kernel passes no controllers on from a cgroup that still has processes of its own. */
async function enableWhenEmpty(directory: string, controllers: readonly string[]): Promise<void> {
  const deadlineMs = performance.now() + handOverTimeoutMs;
  while ((await readProcesses(directory)).length > 0 && performance.now() < deadlineMs) await delay(10);
  await enableControllers(directory, controllers);
}

/** Throws MesosError CGROUP_FAILED when the host has neither. */
function killingHierarchy({ controllers, unified }: Hierarchies): Hierarchy {
  const hierarchy = controllers.get('freezer') ?? unified;
  if (hierarchy !== undefined) return hierarchy;
  throw new MesosError(
    'CGROUP_FAILED',
    'no cgroup hierarchy can freeze: neither the v1 freezer nor cgroup v2 is mounted',
    {
      hint: 'mount one, or choose --launcher=posix',
    },
  );
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
