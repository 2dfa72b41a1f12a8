// A launcher without processes: it notes what it was asked, writes the files a supervisor would, and a test says
// when a container's process ends. Its pids are those of nobody.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  LaunchedProcess,
  Launcher,
  LauncherEvents,
  LaunchRequest,
} from '../../../src/launcher/launcher.ts';

/** Above the kernel's highest pid, so that a signal can reach nobody. */
const firstPid = 2 ** 22 + 1;

export class FakeLauncher implements Launcher {
  readonly events: LauncherEvents;
  readonly launches: LaunchRequest[] = [];
  readonly watches: string[] = [];
  readonly memoryWatches: { id: string; directory: string; version: 1 | 2 }[] = [];
  isClosed = false;
  /** Set: the next launches are refused with it. */
  launchError: Error | undefined;
  /** Set: launches wait for it. */
  gate: Promise<void> | undefined;

  constructor(events: LauncherEvents) {
    this.events = events;
  }

  async launch(request: LaunchRequest): Promise<LaunchedProcess> {
    this.launches.push(request);
    await this.gate;
    if (this.launchError !== undefined) throw this.launchError;
    const pid = firstPid + 2 * this.launches.length;
    await writeFile(join(request.directory, 'supervisor'), `${pid} 1\n`);
    await writeFile(join(request.directory, 'task'), `${pid + 1} 1\n`);
    return { supervisorPid: pid, taskPid: pid + 1 };
  }

  async watch(id: string): Promise<void> {
    this.watches.push(id);
  }

  async watchMemory(id: string, directory: string, version: 1 | 2): Promise<void> {
    this.memoryWatches.push({ id, directory, version });
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** The process of a container ends; status undefined is a supervisor that died. */
  async exit(id: string, directory: string, status: number | undefined): Promise<void> {
    if (status !== undefined) await writeFile(join(directory, 'status'), `${status}\n`);
    this.events.onExited(id, { status });
  }
}
