// The agent's host in tests: containers that outlive the agent. What happens to them is told when the test delivers it.
import * as assert from 'uvu/assert';
import type {
  Containerizer,
  ContainerizerEvents,
  ContainerLimits,
  ContainerSpec,
  ContainerTermination,
  KnownContainer,
} from '../../src/agent/containerizer/containerizer.ts';

export interface FakeContainer {
  readonly spec: ContainerSpec;
  state: 'starting' | 'running' | 'ended';
  termination: ContainerTermination | undefined;
  readonly pid: number;
  readonly signals: number[];
}

export class FakeHost implements Containerizer {
  readonly containers = new Map<string, FakeContainer>();
  /** Every launch that was ever asked for. */
  readonly launches: ContainerSpec[] = [];
  readonly destroyed: string[] = [];
  readonly forgotten: string[] = [];
  /** The newest limits of containers whose limits were changed. */
  readonly limits = new Map<string, ContainerLimits>();
  #events: ContainerizerEvents | undefined;
  readonly #queue: (() => void)[] = [];
  #nextPid = 1000;

  attach(events: ContainerizerEvents | undefined): void {
    this.#events = events;
    this.#queue.length = 0;
  }

  launch(spec: ContainerSpec): void {
    assert.not.ok(this.containers.has(spec.id), 'a container is launched once');
    this.launches.push(spec);
    this.containers.set(spec.id, {
      spec,
      state: 'starting',
      termination: undefined,
      pid: this.#nextPid++,
      signals: [],
    });
  }

  signal(id: string, signal: number): void {
    const container = this.containers.get(id);
    if (container?.state === 'running') container.signals.push(signal);
  }

  destroy(id: string): void {
    this.destroyed.push(id);
    const container = this.containers.get(id);
    if (container === undefined) return;
    for (const { spec } of [...this.containers.values()]) if (spec.parent?.id === id) this.destroy(spec.id);
    if (container.spec.isHolder === true) {
      this.end(id, { status: undefined });
    } else if (container.state === 'starting') {
      this.end(id, { status: undefined, failure: 'destroyed before it was started' });
    } else {
      this.end(id, { status: 9 });
    }
  }

  update(id: string, limits: ContainerLimits): void {
    this.limits.set(id, limits);
  }

  async usage(): Promise<undefined> {
    return undefined;
  }

  recover(known: readonly KnownContainer[]): Promise<void> {
    const ids = new Set(known.map(({ id }) => id));
    for (const id of [...this.containers.keys()]) if (!ids.has(id)) this.containers.delete(id);
    for (const id of ids) {
      const container = this.containers.get(id);
      if (container?.state === 'running') this.#queue.push(() => this.#launched(id));
      else {
        const termination = container?.termination ?? {
          status: undefined,
          failure: 'the container was never started',
        };
        this.#queue.push(() => this.#events?.onTerminated(id, termination));
      }
    }
    return Promise.resolve();
  }

  forget(id: string): void {
    this.forgotten.push(id);
    if (this.containers.get(id)?.state === 'ended') this.containers.delete(id);
  }

  /** The process of a launched container runs. */
  start(id: string): void {
    const container = this.containers.get(id);
    if (container?.state !== 'starting') return;
    container.state = 'running';
    this.#queue.push(() => this.#launched(id));
  }

  end(id: string, termination: ContainerTermination): void {
    const container = this.containers.get(id);
    if (container === undefined || container.state === 'ended') return;
    container.state = 'ended';
    container.termination = termination;
    this.#queue.push(() => this.#events?.onTerminated(id, termination));
  }

  /** Hands over up to `count` events. */
  deliver(count = Number.POSITIVE_INFINITY): boolean {
    let delivered = 0;
    while (delivered < count && this.#queue.length > 0) {
      this.#queue.shift()!();
      delivered += 1;
    }
    return delivered > 0;
  }

  #launched(id: string): void {
    if (this.containers.get(id)?.spec.isHolder === true) {
      this.#events?.onLaunched(id);
      return;
    }
    const pid = this.containers.get(id)?.pid ?? 0;
    this.#events?.onLaunched(id, { supervisorPid: pid, taskPid: pid + 1 });
  }
}
