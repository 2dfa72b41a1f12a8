// What a master is told once, at its start, as plain values. Nothing here is read from the environment: the
// composition root maps flags to it, and the simulator writes it by hand.
import { compatibilityVersion } from '../base/version.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { Address, DomainInfo, MasterInfo } from '../protocol/messages.ts';
import type { ExpressionLimits } from './regular-expression.ts';

export interface MasterConfig {
  /** A fresh UUID for each start of a master: every id it makes begins with it. */
  readonly id: string;
  readonly hostname: string;
  /** The advertised IPv4 address. */
  readonly ip: string;
  readonly port: number;
  /** `master@ip:port`. */
  readonly pid: Upid;
  readonly cluster?: string | undefined;
  readonly domain?: DomainInfo | undefined;

  /** `--agent_ping_timeout`. */
  readonly agentPingTimeoutMs: number;
  /** `--max_agent_ping_timeouts`. */
  readonly maxAgentPingTimeouts: number;
  /** `--agent_reregister_timeout`. */
  readonly agentReregisterTimeoutMs: number;
  /** `--recovery_agent_removal_limit` as a fraction of the agents in the registry. */
  readonly recoveryAgentRemovalLimit: number;
  /** `--allocation_interval`. */
  readonly allocationIntervalMs: number;
  /** `--offer_timeout`; without it an offer stands until it is used. */
  readonly offerTimeoutMs?: number | undefined;
  /** Fixed in the original. */
  readonly heartbeatIntervalMs: number;

  /** `--max_completed_frameworks`. */
  readonly maxCompletedFrameworks: number;
  /** `--max_completed_tasks_per_framework`. */
  readonly maxCompletedTasksPerFramework: number;
  /** `--max_unreachable_tasks_per_framework`. */
  readonly maxUnreachableTasksPerFramework: number;

  /** `--roles`: all roles are allowed when absent. */
  readonly roles?: readonly string[] | undefined;
  /** `--root_submissions`. */
  readonly rootSubmissions: boolean;
  /** `--offer_constraints_re2_max_mem` and `--offer_constraints_re2_max_program_size`. */
  readonly offerConstraintLimits: ExpressionLimits;
  /** `--publish_per_framework_metrics`. */
  readonly publishPerFrameworkMetrics: boolean;

  /** `--registry_gc_interval`. */
  readonly registryGcIntervalMs: number;
  /** `--registry_max_agent_count`, for the unreachable and for the gone. */
  readonly registryMaxAgentCount: number;
  /** `--registry_max_agent_age`. */
  readonly registryMaxAgentAgeMs: number;
}

type Required = Pick<MasterConfig, 'id' | 'hostname' | 'ip' | 'port'>;

/** A configuration with the original's defaults for what is not given. */
export function masterConfig(given: Required & Partial<MasterConfig>): MasterConfig {
  return {
    pid: `master@${given.ip}:${given.port}`,
    agentPingTimeoutMs: 15_000,
    maxAgentPingTimeouts: 5,
    agentReregisterTimeoutMs: 600_000,
    recoveryAgentRemovalLimit: 1,
    allocationIntervalMs: 1000,
    heartbeatIntervalMs: 15_000,
    maxCompletedFrameworks: 50,
    maxCompletedTasksPerFramework: 1000,
    maxUnreachableTasksPerFramework: 1000,
    rootSubmissions: true,
    offerConstraintLimits: { maxMemBytes: 4096, maxProgramSize: 100 },
    publishPerFrameworkMetrics: true,
    registryGcIntervalMs: 15 * 60_000,
    registryMaxAgentCount: 102_400,
    registryMaxAgentAgeMs: 14 * 24 * 3600_000,
    ...given,
  };
}

/** How the master describes itself to frameworks and in the state. */
export function masterInfo(config: MasterConfig): MasterInfo {
  const address: Address = { hostname: config.hostname, ip: config.ip, port: config.port };
  return {
    id: config.id,
    ip: networkOrderIp(config.ip),
    port: config.port,
    pid: config.pid,
    hostname: config.hostname,
    version: compatibilityVersion,
    address,
    ...(config.domain === undefined ? {} : { domain: config.domain }),
    capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }, { type: 'QUOTA_V2' }],
  };
}

/** MasterInfo.ip: the address in network byte order, read as a number by a little-endian host. */
function networkOrderIp(ip: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
  return d * 2 ** 24 + c * 2 ** 16 + b * 2 ** 8 + a;
}
