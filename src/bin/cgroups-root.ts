// Below which cgroup the containers of the agent are: as told, else that of mesos-containers.service where systemd
// has one, else `mesos`. Containers are not below the agent's own service, because systemd could not start that
// again while they live.
import { MesosError } from '../base/errors.ts';
import type { Log } from '../base/ports.ts';
import { Scopes } from '../systemd/scopes.ts';
import { findUnitCgroup, isSystemd, startUnit } from '../systemd/unit-cgroup.ts';

const unit = 'mesos-containers.service';
const defaultRoot = 'mesos';
const scopePrefix = 'mesos-';
const slice = 'mesos_executors.slice';

export interface CgroupsRoot {
  /** Below each hierarchy. */
  readonly path: string;
  /** Has the service manager make it again; absent where it is the agent's own. */
  readonly open?: (() => Promise<void>) | undefined;
}

/**
 * The scopes of --cgroups_driver=systemd; undefined for the driver `delegated`. `holder` keeps a scope. Throws MesosError
 * CONFIG_INVALID where there can be none.
 */
export function containerScopes(
  flags: { readonly cgroups_driver: string; readonly cgroups_root?: string | undefined },
  launcherKind: 'linux' | 'posix',
  holder: readonly string[],
): Scopes | undefined {
  if (flags.cgroups_driver !== 'systemd') return undefined;
  const refuse = (why: string): never => {
    throw new MesosError('CONFIG_INVALID', `--cgroups_driver=systemd ${why}`, {
      hint: 'leave it out, or use --cgroups_driver=delegated',
    });
  };
  if (launcherKind === 'posix') refuse('needs cgroups: it goes with --launcher=linux only');
  if (!isSystemd()) refuse('needs systemd, which does not run this machine');
  if (flags.cgroups_root !== undefined) refuse('and --cgroups_root exclude each other');
  return new Scopes({ prefix: scopePrefix, slice, holder });
}

/** `given` is --cgroups_root. Throws MesosError CGROUP_FAILED when systemd does not answer. */
export async function cgroupsRoot(
  given: string | undefined,
  launcherKind: 'linux' | 'posix',
  log: Log,
): Promise<CgroupsRoot> {
  if (given !== undefined) return { path: given };
  if (launcherKind === 'posix' || !isSystemd()) return { path: defaultRoot };
  const path = await findUnitCgroup(unit);
  if (path === undefined) return { path: defaultRoot };
  log.info('containers are below a unit of systemd', { unit, cgroup: path });
  const open = async (): Promise<void> => {
    log.warn('the cgroup of the containers is gone; starting its unit', { unit });
    await startUnit(unit);
  };
  return { path, open };
}
