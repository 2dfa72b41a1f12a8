// The environment of executors and of command tasks, which have what the original's executor has and passes on; the
// command's own variables go over it. Nothing of the agent's own environment is in it.
import { formatDuration } from '../base/duration.ts';
import { allocationRole } from '../executor/executor-info.ts';
import type { CommandInfo, TaskInfo } from '../protocol/messages.ts';
import { type AgentConfig, agentPid } from './config.ts';

/** What tasks get when nobody says otherwise, as from the original's launcher. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface ExecutorPlace {
  readonly agentId: string;
  readonly frameworkId: string;
  readonly executorId: string;
  readonly directory: string;
  /** The framework's. */
  readonly checkpoint: boolean;
  readonly shutdownGraceMs: number;
}

/** Of a process that connects to the agent. */
export function executorEnvironment(
  config: AgentConfig,
  place: ExecutorPlace,
  command: CommandInfo,
): Record<string, string> {
  return withVariables(agentVariables(config, place), command);
}

/** Of a command task. */
export function taskEnvironment(
  config: AgentConfig,
  place: ExecutorPlace,
  task: TaskInfo,
): Record<string, string> {
  const role = allocationRole(task);
  const environment = agentVariables(config, place);
  if (role !== undefined) environment['MESOS_ALLOCATION_ROLE'] = role;
  return withVariables(environment, task.command);
}

/** Of a task of a task group, as the original's default executor and its containerizer make it. */
export function groupTaskEnvironment(
  config: AgentConfig,
  sandbox: string,
  command: CommandInfo,
  role: string | undefined,
): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: defaultPath,
    MESOS_SANDBOX: sandbox,
    MESOS_CONTAINER_IP: config.ip,
  };
  if (role !== undefined) environment['MESOS_ALLOCATION_ROLE'] = role;
  return withVariables(environment, command);
}

function agentVariables(config: AgentConfig, place: ExecutorPlace): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: defaultPath,
    ...config.executorEnvironment,
    ...(config.libprocessIp === undefined ? {} : { LIBPROCESS_IP: config.libprocessIp }),
    LIBPROCESS_PORT: '0',
    MESOS_FRAMEWORK_ID: place.frameworkId,
    MESOS_EXECUTOR_ID: place.executorId,
    MESOS_SLAVE_ID: place.agentId,
    MESOS_SLAVE_PID: agentPid(config),
    MESOS_AGENT_ENDPOINT: `${config.ip}:${config.port}`,
    MESOS_DIRECTORY: place.directory,
    MESOS_SANDBOX: place.directory,
    MESOS_CHECKPOINT: place.checkpoint ? '1' : '0',
    MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: formatDuration(place.shutdownGraceMs),
    MESOS_HTTP_COMMAND_EXECUTOR: config.httpCommandExecutor ? '1' : '0',
  };
  if (place.checkpoint) {
    environment['MESOS_RECOVERY_TIMEOUT'] = formatDuration(config.recoveryTimeoutMs);
    environment['MESOS_SUBSCRIPTION_BACKOFF_MAX'] = formatDuration(config.executorReregistrationTimeoutMs);
  }
  return environment;
}

function withVariables(
  environment: Record<string, string>,
  command: CommandInfo | undefined,
): Record<string, string> {
  for (const { name, value } of command?.environment?.variables ?? []) {
    // A name with = or a NUL in it would become another variable or cut this one.
    if (name !== '' && !/[=\0]/.test(name)) environment[name] = (value ?? '').replaceAll('\0', '');
  }
  return environment;
}
