// The runtime directories of containers, `<runtimeDir>/containers/<id>`: what the supervisor wrote in them is all
// that a restarted agent knows of a container. One is kept until its end has been taken note of for good.
import { mkdir, readdir, readFile, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, MesosError } from '../../base/errors.ts';
import { errnoOf } from '../../cgroups/files.ts';
import { containerIdPattern } from './container.ts';
import type { ContainerLimitation } from './containerizer.ts';
import type { ProcessIdentity } from './process-table.ts';

export class RuntimeDirectories {
  readonly #root: string;

  constructor(runtimeDir: string) {
    this.#root = join(runtimeDir, 'containers');
  }

  path(id: string): string {
    return join(this.#root, id);
  }

  /** Makes the directory of all containers. */
  async prepare(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o755 }).catch((error: unknown) => {
      throw new MesosError('FILE_FAILED', `cannot make ${this.#root}: ${describeError(error)}`, {
        cause: error,
        hint: 'choose another --runtime_dir',
      });
    });
  }

  /** Throws MesosError LAUNCH_FAILED, also when the id was used before. */
  async create(id: string, parentId?: string): Promise<void> {
    try {
      await mkdir(this.path(id), 0o755);
      if (parentId !== undefined) await writeFile(join(this.path(id), 'parent'), parentId);
    } catch (error) {
      const why = errnoOf(error) === 'EEXIST' ? 'the container id was used before' : describeError(error);
      throw new MesosError('LAUNCH_FAILED', `cannot make ${this.path(id)}: ${why}`, { cause: error });
    }
  }

  /** Ids of all that exist. */
  async list(): Promise<string[]> {
    const entries = await readdir(this.#root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  }

  /** The supervisor's or the task's process; undefined until it is recorded. */
  async readProcess(id: string, which: 'supervisor' | 'task'): Promise<ProcessIdentity | undefined> {
    const match = /^(\d+)\s+(\d+)\s*$/.exec((await this.#read(id, which)) ?? '');
    return match === null ? undefined : { pid: Number(match[1]), startTime: Number(match[2]) };
  }

  /** The container it is in. */
  async readParent(id: string): Promise<string | undefined> {
    const text = await this.#read(id, 'parent');
    return text !== undefined && containerIdPattern.test(text) ? text : undefined;
  }

  /** The launch of a container without a process is finished: its limits hold. */
  async markHolder(id: string): Promise<void> {
    await writeFile(join(this.path(id), 'holder'), '');
  }

  async isHolder(id: string): Promise<boolean> {
    return (await this.#read(id, 'holder')) !== undefined;
  }

  /** The command's wait status; undefined until it is recorded. */
  async readStatus(id: string): Promise<number | undefined> {
    const text = await this.#read(id, 'status');
    return text !== undefined && /^\d+\s*$/.test(text) ? Number(text) : undefined;
  }

  /** Kept because the cgroups that tell of it are removed before the container's end is known elsewhere. */
  async writeLimitation(id: string, limitation: ContainerLimitation): Promise<void> {
    const path = join(this.path(id), 'limitation');
    await writeFile(`${path}.tmp`, JSON.stringify(limitation));
    await rename(`${path}.tmp`, path);
  }

  /** What writeLimitation kept; only this program writes here. */
  async readLimitation(id: string): Promise<ContainerLimitation | undefined> {
    const text = await this.#read(id, 'limitation');
    return text === undefined ? undefined : (JSON.parse(text) as ContainerLimitation);
  }

  async remove(id: string): Promise<void> {
    const directory = this.path(id);
    try {
      // What is in most of them; a general removal looks at everything first, and that costs three times as much.
      await Promise.all(
        ['supervisor', 'task', 'status'].map((file) =>
          unlink(join(directory, file)).catch((error: unknown) => {
            if (errnoOf(error) !== 'ENOENT') throw error;
          }),
        ),
      );
      await rmdir(directory);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') await rm(directory, { recursive: true, force: true });
    }
  }

  async #read(id: string, file: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.path(id), file), 'utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}
