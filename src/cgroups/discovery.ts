// Which cgroup hierarchy serves which controller on this host. The choice is made per controller, because an
// empty cgroup2 mount beside v1 controllers is common: v2 where its cgroup.controllers lists the controller,
// else the v1 hierarchy that mountinfo shows.
import { access, constants, readFile } from 'node:fs/promises';
import { type CgroupVersion, failure, readOptionalValue } from './files.ts';

export interface Hierarchy {
  readonly version: CgroupVersion;
  /** The mount point. */
  readonly root: string;
}

export interface Hierarchies {
  /** By the kernel's name: "cpu", "memory", … On v2 "cpuacct" is served by "cpu". */
  readonly controllers: ReadonlyMap<string, Hierarchy>;
  /** The cgroup2 mount, also when it has no controller. */
  readonly unified: Hierarchy | undefined;
  /** The v1 hierarchy in which systemd tracks its units. */
  readonly systemd: Hierarchy | undefined;
}

export interface Mount {
  readonly path: string;
  readonly version: CgroupVersion;
  /** Controllers and `name=` of a v1 hierarchy. */
  readonly options: readonly string[];
}

/** Of a v1 hierarchy, and not controllers. */
const mountOptions = /^(rw|ro|none|xattr|noprefix|clone_children|cpuset_v2_mode|name=.*|release_agent=.*)$/;

/** The cgroup mounts of a mountinfo text (proc_pid_mountinfo(5)), in its order. */
export function parseCgroupMounts(mountinfo: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of mountinfo.split('\n')) {
    const [before, after] = line.split(' - ');
    const path = before?.split(' ')[4];
    const [type, , options] = after?.split(' ') ?? [];
    if (path === undefined || (type !== 'cgroup' && type !== 'cgroup2')) continue;
    mounts.push({
      path: path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8))),
      version: type === 'cgroup' ? 1 : 2,
      options: type === 'cgroup' ? (options ?? '').split(',') : [],
    });
  }
  return mounts;
}

/**
 * Reads the mounts of this process. Only mounts at or below `under` count where there are any (operators name
 * the place when a host has several). Throws MesosError CGROUP_FAILED.
 */
export async function discoverHierarchies(
  under = '/sys/fs/cgroup',
  mountinfoPath = '/proc/self/mountinfo',
): Promise<Hierarchies> {
  let mountinfo: string;
  try {
    mountinfo = await readFile(mountinfoPath, 'utf8');
  } catch (error) {
    throw failure(`cannot read ${mountinfoPath}`, error);
  }
  const all = parseCgroupMounts(mountinfo);
  const within = all.filter(({ path }) => path === under || path.startsWith(`${under}/`));
  const mounts = within.length > 0 ? within : all;

  const controllers = new Map<string, Hierarchy>();
  for (const { path, version, options } of mounts) {
    if (version !== 1) continue;
    for (const option of options) {
      if (!mountOptions.test(option) && !controllers.has(option))
        controllers.set(option, { version, root: path });
    }
  }
  const mount2 = mounts.find(({ version }) => version === 2);
  const unified: Hierarchy | undefined = mount2 && { version: 2, root: mount2.path };
  if (unified !== undefined) {
    const listed = (await readOptionalValue(unified.root, 'cgroup.controllers')) ?? '';
    for (const controller of listed.split(' ').filter((name) => name !== '')) {
      controllers.set(controller, unified);
      if (controller === 'cpu') controllers.set('cpuacct', unified);
    }
  }
  const named = mounts.find(({ options }) => options.includes('name=systemd'));
  return { controllers, unified, systemd: named && { version: 1, root: named.path } };
}

/**
 * The hierarchies in which this process is below the root: somebody has put it there, and its children would be
 * there too. Of `hierarchies`; each once.
 */
export async function hierarchiesBelowRoot(
  hierarchies: Hierarchies,
  membershipPath = '/proc/self/cgroup',
): Promise<Hierarchy[]> {
  let text: string;
  try {
    text = await readFile(membershipPath, 'utf8');
  } catch (error) {
    throw failure(`cannot read ${membershipPath}`, error);
  }
  const found = new Map<string, Hierarchy>();
  for (const line of text.split('\n')) {
    const [, names, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (names === undefined || path === '/') continue;
    for (const name of names.split(',')) {
      const hierarchy = byName(hierarchies, name);
      if (hierarchy !== undefined) found.set(hierarchy.root, hierarchy);
    }
  }
  return [...found.values()];
}

/** By the name /proc/self/cgroup has for it; v2 has none there. */
function byName({ controllers, unified, systemd }: Hierarchies, name: string): Hierarchy | undefined {
  if (name === '') return unified;
  if (name === 'name=systemd') return systemd;
  const hierarchy = controllers.get(name);
  return hierarchy?.version === 1 ? hierarchy : undefined;
}

/** Whether this process may make cgroups there. */
export async function isWritable(hierarchy: Hierarchy): Promise<boolean> {
  try {
    await access(hierarchy.root, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
