// What the agent says when a launch failed: the step, the errno and what to do about it.
import { getSystemErrorName } from 'node:util';
import { MesosError } from '../base/errors.ts';
import type { Failure } from './messages.ts';

const hints: Readonly<Record<string, string>> = {
  capacity: 'the launcher has no room for another container: look at its limit of open files (ulimit -n)',
  'fork supervisor': 'the limit of processes is reached: look at TasksMax, pids.max and kernel.pid_max',
  'fork task': 'the limit of processes is reached: look at TasksMax, pids.max and kernel.pid_max',
  'supervisor cgroup':
    'the cgroup of the supervisors must exist, be writable and have no controller enabled below it',
  'record supervisor': 'EEXIST means that this container was launched or given up before',
  supervisor: 'the supervisor was killed before its task started',
  timeout: 'the user database or a file system does not answer',
  cgroup: "the container's cgroups must exist, be writable and have no controller enabled below them",
  user: 'the user must exist on this host; --no-switch_user runs tasks as the user of the agent',
  groups: 'only root can change users; --no-switch_user runs tasks as the user of the agent',
  'switch user': 'only root can change users; --no-switch_user runs tasks as the user of the agent',
  limits: 'only root can raise a hard limit, and NOFILE never above fs.nr_open',
  stdout: 'the sandbox must exist; the file must be a regular file with one name',
  stderr: 'the sandbox must exist; the file must be a regular file with one name',
  'working directory': "the task's user must be allowed to enter the directory and every one above it",
  exec: "the program must exist, on the task's PATH or by its path, and be executable by the task's user",
  watch: 'the directory of the container must be readable, and the kernel 5.3 or newer',
  'watch memory': 'the memory cgroup must exist and be writable',
};

/** LAUNCH_FAILED for the launch (or watch) of a container, with the failed step and the name of its errno. */
export function launchError(what: string, failure: Failure): MesosError {
  const hint = hints[failure.step];
  return new MesosError(
    'LAUNCH_FAILED',
    `Failed to ${what}: ${failure.step}: ${failure.message} (${errnoName(failure.errno)})`,
    { cause: failure, ...(hint === undefined ? {} : { hint }) },
  );
}

function errnoName(errno: number): string {
  try {
    return getSystemErrorName(-errno);
  } catch {
    return `errno ${errno}`;
  }
}
