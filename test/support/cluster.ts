// Real daemons for tests and benches: starts the programs of dist/ on loopback with free ports and directories
// of their own, and ends everything it started. Nothing outlives `stop`.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** Folder of the built programs; tests run from the root of the project. */
export const programs = resolve('dist');

/** Of an agent whose tasks are plain processes: for tests that are about neither cgroups nor limits. */
export const plainTasks = ['--launcher=posix', '--isolation=posix/cpu,posix/mem'];

export interface DaemonProcess {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  /** Settles with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

export interface ClusterOptions {
  /** Base directory; a temporary one when absent, removed at the end. */
  readonly directory?: string | undefined;
  /** Where masters listen. */
  readonly masterIp?: string;
  readonly masterFlags?: readonly string[] | undefined;
}

export interface Pair {
  readonly master: DaemonProcess;
  readonly agent: DaemonProcess;
}

export interface Executed {
  readonly status: number;
  readonly output: string;
}

export interface Sleeper {
  readonly sandbox: string;
  /** Settles when the command that runs it has ended, at the latest with the cluster. */
  readonly ended: Promise<Executed>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export function http(
  port: number,
  method: string,
  path: string,
  options: { readonly body?: string | Uint8Array; readonly headers?: Record<string, string> } = {},
): Promise<HttpAnswer> {
  return new Promise((settle, reject) => {
    const headers: Record<string, string | number> = { ...options.headers };
    if (options.body !== undefined) headers['Content-Length'] = Buffer.byteLength(options.body);
    const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        settle({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    call.setNoDelay(true);
    call.setTimeout(30_000, () => call.destroy(new Error(`${method} ${path} timed out`)));
    call.on('error', reject);
    call.end(options.body);
  });
}

/** The body as it came, encoded or not. */
export function httpBytes(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<{ readonly headers: HttpAnswer['headers']; readonly body: Buffer }> {
  return new Promise((settle, reject) => {
    const call = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => settle({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    call.setTimeout(30_000, () => call.destroy(new Error(`GET ${path} timed out`)));
    call.on('error', reject);
    call.end();
  });
}

/** Polls until `ready` gives something; an error of it counts as not yet. */
export async function eventually<T>(
  what: string,
  ready: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 20_000,
): Promise<T> {
  const start = performance.now();
  let last: unknown;
  while (performance.now() - start < timeoutMs) {
    try {
      const value = await ready();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      last = error;
    }
    await sleep(10);
  }
  throw new Error(`waited ${timeoutMs} ms for ${what}${last === undefined ? '' : `: ${String(last)}`}`);
}

let clusters = 0;

export class Cluster {
  readonly directory: string;
  /** A cgroup root of this cluster alone, below every hierarchy. */
  readonly cgroupsRoot: string;
  readonly #isTemporary: boolean;
  readonly #processes = new Set<DaemonProcess>();
  readonly #executions = new Set<ChildProcess>();
  readonly #masterIp: string;
  readonly #masterFlags: readonly string[];

  constructor(options: ClusterOptions = {}) {
    this.#isTemporary = options.directory === undefined;
    this.directory = options.directory ?? mkdtempSync(join(tmpdir(), 'mesos-test-'));
    clusters += 1;
    this.cgroupsRoot = `mesos-test-${process.pid}-${clusters}`;
    this.#masterIp = options.masterIp ?? '127.0.0.1';
    this.#masterFlags = options.masterFlags ?? [];
  }

  async startMaster(port?: number, flags: readonly string[] = []): Promise<DaemonProcess> {
    const chosen = port ?? (await freePort());
    const master = this.#spawn('mesos-master', chosen, [
      '--config_dir=',
      `--ip=${this.#masterIp}`,
      `--port=${chosen}`,
      '--hostname=localhost',
      `--work_dir=${join(this.directory, 'master')}`,
      ...this.#masterFlags,
      ...flags,
    ]);
    await this.#ready(master, async () => (await http(chosen, 'GET', '/health')).status === 200);
    return master;
  }

  /** Starts an agent and waits until it serves; `registered` waits for the master. */
  async startAgent(
    master: { readonly port: number },
    flags: readonly string[] = [],
    options: { readonly port?: number; readonly name?: string } = {},
  ): Promise<DaemonProcess> {
    const port = options.port ?? (await freePort());
    const name = options.name ?? 'agent';
    const agent = this.#spawn('mesos-agent', port, [
      '--config_dir=',
      `--master=127.0.0.1:${master.port}`,
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--hostname=localhost',
      `--work_dir=${join(this.directory, name)}`,
      `--runtime_dir=${join(this.directory, `${name}-run`)}`,
      `--launcher_dir=${programs}`,
      `--cgroups_root=${this.cgroupsRoot}`,
      ...flags,
    ]);
    await this.#ready(agent, async () => (await http(port, 'GET', '/health')).status === 200);
    return agent;
  }

  /** A master, and an agent of plain tasks that is registered with it. */
  async startPair(agentFlags: readonly string[] = []): Promise<Pair> {
    const master = await this.startMaster();
    const agent = await this.startAgent(master, [...plainTasks, ...agentFlags]);
    await this.registered(master);
    return { master, agent };
  }

  /** Waits until so many agents are registered and active, and those of this cluster have heard of it. */
  async registered(master: { readonly port: number }, count = 1): Promise<void> {
    await eventually(`${count} registered agents`, async () => {
      const { text } = await http(master.port, 'GET', '/state');
      return (JSON.parse(text) as { activated_slaves: number }).activated_slaves === count;
    });
    // The master counts an agent before its answer has come there, and until then the agent has no id.
    const own = [...this.#processes].filter(({ name }) => name === 'mesos-agent');
    await eventually('the agents to know it', async () => {
      const known = await Promise.all(own.map(isRegistered));
      return known.filter(Boolean).length >= Math.min(count, own.length);
    });
  }

  /** Runs `mesos execute`, gives its exit status and what it printed. */
  execute(master: { readonly port: number }, flags: readonly string[]): Promise<Executed> {
    return new Promise((settle) => {
      const child = spawn(
        join(programs, 'mesos'),
        ['execute', `--master=127.0.0.1:${master.port}`, ...flags],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
          env: cleanEnvironment(),
        },
      );
      this.#executions.add(child);
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      child.on('close', (code) => {
        this.#executions.delete(child);
        settle({ status: code ?? -1, output });
      });
    });
  }

  /** Runs a task `sleeper`, the only one of the cluster, and waits until both daemons say that it runs. */
  async startSleeper({ master, agent }: Pair, command = 'sleep 1000'): Promise<Sleeper> {
    const resources = '--resources=cpus:0.5;mem:64';
    const ended = this.execute(master, ['--name=sleeper', `--command=${command}`, resources]);
    const sandbox = await eventually('a running task', async () => {
      const state = JSON.parse((await http(agent.port, 'GET', '/state')).text);
      const executor = state.frameworks[0]?.executors[0];
      return executor?.tasks[0]?.state === 'TASK_RUNNING' ? String(executor.directory) : undefined;
    });
    await eventually('the master to know it', async () => {
      const { tasks } = JSON.parse((await http(master.port, 'GET', '/tasks?task_id=sleeper')).text);
      return tasks[0]?.state === 'TASK_RUNNING';
    });
    return { sandbox, ended };
  }

  /** Ends everything, agents first (SIGUSR1: they end their tasks), and removes cgroups and directories. */
  async stop(): Promise<void> {
    // Without a master they would wait for its return for ever.
    for (const execution of this.#executions) execution.kill('SIGKILL');
    const order = [...this.#processes].sort((a, b) => a.name.localeCompare(b.name));
    for (const daemon of order) {
      daemon.kill(daemon.name === 'mesos-agent' ? 'SIGUSR1' : 'SIGTERM');
      const outcome = await Promise.race([daemon.ended, sleep(15_000, undefined, { ref: false })]);
      if (outcome === undefined) daemon.kill('SIGKILL');
      await daemon.ended;
    }
    await removeCgroups(this.cgroupsRoot);
    if (this.#isTemporary) rmSync(this.directory, { recursive: true, force: true });
  }

  #spawn(name: string, port: number, args: readonly string[]): DaemonProcess {
    const logFile = join(this.directory, `${name}-${port}.log`);
    const descriptor = openSync(logFile, 'a');
    const child: ChildProcess = spawn(join(programs, name), args, {
      stdio: ['ignore', descriptor, descriptor],
      env: cleanEnvironment(),
    });
    closeSync(descriptor);
    const daemon: DaemonProcess = {
      name,
      port,
      pid: child.pid ?? -1,
      logFile,
      ended: new Promise((settle) => {
        child.on('error', () => settle(-1));
        child.on('exit', (code, signal) => settle(code ?? signal ?? -1));
      }),
      kill: (signal) => {
        if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      },
    };
    this.#processes.add(daemon);
    void daemon.ended.then(() => this.#processes.delete(daemon));
    return daemon;
  }

  async #ready(daemon: DaemonProcess, ready: () => Promise<boolean>): Promise<void> {
    let outcome: number | string | undefined;
    void daemon.ended.then((value) => {
      outcome = value;
    });
    try {
      await eventually(`${daemon.name} to serve`, async () => outcome !== undefined || (await ready()));
      if (outcome !== undefined) throw new Error(`${daemon.name} ended with ${outcome}`);
    } catch (error) {
      throw new Error(`${String(error)}\n${readFileSync(daemon.logFile, 'utf8').slice(-4000)}`);
    }
  }
}

async function isRegistered(agent: { readonly port: number }): Promise<boolean> {
  const { text } = await http(agent.port, 'GET', '/metrics/snapshot');
  return (JSON.parse(text) as Record<string, number>)['slave/registered'] === 1;
}

/** The caller's settings are for other clusters. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const others = Object.entries(process.env).filter(([name]) => !/^(MESOS|LIBPROCESS)_/i.test(name));
  return {
    ...Object.fromEntries(others),
    // Tests read metrics until they are what is waited for; two reads a second would make them slow.
    LIBPROCESS_METRICS_SNAPSHOT_ENDPOINT_RATE_LIMIT: '',
  };
}

/** Removes the cgroups below a root in every hierarchy; its processes have been told to end. */
export async function removeCgroups(root: string): Promise<void> {
  const mounts = [
    '/sys/fs/cgroup',
    ...directories('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name)),
  ];
  await eventually(`the removal of cgroups ${root}`, () =>
    mounts.every((mount) => removeTree(join(mount, root))),
  );
}

function directories(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function removeTree(path: string): boolean {
  for (const name of directories(path)) removeTree(join(path, name));
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** CPU seconds (user and system) a process has used. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}
