// Operations of the agent: applied, on disk before they are told, repeated until acknowledged, there again after a
// crash, with their volumes made and removed in order.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MesosError } from '../../src/base/errors.ts';
import type {
  ApplyOperationMessage,
  OfferOperation,
  Resource,
  UpdateOperationStatusMessage,
} from '../../src/protocol/messages.ts';
import { resourcesOf } from '../../src/resources/messages.ts';
import { agentId, frameworkId, Harness, masterPid, statesOf, taskOf, testConfig } from './harness.ts';

const test = suite('operations of the agent');

const reservations = [{ type: 'DYNAMIC', role: 'dev/a', principal: 'p' }] as const;
const path = `${testConfig.workDir}/volumes/roles/dev a/v`;

function reserved(name: string, value: number, more: Partial<Resource> = {}): Resource {
  const allocation_info = { role: 'dev/a' };
  const reservation = { allocation_info, reservations: [...reservations] };
  return { name, type: 'SCALAR', scalar: { value }, ...reservation, ...more };
}

function volume(more: Partial<Resource> = {}): Resource {
  const disk = {
    persistence: { id: 'v', principal: 'p' },
    volume: { mode: 'RW', container_path: 'data' },
  } as const;
  return reserved('disk', 100, { disk, ...more });
}

const reserve: OfferOperation = { type: 'RESERVE', reserve: { resources: [reserved('disk', 300)] } };
const create: OfferOperation = { type: 'CREATE', create: { volumes: [volume()] } };
const destroy: OfferOperation = { type: 'DESTROY', destroy: { volumes: [volume()] } };

let uuids = 0;

function order(
  harness: Harness,
  info: OfferOperation,
  more: Partial<ApplyOperationMessage> = {},
): Uint8Array {
  const uuid = Buffer.from(
    `${(++uuids).toString(16).padStart(12, '0')}400080000000000000ab`.slice(0, 32),
    'hex',
  );
  harness.receive('internal.ApplyOperationMessage', {
    framework_id: { value: frameworkId },
    operation_info: info,
    operation_uuid: { value: uuid },
    resource_version_uuid: { uuid: { value: harness.agent.model.resourceVersion } },
    ...more,
  });
  return uuid;
}

function reports(harness: Harness): UpdateOperationStatusMessage[] {
  return harness.take('internal.UpdateOperationStatusMessage');
}

const states = (harness: Harness): string[] => reports(harness).map(({ status }) => status.state);

function acknowledge(harness: Harness, { operation_uuid, status }: UpdateOperationStatusMessage): void {
  harness.receive('internal.AcknowledgeOperationStatusMessage', {
    status_uuid: status.uuid!,
    operation_uuid: operation_uuid!,
  });
}

async function registered(options: ConstructorParameters<typeof Harness>[0] = {}): Promise<Harness> {
  const harness = new Harness(options);
  await harness.register();
  return harness;
}

test('an operation is on disk before it is told, and repeated until it is acknowledged', async () => {
  const harness = await registered();
  const uuid = order(harness, { ...reserve, id: { value: 'op' } });
  assert.is(harness.agent.model.totalResources.reservedFor('dev/a').scalar('disk'), 300);
  assert.equal(states(harness), [], 'nothing before it is durable');
  await harness.settle();
  const [report] = reports(harness);
  const status = {
    operation_id: { value: 'op' },
    state: 'OPERATION_FINISHED',
    uuid: report?.status.uuid,
    agent_id: { value: agentId },
  };
  assert.equal(report, {
    framework_id: { value: frameworkId },
    agent_id: { value: agentId },
    status,
    latest_status: status,
    operation_uuid: { value: new Uint8Array(uuid) },
  });
  await harness.advance(9_999);
  assert.equal(states(harness), []);
  await harness.advance(1);
  assert.equal(states(harness), ['OPERATION_FINISHED']);
  await harness.advance(20_000);
  assert.equal(states(harness), ['OPERATION_FINISHED']);
  acknowledge(harness, report!);
  await harness.settle();
  assert.is(harness.agent.model.operations.size, 0);
  await harness.advance(60_000);
  assert.equal(states(harness), []);
});

test('an order that comes twice is carried out once', async () => {
  const harness = await registered();
  const uuid = order(harness, reserve);
  const again = (): Uint8Array => order(harness, reserve, { operation_uuid: { value: uuid } });
  again();
  await harness.settle();
  acknowledge(harness, reports(harness)[0]!);
  await harness.settle();
  again();
  await harness.settle();
  assert.is(harness.agent.model.totalResources.reservedFor('dev/a').scalar('disk'), 300);
});

test('a wrong acknowledgement changes nothing', async () => {
  const harness = await registered();
  order(harness, reserve);
  await harness.settle();
  const [report] = reports(harness);
  acknowledge(harness, { ...report!, status: { ...report!.status, uuid: { value: new Uint8Array(16) } } });
  acknowledge(harness, { ...report!, operation_uuid: { value: new Uint8Array(16) } });
  await harness.settle();
  assert.is(harness.agent.model.operations.size, 1);
});

test('volumes are made and removed before their operation is told', async () => {
  const harness = await registered();
  order(harness, reserve);
  order(harness, create);
  assert.equal([...harness.volumes.directories], []);
  harness.store.flush();
  assert.equal(states(harness), ['OPERATION_FINISHED'], 'the reservation needs no disk');
  harness.volumes.deliver();
  assert.equal([...harness.volumes.directories], [path]);
  assert.equal(states(harness), [], 'not before that it is made is on disk');
  await harness.settle();
  assert.equal(states(harness), ['OPERATION_FINISHED']);
  order(harness, destroy);
  await harness.settle();
  assert.equal([...harness.volumes.directories], []);
  assert.equal(states(harness), ['OPERATION_FINISHED']);
  assert.is(harness.agent.model.totalResources.reservedFor('dev/a').scalar('disk'), 300);
});

test('a volume that is destroyed and created again is gone in between, also over a crash', async () => {
  for (const isCrashed of [false, true]) {
    const harness = await registered();
    for (const operation of [reserve, create]) order(harness, operation);
    await harness.settle();
    for (const operation of [destroy, create]) order(harness, operation);
    harness.store.flush();
    // The removal is asked for, and the making waits for it.
    if (isCrashed) {
      harness.crash();
      await harness.reregister();
    }
    const removed: string[] = [];
    const { directories } = harness.volumes;
    const { delete: remove } = directories;
    directories.delete = (each) => removed.push(each) > 0 && remove.call(directories, each);
    await harness.settle();
    assert.equal(removed.length + (isCrashed ? 1 : 0), 1, 'it is removed once');
    assert.ok(directories.has(path));
    assert.is(harness.agent.model.operations.size, 4);
  }
});

test('an operation that cannot be is dropped, and the master told what there is', async () => {
  const harness = await registered();
  order(harness, create);
  await harness.settle();
  const [report] = reports(harness);
  assert.is(report?.status.state, 'OPERATION_DROPPED');
  assert.match(report?.status.message ?? '', /does not contain/);
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 1);
  assert.equal([...harness.volumes.directories], []);
});

test('what was decided on other resources is dropped', async () => {
  const harness = await registered();
  order(harness, reserve, { resource_version_uuid: { uuid: { value: new Uint8Array(16) } } });
  order(harness, reserve, {
    resource_version_uuid: {
      uuid: { value: harness.agent.model.resourceVersion },
      resource_provider_id: { value: 'rp' },
    },
  });
  await harness.settle();
  assert.equal(states(harness), ['OPERATION_DROPPED', 'OPERATION_DROPPED']);
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 0);
  assert.is(harness.agent.model.totalResources.reserved().isEmpty, true);
});

test('reservations, volumes and reports are there again after a crash at any point', async () => {
  for (let flushed = 0; flushed <= 4; flushed += 1) {
    for (const isDelivered of [false, true]) {
      const harness = await registered();
      order(harness, reserve);
      order(harness, create);
      harness.store.flush(flushed);
      if (isDelivered) harness.volumes.deliver();
      harness.store.flush(1);
      harness.crash();
      harness.sent = [];
      await harness.reregister();
      await harness.settle();
      const [registration] = harness.take('internal.ReregisterAgentMessage');
      const checkpointed = resourcesOf(registration?.checkpointed_resources);
      const total = harness.agent.model.totalResources;
      assert.ok(checkpointed.equals(total.reserved()), 'the master is told what there is');
      assert.is(total.scalar('disk'), 10000);
      const hasVolume = total.some((kind) => kind.disk?.persistence !== undefined);
      if (hasVolume) assert.ok(harness.volumes.directories.has(path), 'a volume has its directory');
      const listed = harness.take('internal.UpdateAgentMessage')[0]?.operations?.operations ?? [];
      const applied = [...harness.agent.model.operations.values()];
      assert.is(listed.length, applied.length);
      assert.is(applied.length, hasVolume ? 2 : total.reserved().isEmpty ? 0 : 1);
      assert.equal(
        states(harness),
        applied.map(() => 'OPERATION_FINISHED'),
      );
    }
  }
});

test('an acknowledged operation is forgotten for ever, what it made is not', async () => {
  const harness = await registered();
  for (const operation of [reserve, create]) order(harness, operation);
  await harness.settle();
  for (const report of reports(harness)) acknowledge(harness, report);
  await harness.settle();
  for (const isCompacted of [false, true]) {
    harness.store.shouldCompact = isCompacted;
    order(harness, { type: 'RESERVE', reserve: { resources: [reserved('cpus', 1)] } });
    await harness.settle();
    harness.crash();
    harness.sent = [];
    await harness.reregister();
    await harness.settle();
    for (const report of reports(harness)) acknowledge(harness, report);
    await harness.settle();
    assert.is(harness.agent.model.operations.size, 0);
    assert.is(harness.agent.model.totalResources.reservedFor('dev/a').scalar('disk'), 300);
  }
  assert.is(harness.agent.model.totalResources.reservedFor('dev/a').scalar('cpus'), 2);
});

test('an agent that leaves the cluster begins anew with its volumes', async () => {
  const harness = await registered();
  for (const operation of [reserve, create]) order(harness, operation);
  await harness.settle();
  harness.agent.leave();
  await harness.settle();
  assert.ok(harness.hasFinished);
  harness.crash();
  harness.boot();
  harness.sent = [];
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  const [registration] = harness.take('internal.RegisterAgentMessage');
  assert.ok(
    resourcesOf(registration?.checkpointed_resources).contains(
      resourcesOf([volume({ allocation_info: undefined })]),
    ),
  );
});

test('an agent that lost what was reserved on it does not start', async () => {
  const harness = await registered({ config: { reconfigurationPolicy: 'additive' } });
  order(harness, reserve);
  await harness.settle();
  harness.crash();
  harness.config = {
    ...harness.config,
    resources: harness.config.resources.map((resource) =>
      resource.name === 'disk' ? { ...resource, scalar: { value: 200 } } : resource,
    ),
  };
  harness.boot();
  await harness.settle();
  assert.is(harness.fatal?.code, 'RECOVERY_FAILED');
  // As the hint says: what does not fit is given up.
  harness.crash();
  harness.config = { ...harness.config, recover: 'cleanup' };
  harness.boot();
  await harness.settle();
  assert.ok(harness.hasFinished);
  harness.crash();
  harness.config = { ...harness.config, recover: 'reconnect' };
  harness.boot();
  await harness.settle();
  assert.is(harness.fatal, undefined);
  assert.is(harness.agent.model.totalResources.scalar('disk'), 200);
});

test('nothing is told while there is no master, and everything when there is one again', async () => {
  const harness = await registered();
  order(harness, reserve);
  harness.agent.exited('127.0.0.1:5050');
  await harness.settle();
  assert.equal(states(harness), []);
  harness.receive('internal.AgentReregisteredMessage', { agent_id: { value: agentId } });
  await harness.settle();
  const [update] = harness.take('internal.UpdateAgentMessage');
  assert.is(update?.operations?.operations?.[0]?.latest_status.state, 'OPERATION_FINISHED');
  assert.equal(states(harness), ['OPERATION_FINISHED']);
});

test('a master that took the agent in anew is told of operations, if there are any', async () => {
  const harness = await registered();
  const answer = (): void =>
    harness.receive('internal.AgentReregisteredMessage', { agent_id: { value: agentId } });
  answer();
  assert.is(harness.take('internal.UpdateAgentMessage').length, 0);
  order(harness, reserve);
  await harness.settle();
  assert.equal(states(harness), ['OPERATION_FINISHED']);
  answer();
  assert.is(harness.take('internal.UpdateAgentMessage')[0]?.operations?.operations?.length, 1);
  assert.equal(states(harness), ['OPERATION_FINISHED']);
});

test('the master asks for operations that are not here', async () => {
  const harness = await registered();
  const uuid = order(harness, reserve);
  const unknown = { value: new Uint8Array(16).fill(0x47) };
  harness.receive('internal.ReconcileOperationsMessage', {
    operations: [{ operation_uuid: { value: uuid } }, { operation_uuid: unknown }],
  });
  const [report, ...more] = reports(harness);
  assert.equal(more, []);
  assert.equal(report, {
    agent_id: { value: agentId },
    status: { state: 'OPERATION_DROPPED', agent_id: { value: agentId } },
    operation_uuid: unknown,
  });
});

test('a master that sends no operations sends the whole list', async () => {
  const harness = await registered();
  const list = (resources: Resource[]): void =>
    harness.receive('internal.CheckpointResourcesMessage', { resources });
  const plain = { allocation_info: undefined };
  list([reserved('disk', 200, plain), volume(plain)]);
  await harness.settle();
  assert.ok(harness.volumes.directories.has(path));
  list([reserved('disk', 20000, plain)]);
  list([reserved('disk', 300, plain)]);
  await harness.settle();
  assert.equal([...harness.volumes.directories], []);
  harness.crash();
  await harness.reregister();
  assert.is(harness.agent.model.totalResources.reservedFor('dev/a').scalar('disk'), 300);
});

test('a task sees its volume, and waits until it is made', async () => {
  const harness = await registered();
  order(harness, reserve);
  order(harness, create);
  harness.run(taskOf('t', { resources: [...taskOf('t').resources!, volume()] }));
  harness.store.flush();
  assert.is(harness.host.launches.length, 0);
  await harness.settle();
  assert.equal(harness.lastContainer.spec.volumes, [{ source: path, target: 'data', isOwned: true }]);
});

test('a task whose volume cannot be made fails, it does not wait for ever', async () => {
  const harness = await registered();
  harness.volumes.failure = new MesosError('FILE_FAILED', 'no space');
  order(harness, reserve);
  order(harness, create);
  harness.run(taskOf('t', { resources: [...taskOf('t').resources!, volume()] }));
  await harness.settle();
  assert.is(harness.host.launches.length, 1, 'the containerizer finds no directory');
  assert.equal(states(harness), ['OPERATION_FINISHED'], 'that of the reservation');
  harness.volumes.failure = undefined;
  await harness.advance(1000);
  assert.equal(states(harness), ['OPERATION_FINISHED']);
  assert.ok(harness.volumes.directories.has(path));
});

test('a task that is killed while it waits for its volume ends', async () => {
  const harness = await registered();
  order(harness, reserve);
  order(harness, create);
  await harness.settle();
  harness.volumes.failure = new MesosError('FILE_FAILED', 'busy');
  order(harness, destroy);
  order(harness, create);
  harness.run(taskOf('t', { resources: [...taskOf('t').resources!, volume()] }));
  await harness.settle();
  assert.is(harness.host.launches.length, 0, 'what was in it is not gone yet');
  harness.receive('internal.KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: 't' },
  });
  await harness.advance(10);
  await harness.advance(10_000);
  assert.equal(statesOf(await harness.acknowledgeAll()).at(-1), 'TASK_KILLED');
});

test('tasks of a group see their volumes in sandboxes of their own', async () => {
  const harness = await registered();
  for (const operation of [reserve, create]) order(harness, operation);
  harness.runGroup([taskOf('a', { resources: [...taskOf('a').resources!, volume()] }), taskOf('b')]);
  await harness.startAll();
  assert.equal(harness.containerOf('a').spec.volumes, [{ source: path, target: 'data', isOwned: true }]);
  assert.is(harness.containerOf('b').spec.volumes, undefined);
  assert.is(harness.host.launches[0]?.volumes, undefined);
});

test('a group of which one task is on what the agent does not have is dropped', async () => {
  const harness = await registered();
  harness.runGroup([taskOf('a'), taskOf('b', { resources: [reserved('cpus', 1)] })]);
  await harness.settle();
  assert.equal(
    harness.updates().map(({ status }) => [status.task_id.value, status.state, status.reason]),
    ['a', 'b'].map((id) => [id, 'TASK_DROPPED', 'REASON_RESOURCES_UNKNOWN']),
  );
  assert.is(harness.take('internal.ExitedExecutorMessage').length, 1);
});

test('a task on what the agent does not have is dropped', async () => {
  const harness = await registered();
  harness.run(taskOf('t', { resources: [reserved('cpus', 1)] }));
  await harness.settle();
  const [update] = harness.updates();
  assert.equal([update?.status.state, update?.status.reason], ['TASK_DROPPED', 'REASON_RESOURCES_UNKNOWN']);
});

test('a volume is seen within the sandbox only', async () => {
  const harness = await registered();
  for (const operation of [reserve, create]) order(harness, operation);
  const at = (container_path: string): Resource => ({
    ...volume(),
    disk: { persistence: { id: 'v' }, volume: { mode: 'RW', container_path } },
  });
  for (const [index, wrong] of ['/data', '../data', 'a/../../b', '', '.', 'a\0b'].entries())
    harness.run(taskOf(`t${index}`, { resources: [reserved('cpus', 0), at(wrong)] }));
  await harness.settle();
  assert.equal(
    harness.updates().map(({ status }) => status.state),
    Array.from({ length: 6 }, () => 'TASK_ERROR'),
  );
  harness.run(taskOf('deep', { resources: [...taskOf('t').resources!, at('./a//b')] }));
  await harness.settle();
  assert.equal(harness.lastContainer.spec.volumes?.[0]?.target, 'a/b');
});

test.run();
