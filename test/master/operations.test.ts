// Operations in the master: what an ACCEPT may reserve and create, who hears of it, and what becomes of operations
// when agents and frameworks go and come back.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type {
  Offer,
  OfferOperation,
  Operation,
  OperationState,
  OperationStatus,
  Resource,
  UpdateOperationStatusMessage,
} from '../../src/protocol/messages.ts';
import { resourcesOf } from '../../src/resources/messages.ts';
import type { Resources } from '../../src/resources/resources.ts';
import {
  commandTask,
  type FakeAgent,
  type FakeScheduler,
  Harness,
  modern,
  type SchedulerOptions,
  scalar,
  uuidBytes,
} from './harness.ts';

const test = suite('operations');

const capabilities = (
  [
    'MULTI_ROLE',
    'HIERARCHICAL_ROLE',
    'RESERVATION_REFINEMENT',
    'RESOURCE_PROVIDER',
    'RESIZE_VOLUME',
    'AGENT_OPERATION_FEEDBACK',
  ] as const
).map((type) => ({ type }));

const reservations = [{ type: 'DYNAMIC', role: 'dev', principal: 'p' }] as const;
const reserved = (name: string, value: number): Resource =>
  scalar(name, value, { reservations: [...reservations] });

function volume(id: string, value: number, more: Partial<Resource> = {}): Resource {
  return {
    ...reserved('disk', value),
    disk: { persistence: { id, principal: 'p' }, volume: { mode: 'RW', container_path: 'data' } },
    ...more,
  };
}

const reserve = (...resources: Resource[]): OfferOperation => ({ type: 'RESERVE', reserve: { resources } });
const create = (...volumes: Resource[]): OfferOperation => ({ type: 'CREATE', create: { volumes } });
const destroy = (...volumes: Resource[]): OfferOperation => ({ type: 'DESTROY', destroy: { volumes } });
const named = (id: string, operation: OfferOperation): OfferOperation => ({
  ...operation,
  id: { value: id },
});

interface Scene {
  readonly harness: Harness;
  readonly agent: FakeAgent;
  readonly scheduler: FakeScheduler;
}

function scene(options: Partial<SchedulerOptions> = {}, agentCapabilities = capabilities): Scene {
  const harness = new Harness();
  const agent = harness.agent({ capabilities: [...agentCapabilities] }).register();
  const scheduler = harness.scheduler({
    info: {
      roles: ['dev'],
      principal: 'p',
      checkpoint: true,
      capabilities: [...modern, { type: 'SHARED_RESOURCES' }],
    },
    ...options,
  });
  harness.sent = [];
  return { harness, agent, scheduler };
}

function nextOffer({ harness, scheduler }: Scene): Offer {
  harness.time.advance(1100);
  const offers = scheduler.takeOffers();
  assert.is(offers.length, 1, 'one offer is outstanding');
  return offers[0]!;
}

const resourcesIn = (offer: Offer): Resources => resourcesOf(offer.resources).unallocate();

function totalOf({ harness, agent }: Scene): Resources {
  return harness.master.model.agents.get(agent.id)!.total;
}

function applied({ harness }: Scene): { info: OfferOperation; uuid: Uint8Array }[] {
  return harness
    .take('internal.ApplyOperationMessage')
    .map(({ message }) => ({ info: message.operation_info, uuid: message.operation_uuid.value }));
}

function report(
  { harness, agent }: Scene,
  uuid: Uint8Array,
  state: OperationState,
  more: Partial<UpdateOperationStatusMessage> & { readonly statusUuid?: Uint8Array | undefined } = {},
): void {
  const { statusUuid, ...fields } = more;
  const agent_id = { value: agent.id };
  harness.receive(agent.pid, 'internal.UpdateOperationStatusMessage', {
    agent_id,
    status: { state, agent_id, ...(statusUuid === undefined ? {} : { uuid: { value: statusUuid } }) },
    operation_uuid: { value: uuid },
    ...fields,
  });
}

function statuses(scheduler: FakeScheduler): OperationStatus[] {
  return scheduler.take('UPDATE_OPERATION_STATUS').map((event) => event.update_operation_status!.status);
}

const statesOf = (scheduler: FakeScheduler): (readonly [string | undefined, OperationState])[] =>
  statuses(scheduler).map(({ operation_id, state }) => [operation_id?.value, state]);

const problemsOf = (scheduler: FakeScheduler): (string | undefined)[] =>
  statuses(scheduler).map(({ message }) => message);

test('what was reserved and created is used by a launch behind it and offered again', () => {
  const world = scene();
  const { harness, agent, scheduler } = world;
  const onVolume = commandTask('t', agent.id, { resources: [reserved('cpus', 1), volume('v', 100)] });
  scheduler.accept(
    scheduler.takeOffers(),
    [
      reserve(reserved('cpus', 1), reserved('disk', 300)),
      create(volume('v', 100)),
      { type: 'LAUNCH', launch: { task_infos: [onVolume] } },
    ],
    600,
  );
  const [first, second, ...none] = applied(world);
  assert.equal([first?.info.type, second?.info.type, none], ['RESERVE', 'CREATE', []]);
  assert.equal(first?.info.reserve?.resources?.[0], {
    ...reserved('cpus', 1),
    allocation_info: { role: 'dev' },
  });
  const [run] = harness.take('internal.RunTaskMessage');
  assert.is(run?.message.task.task_id.value, 't');
  const total = totalOf(world);
  assert.is(total.reservedFor('dev').scalar('disk'), 300);
  assert.is(total.reservedFor('dev').scalar('cpus'), 1);
  assert.is(total.scalar('disk'), 10000);
  // The rest of the reservation is news, which no filter keeps back.
  const again = resourcesIn(nextOffer(world));
  assert.is(again.reserved().scalar('disk'), 200);
  assert.is(again.unreserved().scalar('cpus'), 3);
});

/** A framework whose minimum lets it be offered disk alone. */
function nextOfferAfterDecline(world: Scene): Offer {
  const { scheduler } = world;
  scheduler.info = {
    ...scheduler.info,
    offer_filters: { dev: { min_allocatable_resources: { quantities: [] } } },
  };
  scheduler.subscribe();
  return nextOffer(world);
}

test('the agent is told what the original tells it, and answered for an operation nobody named', () => {
  const world = scene();
  const { harness, agent, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [reserve(reserved('cpus', 1))]);
  const [sent] = harness.take('internal.ApplyOperationMessage');
  assert.is(sent?.to, agent.pid);
  assert.equal(sent?.message.framework_id, { value: scheduler.id });
  assert.equal(sent?.message.resource_version_uuid, { uuid: { value: agent.resourceVersion } });
  assert.is(harness.take('internal.CheckpointResourcesMessage').length, 0);
  const uuid = sent!.message.operation_uuid.value;
  const statusUuid = uuidBytes();
  report(world, uuid, 'OPERATION_FINISHED', { statusUuid });
  const [acknowledged] = harness.take('internal.AcknowledgeOperationStatusMessage');
  assert.equal(acknowledged?.message, {
    status_uuid: { value: statusUuid },
    operation_uuid: { value: uuid },
  });
  assert.equal(statuses(scheduler), []);
  assert.is(harness.master.model.operations.size, 0);
});

test('an operation with an id is reported to its scheduler and acknowledged by it', () => {
  const world = scene();
  const { harness, agent, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [named('op', reserve(reserved('cpus', 1)))]);
  const [{ uuid } = { uuid: new Uint8Array() }] = applied(world);
  const statusUuid = uuidBytes();
  report(world, uuid, 'OPERATION_FINISHED', { statusUuid });
  const [status] = statuses(scheduler);
  assert.equal(status, {
    operation_id: { value: 'op' },
    state: 'OPERATION_FINISHED',
    uuid: { value: statusUuid },
    agent_id: { value: agent.id },
  });
  assert.is(harness.take('internal.AcknowledgeOperationStatusMessage').length, 0);
  const acknowledge = (operationId: string, by: Uint8Array): void => {
    scheduler.call({
      type: 'ACKNOWLEDGE_OPERATION_STATUS',
      acknowledge_operation_status: {
        agent_id: { value: agent.id },
        operation_id: { value: operationId },
        uuid: by,
      },
    });
  };
  acknowledge('op', uuidBytes());
  acknowledge('other', statusUuid);
  assert.is(harness.take('internal.AcknowledgeOperationStatusMessage').length, 0);
  acknowledge('op', statusUuid);
  assert.is(harness.take('internal.AcknowledgeOperationStatusMessage').length, 1);
  acknowledge('op', statusUuid);
  assert.is(harness.take('internal.AcknowledgeOperationStatusMessage').length, 0);
  const metrics = harness.master.metricsSnapshot();
  assert.is(metrics['master/valid_operation_status_update_acknowledgements'], 1);
  assert.is(metrics['master/invalid_operation_status_update_acknowledgements'], 3);
  assert.is(metrics['master/operations/finished'], 1);
  assert.is(metrics['master/operations/reserve/finished'], 1);
  assert.is(metrics['master/operations/pending'], 0);
});

test('an acknowledgement without an agent is refused', () => {
  const { scheduler } = scene();
  const response = scheduler.call({
    type: 'ACKNOWLEDGE_OPERATION_STATUS',
    acknowledge_operation_status: { operation_id: { value: 'op' }, uuid: uuidBytes() },
  });
  assert.is(response.status, 400);
});

test('an agent that takes no operations is sent all that was made', () => {
  const older = capabilities.filter(
    ({ type }) => type !== 'RESOURCE_PROVIDER' && type !== 'RESERVATION_REFINEMENT',
  );
  const world = scene({}, older);
  const { harness, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [
    reserve(reserved('cpus', 1)),
    named('op', reserve(reserved('cpus', 1))),
    reserve(reserved('disk', 10)),
  ]);
  const lists = harness.take('internal.CheckpointResourcesMessage').map(({ message }) => message.resources);
  const dynamic = { role: 'dev', reservation: { principal: 'p' } };
  assert.equal(lists, [
    [scalar('cpus', 1, dynamic)],
    [scalar('cpus', 1, dynamic), scalar('disk', 10, dynamic)],
  ]);
  assert.equal(applied(world), []);
  assert.equal(statesOf(scheduler), [['op', 'OPERATION_ERROR']]);
});

test('reservations must be the framework’s own, in its role, and fit', () => {
  const world = scene();
  const { scheduler } = world;
  const wrong = (more: Partial<Resource>, name = 'cpus'): OfferOperation =>
    named('op', reserve({ ...reserved(name, 1), ...more }));
  const [first] = reservations;
  scheduler.accept(scheduler.takeOffers(), [
    wrong({ reservations: [{ ...first, type: 'STATIC' }] }),
    wrong({ reservations: [{ ...first, principal: 'q' }] }),
    wrong({ reservations: [{ type: 'DYNAMIC', role: 'dev' }] }),
    wrong({ reservations: [{ ...first, role: 'ops' }] }),
    wrong({ revocable: {} }),
    wrong({ scalar: { value: 5 } }),
    wrong({ scalar: { value: -1 } }),
    wrong({ scalar: { value: 0 } }),
    wrong({ reservations: [] }),
    named('op', { type: 'RESERVE' }),
    named('op', { type: 'RESERVE', unreserve: { resources: [reserved('cpus', 1)] } }),
    named('op', {
      type: 'RESERVE',
      reserve: { source: [scalar('cpus', 1)], resources: [reserved('cpus', 1)] },
    }),
    named('op', { type: 'UNRESERVE', unreserve: { resources: [reserved('cpus', 1)] } }),
    named('op', { type: 'UNRESERVE', unreserve: { resources: [scalar('cpus', 1)] } }),
  ]);
  const problems = problemsOf(scheduler);
  const expected = [
    /not dynamically reserved/,
    /principal 'p', which does not match the principal 'q'/,
    /does not match the principal ''/,
    /role 'ops', but the framework can only/,
    /revocable/,
    /does not contain/,
    /value < 0/,
    /amount is zero/,
    /not dynamically reserved/,
    /Expecting 'reserve'/,
    /Expecting 'reserve'/,
    /must not set 'source'/,
    /does not contain/,
    /not dynamically reserved/,
  ];
  assert.is(problems.length, expected.length);
  for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern);
  assert.equal(applied(world), []);
  assert.is(totalOf(world).reserved().isEmpty, true);
  const offer = nextOfferAfterDecline(world);
  assert.is(resourcesIn(offer).scalar('cpus'), 4);
});

test('volumes must be whole, unique and their owner’s, and are not destroyed in use', () => {
  const world = scene();
  const { agent, scheduler } = world;
  const disk = volume('v', 1).disk!;
  const made = (more: Partial<Resource>): OfferOperation => named('op', create(volume('w', 1, more)));
  const onVolume = commandTask('t', agent.id, { resources: [scalar('cpus', 1), volume('v', 1)] });
  scheduler.accept(scheduler.takeOffers(), [
    reserve(reserved('disk', 100)),
    create(volume('v', 1)),
    made({ disk: { ...disk, persistence: { id: 'v', principal: 'p' } } }),
    made({ disk: { persistence: { id: 'w', principal: 'p' } } }),
    made({ disk: { ...disk, volume: { ...disk.volume!, host_path: '/x' }, persistence: { id: 'w' } } }),
    made({ disk: { ...disk, persistence: { id: '../w', principal: 'p' } } }),
    made({ disk: { ...disk, persistence: { id: 'w', principal: 'q' } } }),
    made({ disk: { ...disk, persistence: { id: 'w' } } }),
    made({ reservations: [] }),
    named('op', create(reserved('disk', 1))),
    named('op', create(volume('w', 1), volume('w', 1))),
    named('op', { type: 'UNRESERVE', unreserve: { resources: [volume('v', 1)] } }),
    { type: 'LAUNCH', launch: { task_infos: [onVolume] } },
    named('op', destroy(volume('v', 1))),
    named('op', destroy(volume('x', 1))),
  ]);
  const expected = [
    /'v' is not unique/,
    /Expecting 'volume'/,
    /Expecting 'host_path'/,
    /invalid characters/,
    /the principal 'q'/,
    /without a principal/,
    /unreserved resources/,
    /does not have DiskInfo/,
    /'w' is not unique/,
    /cannot be unreserved directly/,
    /in use/,
    /not found/,
  ];
  const problems = problemsOf(scheduler);
  assert.is(problems.length, expected.length, JSON.stringify(problems));
  for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern);
  assert.equal(
    applied(world).map(({ info }) => info.type),
    ['RESERVE', 'CREATE'],
  );
});

test('a resized volume is not used by what follows in the same ACCEPT', () => {
  const world = scene();
  const { scheduler } = world;
  const resize = (id: string, operation: OfferOperation): OfferOperation => named(id, operation);
  scheduler.accept(scheduler.takeOffers(), [
    reserve(reserved('disk', 100)),
    create(volume('v', 50)),
    resize('grow', {
      type: 'GROW_VOLUME',
      grow_volume: { volume: volume('v', 50), addition: reserved('disk', 20) },
    }),
    resize('again', {
      type: 'SHRINK_VOLUME',
      shrink_volume: { volume: volume('v', 70), subtract: { value: 10 } },
    }),
  ]);
  assert.equal(statesOf(scheduler), [['again', 'OPERATION_ERROR']]);
  assert.ok(totalOf(world).contains(resourcesOf([volume('v', 70), reserved('disk', 30)])));
  const offer = nextOfferAfterDecline(world);
  assert.ok(resourcesIn(offer).contains(resourcesOf([volume('v', 70), reserved('disk', 30)])));
  scheduler.accept(
    [offer],
    [
      resize('shrink', {
        type: 'SHRINK_VOLUME',
        shrink_volume: { volume: volume('v', 70), subtract: { value: 30 } },
      }),
      resize('zero', {
        type: 'SHRINK_VOLUME',
        shrink_volume: { volume: volume('v', 40), subtract: { value: 0 } },
      }),
      resize('odd', {
        type: 'GROW_VOLUME',
        grow_volume: { volume: volume('v', 40), addition: scalar('disk', 1) },
      }),
    ],
  );
  assert.equal(statesOf(scheduler), [
    ['zero', 'OPERATION_ERROR'],
    ['odd', 'OPERATION_ERROR'],
  ]);
  assert.ok(totalOf(world).contains(resourcesOf([volume('v', 40), reserved('disk', 60)])));
});

test('disks of resource providers are refused where there is no provider', () => {
  const { scheduler } = scene();
  const source = scalar('disk', 1, { disk: { source: { type: 'RAW', profile: 'x' } } });
  const provided = { ...source, provider_id: { value: 'rp' } };
  scheduler.accept(scheduler.takeOffers(), [
    named('a', { type: 'CREATE_DISK', create_disk: { source, target_type: 'MOUNT' } }),
    named('b', { type: 'CREATE_DISK', create_disk: { source: provided, target_type: 'PATH' } }),
    named('c', { type: 'CREATE_DISK', create_disk: { source: provided, target_type: 'MOUNT' } }),
    named('d', { type: 'DESTROY_DISK', destroy_disk: { source: provided } }),
  ]);
  const problems = problemsOf(scheduler);
  assert.match(problems[0] ?? '', /not managed by a resource provider/);
  assert.match(problems[1] ?? '', /neither MOUNT nor BLOCK/);
  assert.match(problems[2] ?? '', /no outcome/);
  assert.match(problems[3] ?? '', /not backed by a CSI volume/);
});

test('offers of a shared volume are rescinded when it is destroyed', () => {
  const world = scene();
  const { harness, scheduler } = world;
  const shared = volume('s', 10, { shared: {} });
  scheduler.accept(scheduler.takeOffers(), [reserve(reserved('disk', 10)), create(shared)], 0);
  scheduler.info = {
    ...scheduler.info,
    offer_filters: { dev: { min_allocatable_resources: { quantities: [] } } },
  };
  scheduler.subscribe();
  harness.time.advance(3000);
  const holding = scheduler
    .takeOffers()
    .filter((offer) => resourcesIn(offer).contains(resourcesOf([shared])));
  assert.ok(holding.length > 1, 'a shared volume is offered again and again');
  scheduler.accept([holding[0]!], [destroy(shared)]);
  assert.equal(
    scheduler.take('RESCIND').map((event) => event.rescind?.offer_id),
    holding.slice(1).map(({ id }) => id),
  );
  assert.is(totalOf(world).shared().isEmpty, true);
  assert.is(totalOf(world).scalar('disk'), 10000);
  assert.is(harness.fatal, undefined);
});

test('a framework without refinement uses the older format', () => {
  const world = scene({
    info: { role: 'dev', capabilities: [], principal: 'p', checkpoint: true },
  });
  const { scheduler } = world;
  const older = scalar('cpus', 1, { role: 'dev', reservation: { principal: 'p' } });
  scheduler.accept(scheduler.takeOffers(), [reserve(older)], 0);
  assert.equal(applied(world)[0]?.info.reserve?.resources, [
    { ...reserved('cpus', 1), allocation_info: { role: 'dev' } },
  ]);
  const offer = nextOffer(world);
  assert.equal(offer.resources?.[0], older);
});

test('a refined reservation goes to the role below and back', () => {
  const world = scene({
    info: { roles: ['dev', 'dev/web'], principal: 'p', capabilities: [...modern] },
  });
  const { scheduler } = world;
  const refined = scalar('cpus', 1, {
    reservations: [...reservations, { type: 'DYNAMIC', role: 'dev/web', principal: 'p' }],
  });
  const ownOffer = scheduler.takeOffers();
  assert.is(ownOffer[0]?.allocation_info?.role, 'dev');
  scheduler.accept(ownOffer, [named('op', reserve(refined)), reserve(reserved('cpus', 2))], 0);
  // Refining needs the reservation above it, and an offer to the role it is for.
  assert.equal(statesOf(scheduler), [['op', 'OPERATION_ERROR']]);
  assert.is(totalOf(world).reservedFor('dev').scalar('cpus'), 2);
});

test('operations of unreachable, gone and removed agents are told', () => {
  const ends = [
    ['OPERATION_UNREACHABLE', (world: Scene): void => void leave(world)],
    [
      'OPERATION_GONE_BY_OPERATOR',
      ({ harness, agent }: Scene): void => harness.master.markAgentGone(agent.id, () => {}),
    ],
    [
      'OPERATION_UNKNOWN',
      ({ harness, agent }: Scene): void =>
        harness.receive(agent.pid, 'internal.UnregisterAgentMessage', { agent_id: { value: agent.id } }),
    ],
  ] as const;
  for (const [state, end] of ends) {
    const world = scene();
    const { harness, scheduler } = world;
    scheduler.accept(scheduler.takeOffers(), [
      named('open', reserve(reserved('cpus', 1))),
      named('done', reserve(reserved('cpus', 1))),
      reserve(reserved('cpus', 1)),
    ]);
    const [, done] = applied(world);
    report(world, done!.uuid, 'OPERATION_FINISHED', { statusUuid: uuidBytes() });
    statuses(scheduler);
    end(world);
    harness.time.settle();
    assert.equal(statesOf(scheduler), [['open', state]]);
    assert.is(harness.master.model.operations.size, 0);
    const metrics = harness.master.metricsSnapshot();
    assert.is(metrics['master/operations/unreachable'], state === 'OPERATION_UNREACHABLE' ? 2 : 0);
    assert.is(metrics['master/operations/gone_by_operator'], state === 'OPERATION_GONE_BY_OPERATOR' ? 2 : 0);
  }
});

function leave({ harness, agent }: Scene): void {
  agent.isAlive = false;
  harness.time.advance(90_000);
}

test('an agent that comes back says what it has of operations', () => {
  const world = scene();
  const { harness, agent, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [
    named('kept', reserve(reserved('cpus', 1))),
    named('lost', reserve(reserved('cpus', 2))),
  ]);
  const [kept, lost] = applied(world);
  agent.exit();
  agent.reregister({ checkpointed_resources: [reserved('cpus', 1)] });
  const finished: OperationStatus = {
    state: 'OPERATION_FINISHED',
    uuid: { value: uuidBytes() },
    agent_id: { value: agent.id },
  };
  const unheard: Operation = {
    framework_id: { value: scheduler.id },
    agent_id: { value: agent.id },
    info: named('unheard', reserve(reserved('cpus', 1))),
    latest_status: finished,
    statuses: [finished],
    uuid: { value: uuidBytes() },
  };
  harness.receive(agent.pid, 'internal.UpdateAgentMessage', {
    agent_id: { value: agent.id },
    operations: {
      operations: [{ ...unheard, info: kept!.info, uuid: { value: kept!.uuid } }, unheard],
    },
  });
  assert.is(totalOf(world).reservedFor('dev').scalar('cpus'), 1);
  const [reconcile] = harness.take('internal.ReconcileOperationsMessage');
  assert.equal(reconcile?.message.operations, [{ operation_uuid: { value: lost!.uuid } }]);
  report(world, lost!.uuid, 'OPERATION_DROPPED');
  assert.equal(statesOf(scheduler), [['lost', 'OPERATION_DROPPED']]);
  assert.equal(
    [...harness.master.model.operations.all()].map(({ id, latest }) => [id, latest.state]),
    [
      ['kept', 'OPERATION_FINISHED'],
      ['unheard', 'OPERATION_FINISHED'],
    ],
  );
});

test('what an agent has told and does not list any more was acknowledged', () => {
  const world = scene();
  const { harness, agent, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [
    named('gone', reserve(reserved('cpus', 1))),
    named('asked', reserve(reserved('cpus', 1))),
  ]);
  const [gone, asked] = applied(world);
  for (const { uuid } of [gone!, asked!])
    report(world, uuid, 'OPERATION_FINISHED', { statusUuid: uuidBytes() });
  statuses(scheduler);
  // The answer to a question from before the end was told.
  report(world, asked!.uuid, 'OPERATION_DROPPED');
  harness.receive(agent.pid, 'internal.UpdateAgentMessage', {
    agent_id: { value: agent.id },
    operations: {},
  });
  assert.is(harness.take('internal.ReconcileOperationsMessage').length, 0);
  assert.equal(statuses(scheduler), []);
  assert.is(harness.master.model.operations.size, 0);
});

test('a task on a reservation that was lost on its way ends, and nothing of it stays booked', () => {
  const world = scene();
  const { harness, agent, scheduler } = world;
  const task = commandTask('t', agent.id, { resources: [reserved('cpus', 3), reserved('mem', 100)] });
  scheduler.accept(scheduler.takeOffers(), [
    reserve(reserved('cpus', 3), reserved('mem', 100)),
    { type: 'LAUNCH', launch: { task_infos: [task] } },
  ]);
  agent.exit();
  agent.reregister();
  assert.equal(
    scheduler.takeUpdates().map(({ state, reason }) => [state, reason]),
    [['TASK_DROPPED', 'REASON_RESOURCES_UNKNOWN']],
  );
  harness.time.advance(6000);
  assert.is(
    scheduler.takeOffers().reduce((sum, offer) => sum + resourcesIn(offer).scalar('cpus'), 0),
    4,
  );
});

test('a new master knows reservations, volumes and operations from the agents', () => {
  const world = scene();
  const { harness, agent, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [reserve(reserved('disk', 100)), create(volume('v', 40))]);
  const next = harness.restart('a1b2c3d4-0000-4000-8000-000000000002');
  const moved: Scene = { harness: next, agent, scheduler };
  Object.assign(agent, { harness: next });
  agent.reregister({ checkpointed_resources: [reserved('disk', 60), volume('v', 40)] });
  assert.ok(totalOf(moved).contains(resourcesOf([reserved('disk', 60), volume('v', 40)])));
  assert.is(totalOf(moved).scalar('disk'), 10000);
});

test('what a removed framework leaves behind is acknowledged for it', () => {
  const world = scene();
  const { harness, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [
    named('before', reserve(reserved('cpus', 1))),
    named('after', reserve(reserved('cpus', 1))),
  ]);
  const [before, after] = applied(world);
  report(world, before!.uuid, 'OPERATION_FINISHED', { statusUuid: uuidBytes() });
  scheduler.call({ type: 'TEARDOWN' });
  assert.is(harness.take('internal.AcknowledgeOperationStatusMessage').length, 1);
  report(world, after!.uuid, 'OPERATION_FINISHED', { statusUuid: uuidBytes() });
  assert.is(harness.take('internal.AcknowledgeOperationStatusMessage').length, 1);
  assert.is(harness.master.model.operations.size, 0);
  assert.is(totalOf(world).reservedFor('dev').scalar('cpus'), 2, 'a reservation outlives its framework');
});

test('operations are reconciled by what is known of them', () => {
  const world = scene();
  const { agent, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [named('op', reserve(reserved('cpus', 1)))]);
  const [sent] = applied(world);
  const ask = (ids: readonly string[], providerId?: string): void =>
    void scheduler.call({
      type: 'RECONCILE_OPERATIONS',
      reconcile_operations: {
        operations: ids.map((value) => ({
          operation_id: { value },
          agent_id: { value: agent.id },
          ...(providerId === undefined ? {} : { resource_provider_id: { value: providerId } }),
        })),
      },
    });
  ask([]);
  ask(['op']);
  ask(['no']);
  assert.equal(statesOf(scheduler), [
    ['op', 'OPERATION_PENDING'],
    ['op', 'OPERATION_PENDING'],
    ['no', 'OPERATION_UNKNOWN'],
  ]);
  ask(['no'], 'rp');
  assert.equal(statesOf(scheduler), []);
  assert.is(world.harness.take('internal.ReconcileOperationsMessage').length, 1);
  report(world, sent!.uuid, 'OPERATION_FINISHED', { statusUuid: uuidBytes() });
  statuses(scheduler);
  ask(['op']);
  const [status] = statuses(scheduler);
  assert.equal([status?.state, status?.uuid], ['OPERATION_FINISHED', undefined]);
});

test('statuses that are nonsense change nothing', () => {
  const world = scene();
  const { harness, scheduler } = world;
  scheduler.accept(scheduler.takeOffers(), [named('op', reserve(reserved('cpus', 1)))]);
  const [sent] = applied(world);
  report(world, uuidBytes(), 'OPERATION_FINISHED');
  report(world, new Uint8Array(3), 'OPERATION_FINISHED');
  report(world, sent!.uuid, 'OPERATION_FINISHED', { agent_id: { value: 'nobody' } });
  assert.equal(statesOf(scheduler), []);
  assert.is(harness.master.metricsSnapshot()['master/invalid_operation_status_updates'], 3);
  report(world, sent!.uuid, 'OPERATION_FINISHED', { statusUuid: uuidBytes() });
  report(world, sent!.uuid, 'OPERATION_FAILED', { statusUuid: uuidBytes() });
  const [known] = harness.master.model.operations.all();
  assert.is(known?.latest.state, 'OPERATION_FINISHED', 'an end stays what it is');
});

test.run();
