// `POST /api/v1` of the master: an operator's call is read, checked, carried out and answered in the form the
// client takes. The order of the checks, their statuses and texts are the original's.
import { encodeLazily, type LazyMessage, type LazyPart } from '../../api/lazy-message.ts';
import { acceptedType, type MediaType, notAcceptable, readCall } from '../../api/media-type.ts';
import { type ProcessSource, processCall } from '../../api/process-calls.ts';
import { inSlices } from '../../api/slices.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { invalidRequest, methodNotAllowed, textResponse } from '../../http/responses.ts';
import type { MasterCall } from '../../protocol/messages.ts';
import { masterInfo } from '../config.ts';
import type { Master } from '../master.ts';
import { validateOperatorCall } from '../validation/operator-call.ts';
import type { ModelView } from '../view.ts';
import {
  agentsMessage,
  executorsMessage,
  frameworksMessage,
  stateMessage,
  tasksMessage,
} from './cluster-state.ts';
import { unreadyResponse } from './leadership.ts';
import { operationCallResponse } from './operation-calls.ts';
import { operatorCalls } from './operator-calls.ts';
import { operationsMessage } from './operator-messages.ts';
import type { OperatorStreams } from './operator-stream.ts';
import type { Reads } from './reads.ts';
import { gatherRoles, rolesMessage } from './roles.ts';

export interface OperatorSource extends ProcessSource {
  readonly master: Master;
  readonly streams: OperatorStreams;
  readonly reads: Reads;
}

export function operatorEndpoint(
  source: OperatorSource,
  request: HttpRequest,
): HttpResponse | Promise<HttpResponse> {
  const unready = unreadyResponse(source.master.model, request);
  if (unready !== undefined) return unready;
  if (request.method !== 'POST') return methodNotAllowed(['POST'], request.method);
  const read = readCall(request, 'master.Call');
  if ('refusal' in read) return read.refusal;
  const { call } = read;
  const problem = validateOperatorCall(call);
  if (problem !== undefined) return invalidRequest(`Failed to validate master::Call: ${problem.message}`);
  const mediaType = acceptedType(request.headers['accept']);
  if (mediaType === undefined) return notAcceptable;
  const { type = 'UNKNOWN' } = call;
  if (type === 'UNKNOWN') return { status: 501 };
  if (operatorCalls[type] === '501')
    return textResponse(501, `The call ${type} is not supported by this version`);
  return carryOut(source, call, mediaType);
}

function carryOut(
  source: OperatorSource,
  call: MasterCall,
  mediaType: MediaType,
): HttpResponse | Promise<HttpResponse> {
  const { master, streams } = source;
  const process = processCall(source, call);
  if (process !== undefined) {
    if ('response' in process) return process.response;
    if ('metrics' in process) return metricsResponse(process.metrics, mediaType);
    return plain(call, mediaType, process.part);
  }
  switch (call.type) {
    case 'SUBSCRIBE':
      return streams.subscribeResponse(mediaType);
    case 'TEARDOWN':
      return teardownResponse(master, call.teardown!.framework_id.value);
    case 'MARK_AGENT_GONE':
      return markGoneResponse(master, call.mark_agent_gone!.agent_id.value);
    case 'LIST_FILES':
    case 'READ_FILE':
      // The log goes to standard error: there is no file to show.
      return textResponse(404, '');
    case 'GET_MASTER':
      return plain(call, mediaType, { get_master: masterPart(master) });
    case 'GET_MAINTENANCE_STATUS':
      return plain(call, mediaType, { get_maintenance_status: { status: {} } });
    case 'GET_MAINTENANCE_SCHEDULE':
      return plain(call, mediaType, { get_maintenance_schedule: { schedule: {} } });
    case 'GET_QUOTA':
      return plain(call, mediaType, { get_quota: { status: {} } });
    case 'GET_ROLES':
      return rolesResponse(source.reads, mediaType);
    case 'GET_WEIGHTS':
      // The original leaves its list out when it is empty.
      return plain(call, mediaType, {});
    default:
      return operationCallResponse(master, call) ?? listResponse(source.reads, call, mediaType);
  }
}

/** What is as long as the cluster is large. */
function listResponse(
  reads: Reads,
  { type }: MasterCall,
  mediaType: MediaType,
): HttpResponse | Promise<HttpResponse> {
  const respond = (field: string, make: (view: ModelView) => LazyMessage): Promise<HttpResponse> =>
    reads.message(`${type}`, mediaType, (view) => ({
      name: 'master.Response',
      fields: { type },
      parts: [{ field, message: make(view) }],
    }));
  switch (type) {
    case 'GET_STATE':
      return respond('get_state', stateMessage);
    case 'GET_AGENTS':
      return respond('get_agents', agentsMessage);
    case 'GET_FRAMEWORKS':
      return respond('get_frameworks', frameworksMessage);
    case 'GET_EXECUTORS':
      return respond('get_executors', executorsMessage);
    case 'GET_TASKS':
      return respond('get_tasks', tasksMessage);
    case 'GET_OPERATIONS':
      return respond('get_operations', operationsMessage);
    default:
      return { status: 501 };
  }
}

function plain(call: MasterCall, mediaType: MediaType, part: object): Promise<HttpResponse> {
  return response({ name: 'master.Response', fields: { type: call.type, ...part } }, mediaType);
}

async function metricsResponse(metrics: Promise<LazyPart>, mediaType: MediaType): Promise<HttpResponse> {
  const message: LazyMessage = { name: 'master.Response.GetMetrics', parts: [await metrics] };
  const fields = { type: 'GET_METRICS' };
  return response({ name: 'master.Response', fields, parts: [{ field: 'get_metrics', message }] }, mediaType);
}

async function response(message: LazyMessage, mediaType: MediaType): Promise<HttpResponse> {
  const body = await encodeLazily(message, mediaType);
  return { status: 200, headers: { 'Content-Type': mediaType }, body };
}

function masterPart({ config, model, startedMs }: Master): object {
  return {
    master_info: masterInfo(config),
    start_time: startedMs / 1000,
    ...(model.electedMs === undefined ? {} : { elected_time: model.electedMs / 1000 }),
  };
}

function rolesResponse(reads: Reads, mediaType: MediaType): Promise<HttpResponse> {
  return reads.message('GET_ROLES', mediaType, async (view) => {
    const message = rolesMessage(await inSlices(gatherRoles(view, reads.source.config)));
    return {
      name: 'master.Response',
      fields: { type: 'GET_ROLES' },
      parts: [{ field: 'get_roles', message }],
    };
  });
}

export function teardownResponse(master: Master, frameworkId: string): HttpResponse {
  return master.teardown(frameworkId)
    ? { status: 200 }
    : textResponse(400, 'No framework found with specified ID');
}

function markGoneResponse(master: Master, agentId: string): Promise<HttpResponse> {
  return new Promise((resolve) => {
    master.markAgentGone(agentId, (answer) => {
      switch (answer.type) {
        case 'gone':
          return resolve({ status: 200 });
        case 'unknown':
          return resolve(textResponse(404, `Agent '${agentId}' could not be found`));
        case 'busy':
          return resolve(textResponse(503, answer.message));
        default:
          return resolve(textResponse(500, answer.message));
      }
    });
  });
}
