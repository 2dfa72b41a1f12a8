// What the checks know of the cluster inside the machine: its state over HTTP, tasks started by `mesos execute`,
// and where systemd has things. Everything is asked inside the machine, as its operator would.
import type { Machine } from '../machine.ts';

/** The fields of the master's /state that the checks read. */
export interface State {
  readonly activated_slaves: number;
  readonly slaves: readonly Agent[];
  readonly frameworks: readonly {
    readonly tasks: readonly Task[];
    readonly completed_tasks: readonly Task[];
  }[];
  readonly completed_frameworks: readonly { readonly completed_tasks: readonly Task[] }[];
}

export interface Agent {
  readonly id: string;
  readonly hostname: string;
  readonly active: boolean;
}

export interface Task {
  readonly id: string;
  readonly state: string;
  readonly slave_id: string;
  readonly statuses: readonly {
    readonly state: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
}

export interface RunningTask {
  /** In the machine. */
  readonly pid: number;
  /** `0::` path of its cgroup. */
  readonly cgroup: string;
}

export const masterUrl = 'http://localhost:5050';
export const agentUrl = 'http://localhost:5051';
export const daemons = ['mesos-master', 'mesos-agent'] as const;

export async function state(machine: Machine): Promise<State> {
  return JSON.parse(await machine.ok(`curl --fail --silent --show-error ${masterUrl}/state`)) as State;
}

/** Waits until so many agents are registered and active. */
export async function registered(machine: Machine, count: number): Promise<State> {
  await machine.eventually(
    `curl --fail --silent ${masterUrl}/state | grep -q '"activated_slaves":${count}\\b'`,
  );
  return state(machine);
}

/** Runs a task to its end and gives what `mesos execute` printed. */
export async function execute(
  machine: Machine,
  name: string,
  command: string,
  flags = '',
): Promise<{ readonly status: number; readonly output: string }> {
  const { status, stdout, stderr } = await machine.run(executeLine(name, command, flags), 60_000);
  return { status, output: stdout + stderr };
}

/**
 * Starts a task that goes on, checkpointed, and waits until it runs; `end` ends it. The command must contain
 * the word `marker-NAME`, by which its process is found.
 */
export async function start(
  machine: Machine,
  name: string,
  command: string,
  flags = '',
): Promise<RunningTask> {
  const line = executeLine(name, command, `--checkpoint ${flags}`);
  await machine.ok(`systemd-run --quiet --collect --unit=execute-${name} -- ${line}`);
  await machine.eventually(`journalctl --unit=execute-${name} --output=cat | grep -q TASK_RUNNING`);
  const pid = await pidOf(machine, name);
  const cgroup = (await machine.ok(`cat /proc/${pid}/cgroup`)).trim().replace(/^0::/, '');
  return { pid, cgroup };
}

/** Ends a task that `start` started: its framework goes, and the master kills what it ran. */
export async function end(machine: Machine, name: string): Promise<void> {
  await machine.ok(`systemctl stop execute-${name}`);
  await machine.eventually(`! pgrep --full 'marker-[${name[0]}]${name.slice(1)}'`);
}

/** The task's own process: the newest with the marker that is not the client. Fails when there is none. */
export async function pidOf(machine: Machine, name: string): Promise<number> {
  const find = `for pid in $(pgrep --full 'marker-[${name[0]}]${name.slice(1)}'); do
    grep -q mesos_executors.slice /proc/$pid/cgroup && echo $pid; done`;
  const pids = (await machine.ok(find))
    .trim()
    .split('\n')
    .filter((text) => text !== '');
  if (pids[0] === undefined) throw new Error(`no process of the task ${name} is alive`);
  return Number(pids[0]);
}

/** Properties of a unit. */
export async function unit<Name extends string>(
  machine: Machine,
  name: string,
  ...properties: readonly Name[]
): Promise<Record<Name, string>> {
  const text = await machine.ok(`systemctl show --property=${properties.join(',')} ${name}`);
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  ) as Record<Name, string>;
}

/** For journalctl: what a daemon itself wrote, without what systemd says of it. */
export function ownLines(daemon: (typeof daemons)[number]): string {
  return `_SYSTEMD_UNIT=${daemon}.service`;
}

/** Where the newest run of a task has its files. */
export function sandbox(name: string): string {
  return `/var/lib/mesos/agent/slaves/*/frameworks/*/executors/${name}/runs/latest`;
}

function executeLine(name: string, command: string, flags: string): string {
  return `mesos execute --master=localhost:5050 --name=${name} ${flags} --command='${command.replaceAll("'", "'\\''")}'`;
}
