// The HTTP side of the scheduler API. The order of the checks, their statuses and their texts are the
// original's (clients tell failures apart by them); what a call means is decided elsewhere.
import { acceptedType, json, type MediaType, notAcceptable, readCall } from '../../api/media-type.ts';
import type { HttpRequest, HttpResponse, ResponseStream } from '../../http/message.ts';
import { invalidRequest, methodNotAllowed, textResponse as refusal } from '../../http/responses.ts';
import type { SchedulerCall } from '../../protocol/messages.ts';
import { schedulerCall } from '../calls.ts';
import type { Core } from '../core.ts';
import { EventStream } from '../event-stream.ts';
import { connectionClosed } from '../frameworks.ts';
import type { Master } from '../master.ts';
import type { Framework } from '../model.ts';
import { subscribe } from '../subscription.ts';
import { validateCall } from '../validation/call.ts';
import { unreadyResponse } from './leadership.ts';

/** `POST /api/v1/scheduler`. `principal` is the authenticated one, when authentication is on. */
export function schedulerEndpoint(master: Master, request: HttpRequest, principal?: string): HttpResponse {
  return master.schedulerApi(request, principal);
}

/** The same inside the mailbox. */
export function serveScheduler(
  core: Core,
  request: HttpRequest,
  principal: string | undefined,
): HttpResponse {
  const unready = unreadyResponse(core.model, request);
  if (unready !== undefined) return unready;
  if (request.method !== 'POST') return methodNotAllowed(['POST'], request.method);
  const read = readCall(request, 'scheduler.Call');
  if ('refusal' in read) return read.refusal;
  const { call } = read;
  const problem = validateCall(call, principal);
  if (problem !== undefined) return invalidRequest(`Failed to validate scheduler::Call: ${problem.message}`);
  const hasAnswer = call.type === 'SUBSCRIBE' || call.type === 'RECONCILE_OPERATIONS';
  const mediaType = acceptedType(request.headers['accept']);
  if (hasAnswer && mediaType === undefined) return notAcceptable;
  if (call.type === 'SUBSCRIBE') return subscribeResponse(core, request, call, mediaType ?? json, principal);
  const framework = subscribedFramework(core, request, call, principal);
  if ('status' in framework) return framework;
  if (call.type === 'UNKNOWN') return { status: 501 };
  const refused = schedulerCall(core, framework, call);
  if (refused !== undefined) return invalidRequest(refused.message);
  return { status: call.type === 'UPDATE_FRAMEWORK' ? 200 : 202 };
}

function subscribeResponse(
  core: Core,
  request: HttpRequest,
  call: SchedulerCall,
  mediaType: MediaType,
  principal: string | undefined,
): HttpResponse {
  if (request.headers['mesos-stream-id'] !== undefined)
    return invalidRequest("Subscribe calls should not include the 'Mesos-Stream-Id' header");
  const info = call.subscribe!.framework_info;
  const subscription = {
    ...call.subscribe!,
    framework_info: principal === undefined ? info : { ...info, principal },
  };
  const id = core.random.uuid();
  const open = (raw: ResponseStream): void => {
    const stream = new EventStream(id, mediaType, raw);
    let framework: Framework | undefined;
    raw.onClose(() => {
      core.mailbox.post(() => {
        if (framework !== undefined) connectionClosed(core, framework, stream);
      });
    });
    core.mailbox.post(() => {
      framework = subscribe(core, subscription, stream);
    });
  };
  return {
    status: 200,
    headers: { 'Mesos-Stream-Id': id, 'Content-Type': mediaType },
    stream: open,
  };
}

/** The framework of a call, when the call comes over its current subscription. */
function subscribedFramework(
  { model }: Core,
  request: HttpRequest,
  call: SchedulerCall,
  principal: string | undefined,
): Framework | HttpResponse {
  const framework = model.frameworks.get(call.framework_id!.value);
  if (framework === undefined) return refusal(400, 'Framework cannot be found');
  if (principal !== undefined && principal !== framework.info.principal) {
    return refusal(
      400,
      `Authenticated principal '${principal}' does not match principal '${framework.info.principal ?? ''}' set in \`FrameworkInfo\``,
    );
  }
  const stream = framework.connection;
  if (stream === undefined) return refusal(403, 'Framework is not subscribed');
  if (!(stream instanceof EventStream)) return refusal(403, 'Framework is not connected via HTTP');
  const streamId = request.headers['mesos-stream-id'];
  if (streamId === undefined)
    return invalidRequest("All non-subscribe calls should include the 'Mesos-Stream-Id' header");
  if (streamId !== stream.id) {
    return refusal(
      400,
      `The stream ID '${streamId}' included in this request didn't match the stream ID currently associated with framework ID ${framework.id}`,
    );
  }
  return framework;
}
