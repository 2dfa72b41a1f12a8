// The operator API of the agent: checks in their order, every call of the schema, what reads show.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agentEndpoints } from '../../../src/agent/api/endpoints.ts';
import { operatorCalls } from '../../../src/agent/api/operator-calls.ts';
import type { HttpResponse } from '../../../src/http/message.ts';
import type { Router } from '../../../src/http/router.ts';
import { decodeJson, toJson } from '../../../src/protocol/json.ts';
import type { AgentCall, AgentResponse } from '../../../src/protocol/messages.ts';
import { decode, encode } from '../../../src/protocol/protobuf.ts';
import { encodeRecord } from '../../../src/protocol/recordio.ts';
import { agentId, frameworkId, Harness, taskOf } from '../harness.ts';
import { Desk } from './desk.ts';

const test = suite('agent operator api');

const json = { 'content-type': 'application/json' };

const routerOf = (harness: Harness): Router => new Desk(harness).router;

function request(
  router: Router,
  method: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
  path = '/api/v1',
): Promise<HttpResponse> | HttpResponse {
  return router.handle({
    method,
    path,
    target: path,
    query: new URLSearchParams(),
    headers,
    body: Buffer.from(body),
    remoteAddress: '127.0.0.1',
  });
}

const post = (router: Router, call: unknown, headers: Readonly<Record<string, string>> = {}) =>
  request(router, 'POST', JSON.stringify(call), { ...json, ...headers });

/** The answer to a call in both forms, which must be the same. */
async function ask(router: Router, call: AgentCall): Promise<AgentResponse> {
  const inJson = await post(router, call);
  const inProtobuf = await request(router, 'POST', encode('agent.Call', call), {
    'content-type': 'application/x-protobuf',
    accept: 'application/x-protobuf',
  });
  assert.is(inJson.status, 200, `${call.type} ${String(inJson.body)}`);
  const message = decodeJson('agent.Response', Buffer.from(inJson.body ?? '').toString());
  const other = decode('agent.Response', Buffer.from(inProtobuf.body ?? ''));
  assert.is(toJson('agent.Response', other), toJson('agent.Response', message));
  return message;
}

async function registered(): Promise<{ harness: Harness; router: Router }> {
  const harness = new Harness();
  await harness.register();
  return { harness, router: routerOf(harness) };
}

test('checks come in the order of the original, the first that fails answers', async () => {
  const { router } = await registered();
  const health = '{"type":"GET_HEALTH"}';
  const attach =
    '{"type":"ATTACH_CONTAINER_OUTPUT","attach_container_output":{"container_id":{"value":"c"}}}';
  const rows: [string, string, string, Record<string, string>, number, RegExp][] = [
    ['method', 'GET', '', {}, 405, /Expecting one of { 'POST' }/],
    ['no content type', 'POST', health, {}, 400, /^Expecting 'Content-Type' to be present$/],
    ['content type', 'POST', health, { 'content-type': 'text/plain' }, 415, /or application\/recordio$/],
    ['no JSON', 'POST', '{bad', json, 400, /^Failed to parse body into JSON: /],
    ['no type', 'POST', '{}', json, 400, /^Failed to validate agent::Call: Expecting 'type' to be present$/],
    ['no part', 'POST', '{"type":"LIST_FILES"}', json, 400, /Expecting 'list_files' to be present$/],
    ['no part', 'POST', '{"type":"GET_METRICS"}', json, 400, /Expecting 'get_metrics' to be present$/],
    ['accept', 'POST', health, { ...json, accept: 'text/html' }, 406, /^Expecting 'Accept' to allow /],
    ['accept before the body', 'POST', '{bad', { ...json, accept: 'text/html' }, 406, /^Expecting 'Accept'/],
    ['UNKNOWN', 'POST', '{"type":"UNKNOWN"}', json, 501, /^$/],
    [
      'input without records',
      'POST',
      '{"type":"ATTACH_CONTAINER_INPUT","attach_container_input":{"type":"PROCESS_IO"}}',
      json,
      415,
      /^Expecting 'Content-Type' to be application\/recordio for ATTACH_CONTAINER_INPUT call$/,
    ],
    [
      'message type of a plain call',
      'POST',
      health,
      { ...json, 'message-content-type': 'x' },
      415,
      /not set/,
    ],
    ['message accept without records', 'POST', health, { ...json, 'message-accept': 'x' }, 406, /not set/],
    ['records of a read', 'POST', health, { ...json, accept: 'application/recordio' }, 406, /GET_HEALTH/],
    [
      'records of nothing',
      'POST',
      attach,
      { ...json, accept: 'application/recordio', 'message-accept': 'text/html' },
      406,
      /'Message-Accept'/,
    ],
    [
      'records of an attached container',
      'POST',
      attach,
      { ...json, accept: 'application/recordio', 'message-accept': 'application/json' },
      501,
      /ATTACH_CONTAINER_OUTPUT/,
    ],
  ];
  for (const [what, method, body, headers, status, text] of rows) {
    const answer = await request(router, method, body, headers);
    assert.is(answer.status, status, `${what}: ${String(answer.body)}`);
    assert.match(String(answer.body ?? ''), text, what);
  }
});

test('streamed requests', async () => {
  const { router } = await registered();
  const record = (call: unknown): Uint8Array => encodeRecord(Buffer.from(JSON.stringify(call)));
  const input = {
    type: 'ATTACH_CONTAINER_INPUT',
    attach_container_input: { type: 'CONTAINER_ID', container_id: { value: 'c' } },
  };
  const streamed = { 'content-type': 'application/recordio', 'message-content-type': 'application/json' };
  const rows: [string, Uint8Array, Record<string, string>, number][] = [
    ['attach', record(input), streamed, 501],
    ['another call', record({ type: 'GET_HEALTH' }), streamed, 415],
    ['attach without records', Buffer.from(JSON.stringify(input)), json, 415],
    ['no message type', record(input), { 'content-type': 'application/recordio' }, 400],
    ['another message type', record(input), { ...streamed, 'message-content-type': 'text/plain' }, 415],
    ['no record', Buffer.from('12\n{'), streamed, 400],
    ['no length', Buffer.from('x\n'), streamed, 400],
    ['no container', record({ ...input, attach_container_input: { type: 'CONTAINER_ID' } }), streamed, 400],
  ];
  for (const [what, body, headers, status] of rows)
    assert.is((await request(router, 'POST', body, headers)).status, status, what);
});

test('an agent that is recovering says so before anything else', async () => {
  const harness = new Harness();
  harness.boot();
  const answer = await request(routerOf(harness), 'GET', '', {});
  assert.is(answer.status, 503);
  assert.is(answer.body, 'Agent has not finished recovery');
});

const container_id = { value: 'child', parent: { value: 'parent' } };
const info = { type: 'org.example', name: 'one' };

/** A good call of each type, and the answer of an agent without tasks. */
const goodCalls: Readonly<Record<keyof typeof operatorCalls, readonly [Omit<AgentCall, 'type'>, number]>> = {
  GET_HEALTH: [{}, 200],
  GET_FLAGS: [{}, 200],
  GET_VERSION: [{}, 200],
  GET_METRICS: [{ get_metrics: {} }, 200],
  GET_LOGGING_LEVEL: [{}, 200],
  SET_LOGGING_LEVEL: [{ set_logging_level: { level: 1, duration: { nanoseconds: 1n } } }, 200],
  LIST_FILES: [{ list_files: { path: '/etc' } }, 404],
  READ_FILE: [{ read_file: { path: '/etc/passwd', offset: 0 } }, 404],
  GET_STATE: [{}, 200],
  GET_CONTAINERS: [{}, 200],
  GET_FRAMEWORKS: [{}, 200],
  GET_EXECUTORS: [{}, 200],
  GET_OPERATIONS: [{}, 200],
  GET_TASKS: [{}, 200],
  GET_AGENT: [{}, 200],
  GET_RESOURCE_PROVIDERS: [{}, 200],
  LAUNCH_NESTED_CONTAINER: [{ launch_nested_container: { container_id } }, 501],
  WAIT_NESTED_CONTAINER: [{ wait_nested_container: { container_id } }, 501],
  KILL_NESTED_CONTAINER: [{ kill_nested_container: { container_id } }, 501],
  REMOVE_NESTED_CONTAINER: [{ remove_nested_container: { container_id } }, 501],
  LAUNCH_NESTED_CONTAINER_SESSION: [{ launch_nested_container_session: { container_id } }, 501],
  ATTACH_CONTAINER_INPUT: [{ attach_container_input: { type: 'CONTAINER_ID', container_id } }, 415],
  ATTACH_CONTAINER_OUTPUT: [{ attach_container_output: { container_id } }, 501],
  LAUNCH_CONTAINER: [{ launch_container: { container_id } }, 501],
  WAIT_CONTAINER: [{ wait_container: { container_id } }, 501],
  KILL_CONTAINER: [{ kill_container: { container_id } }, 501],
  REMOVE_CONTAINER: [{ remove_container: { container_id } }, 501],
  ADD_RESOURCE_PROVIDER_CONFIG: [{ add_resource_provider_config: { info } }, 501],
  UPDATE_RESOURCE_PROVIDER_CONFIG: [{ update_resource_provider_config: { info } }, 501],
  REMOVE_RESOURCE_PROVIDER_CONFIG: [{ remove_resource_provider_config: info }, 501],
  MARK_RESOURCE_PROVIDER_GONE: [
    { mark_resource_provider_gone: { resource_provider_id: { value: 'p' } } },
    501,
  ],
  PRUNE_IMAGES: [{}, 501],
};

const bigints = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : value;

test('every call of the schema: good ones are carried out or refused by name, ones without their part are wrong', async () => {
  const { router } = await registered();
  let withPart = 0;
  for (const [type, [parts, status]] of Object.entries(goodCalls)) {
    const answer = await post(router, JSON.parse(JSON.stringify({ type, ...parts }, bigints)));
    assert.is(answer.status, status, `${type}: ${String(answer.body)}`);
    if (status === 501) assert.is(operatorCalls[type as keyof typeof operatorCalls], '501', type);
    if (Object.keys(parts).length === 0) continue;
    withPart += 1;
    assert.is((await post(router, { type })).status, 400, type);
  }
  console.log(
    `\nFIGURE agent operator calls tried: ${Object.keys(goodCalls).length}, ${withPart} of them also without their part`,
  );
});

test('calls about containers that make no sense by themselves', async () => {
  const { router } = await registered();
  const alone = { value: 'c' };
  const nested = { value: 'c', parent: { value: 'p' } };
  const twice = { value: 'c', parent: { value: 'p', parent: { value: 'q' } } };
  const sharing = (share_cgroups: boolean) => ({ type: 'MESOS', linux_info: { share_cgroups } });
  const cpus = { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } };
  const volume = {
    ...cpus,
    name: 'disk',
    disk: { persistence: { id: 'v' }, volume: { container_path: 'v', mode: 'RW' } },
  };
  const secret = { value: 'x', environment: { variables: [{ name: 'A', type: 'SECRET' }] } };
  const launch = (part: object): [string, object] => ['LAUNCH_CONTAINER', { container_id: alone, ...part }];
  const cases: [[string, object], string][] = [
    ...[
      [{ value: '' }, 'ID must not be empty'],
      [{ value: 'a/b' }, "'a/b' contains invalid characters"],
      [{ value: '..' }, "'..' is disallowed"],
      [{ value: 'a.b' }, "'ContainerID.value' 'a.b' contains invalid characters"],
      [
        { value: 'x'.repeat(243) },
        `'ContainerID.value' '${'x'.repeat(243)}' exceeds the maximum length (242)`,
      ],
      [
        { value: 'c', parent: { value: ' ' } },
        "'ContainerID.parent' is invalid: 'ContainerID.value' ' ' contains invalid characters",
      ],
    ].map(([container_id, why]): [[string, object], string] => [
      ['WAIT_CONTAINER', { container_id }],
      `'wait_container.container_id' is invalid: ${why}`,
    ]),
    [
      ['KILL_NESTED_CONTAINER', { container_id: alone }],
      "Expecting 'kill_nested_container.container_id.parent' to be present",
    ],
    [
      ['LAUNCH_NESTED_CONTAINER', { container_id: nested, command: secret }],
      "'launch_nested_container.command' is invalid: Environment variable 'A' of type 'SECRET' must have a secret set",
    ],
    [
      ['LAUNCH_NESTED_CONTAINER', { container_id: nested, container: { type: 'DOCKER' } }],
      "'launch_nested_container.container' is invalid: DockerInfo 'docker' is not set for DOCKER typed ContainerInfo",
    ],
    [
      ['LAUNCH_NESTED_CONTAINER', { container_id: twice, container: sharing(false) }],
      "second level or greater cannot set 'share_cgroups' to 'false'",
    ],
    [
      ['LAUNCH_NESTED_CONTAINER_SESSION', { container_id: nested, container: sharing(false) }],
      "'share_cgroups' cannot be set to 'false' for nested container sessions",
    ],
    [launch({ resources: [{ ...cpus, scalar: { value: -1 } }] }), 'Invalid resources: '],
    [launch({ resources: [{ ...cpus, name: 'gpus', scalar: { value: 0.5 } }] }), 'Invalid GPU resources: '],
    [launch({ resources: [{ ...cpus, role: 'r' }] }), "'launch_container.resources' must be unreserved"],
    [
      launch({ resources: [{ ...cpus, revocable: {} }] }),
      "'launch_container.resources' must be non-revocable",
    ],
    [launch({ resources: [volume] }), "'launch_container.resources' may not use persistent volumes"],
    [launch({ container: sharing(true) }), "without a parent cannot set 'share_cgroups' to 'true'"],
    [launch({ container_id: twice, resources: [cpus] }), 'second level or greater cannot specify resources'],
    [
      launch({ container_id: twice, limits: { cpus: { value: 1 } } }),
      'second level or greater cannot specify resource limits',
    ],
    [['ATTACH_CONTAINER_INPUT', { type: 'UNKNOWN' }], "'attach_container_input.type' is unknown"],
    [
      ['ATTACH_CONTAINER_INPUT', { type: 'CONTAINER_ID' }],
      "'attach_container_input.container_id' is invalid: ID must not be empty",
    ],
    [
      ['ADD_RESOURCE_PROVIDER_CONFIG', { info: { ...info, id: { value: 'p' } } }],
      "Expecting 'add_resource_provider_config.info.id' to be unset",
    ],
  ];
  for (const [[type, part], why] of cases) {
    const { status, body } = await post(router, { type, [type.toLowerCase()]: part });
    assert.is(status, 400, why);
    assert.ok(String(body).includes(why), `${why}: ${String(body)}`);
  }
  const reserved = { container_id: nested, resources: [{ ...cpus, role: 'r' }] };
  const good = await post(router, { type: 'LAUNCH_CONTAINER', launch_container: reserved });
  assert.is(good.status, 501);
});

test('reads say what is there, the same in both forms', async () => {
  const { harness, router } = await registered();
  for (const id of ['running', 'over']) harness.run(taskOf(id));
  await harness.settle();
  for (const container of [...harness.host.containers.values()]) harness.host.start(container.spec.id);
  await harness.settle();
  const over = [...harness.agent.model.containers.values()].find(({ id }) => id === 'over')!;
  const [container] = (await ask(router, { type: 'GET_CONTAINERS' })).get_containers?.containers ?? [];
  assert.is(container?.framework_id?.value, frameworkId);
  assert.is(container?.resource_statistics?.mem_rss_bytes, 4096);
  harness.host.end(over.containerId, { status: 0 });
  await harness.settle();
  const state = (await ask(router, { type: 'GET_STATE' })).get_state!;
  const idsOf = (list: 'launched_tasks' | 'terminated_tasks' | 'completed_tasks'): string[] =>
    (state.get_tasks?.[list] ?? []).map(({ task_id }) => task_id.value);
  assert.equal(idsOf('launched_tasks'), ['running']);
  assert.equal(idsOf('terminated_tasks'), ['over']);
  assert.equal(idsOf('completed_tasks'), []);
  assert.equal(
    state.get_executors?.executors?.map(({ executor_info }) => executor_info.executor_id.value),
    ['running', 'over'],
  );
  for (const type of ['GET_TASKS', 'GET_EXECUTORS', 'GET_FRAMEWORKS'] as const) {
    const part = type.toLowerCase() as 'get_tasks';
    assert.equal((await ask(router, { type }))[part], state[part], type);
  }
  assert.is((await ask(router, { type: 'GET_AGENT' })).get_agent?.agent_info?.id?.value, agentId);
});

test('containers of tasks of a group are listed when asked for, after those of executors', async () => {
  const { harness, router } = await registered();
  const listed = async (show_nested?: boolean): Promise<unknown> => {
    const part = show_nested === undefined ? {} : { get_containers: { show_nested } };
    return (await ask(router, { type: 'GET_CONTAINERS', ...part })).get_containers?.containers?.map(
      ({ resource_statistics, ...container }) => container,
    );
  };
  assert.equal(await ask(router, { type: 'GET_CONTAINERS' }), { type: 'GET_CONTAINERS' });
  harness.runGroup([taskOf('a'), taskOf('b')], { type: 'DEFAULT', executor_id: { value: 'group' } });
  await harness.startAll();
  const parent = [...harness.agent.model.containers.values()][0]!.containerId;
  const executor = {
    framework_id: { value: frameworkId },
    executor_id: { value: 'group' },
    executor_name: '',
    container_id: { value: parent },
    container_status: { container_id: { value: parent } },
  };
  const nestedOf = (task: string): unknown => {
    const { spec } = harness.containerOf(task);
    const value = spec.id;
    const container = harness.agent.model.taskContainers.get(value)!.container!;
    return {
      container_id: { value },
      container_status: {
        container_id: { value, parent: { value: parent } },
        executor_pid: container.supervisorPid,
      },
    };
  };
  assert.equal(await listed(), [executor]);
  assert.equal(await listed(false), [executor]);
  const [a, b] = ['a', 'b'].map(nestedOf);
  assert.equal(await listed(true), [executor, a, b]);
  harness.host.end(harness.containerOf('a').spec.id, { status: 0 });
  await harness.settle();
  assert.equal(await listed(true), [executor, b]);
});

test('the longer paths, and every declared endpoint but those of the daemon itself', async () => {
  const { router } = await registered();
  for (const path of ['/slave(1)/api/v1', '/api/v1/', '/slave(1)/api/v1/operator'])
    assert.is((await request(router, 'POST', '{"type":"GET_HEALTH"}', json, path)).status, 200, path);
  const provider = '/slave(1)/api/v1/resource_provider';
  const update = '{"type":"UPDATE_STATE"}';
  assert.is((await request(router, 'POST', update, json, provider)).status, 501);
  assert.is((await request(router, 'POST', update, {}, provider)).status, 400);
  assert.is((await request(router, 'POST', 'no json', json, provider)).status, 400);
  const debug = await request(router, 'GET', '', {}, '/containerizer/debug');
  assert.equal(JSON.parse(String(debug.body)), { pending: [] });
  const elsewhere = /^\/(health|version|flags|metrics(\/.*)?|system\/.*)$/;
  const declared = agentEndpoints.map(({ path }) => path).filter((path) => !elsewhere.test(path));
  assert.equal(router.paths, [...declared].sort());
});

test.run();
