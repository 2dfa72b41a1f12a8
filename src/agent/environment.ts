// The environment of a task: what the original's executor has and passes on, and the command's own variables over
// it. Nothing of the agent's own environment is in it.
import { formatDuration } from '../base/duration.ts';
import { allocationRole } from '../executor/executor-info.ts';
import type { TaskInfo } from '../protocol/messages.ts';
import { type AgentConfig, agentPid } from './config.ts';

/** What tasks get when nobody says otherwise, as from the original's launcher. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface TaskPlace {
  readonly agentId: string;
  readonly frameworkId: string;
  readonly executorId: string;
  readonly directory: string;
  /** The framework's. */
  readonly checkpoint: boolean;
  readonly shutdownGraceMs: number;
}

export function taskEnvironment(
  config: AgentConfig,
  place: TaskPlace,
  task: TaskInfo,
): Record<string, string> {
  const role = allocationRole(task);
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
    ...(role === undefined ? {} : { MESOS_ALLOCATION_ROLE: role }),
  };
  if (place.checkpoint) {
    environment['MESOS_RECOVERY_TIMEOUT'] = formatDuration(config.recoveryTimeoutMs);
    environment['MESOS_SUBSCRIPTION_BACKOFF_MAX'] = formatDuration(config.executorReregistrationTimeoutMs);
  }
  for (const { name, value } of task.command?.environment?.variables ?? []) {
    // A name with = or a NUL in it would become another variable or cut this one.
    if (name !== '' && !/[=\0]/.test(name)) environment[name] = (value ?? '').replaceAll('\0', '');
  }
  return environment;
}
