// What operators reserve and create: from what is free, else from offers that are rescinded for it one by one.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MasterCall, Resource } from '../../../src/protocol/messages.ts';
import { type FakeAgent, type FakeScheduler, Harness, scalar, uuidBytes } from '../harness.ts';
import { Desk } from './desk.ts';

const test = suite('operations of operators');

const capabilities = (
  ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT', 'RESOURCE_PROVIDER', 'RESIZE_VOLUME'] as const
).map((type) => ({ type }));

function reserved(name: string, value: number, more: Partial<Resource> = {}): Resource {
  return scalar(name, value, { reservations: [{ type: 'DYNAMIC', role: 'dev', principal: 'p' }], ...more });
}

const volume = reserved('disk', 50, {
  disk: { persistence: { id: 'v' }, volume: { mode: 'RW', container_path: 'v' } },
});

interface Scene {
  readonly harness: Harness;
  readonly desk: Desk;
  readonly agent: FakeAgent;
}

function scene(): Scene {
  const harness = new Harness();
  const agent = harness.agent({ capabilities }).register();
  return { harness, desk: new Desk(harness), agent };
}

async function ask({ desk, agent }: Scene, call: MasterCall): Promise<readonly [number, string]> {
  const agent_id = { value: agent.id };
  const parts = Object.entries(call).map(([name, part]) => [
    name,
    typeof part === 'object' ? { agent_id, ...part } : part,
  ]);
  const answer = await desk.post(Object.fromEntries(parts));
  return [answer.status, String(answer.body ?? '')];
}

// The agent's id is put in by `ask`.
const of = <Part>(part: Part): Part & { agent_id: { value: string } } => part as never;

const disk = ({ harness, agent }: Scene, role: string): number =>
  harness.master.model.agents.get(agent.id)!.total.reservedFor(role).scalar('disk');

test('what is free is reserved, made a volume of and given back', async () => {
  const world = scene();
  const { harness } = world;
  const calls: MasterCall[] = [
    { type: 'RESERVE_RESOURCES', reserve_resources: of({ resources: [reserved('disk', 100)] }) },
    { type: 'CREATE_VOLUMES', create_volumes: of({ volumes: [volume] }) },
    { type: 'GROW_VOLUME', grow_volume: of({ volume, addition: reserved('disk', 10) }) },
    {
      type: 'SHRINK_VOLUME',
      shrink_volume: of({ volume: { ...volume, scalar: { value: 60 } }, subtract: { value: 10 } }),
    },
    { type: 'DESTROY_VOLUMES', destroy_volumes: of({ volumes: [volume] }) },
    { type: 'UNRESERVE_RESOURCES', unreserve_resources: of({ resources: [reserved('disk', 100)] }) },
  ];
  for (const call of calls) {
    assert.equal(await ask(world, call), [202, ''], call.type);
    const [sent] = harness.take('internal.ApplyOperationMessage');
    assert.is(sent?.message.framework_id, undefined);
    const status_uuid = { value: uuidBytes() };
    harness.receive(world.agent.pid, 'internal.UpdateOperationStatusMessage', {
      agent_id: { value: world.agent.id },
      status: { state: 'OPERATION_FINISHED', uuid: status_uuid },
      operation_uuid: sent!.message.operation_uuid,
    });
    const [acknowledged] = harness.take('internal.AcknowledgeOperationStatusMessage');
    assert.equal(acknowledged?.message.status_uuid, status_uuid);
    assert.is(disk(world, 'dev'), call.type === 'UNRESERVE_RESOURCES' ? 0 : 100, call.type);
  }
});

test('a reservation takes the place of another', async () => {
  const world = scene();
  const other: Resource = scalar('disk', 100, { reservations: [{ type: 'DYNAMIC', role: 'ops' }] });
  const reserve = (resources: Resource[], source: Resource[] = []): MasterCall => ({
    type: 'RESERVE_RESOURCES',
    reserve_resources: of({ resources, ...(source.length === 0 ? {} : { source }) }),
  });
  assert.is((await ask(world, reserve([reserved('disk', 100)])))[0], 202);
  assert.is((await ask(world, reserve([other], [reserved('disk', 100)])))[0], 202);
  assert.equal([disk(world, 'dev'), disk(world, 'ops')], [0, 100]);
});

test('offers are rescinded as far as they are needed, and refused for a while', async () => {
  const world = scene();
  const { harness, agent } = world;
  const schedulers: FakeScheduler[] = [harness.scheduler({ info: { roles: ['dev'] } })];
  // A second offer of what the first one leaves.
  const [whole] = schedulers[0]!.takeOffers();
  schedulers[0]!.accept(
    [whole!],
    [
      {
        type: 'LAUNCH',
        launch: {
          task_infos: [
            {
              name: 't',
              task_id: { value: 't' },
              agent_id: { value: agent.id },
              resources: [scalar('cpus', 1), scalar('mem', 512)],
              command: { value: 'x' },
            },
          ],
        },
      },
    ],
    0,
  );
  harness.time.advance(1100);
  assert.is(schedulers[0]!.takeOffers().length, 1);
  const reserve = (cpus: number): MasterCall => ({
    type: 'RESERVE_RESOURCES',
    reserve_resources: of({ resources: [reserved('cpus', cpus)] }),
  });
  assert.is((await ask(world, reserve(3.5)))[0], 409, 'a task has the rest');
  schedulers[0]!.take('RESCIND');
  harness.time.advance(7000);
  assert.is(schedulers[0]!.takeOffers().length, 1);
  assert.is((await ask(world, reserve(2)))[0], 202);
  harness.time.settle();
  assert.is(schedulers[0]!.take('RESCIND').length, 1);
  harness.time.advance(1500);
  const offered = schedulers[0]!.takeOffers().flatMap(({ resources = [] }) => resources);
  assert.ok(offered.some(({ name, reservations }) => name === 'cpus' && reservations !== undefined));
});

test('what makes no sense is refused, an agent that is away is a conflict', async () => {
  const world = scene();
  const { agent, desk } = world;
  const reserve = (resource: Resource): MasterCall => ({
    type: 'RESERVE_RESOURCES',
    reserve_resources: of({ resources: [resource] }),
  });
  const [status, text] = await ask(world, reserve(scalar('cpus', 1)));
  assert.is(status, 400);
  assert.match(text, /Invalid RESERVE operation on agent .* is not dynamically reserved/);
  const nobody = await desk.post({
    type: 'RESERVE_RESOURCES',
    reserve_resources: { agent_id: { value: 'nobody' }, resources: [reserved('cpus', 1)] },
  });
  assert.equal([nobody.status, nobody.body], [400, 'No agent found with specified ID']);
  assert.is((await ask(world, reserve(reserved('cpus', 100))))[0], 409);
  agent.exit();
  assert.is((await ask(world, reserve(reserved('cpus', 1))))[0], 409);
});

test('the endpoints before the API do the same, in both formats', async () => {
  const world = scene();
  const post = async (path: string, fields: Record<string, unknown>): Promise<number> => {
    const form = { slaveId: world.agent.id, ...fields };
    const texts = Object.entries(form).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const body = new URLSearchParams(texts).toString();
    return (await world.desk.request('POST', path, body)).status;
  };
  const older = {
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: 100 },
    role: 'dev',
    reservation: { principal: 'p' },
  };
  assert.is(await post('/reserve', { resources: [older] }), 202);
  assert.is(await post('/master/create-volumes', { volumes: [volume] }), 202);
  assert.is(await post('/unreserve', { resources: [older] }), 409, 'half of it is a volume');
  assert.is(await post('/destroy-volumes', { volumes: [volume] }), 202);
  assert.is(await post('/unreserve', { resources: [older] }), 202);
  assert.is(disk(world, 'dev'), 0);
});

test.run();
