// The endpoints by which operators changed things before there was one API for it: a form or JSON in the body, no
// types, an answer without content. What cannot be done yet is read and checked all the same.
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { invalidRequest, refusalResponse, textResponse } from '../../http/responses.ts';
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
  const resources = readList(request, text, 'Resource');
  if (resources instanceof DecodeError)
    return refusedBody(
      resources,
      `Error in parsing '${field}' query parameter in the request body: ${resources.message}`,
    );
  const problem = resourcesProblem(field, resources);
  if (problem !== undefined) return invalidRequest(problem.message);
  return operationResponse(master, agentId, listOperation(type, resources));
}

export function updateWeights(request: HttpRequest): HttpResponse {
  const weights = readList(request, textOf(request), 'WeightInfo');
  if (weights instanceof DecodeError) return unreadable(request, weights);
  return refusal(weightsProblem(weights), request);
}

export function setQuota(request: HttpRequest): HttpResponse {
  const quota = readObject(request, 'quota.QuotaRequest');
  if (quota instanceof DecodeError) return unreadable(request, quota);
  return refusal(quotaRoleProblem(quota.role), request);
}

/** `DELETE /quota/<role>`; a role may have slashes. */
export function removeQuota(request: HttpRequest, role: string): HttpResponse {
  return refusal(quotaRoleProblem(role), request);
}

export function updateSchedule(request: HttpRequest): HttpResponse {
  const schedule = readObject(request, 'maintenance.Schedule');
  if (schedule instanceof DecodeError) return unreadable(request, schedule);
  return refusal(scheduleProblem(schedule), request);
}

/** `/machine/down` and `/machine/up`. */
export function machinesEndpoint(request: HttpRequest): HttpResponse {
  const machines = readList(request, textOf(request), 'MachineID');
  if (machines instanceof DecodeError) return unreadable(request, machines);
  return refusal(machinesProblem('machines', machines), request);
}

function textOf({ body }: HttpRequest): string {
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString();
}

function formOf(request: HttpRequest): URLSearchParams {
  return new URLSearchParams(textOf(request));
}

function missingParameter(name: string): HttpResponse {
  return invalidRequest(`Missing '${name}' query parameter in the request body`);
}

function unreadable({ method, path }: HttpRequest, error: DecodeError): HttpResponse {
  return refusedBody(error, `Failed to parse the request JSON of ${method} ${path}: ${error.message}`);
}

function refusedBody({ problem }: DecodeError, text: string): HttpResponse {
  return refusalResponse(400, problem, text);
}

/** 400 for what is wrong by itself, 501 for what would be done. */
function refusal(problem: Problem | undefined, { method, path }: HttpRequest): HttpResponse {
  if (problem !== undefined) return invalidRequest(problem.message);
  return textResponse(501, `${method} ${path} is not supported by this version`);
}

/** The message, or why there is none. */
function readObject<N extends MessageName>(request: HttpRequest, name: N): MessageTypes[N] | DecodeError {
  return attempt(() => fromJson(name, parseJson(textOf(request), request.limits?.maxDepth), 'v0'));
}

function readList<N extends MessageName>(
  { limits }: HttpRequest,
  text: string,
  name: N,
): MessageTypes[N][] | DecodeError {
  return attempt(() => {
    const value = parseJson(text, limits?.maxDepth);
    if (!Array.isArray(value)) throw new DecodeError('a list is expected');
    return value.map((item: unknown) => fromJson(name, item, 'v0'));
  });
}

function attempt<Value>(read: () => Value): Value | DecodeError {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return error;
  }
}
