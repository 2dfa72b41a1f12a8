// The operator API of running daemons as a table: every call in its good form and in each wrong one the specification
// names, with the status of the answer. A call that is not built yet is checked like the others and then answers 501.
import { type ClientRequest, request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { operatorCalls as agentCalls } from '../../src/agent/api/operator-calls.ts';
import { operatorCalls as masterCalls } from '../../src/master/api/operator-calls.ts';
import { decodeJson } from '../../src/protocol/json.ts';
import { encode } from '../../src/protocol/protobuf.ts';
import { messageSchema } from '../../src/protocol/schema.ts';
import { Cluster, type DaemonProcess, http } from '../support/cluster.ts';
import { assertAlive } from './aliveness.ts';

const test = suite('operator table');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let agentId = '';

test.before(async () => {
  cluster = new Cluster();
  master = await cluster.startMaster();
  agent = await cluster.startAgent(master, [
    '--launcher=posix',
    '--isolation=posix/cpu,posix/mem',
    '--resources=cpus:4;mem:1024;disk:1024',
  ]);
  await cluster.registered(master);
  agentId = (JSON.parse((await http(agent.port, 'GET', '/state')).text) as { id: string }).id;
  assert.ok(agentId !== '');
});

test.after(() => cluster.stop());

test.after.each(() => assertAlive(master));

type Daemon = 'master' | 'agent';

interface Row {
  readonly type: string;
  /** The part of the call, where it has one. */
  readonly part?: object | undefined;
  /** Status of the call; undefined where the good form needs what no table can have (a container that runs). */
  readonly good: number | undefined;
  /** A part about something that does not exist, and its status. */
  readonly unknown?: readonly [object, number] | undefined;
  /** Parts that are there and make no sense: 400. */
  readonly senseless?: readonly object[] | undefined;
}

const reads = (...types: readonly string[]): Row[] => types.map((type) => ({ type, good: 200 }));

const nobody = { value: 'nobody-S0' };
const machine = { hostname: 'a.example', ip: '10.0.0.1' };
const window = { machine_ids: [machine], unavailability: { start: { nanoseconds: 0 } } };
const reserved = (name: string, value: number): object => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  reservations: [{ type: 'DYNAMIC', role: 'dev', principal: 'p' }],
});
const volume = {
  ...reserved('disk', 64),
  disk: { persistence: { id: 'v', principal: 'p' }, volume: { container_path: 'v', mode: 'RW' } },
};

/** In an order in which each finds what the ones before it left. */
function masterRows(): Row[] {
  const agent_id = { value: agentId };
  return [
    ...reads('GET_HEALTH', 'GET_FLAGS', 'GET_VERSION'),
    { type: 'GET_METRICS', part: {}, good: 200 },
    ...reads('GET_LOGGING_LEVEL'),
    {
      type: 'SET_LOGGING_LEVEL',
      part: { level: 0, duration: { nanoseconds: 1 } },
      good: 200,
      senseless: [{}],
    },
    // The log goes to standard error: there is no file.
    { type: 'LIST_FILES', part: { path: '/nosuch' }, good: 404, senseless: [{}] },
    { type: 'READ_FILE', part: { path: '/nosuch', offset: 0 }, good: 404, senseless: [{}, { path: '/x' }] },
    ...reads('GET_STATE', 'GET_AGENTS', 'GET_FRAMEWORKS', 'GET_EXECUTORS', 'GET_OPERATIONS', 'GET_TASKS'),
    ...reads('GET_ROLES', 'GET_WEIGHTS', 'GET_MASTER', 'SUBSCRIBE'),
    {
      type: 'UPDATE_WEIGHTS',
      part: { weight_infos: [{ role: 'dev', weight: 2 }] },
      good: 200,
      senseless: [
        { weight_infos: [{ role: 'dev', weight: 0 }] },
        { weight_infos: [{ role: 'a//b', weight: 1 }] },
      ],
    },
    {
      type: 'RESERVE_RESOURCES',
      part: { agent_id, resources: [reserved('cpus', 1), reserved('disk', 128)] },
      good: 202,
      unknown: [{ agent_id: nobody, resources: [reserved('cpus', 1)] }, 400],
      senseless: [{}, { agent_id, resources: [{ name: 'cpus', type: 'SCALAR' }] }],
    },
    {
      type: 'CREATE_VOLUMES',
      part: { agent_id, volumes: [volume] },
      good: 202,
      unknown: [{ agent_id: nobody, volumes: [volume] }, 400],
      senseless: [{}],
    },
    {
      type: 'GROW_VOLUME',
      part: { agent_id, volume, addition: reserved('disk', 16) },
      good: 202,
      unknown: [{ agent_id: nobody, volume, addition: reserved('disk', 16) }, 400],
      senseless: [{}, { volume, addition: reserved('disk', 16) }],
    },
    {
      type: 'SHRINK_VOLUME',
      part: { agent_id, volume: { ...volume, scalar: { value: 80 } }, subtract: { value: 16 } },
      good: 202,
      unknown: [{ agent_id: nobody, volume, subtract: { value: 16 } }, 400],
      senseless: [{}, { volume, subtract: { value: 16 } }],
    },
    {
      type: 'DESTROY_VOLUMES',
      part: { agent_id, volumes: [volume] },
      good: 202,
      unknown: [{ agent_id: nobody, volumes: [volume] }, 400],
      senseless: [{}],
    },
    {
      type: 'UNRESERVE_RESOURCES',
      part: { agent_id, resources: [reserved('cpus', 1)] },
      good: 202,
      unknown: [{ agent_id: nobody, resources: [reserved('cpus', 1)] }, 400],
      senseless: [{}],
    },
    ...reads('GET_MAINTENANCE_STATUS', 'GET_MAINTENANCE_SCHEDULE'),
    {
      type: 'UPDATE_MAINTENANCE_SCHEDULE',
      part: { schedule: { windows: [window] } },
      good: 200,
      senseless: [
        {},
        { schedule: { windows: [{ ...window, machine_ids: [] }] } },
        { schedule: { windows: [{ ...window, machine_ids: [{}] }] } },
        { schedule: { windows: [window, window] } },
        {
          schedule: {
            windows: [
              { ...window, unavailability: { start: { nanoseconds: 0 }, duration: { nanoseconds: -1 } } },
            ],
          },
        },
      ],
    },
    {
      type: 'START_MAINTENANCE',
      part: { machines: [machine] },
      good: 200,
      unknown: [{ machines: [{ hostname: 'nobody.example' }] }, 400],
      senseless: [{}, { machines: [{}] }, { machines: [machine, machine] }, { machines: [{ ip: 'x' }] }],
    },
    {
      type: 'STOP_MAINTENANCE',
      part: { machines: [machine] },
      good: 200,
      unknown: [{ machines: [{ hostname: 'nobody.example' }] }, 400],
      senseless: [{}, { machines: [{}] }],
    },
    ...reads('GET_QUOTA'),
    {
      type: 'UPDATE_QUOTA',
      part: { force: true, quota_configs: [{ role: 'q', limits: { cpus: { value: 2 } } }] },
      good: 200,
      senseless: [
        { quota_configs: [{ role: 'a/b', limits: { cpus: { value: 2 } } }] },
        { quota_configs: [{ role: '*', limits: { cpus: { value: 2 } } }] },
        { quota_configs: [{ role: 'q', limits: { cpus: { value: -1 } } }] },
        {
          quota_configs: [{ role: 'q', guarantees: { cpus: { value: 3 } }, limits: { cpus: { value: 2 } } }],
        },
      ],
    },
    {
      type: 'SET_QUOTA',
      part: {
        quota_request: {
          force: true,
          role: 'old',
          guarantee: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 } }],
        },
      },
      good: 200,
      senseless: [{}, { quota_request: { role: 'a/b' } }, { quota_request: { role: '*' } }],
    },
    {
      type: 'REMOVE_QUOTA',
      part: { role: 'old' },
      good: 200,
      unknown: [{ role: 'nobody' }, 400],
      senseless: [{}, { role: 'a/b' }],
    },
    {
      type: 'TEARDOWN',
      part: { framework_id: { value: 'nobody-0000' } },
      good: 400,
      unknown: [{ framework_id: { value: 'nobody-0001' } }, 400],
      senseless: [{}, { framework_id: {} }],
    },
    ...['DEACTIVATE_AGENT', 'REACTIVATE_AGENT', 'DRAIN_AGENT'].map((type) => ({
      type,
      part: { agent_id },
      good: 200,
      unknown: [{ agent_id: nobody }, 400] as const,
      senseless: [{}, { agent_id: {} }],
    })),
    {
      type: 'MARK_AGENT_GONE',
      part: { agent_id },
      good: 200,
      unknown: [{ agent_id: nobody }, 404],
      senseless: [{}, { agent_id: {} }],
    },
  ];
}

/** Ids no container can have. */
const badContainers = ['', '.', '..', 'a/b', 'x'.repeat(243), 'a b'].map((value) => ({
  container_id: { value },
}));
const nested = { container_id: { value: 'c', parent: { value: 'p' } } };
const launch = { ...nested, command: { value: 'true' } };
const provider = { info: { type: 'org.example', name: 'x' } };

function agentRows(): Row[] {
  const container = (name: string, unknown: number | undefined, part: object = nested): Row => ({
    type: name,
    part,
    good: undefined,
    unknown: unknown === undefined ? undefined : [part, unknown],
    senseless: [{}, ...badContainers.map((wrong) => ({ ...part, ...wrong }))],
  });
  return [
    ...reads('GET_HEALTH', 'GET_FLAGS', 'GET_VERSION'),
    { type: 'GET_METRICS', part: {}, good: 200 },
    ...reads('GET_LOGGING_LEVEL'),
    {
      type: 'SET_LOGGING_LEVEL',
      part: { level: 0, duration: { nanoseconds: 1 } },
      good: 200,
      senseless: [{}],
    },
    { type: 'LIST_FILES', part: { path: '/nosuch' }, good: 404, senseless: [{}] },
    { type: 'READ_FILE', part: { path: '/nosuch', offset: 0 }, good: 404, senseless: [{}, { path: '/x' }] },
    ...reads('GET_STATE'),
    { type: 'GET_CONTAINERS', part: { show_nested: true }, good: 200 },
    ...reads('GET_FRAMEWORKS', 'GET_EXECUTORS', 'GET_OPERATIONS', 'GET_TASKS', 'GET_AGENT'),
    ...reads('GET_RESOURCE_PROVIDERS'),
    container('LAUNCH_NESTED_CONTAINER', undefined, launch),
    container('WAIT_NESTED_CONTAINER', 404),
    container('KILL_NESTED_CONTAINER', 404),
    container('REMOVE_NESTED_CONTAINER', undefined),
    container('LAUNCH_NESTED_CONTAINER_SESSION', undefined, launch),
    container('ATTACH_CONTAINER_OUTPUT', undefined),
    {
      // Not as one message: what is attached comes as records.
      type: 'ATTACH_CONTAINER_INPUT',
      part: { type: 'CONTAINER_ID', container_id: { value: 'c' } },
      good: 415,
      senseless: [
        {},
        { type: 'CONTAINER_ID' },
        ...badContainers.map((wrong) => ({ type: 'CONTAINER_ID', ...wrong })),
      ],
    },
    container('LAUNCH_CONTAINER', undefined, launch),
    container('WAIT_CONTAINER', 404),
    container('KILL_CONTAINER', 404),
    container('REMOVE_CONTAINER', undefined),
    ...['ADD_RESOURCE_PROVIDER_CONFIG', 'UPDATE_RESOURCE_PROVIDER_CONFIG'].map((type) => ({
      type,
      part: provider,
      good: undefined,
      senseless: [{}, { info: { ...provider.info, id: { value: 'i' } } }, { info: { type: '', name: 'x' } }],
    })),
    { type: 'REMOVE_RESOURCE_PROVIDER_CONFIG', part: provider.info, good: undefined, senseless: [{}] },
    {
      type: 'MARK_RESOURCE_PROVIDER_GONE',
      part: { resource_provider_id: { value: 'x' } },
      good: undefined,
      senseless: [{}],
    },
    { type: 'PRUNE_IMAGES', part: {}, good: undefined },
  ];
}

/** Parts that may be left out. */
const optionalParts = new Set(['get_containers', 'prune_images']);

const json = { 'Content-Type': 'application/json' };

/** The status alone: some answers have no end. */
function statusOf(
  port: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
): Promise<number> {
  return new Promise((settle, reject) => {
    const call: ClientRequest = request(
      { host: '127.0.0.1', port, method, path: '/api/v1', headers: { ...headers }, agent: false },
      (response) => {
        settle(response.statusCode ?? 0);
        response.destroy();
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

for (const [daemon, states, rowsOf] of [
  ['agent', agentCalls as Readonly<Record<string, string>>, agentRows],
  // At last: the agent ends when it is marked gone.
  ['master', masterCalls as Readonly<Record<string, string>>, masterRows],
] as const satisfies readonly (readonly [Daemon, Readonly<Record<string, string>>, () => Row[]])[]) {
  test(`${daemon}: every call, good and wrong`, async () => {
    const { port } = daemon === 'master' ? master : agent;
    const name = `${daemon}.Call` as const;
    const fields = new Set(messageSchema(name).fields.map((field) => field.name));
    const rows = rowsOf();
    assert.equal(rows.map(({ type }) => type).sort(), Object.keys(states).sort());
    const wrong: string[] = [];
    let checked = 0;
    const check = async (what: string, status: Promise<number>, expected: number): Promise<void> => {
      checked += 1;
      const given = await status;
      if (given !== expected) wrong.push(`${what}: ${given}, expected ${expected}`);
    };
    for (const { type, part, good, unknown, senseless = [] } of rows) {
      const isMissing = states[type] === '501';
      const field = type.toLowerCase();
      const isStreamed = type === 'ATTACH_CONTAINER_INPUT';
      const callOf = (given: object | undefined): string =>
        JSON.stringify({ type, ...(given === undefined ? {} : { [field]: given }) });
      const call = callOf(part);
      const send = (body: string | Uint8Array, headers: Readonly<Record<string, string>>): Promise<number> =>
        statusOf(port, body, headers);
      await check(`${type} by GET`, statusOf(port, '', json, 'GET'), 405);
      await check(`${type} by PUT`, statusOf(port, call, json, 'PUT'), 405);
      await check(`${type} without Content-Type`, send(call, {}), 400);
      await check(`${type} as text`, send(call, { 'Content-Type': 'text/plain' }), 415);
      await check(
        `${type} with a parameter`,
        send(call, { 'Content-Type': 'application/json; charset=utf-8' }),
        415,
      );
      await check(`${type} cut off`, send(call.slice(0, -1), json), 400);
      await check(
        `${type} as protobuf that is none`,
        send(call, { 'Content-Type': 'application/x-protobuf' }),
        400,
      );
      await check(`${type} for a form nobody has`, send(call, { ...json, Accept: 'text/html' }), 406);
      if (daemon === 'agent' && !isStreamed) {
        const recordio = { 'Content-Type': 'application/recordio' };
        await check(`${type} as records of no type`, send(call, recordio), 400);
        await check(
          `${type} with Message-Accept`,
          send(call, { ...json, Accept: 'application/json', 'Message-Accept': 'application/json' }),
          406,
        );
      }
      if (fields.has(field) && !optionalParts.has(field))
        await check(`${type} without its part`, send(callOf(undefined), json), 400);
      if (fields.has(field))
        await check(`${type} with a number for its part`, send(`{"type":"${type}","${field}":3}`, json), 400);
      for (const given of senseless)
        await check(`${type} ${JSON.stringify(given).slice(0, 120)}`, send(callOf(given), json), 400);
      if (unknown !== undefined) {
        const [given, status] = unknown;
        await check(`${type} of what does not exist`, send(callOf(given), json), isMissing ? 501 : status);
      }
      if (good === undefined && !isMissing) continue;
      const expected = isMissing && !isStreamed ? 501 : good!;
      if (/^(GET|LIST|READ)_/.test(type) || isMissing) {
        const bytes = encode(name, decodeJson(name, call) as never);
        const accept = { 'Content-Type': 'application/x-protobuf', Accept: 'application/x-protobuf' };
        await check(`${type} in protobuf`, send(bytes, accept), expected);
      }
      await check(type, send(call, json), expected);
    }
    console.log(`\nFIGURE operator API: ${checked} rows of ${rows.length} calls of the ${daemon}`);
    assert.equal(wrong, []);
  });
}

test.run();
