// `POST /api/v1` of the agent: an operator's call is read, checked, carried out and answered in the form the client
// takes. The order of the checks, their statuses and texts are the original's.
import { encodeLazily, type LazyMessage, type LazyPart } from '../../api/lazy-message.ts';
import {
  acceptedType,
  accepts,
  decodeCall,
  json,
  type MediaType,
  protobuf,
  type ReadCall,
  refusedCall,
} from '../../api/media-type.ts';
import { type ProcessSource, processCall } from '../../api/process-calls.ts';
import { defaultHttpLimits } from '../../http/limits.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { invalidRequest, methodNotAllowed, refusalResponse, textResponse } from '../../http/responses.ts';
import { DecodeError } from '../../protocol/errors.ts';
import type { AgentCall } from '../../protocol/messages.ts';
import { RecordDecoder } from '../../protocol/recordio.ts';
import type { Agent } from '../agent.ts';
import { plainAgentInfo } from '../resources.ts';
import type { AgentView } from '../view.ts';
import { AccountNames, type DirectoryEntry, listDirectory, readPiece, withFoundPath } from './files.ts';
import { containersMessageResponse } from './monitor.ts';
import { operatorCalls } from './operator-calls.ts';
import {
  executorsMessage,
  frameworksMessage,
  operationsMessage,
  stateMessage,
  tasksMessage,
} from './operator-messages.ts';
import { operatorCallProblem } from './operator-validation.ts';
import type { Reads } from './reads.ts';

export interface OperatorSource extends ProcessSource {
  readonly agent: Agent;
  readonly reads: Reads;
}

const recordio = 'application/recordio';

const names = new AccountNames();

export function operatorEndpoint(
  source: OperatorSource,
  request: HttpRequest,
): HttpResponse | Promise<HttpResponse> {
  const { headers, method } = request;
  if (source.agent.model.state === 'RECOVERING') return textResponse(503, 'Agent has not finished recovery');
  if (method !== 'POST') return methodNotAllowed(['POST'], method);
  const content = contentForm(headers);
  if ('refusal' in content) return content.refusal;
  const answer = answerForm(headers);
  if ('refusal' in answer) return answer.refusal;
  const read = content.isStreamed
    ? firstCall(request, content.mediaType)
    : decodeCall(request.body, content.mediaType, 'agent.Call', request.limits?.maxDepth);
  if ('refusal' in read) return read.refusal;
  const { call } = read;
  const problem = operatorCallProblem(call);
  if (problem !== undefined) return invalidRequest(`Failed to validate agent::Call: ${problem}`);
  const { type = 'UNKNOWN' } = call;
  if (content.isStreamed !== (type === 'ATTACH_CONTAINER_INPUT')) {
    return refusalResponse(
      415,
      'content_type',
      content.isStreamed
        ? `Streaming 'Content-Type' ${recordio} is not supported for ${type} call`
        : `Expecting 'Content-Type' to be ${recordio} for ${type} call`,
    );
  }
  const isStreamAnswer = type === 'ATTACH_CONTAINER_OUTPUT' || type === 'LAUNCH_NESTED_CONTAINER_SESSION';
  if (answer.isStreamed && !isStreamAnswer)
    return refusalResponse(406, 'accept', `Streaming response is not supported for ${type} call`);
  if (type === 'UNKNOWN') return { status: 501 };
  if (operatorCalls[type] === '501')
    return textResponse(501, `The call ${type} is not supported by this version`);
  return carryOut(source, call, answer.mediaType);
}

/** The form of messages, and whether they come as records. */
type Form =
  | { readonly mediaType: MediaType; readonly isStreamed: boolean }
  | { readonly refusal: HttpResponse };

function contentForm(headers: HttpRequest['headers']): Form {
  const contentType = headers['content-type'];
  const messageType = headers['message-content-type'];
  const refused = (status: number, text: string): Form => refusedCall(status, 'content_type', text);
  if (contentType === undefined) return refused(400, "Expecting 'Content-Type' to be present");
  if (contentType === json || contentType === protobuf) {
    return messageType === undefined
      ? { mediaType: contentType, isStreamed: false }
      : refused(415, "Expecting 'Message-Content-Type' to be not set for non-streaming requests");
  }
  if (contentType !== recordio)
    return refused(415, `Expecting 'Content-Type' of ${json} or ${protobuf} or ${recordio}`);
  if (messageType === undefined)
    return refused(400, "Expecting 'Message-Content-Type' to be set for streaming requests");
  return messageType === json || messageType === protobuf
    ? { mediaType: messageType, isStreamed: true }
    : refused(415, `Expecting 'Message-Content-Type' of ${json} or ${protobuf}`);
}

/** The first record of a streamed request says what it is. */
function firstCall(
  { body, limits = defaultHttpLimits.messages }: HttpRequest,
  mediaType: MediaType,
): ReadCall<AgentCall> {
  try {
    const [first] = new RecordDecoder(limits.maxRecordBytes).push(body);
    if (first === undefined)
      return refusedCall(400, 'undecodable', 'Received EOF while reading request body');
    return decodeCall(first, mediaType, 'agent.Call', limits.maxDepth);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return refusedCall(400, error.problem, `Failed to decode the request body: ${error.message}`);
  }
}

/** JSON first, then protobuf, then records of either. */
function answerForm(headers: HttpRequest['headers']): Form {
  const { accept } = headers;
  const messageAccept = headers['message-accept'];
  const mediaType = acceptedType(accept);
  if (mediaType !== undefined) {
    return messageAccept === undefined
      ? { mediaType, isStreamed: false }
      : refusedCall(406, 'accept', "Expecting 'Message-Accept' to be not set for non-streaming responses");
  }
  if (accept === undefined || !accepts(accept, recordio))
    return refusedCall(406, 'accept', `Expecting 'Accept' to allow ${json} or ${protobuf} or ${recordio}`);
  const inner = acceptedType(messageAccept);
  if (inner === undefined)
    return refusedCall(406, 'accept', `Expecting 'Message-Accept' to allow ${json} or ${protobuf}`);
  return { mediaType: inner, isStreamed: true };
}

function carryOut(
  source: OperatorSource,
  call: AgentCall,
  mediaType: MediaType,
): HttpResponse | Promise<HttpResponse> {
  const { model } = source.agent;
  const process = processCall(source, call);
  if (process !== undefined) {
    if ('response' in process) return process.response;
    if ('metrics' in process) return metricsResponse(process.metrics, mediaType);
    return plain(call, mediaType, process.part);
  }
  const { type } = call;
  const read = (field: string, make: (view: AgentView) => LazyMessage): Promise<HttpResponse> =>
    source.reads.message(`${type}`, mediaType, (view) => ({
      name: 'agent.Response',
      fields: { type },
      parts: [{ field, message: make(view) }],
    }));
  switch (type) {
    case 'LIST_FILES':
      return listFiles(source.agent, call, mediaType);
    case 'READ_FILE':
      return readFile(source.agent, call, mediaType);
    case 'GET_CONTAINERS':
      return containersMessageResponse(source.reads, call.get_containers ?? {}, mediaType);
    case 'GET_STATE':
      return read('get_state', stateMessage);
    case 'GET_FRAMEWORKS':
      return read('get_frameworks', frameworksMessage);
    case 'GET_EXECUTORS':
      return read('get_executors', executorsMessage);
    case 'GET_TASKS':
      return read('get_tasks', tasksMessage);
    case 'GET_AGENT':
      return plain(call, mediaType, { get_agent: { agent_info: plainAgentInfo(model.info) } });
    case 'GET_OPERATIONS':
      return read('get_operations', operationsMessage);
    case 'GET_RESOURCE_PROVIDERS':
      return plain(call, mediaType, { get_resource_providers: {} });
    default:
      return { status: 501 };
  }
}

function plain(call: AgentCall, mediaType: MediaType, part: object): Promise<HttpResponse> {
  return response({ name: 'agent.Response', fields: { type: call.type, ...part } }, mediaType);
}

async function metricsResponse(metrics: Promise<LazyPart>, mediaType: MediaType): Promise<HttpResponse> {
  const message: LazyMessage = { name: 'agent.Response.GetMetrics', parts: [await metrics] };
  const fields = { type: 'GET_METRICS' };
  return response({ name: 'agent.Response', fields, parts: [{ field: 'get_metrics', message }] }, mediaType);
}

async function response(message: LazyMessage, mediaType: MediaType): Promise<HttpResponse> {
  const body = await encodeLazily(message, mediaType);
  return { status: 200, headers: { 'Content-Type': mediaType }, body };
}

async function listFiles(agent: Agent, call: AgentCall, mediaType: MediaType): Promise<HttpResponse> {
  const { path } = call.list_files!;
  const entries = await withFoundPath(agent, path, (found) => listDirectory(found, names));
  if (entries === undefined) return textResponse(404, '');
  return plain(call, mediaType, { list_files: { file_infos: entries.map(fileInfo) } });
}

function fileInfo({ mtime, ...entry }: DirectoryEntry): object {
  return { ...entry, mtime: { nanoseconds: BigInt(mtime) * 1_000_000_000n } };
}

async function readFile(agent: Agent, call: AgentCall, mediaType: MediaType): Promise<HttpResponse> {
  const { path, offset, length } = call.read_file!;
  const piece = await withFoundPath(agent, path, (found) => readPiece(found, offset, length));
  if (piece === undefined) return textResponse(404, '');
  if ('problem' in piece) return invalidRequest(piece.problem);
  return plain(call, mediaType, { read_file: { size: piece.size, data: piece.data } });
}
