// A containerizer on this machine: the built launcher, real processes and, with launcher linux, real cgroups under
// a root of the test's own. Closing it destroys what it started and checks that nothing is left behind.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ContainerLimits, ContainerSpec } from '../../../src/agent/containerizer/containerizer.ts';
import { createMesosContainerizer } from '../../../src/agent/containerizer/containerizer-factory.ts';
import type { IsolatorName, LauncherKind } from '../../../src/agent/containerizer/isolation-choice.ts';
import type { MesosContainerizer } from '../../../src/agent/containerizer/mesos-containerizer.ts';
import { readProcessStat } from '../../../src/agent/containerizer/process-table.ts';
import { discoverHierarchies } from '../../../src/cgroups/discovery.ts';
import { startLauncher } from '../../../src/launcher/process.ts';
import { cgroupV1, path, type Requirement, root } from '../../support/needs.ts';
import { RecordedEvents, RecordedLog } from './recorded-events.ts';

const program = 'dist/mesos-launcher';
const megabyte = 1024 * 1024;

export const needsLauncher: readonly Requirement[] = [
  path(program, 'needs the built launcher (node build.mjs)'),
];
export const needsCgroups: readonly Requirement[] = [
  ...needsLauncher,
  root,
  ...['cpu', 'cpuacct', 'memory', 'freezer'].map(cgroupV1),
];

export interface RealOptions {
  readonly launcherKind: LauncherKind;
  readonly isolation: readonly IsolatorName[];
  readonly enableCfs?: boolean;
}

/** One agent's life of a containerizer. */
export interface RealAgent {
  readonly containerizer: MesosContainerizer;
  readonly events: RecordedEvents;
  readonly log: RecordedLog;
}

export class RealHost {
  readonly directory: string;
  readonly #options: RealOptions;
  readonly #cgroupsRoot = `mesos-test-${randomUUID().slice(0, 8)}`;
  #agent: RealAgent | undefined;

  constructor(options: RealOptions, directory: string) {
    this.#options = options;
    this.directory = directory;
  }

  static async open(options: RealOptions): Promise<RealHost> {
    const host = new RealHost(options, await mkdtemp(join(tmpdir(), 'mesos-real-')));
    await host.startAgent();
    return host;
  }

  get agent(): RealAgent {
    assert.ok(this.#agent !== undefined);
    return this.#agent!;
  }

  /** Throws the running one away, as a crash of the agent does, and makes another one. */
  async startAgent(): Promise<RealAgent> {
    await this.#agent?.containerizer.close();
    const events = new RecordedEvents();
    const log = new RecordedLog();
    const containerizer = await createMesosContainerizer({
      startLauncher: (launcherEvents) => startLauncher({ program, log, events: launcherEvents }),
      launcherKind: this.#options.launcherKind,
      isolation: this.#options.isolation,
      cgroupsRoot: this.#cgroupsRoot,
      enableCfs: this.#options.enableCfs ?? false,
      limitSwap: false,
      runtimeDir: join(this.directory, 'run'),
      destroyTimeoutMs: 10_000,
      log,
      clock: { now: () => Date.now() },
      events,
    });
    this.#agent = { containerizer, events, log };
    return this.#agent;
  }

  spec(command: string, limits: Partial<ContainerLimits> = {}): ContainerSpec {
    const id = randomUUID();
    return {
      id,
      argv: ['/bin/sh', '-c', command],
      environment: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      sandbox: join(this.directory, 'work', id, 'runs', id),
      limits: { cpus: 0.1, memBytes: 96 * megabyte, ...limits },
      rlimits: [],
    };
  }

  /** What the command has written. */
  async stdout(spec: ContainerSpec): Promise<string> {
    return readFile(join(spec.sandbox, 'stdout'), 'utf8').catch(() => '');
  }

  /** Waits for the command to write `count` lines. */
  async lines(spec: ContainerSpec, count: number): Promise<string[]> {
    for (;;) {
      const lines = (await this.stdout(spec)).split('\n').slice(0, -1);
      if (lines.length >= count) return lines;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async cgroup(controller: string, id: string): Promise<string> {
    const hierarchy = (await discoverHierarchies()).controllers.get(controller);
    return join(hierarchy?.root ?? '', this.#cgroupsRoot, id);
  }

  async close(): Promise<void> {
    // Another agent that knows no container takes every one that is left for an orphan.
    const { containerizer } = await this.startAgent();
    await containerizer.recover([]);
    await containerizer.close();
    await rm(this.directory, { recursive: true, force: true });
    if (this.#options.launcherKind === 'posix') return;
    for (const { root: mount } of (await discoverHierarchies()).controllers.values()) {
      assert.is(
        existsSync(join(mount, this.#cgroupsRoot)),
        false,
        `${mount}/${this.#cgroupsRoot} is left behind`,
      );
    }
  }
}

/** Zombies that nobody has reaped yet do not run. */
export async function isRunning(pid: number | string): Promise<boolean> {
  const stat = await readProcessStat(Number(pid));
  return stat !== undefined && stat.state !== 'Z';
}
