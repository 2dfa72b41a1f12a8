// The command of a task, an executor or a check: whether its environment can be made. Wording is the original's.
import type { CommandInfo, EnvironmentVariable, Secret } from '../messages.ts';

/** The problem as a sentence, or undefined. Whether there is anything to execute is the executor's business. */
export function commandProblem({ environment }: CommandInfo): string | undefined {
  for (const variable of environment?.variables ?? []) {
    const wrong = variableProblem(variable);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function variableProblem({ name, type, value, secret }: EnvironmentVariable): string | undefined {
  if (type === 'UNKNOWN') return "Environment variable of type 'UNKNOWN' is not allowed";
  if (type !== 'SECRET') {
    if (value === undefined) return `Environment variable '${name}' of type 'VALUE' must have a value set`;
    return secret === undefined
      ? undefined
      : `Environment variable '${name}' of type 'VALUE' must not have a secret set`;
  }
  if (secret === undefined) return `Environment variable '${name}' of type 'SECRET' must have a secret set`;
  if (value !== undefined) return `Environment variable '${name}' of type 'SECRET' must not have a value set`;
  const wrong = secretProblem(secret);
  if (wrong !== undefined) return `Environment variable '${name}' specifies an invalid secret: ${wrong}`;
  return secret.value?.data?.includes(0) === true
    ? `Environment variable '${name}' specifies a secret containing null bytes, which is not allowed in the environment`
    : undefined;
}

function secretProblem({ type, reference, value }: Secret): string | undefined {
  if (type === 'REFERENCE') {
    if (reference === undefined) return "Secret of type REFERENCE must have the 'reference' field set";
    if (value !== undefined)
      return `Secret '${reference.name}' of type REFERENCE must not have the 'value' field set`;
  } else if (type === 'VALUE') {
    if (value === undefined) return "Secret of type VALUE must have the 'value' field set";
    if (reference !== undefined) return "Secret of type VALUE must not have the 'reference' field set";
  }
  return undefined;
}
