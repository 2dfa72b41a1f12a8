// Containers in scopes of the service manager, one for each container that is in no other: `systemctl status` and
// drop-ins then know every container by itself. Within its scope a container is what it is below a common root.
import { join } from 'node:path';
import { describeError, MesosError } from '../../base/errors.ts';
import type { Log } from '../../base/ports.ts';
import { readProcesses } from '../../cgroups/cgroup.ts';
import type { Hierarchies } from '../../cgroups/discovery.ts';
import { signalProcess } from '../../cgroups/kill.ts';
import { CgroupEnclosure } from './cgroup-enclosure.ts';
import { containerIdPattern } from './container.ts';
import type { Enclosure, Place } from './enclosure.ts';
import type { ContainerCgroup } from './isolators/isolator.ts';

/** The service manager's side: names are container ids, paths are below each hierarchy. */
export interface ContainerScopes {
  start(name: string): Promise<string>;
  list(): Promise<ReadonlyMap<string, string>>;
}

export interface ScopeEnclosureOptions {
  readonly scopes: ContainerScopes;
  readonly hierarchies: Hierarchies;
  /** Controllers that isolators write to. */
  readonly controllers: readonly string[];
  readonly log: Log;
}

const terminate = 15;

export class ScopeEnclosure implements Enclosure {
  readonly #options: ScopeEnclosureOptions;
  readonly #scopes = new Map<string, CgroupEnclosure>();

  constructor(options: ScopeEnclosureOptions) {
    this.#options = options;
  }

  async prepare(): Promise<void> {
    for (const [id, path] of await this.#options.scopes.list()) {
      if (!containerIdPattern.test(id)) continue;
      const cgroups = this.#cgroupsBelow(path);
      try {
        await cgroups.prepare();
        this.#scopes.set(id, cgroups);
      } catch (error) {
        this.#options.log.warn('a scope is about to end', { scope: path, problem: describeError(error) });
      }
    }
  }

  async create(place: Place): Promise<void> {
    const id = topId(place);
    if (place.path === id) {
      const cgroups = this.#cgroupsBelow(await this.#options.scopes.start(id));
      this.#scopes.set(id, cgroups);
      await cgroups.prepare();
    }
    await this.#of(place).create(place);
  }

  taskCgroups(place: Place): readonly string[] {
    return this.#of(place).taskCgroups(place);
  }

  supervisorCgroups(place: Place): readonly string[] {
    return this.#of(place).supervisorCgroups();
  }

  cgroup(place: Place, controller: string): ContainerCgroup {
    return this.#of(place).cgroup(place, controller);
  }

  async recover(place: Place): Promise<void> {
    await this.#of(place).recover(place);
  }

  async processes(place: Place): Promise<readonly number[]> {
    return (await this.#scopes.get(topId(place))?.processes(place)) ?? [];
  }

  async signal(place: Place, signal: number): Promise<void> {
    await this.#scopes.get(topId(place))?.signal(place, signal);
  }

  /** Without its holder and, a moment later, its supervisors the scope is empty, and the service manager removes it. */
  async destroy(place: Place, deadlineMs: number, isEnded: boolean): Promise<void> {
    const id = topId(place);
    const cgroups = this.#scopes.get(id);
    if (cgroups === undefined) return;
    await cgroups.destroy(place, deadlineMs, isEnded);
    if (place.path !== id) return;
    for (const holder of cgroups.roots().map((root) => join(root, 'holder'))) {
      for (const pid of await readProcesses(holder)) signalProcess(pid, terminate);
    }
    this.#scopes.delete(id);
    // In hierarchies that the service manager does not know nobody else would. Its supervisors may take a moment.
    void cgroups.close().catch(() => {});
  }

  async list(): Promise<string[]> {
    return [...this.#scopes.keys()];
  }

  async close(): Promise<void> {}

  #cgroupsBelow(root: string): CgroupEnclosure {
    const { hierarchies, controllers } = this.#options;
    const openRoot = async (): Promise<void> => {
      throw new MesosError('CGROUP_FAILED', `the scope ${root} has ended`, {
        hint: 'it was stopped, or its holder was killed',
      });
    };
    return new CgroupEnclosure({ hierarchies, root, controllers, openRoot });
  }

  #of(place: Place): CgroupEnclosure {
    const cgroups = this.#scopes.get(topId(place));
    if (cgroups !== undefined) return cgroups;
    throw new MesosError('CGROUP_FAILED', `container ${place.id} has no scope any more`, {
      hint: 'its scope was stopped, or its holder was killed',
    });
  }
}

/** The container in no other one that a place is in, or is. */
function topId({ path }: Place): string {
  const end = path.indexOf('/');
  return end < 0 ? path : path.slice(0, end);
}
