// CPU: relative weight, hard quota and statistics. On v1 the limits are in the "cpu" hierarchy and the times in
// "cpuacct", which may be the same mount or another; on v2 both are in one directory.
import { type CgroupVersion, parseKeyed, readOptionalValue, readValue, writeValue } from './files.ts';

/** USER_HZ, the unit of cpuacct.stat: 100 on every architecture Node runs on. */
const ticksPerSecond = 100;

export interface CpuStatistics {
  readonly userSecs: number;
  readonly systemSecs: number;
  /** Of the quota; absent where none was ever enforced. */
  readonly periods?: number | undefined;
  readonly throttledPeriods?: number | undefined;
  readonly throttledSecs?: number | undefined;
}

/** v1 cpu.shares (2 or more) or v2 cpu.weight (1 to 10000). */
export async function writeCpuWeight(
  version: CgroupVersion,
  directory: string,
  weight: number,
): Promise<void> {
  await writeValue(directory, version === 1 ? 'cpu.shares' : 'cpu.weight', weight);
}

/** At most `quotaUs` of CPU time in every `periodUs`; no quota when Infinity. */
export async function writeCpuQuota(
  version: CgroupVersion,
  directory: string,
  quotaUs: number,
  periodUs: number,
): Promise<void> {
  if (version === 2) {
    await writeValue(directory, 'cpu.max', `${quotaUs === Infinity ? 'max' : quotaUs} ${periodUs}`);
    return;
  }
  await writeValue(directory, 'cpu.cfs_period_us', periodUs);
  await writeValue(directory, 'cpu.cfs_quota_us', quotaUs === Infinity ? -1 : quotaUs);
}

/** `accountingDirectory` is the cgroup in the cpuacct hierarchy on v1, and `directory` itself on v2. */
export async function readCpuStatistics(
  version: CgroupVersion,
  directory: string,
  accountingDirectory: string,
): Promise<CpuStatistics> {
  const stat = parseKeyed((await readOptionalValue(directory, 'cpu.stat')) ?? '');
  const quota = (stat.get('nr_periods') ?? 0) > 0;
  const times =
    version === 2
      ? { userSecs: (stat.get('user_usec') ?? 0) / 1e6, systemSecs: (stat.get('system_usec') ?? 0) / 1e6 }
      : await readAccountedTimes(accountingDirectory);
  if (!quota) return times;
  return {
    ...times,
    periods: stat.get('nr_periods'),
    throttledPeriods: stat.get('nr_throttled'),
    throttledSecs:
      version === 2 ? (stat.get('throttled_usec') ?? 0) / 1e6 : (stat.get('throttled_time') ?? 0) / 1e9,
  };
}

async function readAccountedTimes(directory: string): Promise<{ userSecs: number; systemSecs: number }> {
  const stat = parseKeyed(await readValue(directory, 'cpuacct.stat'));
  return {
    userSecs: (stat.get('user') ?? 0) / ticksPerSecond,
    systemSecs: (stat.get('system') ?? 0) / ticksPerSecond,
  };
}
