// posix/mem: no limit, only the resident memory of the container's processes; pages they share count for each.
import { readResidentBytes } from '../process-table.ts';
import { memoryLimits } from './cgroups-mem.ts';
import type { IsolatedContainer, Isolator, Usage } from './isolator.ts';

export class PosixMemIsolator implements Isolator {
  readonly name = 'posix/mem';
  readonly controllers: readonly string[] = [];

  async usage(container: IsolatedContainer): Promise<Usage> {
    const pids = await container.processes();
    const sizes = await Promise.all(pids.map(readResidentBytes));
    const { hardBytes } = memoryLimits(container.limits);
    return {
      mem_rss_bytes: sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
      mem_soft_limit_bytes: container.limits.memBytes,
      ...(hardBytes !== Infinity && { mem_limit_bytes: hardBytes }),
    };
  }
}
