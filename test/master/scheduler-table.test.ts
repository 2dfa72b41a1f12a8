// The status of every answer of the scheduler API as a table: the checks in their order, by the numbers they have in
// the specification of the original, and the successes of every call. Each row stands in a situation made for it; a
// row that also breaks later checks shows that the first one answers.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpResponse } from '../../src/http/message.ts';
import { schedulerCalls } from '../../src/master/api/operator-calls.ts';
import { decodeJson } from '../../src/protocol/json.ts';
import { encode } from '../../src/protocol/protobuf.ts';
import { FakeDriver } from './fake-driver.ts';
import { type FakeScheduler, firstOffer, Harness, httpRequest } from './harness.ts';

const test = suite('scheduler table');

/** Checks that nothing here can fail, and why. */
const notApplicable: Readonly<Record<number, string>> = {
  0: 'HTTP schedulers are not authenticated yet: there is no 401',
  1: 'without authentication no principal can have claims and no value',
};

interface Situation {
  readonly harness: Harness;
  readonly id: string;
  readonly streamId: string;
}

const situations = {
  'not elected': () => ({ harness: new Harness({ isIdle: true }), id: 'x', streamId: 's' }),
  'another leads': () => {
    const harness = new Harness({ isIdle: true });
    harness.master.model.leader = { hostname: 'other.example', port: 5050 };
    return { harness, id: 'x', streamId: 's' };
  },
  'not recovered': () => {
    const harness = new Harness({ isIdle: true });
    harness.master.start();
    return { harness, id: 'x', streamId: 's' };
  },
  subscribed: () => of(new Harness().scheduler({ info: { principal: 'alice', failover_timeout: 100 } })),
  offered: () => of(firstOffer().scheduler),
  disconnected: () => {
    const scheduler = new Harness().scheduler({ info: { failover_timeout: 100 } });
    scheduler.disconnect();
    return of(scheduler);
  },
  'on a driver': () => {
    const harness = new Harness();
    const driver = new FakeDriver(harness).subscribe();
    return { harness, id: driver.id, streamId: 's' };
  },
} as const satisfies Readonly<Record<string, () => Situation>>;

function of({ harness, id, streamId }: FakeScheduler): Situation {
  return { harness, id, streamId };
}

interface Row {
  /** Number of the check, or 16 for what passes all. */
  readonly check: number;
  readonly what: string;
  readonly in?: keyof typeof situations;
  readonly method?: string;
  /** A call, or bytes that are none. The framework's id is added to calls that have no field for it. */
  readonly body: object | string;
  /** Beside those of a good call: JSON as the type of the content, and the stream's id unless it subscribes. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly principal?: string;
  readonly status: number;
  readonly text?: string;
}

const passed = 16;
const info = { user: 'nobody', name: 'n', capabilities: [{ type: 'MULTI_ROLE' }], roles: ['*'] };
const subscribe = { type: 'SUBSCRIBE', framework_id: undefined, subscribe: { framework_info: info } };
const revive = { type: 'REVIVE' };
const agent_id = { value: 'a' };
const task_id = { value: 't' };
const uuid = 'prnK1KFeRq+N5xFtbRbxNQ==';
const noType = { 'content-type': undefined };
const protobuf = { 'content-type': 'application/x-protobuf' };
const badAccept = { accept: 'text/html' };
const noStream = { 'mesos-stream-id': undefined };

/** A good call of each type. */
const good: Readonly<Record<keyof typeof schedulerCalls, object>> = {
  SUBSCRIBE: subscribe,
  TEARDOWN: { type: 'TEARDOWN' },
  ACCEPT: { type: 'ACCEPT', accept: { offer_ids: [{ value: 'o' }], operations: [] } },
  DECLINE: { type: 'DECLINE', decline: { offer_ids: [{ value: 'o' }] } },
  ACCEPT_INVERSE_OFFERS: { type: 'ACCEPT_INVERSE_OFFERS', accept_inverse_offers: { inverse_offer_ids: [] } },
  DECLINE_INVERSE_OFFERS: {
    type: 'DECLINE_INVERSE_OFFERS',
    decline_inverse_offers: { inverse_offer_ids: [] },
  },
  REVIVE: revive,
  SUPPRESS: { type: 'SUPPRESS' },
  KILL: { type: 'KILL', kill: { task_id } },
  SHUTDOWN: { type: 'SHUTDOWN', shutdown: { executor_id: { value: 'e' }, agent_id } },
  ACKNOWLEDGE: { type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } },
  ACKNOWLEDGE_OPERATION_STATUS: {
    type: 'ACKNOWLEDGE_OPERATION_STATUS',
    acknowledge_operation_status: { agent_id, uuid, operation_id: { value: 'op' } },
  },
  RECONCILE: { type: 'RECONCILE', reconcile: { tasks: [{ task_id }] } },
  RECONCILE_OPERATIONS: { type: 'RECONCILE_OPERATIONS', reconcile_operations: { operations: [] } },
  MESSAGE: { type: 'MESSAGE', message: { agent_id, executor_id: { value: 'e' }, data: 'AAAA' } },
  REQUEST: { type: 'REQUEST', request: { requests: [] } },
  UPDATE_FRAMEWORK: { type: 'UPDATE_FRAMEWORK', update_framework: { framework_info: { ...info, id: 'ID' } } },
};

const partOf = (type: string): string => type.toLowerCase();
const withPart = Object.keys(good).filter((type) => partOf(type) in (good[type] ?? {}));

const rows: readonly Row[] = [
  { check: 2, what: 'nobody leads', in: 'not elected', body: subscribe, status: 503 },
  {
    check: 2,
    what: 'nobody leads, and all else is wrong',
    in: 'not elected',
    method: 'GET',
    body: '{',
    headers: noType,
    status: 503,
  },
  { check: 2, what: 'another leads', in: 'another leads', body: subscribe, status: 307 },
  {
    check: 2,
    what: 'another leads, and all else is wrong',
    in: 'another leads',
    method: 'GET',
    body: '{',
    headers: noType,
    status: 307,
  },
  {
    check: 3,
    what: 'the registry is not read',
    in: 'not recovered',
    body: subscribe,
    status: 503,
    text: 'Master has not finished recovery',
  },
  {
    check: 3,
    what: 'the same, by another method',
    in: 'not recovered',
    method: 'GET',
    body: '',
    headers: noType,
    status: 503,
  },
  ...['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) => ({
    check: 4,
    what: method,
    method,
    body: '{',
    headers: noType,
    status: 405,
    text: `405 Method Not Allowed. Expecting one of { 'POST' }, but received '${method}'.`,
  })),
  {
    check: 5,
    what: 'no type of content',
    body: '{',
    headers: noType,
    status: 400,
    text: "Expecting 'Content-Type' to be present",
  },
  ...['text/plain', 'application/json; charset=utf-8', 'Application/JSON', 'application/xml', ''].map(
    (type) => ({
      check: 6,
      what: `content of ${type}`,
      body: '{',
      headers: { 'content-type': type },
      status: 415,
      text: 'Expecting',
    }),
  ),
  {
    check: 7,
    what: 'no JSON',
    body: '{bad',
    headers: badAccept,
    status: 400,
    text: 'Failed to parse body into JSON',
  },
  { check: 7, what: 'no body', body: '', status: 400, text: 'Failed to parse body into JSON' },
  {
    check: 7,
    what: 'JSON of another form',
    body: { type: 'ACCEPT', accept: 3 },
    status: 400,
    text: 'Failed to convert JSON into Call protobuf',
  },
  {
    check: 7,
    what: 'a required field is missing',
    body: { type: 'KILL', kill: {} },
    status: 400,
    text: 'Failed to convert',
  },
  {
    check: 7,
    what: 'no protobuf',
    body: '\x0a\xc8',
    headers: protobuf,
    status: 400,
    text: 'Failed to parse body into Call protobuf',
  },
  {
    check: 8,
    what: 'no type',
    body: {},
    headers: badAccept,
    status: 400,
    text: "Expecting 'type' to be present",
  },
  {
    check: 8,
    what: 'a type nobody knows',
    body: { type: 'NOPE' },
    status: 400,
    text: "Expecting 'type' to be present",
  },
  ...withPart.map((type) => ({
    check: 8,
    what: `${type} without its part`,
    body: { type },
    headers: badAccept,
    status: 400,
    text: `Expecting '${partOf(type)}' to be present`,
  })),
  ...Object.keys(good)
    .filter((type) => type !== 'SUBSCRIBE')
    .map((type) => ({
      check: 8,
      what: `${type} without framework_id`,
      body: { ...good[type], framework_id: undefined },
      headers: noStream,
      status: 400,
      text: "Expecting 'framework_id' to be present",
    })),
  ...['', 'AAAA', 'AAAAAAAAAAAAAAAAAAAAAA=='].flatMap((wrong) => [
    {
      check: 8,
      what: `ACKNOWLEDGE of ${wrong}`,
      body: { type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid: wrong } },
      headers: noStream,
      status: 400,
      text: 'Not a valid UUID',
    },
    {
      check: 8,
      what: `ACKNOWLEDGE_OPERATION_STATUS of ${wrong}`,
      headers: noStream,
      status: 400,
      text: 'Not a valid UUID',
      body: {
        type: 'ACKNOWLEDGE_OPERATION_STATUS',
        acknowledge_operation_status: { agent_id, uuid: wrong, operation_id: { value: 'o' } },
      },
    },
  ]),
  {
    check: 8,
    what: 'two ids',
    body: { ...subscribe, framework_id: { value: 'x' } },
    headers: badAccept,
    status: 400,
    text: "'framework_id' differs from 'subscribe.framework_info.id'",
  },
  {
    check: 8,
    what: 'the principal of another',
    body: { ...subscribe, subscribe: { framework_info: { ...info, principal: 'alice' } } },
    headers: badAccept,
    principal: 'bob',
    status: 400,
    text: 'does not match',
  },
  {
    check: 9,
    what: 'a stream nobody can read',
    body: subscribe,
    headers: { ...badAccept, 'mesos-stream-id': 's' },
    status: 406,
    text: "Expecting 'Accept' to allow",
  },
  {
    check: 9,
    what: 'an answer nobody can read',
    body: good['RECONCILE_OPERATIONS']!,
    headers: { ...badAccept, ...noStream },
    status: 406,
  },
  {
    check: 9,
    what: 'types that are refused by weight',
    body: subscribe,
    headers: { accept: 'application/json;q=0, text/*' },
    status: 406,
  },
  {
    check: 10,
    what: 'a subscription over a stream',
    body: subscribe,
    headers: { 'mesos-stream-id': 's' },
    status: 400,
    text: "Subscribe calls should not include the 'Mesos-Stream-Id' header",
  },
  {
    check: 11,
    what: 'an unknown framework',
    body: { ...revive, framework_id: { value: 'x' } },
    headers: noStream,
    principal: 'bob',
    status: 400,
    text: 'Framework cannot be found',
  },
  {
    check: 12,
    what: 'the framework of another',
    body: revive,
    headers: noStream,
    principal: 'bob',
    status: 400,
    text: "Authenticated principal 'bob' does not match principal 'alice'",
  },
  {
    check: 13,
    what: 'not connected',
    in: 'disconnected',
    body: revive,
    headers: noStream,
    status: 403,
    text: 'Framework is not subscribed',
  },
  {
    check: 13,
    what: 'connected through a driver',
    in: 'on a driver',
    body: revive,
    headers: noStream,
    status: 403,
    text: 'Framework is not connected via HTTP',
  },
  {
    check: 14,
    what: 'no stream',
    body: revive,
    headers: noStream,
    status: 400,
    text: "All non-subscribe calls should include the 'Mesos-Stream-Id' header",
  },
  {
    check: 15,
    what: 'an old stream',
    body: revive,
    headers: { 'mesos-stream-id': 'old' },
    status: 400,
    text: "The stream ID 'old' included in this request didn't match the stream ID currently associated with framework ID",
  },
  {
    check: 15,
    what: 'an old stream, and a call nobody knows',
    body: { type: 'UNKNOWN' },
    headers: { 'mesos-stream-id': 'old' },
    status: 400,
  },
  ...Object.keys(good).map((type) => ({
    check: passed,
    what: type,
    in: 'offered' as const,
    body: good[type]!,
    status: type === 'SUBSCRIBE' || type === 'UPDATE_FRAMEWORK' ? 200 : 202,
  })),
  {
    check: passed,
    what: 'Accept does not count for calls without an answer',
    body: revive,
    headers: badAccept,
    status: 202,
  },
  { check: passed, what: 'the principal of the framework', body: revive, principal: 'alice', status: 202 },
  {
    check: passed,
    what: 'UPDATE_FRAMEWORK that cannot be',
    body: {
      type: 'UPDATE_FRAMEWORK',
      update_framework: { framework_info: { ...info, id: 'ID', user: 'other' } },
    },
    status: 400,
  },
  { check: passed, what: 'UNKNOWN', body: { type: 'UNKNOWN' }, status: 501 },
];

/** The answer to a row; calls are sent in protobuf when that is asked for. */
function answerTo(row: Row, isProtobuf = false): { readonly response: HttpResponse; readonly id: string } {
  const { harness, id, streamId } = situations[row.in ?? 'subscribed']();
  let bytes: Uint8Array;
  const isCall = typeof row.body === 'object';
  if (typeof row.body === 'string') bytes = Buffer.from(row.body, 'latin1');
  else {
    const call = JSON.stringify({ framework_id: { value: id }, ...row.body }).replaceAll(
      '"id":"ID"',
      `"id":{"value":"${id}"}`,
    );
    bytes = isProtobuf ? encode('scheduler.Call', decodeJson('scheduler.Call', call)) : Buffer.from(call);
  }
  const subscribes = isCall && (row.body as { type?: string }).type === 'SUBSCRIBE';
  const headers = {
    'content-type': isProtobuf ? 'application/x-protobuf' : 'application/json',
    ...(subscribes ? {} : { 'mesos-stream-id': streamId }),
    ...row.headers,
  };
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const request = httpRequest(bytes, Object.fromEntries(given), row.method);
  return { response: harness.master.schedulerApi(request, row.principal), id };
}

test('every row has its status', () => {
  const wrong: string[] = [];
  for (const row of rows) {
    const { response } = answerTo(row);
    const body = String(response.body ?? '');
    if (response.status !== row.status)
      wrong.push(`${row.check} ${row.what}: ${response.status} ${body}, expected ${row.status}`);
    else if (row.text !== undefined && !body.includes(row.text))
      wrong.push(`${row.check} ${row.what}: ${body}`);
    if (response.status === 405) assert.is(response.headers?.['Allow'], 'POST');
    if (response.status === 307)
      assert.is(response.headers?.['Location'], '//other.example:5050/api/v1/scheduler');
    if (response.status === 202) assert.is(response.body, undefined, row.what);
    if (response.status >= 400 && response.status < 500)
      assert.is(response.headers?.['Content-Type'], 'text/plain; charset=utf-8', row.what);
  }
  const checks = [...new Set(rows.map(({ check }) => check))].filter((check) => check !== passed);
  const successes = rows.filter(({ check }) => check === passed).length;
  console.log(
    `\nFIGURE scheduler API: ${rows.length} rows, ${checks.length} of 16 checks, ${successes} rows that pass them all`,
  );
  for (const [check, reason] of Object.entries(notApplicable))
    console.log(`FIGURE scheduler API: check ${check} is not applicable: ${reason}`);
  assert.equal(wrong, []);
});

test('the table is whole: every check, every call', () => {
  const checks = new Set([...rows.map(({ check }) => check), ...Object.keys(notApplicable).map(Number)]);
  assert.equal(
    [...checks].sort((a, b) => a - b),
    Array.from({ length: passed + 1 }, (_, check) => check),
  );
  assert.equal(Object.keys(good).sort(), Object.keys(schedulerCalls).sort());
});

test('calls in protobuf have the same statuses', () => {
  for (const row of rows) {
    const isCall =
      typeof row.body === 'object' && row.headers?.['content-type'] === undefined && row.check > 7;
    if (
      !isCall ||
      /nobody knows/.test(row.what) ||
      (row.headers !== undefined && 'content-type' in row.headers)
    )
      continue;
    assert.is(answerTo(row, true).response.status, row.status, row.what);
  }
});

test.run();
