// The messages of the launcher's protocol, version 1: what the agent asks and what it is answered. A change
// of a message is a new version; agent and launcher are installed together, so neither speaks two.
import { MesosError } from '../base/errors.ts';
import type { LaunchRequest } from './launcher.ts';

export const protocolVersion = 1;

export type Request =
  | { readonly type: 'hello'; readonly version: number }
  | ({ readonly type: 'launch'; readonly request: number } & LaunchRequest)
  | { readonly type: 'watch'; readonly request: number; readonly id: string; readonly directory: string }
  | {
      readonly type: 'watchMemory';
      readonly request: number;
      readonly id: string;
      readonly directory: string;
      readonly version: 1 | 2;
    };

/** A step that failed, with its errno and the C library's text for that. */
export interface Failure {
  readonly step: string;
  readonly errno: number;
  readonly message: string;
}

export type Answer =
  | { readonly type: 'hello' }
  | { readonly type: 'refused'; readonly message: string }
  | {
      readonly type: 'launched';
      readonly request: number;
      readonly supervisorPid: number;
      readonly taskPid: number;
    }
  | { readonly type: 'done'; readonly request: number }
  | ({ readonly type: 'failed'; readonly request: number } & Failure)
  | { readonly type: 'exited'; readonly id: string; readonly status: number | undefined }
  | { readonly type: 'memory'; readonly id: string };

/** Throws MesosError PROTOCOL_VIOLATION for anything that is not a message of the launcher. */
export function parseAnswer(text: string): Answer {
  const fields = parseObject(text);
  switch (fields['type']) {
    case 'hello':
      if (fields['version'] !== protocolVersion) throw violation(text);
      return { type: 'hello' };
    case 'refused':
      return { type: 'refused', message: stringField(fields, 'message', text) };
    case 'launched':
      return {
        type: 'launched',
        request: integerField(fields, 'request', text),
        supervisorPid: integerField(fields, 'supervisorPid', text),
        taskPid: integerField(fields, 'taskPid', text),
      };
    case 'done':
      return { type: 'done', request: integerField(fields, 'request', text) };
    case 'failed':
      return {
        type: 'failed',
        request: integerField(fields, 'request', text),
        step: stringField(fields, 'step', text),
        errno: integerField(fields, 'errno', text),
        message: stringField(fields, 'message', text),
      };
    case 'exited':
      return {
        type: 'exited',
        id: stringField(fields, 'id', text),
        status: fields['status'] === null ? undefined : integerField(fields, 'status', text),
      };
    case 'memory':
      return { type: 'memory', id: stringField(fields, 'id', text) };
    default:
      throw violation(text);
  }
}

/** Why the launcher could not carry out this launch whatever it tried; undefined when it can be sent. */
export function findLaunchProblem(request: LaunchRequest): string | undefined {
  if (request.argv.length === 0) return 'the command is empty';
  for (const name of Object.keys(request.environment)) {
    if (name === '' || name.includes('='))
      return `the environment variable ${JSON.stringify(name)} has no usable name`;
  }
  for (const limit of request.limits) {
    for (const value of [limit.soft, limit.hard]) {
      if (value !== undefined && (!Number.isSafeInteger(value) || value < 0)) {
        return `the limit ${limit.resource} of ${value} is not a whole number`;
      }
    }
  }
  return hasNul(request) ? 'the command, its environment or a path contains a NUL character' : undefined;
}

function hasNul(request: LaunchRequest): boolean {
  const { argv, environment, taskCgroups, supervisorCgroups } = request;
  return [
    request.id,
    request.directory,
    request.workingDirectory,
    request.stdoutPath,
    request.stderrPath,
    request.user ?? '',
    ...argv,
    ...taskCgroups,
    ...supervisorCgroups,
    ...Object.keys(environment),
    ...Object.values(environment),
    ...request.limits.map((limit) => limit.resource),
  ].some((text) => text.includes('\0'));
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Reported below, with the text.
  }
  throw violation(text);
}

function stringField(fields: Readonly<Record<string, unknown>>, name: string, text: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw violation(text);
  return value;
}

function integerField(fields: Readonly<Record<string, unknown>>, name: string, text: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw violation(text);
  return value;
}

function violation(text: string): MesosError {
  return new MesosError(
    'PROTOCOL_VIOLATION',
    `The launcher sent a message this agent does not understand: ${text.slice(0, 200)}`,
    { hint: 'mesos-agent and mesos-launcher must be of one version' },
  );
}
