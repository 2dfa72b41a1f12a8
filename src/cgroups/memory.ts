// Memory: protection (soft limit), hard limit, statistics, and what the kernel's out-of-memory handling did.
import { MesosError } from '../base/errors.ts';
import { type CgroupVersion, parseKeyed, readOptionalValue, readValue, writeValue } from './files.ts';

/** v1 says "unlimited" as the largest multiple of the page size below 2^63. */
const unlimitedFromBytes = 2 ** 62;

export interface MemoryStatistics {
  /** All of it, page cache included. */
  readonly usageBytes: number;
  readonly anonymousBytes: number;
  readonly cacheBytes: number;
  readonly mappedFileBytes: number;
  readonly unevictableBytes: number;
  readonly swapBytes: number | undefined;
}

export interface MemoryFailures {
  /** Processes killed by the kernel in these cgroups, 0 if no limit was met (v1); undefined before Linux 4.13. */
  readonly kills: number | undefined;
  /** How often the limit was met: v1 failcnt (reclaim may have helped), v2 the `oom` events. */
  readonly limitHits: number;
}

/** The amount the kernel tries to leave to the cgroup under pressure: v1 soft limit, v2 memory.low. */
export async function writeMemoryProtection(
  version: CgroupVersion,
  directory: string,
  bytes: number,
): Promise<void> {
  await writeValue(directory, version === 1 ? 'memory.soft_limit_in_bytes' : 'memory.low', bytes);
}

/** Bytes; Infinity when there is no limit. */
export async function readMemoryLimit(version: CgroupVersion, directory: string): Promise<number> {
  const text = await readValue(directory, version === 1 ? 'memory.limit_in_bytes' : 'memory.max');
  const bytes = text === 'max' ? Infinity : Number(text);
  return bytes >= unlimitedFromBytes ? Infinity : bytes;
}

/**
 * The hard limit, Infinity for none. With `swapToo` (v1 only) memory and swap together have the same limit; the
 * kernel refuses a limit above the one with swap, so the order of the writes depends on the direction.
 */
export async function writeMemoryLimit(
  version: CgroupVersion,
  directory: string,
  bytes: number,
  swapToo = false,
): Promise<void> {
  if (version === 2) {
    await writeValue(directory, 'memory.max', bytes === Infinity ? 'max' : bytes);
    return;
  }
  const value = bytes === Infinity ? -1 : bytes;
  if (!swapToo) {
    await writeValue(directory, 'memory.limit_in_bytes', value);
    return;
  }
  const swapText = await readOptionalValue(directory, 'memory.memsw.limit_in_bytes');
  if (swapText === undefined) {
    throw new MesosError(
      'CGROUP_FAILED',
      `${directory} has no memory.memsw.limit_in_bytes: the kernel does not account swap`,
      {
        hint: 'boot with swapaccount=1, or do not limit swap',
      },
    );
  }
  const files = ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes'];
  if (bytes > Number(swapText)) files.reverse();
  for (const file of files) await writeValue(directory, file, value);
}

export async function readMemoryStatistics(
  version: CgroupVersion,
  directory: string,
): Promise<MemoryStatistics> {
  const [usage, text] = await Promise.all([
    readValue(directory, version === 1 ? 'memory.usage_in_bytes' : 'memory.current'),
    readValue(directory, 'memory.stat'),
  ]);
  const stat = parseKeyed(text);
  const field = (v1: string, v2: string): number => stat.get(version === 1 ? v1 : v2) ?? 0;
  return {
    usageBytes: Number(usage),
    anonymousBytes: field('total_rss', 'anon'),
    cacheBytes: field('total_cache', 'file'),
    mappedFileBytes: field('total_mapped_file', 'file_mapped'),
    unevictableBytes: field('total_unevictable', 'unevictable'),
    swapBytes: version === 1 ? stat.get('total_swap') : undefined,
  };
}

/** The highest usage so far; undefined where the kernel does not say (v2 before Linux 5.19). */
export async function readPeakBytes(version: CgroupVersion, directory: string): Promise<number | undefined> {
  const text = await readOptionalValue(
    directory,
    version === 1 ? 'memory.max_usage_in_bytes' : 'memory.peak',
  );
  return text === undefined ? undefined : Number(text);
}

/**
 * What out-of-memory handling did to `directory`, which carries the limit, and to the `leaf` with the processes.
 * Both are looked at because v1 counts a kill only in the cgroup of the killed, v2 in its ancestors too.
 */
export async function readMemoryFailures(
  version: CgroupVersion,
  directory: string,
  leaf: string,
): Promise<MemoryFailures> {
  if (version === 2) {
    const events = parseKeyed((await readOptionalValue(directory, 'memory.events')) ?? '');
    return { kills: events.get('oom_kill'), limitHits: events.get('oom') ?? 0 };
  }
  let limitHits = Number((await readOptionalValue(directory, 'memory.failcnt')) ?? 0);
  // With equal limits for memory and memory with swap, the latter is met first and counted alone.
  if (limitHits === 0) limitHits = Number((await readOptionalValue(directory, 'memory.memsw.failcnt')) ?? 0);
  // The usual end: nobody was killed for this limit, whoever else the host may have killed.
  if (limitHits === 0) return { kills: 0, limitHits };
  const counts = await Promise.all(
    [directory, leaf].map(async (cgroup) =>
      parseKeyed((await readOptionalValue(cgroup, 'memory.oom_control')) ?? '').get('oom_kill'),
    ),
  );
  const known = counts.filter((count) => count !== undefined);
  const kills = known.length === 0 ? undefined : known.reduce((sum, count) => sum + count, 0);
  return { kills, limitHits };
}
