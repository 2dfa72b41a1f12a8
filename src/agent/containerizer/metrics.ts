// The figures of the containerizer.
import { counter, type Metric } from '../../metrics/metric.ts';
import type { MetricSink } from '../../metrics/sink.ts';

const destroyErrors = counter(
  'containerizer/mesos/container_destroy_errors',
  'Containers of which something could not be ended or removed',
  { as: 'mesos_containerizer_container_destroy_errors_total' },
);

export const containerizerMetrics: readonly Metric[] = [destroyErrors];

export class ContainerizerMetrics {
  destroyErrors = 0;

  readonly collect = (sink: MetricSink): void => sink.put(destroyErrors, this.destroyErrors);
}
