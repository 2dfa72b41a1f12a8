// The executor endpoint: every check in its order, in both encodings.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { executorEndpoint } from '../../../src/agent/api/executor.ts';
import type { HttpResponse } from '../../../src/http/message.ts';
import { toJson } from '../../../src/protocol/json.ts';
import type { ExecutorCall, TaskStatus } from '../../../src/protocol/messages.ts';
import { encode } from '../../../src/protocol/protobuf.ts';
import { connectedExecutor, customTask, newUuid } from '../fake-executor.ts';
import { frameworkId, Harness, masterPid, taskOf } from '../harness.ts';

const test = suite('executor api');

type Headers = Readonly<Record<string, string>>;

const json = { 'content-type': 'application/json' };
const protobuf = { 'content-type': 'application/x-protobuf' };
const ids = { executor_id: { value: 'e' }, framework_id: { value: frameworkId } };
const subscribe: ExecutorCall = { ...ids, type: 'SUBSCRIBE', subscribe: {} };
const heartbeat: ExecutorCall = { ...ids, type: 'HEARTBEAT' };
const message: ExecutorCall = { ...ids, type: 'MESSAGE', message: { data: Buffer.from('x') } };

function update(fields: Partial<TaskStatus> = {}): ExecutorCall {
  const status: TaskStatus = {
    task_id: { value: 't' },
    state: 'TASK_RUNNING',
    source: 'SOURCE_EXECUTOR',
    uuid: newUuid(),
    ...fields,
  };
  return { ...ids, type: 'UPDATE', update: { status } };
}

function withoutUuid(): ExecutorCall {
  const call = update();
  const { uuid: _uuid, ...status } = call.update!.status;
  return { ...call, update: { status } };
}

function request(
  harness: Harness,
  headers: Headers,
  body: string | Uint8Array,
  method = 'POST',
): HttpResponse {
  return executorEndpoint(harness.agent, {
    method,
    path: '/api/v1/executor',
    target: '/api/v1/executor',
    query: new URLSearchParams(),
    headers,
    body: Buffer.from(body),
    remoteAddress: '127.0.0.1',
  });
}

/** The agent of a row: with an executor that runs `t`, with one that has not connected, or before its time. */
type Scene = 'connected' | 'unconnected' | 'starting' | 'waiting';

async function agentIn(scene: Scene): Promise<Harness> {
  const harness = new Harness();
  await harness.register();
  if (scene === 'unconnected') {
    harness.run(customTask('t'));
    await harness.settle();
    return harness;
  }
  await connectedExecutor(harness);
  await harness.runUntilRunning(taskOf('command'));
  if (scene === 'connected') return harness;
  harness.crash();
  harness.boot();
  harness.agent.masterDetected(masterPid);
  if (scene === 'waiting') await harness.settle();
  return harness;
}

interface Row {
  readonly what: string;
  readonly scene?: Scene;
  readonly method?: string;
  readonly headers?: Headers;
  /** Sent as it is; a call is sent in both encodings. */
  readonly body?: string;
  readonly call?: ExecutorCall | Omit<ExecutorCall, 'type'>;
  readonly status: number;
  readonly text?: string;
}

const accept = "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'";
const notRecovered = 'Agent has not finished recovery';
const invalid = 'Failed to validate Executor::Call: ';

/** In the order of the checks. */
const rows: readonly Row[] = [
  {
    what: 'before containers are known',
    scene: 'starting',
    call: subscribe,
    status: 503,
    text: notRecovered,
  },
  { what: 'even a GET then', scene: 'starting', method: 'GET', body: '', status: 503, text: notRecovered },
  { what: 'another method', method: 'GET', body: '', status: 405 },
  { what: 'a method before a type', method: 'PUT', headers: { 'content-type': 'x' }, body: '', status: 405 },
  {
    what: 'no type of content',
    headers: {},
    body: '{}',
    status: 400,
    text: "Expecting 'Content-Type' to be present",
  },
  {
    what: 'another type of content',
    headers: { 'content-type': 'text/plain' },
    body: '{}',
    status: 415,
    text: "Expecting 'Content-Type' of application/json or application/x-protobuf",
  },
  {
    what: 'a parameter of the type',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: '{}',
    status: 415,
  },
  { what: 'no JSON', headers: json, body: '{', status: 400 },
  { what: 'JSON that is no call', headers: json, body: '{"type":"SUBSCRIBE","executor_id":7}', status: 400 },
  { what: 'no protobuf', headers: protobuf, body: '\xff\xff\xff', status: 400 },
  { what: 'no ids', headers: json, body: '{"type":"SUBSCRIBE","subscribe":{}}', status: 400 },
  { what: 'no type of call', call: ids, status: 400, text: `${invalid}Expecting 'type' to be present` },
  {
    what: 'an empty executor id',
    call: { ...subscribe, executor_id: { value: '' } },
    status: 400,
    text: `${invalid}Expecting 'executor_id' to be present`,
  },
  {
    what: 'an empty framework id',
    call: { ...subscribe, framework_id: { value: '' } },
    status: 400,
    text: `${invalid}Expecting 'framework_id' to be present`,
  },
  {
    what: 'SUBSCRIBE without its part',
    call: { ...ids, type: 'SUBSCRIBE' },
    status: 400,
    text: `${invalid}Expecting 'subscribe' to be present`,
  },
  {
    what: 'UPDATE without its part',
    call: { ...ids, type: 'UPDATE' },
    status: 400,
    text: `${invalid}Expecting 'update' to be present`,
  },
  {
    what: 'MESSAGE without its part',
    call: { ...ids, type: 'MESSAGE' },
    status: 400,
    text: `${invalid}Expecting 'message' to be present`,
  },
  {
    what: 'an update without uuid',
    call: withoutUuid(),
    status: 400,
    text: `${invalid}Expecting 'uuid' to be present`,
  },
  {
    what: 'a uuid that is none',
    call: update({ uuid: new Uint8Array(16) }),
    status: 400,
    text: `${invalid}Not a valid UUID`,
  },
  {
    what: 'a uuid too short',
    call: update({ uuid: newUuid().slice(1) }),
    status: 400,
    text: `${invalid}Not a valid UUID`,
  },
  {
    what: 'an update of another executor',
    call: update({ executor_id: { value: 'x' } }),
    status: 400,
    text: `${invalid}ExecutorID in Call: e does not match ExecutorID in TaskStatus: x`,
  },
  {
    what: 'an update of another source',
    call: update({ source: 'SOURCE_AGENT' }),
    status: 400,
    text: `${invalid}Received Call from executor e of framework ${frameworkId} with invalid source, expecting 'SOURCE_EXECUTOR'`,
  },
  {
    what: 'an update back to STAGING',
    call: update({ state: 'TASK_STAGING' }),
    status: 400,
    text: `${invalid}Received TASK_STAGING from executor e of framework ${frameworkId} which is not allowed`,
  },
  {
    what: 'the status of a check of no kind',
    call: update({ check_status: {} }),
    status: 400,
    text: `${invalid}CheckStatusInfo must specify 'type'`,
  },
  {
    what: 'the status of a check of an unknown kind',
    call: update({ check_status: { type: 'UNKNOWN' } }),
    status: 400,
    text: `${invalid}'UNKNOWN' is not a valid check's status type`,
  },
  {
    what: 'the status of a check of another kind',
    call: update({ check_status: { type: 'HTTP', command: {} } }),
    status: 400,
    text: `${invalid}Expecting 'http' to be set for HTTP check's status`,
  },
  {
    what: 'the status of a check',
    call: update({ check_status: { type: 'TCP', tcp: { succeeded: true } } }),
    status: 202,
  },
  {
    what: 'SUBSCRIBE that takes no answer',
    headers: { accept: 'text/html' },
    call: subscribe,
    status: 406,
    text: accept,
  },
  { what: 'other calls take none', headers: { accept: 'text/html' }, call: message, status: 202 },
  { what: 'HEARTBEAT of anybody', call: { ...heartbeat, executor_id: { value: 'x' } }, status: 202 },
  { what: 'HEARTBEAT while executors are waited for', scene: 'waiting', call: heartbeat, status: 202 },
  {
    what: 'others while executors are waited for',
    scene: 'waiting',
    call: message,
    status: 503,
    text: notRecovered,
  },
  { what: 'an update then', scene: 'waiting', call: update(), status: 503, text: notRecovered },
  { what: 'SUBSCRIBE while executors are waited for', scene: 'waiting', call: subscribe, status: 200 },
  {
    what: 'an unknown framework',
    call: { ...message, framework_id: { value: 'x' } },
    status: 400,
    text: 'Framework cannot be found',
  },
  {
    what: 'an unknown executor',
    call: { ...subscribe, executor_id: { value: 'x' } },
    status: 400,
    text: 'Executor cannot be found',
  },
  {
    what: 'the executor of a command task, which is nobody',
    call: { ...subscribe, executor_id: { value: 'command' } },
    status: 400,
    text: 'Executor cannot be found',
  },
  {
    what: 'an update before SUBSCRIBE',
    scene: 'unconnected',
    call: update(),
    status: 403,
    text: 'Executor is not subscribed',
  },
  {
    what: 'a message before SUBSCRIBE',
    scene: 'unconnected',
    call: message,
    status: 403,
    text: 'Executor is not subscribed',
  },
  {
    what: 'an unknown call before SUBSCRIBE',
    scene: 'unconnected',
    call: { ...ids, type: 'UNKNOWN' },
    status: 403,
  },
  { what: 'SUBSCRIBE', scene: 'unconnected', call: subscribe, status: 200 },
  { what: 'SUBSCRIBE again', call: subscribe, status: 200 },
  { what: 'SUBSCRIBE, anything taken', headers: { accept: '*/*' }, call: subscribe, status: 200 },
  { what: 'an update', call: update(), status: 202 },
  { what: 'a message', call: message, status: 202 },
  { what: 'an unknown call', call: { ...ids, type: 'UNKNOWN' }, status: 501 },
];

let tried = 0;

for (const row of rows) {
  test(`${row.what}: ${row.status}`, async () => {
    const { body, call, headers = {}, method, scene = 'connected', status, text } = row;
    const attempts: [Headers, string | Uint8Array][] =
      call === undefined
        ? [[headers, body ?? '']]
        : [
            [{ ...json, ...headers }, toJson('executor.Call', call)],
            [{ ...protobuf, ...headers }, encode('executor.Call', call)],
          ];
    for (const [sentHeaders, sent] of attempts) {
      const harness = await agentIn(scene);
      const response = request(harness, sentHeaders, sent, method);
      assert.is(response.status, status, String(response.body));
      if (text !== undefined) assert.is(response.body, text);
      if (status === 202) assert.is(response.body, undefined);
      if (status === 200) assert.type(response.stream, 'function');
      tried += 1;
    }
  });
}

test('what was tried', () => {
  console.log(`\nFIGURE executor api: ${rows.length} rows of the status table, ${tried} requests`);
  assert.ok(tried > rows.length);
});

test.run();
