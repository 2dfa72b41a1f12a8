// The containerizer as the concerns use it: a container that uses persistent volumes begins when the work on their
// directories is done. One that is destroyed before that has ended, as one that was never started.
import type { Timers } from '../base/ports.ts';
import type {
  Containerizer,
  ContainerizerEvents,
  ContainerLimits,
  ContainerSpec,
  ContainerUsage,
  KnownContainer,
} from './containerizer/containerizer.ts';
import type { VolumeWork } from './volumes.ts';

export class VolumeGate implements Containerizer {
  readonly #containerizer: Containerizer;
  readonly #work: VolumeWork;
  readonly #timers: Timers;
  readonly #events: Pick<ContainerizerEvents, 'onTerminated'>;
  readonly #held = new Map<string, ContainerSpec>();

  constructor(
    containerizer: Containerizer,
    work: VolumeWork,
    timers: Timers,
    events: Pick<ContainerizerEvents, 'onTerminated'>,
  ) {
    this.#containerizer = containerizer;
    this.#work = work;
    this.#timers = timers;
    this.#events = events;
  }

  launch(spec: ContainerSpec): void {
    const { id, volumes = [] } = spec;
    this.#held.set(id, spec);
    const sources = volumes.map(({ source }) => source);
    this.#work.whenSettled(sources, () => {
      const held = this.#held.get(id);
      if (held === undefined) return;
      this.#held.delete(id);
      this.#containerizer.launch(held);
    });
  }

  destroy(id: string): void {
    if (!this.#held.delete(id)) {
      this.#containerizer.destroy(id);
      return;
    }
    const failure = 'the container was destroyed before its process was started';
    this.#timers.after(0, () => this.#events.onTerminated(id, { status: undefined, failure }));
  }

  signal(id: string, signal: number): void {
    this.#containerizer.signal(id, signal);
  }

  update(id: string, limits: ContainerLimits): void {
    const held = this.#held.get(id);
    if (held === undefined) this.#containerizer.update(id, limits);
    else this.#held.set(id, { ...held, limits });
  }

  usage(id: string): Promise<ContainerUsage | undefined> {
    return this.#containerizer.usage(id);
  }

  recover(known: readonly KnownContainer[]): Promise<void> {
    return this.#containerizer.recover(known);
  }

  forget(id: string): void {
    this.#containerizer.forget(id);
  }
}
