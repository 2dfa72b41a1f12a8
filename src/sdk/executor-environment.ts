// What an agent tells its executors in their environment.
import { parseDuration } from '../base/duration.ts';
import { MesosError } from '../base/errors.ts';

export interface ExecutorEnvironment {
  /** `HOST:PORT` of the agent. */
  readonly agent: string;
  readonly frameworkId: string;
  readonly executorId: string;
  /** The sandbox as the executor sees it. */
  readonly sandbox: string;
  /** The executor outlives a restart of the agent. */
  readonly isCheckpointing: boolean;
  /** How long it waits for the agent's return. */
  readonly recoveryTimeoutMs: number;
  /** Longest delay between two tries to subscribe. */
  readonly subscriptionBackoffMaxMs: number;
  /** Between being told to shut down and being ended by force. */
  readonly shutdownGracePeriodMs: number;
  /** A token to show to the agent. */
  readonly authenticationToken?: string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const standardRecoveryTimeoutMs = 15 * 60 * 1000;
const standardBackoffMaxMs = 2000;
const standardGracePeriodMs = 5000;

/** Reads the variables. Throws CONFIG_INVALID, with all that is wrong, for a process no agent has started. */
export function readExecutorEnvironment(variables: Variables = process.env): ExecutorEnvironment {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = variables[name] ?? '';
    if (value === '') problems.push(`${name} is not set`);
    return value;
  };
  const duration = (name: string, standardMs: number): number => {
    const value = variables[name];
    if (value === undefined) return standardMs;
    const ms = parseDuration(value);
    if (ms === undefined) problems.push(`${name}=${value} is no duration`);
    return ms ?? standardMs;
  };
  const environment: ExecutorEnvironment = {
    agent: text('MESOS_AGENT_ENDPOINT'),
    frameworkId: text('MESOS_FRAMEWORK_ID'),
    executorId: text('MESOS_EXECUTOR_ID'),
    sandbox: variables['MESOS_SANDBOX'] ?? variables['MESOS_DIRECTORY'] ?? '.',
    isCheckpointing: variables['MESOS_CHECKPOINT'] === '1',
    recoveryTimeoutMs: duration('MESOS_RECOVERY_TIMEOUT', standardRecoveryTimeoutMs),
    subscriptionBackoffMaxMs: duration('MESOS_SUBSCRIPTION_BACKOFF_MAX', standardBackoffMaxMs),
    shutdownGracePeriodMs: duration('MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD', standardGracePeriodMs),
    authenticationToken: variables['MESOS_EXECUTOR_AUTHENTICATION_TOKEN'],
  };
  if (problems.length > 0) {
    throw new MesosError(
      'CONFIG_INVALID',
      `this is not the environment of an executor: ${problems.join(', ')}`,
      {
        hint: 'an executor is started by an agent, for a task that names it',
      },
    );
  }
  return environment;
}
