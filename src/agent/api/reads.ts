// What the big reads of the agent are made of: a view, what was encoded before, and answers that are shared; and samples of
// what containers use, which are taken once for all who ask before they are begun. Every one of them goes through here.
import { SharedAnswers } from '../../api/shared-answers.ts';
import { ViewReads } from '../../api/view-reads.ts';
import type { Timers } from '../../base/ports.ts';
import { counter, gauge } from '../../metrics/metric.ts';
import type { MetricSink } from '../../metrics/sink.ts';
import type { Agent } from '../agent.ts';
import { type AgentView, takeView } from '../view.ts';
import { Samples, type UsageSource } from './samples.ts';

export interface ReadsOptions {
  readonly timers: Timers;
  readonly containerizer: UsageSource;
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
  /** The host of `--master`. */
  readonly masterHostname: string;
  /** `--http_cache_size`: half of it for encoded parts, half for whole answers. */
  readonly maxBytes: number;
}

const keptBytes = gauge(
  'slave/http_cache_bytes',
  'Bytes of answers and of encoded parts of them that are kept',
);
const hits = counter('slave/http_cache_hits', 'Reads that were answered with what another read was given');

export const readMetrics = [keptBytes, hits];

export class Reads extends ViewReads<AgentView> {
  readonly agent: Agent;
  readonly flags: Readonly<Record<string, string>>;
  readonly masterHostname: string;
  /** Answers about what containers use; they are never given again. */
  readonly samples: SharedAnswers<Samples>;
  readonly #count: { hits: number };

  constructor(agent: Agent, options: ReadsOptions) {
    const { timers, containerizer, flags, masterHostname, maxBytes } = options;
    const count = { hits: 0 };
    const onShared = (): void => {
      count.hits += 1;
    };
    super({ view: (last) => takeView(agent, last), timers, maxBytes, onShared });
    this.#count = count;
    this.agent = agent;
    this.flags = flags;
    this.masterHostname = masterHostname;
    this.samples = new SharedAnswers({
      view: () => new Samples(this.answers.takeView(), containerizer),
      timers,
      maxBytes: 0,
      onShared,
    });
  }

  readonly collect = (sink: MetricSink): void => {
    sink.put(keptBytes, this.bytes);
    sink.put(hits, this.#count.hits);
  };
}
