// Figures every daemon reports of its host and itself: the original's system/… and, of ours, what the process uses
// and how long the event loop was held up.
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { double, integer, type JsonObject } from '../base/json-text.ts';
import { counter, gauge, type Metric } from './metric.ts';
import type { MetricSink } from './sink.ts';

/** Sampling period of the event loop's delay: delays below it are not seen. */
const resolutionMs = 10;

const load = gauge('system/load_<period>', 'Load average of the host', {
  as: 'mesos_system_load',
  values: { period: ['1min', '5min', '15min'] },
});
const cpus = gauge('system/cpus_total', 'Processors this process may use', { as: 'mesos_system_cpus' });
const memTotal = gauge('system/mem_total_bytes', 'Memory of the host');
const memFree = gauge('system/mem_free_bytes', 'Memory of the host that nothing uses');
const resident = gauge('process/resident_bytes', 'Resident memory of the process', {
  as: 'process_resident_memory_bytes',
});
const cpuSeconds = counter('process/cpu_seconds', 'Processor time used by the process, user and system', {
  as: 'process_cpu_seconds_total',
});
const delayMax = gauge(
  'process/event_loop_delay_max_ms',
  'Longest time the event loop was held up since the start',
);
const delayP99 = gauge(
  'process/event_loop_delay_p99_ms',
  'Time that one in a hundred turns of the event loop was held up, or longer',
);

export const processMetrics: readonly Metric[] = [
  load,
  cpus,
  memTotal,
  memFree,
  resident,
  cpuSeconds,
  delayMax,
  delayP99,
];

export class ProcessMetrics {
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.#delay.enable();
  }

  readonly collect = (sink: MetricSink): void => {
    const [load1 = 0, load5 = 0, load15 = 0] = loadavg();
    const { rss } = process.memoryUsage();
    const cpu = process.cpuUsage();
    sink.put(load, load1, ['1min']);
    sink.put(load, load5, ['5min']);
    sink.put(load, load15, ['15min']);
    sink.put(cpus, availableParallelism());
    sink.put(memTotal, totalmem());
    sink.put(memFree, freemem());
    sink.put(resident, rss);
    sink.put(cpuSeconds, (cpu.user + cpu.system) / 1e6);
    // The histogram measures the period between two samples; what is beyond the period is delay.
    sink.put(delayMax, Math.max(0, this.#delay.max / 1e6 - resolutionMs));
    sink.put(delayP99, Math.max(0, this.#delay.percentile(99) / 1e6 - resolutionMs));
  };

  /** The answer of /system/stats.json. */
  systemObject(): JsonObject {
    const [load1 = 0, load5 = 0, load15 = 0] = loadavg();
    return {
      avg_load_1min: double(load1),
      avg_load_5min: double(load5),
      avg_load_15min: double(load15),
      cpus_total: integer(availableParallelism()),
      mem_total_bytes: integer(totalmem()),
      mem_free_bytes: integer(freemem()),
    };
  }
}
