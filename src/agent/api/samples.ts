// What the containers of one moment use: each is sampled once, for whoever asks first, and only so many at a time.
import type { Containerizer, ContainerUsage } from '../containerizer/containerizer.ts';
import type { AgentView, ExecutorView, FrameworkView } from '../view.ts';

export type UsageSource = Pick<Containerizer, 'usage'>;

/** An executor that runs. */
export interface Running {
  readonly framework: FrameworkView;
  readonly executor: ExecutorView;
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

  /** Of those that are wanted; one that ended meanwhile is left out. */
  async of(isWanted: (running: Running) => boolean = () => true): Promise<Sampled[]> {
    const wanted = [...running(this.#view)].filter(isWanted);
    const found: Sampled[] = [];
    for (let start = 0; start < wanted.length; start += samplesAtOnce) {
      const group = wanted.slice(start, start + samplesAtOnce);
      const usages = await Promise.all(group.map(({ executor }) => this.#usage(executor.containerId)));
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

/** An executor of task groups has a container without a process of its own. */
function isHolding({ kind, state }: ExecutorView): boolean {
  return kind === 'default' && (state === 'RUNNING' || state === 'TERMINATING');
}
