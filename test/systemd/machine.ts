// A machine with systemd as PID 1, in namespaces of this one (boot.sh), with the programs and units of dist/ and
// packaging/ installed as the packages install them. Nothing of it outlives `stop`, or the death of the test.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../support/cluster.ts';
import { program, type Requirement, root } from '../support/needs.ts';

/** One cgroup hierarchy, without controllers where this host keeps them on v1; or that and the v1 controllers. */
export type MachineKind = 'unified' | 'hybrid';

const v1Hierarchies = [
  'cpu',
  'cpuacct',
  'memory',
  'freezer',
  'pids',
  'blkio',
  'devices',
  'systemd',
  'unified',
];
const cgroups = '/sys/fs/cgroup';
/** Where cgroups of a machine are made: below the one hierarchy of this host, or below each. */
const hierarchies = existsSync(join(cgroups, 'cgroup.procs')) ? ['.'] : v1Hierarchies;

/** What a machine needs of this one. */
export const machineNeeds: readonly Requirement[] = [
  root,
  program('unshare'),
  program('setpriv'),
  program('nsenter'),
  program('pgrep'),
  () => (existsSync('/lib/systemd/systemd') ? undefined : 'needs systemd'),
  () => {
    const missing = hierarchies.filter((name) => !existsSync(join(cgroups, name, 'cgroup.procs')));
    return missing.length === 0 ? undefined : `needs the cgroup hierarchies ${missing.join(', ')}`;
  },
  () => (mayMount() ? undefined : 'needs the right to make namespaces and to mount'),
];

/** What a machine of the hybrid kind needs besides. */
export const hybridNeeds: readonly Requirement[] = [
  ...machineNeeds,
  () => (hierarchies === v1Hierarchies ? undefined : 'needs cgroup v1 controllers'),
];

export interface Result {
  readonly status: number;
  readonly output: string;
}

/** A command in the machine may wait for a unit's start or stop, which have limits of their own. */
const commandTimeoutMs = 90_000;

let machines = 0;

export class Machine {
  readonly #name: string;
  readonly #directory: string;
  readonly #init: ChildProcess;
  readonly #ended: Promise<void>;
  #bootOutput = '';
  #pid = 0;

  private constructor(kind: MachineKind) {
    machines += 1;
    this.#name = `mesos-systemd-test-${process.pid}-${machines}`;
    this.#directory = mkdtempSync(join(tmpdir(), 'mesos-machine-'));
    const prepare = join(this.#directory, 'prepare');
    const install = resolve('packaging/install.sh');
    writeFileSync(prepare, `#!/bin/sh\nDESTDIR="$1" exec ${install}\n`, { mode: 0o755 });
    const args = ['--pdeathsig', 'KILL', resolve('test/systemd/boot.sh'), this.#name, kind];
    this.#init = spawn('setpriv', [...args, this.#directory, prepare], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#init.stdout, this.#init.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#bootOutput += chunk.toString();
      });
    }
    this.#ended = new Promise((settle) => {
      this.#init.on('error', () => settle());
      this.#init.on('exit', () => settle());
    });
  }

  /** Boots, and makes what the packages' scripts make. */
  static async boot(kind: MachineKind): Promise<Machine> {
    const machine = new Machine(kind);
    try {
      await machine.#boot();
      return machine;
    } catch (error) {
      await machine.stop();
      throw new Error(`${String(error)}\n${machine.#bootOutput}`);
    }
  }

  async #boot(): Promise<void> {
    await eventually('systemd to boot', async () => {
      if (this.#init.exitCode !== null) throw new Error(`boot.sh ended with ${this.#init.exitCode}`);
      this.#pid = Number(
        readFileSync(`/proc/${this.#init.pid}/task/${this.#init.pid}/children`, 'utf8').trim(),
      );
      if (!(this.#pid > 0) || readFileSync(`/proc/${this.#pid}/comm`, 'utf8') !== 'systemd\n') return false;
      return (await this.run('systemctl', 'is-active', 'mesos-test.target')).status === 0;
    });
    await this.must('systemd-sysusers', 'mesos.conf');
    await this.must('systemd-tmpfiles', '--create', 'mesos.conf');
  }

  /** Runs a program in the machine. */
  run(...command: readonly string[]): Promise<Result> {
    return new Promise((settle) => {
      const args = ['--all', `--target=${this.#pid}`, '--', ...command];
      const options = {
        timeout: commandTimeoutMs,
        maxBuffer: 16 * 1024 * 1024,
        env: { PATH: process.env['PATH'] },
      };
      execFile('nsenter', args, options, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        settle({ status, output: `${stdout}${stderr}`.trim() });
      });
    });
  }

  /** Runs a program that must succeed; gives what it printed. */
  async must(...command: readonly string[]): Promise<string> {
    const { status, output } = await this.run(...command);
    if (status === 0) return output;
    const journal = await this.run('journalctl', '--no-pager', '--lines=40');
    throw new Error(`${command.join(' ')} ended with ${status}: ${output}\n${journal.output}`);
  }

  /** Starts a program in the machine that goes on by itself, as a transient unit. */
  async launch(unit: string, ...command: readonly string[]): Promise<void> {
    await this.must('systemd-run', '--quiet', `--unit=${unit}`, ...command);
  }

  systemctl(...args: readonly string[]): Promise<string> {
    return this.must('systemctl', ...args);
  }

  async property(unit: string, name: string): Promise<string> {
    return this.systemctl('show', `--property=${name}`, '--value', unit);
  }

  /** Writes a file of the machine. */
  async write(path: string, text: string): Promise<void> {
    await this.must('sh', '-c', 'mkdir -p "$(dirname "$1")" && printf %s "$2" >"$1"', 'sh', path, text);
  }

  /** The messages of a unit's log, oldest first. */
  async messages(unit: string): Promise<readonly { readonly priority: string; readonly message: string }[]> {
    const text = await this.must('journalctl', '--no-pager', '--output=json', `--unit=${unit}`);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { PRIORITY, MESSAGE } = JSON.parse(line) as { PRIORITY?: string; MESSAGE?: unknown };
        return { priority: PRIORITY ?? '', message: String(MESSAGE) };
      });
  }

  /** The answer of a daemon in the machine: its status, and the body. */
  async get(port: number, path: string): Promise<Result> {
    const script = `fetch('http://127.0.0.1:${port}${path}').then(async (answer) => {
      process.stdout.write(await answer.text());
      process.exitCode = answer.status === 200 ? 0 : 1;
    }, () => { process.exitCode = 2; })`;
    return this.run('node', '-e', script);
  }

  async stop(): Promise<void> {
    if (this.#pid > 0 && this.#init.exitCode === null) process.kill(this.#pid, 'SIGKILL');
    else this.#init.kill('SIGKILL');
    await this.#ended;
    for (const hierarchy of hierarchies) {
      const cgroup = join(cgroups, hierarchy, this.#name);
      await eventually(`the removal of ${cgroup}`, () => removeCgroups(cgroup));
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function removeCgroups(path: string): boolean {
  if (!existsSync(path)) return true;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) removeCgroups(join(path, entry.name));
  }
  try {
    rmdirSync(path);
  } catch {
    // Its last process is still on its way out.
  }
  return !existsSync(path);
}

function mayMount(): boolean {
  // Containers are often given root without the right to mount.
  const capabilities = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const systemAdministration = 1n << 21n;
  return (BigInt(`0x${capabilities}`) & systemAdministration) !== 0n;
}
