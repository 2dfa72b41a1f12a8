// The differences from recorded bodies that stay, each with its reason. They are exact: every line occurs in every
// body named beside it, and no other line occurs. A flag that is built is taken out of its list here.
import { ownFlags, ownIds } from './recorded.ts';

export interface NamedDifference {
  readonly reason: string;
  readonly bodies: readonly string[];
  readonly lines: readonly string[];
}

const masterStates = [
  'master-state-empty',
  'master-state',
  'master-state-gzip',
  'master-state-jsonp',
  'master-root-state',
  'master-after-state',
];
const agentStates = ['agent-root-state', 'agent-slave1-state', 'agent-after-state'];
const versions = ['master-root-version', 'agent-root-version'];
const versionsOfApi = ['master-api-v1-GET_VERSION', 'agent-api-v1-GET_VERSION'];
const statistics = [
  'agent-root-monitor_statistics',
  'agent-slave1-monitor_statistics',
  'agent-root-containers',
  'agent-slave1-containers',
];
const metrics = ['master-root-metrics_snapshot', 'agent-root-metrics_snapshot'];
const masterFlags = ['master-flags', 'master-api-v1-GET_FLAGS', ...masterStates];
const agentFlags = ['agent-slave1-flags', 'agent-api-v1-GET_FLAGS', ...agentStates];

const missingFlags = (names: readonly string[]): string[] => names.map((name) => `.flags.${name}: missing`);

export const namedDifferences: readonly NamedDifference[] = [
  {
    reason: 'our own version, beside the one that says whose behaviour is kept',
    bodies: [...masterStates, ...agentStates, ...versions],
    lines: ['.product_version: not recorded', '.build_user: "mesos", recorded as "root"'],
  },
  {
    reason: 'who built it',
    bodies: versionsOfApi,
    lines: ['.get_version.version_info.build_user: "mesos", recorded as "root"'],
  },
  {
    reason: 'flags of parts that are not built yet, or that have no value by default here',
    bodies: masterFlags,
    lines: missingFlags([
      'allocator_agent_recovery_factor',
      'allocator_recovery_timeout',
      'authentication_v0_timeout',
      'authenticators',
      'authorizers',
      'http_authenticators',
      'require_agent_domain',
      'webui_dir',
    ]),
  },
  {
    reason: 'flags of parts that are not built yet, or that have no value by default here',
    bodies: agentFlags,
    lines: missingFlags([
      'appc_simple_discovery_uri_prefix',
      'appc_store_dir',
      'authenticatee',
      'authentication_backoff_factor',
      'authentication_timeout_max',
      'authentication_timeout_min',
      'authorizer',
      'cgroups_cpu_enable_pids_and_tids_count',
      'container_disk_watch_interval',
      'disallow_sharing_agent_ipc_namespace',
      'disallow_sharing_agent_pid_namespace',
      'docker',
      'docker_ignore_runtime',
      'docker_kill_orphans',
      'docker_registry',
      'docker_remove_delay',
      'docker_socket',
      'docker_stop_timeout',
      'docker_store_dir',
      'docker_volume_checkpoint_dir',
      'docker_volume_chown',
      'enforce_container_disk_quota',
      'fetcher_cache_dir',
      'fetcher_cache_size',
      'fetcher_stall_timeout',
      'http_executor_domain_sockets',
      'http_heartbeat_interval',
      'network_cni_metrics',
      'network_cni_root_dir_persist',
      'oversubscribed_resources_interval',
      'perf_duration',
      'perf_interval',
      'qos_correction_interval_min',
      'sandbox_directory',
    ]),
  },
  {
    reason: 'flags of ours, and those that the test gives',
    bodies: [...masterFlags, ...agentFlags],
    lines: [ownFlags],
  },
  {
    reason: 'statistics that the original leaves to isolators it was not started with',
    bodies: statistics,
    lines: ['[].statistics.processes: not recorded', '[].statistics.threads: not recorded'],
  },
  {
    reason: 'statistics that the original leaves to isolators it was not started with',
    bodies: ['agent-api-v1-GET_CONTAINERS'],
    lines: [
      '.get_containers.containers[].resource_statistics.processes: not recorded',
      '.get_containers.containers[].resource_statistics.threads: not recorded',
    ],
  },
  {
    reason: 'names of metrics are compared in metrics.test.ts; here their kinds',
    bodies: [...metrics, 'master-api-v1-GET_METRICS', 'agent-api-v1-GET_METRICS'],
    lines: [ownIds],
  },
  {
    reason: 'the parts of the original that run as processes of libprocess are no processes here',
    bodies: ['master-root-__processes__', 'agent-root-__processes__'],
    lines: [ownIds],
  },
  {
    reason: 'gone in the recorded version, but still asked for by old clients: answered',
    bodies: ['agent-slave1-monitor_statistics.json'],
    lines: [
      'status 200, recorded 404',
      'content-type application/json, recorded text/plain; charset=utf-8',
      'text',
    ],
  },
  {
    reason: 'the words of another JSON parser, after the same beginning',
    bodies: ['err-api-v1-badjson'],
    lines: ['text'],
  },
  {
    reason: 'the page is made here, not by a script in the browser',
    bodies: ['master-root-help', 'master-root-help_master', 'agent-root-help', 'agent-root-help_slave(1)'],
    lines: ['text'],
  },
  {
    reason: 'the keys are paths of sandboxes; what they stand for is tested with /files/browse',
    bodies: ['agent-root-files_debug'],
    lines: [': no name in common'],
  },
  {
    reason: 'the kept body lost its line end; the conversation it is from has it',
    bodies: ['master-root-logging_toggle'],
    lines: ['line end'],
  },
  {
    reason:
      'the original lost the last acknowledgement to the end of the framework and called the task killed as well',
    bodies: ['master-after-frameworks', 'master-after-state'],
    lines: ['.completed_frameworks.[<uuid>-0001].completed_tasks.[sleeper].statuses: 3 items, recorded 4'],
  },
  {
    reason:
      'the original lost the last acknowledgement to the end of the framework and called the task killed as well',
    bodies: ['master-after-tasks'],
    lines: ['.tasks.[sleeper].statuses: 3 items, recorded 4'],
  },
];

/** What is wrong with the lines of a body: unexpected ones, and named ones that do not occur. */
export function problemsOf(body: string, lines: readonly string[]): string[] {
  const named = new Set(
    namedDifferences.filter(({ bodies }) => bodies.includes(body)).flatMap((difference) => difference.lines),
  );
  return [
    ...lines.filter((line) => !named.has(line)).map((line) => `${body}: ${line}`),
    ...[...named].filter((line) => !lines.includes(line)).map((line) => `${body}: no longer: ${line}`),
  ];
}
