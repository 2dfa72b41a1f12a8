// What the agent's mailbox must know of flags and host: plain values, decided by the composition root before
// the mailbox exists. Nothing here changes while the process lives.
import type { AgentInfo, Attribute, DomainInfo, Resource } from '../protocol/messages.ts';

export interface AgentConfig {
  /** The actor id other processes address: `slave(1)`. */
  readonly actor: string;
  /** Advertised IPv4 address. */
  readonly ip: string;
  /** Advertised port. */
  readonly port: number;
  readonly hostname: string;
  /** What the agent offers, as messages of either reservation format; they must be valid. */
  readonly resources: readonly Resource[];
  readonly attributes: readonly Attribute[];
  readonly domain?: DomainInfo | undefined;
  /** Absolute. */
  readonly workDir: string;
  /** Where the original would have its executor; only shown. */
  readonly launcherDir: string;
  /** Changes with every start of the machine: /proc/sys/kernel/random/boot_id. */
  readonly bootId: string;

  readonly registrationBackoffMs: number;
  readonly recover: 'reconnect' | 'cleanup';
  readonly reconfigurationPolicy: 'equal' | 'additive';
  /** Whether a checkpoint that cannot be read ends the agent. */
  readonly strict: boolean;

  readonly switchUser: boolean;
  readonly executorEnvironment: Readonly<Record<string, string>>;
  /** LIBPROCESS_IP of the agent's own environment. */
  readonly libprocessIp?: string | undefined;
  readonly executorShutdownGraceMs: number;
  /** From the launch of an executor until it is connected. */
  readonly executorRegistrationTimeoutMs: number;
  /** Told to executors of frameworks that checkpoint. */
  readonly recoveryTimeoutMs: number;
  /** What executors have to come back after a restart of the agent; told to those of frameworks that checkpoint. */
  readonly executorReregistrationTimeoutMs: number;
  readonly httpCommandExecutor: boolean;

  readonly maxCompletedExecutorsPerFramework: number;
}

/** Completed frameworks that are remembered, as many as the original. */
export const maxCompletedFrameworks = 50;

/** `slave(1)@ip:port`: how other processes reach this agent. */
export function agentPid(config: AgentConfig): string {
  return `${config.actor}@${config.ip}:${config.port}`;
}

/** What the agent tells of itself, without an id. */
export function agentInfoOf(config: AgentConfig): AgentInfo {
  return {
    hostname: config.hostname,
    port: config.port,
    resources: [...config.resources],
    ...(config.attributes.length === 0 ? {} : { attributes: [...config.attributes] }),
    ...(config.domain === undefined ? {} : { domain: config.domain }),
    checkpoint: true,
  };
}
