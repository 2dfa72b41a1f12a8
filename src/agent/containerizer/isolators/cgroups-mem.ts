// cgroups/mem: the soft and the hard memory limit, and the limitation when the kernel killed for memory. The hard
// limit is set once and after that only raised: lowering it under a running task would kill it.

import { formatByteSize } from '../../../base/byte-size.ts';
import { type CgroupVersion, readOptionalValue } from '../../../cgroups/files.ts';
import {
  type MemoryFailures,
  readMemoryFailures,
  readMemoryLimit,
  readMemoryStatistics,
  readPeakBytes,
  writeMemoryLimit,
  writeMemoryProtection,
} from '../../../cgroups/memory.ts';
import type { ContainerLimitation, ContainerLimits } from '../containerizer.ts';
import type { IsolatedContainer, Isolator, Usage } from './isolator.ts';

const megabyte = 1024 * 1024;
/** Below this a shell cannot start. */
const minBytes = 32 * megabyte;

export interface MemoryWatch {
  /** Reports out-of-memory events of that cgroup as events of the container. */
  watchMemory(id: string, cgroupDirectory: string, version: CgroupVersion): Promise<void>;
}

export class CgroupsMemIsolator implements Isolator {
  readonly name = 'cgroups/mem';
  readonly controllers = ['memory'];
  readonly #limitSwap: boolean;
  readonly #watch: MemoryWatch;

  constructor(options: { readonly limitSwap: boolean; readonly watch: MemoryWatch }) {
    this.#limitSwap = options.limitSwap;
    this.#watch = options.watch;
  }

  async prepare(container: IsolatedContainer): Promise<void> {
    const { version, directory } = container.cgroup('memory');
    const { softBytes, hardBytes } = memoryLimits(container.limits);
    await Promise.all([
      writeMemoryProtection(version, directory, softBytes),
      writeMemoryLimit(version, directory, hardBytes, this.#limitSwap),
    ]);
  }

  async recover(container: IsolatedContainer): Promise<void> {
    await this.update(container);
  }

  async update(container: IsolatedContainer): Promise<void> {
    const { version, directory } = container.cgroup('memory');
    const { softBytes, hardBytes } = memoryLimits(container.limits);
    await writeMemoryProtection(version, directory, softBytes);
    if (hardBytes > (await readMemoryLimit(version, directory))) {
      await writeMemoryLimit(version, directory, hardBytes, this.#limitSwap);
    }
  }

  async watch(container: IsolatedContainer): Promise<void> {
    const { version, directory } = container.cgroup('memory');
    await this.#watch.watchMemory(container.id, directory, version);
  }

  async usage(container: IsolatedContainer): Promise<Usage> {
    const { version, directory } = container.cgroup('memory');
    const statistics = await readMemoryStatistics(version, directory);
    const { softBytes, hardBytes } = memoryLimits(container.limits);
    return {
      mem_total_bytes: statistics.usageBytes,
      mem_rss_bytes: statistics.anonymousBytes,
      mem_anon_bytes: statistics.anonymousBytes,
      mem_cache_bytes: statistics.cacheBytes,
      mem_file_bytes: statistics.cacheBytes,
      mem_mapped_file_bytes: statistics.mappedFileBytes,
      mem_unevictable_bytes: statistics.unevictableBytes,
      mem_soft_limit_bytes: softBytes,
      ...(hardBytes !== Infinity && { mem_limit_bytes: hardBytes }),
      ...(statistics.swapBytes !== undefined && { mem_swap_bytes: statistics.swapBytes }),
    };
  }

  async status(container: IsolatedContainer, isReported: boolean): Promise<ContainerLimitation | undefined> {
    const { version, directory, leaf } = container.cgroup('memory');
    if (!isReported && !wasKilledByLimit(await readMemoryFailures(version, directory, leaf)))
      return undefined;
    const [limitBytes, peakBytes, statistics] = await Promise.all([
      readMemoryLimit(version, directory),
      readPeakBytes(version, directory),
      readOptionalValue(directory, 'memory.stat'),
    ]);
    return {
      reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
      message: limitationMessage(limitBytes, peakBytes, statistics),
      ...(limitBytes !== Infinity && { memMegabytes: limitBytes / megabyte }),
    };
  }
}

/** Bytes; the hard limit is Infinity for none. */
export function memoryLimits(limits: ContainerLimits): { softBytes: number; hardBytes: number } {
  const softBytes = Math.max(limits.memBytes, minBytes);
  return { softBytes, hardBytes: limits.memLimitBytes ?? softBytes };
}

/**
 * A kill alone is no proof: it is counted too when the whole host ran out of memory. Kernels that count no kills
 * (before 4.13) are left to the watch, for a met limit alone may have been cured by reclaim.
 */
function wasKilledByLimit({ kills, limitHits }: MemoryFailures): boolean {
  return kills !== undefined && kills > 0 && limitHits > 0;
}

function limitationMessage(
  limitBytes: number,
  peakBytes: number | undefined,
  statistics: string | undefined,
): string {
  const parts = ['Memory limit exceeded:'];
  if (limitBytes !== Infinity) parts.push(`Requested: ${formatByteSize(limitBytes)}`);
  if (peakBytes !== undefined) parts.push(`Maximum Used: ${formatByteSize(peakBytes)}`);
  return `${parts.join(' ')}\n\nMEMORY STATISTICS: \n${statistics ?? ''}\n`;
}
