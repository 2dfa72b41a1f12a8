// Figures every daemon reports of its host and itself: the original's system/… and, of ours, how long the
// event loop was held up.
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Sampling period of the event loop's delay: delays below it are not seen. */
const resolutionMs = 10;

export class ProcessMetrics {
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.#delay.enable();
  }

  snapshot(): Record<string, number> {
    const [load1 = 0, load5 = 0, load15 = 0] = loadavg();
    const { rss } = process.memoryUsage();
    const cpu = process.cpuUsage();
    return {
      'system/load_1min': load1,
      'system/load_5min': load5,
      'system/load_15min': load15,
      'system/cpus_total': availableParallelism(),
      'system/mem_total_bytes': totalmem(),
      'system/mem_free_bytes': freemem(),
      'process/resident_bytes': rss,
      'process/cpu_seconds': (cpu.user + cpu.system) / 1e6,
      // The histogram measures the period between two samples; what is beyond the period is delay.
      'process/event_loop_delay_max_ms': Math.max(0, this.#delay.max / 1e6 - resolutionMs),
      'process/event_loop_delay_p99_ms': Math.max(0, this.#delay.percentile(99) / 1e6 - resolutionMs),
    };
  }

  /** The answer of /system/stats.json. */
  systemObject(): Record<string, number> {
    const [load1 = 0, load5 = 0, load15 = 0] = loadavg();
    return {
      avg_load_1min: load1,
      avg_load_5min: load5,
      avg_load_15min: load15,
      cpus_total: availableParallelism(),
      mem_total_bytes: totalmem(),
      mem_free_bytes: freemem(),
    };
  }

  /** Forgets the delays so far, for measurements that begin now. */
  resetDelay(): void {
    this.#delay.reset();
  }
}
