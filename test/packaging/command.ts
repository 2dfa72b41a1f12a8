// Commands of the tests of the packages, and their scratch directories: everything is below the system's temporary
// directory, and a test that fails says what the command printed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CommandOptions {
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A build of all packages takes half a minute here; several times that is a hang. */
const commandTimeoutMs = 300_000;

export function run(command: string, args: readonly string[], options: CommandOptions = {}): CommandResult {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    timeout: commandTimeoutMs,
    cwd: options.cwd,
    env: {
      ...process.env,
      LC_ALL: 'C.UTF-8',
      PATH: `${process.env['PATH']}:/usr/sbin:/sbin`,
      ...options.env,
    },
  });
  if (error !== undefined) throw error;
  return { status: status ?? -1, stdout, stderr };
}

/** The standard output; throws with all that was printed when the status is not 0. */
export function must(command: string, args: readonly string[], options: CommandOptions = {}): string {
  const { status, stdout, stderr } = run(command, args, options);
  if (status === 0) return stdout;
  throw new Error(
    `status ${status} of ${command} ${args.join(' ')}\n${stdout.slice(-8000)}\n${stderr.slice(-8000)}`,
  );
}

export function scratchDirectory(name: string): string {
  return mkdtempSync(join(tmpdir(), `mesos-${name}-`));
}

export function removeDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** Paths of all that is below a directory, without it, sorted. */
export function listTree(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
}

/** The names of a directory that match. */
export function namesIn(directory: string, pattern: RegExp): string[] {
  return readdirSync(directory)
    .filter((name) => pattern.test(name))
    .sort();
}

/** Files that are not text of some language but compiled for a machine. */
export function compiledFiles(directory: string): string[] {
  const magics = ['\x7fELF', 'MZ', '!<arch>', '\0asm', '\xcf\xfa\xed\xfe', '\xca\xfe\xba\xbe'];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const start = readFileSync(path).subarray(0, 8).toString('latin1');
      return /\.(node|so|o|a|exe|wasm|jar)$/.test(path) || magics.some((magic) => start.startsWith(magic));
    });
}

/** The commands of docs/install.md that are marked `run: NAME`. */
export function documented(name: string): string {
  const text = readFileSync('docs/install.md', 'utf8');
  const block = new RegExp(`<!-- run: ${name} -->\\n\`\`\`sh\\n([^]*?)\`\`\``).exec(text)?.[1];
  if (block === undefined) throw new Error(`docs/install.md has no commands marked "run: ${name}"`);
  return block;
}
