// The operator API of the master: checks in their order, every call of the schema, what calls do.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { operatorCalls } from '../../../src/master/api/operator-calls.ts';
import type { MasterCall } from '../../../src/protocol/messages.ts';
import { commandTask, firstOffer, Harness, scalar } from '../harness.ts';
import { Desk, ticks } from './desk.ts';

const test = suite('operator api');

const json = { 'content-type': 'application/json' };

test('checks come in the order of the original, the first that fails answers', async () => {
  const desk = new Desk(new Harness());
  const health = '{"type":"GET_HEALTH"}';
  const rows: [string, string, string, Record<string, string>, number, string | RegExp][] = [
    [
      'method',
      'GET',
      '',
      {},
      405,
      "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.",
    ],
    ['no content type', 'POST', health, {}, 400, "Expecting 'Content-Type' to be present"],
    [
      'another content type',
      'POST',
      '{',
      { 'content-type': 'text/plain' },
      415,
      "Expecting 'Content-Type' of application/json or application/x-protobuf",
    ],
    ['a parameter', 'POST', health, { 'content-type': 'application/json; charset=utf-8' }, 415, /^Expecting/],
    ['no JSON', 'POST', '{bad', json, 400, /^Failed to parse body into JSON: /],
    ['another form', 'POST', '{"type":3}', json, 400, /^Failed to convert JSON into Call protobuf: /],
    [
      'no protobuf',
      'POST',
      '\x0a\xc8',
      { 'content-type': 'application/x-protobuf' },
      400,
      /^Failed to parse/,
    ],
    ['no type', 'POST', '{}', json, 400, "Failed to validate master::Call: Expecting 'type' to be present"],
    ['an unknown type', 'POST', '{"type":"FOO"}', json, 400, /Expecting 'type' to be present/],
    ['no part', 'POST', '{"type":"TEARDOWN"}', json, 400, /Expecting 'teardown' to be present/],
    [
      'no part, before a form that cannot be given',
      'POST',
      '{"type":"GET_METRICS"}',
      { ...json, accept: 'text/html' },
      400,
      "Failed to validate master::Call: Expecting 'get_metrics' to be present",
    ],
    [
      'accept',
      'POST',
      health,
      { ...json, accept: 'application/xml' },
      406,
      "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'",
    ],
    ['UNKNOWN', 'POST', '{"type":"UNKNOWN"}', json, 501, ''],
  ];
  for (const [what, method, body, headers, status, text] of rows) {
    const answer = await desk.request(method, '/api/v1', body, headers);
    assert.is(answer.status, status, what);
    if (typeof text === 'string') assert.is(answer.body ?? '', text, what);
    else assert.match(String(answer.body), text, what);
  }
});

test('a master that cannot serve says so before anything else', async () => {
  const idle = new Harness({ isIdle: true });
  const desk = new Desk(idle);
  assert.is((await desk.request('GET', '/api/v1')).status, 503);
  idle.master.model.leader = { hostname: 'leader.example', port: 5050 };
  const moved = await desk.request('GET', '/master/api/v1?x=1');
  assert.is(moved.status, 307);
  assert.is(moved.headers?.['Location'], '//leader.example:5050/master/api/v1?x=1');
});

test('longer paths and the prefix of the process', async () => {
  const desk = new Desk(new Harness());
  for (const path of [
    '/api/v1',
    '/api/v1/',
    '/master/api/v1',
    '/api/v1/operator',
    '/master/api/v1/operator/',
  ])
    assert.is((await desk.post({ type: 'GET_HEALTH' }, {}, path)).status, 200, path);
});

const agent_id = { value: 'nobody' };
const cpus = scalar('cpus', 1);
const volume = scalar('disk', 1);
const machine = { hostname: 'a.example', ip: '10.0.0.1' };
const window = { machine_ids: [machine], unavailability: { start: { nanoseconds: 0n } } };

/** A good call of each type, and the answer of an empty cluster. */
const goodCalls: Readonly<Record<keyof typeof operatorCalls, readonly [Omit<MasterCall, 'type'>, number]>> = {
  GET_HEALTH: [{}, 200],
  GET_FLAGS: [{}, 200],
  GET_VERSION: [{}, 200],
  GET_METRICS: [{ get_metrics: {} }, 200],
  GET_LOGGING_LEVEL: [{}, 200],
  SET_LOGGING_LEVEL: [{ set_logging_level: { level: 1, duration: { nanoseconds: 1n } } }, 200],
  LIST_FILES: [{ list_files: { path: '/' } }, 404],
  READ_FILE: [{ read_file: { path: '/', offset: 0 } }, 404],
  GET_STATE: [{}, 200],
  GET_AGENTS: [{}, 200],
  GET_FRAMEWORKS: [{}, 200],
  GET_EXECUTORS: [{}, 200],
  GET_OPERATIONS: [{}, 200],
  GET_TASKS: [{}, 200],
  GET_ROLES: [{}, 200],
  GET_WEIGHTS: [{}, 200],
  UPDATE_WEIGHTS: [{ update_weights: { weight_infos: [{ role: 'dev', weight: 2 }] } }, 501],
  GET_MASTER: [{}, 200],
  SUBSCRIBE: [{}, 200],
  RESERVE_RESOURCES: [{ reserve_resources: { agent_id, resources: [cpus] } }, 400],
  UNRESERVE_RESOURCES: [{ unreserve_resources: { agent_id, resources: [cpus] } }, 400],
  CREATE_VOLUMES: [{ create_volumes: { agent_id, volumes: [volume] } }, 400],
  DESTROY_VOLUMES: [{ destroy_volumes: { agent_id, volumes: [volume] } }, 400],
  GROW_VOLUME: [{ grow_volume: { agent_id, volume, addition: volume } }, 400],
  SHRINK_VOLUME: [{ shrink_volume: { agent_id, volume, subtract: { value: 1 } } }, 400],
  GET_MAINTENANCE_STATUS: [{}, 200],
  GET_MAINTENANCE_SCHEDULE: [{}, 200],
  UPDATE_MAINTENANCE_SCHEDULE: [{ update_maintenance_schedule: { schedule: { windows: [window] } } }, 501],
  START_MAINTENANCE: [{ start_maintenance: { machines: [machine] } }, 501],
  STOP_MAINTENANCE: [{ stop_maintenance: { machines: [machine] } }, 501],
  DRAIN_AGENT: [{ drain_agent: { agent_id } }, 501],
  DEACTIVATE_AGENT: [{ deactivate_agent: { agent_id } }, 501],
  REACTIVATE_AGENT: [{ reactivate_agent: { agent_id } }, 501],
  GET_QUOTA: [{}, 200],
  UPDATE_QUOTA: [{ update_quota: { quota_configs: [{ role: 'dev', limits: { cpus: { value: 2 } } }] } }, 501],
  SET_QUOTA: [{ set_quota: { quota_request: { role: 'dev' } } }, 501],
  REMOVE_QUOTA: [{ remove_quota: { role: 'dev' } }, 501],
  TEARDOWN: [{ teardown: { framework_id: { value: 'nobody' } } }, 400],
  MARK_AGENT_GONE: [{ mark_agent_gone: { agent_id } }, 404],
};

const bigints = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : value;

test('every call of the schema: good ones are carried out or refused by name, ones without their part are wrong', async () => {
  const desk = new Desk(new Harness());
  let withPart = 0;
  for (const [type, [parts, status]] of Object.entries(goodCalls)) {
    const good = JSON.parse(JSON.stringify({ type, ...parts }, bigints));
    const answer = await desk.post(good);
    assert.is(answer.status, status, `${type}: ${String(answer.body)}`);
    assert.is(status === 501, operatorCalls[type as keyof typeof operatorCalls] === '501', type);
    if (status === 501) assert.match(String(answer.body), type);
    if (Object.keys(parts).length === 0) continue;
    withPart += 1;
    assert.is((await desk.post({ type })).status, 400, type);
  }
  console.log(
    `\nFIGURE operator calls tried: ${Object.keys(goodCalls).length}, ${withPart} of them also without their part`,
  );
});

test('what makes no sense by itself is refused before 501', async () => {
  const desk = new Desk(new Harness());
  const wrong: Record<string, unknown>[] = [
    { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: [{ role: 'dev', weight: 0 }] } },
    { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: [{ role: '/dev', weight: 1 }] } },
    { type: 'RESERVE_RESOURCES', reserve_resources: { agent_id, resources: [scalar('cpus', -1)] } },
    { type: 'CREATE_VOLUMES', create_volumes: { agent_id, volumes: [{ name: 'disk', type: 'SCALAR' }] } },
    { type: 'GROW_VOLUME', grow_volume: { volume, addition: volume } },
    { type: 'SHRINK_VOLUME', shrink_volume: { volume, subtract: { value: 1 } } },
    { type: 'START_MAINTENANCE', start_maintenance: {} },
    { type: 'START_MAINTENANCE', start_maintenance: { machines: [{}] } },
    { type: 'STOP_MAINTENANCE', stop_maintenance: { machines: [machine, machine] } },
    { type: 'STOP_MAINTENANCE', stop_maintenance: { machines: [{ ip: '10.0.0' }] } },
    {
      type: 'UPDATE_MAINTENANCE_SCHEDULE',
      update_maintenance_schedule: {
        schedule: {
          windows: [
            {
              machine_ids: [machine],
              unavailability: { start: { nanoseconds: 0 }, duration: { nanoseconds: -1 } },
            },
          ],
        },
      },
    },
    { type: 'UPDATE_QUOTA', update_quota: { quota_configs: [{ role: 'a/b' }] } },
    {
      type: 'UPDATE_QUOTA',
      update_quota: {
        quota_configs: [{ role: 'a', guarantees: { cpus: { value: 2 } }, limits: { cpus: { value: 1 } } }],
      },
    },
    { type: 'REMOVE_QUOTA', remove_quota: { role: '' } },
  ];
  for (const call of wrong) {
    const answer = await desk.post(call);
    assert.is(answer.status, 400, JSON.stringify(call));
    assert.match(String(answer.body), 'Failed to validate master::Call: ');
  }
});

test('reads say what is there, the same in both forms', async () => {
  const { harness, scheduler, agent, offer } = firstOffer();
  const desk = new Desk(harness);
  const taken = (await desk.ask({ type: 'GET_FRAMEWORKS' })).get_frameworks!;
  assert.is(taken.frameworks?.[0]?.offers?.length, 1);
  scheduler.launch(offer, [commandTask('t1', agent.id), commandTask('t2', agent.id)]);
  agent.update(scheduler.id, 't1', 'TASK_RUNNING');
  const uuid = agent.update(scheduler.id, 't2', 'TASK_FINISHED');
  scheduler.acknowledge({
    task_id: { value: 't2' },
    state: 'TASK_FINISHED',
    agent_id: { value: agent.id },
    uuid,
  });
  const state = (await desk.ask({ type: 'GET_STATE' })).get_state!;
  assert.equal(
    state.get_tasks?.tasks?.map(({ task_id, state: is }) => [task_id.value, is]),
    [['t1', 'TASK_RUNNING']],
  );
  assert.equal(
    state.get_tasks?.completed_tasks?.map(({ task_id }) => task_id.value),
    ['t2'],
  );
  const [known] = state.get_agents?.agents ?? [];
  assert.is(known?.agent_info.id?.value, agent.id);
  assert.is(known?.allocated_resources?.find(({ name }) => name === 'cpus')?.scalar?.value, 1);
  assert.is(state.get_frameworks?.frameworks?.[0]?.framework_info.id?.value, scheduler.id);
  for (const type of ['GET_TASKS', 'GET_AGENTS', 'GET_EXECUTORS'] as const) {
    const part = type.toLowerCase() as 'get_tasks';
    assert.equal((await desk.ask({ type }))[part], state[part], type);
  }
  const [role, ...others] = (await desk.ask({ type: 'GET_ROLES' })).get_roles?.roles ?? [];
  assert.is(others.length, 0);
  assert.is(role?.name, '*');
  assert.equal(role?.frameworks, [{ value: scheduler.id }]);
  assert.is(role?.resources?.find(({ name }) => name === 'cpus')?.scalar?.value, 1);
  const metrics = (await desk.ask({ type: 'GET_METRICS', get_metrics: {} })).get_metrics?.metrics ?? [];
  assert.is(metrics.find(({ name }) => name === 'master/tasks_finished')?.value, 1);
  assert.is((await desk.ask({ type: 'GET_MASTER' })).get_master?.master_info?.port, 5050);
});

test('roles above a role that holds something, and what is reserved', async () => {
  const harness = new Harness();
  const desk = new Desk(harness);
  const reserved = { reservations: [{ type: 'STATIC' as const, role: 'dev/web' }] };
  harness.agent({ resources: [scalar('cpus', 4), scalar('mem', 512, reserved)] }).register();
  const roles = (await desk.get('/roles')).roles as { name: string; reserved: unknown; quota: unknown }[];
  assert.equal(
    roles.map(({ name }) => name),
    ['dev', 'dev/web'],
  );
  assert.equal(roles[0]?.reserved, { mem: 512 });
  assert.equal(roles[0]?.quota, { role: 'dev', guarantee: {}, limit: {}, consumed: { mem: 512 } });
});

test('the level of the log is changed for a while', async () => {
  const harness = new Harness();
  const desk = new Desk(harness);
  const set = { level: 2, duration: { nanoseconds: 1_000_000_000n } };
  const answer = await desk.post(
    JSON.parse(JSON.stringify({ type: 'SET_LOGGING_LEVEL', set_logging_level: set }, bigints)),
  );
  assert.is(answer.status, 200);
  assert.is((await desk.ask({ type: 'GET_LOGGING_LEVEL' })).get_logging_level?.level, 2);
  assert.is(desk.level, 'debug');
  harness.time.advance(1000);
  assert.is((await desk.ask({ type: 'GET_LOGGING_LEVEL' })).get_logging_level?.level, 0);
});

test('TEARDOWN ends a framework', async () => {
  const { harness, scheduler, agent, offer } = firstOffer();
  const desk = new Desk(harness);
  scheduler.launch(offer, [commandTask('t1', agent.id)]);
  const teardown = { type: 'TEARDOWN', teardown: { framework_id: { value: scheduler.id } } };
  assert.is((await desk.post(teardown)).status, 200);
  harness.time.settle();
  assert.ok(scheduler.isEnded);
  assert.is(harness.take('internal.ShutdownFrameworkMessage').length, 1);
  const frameworks = (await desk.ask({ type: 'GET_FRAMEWORKS' })).get_frameworks!;
  assert.is(frameworks.frameworks, undefined);
  assert.is(frameworks.completed_frameworks?.[0]?.framework_info.id?.value, scheduler.id);
  assert.is((await desk.post(teardown)).status, 400);
  const form = await desk.request('POST', '/teardown', 'frameworkId=nobody');
  assert.is(form.status, 400);
  assert.is(form.body, 'No framework found with specified ID');
});

test('MARK_AGENT_GONE: its tasks are over, it is shut down now and whenever it comes back', async () => {
  const { harness, scheduler, agent, offer } = firstOffer();
  const desk = new Desk(harness);
  scheduler.launch(offer, [commandTask('t1', agent.id)]);
  agent.update(scheduler.id, 't1', 'TASK_RUNNING');
  scheduler.take('UPDATE');
  const gone = { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: agent.id } } };
  const first = desk.post(gone);
  await ticks();
  const busy = await desk.post(gone);
  assert.is(busy.status, 503);
  assert.match(String(busy.body), 'is already being transitioned to gone');
  harness.time.settle();
  assert.is((await first).status, 200);
  assert.is((await desk.post(gone)).status, 200);
  const [status] = scheduler.takeUpdates();
  assert.is(status?.state, 'TASK_GONE_BY_OPERATOR');
  assert.is(status?.reason, 'REASON_AGENT_REMOVED_BY_OPERATOR');
  assert.is(scheduler.take('FAILURE').length, 1);
  assert.is(harness.take('internal.ShutdownMessage').length, 1);
  assert.is((await desk.ask({ type: 'GET_AGENTS' })).get_agents?.agents, undefined);
  agent.reregister();
  assert.is(harness.take('internal.ShutdownMessage').length, 1);
  assert.is(harness.take('internal.AgentReregisteredMessage').length, 0);
  const next = harness.restart('a1b2c3d4-0000-4000-8000-000000000002');
  const registry = await new Desk(next).get('/registrar(1)/registry');
  assert.equal(
    registry.gone.slaves.map(({ id }: { id: { value: string } }) => id.value),
    [agent.id],
  );
});

test('MARK_AGENT_GONE of an unreachable agent ends the tasks that were only out of reach', async () => {
  const { harness, scheduler, agent, offer } = firstOffer();
  const desk = new Desk(harness);
  scheduler.launch(offer, [commandTask('t1', agent.id)]);
  agent.update(scheduler.id, 't1', 'TASK_RUNNING');
  agent.isAlive = false;
  harness.time.advance(90_000);
  assert.is((await desk.ask({ type: 'GET_TASKS' })).get_tasks?.unreachable_tasks?.length, 1);
  scheduler.take('UPDATE');
  const watcher = await desk.watch();
  watcher.take();
  const marked = desk.post({ type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: agent.id } } });
  await ticks();
  harness.time.settle();
  assert.is((await marked).status, 200);
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_GONE_BY_OPERATOR');
  const tasks = (await desk.ask({ type: 'GET_TASKS' })).get_tasks!;
  assert.is(tasks.unreachable_tasks, undefined);
  assert.is(tasks.completed_tasks?.[0]?.state, 'TASK_GONE_BY_OPERATOR');
  assert.equal(watcher.take(), ['TASK_UPDATED']);
  assert.is(harness.master.model.taskCounts.get('TASK_UNREACHABLE') ?? 0, 0);
});

test.run();
