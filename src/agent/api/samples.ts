// What the containers of one moment use: each is sampled once, for whoever asks first, and only so many at a time.
import type { Containerizer, ContainerUsage } from '../containerizer/containerizer.ts';
import type { AgentView, ExecutorView, FrameworkView } from '../view.ts';

export type UsageSource = Pick<Containerizer, 'usage'>;

/** An executor that runs, or a container nested in its container: that of a task of a task group. */
export interface Running {
  readonly framework: FrameworkView;
  readonly executor: ExecutorView;
  readonly nested?: { readonly id: string; readonly pid: number };
}

export interface Sampled extends Running {
  readonly statistics: ContainerUsage;
}

/** Containers sampled at the same time; each takes a handful of small reads. */
const samplesAtOnce = 16;

export class Samples {
  readonly #view: AgentView;
  readonly #source: UsageSource;
  readonly #usages = new Map<string, Promise<ContainerUsage | undefined>>();

  constructor(view: AgentView, source: UsageSource) {
    this.#view = view;
    this.#source = source;
  }

  /** Of the executors that are wanted; one that ended meanwhile is left out. */
  async of(isWanted: (running: Running) => boolean = () => true): Promise<Sampled[]> {
    return this.#of([...running(this.#view)].filter(isWanted));
  }

  async ofNested(): Promise<Sampled[]> {
    return this.#of([...nested(this.#view)]);
  }

  async #of(wanted: readonly Running[]): Promise<Sampled[]> {
    const found: Sampled[] = [];
    for (let start = 0; start < wanted.length; start += samplesAtOnce) {
      const group = wanted.slice(start, start + samplesAtOnce);
      const usages = await Promise.all(
        group.map(({ executor, nested }) => this.#usage(nested?.id ?? executor.containerId)),
      );
      usages.forEach((statistics, index) => {
        if (statistics !== undefined) found.push({ ...group[index]!, statistics });
      });
    }
    return found;
  }

  #usage(containerId: string): Promise<ContainerUsage | undefined> {
    let usage = this.#usages.get(containerId);
    if (usage === undefined) {
      usage = this.#source.usage(containerId);
      this.#usages.set(containerId, usage);
    }
    return usage;
  }
}

function* running({ frameworks }: AgentView): Generator<Running, void, void> {
  for (const framework of frameworks)
    for (const executor of framework.executors)
      if (executor.taskPid !== undefined || isHolding(executor)) yield { framework, executor };
}

function* nested(view: AgentView): Generator<Running, void, void> {
  for (const { framework, executor } of running(view))
    for (const { nestedId: id, nestedPid: pid } of executor.tasks)
      if (id !== undefined && pid !== undefined) yield { framework, executor, nested: { id, pid } };
}

/** An executor of task groups has a container without a process of its own. */
function isHolding({ kind, state }: ExecutorView): boolean {
  return kind === 'default' && (state === 'RUNNING' || state === 'TERMINATING');
}
