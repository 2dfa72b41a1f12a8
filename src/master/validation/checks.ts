// Checks and health checks of a task: the form only, whether they succeed is the executor's business.
import type { CheckInfo, CommandInfo, HealthCheck } from '../../protocol/messages.ts';
import { commandProblem } from '../../protocol/validation/command.ts';

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
    const wrong = checkedCommandProblem(command.command, 'Command check', "Check's");
    if (wrong !== undefined) return wrong;
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
  const { type, command, http, tcp } = check;
  // Old schedulers leave the type out; the master fills it in before it looks here.
  if (type === undefined) return "HealthCheck must specify 'type'";
  if (type === 'COMMAND') {
    if (command === undefined) return "Expecting 'command' to be set for COMMAND health check";
    const wrong = checkedCommandProblem(command, 'Command health check', "Health check's");
    if (wrong !== undefined) return wrong;
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
  return timingProblem(check);
}

function timingProblem(timing: Timing): string | undefined {
  for (const name of [
    'delay_seconds',
    'grace_period_seconds',
    'interval_seconds',
    'timeout_seconds',
  ] as const) {
    const value = timing[name];
    if (value !== undefined && !(value >= 0)) return `Expecting '${name}' to be non-negative`;
  }
  return undefined;
}

/** A shell command needs its text, a program its path. */
function checkedCommandProblem(command: CommandInfo, what: string, whose: string): string | undefined {
  if (command.value === undefined)
    return `${what} must contain ${command.shell === false ? "'executable path'" : "'shell command'"}`;
  const wrong = commandProblem(command);
  return wrong === undefined ? undefined : `${whose} \`CommandInfo\` is invalid: ${wrong}`;
}
