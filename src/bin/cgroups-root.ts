// Below which cgroup the containers of the agent are: as told, else that of mesos-containers.service where systemd
// has one, else `mesos`. Containers are not below the agent's own service, because systemd could not start that
// again while they live.
import type { Log } from '../base/ports.ts';
import { findUnitCgroup, isSystemd, startUnit } from '../systemd/unit-cgroup.ts';

const unit = 'mesos-containers.service';
const defaultRoot = 'mesos';

export interface CgroupsRoot {
  /** Below each hierarchy. */
  readonly path: string;
  /** Has the service manager make it again; absent where it is the agent's own. */
  readonly open?: (() => Promise<void>) | undefined;
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
