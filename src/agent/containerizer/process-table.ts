// Processes as /proc shows them: identity by pid and start time (pids are reused), and the members of a session.
// A walk over all of /proc is shared by everybody who asked before it began.
import { readdir, readFile } from 'node:fs/promises';
import { errnoOf } from '../../cgroups/files.ts';

/** USER_HZ: 100 on every architecture Node runs on. */
const ticksPerSecond = 100;
/** Open files of one walk. */
const walkWidth = 32;

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot: field 22 of /proc/<pid>/stat. */
  readonly startTime: number;
}

export interface ProcessStat extends ProcessIdentity {
  /** "Z" and "X" are dead. */
  readonly state: string;
  readonly session: number;
  /** Own time and that of children it has waited for. */
  readonly userSecs: number;
  readonly systemSecs: number;
  readonly threads: number;
}

/** Parses /proc/<pid>/stat; undefined when it is not one. The name in parentheses may hold anything, `)` too. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // proc_pid_stat(5) counts from 1, and the first field here is its third.
  const field = (position: number): number => Number(fields[position - 3]);
  const stat = {
    pid: Number.parseInt(text, 10),
    state: fields[0] ?? '',
    session: field(6),
    userSecs: (field(14) + field(16)) / ticksPerSecond,
    systemSecs: (field(15) + field(17)) / ticksPerSecond,
    threads: field(20),
    startTime: field(22),
  };
  return Number.isFinite(stat.startTime) && stat.pid > 0 ? stat : undefined;
}

/** Undefined when there is no such process. */
export async function readProcessStat(pid: number): Promise<ProcessStat | undefined> {
  try {
    return parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ESRCH') return undefined;
    throw error;
  }
}

/** Resident memory of a process in bytes; undefined when it has ended. */
export async function readResidentBytes(pid: number): Promise<number | undefined> {
  try {
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
    return match === null ? 0 : Number(match[1]) * 1024;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ESRCH') return undefined;
    throw error;
  }
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const stat = await readProcessStat(identity.pid);
  return stat !== undefined && stat.startTime === identity.startTime && !isDead(stat);
}

export class ProcessTable {
  #last: { readonly atMs: number; readonly processes: readonly ProcessStat[] } | undefined;
  #next: Promise<readonly ProcessStat[]> | undefined;
  #running: Promise<unknown> = Promise.resolve();

  /** Every live process, looked at after this call, or at most `maxAgeMs` before. */
  snapshot(maxAgeMs = 0): Promise<readonly ProcessStat[]> {
    if (this.#last !== undefined && performance.now() - this.#last.atMs < maxAgeMs) {
      return Promise.resolve(this.#last.processes);
    }
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      const atMs = performance.now();
      const walk = walkProcesses().then((processes) => {
        this.#last = { atMs, processes };
        return processes;
      });
      this.#running = walk.catch(() => undefined);
      return walk;
    });
    return this.#next;
  }

  /**
   * Live members of the session that `leader` made. None when another process has the leader's pid meanwhile: then
   * the session has ended, and the new one is somebody else's.
   */
  async session(leader: ProcessIdentity, maxAgeMs = 0): Promise<readonly ProcessStat[]> {
    const processes = await this.snapshot(maxAgeMs);
    const members = processes.filter(({ session }) => session === leader.pid);
    // A session that began after the walk is not in it.
    if (members.length === 0 && maxAgeMs > 0) return this.session(leader);
    const head = members.find(({ pid }) => pid === leader.pid);
    return head !== undefined && head.startTime !== leader.startTime ? [] : members;
  }
}

async function walkProcesses(): Promise<readonly ProcessStat[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const found: ProcessStat[] = [];
  const worker = async (): Promise<void> => {
    for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
      const stat = await readProcessStat(pid);
      if (stat !== undefined && !isDead(stat)) found.push(stat);
    }
  };
  await Promise.all(Array.from({ length: walkWidth }, worker));
  return found;
}

function isDead({ state }: ProcessStat): boolean {
  return state === 'Z' || state === 'X';
}
