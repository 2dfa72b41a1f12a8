// The metrics of each daemon, declared: documentation and tests are made from these lists.
import { containerizerMetrics } from '../agent/containerizer/metrics.ts';
import { agentMetrics } from '../agent/metrics.ts';
import { agentProxyMetrics } from '../master/api/agent-proxy.ts';
import { readMetrics } from '../master/api/reads.ts';
import { masterMetrics } from '../master/metrics-snapshot.ts';
import { HttpMetrics } from '../metrics/http.ts';
import type { Metric } from '../metrics/metric.ts';
import { processMetrics } from '../metrics/process.ts';

export const declaredMetrics: Readonly<Record<'mesos-master' | 'mesos-agent', readonly Metric[]>> = {
  'mesos-master': [
    ...masterMetrics,
    ...readMetrics,
    ...agentProxyMetrics,
    ...new HttpMetrics('master').metrics,
    ...processMetrics,
  ],
  'mesos-agent': [
    ...agentMetrics,
    ...containerizerMetrics,
    ...new HttpMetrics('slave').metrics,
    ...processMetrics,
  ],
};
