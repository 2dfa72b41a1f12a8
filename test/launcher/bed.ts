// What the launcher's tests stand on: the compiled program, a launcher with its events recorded, and
// directories that are removed afterwards together with every process that was started.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MesosError } from '../../src/base/errors.ts';
import type { Launcher, LaunchRequest } from '../../src/launcher/launcher.ts';
import { startLauncher } from '../../src/launcher/process.ts';
import { silentLog } from '../support/silent-log.ts';

/** Where the cgroup v2 hierarchy is mounted, alone or beside v1; undefined when it is not. */
export function cgroupV2Mount(): string | undefined {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.find((line) => line.includes(' - cgroup2 '))?.split(' ')[4];
}

const flags =
  '-std=gnu17 -O2 -Wall -Wextra -Werror -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -pie -Wl,-z,relro,-z,now';

/** A directory for one test file; tasks of other users can reach it. */
export function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'mesos-launcher-'));
  chmodSync(root, 0o755);
  return root;
}

/** Compiles the program as the build does and returns its path. */
export function compileLauncher(root: string): string {
  const program = join(root, 'mesos-launcher');
  const source = join(process.cwd(), 'src/launcher');
  const files = readdirSync(source).filter((name) => name.endsWith('.c'));
  execFileSync('cc', [...flags.split(' '), ...files.map((name) => join(source, name)), '-o', program]);
  return program;
}

export type BedEvent =
  | { readonly type: 'launched'; readonly id: string }
  | { readonly type: 'exited'; readonly id: string; readonly status: number | undefined }
  | { readonly type: 'memory'; readonly id: string }
  | { readonly type: 'lost'; readonly message: string };

/** A running launcher and everything it has told. */
export class Bed {
  readonly events: BedEvent[] = [];
  readonly #root: string;
  readonly #started: number[] = [];
  #launcher: Launcher | undefined;

  private constructor(root: string) {
    this.#root = root;
  }

  static async start(program: string, root: string): Promise<Bed> {
    const bed = new Bed(root);
    bed.#launcher = await startLauncher({
      program,
      log: silentLog,
      events: {
        onExited: (id, exit) => bed.events.push({ type: 'exited', id, status: exit.status }),
        onMemoryEvent: (id) => bed.events.push({ type: 'memory', id }),
        onLauncherLost: (message) => bed.events.push({ type: 'lost', message }),
      },
    });
    return bed;
  }

  get launcher(): Launcher {
    if (this.#launcher === undefined) throw new Error('not started');
    return this.#launcher;
  }

  /** The container's directory; stdout and stderr are in it too. */
  directory(id: string): string {
    const directory = join(this.#root, id);
    mkdirSync(directory, { recursive: true });
    return directory;
  }

  request(id: string, argv: readonly string[], change: Partial<LaunchRequest> = {}): LaunchRequest {
    const directory = this.directory(id);
    return {
      id,
      directory,
      argv,
      environment: { PATH: '/usr/bin:/bin' },
      workingDirectory: '/',
      stdoutPath: join(directory, 'stdout'),
      stderrPath: join(directory, 'stderr'),
      limits: [],
      taskCgroups: [],
      supervisorCgroups: [],
      ...change,
    };
  }

  async launch(id: string, argv: readonly string[], change: Partial<LaunchRequest> = {}) {
    const launched = await this.launcher.launch(this.request(id, argv, change));
    this.events.push({ type: 'launched', id });
    this.#started.push(launched.taskPid);
    return launched;
  }

  /** Launches `sh -c script` and waits for its end; the wait status and what it wrote. */
  async run(id: string, script: string, change: Partial<LaunchRequest> = {}) {
    await this.launch(id, ['sh', '-c', script], change);
    const status = await this.exit(id);
    return { status, stdout: this.read(id, 'stdout'), stderr: this.read(id, 'stderr') };
  }

  read(id: string, name: string): string {
    return readFileSync(join(this.directory(id), name), 'utf8');
  }

  async exit(id: string): Promise<number | undefined> {
    const isExit = (event: BedEvent) => event.type === 'exited' && event.id === id;
    await until(`the exit of ${id}`, () => this.events.some(isExit));
    const found = this.events.find(isExit);
    return found?.type === 'exited' ? found.status : undefined;
  }

  async stop(): Promise<void> {
    await this.#launcher?.close();
    for (const pid of this.#started) kill(pid);
  }
}

/** Waits for the condition; throws after ten seconds. */
export async function until(what: string, isMet: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!isMet()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The error the promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<MesosError> {
  try {
    await promise;
  } catch (error) {
    return error as MesosError;
  }
  throw new Error('it did not fail');
}

/** Ends a process, or finds it ended. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Field `number` (from 1, as in proc(5)) of /proc/pid/stat; undefined when there is no such process. */
export function statField(pid: number, number: number): string | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[number - 3];
}

export function removeRoot(root: string): void {
  rmSync(root, { recursive: true, force: true });
}
