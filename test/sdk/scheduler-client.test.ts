// The scheduler client against a scripted HTTP client: what it sends when, and what it does when the stream ends.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MesosError } from '../../src/base/errors.ts';
import { toJson } from '../../src/protocol/json.ts';
import type { SchedulerEvent } from '../../src/protocol/messages.ts';
import { encodeRecord } from '../../src/protocol/recordio.ts';
import { SchedulerClient, type SchedulerClientOptions } from '../../src/sdk/scheduler-client.ts';
import { ScriptedHttp, ScriptedTimers, turn } from './scripted-http.ts';

const test = suite('sdk scheduler client');

const record = (event: SchedulerEvent): Uint8Array =>
  encodeRecord(Buffer.from(toJson('scheduler.Event', event)));
const subscribed = record({
  type: 'SUBSCRIBED',
  subscribed: { framework_id: { value: 'f-1' }, heartbeat_interval_seconds: 15 },
});
function start(options: Partial<SchedulerClientOptions> = {}) {
  const http = new ScriptedHttp('scheduler.Call');
  const timers = new ScriptedTimers();
  const events: SchedulerEvent[] = [];
  const lost: string[] = [];
  const refused: string[] = [];
  const client = new SchedulerClient({
    master: 'm1:5050',
    contentType: 'application/json',
    framework: { user: 'u', name: 'n' },
    http,
    timers,
    random: { uuid: () => '', fraction: () => 0 },
    onEvent: (event) => events.push(event),
    onDisconnected: (reason) => lost.push(reason),
    onRefused: (reason) => refused.push(reason),
    ...options,
  });
  return { http, client, events, lost, refused, timers };
}

test('events that arrive with the head are not lost', async () => {
  const { http, client, events } = start();
  http.early = [subscribed];
  client.start();
  await turn();
  assert.equal(
    events.map(({ type }) => type),
    ['SUBSCRIBED'],
  );
  await client.call({ type: 'REVIVE' });
  assert.equal(http.calls[0], {
    url: 'http://m1:5050/api/v1/scheduler',
    call: { type: 'REVIVE', framework_id: { value: 'f-1' } },
    streamId: 'stream-1',
  });
});

test('an event over a limit costs the stream, not the program', async () => {
  const rows = [
    [{ maxEventBytes: 20 }, /larger than the limit of 20/],
    [{ maxDepth: 2 }, /deeper than 2/],
  ] as const;
  for (const [limits, problem] of rows) {
    const { http, client, events, lost } = start({ limits });
    http.early = [subscribed];
    client.start();
    await turn();
    assert.equal(events, []);
    assert.match(lost[0]!, problem);
    assert.ok(http.streams[0]!.isClosed);
    client.close();
  }
});

test("a closed stream is opened again with the framework's id", async () => {
  const { http, client, lost, timers } = start();
  client.start();
  await turn();
  http.streams[0]!.events.onChunk(Buffer.from(subscribed));
  http.streams[0]!.events.onClose(undefined);
  assert.is(lost.length, 1);
  await client.call({ type: 'REVIVE' }).then(
    () => assert.unreachable('a call without a subscription must fail'),
    (error: Error) => assert.match(error.message, /not subscribed/),
  );
  timers.fire();
  await turn();
  assert.equal(http.streams[1]!.call.framework_id, { value: 'f-1' });
  assert.equal(http.streams[1]!.call.subscribe?.framework_info.id, { value: 'f-1' });
});

test('a redirect is followed at once, a ring of redirects is not', async () => {
  const { http, client, lost } = start();
  http.head = { status: 307, headers: { location: '//m2:5050/api/v1/scheduler' } };
  client.start();
  for (let count = 0; count < 20; count += 1) await turn();
  assert.is(http.streams[1]!.url, 'http://m2:5050/api/v1/scheduler');
  assert.ok(http.streams.length < 10);
  assert.match(lost[0]!, /do not agree/);
});

test('a refusal ends it, an overloaded master does not', async () => {
  const { http, client, refused, lost } = start();
  http.head = { status: 400, headers: {} };
  http.early = [Buffer.from('no good')];
  client.start();
  await turn();
  http.streams[0]!.events.onClose(undefined);
  assert.match(refused[0]!, /400: no good/);
  const other = start();
  other.http.head = { status: 503, headers: {} };
  other.client.start();
  await turn();
  other.http.streams[0]!.events.onClose(undefined);
  assert.is(other.refused.length, 0);
  assert.match(other.lost[0]!, /503/);
  assert.is(lost.length, 0);
});

test('silence for three heartbeats ends the stream', async () => {
  const { http, client, lost, timers } = start();
  client.start();
  await turn();
  http.streams[0]!.events.onChunk(Buffer.from(subscribed));
  assert.equal(timers.delaysMs, [45_000]);
  timers.fire(45_000);
  assert.match(lost[0]!, /no heartbeat for 45 seconds/);
  assert.ok(http.streams[0]!.isClosed);
});

test('a stream that is not RecordIO is given up', async () => {
  const { http, client, lost } = start();
  client.start();
  await turn();
  http.streams[0]!.events.onChunk(Buffer.from('<html>'));
  assert.match(lost[0]!, /could not be decoded/);
});

test('calls that are not accepted reject with the answer', async () => {
  const { http, client } = start();
  http.early = [subscribed];
  client.start();
  await turn();
  http.callStatus = 400;
  await client.call({ type: 'REVIVE' }).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /REVIVE with 400: because/),
  );
});

test('after a teardown the end of the stream is no loss', async () => {
  const { http, client, lost } = start();
  http.early = [subscribed];
  client.start();
  await turn();
  const left = client.teardown();
  http.streams[0]!.events.onClose(undefined);
  await left;
  assert.equal(lost, []);
  assert.is(http.calls.at(-1)!.call.type, 'TEARDOWN');
});

const update = (state: 'TASK_RUNNING' | 'TASK_FINISHED', uuid?: string): Uint8Array => {
  const status = { task_id: { value: 't-1' }, agent_id: { value: 'a-1' }, state };
  return record({
    type: 'UPDATE',
    update: { status: uuid === undefined ? status : { ...status, uuid: Buffer.from(uuid) } },
  });
};

test('an update is acknowledged when the handler returns, one without uuid is not', async () => {
  const { http, client } = start();
  http.early = [subscribed, update('TASK_RUNNING'), update('TASK_FINISHED', '0123456789abcdef')];
  client.start();
  await turn();
  assert.equal(
    http.calls.map(({ call }) => [call.type, Buffer.from(call.acknowledge?.uuid ?? []).toString()]),
    [['ACKNOWLEDGE', '0123456789abcdef']],
  );
});

test('the update of an operation is acknowledged to its resource provider', async () => {
  const { http, client } = start();
  const status = {
    operation_id: { value: 'o-1' },
    agent_id: { value: 'a-1' },
    resource_provider_id: { value: 'p-1' },
    state: 'OPERATION_FINISHED' as const,
    uuid: { value: Buffer.from('0123456789abcdef') },
  };
  http.early = [subscribed, record({ type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } })];
  client.start();
  await turn();
  assert.equal(
    http.calls.map(({ call }) => call.acknowledge_operation_status),
    [
      {
        agent_id: { value: 'a-1' },
        resource_provider_id: { value: 'p-1' },
        operation_id: { value: 'o-1' },
        uuid: new Uint8Array(Buffer.from('0123456789abcdef')),
      },
    ],
  );
});

test('with explicit acknowledgement nothing is sent until the framework says so', async () => {
  const { http, client, events } = start({ acknowledgement: 'explicit' });
  http.early = [subscribed, update('TASK_FINISHED', '0123456789abcdef')];
  client.start();
  await turn();
  assert.is(http.calls.length, 0);
  await client.acknowledge(events[1]!.update!.status);
  assert.is(http.calls[0]?.call.type, 'ACKNOWLEDGE');
});

test('reconciliation asks again, later each time, for what was not answered, and ends', async () => {
  const { http, client, timers } = start();
  http.early = [subscribed];
  client.start();
  await turn();
  let isDone = false;
  const tasks = ['t-1', 't-2'].map((value) => ({ task_id: { value } }));
  void client.reconcile(tasks).then(() => {
    isDone = true;
  });
  http.streams[0]!.events.onChunk(Buffer.from(update('TASK_RUNNING')));
  timers.fire(1000);
  timers.fire(2000);
  await turn();
  assert.equal(
    http.calls.map(({ call }) => call.reconcile?.tasks?.map(({ task_id }) => task_id.value)),
    [['t-1', 't-2'], ['t-2'], ['t-2']],
  );
  const other = { task_id: { value: 't-2' }, state: 'TASK_LOST' as const };
  http.streams[0]!.events.onChunk(Buffer.from(record({ type: 'UPDATE', update: { status: other } })));
  await turn();
  assert.ok(isDone);
  assert.equal(timers.delaysMs, [45_000]);
});

test('reconciliation goes on with the next subscription', async () => {
  const { http, client, timers } = start();
  http.early = [subscribed];
  client.start();
  await turn();
  void client.reconcile([{ task_id: { value: 't-1' } }]);
  http.streams[0]!.events.onClose(undefined);
  assert.equal(timers.delaysMs, [100]);
  timers.fire(100);
  await turn();
  assert.is(http.calls.filter(({ call }) => call.type === 'RECONCILE').length, 1);
  assert.ok(timers.delaysMs.includes(1000));
});

test('the masters of a list are asked in turn', async () => {
  const { http, client, timers } = start({ master: 'm1, m2:5051' });
  http.refuses = true;
  const urls: string[] = [];
  const stream = http.stream.bind(http);
  http.stream = (method, url, events, options) => {
    urls.push(url);
    return stream(method, url, events, options);
  };
  client.start();
  for (let count = 0; count < 2; count += 1) {
    await turn();
    timers.fire();
  }
  await turn();
  assert.equal(
    urls.map((url) => new URL(url).host),
    ['m1:5050', 'm2:5051', 'm1:5050'],
  );
});

test('when the master of a redirect is gone, the given one is asked again', async () => {
  const { http, client, timers, lost } = start();
  http.head = { status: 307, headers: { location: '//m2:5050/api/v1/scheduler' } };
  const stream = http.stream.bind(http);
  http.stream = (method, url, events, options) => {
    http.refuses = url.includes('m2');
    return stream(method, url, events, options);
  };
  client.start();
  await turn();
  assert.is(lost.length, 1);
  timers.fire();
  await turn();
  assert.equal(
    http.streams.map(({ url }) => new URL(url).host),
    ['m1:5050', 'm1:5050'],
  );
});

test('addresses of ZooKeeper are refused with what to write instead', () => {
  assert.throws(
    () => start({ master: 'zk://z:2181/mesos' }),
    (error: MesosError) => error.code === 'CONFIG_INVALID' && /HOST:PORT/.test(error.hint ?? ''),
  );
  assert.throws(() => start({ master: 'm1:5050,,m2' }), /"" is not the address/);
});

test('after ERROR it does not subscribe again', async () => {
  const { http, client, events, lost, timers } = start();
  http.early = [subscribed, record({ type: 'ERROR', error: { message: 'Framework failed over' } })];
  client.start();
  await turn();
  http.streams[0]!.events.onClose(undefined);
  assert.is(events.at(-1)?.type, 'ERROR');
  assert.equal([lost, timers.delaysMs], [[], []]);
});

test('what UPDATE_FRAMEWORK changed is what the next subscription says', async () => {
  const { http, client, timers } = start({ suppressedRoles: ['r'] });
  http.early = [subscribed];
  client.start();
  await turn();
  const framework_info = { user: 'u', name: 'other', id: { value: 'f-1' } };
  await client.call({ type: 'UPDATE_FRAMEWORK', update_framework: { framework_info } });
  http.streams[0]!.events.onClose(undefined);
  timers.fire(100);
  await turn();
  assert.is(http.streams[1]!.call.subscribe?.framework_info.name, 'other');
  assert.equal(http.streams[1]!.call.subscribe?.suppressed_roles, ['r']);
});

test('a credential goes with every request', async () => {
  const { http, client } = start({ credential: { principal: 'p', secret: 's' } });
  client.start();
  await turn();
  assert.is(http.streams[0]!.headers['Authorization'], 'Basic cDpz');
});

test.run();
