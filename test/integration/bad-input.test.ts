// Calls of the scheduler API that are wrong in every way the specification names: each is answered with its
// status, and the master lives on.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encode } from '../../src/protocol/protobuf.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { assertAlive, assertBounded } from './aliveness.ts';
import { frameworkInfo, jsonHeaders, post, RawScheduler, schedulerPath } from './raw-scheduler.ts';

const test = suite('bad calls');

let cluster: Cluster;
let master: DaemonProcess;
let scheduler: RawScheduler;

test.before(async () => {
  cluster = new Cluster();
  master = await cluster.startMaster();
  await eventually('the recovery of the registry', async () => (await post(master.port, '')).status !== 503);
  scheduler = await RawScheduler.subscribe(master.port);
});

test.after(async () => {
  scheduler.close();
  await cluster.stop();
});

test.after.each(() => assertAlive(master));

const revive = { type: 'REVIVE' };

async function statusOf(body: string | Uint8Array, headers?: Record<string, string>): Promise<number> {
  return (await post(master.port, body, headers)).status;
}

test('malformed JSON is 400', async () => {
  for (const body of ['{', '', 'nonsense', '{"type": "REVIVE"', '[]', '"REVIVE"', '{"type": 3}', '\u0000']) {
    assert.is(await statusOf(body), 400, JSON.stringify(body));
  }
});

test('fields of a wrong kind are 400', async () => {
  const wrong = [
    { type: 'SUBSCRIBE', subscribe: [] },
    { type: 'SUBSCRIBE', subscribe: { framework_info: { user: 1, name: 'x' } } },
    { type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'nobody' } } },
    { type: 'ACKNOWLEDGE', framework_id: { value: 'x' }, acknowledge: { uuid: 'AA==' } },
    { type: 'NO_SUCH_CALL' },
    {},
  ];
  for (const call of wrong) assert.is(await statusOf(JSON.stringify(call)), 400, JSON.stringify(call));
});

test('another content type is 415, none is 400', async () => {
  const body = JSON.stringify(revive);
  for (const type of [
    'text/plain',
    'application/json; charset=utf-8',
    'application/xml',
    'Application/JSON',
  ]) {
    assert.is(await statusOf(body, { 'Content-Type': type }), 415, type);
  }
  assert.is(await statusOf(body, {}), 400);
});

test('truncated and garbled protobuf is 400', async () => {
  const headers = { 'Content-Type': 'application/x-protobuf' };
  const whole = encode('scheduler.Call', {
    type: 'SUBSCRIBE',
    subscribe: { framework_info: { user: 'nobody', name: 'truncated', roles: ['*'] } },
  });
  for (let length = 1; length < whole.length; length += 1) {
    // A cut between two fields leaves a call that lacks something, which is no less wrong.
    assert.is(await statusOf(whole.subarray(0, length), headers), 400, `cut at ${length}`);
  }
  const garbled = [
    new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]),
    new Uint8Array([10, 255, 255, 255, 255, 7]),
    new Uint8Array(1000).fill(10),
    new Uint8Array([11, 12]),
  ];
  for (const bytes of garbled) assert.is(await statusOf(bytes, headers), 400, String(bytes.slice(0, 8)));
});

test('JSON that is nested 100,000 deep is 400', async () => {
  await assertBounded(master, async () => {
    const depth = 100_000;
    const bodies = [
      '['.repeat(depth) + ']'.repeat(depth),
      '{"a":'.repeat(depth) + '1'.padEnd(depth + 1, '}'),
      '['.repeat(depth),
      `{"type":"SUBSCRIBE","subscribe":${'{"framework_info":'.repeat(depth)}1${'}'.repeat(depth + 1)}`,
    ];
    for (const body of bodies) assert.is(await statusOf(body), 400, body.slice(0, 40));
  });
});

test('another method is 405 with Allow', async () => {
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await http(master.port, method, schedulerPath);
    assert.is(answer.status, 405, method);
    assert.is(answer.headers['allow'], 'POST', method);
  }
});

test('an Accept of neither type is 406', async () => {
  const subscribe = JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info: frameworkInfo() } });
  for (const accept of ['text/html', 'application/xml, text/*', 'application/json;q=0']) {
    assert.is(await statusOf(subscribe, { ...jsonHeaders, Accept: accept }), 406, accept);
  }
});

test('an unknown framework is 400', async () => {
  const call = JSON.stringify({ ...revive, framework_id: { value: 'nobody-knows-0000' } });
  assert.is(await statusOf(call, { ...jsonHeaders, 'Mesos-Stream-Id': 'x' }), 400);
  assert.is(await statusOf(JSON.stringify(revive)), 400);
});

test('a stale stream id is 400 in the words of the original', async () => {
  const stale = '00000000-0000-0000-0000-000000000000';
  const answer = await scheduler.call(revive, { 'Mesos-Stream-Id': stale });
  assert.is(answer.status, 400);
  assert.is(
    answer.text,
    `The stream ID '${stale}' included in this request didn't match the stream ID currently associated with framework ID ${scheduler.frameworkId}`,
  );
});

test('a missing stream id, and one with SUBSCRIBE, is 400', async () => {
  const call = { ...revive, framework_id: { value: scheduler.frameworkId } };
  assert.is(await statusOf(JSON.stringify(call)), 400);
  const subscribe = JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info: frameworkInfo() } });
  assert.is(await statusOf(subscribe, { ...jsonHeaders, 'Mesos-Stream-Id': scheduler.streamId }), 400);
});

/** Accepts an offer that does not exist with a task. */
async function acceptUnknownOffer(from: RawScheduler, taskId: string): Promise<void> {
  const resources = [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: '*' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 32 }, allocation_info: { role: '*' } },
  ];
  const task = {
    name: taskId,
    task_id: { value: taskId },
    agent_id: { value: 'no-such-agent-S0' },
    resources,
    command: { value: 'true' },
  };
  const operations = [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
  const offers = [{ value: 'no-such-offer-O0' }];
  const answer = await from.call({ type: 'ACCEPT', accept: { offer_ids: offers, operations } });
  assert.is(answer.status, 202);
  assert.is(answer.text, '');
}

async function updateOf(from: RawScheduler, taskId: string): Promise<{ state: string; reason?: string }> {
  const isOfTask = (status?: { readonly task_id: { readonly value: string } }): boolean =>
    status?.task_id.value === taskId;
  const event = await eventually(`the update of ${taskId}`, () =>
    from.events.find(({ update }) => isOfTask(update?.status)),
  );
  const { state = '', reason } = event.update?.status ?? {};
  return reason === undefined ? { state } : { state, reason };
}

test('an unknown offer is 202, and its tasks are dropped', async () => {
  await acceptUnknownOffer(scheduler, 'aware');
  const reason = 'REASON_INVALID_OFFERS';
  assert.equal(await updateOf(scheduler, 'aware'), { state: 'TASK_DROPPED', reason });

  const unaware = await RawScheduler.subscribe(master.port, frameworkInfo([]));
  await acceptUnknownOffer(unaware, 'unaware');
  assert.equal(await updateOf(unaware, 'unaware'), { state: 'TASK_LOST', reason });
  unaware.close();
});

test('calls about nothing that exists are 202 without effect', async () => {
  const agent_id = { value: 'no-such-agent-S0' };
  const offer_ids = [{ value: 'no-such-offer-O0' }];
  const calls = [
    { type: 'DECLINE', decline: { offer_ids } },
    { type: 'SHUTDOWN', shutdown: { executor_id: { value: 'x' }, agent_id } },
    { type: 'MESSAGE', message: { agent_id, executor_id: { value: 'x' }, data: 'AAAA' } },
    { type: 'REVIVE', revive: { roles: ['../..'] } },
    { type: 'SUPPRESS', suppress: { roles: ['no-role-of-mine'] } },
    {
      type: 'ACKNOWLEDGE',
      acknowledge: { agent_id, task_id: { value: 'x' }, uuid: 'prnK1KFeRq+N5xFtbRbxNQ==' },
    },
    { type: 'ACCEPT', accept: { offer_ids: [], operations: [] } },
  ];
  for (const call of calls) assert.is((await scheduler.call(call)).status, 202, call.type);
});

test('an acknowledgement whose uuid is none is 400', async () => {
  for (const uuid of ['', 'AAAA', 'AAAAAAAAAAAAAAAAAAAAAA==']) {
    const acknowledge = { agent_id: { value: 'x' }, task_id: { value: 'x' }, uuid };
    assert.is((await scheduler.call({ type: 'ACKNOWLEDGE', acknowledge })).status, 400, uuid);
  }
});

test('500 frameworks with invalid information get an ERROR, and their streams end', async () => {
  const invalid = [
    { ...frameworkInfo(), roles: ['a', 'a'] },
    { ...frameworkInfo(), roles: ['/a'] },
    { ...frameworkInfo(), roles: ['a/../b'] },
    { ...frameworkInfo(), role: 'a' },
    { ...frameworkInfo(), failover_timeout: 1e300 },
    { ...frameworkInfo(), failover_timeout: 'NaN' },
  ];
  await assertBounded(master, async () => {
    for (let batch = 0; batch < 10; batch += 1) {
      const refused = Array.from(
        { length: 50 },
        (_, place) => new RawScheduler(master.port, invalid[place % invalid.length] ?? {}),
      );
      await eventually('the end of 50 streams', () => refused.every(({ isEnded }) => isEnded));
      for (const [place, { status, events }] of refused.entries()) {
        const which = JSON.stringify(invalid[place % invalid.length]);
        assert.is(status, 200, which);
        assert.equal(
          events.map(({ type }) => type),
          ['ERROR'],
          which,
        );
        assert.ok((events[0]?.error?.message ?? '').length > 0);
      }
    }
  });
  const { frameworks } = JSON.parse((await http(master.port, 'GET', '/state')).text) as {
    frameworks: readonly { readonly id: string }[];
  };
  assert.equal(
    frameworks.map(({ id }) => id).filter((id) => id !== scheduler.frameworkId),
    [],
  );
});

test.run();
