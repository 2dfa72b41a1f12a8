// The metrics of each daemon, declared: documentation and tests are made from these lists.
import { readMetrics as agentReadMetrics } from '../agent/api/reads.ts';
import { containerizerMetrics } from '../agent/containerizer/metrics.ts';
import { agentMetrics } from '../agent/metrics.ts';
import { agentProxyMetrics } from '../master/api/agent-proxy.ts';
import { readMetrics } from '../master/api/reads.ts';
import { masterMetrics } from '../master/metrics-snapshot.ts';
import type { Absence } from '../metrics/document.ts';
import { HttpMetrics } from '../metrics/http.ts';
import { MessageMetrics } from '../metrics/messages.ts';
import type { Metric } from '../metrics/metric.ts';
import { processMetrics } from '../metrics/process.ts';

export const declaredMetrics: Readonly<Record<'mesos-master' | 'mesos-agent', readonly Metric[]>> = {
  'mesos-master': [
    ...masterMetrics,
    ...readMetrics,
    ...agentProxyMetrics,
    ...new HttpMetrics('master').metrics,
    ...new MessageMetrics().metrics,
    ...processMetrics,
  ],
  'mesos-agent': [
    ...agentMetrics,
    ...agentReadMetrics,
    ...containerizerMetrics,
    ...new HttpMetrics('slave').metrics,
    ...new MessageMetrics().metrics,
    ...processMetrics,
  ],
};

/** Names of the original that are not here, because what they measure is not; `*` stands for any text. */
export const absentMetrics: Readonly<Record<keyof typeof declaredMetrics, readonly Absence[]>> = {
  'mesos-master': [
    { names: ['registrar/log/*'], reason: 'the registry is a journal and no replicated log' },
    {
      names: ['allocator/mesos/quota/*/guarantee', 'allocator/mesos/quota/*/limit'],
      reason: 'quotas cannot be set yet',
    },
  ],
  'mesos-agent': [
    { names: ['containerizer/fetcher/*'], reason: 'there is no fetcher yet' },
    {
      names: ['containerizer/mesos/provisioner/*', 'containerizer/mesos/filesystem/*'],
      reason: 'there are no images yet',
    },
    { names: ['containerizer/mesos/disk/*'], reason: 'there are no quotas of disks yet' },
    {
      names: ['gc/*', 'slave/executor_directory_max_allowed_age_secs'],
      reason: 'old sandboxes are not removed yet',
    },
    {
      names: ['resource_provider_manager/*', 'resource_providers/*'],
      reason: 'there are no resource providers',
    },
  ],
};
