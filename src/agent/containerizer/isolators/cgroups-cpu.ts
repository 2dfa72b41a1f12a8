// cgroups/cpu: CPU shares by the request, and a hard quota by the request (with --cgroups_enable_cfs) or by the
// task's own limit. Amounts and minima are the original's.
import { countThreads, readProcesses } from '../../../cgroups/cgroup.ts';
import { readCpuStatistics, writeCpuQuota, writeCpuWeight } from '../../../cgroups/cpu.ts';
import type { CgroupVersion } from '../../../cgroups/files.ts';
import type { ContainerLimits } from '../containerizer.ts';
import type { IsolatedContainer, Isolator, Usage } from './isolator.ts';

const periodUs = 100_000;
/** The kernel's smallest quota. */
const minQuotaUs = 1000;

export class CgroupsCpuIsolator implements Isolator {
  readonly name = 'cgroups/cpu';
  readonly controllers = ['cpu', 'cpuacct'];
  readonly #enableCfs: boolean;

  constructor(options: { readonly enableCfs: boolean }) {
    this.#enableCfs = options.enableCfs;
  }

  async prepare(container: IsolatedContainer): Promise<void> {
    await this.update(container);
  }

  async recover(container: IsolatedContainer): Promise<void> {
    await this.update(container);
  }

  async update(container: IsolatedContainer): Promise<void> {
    const { version, directory } = container.cgroup('cpu');
    const hardCpus = this.#hardCpus(container.limits);
    await Promise.all([
      writeCpuWeight(version, directory, cpuWeight(version, container.limits.cpus)),
      hardCpus === undefined ? undefined : writeCpuQuota(version, directory, cpuQuotaUs(hardCpus), periodUs),
    ]);
  }

  async usage(container: IsolatedContainer): Promise<Usage> {
    const cpu = container.cgroup('cpu');
    const accounting = container.cgroup('cpuacct');
    const [statistics, pids, threads] = await Promise.all([
      readCpuStatistics(cpu.version, cpu.directory, accounting.directory),
      readProcesses(cpu.leaf),
      countThreads(cpu.version, cpu.leaf),
    ]);
    const { userSecs, systemSecs, periods, throttledPeriods, throttledSecs } = statistics;
    const hardCpus = this.#hardCpus(container.limits);
    return {
      cpus_user_time_secs: userSecs,
      cpus_system_time_secs: systemSecs,
      cpus_soft_limit: container.limits.cpus,
      processes: pids.length,
      threads,
      ...(hardCpus !== undefined && hardCpus !== Infinity && { cpus_limit: hardCpus }),
      ...(periods !== undefined && { cpus_nr_periods: periods }),
      ...(throttledPeriods !== undefined && { cpus_nr_throttled: throttledPeriods }),
      ...(throttledSecs !== undefined && { cpus_throttled_time_secs: throttledSecs }),
    };
  }

  /** Undefined: the quota is left alone. */
  #hardCpus(limits: ContainerLimits): number | undefined {
    return limits.cpusLimit ?? (this.#enableCfs ? limits.cpus : undefined);
  }
}

/** v1: 1024 shares a CPU, at least 2; v2: weight 100 a CPU, from 1 to 10000. */
export function cpuWeight(version: CgroupVersion, cpus: number): number {
  if (version === 1) return Math.max(2, Math.floor(1024 * cpus));
  return Math.min(10_000, Math.max(1, Math.floor(100 * cpus)));
}

/** CPU time a period; Infinity stays. */
export function cpuQuotaUs(cpus: number): number {
  return cpus === Infinity ? Infinity : Math.max(minQuotaUs, Math.round(cpus * periodUs));
}
