// The executor client against a scripted agent: what it tells a new subscription, and when it gives up.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MesosError } from '../../src/base/errors.ts';
import { toJson } from '../../src/protocol/json.ts';
import type { ExecutorEvent } from '../../src/protocol/messages.ts';
import { encodeRecord } from '../../src/protocol/recordio.ts';
import { ExecutorClient } from '../../src/sdk/executor-client.ts';
import { readExecutorEnvironment } from '../../src/sdk/executor-environment.ts';
import { ScriptedHttp, ScriptedTimers, turn } from './scripted-http.ts';

const test = suite('sdk executor client');

const variables = {
  MESOS_AGENT_ENDPOINT: 'a1:5051',
  MESOS_FRAMEWORK_ID: 'f-1',
  MESOS_EXECUTOR_ID: 'e-1',
  MESOS_SANDBOX: '/sandbox',
  MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: '3secs',
};
const checkpointing = {
  ...variables,
  MESOS_CHECKPOINT: '1',
  MESOS_RECOVERY_TIMEOUT: '10mins',
  MESOS_SUBSCRIPTION_BACKOFF_MAX: '2secs',
};

const record = (event: ExecutorEvent): Buffer =>
  Buffer.from(encodeRecord(Buffer.from(toJson('executor.Event', event))));
const subscribed = record({
  type: 'SUBSCRIBED',
  subscribed: {
    executor_info: { executor_id: { value: 'e-1' } },
    framework_info: { user: 'u', name: 'n' },
    agent_info: { hostname: 'a1' },
  },
});
const task = (value: string) => ({ name: value, task_id: { value }, agent_id: { value: 'a' } });
const launch = (value: string): Buffer => record({ type: 'LAUNCH', launch: { task: task(value) } });

async function start(environment: Readonly<Record<string, string>> = variables) {
  const http = new ScriptedHttp('executor.Call');
  http.head = { status: 200, headers: {} };
  http.early = [subscribed];
  const timers = new ScriptedTimers();
  const events: ExecutorEvent[] = [];
  const shutdowns: string[] = [];
  const lost: string[] = [];
  let forced = 0;
  let uuids = 0;
  const client = new ExecutorClient({
    environment: readExecutorEnvironment(environment),
    contentType: 'application/json',
    http,
    timers,
    clock: { now: () => 5000 },
    random: {
      uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
      fraction: () => 0.5,
    },
    onEvent: (event) => events.push(event),
    onShutdown: (reason) => shutdowns.push(reason),
    onDisconnected: (reason) => lost.push(reason),
    endByForce: () => {
      forced += 1;
    },
  });
  client.start();
  await turn();
  const stream = (at: number) => http.streams[at]!.events;
  return { http, timers, client, events, shutdowns, lost, forced: () => forced, stream };
}

test('an update carries what the agent asks of executors', async () => {
  const { http, client } = await start();
  client.update({ task_id: { value: 't-1' }, state: 'TASK_RUNNING', message: 'hello' });
  await turn();
  assert.is(http.calls[0]?.url, 'http://a1:5051/api/v1/executor');
  assert.equal(http.calls[0]?.call, {
    type: 'UPDATE',
    framework_id: { value: 'f-1' },
    executor_id: { value: 'e-1' },
    update: {
      status: {
        task_id: { value: 't-1' },
        executor_id: { value: 'e-1' },
        state: 'TASK_RUNNING',
        message: 'hello',
        source: 'SOURCE_EXECUTOR',
        timestamp: 5,
        uuid: new Uint8Array(Buffer.from('00000000000040008000000000000001', 'hex')),
      },
    },
  });
});

test('a new subscription tells the tasks and updates that were not acknowledged, in order', async () => {
  const { http, client, timers, lost, stream } = await start(checkpointing);
  for (const name of ['t-1', 't-2', 't-3']) stream(0).onChunk(launch(name));
  for (const name of ['t-1', 't-2']) client.update({ task_id: { value: name }, state: 'TASK_RUNNING' });
  await turn();
  const { uuid } = http.calls[0]!.call.update!.status;
  stream(0).onChunk(
    record({ type: 'ACKNOWLEDGED', acknowledged: { task_id: { value: 't-1' }, uuid: uuid! } }),
  );
  stream(0).onClose(undefined);
  assert.equal(lost, ['the stream was closed']);
  // Made while nobody is there: the next subscription tells it.
  client.update({ task_id: { value: 't-2' }, state: 'TASK_FINISHED' });
  timers.fire(1000);
  await turn();
  const { unacknowledged_tasks, unacknowledged_updates } = http.streams[1]!.call.subscribe!;
  assert.equal(
    unacknowledged_tasks?.map(({ name }) => name),
    ['t-2', 't-3'],
  );
  assert.equal(
    unacknowledged_updates?.map(({ status }) => [status.task_id.value, status.state]),
    [
      ['t-2', 'TASK_RUNNING'],
      ['t-2', 'TASK_FINISHED'],
    ],
  );
  assert.is(http.calls.length, 2);
});

test('an update that the agent did not take is told with a new subscription', async () => {
  const { http, client, timers, stream } = await start(checkpointing);
  stream(0).onChunk(launch('t-1'));
  http.callStatus = 503;
  client.update({ task_id: { value: 't-1' }, state: 'TASK_RUNNING' });
  await turn();
  assert.ok(http.streams[0]!.isClosed);
  timers.fire(1000);
  await turn();
  assert.is(http.streams[1]!.call.subscribe?.unacknowledged_updates?.length, 1);
});

test('an update that is invalid is not told again', async () => {
  const { http, client, stream } = await start(checkpointing);
  stream(0).onChunk(launch('t-1'));
  http.callStatus = 400;
  client.update({ task_id: { value: 't-1' }, state: 'TASK_STAGING' });
  await turn();
  assert.is(http.streams[0]!.isClosed, false);
  await client.settled();
});

test('without checkpointing the end of the agent is the end of the executor', async () => {
  const { client, timers, shutdowns, forced, stream } = await start();
  stream(0).onClose(undefined);
  assert.is(shutdowns.length, 1);
  assert.match(shutdowns[0]!, /does not checkpoint/);
  client.update({ task_id: { value: 't-1' }, state: 'TASK_KILLED' });
  // Nobody is left who could acknowledge it.
  await client.settled();
  assert.equal(timers.delaysMs, [3000]);
  timers.fire(3000);
  assert.is(forced(), 1);
});

test('a checkpointing executor waits as long as it may', async () => {
  const { http, timers, shutdowns, stream } = await start(checkpointing);
  stream(0).onClose(undefined);
  http.refuses = true;
  for (let count = 0; count < 3; count += 1) {
    timers.fire(1000);
    await turn();
  }
  assert.equal(shutdowns, []);
  timers.fire(600_000);
  assert.match(shutdowns[0]!, /within 600 seconds/);
});

test('a subscription ends the wait', async () => {
  const { timers, http, stream } = await start(checkpointing);
  assert.equal(timers.delaysMs, [30 * 60 * 1000]);
  stream(0).onClose(undefined);
  timers.fire(1000);
  await turn();
  assert.is(http.streams.length, 2);
  assert.equal(timers.delaysMs, [30 * 60 * 1000]);
});

test('an agent that is still recovering is asked again, one that refuses is not', async () => {
  const { http, timers, shutdowns, stream } = await start(checkpointing);
  http.early = [];
  http.head = { status: 503, headers: {} };
  stream(0).onClose(undefined);
  timers.fire(1000);
  await turn();
  stream(1).onClose(undefined);
  assert.equal(shutdowns, []);
  http.head = { status: 400, headers: {} };
  timers.fire(1000);
  await turn();
  stream(2).onChunk(Buffer.from('Unknown executor'));
  stream(2).onClose(undefined);
  assert.match(shutdowns[0]!, /400: Unknown executor/);
});

test('SHUTDOWN is told once, and the updates of the end are waited for', async () => {
  const { http, client, shutdowns, events, stream } = await start();
  stream(0).onChunk(launch('t-1'));
  stream(0).onChunk(record({ type: 'SHUTDOWN' }));
  stream(0).onChunk(record({ type: 'SHUTDOWN' }));
  assert.equal(shutdowns, ['the agent asks for it']);
  client.update({ task_id: { value: 't-1' }, state: 'TASK_KILLED' });
  let isSettled = false;
  const settled = client.settled().then(() => {
    isSettled = true;
  });
  await turn();
  assert.not.ok(isSettled);
  const { uuid } = http.calls[0]!.call.update!.status;
  stream(0).onChunk(
    record({ type: 'ACKNOWLEDGED', acknowledged: { task_id: { value: 't-1' }, uuid: uuid! } }),
  );
  await settled;
  assert.equal(
    events.map(({ type }) => type),
    ['SUBSCRIBED', 'LAUNCH'],
  );
});

test('heartbeats go out, and silence counts once the agent has sent one', async () => {
  const { http, timers, lost, stream } = await start(checkpointing);
  const half = 30 * 60 * 1000;
  timers.fire(half);
  await turn();
  assert.is(http.calls[0]?.call.type, 'HEARTBEAT');
  stream(0).onChunk(record({ type: 'HEARTBEAT' }));
  timers.fire(3 * half);
  assert.match(lost[0]!, /no heartbeat for 5400 seconds/);
});

test('a token is shown to the agent', async () => {
  const { http } = await start({ ...variables, MESOS_EXECUTOR_AUTHENTICATION_TOKEN: 'jwt' });
  assert.is(http.streams[0]!.headers['Authorization'], 'Bearer jwt');
});

test('an environment that is not an executor’s is refused with everything that is missing', () => {
  assert.throws(
    () => readExecutorEnvironment({ MESOS_FRAMEWORK_ID: 'f', MESOS_RECOVERY_TIMEOUT: '5' }),
    (error: MesosError) =>
      error.code === 'CONFIG_INVALID' &&
      /MESOS_AGENT_ENDPOINT is not set, MESOS_EXECUTOR_ID is not set, MESOS_RECOVERY_TIMEOUT=5/.test(
        error.message,
      ),
  );
});

test.run();
