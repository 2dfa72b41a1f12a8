// One cgroup directory: making, removing, listing its processes, enabling controllers below it. All waits are
// bounded; a cgroup that cannot be removed in time is an error, never a silent leftover.
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MesosError } from '../base/errors.ts';
import {
  type CgroupVersion,
  errnoOf,
  failure,
  isGone,
  listDirectories,
  readOptionalValue,
  readValue,
  writeValue,
} from './files.ts';

/** A process with the right to may make cgroups in its own; more than this many is an attack, not a program. */
const maxDescendants = 10_000;
/** Waits double from 1 ms: most kernels need less than that; longer than this only adds latency at the end. */
const maxPauseMs = 64;

/** Makes the directory; one that exists is kept. Throws MesosError CGROUP_FAILED. */
export async function createCgroup(directory: string): Promise<void> {
  try {
    await mkdir(directory, 0o755);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw failure(`cannot make the cgroup ${directory}`, error);
  }
}

/** The cgroup and everything below it, parents first. */
export async function listTree(directory: string): Promise<string[]> {
  const tree = [directory];
  for (let index = 0; index < tree.length; index += 1) {
    const parent = tree[index]!;
    for (const name of await listDirectories(parent)) tree.push(join(parent, name));
    if (tree.length > maxDescendants) {
      throw new MesosError('LIMIT_EXCEEDED', `${directory} has more than ${maxDescendants} cgroups below it`);
    }
  }
  return tree;
}

/**
 * Pids in the cgroup and below it. Processes of a pid namespace that this one cannot see are listed by the kernel
 * as 0 and left out: kill(2) would take 0 for the caller's own process group.
 */
export async function listProcesses(directory: string): Promise<number[]> {
  const lists = await Promise.all((await listTree(directory)).map(readProcesses));
  return lists.flat();
}

/** Pids in this one cgroup; none when it is gone. */
export async function readProcesses(directory: string): Promise<number[]> {
  const text = (await readOptionalValue(directory, 'cgroup.procs')) ?? '';
  return text
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** Threads in this one cgroup. */
export async function countThreads(version: CgroupVersion, directory: string): Promise<number> {
  const text = (await readOptionalValue(directory, version === 1 ? 'tasks' : 'cgroup.threads')) ?? '';
  return text === '' ? 0 : text.split('\n').length;
}

/**
 * Removes the cgroup and everything below it; one that is gone is fine. The kernel says EBUSY for a moment after
 * the last process has ended, so that is retried until the deadline (of performance.now()).
 */
export async function removeCgroup(directory: string, deadlineMs: number): Promise<void> {
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
    try {
      await removeTree(directory);
      return;
    } catch (error) {
      if (!isBusy(error)) throw failure(`cannot remove the cgroup ${directory}`, error);
      if (performance.now() >= deadlineMs) {
        throw new MesosError('CGROUP_FAILED', `cannot remove the cgroup ${directory}: still in use`, {
          cause: error,
          hint: `see ${directory}/cgroup.procs`,
        });
      }
    }
    await delay(pauseMs);
  }
}

/** Removes it now, without waiting. False when something is still in it. */
export async function tryRemoveCgroup(directory: string): Promise<boolean> {
  try {
    await rmdir(directory);
    return true;
  } catch (error) {
    if (isGone(error)) return true;
    if (isBusy(error)) return false;
    throw failure(`cannot remove the cgroup ${directory}`, error);
  }
}

/** v2: makes the controllers' files appear in the children. Only what is missing is written. */
export async function enableControllers(directory: string, controllers: readonly string[]): Promise<void> {
  const enabled = (await readValue(directory, 'cgroup.subtree_control')).split(' ');
  const missing = controllers.filter((name) => !enabled.includes(name));
  if (missing.length === 0) return;
  await writeValue(directory, 'cgroup.subtree_control', missing.map((name) => `+${name}`).join(' '));
}

async function removeTree(directory: string): Promise<void> {
  if (await tryRemoveCgroup(directory)) return;
  for (const child of (await listTree(directory)).reverse()) {
    try {
      await rmdir(child);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

/** ENOTEMPTY is what other file systems say where a cgroup says EBUSY. */
function isBusy(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'EBUSY' || errno === 'ENOTEMPTY';
}
