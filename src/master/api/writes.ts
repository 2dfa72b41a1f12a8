// The endpoints by which operators changed things before there was one API for it: a form or JSON in the body, no
// types, an answer without content. What cannot be done yet is read and checked all the same.
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { textResponse } from '../../http/responses.ts';
import { DecodeError } from '../../protocol/errors.ts';
import { fromJson, parseJson } from '../../protocol/json.ts';
import type { MessageName, MessageTypes } from '../../protocol/messages.ts';
import type { Master } from '../master.ts';
import {
  machinesProblem,
  quotaRoleProblem,
  resourcesProblem,
  scheduleProblem,
  weightsProblem,
} from '../validation/operator-call.ts';
import type { Problem } from '../validation/problem.ts';
import { type ListOperation, listOperation, operationResponse } from './operation-calls.ts';
import { teardownResponse } from './operator.ts';

/** `/teardown`. */
export function teardownEndpoint(master: Master, request: HttpRequest): HttpResponse {
  const frameworkId = formOf(request).get('frameworkId');
  return frameworkId === null ? missingParameter('frameworkId') : teardownResponse(master, frameworkId);
}

/** `/reserve`, `/unreserve`, `/create-volumes`, `/destroy-volumes`. */
export function operationEndpoint(master: Master, type: ListOperation, request: HttpRequest): HttpResponse {
  const field = type === 'CREATE' || type === 'DESTROY' ? 'volumes' : 'resources';
  const form = formOf(request);
  const agentId = form.get('slaveId');
  if (agentId === null) return missingParameter('slaveId');
  const text = form.get(field);
  if (text === null) return missingParameter(field);
  const resources = readList(text, 'Resource');
  if (typeof resources === 'string')
    return textResponse(400, `Error in parsing '${field}' query parameter in the request body: ${resources}`);
  const problem = resourcesProblem(field, resources);
  if (problem !== undefined) return textResponse(400, problem.message);
  return operationResponse(master, agentId, listOperation(type, resources));
}

export function updateWeights(request: HttpRequest): HttpResponse {
  const weights = readList(textOf(request), 'WeightInfo');
  if (typeof weights === 'string') return unreadable(request, weights);
  return refusal(weightsProblem(weights), request);
}

export function setQuota(request: HttpRequest): HttpResponse {
  const quota = readObject(textOf(request), 'quota.QuotaRequest');
  if (typeof quota === 'string') return unreadable(request, quota);
  return refusal(quotaRoleProblem(quota.role), request);
}

/** `DELETE /quota/<role>`; a role may have slashes. */
export function removeQuota(request: HttpRequest, role: string): HttpResponse {
  return refusal(quotaRoleProblem(role), request);
}

export function updateSchedule(request: HttpRequest): HttpResponse {
  const schedule = readObject(textOf(request), 'maintenance.Schedule');
  if (typeof schedule === 'string') return unreadable(request, schedule);
  return refusal(scheduleProblem(schedule), request);
}

/** `/machine/down` and `/machine/up`. */
export function machinesEndpoint(request: HttpRequest): HttpResponse {
  const machines = readList(textOf(request), 'MachineID');
  if (typeof machines === 'string') return unreadable(request, machines);
  return refusal(machinesProblem('machines', machines), request);
}

function textOf({ body }: HttpRequest): string {
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString();
}

function formOf(request: HttpRequest): URLSearchParams {
  return new URLSearchParams(textOf(request));
}

function missingParameter(name: string): HttpResponse {
  return textResponse(400, `Missing '${name}' query parameter in the request body`);
}

function unreadable({ method, path }: HttpRequest, why: string): HttpResponse {
  return textResponse(400, `Failed to parse the request JSON of ${method} ${path}: ${why}`);
}

/** 400 for what is wrong by itself, 501 for what would be done. */
function refusal(problem: Problem | undefined, { method, path }: HttpRequest): HttpResponse {
  if (problem !== undefined) return textResponse(400, problem.message);
  return textResponse(501, `${method} ${path} is not supported by this version`);
}

/** The message, or why there is none. */
function readObject<N extends MessageName>(text: string, name: N): MessageTypes[N] | string {
  return attempt(() => fromJson(name, parseJson(text), 'v0'));
}

function readList<N extends MessageName>(text: string, name: N): MessageTypes[N][] | string {
  return attempt(() => {
    const value = parseJson(text);
    if (!Array.isArray(value)) throw new DecodeError('a list is expected');
    return value.map((item: unknown) => fromJson(name, item, 'v0'));
  });
}

function attempt<Value>(read: () => Value): Value | string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return error.message;
  }
}
