// Containers as sessions, for hosts without usable cgroups. A process that left the session (setsid, a daemon) is
// not seen any more and outlives its container: that is why launcher linux is the default where it can be.
import { setTimeout as delay } from 'node:timers/promises';
import { MesosError } from '../../base/errors.ts';
import { signalProcess } from '../../cgroups/kill.ts';
import type { Enclosure, Place } from './enclosure.ts';
import { type ProcessStat, ProcessTable } from './process-table.ts';
import type { RuntimeDirectories } from './runtime-directory.ts';

const maxPauseMs = 64;
/** Measuring all containers one after the other shares a walk over /proc. */
const sampleAgeMs = 250;

export class SessionEnclosure implements Enclosure {
  readonly #directories: RuntimeDirectories;
  readonly #table = new ProcessTable();

  constructor(directories: RuntimeDirectories) {
    this.#directories = directories;
  }

  async prepare(): Promise<void> {}
  async create(): Promise<void> {}
  async recover(): Promise<void> {}
  async close(): Promise<void> {}

  taskCgroups(): readonly string[] {
    return [];
  }

  supervisorCgroups(): readonly string[] {
    return [];
  }

  /** The runtime directories are the only trace, and the containerizer looks at them itself. */
  async list(): Promise<string[]> {
    return [];
  }

  async processes({ id }: Place): Promise<readonly number[]> {
    return (await this.#members(id, sampleAgeMs)).map(({ pid }) => pid);
  }

  async signal({ id }: Place, signal: number): Promise<void> {
    for (const { pid } of await this.#members(id)) signalProcess(pid, signal);
  }

  async destroy({ id }: Place, deadlineMs: number): Promise<void> {
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
      const members = await this.#members(id);
      if (members.length === 0) return;
      for (const { pid } of members) signalProcess(pid, 9);
      if (performance.now() >= deadlineMs) {
        throw new MesosError('LAUNCHER_FAILED', `processes of container ${id} outlived SIGKILL`, {
          hint: 'processes in uninterruptible sleep cannot be killed',
        });
      }
      await delay(pauseMs);
    }
  }

  async #members(id: string, maxAgeMs = 0): Promise<readonly ProcessStat[]> {
    const task = await this.#directories.readProcess(id, 'task');
    return task === undefined ? [] : this.#table.session(task, maxAgeMs);
  }
}
