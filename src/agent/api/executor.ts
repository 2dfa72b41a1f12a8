// `POST /api/v1/executor`: custom executors' calls. The order of the checks, their statuses and texts are the
// original's; what a call means is decided in the mailbox.
import { missingPart } from '../../api/call-parts.ts';
import { acceptedType, json, type MediaType, notAcceptable, readCall } from '../../api/media-type.ts';
import { RecordStream } from '../../api/record-stream.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { invalidRequest, methodNotAllowed, refusalResponse, textResponse } from '../../http/responses.ts';
import type { CheckStatusInfo, ExecutorCall } from '../../protocol/messages.ts';
import type { Agent } from '../agent.ts';
import { statusProblem } from '../executor-updates.ts';
import type { Executor } from '../model.ts';

const notRecovered = textResponse(503, 'Agent has not finished recovery');

export function executorEndpoint(agent: Agent, request: HttpRequest): HttpResponse {
  const { executorApi, model } = agent;
  const { headers, method } = request;
  if (!model.canReconnect) return notRecovered;
  if (method !== 'POST') return methodNotAllowed(['POST'], method);
  const read = readCall(request, 'executor.Call');
  if ('refusal' in read) return read.refusal;
  const { call } = read;
  const problem = executorCallProblem(call);
  if (problem !== undefined) return invalidRequest(`Failed to validate Executor::Call: ${problem}`);
  const mediaType = acceptedType(headers['accept']);
  if (call.type === 'SUBSCRIBE' && mediaType === undefined) return notAcceptable;
  if (call.type === 'HEARTBEAT') return { status: 202 };
  if (call.type !== 'SUBSCRIBE' && model.state === 'RECOVERING') return notRecovered;
  const framework = executorApi.framework(call.framework_id.value);
  if (framework === undefined) return textResponse(400, 'Framework cannot be found');
  const executor = executorApi.executor(framework, call.executor_id.value);
  if (executor === undefined) return textResponse(400, 'Executor cannot be found');
  if (call.type === 'SUBSCRIBE') return subscription(agent, executor, call, mediaType ?? json);
  if (executor.state === 'REGISTERING') return textResponse(403, 'Executor is not subscribed');
  return carryOut(agent, executor, call);
}

/** The form of a call: its parts are there and make sense by themselves. */
export function executorCallProblem(call: ExecutorCall): string | undefined {
  const missing = missingPart('executor.Call', call);
  if (missing !== undefined) return missing;
  const executorId = call.executor_id.value;
  const frameworkId = call.framework_id.value;
  if (executorId === '') return "Expecting 'executor_id' to be present";
  if (frameworkId === '') return "Expecting 'framework_id' to be present";
  if (call.type !== 'UPDATE') return undefined;
  const { status } = call.update!;
  const problem = statusProblem(status, executorId, frameworkId);
  if (problem !== undefined) return problem;
  if (status.source !== 'SOURCE_EXECUTOR')
    return `Received Call from executor ${executorId} of framework ${frameworkId} with invalid source, expecting 'SOURCE_EXECUTOR'`;
  return status.check_status === undefined ? undefined : checkStatusProblem(status.check_status);
}

function checkStatusProblem({ type, command, http, tcp }: CheckStatusInfo): string | undefined {
  if (type === undefined) return "CheckStatusInfo must specify 'type'";
  if (type === 'UNKNOWN') return "'UNKNOWN' is not a valid check's status type";
  const part = { COMMAND: command, HTTP: http, TCP: tcp }[type];
  return part === undefined
    ? `Expecting '${type.toLowerCase()}' to be set for ${type} check's status`
    : undefined;
}

function subscription(
  agent: Agent,
  executor: Executor,
  call: ExecutorCall,
  mediaType: MediaType,
): HttpResponse {
  return {
    status: 200,
    headers: { 'Content-Type': mediaType },
    stream: (raw) => {
      const stream = new RecordStream('executor.Event', mediaType, raw);
      raw.onClose(() => agent.executorApi.closed(executor, stream));
      agent.executorApi.subscribe(executor, stream, { type: 'http' }, call.subscribe!);
    },
  };
}

function carryOut({ executorApi }: Agent, executor: Executor, call: ExecutorCall): HttpResponse {
  switch (call.type) {
    case 'UPDATE':
      return executorApi.update(executor, call.update!.status)
        ? { status: 202 }
        : refusalResponse(
            503,
            'pending_updates',
            'Too many status updates of the task wait to be acknowledged',
          );
    case 'MESSAGE':
      executorApi.message(executor, call.message!.data);
      return { status: 202 };
    default:
      return { status: 501 };
  }
}
