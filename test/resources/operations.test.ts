// What operations make of resources: nothing comes into being or is lost, and what does not fit changes nothing.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OfferOperation, Resource } from '../../src/protocol/messages.ts';
import { applyCheckpointed, isCheckpointed } from '../../src/resources/checkpointed.ts';
import { resourcesOf, toMessages } from '../../src/resources/messages.ts';
import { mapOperation, resourcesInOperation } from '../../src/resources/operation-messages.ts';
import { conversionOf, convert, unallocatedConversion } from '../../src/resources/operations.ts';
import { Resources } from '../../src/resources/resources.ts';

const test = suite('operations on resources');

const dynamic = { type: 'DYNAMIC', role: 'dev', principal: 'p' } as const;

function scalar(name: string, value: number, more: Partial<Resource> = {}): Resource {
  return { name, type: 'SCALAR', scalar: { value }, ...more };
}

function volume(id: string, value: number, more: Partial<Resource> = {}): Resource {
  return scalar('disk', value, {
    reservations: [dynamic],
    disk: { persistence: { id, principal: 'p' }, volume: { mode: 'RW', container_path: 'data' } },
    ...more,
  });
}

function applied(resources: Resources, operation: OfferOperation): Resources | string {
  const conversion = conversionOf(operation);
  if ('message' in conversion) return conversion.message;
  const result = convert(resources, conversion);
  return result instanceof Resources ? result : result.message;
}

function applyAll(resources: Resources, operations: readonly OfferOperation[]): Resources {
  return operations.reduce((before, operation) => {
    const after = applied(before, operation);
    assert.instance(after, Resources, String(after));
    return after as Resources;
  }, resources);
}

const agent = resourcesOf([
  scalar('cpus', 4),
  scalar('disk', 1000),
  { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 32000 }] } },
]);

const reserve: OfferOperation = {
  type: 'RESERVE',
  reserve: { resources: [scalar('disk', 100, { reservations: [dynamic] })] },
};
const create: OfferOperation = { type: 'CREATE', create: { volumes: [volume('v', 60)] } };
const destroy: OfferOperation = { type: 'DESTROY', destroy: { volumes: [volume('v', 60)] } };
const unreserve: OfferOperation = { type: 'UNRESERVE', unreserve: reserve.reserve! };

test('reserve, create, destroy and unreserve lead back to where they began', () => {
  const reserved = applyAll(agent, [reserve]);
  assert.is(reserved.reservedFor('dev').scalar('disk'), 100);
  assert.is(reserved.unreserved().scalar('disk'), 900);
  const created = applyAll(reserved, [create]);
  assert.is(created.filter((kind) => kind.disk !== undefined).scalar('disk'), 60);
  assert.is(created.reservedFor('dev').scalar('disk'), 100);
  assert.ok(applyAll(created, [destroy]).equals(reserved));
  assert.ok(applyAll(created, [destroy, unreserve]).equals(agent));
});

test('what is not there is not converted', () => {
  assert.match(String(applied(agent, create)), /does not contain/);
  assert.match(String(applied(agent, unreserve)), /does not contain/);
  const tooMuch = scalar('disk', 1000.001, { reservations: [dynamic] });
  assert.match(
    String(applied(agent, { type: 'RESERVE', reserve: { resources: [tooMuch] } })),
    /does not contain/,
  );
});

test('an operation whose resources are not valid is a problem', () => {
  assert.match(
    String(applied(agent, { type: 'RESERVE', reserve: { resources: [scalar('cpus', -1)] } })),
    /< 0/,
  );
  assert.match(String(applied(agent, { type: 'LAUNCH', launch: {} })), /no outcome/);
});

test('a reservation is refined and comes back one step at a time', () => {
  const refined = { type: 'DYNAMIC', role: 'dev/web', principal: 'p' } as const;
  const operation: OfferOperation = {
    type: 'RESERVE',
    reserve: { resources: [scalar('disk', 40, { reservations: [dynamic, refined] })] },
  };
  const result = applyAll(agent, [reserve, operation]);
  assert.is(result.reservedFor('dev/web').scalar('disk'), 40);
  assert.is(result.reservedFor('dev').scalar('disk'), 60);
  const back: OfferOperation = { type: 'UNRESERVE', unreserve: operation.reserve! };
  assert.ok(applyAll(result, [back]).equals(applyAll(agent, [reserve])));
});

test('a reservation may take the place of another', () => {
  const other = { type: 'DYNAMIC', role: 'ops', principal: 'q' } as const;
  const result = applyAll(agent, [
    reserve,
    {
      type: 'RESERVE',
      reserve: {
        source: [scalar('disk', 100, { reservations: [dynamic] })],
        resources: [scalar('disk', 100, { reservations: [other] })],
      },
    },
  ]);
  assert.is(result.reservedFor('ops').scalar('disk'), 100);
  assert.is(result.reservedFor('dev').scalar('disk'), 0);
});

test('a volume is known by its id, whoever made it and wherever it is seen', () => {
  const before = applyAll(agent, [reserve, create]);
  const seenElsewhere = volume('v', 60, {
    disk: { persistence: { id: 'v' }, volume: { mode: 'RW', container_path: 'elsewhere' } },
  });
  assert.ok(before.contains(resourcesOf([seenElsewhere])));
  assert.equal(toMessages(resourcesOf([seenElsewhere]))[0]?.disk, seenElsewhere.disk);
  assert.not(before.contains(resourcesOf([volume('w', 60)])));
  assert.not(before.contains(resourcesOf([volume('v', 59)])));
});

test('a volume grows and shrinks by what is reserved beside it', () => {
  const before = applyAll(agent, [reserve, create]);
  const addition = scalar('disk', 15, { reservations: [dynamic] });
  const grown = applyAll(before, [
    { type: 'GROW_VOLUME', grow_volume: { volume: volume('v', 60), addition } },
  ]);
  assert.ok(grown.contains(resourcesOf([volume('v', 75)])));
  const shrunk = applyAll(grown, [
    { type: 'SHRINK_VOLUME', shrink_volume: { volume: volume('v', 75), subtract: { value: 15 } } },
  ]);
  assert.ok(shrunk.equals(before));
  const whole = {
    type: 'SHRINK_VOLUME',
    shrink_volume: { volume: volume('v', 60), subtract: { value: 60 } },
  };
  assert.match(String(applied(before, whole as OfferOperation)), /smaller/);
});

test('a shared volume is destroyed only with its last holder', () => {
  const shared = volume('s', 10, { shared: {} });
  const made = applyAll(agent, [reserve, { type: 'CREATE', create: { volumes: [shared] } }]);
  const twice = made.add(resourcesOf([shared]));
  const operation: OfferOperation = { type: 'DESTROY', destroy: { volumes: [shared] } };
  assert.match(String(applied(twice, operation)), /other holders/);
  assert.ok(applyAll(made, [operation]).equals(applyAll(agent, [reserve])));
});

test('a mounted disk becomes a volume whole and stays a mounted disk', () => {
  const source = { type: 'MOUNT', mount: { root: '/mnt/a' } } as const;
  const mounted = resourcesOf([scalar('disk', 500, { disk: { source } })]);
  const reserved = scalar('disk', 500, { reservations: [dynamic], disk: { source } });
  const made = volume('m', 500, {
    disk: { source, persistence: { id: 'm' }, volume: { mode: 'RW', container_path: 'm' } },
  });
  const result = applyAll(mounted, [
    { type: 'RESERVE', reserve: { resources: [reserved] } },
    { type: 'CREATE', create: { volumes: [made] } },
  ]);
  const back = applyAll(result, [{ type: 'DESTROY', destroy: { volumes: [made] } }]);
  assert.ok(back.equals(resourcesOf([reserved])));
  const part = scalar('disk', 400, { reservations: [dynamic], disk: { source } });
  assert.match(
    String(applied(mounted, { type: 'RESERVE', reserve: { resources: [part] } })),
    /does not contain/,
  );
});

test('the resources of an operation are found and rewritten wherever they are', () => {
  const allocated = mapOperation(create, (resource) => ({ ...resource, allocation_info: { role: 'dev' } }));
  assert.ok(resourcesInOperation(allocated).every(({ allocation_info }) => allocation_info?.role === 'dev'));
  assert.is(create.create?.volumes?.[0]?.allocation_info, undefined);
  const conversion = conversionOf(allocated);
  assert.not('message' in conversion);
  if ('message' in conversion) return;
  assert.ok(conversion.converted.some((kind) => kind.allocationRole === 'dev'));
  assert.not(unallocatedConversion(conversion).converted.some((kind) => kind.allocationRole !== undefined));
});

/** Any of the operations, of amounts that may or may not fit. */
const anyOperation: fc.Arbitrary<OfferOperation> = fc
  .tuple(
    fc.constantFrom('RESERVE', 'UNRESERVE', 'CREATE', 'DESTROY', 'GROW_VOLUME', 'SHRINK_VOLUME'),
    fc.constantFrom('v', 'w'),
    fc.integer({ min: 1, max: 60_000 }).map((thousandths) => thousandths / 1000),
    fc.constantFrom(10, 20, 40),
    fc.boolean(),
  )
  .map(([type, id, amount, size, isRefined]): OfferOperation => {
    const reservations = isRefined ? [dynamic, { ...dynamic, role: 'dev/web' }] : [dynamic];
    const made = volume(id, size, { reservations });
    const reserved = { resources: [scalar('disk', amount, { reservations })] };
    switch (type) {
      case 'RESERVE':
        return { type, reserve: reserved };
      case 'UNRESERVE':
        return { type, unreserve: reserved };
      case 'CREATE':
        return { type, create: { volumes: [made] } };
      case 'DESTROY':
        return { type, destroy: { volumes: [made] } };
      case 'GROW_VOLUME':
        return { type, grow_volume: { volume: made, addition: reserved.resources[0]! } };
      default:
        return { type: 'SHRINK_VOLUME', shrink_volume: { volume: made, subtract: { value: amount } } };
    }
  });

test('whatever is applied, the amount of everything stays, and what is left is found from the plain resources', () => {
  let done = 0;
  fc.assert(
    fc.property(fc.array(anyOperation, { maxLength: 30 }), (operations) => {
      let resources = applyAll(agent, [reserve, reserve, create]);
      for (const operation of operations) {
        const after = applied(resources, operation);
        if (!(after instanceof Resources)) continue;
        done += 1;
        resources = after;
        for (const name of ['cpus', 'disk', 'ports'])
          assert.is(after.quantity(name), agent.quantity(name), name);
      }
      const again = applyCheckpointed(agent, resources.filter(isCheckpointed));
      assert.instance(again, Resources);
      assert.ok(resources.equals(again as Resources));
    }),
    { numRuns: 300 },
  );
  assert.ok(done > 300, `${done} operations were applied`);
});

test('what was checkpointed must still fit', () => {
  const made = applyAll(agent, [reserve, create]).filter(isCheckpointed);
  const problemOf = (result: unknown): string => (result as { message?: string }).message ?? '';
  const smaller = resourcesOf([scalar('disk', 50)]);
  assert.match(problemOf(applyCheckpointed(smaller, made)), /does not have the checkpointed disk/);
  assert.match(problemOf(applyCheckpointed(agent, resourcesOf([scalar('cpus', 1)]))), /neither reserved/);
  const round = applyCheckpointed(agent, resourcesOf(toMessages(made, 'pre')));
  assert.ok(round instanceof Resources && round.equals(applyAll(agent, [reserve, create])));
});

test.run();
