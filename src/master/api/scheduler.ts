// The HTTP side of the scheduler API. The order of the checks, their statuses and their texts are the
// original's (clients tell failures apart by them); what a call means is decided elsewhere.
import type { HttpRequest, HttpResponse, ResponseStream } from '../../http/message.ts';
import { methodNotAllowed, textResponse as refusal } from '../../http/responses.ts';
import { DecodeError } from '../../protocol/errors.ts';
import { fromJson, parseJson } from '../../protocol/json.ts';
import type { SchedulerCall } from '../../protocol/messages.ts';
import { decode } from '../../protocol/protobuf.ts';
import { schedulerCall } from '../calls.ts';
import type { Core } from '../core.ts';
import { EventStream, type MediaType } from '../event-stream.ts';
import { streamClosed, subscribe } from '../frameworks.ts';
import type { Master } from '../master.ts';
import type { Framework } from '../model.ts';
import { validateCall } from '../validation/call.ts';

const json: MediaType = 'application/json';
const protobuf: MediaType = 'application/x-protobuf';

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
  const unready = unreadyResponse(core, request);
  if (unready !== undefined) return unready;
  if (request.method !== 'POST') return methodNotAllowed(['POST'], request.method);
  const call = readCall(request);
  if ('status' in call) return call;
  const problem = validateCall(call, principal);
  if (problem !== undefined) return refusal(400, `Failed to validate scheduler::Call: ${problem.message}`);
  const hasAnswer = call.type === 'SUBSCRIBE' || call.type === 'RECONCILE_OPERATIONS';
  const mediaType = acceptedType(request.headers['accept']);
  if (hasAnswer && mediaType === undefined)
    return refusal(406, `Expecting 'Accept' to allow '${protobuf}' or '${json}'`);
  if (call.type === 'SUBSCRIBE') return subscribeResponse(core, request, call, mediaType ?? json, principal);
  const framework = subscribedFramework(core, request, call, principal);
  if ('status' in framework) return framework;
  if (call.type === 'UNKNOWN') return { status: 501 };
  const refused = schedulerCall(core, framework, call);
  if (refused !== undefined) return refusal(400, refused.message);
  return { status: call.type === 'UPDATE_FRAMEWORK' ? 200 : 202 };
}

/** The answer of a master that does not lead, or cannot serve yet. */
function unreadyResponse({ model }: Core, request: HttpRequest): HttpResponse | undefined {
  if (model.electedMs === undefined) {
    if (model.leader === undefined) return refusal(503, 'No leader elected');
    const { hostname, port } = model.leader;
    return { status: 307, headers: { Location: `//${hostname}:${port}${request.target}` } };
  }
  return model.isRecovered ? undefined : refusal(503, 'Master has not finished recovery');
}

/** The call, or the refusal of a body that is none. The type of the content is compared exactly. */
function readCall({ headers, body }: HttpRequest): SchedulerCall | HttpResponse {
  const contentType = headers['content-type'];
  if (contentType === undefined) return refusal(400, "Expecting 'Content-Type' to be present");
  if (contentType === protobuf) {
    return attempt('Failed to parse body into Call protobuf', () => decode('scheduler.Call', body));
  }
  if (contentType !== json) return refusal(415, `Expecting 'Content-Type' of ${json} or ${protobuf}`);
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString();
  const value = attempt('Failed to parse body into JSON', () => ({ parsed: parseJson(text) }));
  if ('status' in value) return value;
  return attempt('Failed to convert JSON into Call protobuf', () => fromJson('scheduler.Call', value.parsed));
}

function attempt<Result extends object>(what: string, read: () => Result): Result | HttpResponse {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return refusal(400, `${what}: ${error.message}`);
  }
}

/** What the client takes, JSON first; without the header everything. */
function acceptedType(accept: string | undefined): MediaType | undefined {
  if (accept === undefined) return json;
  const ranges = accept
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim().toLowerCase()))
    .filter(([, ...parameters]) => !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)))
    .map(([range]) => range);
  const takes = (type: string): boolean =>
    ranges.some((range) => range === type || range === 'application/*' || range === '*/*');
  if (takes(json)) return json;
  return takes(protobuf) ? protobuf : undefined;
}

function subscribeResponse(
  core: Core,
  request: HttpRequest,
  call: SchedulerCall,
  mediaType: MediaType,
  principal: string | undefined,
): HttpResponse {
  if (request.headers['mesos-stream-id'] !== undefined)
    return refusal(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
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
        if (framework !== undefined) streamClosed(core, framework, stream);
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
  if (!framework.isConnected || framework.stream === undefined)
    return refusal(403, 'Framework is not subscribed');
  const streamId = request.headers['mesos-stream-id'];
  if (streamId === undefined)
    return refusal(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
  if (streamId !== framework.stream.id) {
    return refusal(
      400,
      `The stream ID '${streamId}' included in this request didn't match the stream ID currently associated with framework ID ${framework.id}`,
    );
  }
  return framework;
}
