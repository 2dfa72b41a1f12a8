// The containerizer as the mailbox drives it; containerizer-factory.ts makes one for this host. Each container has one
// sequence (start or resume, wait, end) that is never run twice, so that its end is reported exactly once.
import { assert } from '../../base/assert.ts';
import { describeError } from '../../base/errors.ts';
import type { Clock, Log } from '../../base/ports.ts';
import type { LaunchedProcess, ProcessExit } from '../../launcher/launcher.ts';
import { Container, type ContainerSurroundings, containerIdPattern } from './container.ts';
import { destroyOrphan, endContainer } from './container-end.ts';
import {
  type ContainerParts,
  isolatorsOf,
  resumeContainer,
  resumeHolder,
  startContainer,
  updateLimits,
  waitForParent,
  watchAgain,
} from './container-start.ts';
import type {
  Containerizer,
  ContainerizerEvents,
  ContainerLimits,
  ContainerSpec,
  ContainerUsage,
  KnownContainer,
} from './containerizer.ts';
import type { Enclosure } from './enclosure.ts';
import type { Isolator } from './isolators/isolator.ts';
import { KeptLauncher, type StartLauncher } from './kept-launcher.ts';
import { ContainerizerMetrics } from './metrics.ts';
import type { RuntimeDirectories } from './runtime-directory.ts';
import { Turnstile } from './turnstile.ts';

export interface ContainerizerOptions {
  readonly startLauncher: StartLauncher;
  readonly destroyTimeoutMs: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly events: ContainerizerEvents;
}

/** What the options come to on this host. */
export interface ContainerizerWorld {
  readonly directories: RuntimeDirectories;
  readonly enclosure: Enclosure;
  readonly cgroup: ContainerSurroundings['cgroup'];
  makeIsolators(launcher: KeptLauncher): readonly Isolator[];
}

/** More at a time only wait for the two or three threads that do file operations, and delay the first of them. */
const startsAtOnce = 16;
const recoveriesAtOnce = 16;
const samplesAtOnce = 16;
/** What is signalled wakes up and takes the processor; a few at a time let the agent's own work in between. */
const signalsAtOnce = 8;
/** More, because a process that cannot be killed holds its place until the timeout, and walks of /proc are shared. */
const endsAtOnce = 100;

export class MesosContainerizer implements Containerizer {
  readonly metrics = new ContainerizerMetrics();
  readonly #parts: ContainerParts;
  readonly #surroundings: ContainerSurroundings;
  readonly #clock: Clock;
  readonly #events: ContainerizerEvents;
  readonly #containers = new Map<string, Container>();
  readonly #starts = new Turnstile(startsAtOnce);
  readonly #samples = new Turnstile(samplesAtOnce);
  readonly #signals = new Turnstile(signalsAtOnce);

  constructor(options: ContainerizerOptions, world: ContainerizerWorld) {
    const { log, destroyTimeoutMs } = options;
    const launcher = new KeptLauncher({
      start: options.startLauncher,
      log,
      events: {
        onExited: (id, exit) => this.#onExited(id, exit),
        onMemoryEvent: (id) => this.#containers.get(id)?.stopForMemory(),
        onRestarted: () => this.#watchAll(),
      },
    });
    const { directories, enclosure, cgroup } = world;
    const isolators = world.makeIsolators(launcher);
    const ends = new Turnstile(endsAtOnce);
    this.#parts = {
      launcher,
      enclosure,
      isolators,
      directories,
      ends,
      destroyTimeoutMs,
      log,
      metrics: this.metrics,
    };
    this.#surroundings = { cgroup, processes: (place) => enclosure.processes(place) };
    this.#clock = options.clock;
    this.#events = options.events;
  }

  /** Once, before any container. */
  async start(): Promise<void> {
    await this.#parts.launcher.start();
  }

  launch(spec: ContainerSpec): void {
    assert(containerIdPattern.test(spec.id), `container id ${spec.id} is not a UUID`);
    assert(!this.#containers.has(spec.id), `container ${spec.id} is launched twice`);
    const container = this.#add(spec, false);
    void this.#run(container, async () => {
      await waitForParent(container, spec.parent);
      return this.#starts.pass(() => startContainer(this.#parts, container, spec));
    });
  }

  signal(id: string, signal: number): void {
    const container = this.#containers.get(id);
    if (container === undefined || !container.isStarted) return;
    const send = (): Promise<void> => this.#parts.enclosure.signal(container.place, signal);
    this.#signals.pass(send).catch((error: unknown) => {
      this.#parts.log.warn('cannot signal a container', {
        container: id,
        signal,
        error: describeError(error),
      });
    });
  }

  destroy(id: string): void {
    this.#containers.get(id)?.stop();
  }

  update(id: string, limits: ContainerLimits): void {
    const container = this.#containers.get(id);
    if (container === undefined) return;
    container.limits = limits;
    this.#applyLimits(container);
  }

  async usage(id: string): Promise<ContainerUsage | undefined> {
    const container = this.#containers.get(id);
    if (container === undefined || !container.isStarted) return undefined;
    try {
      const samples = await this.#samples.pass(() =>
        Promise.all(isolatorsOf(this.#parts, container).map((isolator) => isolator.usage?.(container))),
      );
      return Object.assign({ timestamp: this.#clock.now() / 1000 }, ...samples) as ContainerUsage;
    } catch (error) {
      // Its cgroups may go while they are read.
      if (!container.isStopping) {
        this.#parts.log.warn('cannot read the usage of a container', {
          container: id,
          error: describeError(error),
        });
      }
      return undefined;
    }
  }

  async recover(known: readonly KnownContainer[]): Promise<void> {
    const { directories, enclosure } = this.#parts;
    const turnstile = new Turnstile(recoveriesAtOnce);
    const resumed = known.map((each) => {
      const container = this.#add(each, true);
      return new Promise<void>((resolve) => {
        const resume = async (): Promise<LaunchedProcess | undefined> =>
          container.isHolder ? resumeHolder(this.#parts, container) : resumeContainer(this.#parts, container);
        const begin = async (): Promise<LaunchedProcess | undefined> => {
          await container.parent?.begun;
          return turnstile.pass(resume);
        };
        void this.#run(container, begin, resolve);
      });
    });
    const found = new Set((await Promise.all([directories.list(), enclosure.list()])).flat());
    const orphans = [...found].filter(
      (id) => !this.#containers.has(id) && !known.some((each) => each.id === id),
    );
    await Promise.all(orphans.map((id) => turnstile.pass(() => destroyOrphan(this.#parts, id))));
    await Promise.all(resumed);
  }

  forget(id: string): void {
    if (this.#containers.has(id)) return;
    this.#parts.directories.remove(id).catch((error: unknown) => {
      this.#parts.log.warn('cannot remove a runtime directory', {
        container: id,
        error: describeError(error),
      });
    });
  }

  /** Ends the launcher, not the containers; cgroup roots without containers are removed. */
  async close(): Promise<void> {
    await this.#parts.launcher.close();
    await this.#parts.enclosure.close();
  }

  #add(known: KnownContainer, isRecovered: boolean): Container {
    const parent = known.parent === undefined ? undefined : this.#containers.get(known.parent.id);
    const container = new Container(known, parent, isRecovered, this.#surroundings);
    this.#containers.set(known.id, container);
    parent?.children.add(container);
    return container;
  }

  /** The whole life of a container. Never throws; `onBegun` is called when `begin` has ended in either way. */
  async #run(
    container: Container,
    begin: () => Promise<LaunchedProcess | undefined>,
    onBegun: () => void = () => {},
  ): Promise<void> {
    const { id, limits } = container;
    try {
      const launched = await begin();
      // They were changed while it was begun, with the old ones perhaps.
      if (container.limits !== limits) this.#applyLimits(container);
      if (container.isHolder && container.isStarted) this.#events.onLaunched(id);
      else if (launched !== undefined) this.#events.onLaunched(id, launched);
      else if (!container.hasExited)
        container.fail('the container was destroyed before its process was started');
    } catch (error) {
      container.fail(describeError(error));
    }
    container.setBegun();
    onBegun();
    await container.stopped;
    await container.updated;
    // Until there are none: one may have been launched meanwhile, and is about to find its parent ending.
    while (container.children.size > 0) {
      for (const child of container.children) child.stop();
      await Promise.all([...container.children].map((child) => child.ended));
    }
    const termination = await endContainer(this.#parts, container);
    this.#containers.delete(id);
    container.parent?.children.delete(container);
    this.#events.onTerminated(id, termination);
    container.setEnded();
  }

  /** One change after the other, so that the newest limits are the ones that hold. */
  #applyLimits(container: Container): void {
    container.updated = container.updated.then(() => updateLimits(this.#parts, container));
  }

  #onExited(id: string, exit: ProcessExit): void {
    this.#containers.get(id)?.setExit(exit);
  }

  #watchAll(): void {
    for (const container of this.#containers.values()) {
      if (!container.isStarted || container.hasExited) continue;
      watchAgain(this.#parts, container).catch((error: unknown) => container.fail(describeError(error)));
    }
  }
}
