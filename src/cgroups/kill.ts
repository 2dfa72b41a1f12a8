// Freezing, signalling and killing everything in a cgroup and below it. Killing freezes first where it can, so
// that nothing forks away between the look and the signal; SIGKILL acts on a frozen v1 task only once it is thawed.
import { setTimeout as delay } from 'node:timers/promises';
import { MesosError } from '../base/errors.ts';
import { listProcesses } from './cgroup.ts';
import { type CgroupVersion, errnoOf, parseKeyed, readOptionalValue, writeValue } from './files.ts';

/** A task in uninterruptible sleep delays freezing without end; it is killed unfrozen then. */
const freezeTimeoutMs = 100;
/** How long the killed have to vanish before freezing and killing starts over. */
const roundMs = 250;

/** False when it was not all frozen in time; thaw it in either case. Only the "freezer" hierarchy can on v1. */
export async function freezeCgroup(
  version: CgroupVersion,
  directory: string,
  timeoutMs = freezeTimeoutMs,
): Promise<boolean> {
  if (version === 1) await writeValue(directory, 'freezer.state', 'FROZEN');
  else await writeValue(directory, 'cgroup.freeze', 1);
  return until(performance.now() + timeoutMs, async () => {
    if (version === 1) return (await readOptionalValue(directory, 'freezer.state')) === 'FROZEN';
    return parseKeyed((await readOptionalValue(directory, 'cgroup.events')) ?? '').get('frozen') === 1;
  });
}

export async function thawCgroup(version: CgroupVersion, directory: string): Promise<void> {
  if (version === 1) await writeValue(directory, 'freezer.state', 'THAWED');
  else await writeValue(directory, 'cgroup.freeze', 0);
}

/** Sends the signal to every process in the cgroup and below; returns how many there were. */
export async function signalCgroup(directory: string, signal: number): Promise<number> {
  const pids = await listProcesses(directory);
  for (const pid of pids) signalProcess(pid, signal);
  return pids.length;
}

/** Kills everything in the cgroup and below until it is empty; throws MesosError CGROUP_FAILED at the deadline. */
export async function killCgroup(
  version: CgroupVersion,
  directory: string,
  deadlineMs: number,
): Promise<void> {
  const isEmpty = async (): Promise<boolean> => (await listProcesses(directory)).length === 0;
  while (!(await isEmpty())) {
    const killed = version === 2 && (await killAtOnce(directory));
    if (!killed) await freezeAndKill(version, directory);
    const roundEndMs = performance.now() + roundMs;
    if (await until(Math.min(roundEndMs, deadlineMs), isEmpty)) return;
    if (performance.now() >= deadlineMs) {
      throw new MesosError('CGROUP_FAILED', `processes in ${directory} outlived SIGKILL`, {
        hint: `processes in uninterruptible sleep cannot be killed; see ${directory}/cgroup.procs`,
      });
    }
  }
}

/** kill(2); a process that is gone already is fine. */
export function signalProcess(pid: number, signal: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}

/** cgroup.kill is Linux 5.14; false when there is none. */
async function killAtOnce(directory: string): Promise<boolean> {
  if ((await readOptionalValue(directory, 'cgroup.events')) === undefined) return true;
  try {
    await writeValue(directory, 'cgroup.kill', 1);
    return true;
  } catch (error) {
    if (error instanceof MesosError && errnoOf(error.cause) === 'ENOENT') return false;
    throw error;
  }
}

async function freezeAndKill(version: CgroupVersion, directory: string): Promise<void> {
  try {
    await freezeCgroup(version, directory);
    await signalCgroup(directory, 9);
  } finally {
    await thawCgroup(version, directory);
  }
}

/** Asks at 0, 1, 3, 7, … ms (at most 32 ms apart) until it holds or the deadline has passed. */
async function until(deadlineMs: number, holds: () => Promise<boolean>): Promise<boolean> {
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 32)) {
    if (await holds()) return true;
    if (performance.now() >= deadlineMs) return false;
    await delay(pauseMs);
  }
}
