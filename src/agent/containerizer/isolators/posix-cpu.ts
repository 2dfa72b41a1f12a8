// posix/cpu: no limit, only the CPU time of the container's live processes and of children they have waited for.
import { readProcessStat } from '../process-table.ts';
import type { IsolatedContainer, Isolator, Usage } from './isolator.ts';

export class PosixCpuIsolator implements Isolator {
  readonly name = 'posix/cpu';
  readonly controllers: readonly string[] = [];

  async usage(container: IsolatedContainer): Promise<Usage> {
    const pids = await container.processes();
    const stats = (await Promise.all(pids.map(readProcessStat))).filter((stat) => stat !== undefined);
    return {
      cpus_user_time_secs: stats.reduce((sum, { userSecs }) => sum + userSecs, 0),
      cpus_system_time_secs: stats.reduce((sum, { systemSecs }) => sum + systemSecs, 0),
      cpus_soft_limit: container.limits.cpus,
      processes: stats.length,
      threads: stats.reduce((sum, { threads }) => sum + threads, 0),
    };
  }
}
