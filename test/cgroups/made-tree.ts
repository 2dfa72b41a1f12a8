// A directory tree that stands in for a cgroup v2 hierarchy: the files of each cgroup are made by hand, and
// freezing and killing are acted on as the kernel would. It shows that the right files are written, not that a
// kernel obeys them.
import type { ChildProcess } from 'node:child_process';
import { type FSWatcher, watch, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CgroupHost } from './contract.ts';

const files: Readonly<Record<string, string>> = {
  'cgroup.controllers': 'cpu memory\n',
  'cgroup.subtree_control': '\n',
  'cgroup.procs': '',
  'cgroup.threads': '',
  'cgroup.events': 'populated 0\nfrozen 0\n',
  'cgroup.freeze': '0\n',
  'cgroup.kill': '',
  'cpu.weight': '100\n',
  'cpu.max': 'max 100000\n',
  'cpu.stat': 'usage_usec 0\nuser_usec 0\nsystem_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n',
  'memory.low': '0\n',
  'memory.max': 'max\n',
  'memory.current': '0\n',
  'memory.peak': '0\n',
  'memory.events': 'low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n',
  'memory.stat': 'anon 0\nfile 0\nfile_mapped 0\nunevictable 0\n',
};

export class MadeTree implements CgroupHost {
  readonly version = 2;
  readonly root: string;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #members = new Map<string, Set<ChildProcess>>();

  constructor(root: string) {
    this.root = root;
  }

  static async open(): Promise<MadeTree> {
    const tree = new MadeTree(await mkdtemp(join(tmpdir(), 'mesos-cgroup-')));
    await tree.made(tree.root);
    return tree;
  }

  parent(): string {
    return this.root;
  }

  async made(directory: string): Promise<void> {
    this.#members.set(directory, new Set());
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(directory, name), text)));
    const watcher = watch(directory, (_, name) => {
      void this.#react(directory, name);
    });
    this.#watchers.set(directory, watcher);
  }

  async enter(directory: string, child: ChildProcess): Promise<void> {
    this.#members.get(directory)?.add(child);
    child.once('exit', () => {
      this.#members.get(directory)?.delete(child);
      this.#writeProcesses(directory);
    });
    this.#writeProcesses(directory);
  }

  async removing(directory: string): Promise<void> {
    this.#watchers.get(directory)?.close();
    this.#watchers.delete(directory);
    this.#members.delete(directory);
    await Promise.all(Object.keys(files).map((name) => unlink(join(directory, name)).catch(() => {})));
  }

  async close(): Promise<void> {
    for (const watcher of this.#watchers.values()) watcher.close();
    await rm(this.root, { recursive: true, force: true });
  }

  /** At once, so that it never meets the removal of the directory halfway. */
  #writeProcesses(directory: string): void {
    const members = this.#members.get(directory);
    if (members === undefined) return;
    const pids = [...members].map((child) => `${child.pid}\n`).join('');
    writeFileSync(join(directory, 'cgroup.procs'), pids);
    writeFileSync(join(directory, 'cgroup.threads'), pids);
  }

  async #react(directory: string, name: string | null): Promise<void> {
    if (name !== 'cgroup.freeze' && name !== 'cgroup.kill') return;
    const text = await readFile(join(directory, name), 'utf8').catch(() => '');
    if (name === 'cgroup.kill' && text === '1') this.#kill(directory);
    if (name === 'cgroup.freeze' && this.#members.has(directory)) {
      writeFileSync(join(directory, 'cgroup.events'), `populated 1\nfrozen ${text.trim()}\n`);
    }
  }

  #kill(directory: string): void {
    for (const [path, members] of this.#members) {
      if (path !== directory && !path.startsWith(`${directory}/`)) continue;
      for (const child of members) child.kill('SIGKILL');
    }
  }
}
