// The HTTP side of the scheduler API: the order of the checks, statuses, headers and texts.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpResponse } from '../../src/http/message.ts';
import { encode } from '../../src/protocol/protobuf.ts';
import { firstOffer, Harness, httpRequest } from './harness.ts';

const test = suite('scheduler api');

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const json = { 'content-type': 'application/json' };
const info = { user: 'nobody', name: 'n', capabilities: [{ type: 'MULTI_ROLE' }], roles: ['*'] };
const subscribe = { type: 'SUBSCRIBE', subscribe: { framework_info: info } };

const post = (harness: Harness, body: Uint8Array, headers: Record<string, string>): HttpResponse =>
  harness.master.schedulerApi(httpRequest(body, headers));

test('checks come in the order of the table, the first that fails answers', () => {
  const { harness, scheduler } = firstOffer();
  const framework_id = { value: scheduler.id };
  const stream = { 'mesos-stream-id': scheduler.streamId };
  const rows: [string, Uint8Array, Record<string, string>, number, string][] = [
    ['no content type', bytes('x'), {}, 400, "Expecting 'Content-Type' to be present"],
    [
      'parameters of a content type',
      bytes(subscribe),
      { 'content-type': 'application/json; charset=utf-8' },
      415,
      'Expecting',
    ],
    [
      'another content type, though the body is bad too',
      Buffer.from('{'),
      { 'content-type': 'text/plain' },
      415,
      'Expecting',
    ],
    ['bad JSON', Buffer.from('{bad'), json, 400, 'Failed to parse body into JSON'],
    [
      'JSON of another form',
      bytes({ type: 'ACCEPT', accept: 3 }),
      json,
      400,
      'Failed to convert JSON into Call protobuf',
    ],
    [
      'a required field is missing',
      bytes({ type: 'KILL', framework_id, kill: {} }),
      json,
      400,
      'Failed to convert',
    ],
    [
      'truncated protobuf',
      Buffer.from([10, 200]),
      { 'content-type': 'application/x-protobuf' },
      400,
      'Failed to parse body into Call protobuf',
    ],
    [
      'no type',
      bytes({ framework_id }),
      json,
      400,
      "Failed to validate scheduler::Call: Expecting 'type' to be present",
    ],
    ['an unknown type', bytes({ framework_id, type: 'NOPE' }), json, 400, "Expecting 'type' to be present"],
    ['no part', bytes({ framework_id, type: 'ACCEPT' }), json, 400, "Expecting 'accept' to be present"],
    ['no framework id', bytes({ type: 'REVIVE' }), json, 400, "Expecting 'framework_id' to be present"],
    [
      'a uuid that is none',
      bytes({
        framework_id,
        type: 'ACKNOWLEDGE',
        acknowledge: { agent_id: { value: 'a' }, task_id: { value: 't' }, uuid: 'AAAA' },
      }),
      json,
      400,
      'Not a valid UUID',
    ],
    [
      'two different ids, though Accept is bad too',
      bytes({ ...subscribe, framework_id: { value: 'x' } }),
      { ...json, accept: 'text/html' },
      400,
      "'framework_id' differs from 'subscribe.framework_info.id'",
    ],
    [
      'Accept',
      bytes(subscribe),
      { ...json, accept: 'text/html', ...stream },
      406,
      "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'",
    ],
    [
      'a subscription with a stream id',
      bytes(subscribe),
      { ...json, ...stream },
      400,
      "Subscribe calls should not include the 'Mesos-Stream-Id' header",
    ],
    [
      'an unknown framework',
      bytes({ type: 'REVIVE', framework_id: { value: 'x' } }),
      json,
      400,
      'Framework cannot be found',
    ],
    [
      'no stream id',
      bytes({ type: 'REVIVE', framework_id }),
      json,
      400,
      "All non-subscribe calls should include the 'Mesos-Stream-Id' header",
    ],
    [
      'a stale stream id',
      bytes({ type: 'REVIVE', framework_id }),
      { ...json, 'mesos-stream-id': 'old' },
      400,
      `The stream ID 'old' included in this request didn't match the stream ID currently associated with framework ID ${scheduler.id}`,
    ],
    [
      'Accept does not count for other calls',
      bytes({ type: 'REVIVE', framework_id }),
      { ...json, ...stream, accept: 'text/html' },
      202,
      '',
    ],
    ['UNKNOWN', bytes({ type: 'UNKNOWN', framework_id }), { ...json, ...stream }, 501, ''],
  ];
  for (const [what, body, headers, status, text] of rows) {
    const response = post(harness, body, headers);
    assert.is(response.status, status, `${what}: ${response.status} ${response.body}`);
    const answer = String(response.body ?? '');
    assert.ok(answer.includes(text), `${what}: ${answer}`);
    if (status !== 202 && status !== 501)
      assert.is(response.headers?.['Content-Type'], 'text/plain; charset=utf-8', what);
    if (status === 202) assert.is(response.body, undefined, what);
  }
});

test('the method is looked at before the body', () => {
  const harness = new Harness();
  const response = harness.master.schedulerApi(httpRequest(new Uint8Array(), {}, 'GET'));
  assert.is(response.status, 405);
  assert.is(response.headers?.['Allow'], 'POST');
  assert.is(response.body, "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.");
});

test('a master that is not elected, or has not read its registry, answers 503', () => {
  const harness = new Harness({ isIdle: true });
  assert.is(harness.request(subscribe).status, 503);
  harness.master.start();
  const response = harness.request(subscribe);
  assert.is(response.status, 503);
  assert.is(response.body, 'Master has not finished recovery');
  harness.time.settle();
  assert.is(harness.request(subscribe).status, 200);
});

test('a master that knows another leader redirects to it', () => {
  const harness = new Harness({ isIdle: true });
  harness.master.model.leader = { hostname: 'other', port: 5050 };
  const response = harness.request(subscribe);
  assert.is(response.status, 307);
  assert.is(response.headers?.['Location'], '//other:5050/api/v1/scheduler');
});

test('a call over a subscription that ended is forbidden', () => {
  const harness = new Harness();
  const scheduler = harness.scheduler({ info: { failover_timeout: 100 } });
  scheduler.disconnect();
  const response = scheduler.call({ type: 'REVIVE' });
  assert.is(response.status, 403);
  assert.is(response.body, 'Framework is not subscribed');
});

test('an authenticated principal must be the one of the framework', () => {
  const harness = new Harness();
  const scheduler = harness.scheduler({ info: { principal: 'alice' } });
  const call = bytes({ type: 'REVIVE', framework_id: { value: scheduler.id } });
  const headers = { ...json, 'mesos-stream-id': scheduler.streamId };
  assert.is(harness.master.schedulerApi(httpRequest(call, headers), 'bob').status, 400);
  assert.is(harness.master.schedulerApi(httpRequest(call, headers), 'alice').status, 202);
  const other = bytes({ ...subscribe, subscribe: { framework_info: { ...info, principal: 'alice' } } });
  assert.match(String(harness.master.schedulerApi(httpRequest(other, json), 'bob').body), 'does not match');
});

test('the media type of the stream is chosen from Accept, JSON first', () => {
  const harness = new Harness();
  const chosen = (accept?: string): string | undefined =>
    post(harness, bytes(subscribe), { ...json, ...(accept === undefined ? {} : { accept }) }).headers?.[
      'Content-Type'
    ];
  assert.is(chosen(), 'application/json');
  assert.is(chosen('application/x-protobuf'), 'application/x-protobuf');
  assert.is(chosen('application/x-protobuf, application/json'), 'application/json');
  assert.is(chosen('*/*'), 'application/json');
  assert.is(chosen('application/json;q=0, application/*;q=0.5'), 'application/json');
  assert.is(chosen('application/x-protobuf;q=0.9, text/html'), 'application/x-protobuf');
});

test('a protobuf scheduler gets protobuf events', () => {
  const { scheduler, offer } = firstOffer({ mediaType: 'application/x-protobuf' });
  assert.ok(offer.id.value.endsWith('-O0'));
  assert.is(scheduler.decline([offer]).status, 202);
});

test('a stream begins with SUBSCRIBED and HEARTBEAT, then a heartbeat every 15 seconds', () => {
  const harness = new Harness();
  const scheduler = harness.scheduler();
  assert.equal(
    scheduler.events.map((event) => event.type),
    ['SUBSCRIBED', 'HEARTBEAT'],
  );
  const { subscribed } = scheduler.events[0]!;
  assert.is(subscribed?.heartbeat_interval_seconds, 15);
  assert.equal(subscribed?.master_info, {
    id: 'a1b2c3d4-0000-4000-8000-000000000001',
    ip: 16777343,
    port: 5050,
    pid: 'master@127.0.0.1:5050',
    hostname: 'localhost',
    version: '1.12.0',
    address: { hostname: 'localhost', ip: '127.0.0.1', port: 5050 },
    capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }, { type: 'QUOTA_V2' }],
  });
  scheduler.events = [];
  harness.time.advance(14_999);
  assert.is(scheduler.take('HEARTBEAT').length, 0);
  harness.time.advance(1);
  assert.is(scheduler.take('HEARTBEAT').length, 1);
  harness.time.advance(30_000);
  assert.is(scheduler.take('HEARTBEAT').length, 2);
});

test('UPDATE_FRAMEWORK answers itself', () => {
  const harness = new Harness();
  const scheduler = harness.scheduler({ info: { roles: ['a'], principal: 'p' } });
  const update = (change: object): HttpResponse =>
    scheduler.call({
      type: 'UPDATE_FRAMEWORK',
      update_framework: { framework_info: { ...scheduler.info, ...change } },
    });
  assert.is(update({ roles: ['a', 'b'], name: 'renamed' }).status, 200);
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.equal(framework.roles, ['a', 'b']);
  assert.is(framework.info.name, 'renamed');
  assert.is(update({ principal: 'q' }).status, 400);
  assert.is(update({ user: 'other' }).status, 400);
  assert.is(update({ checkpoint: true }).status, 400);
  assert.is(update({ roles: ['a', 'a'] }).status, 400);
});

test('a call encoded in protobuf is understood', () => {
  const { harness, scheduler } = firstOffer();
  const body = encode('scheduler.Call', { type: 'SUPPRESS', framework_id: { value: scheduler.id } });
  const headers = { 'content-type': 'application/x-protobuf', 'mesos-stream-id': scheduler.streamId };
  assert.is(post(harness, body, headers).status, 202);
});

test.run();
