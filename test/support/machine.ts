// What a cluster has on this machine, found without asking its daemons: the processes of its tasks and their
// supervisors, and their cgroups. Tests believe this and not the state of the agent.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';

export interface TaskProcess {
  readonly pid: number;
  readonly frameworkId: string;
  readonly taskId: string;
  readonly command: string;
}

/** Every process that runs in a sandbox of the cluster. */
export function taskProcesses(cluster: Cluster): TaskProcess[] {
  const found: TaskProcess[] = [];
  for (const pid of processIds()) {
    const environment = read(`/proc/${pid}/environ`);
    if (!environment.includes(`MESOS_SANDBOX=${cluster.directory}/`)) continue;
    const value = (name: string): string =>
      environment
        .split('\0')
        .find((line) => line.startsWith(`${name}=`))
        ?.slice(name.length + 1) ?? '';
    found.push({
      pid,
      frameworkId: value('MESOS_FRAMEWORK_ID'),
      taskId: value('MESOS_EXECUTOR_ID'),
      command: read(`/proc/${pid}/cmdline`).split('\0').join(' ').trim(),
    });
  }
  return found;
}

/** For tests that failed: ends what their cluster left behind. */
export function killTaskProcesses(cluster: Cluster): void {
  for (const { pid } of taskProcesses(cluster)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** The first process of each task, by task id. */
export function taskPids(cluster: Cluster): Map<string, number> {
  const pids = new Map<string, number>();
  for (const { pid, taskId } of taskProcesses(cluster)) {
    const known = pids.get(taskId);
    // The first process of a task is the leader of the session that the others are in.
    if (known === undefined || sessionOf(pid) === pid) pids.set(taskId, pid);
  }
  return pids;
}

/** Supervisors of the cluster that have not ended: each holds its container's runtime directory open. */
export function supervisors(cluster: Cluster): number[] {
  return processIds().filter((pid) => {
    if (read(`/proc/${pid}/comm`) !== 'mesos-supervise\n') return false;
    return names(`/proc/${pid}/fd`).some((fd) =>
      link(`/proc/${pid}/fd/${fd}`).startsWith(`${cluster.directory}/`),
    );
  });
}

/** The containers that have a cgroup, in any hierarchy. */
export function containerCgroups(cluster: Cluster): string[] {
  const hierarchies = names('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name));
  const found = ['/sys/fs/cgroup', ...hierarchies].flatMap((mount) =>
    names(join(mount, cluster.cgroupsRoot)),
  );
  return [...new Set(found.filter((name) => /^[0-9a-f]{8}-/.test(name)))];
}

/** The directory of a container's cgroup in the hierarchy of a v1 controller. */
export function containerCgroup(cluster: Cluster, controller: string, containerId: string): string {
  return join('/sys/fs/cgroup', controller, cluster.cgroupsRoot, containerId);
}

/** Processes whose parent is this one. */
export function childrenOf(parent: number): number[] {
  return processIds().filter((pid) => statFields(pid)[1] === String(parent));
}

/** Proportional resident bytes: memory shared by several processes counts once over all of them. */
export function proportionalBytes(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

export function isRunning(pid: number): boolean {
  const state = statFields(pid)[0];
  return state !== undefined && state !== 'Z';
}

function sessionOf(pid: number): number {
  return Number(statFields(pid)[3]);
}

/** The fields of /proc/<pid>/stat behind the name: state, parent, group, session, … */
function statFields(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(') ') + 2).split(' ');
}

function processIds(): number[] {
  return names('/proc').map(Number).filter(Number.isInteger);
}

function names(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** Empty for what is gone: processes end while they are looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** CPU seconds of the ended processes that this one has waited for. */
export function childrenCpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Seconds all cores of the machine together had nothing to do since it started. */
export function idleSeconds(): number {
  return Number(readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/)[4]) / 100;
}

/** With less than this part of a core idle, nobody is owed a share of one: lower bounds of CPU use do not hold. */
export const enoughIdleCores = 0.6;
