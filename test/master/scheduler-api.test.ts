// The HTTP side of the scheduler API: forms of streams and calls. Checks and statuses are in scheduler-table.test.ts.
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
  assert.is(chosen('application/json;q=0, application/*;q=0.5'), 'application/x-protobuf');
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
