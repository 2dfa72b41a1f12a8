// Checks and health checks of a task: the form only, whether they succeed is the executor's business.
import type { CheckInfo, CommandInfo, HealthCheck } from '../../protocol/messages.ts';

interface Timing {
  readonly delay_seconds?: number | undefined;
  readonly interval_seconds?: number | undefined;
  readonly timeout_seconds?: number | undefined;
  readonly grace_period_seconds?: number | undefined;
}

/** The problem as a sentence, or undefined. */
export function checkProblem(check: CheckInfo): string | undefined {
  const { type, command, http, tcp } = check;
  if (type === undefined) return "CheckInfo must specify 'type'";
  if (type === 'COMMAND') {
    if (command === undefined) return "Expecting 'command' to be set for COMMAND check";
    const wrong = commandProblem(command.command);
    if (wrong !== undefined) return `COMMAND check ${wrong}`;
  } else if (type === 'HTTP') {
    if (http === undefined) return "Expecting 'http' to be set for HTTP check";
    if (http.path !== undefined && !http.path.startsWith('/'))
      return `The path '${http.path}' of HTTP check must start with '/'`;
  } else if (type === 'TCP') {
    if (tcp === undefined) return "Expecting 'tcp' to be set for TCP check";
  } else {
    return `'${type}' is not a valid check type`;
  }
  return timingProblem(check);
}

export function healthCheckProblem(check: HealthCheck): string | undefined {
  const { type, command, http, tcp, consecutive_failures: failures } = check;
  // Old schedulers leave the type out; the master fills it in before it looks here.
  if (type === undefined) return "HealthCheck must specify 'type'";
  if (type === 'COMMAND') {
    if (command === undefined) return "Expecting 'command' to be set for COMMAND health check";
    const wrong = commandProblem(command);
    if (wrong !== undefined) return `Health check ${wrong}`;
  } else if (type === 'HTTP') {
    if (http === undefined) return "Expecting 'http' to be set for HTTP health check";
    const { scheme, path } = http;
    if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
      return `Unsupported HTTP health check scheme: '${scheme}'`;
    if (path !== undefined && !path.startsWith('/'))
      return `The path '${path}' of HTTP health check must start with '/'`;
  } else if (type === 'TCP') {
    if (tcp === undefined) return "Expecting 'tcp' to be set for TCP health check";
  } else {
    return `'${type}' is not a valid health check type`;
  }
  if (failures !== undefined && failures < 0) return "Expecting 'consecutive_failures' to be non-negative";
  return timingProblem(check);
}

function timingProblem(timing: Timing): string | undefined {
  for (const name of [
    'delay_seconds',
    'interval_seconds',
    'timeout_seconds',
    'grace_period_seconds',
  ] as const) {
    const value = timing[name];
    if (value !== undefined && !(value >= 0)) return `Expecting '${name}' to be non-negative`;
  }
  return undefined;
}

/** A shell command needs its text, a program its path. */
export function commandProblem(command: CommandInfo): string | undefined {
  if (command.value === undefined || command.value === '') {
    const what = command.shell === false ? 'an executable path' : 'a shell command';
    return `must contain ${what}`;
  }
  return environmentProblem(command);
}

export function environmentProblem({ environment }: CommandInfo): string | undefined {
  for (const { name, type, value, secret } of environment?.variables ?? []) {
    if (type === 'SECRET') {
      if (secret === undefined)
        return `environment variable '${name}' of type 'SECRET' must have a secret set`;
      if (value !== undefined)
        return `environment variable '${name}' of type 'SECRET' must not have a value set`;
    } else if (value === undefined) {
      return `environment variable '${name}' of type 'VALUE' must have a value set`;
    }
  }
  return undefined;
}
