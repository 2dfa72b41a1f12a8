import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resource } from '../../src/protocol/messages.ts';
import { resourcesOf, toMessages } from '../../src/resources/messages.ts';
import { Resources } from '../../src/resources/resources.ts';
import { formatResources, parseResourcesText } from '../../src/resources/text.ts';
import { arbitraryResources } from './arbitrary.ts';

const test = suite('resources');

function parse(text: string): Resources {
  const resources = parseResourcesText(text);
  if (!(resources instanceof Resources)) throw new Error(resources.message);
  return resources;
}

function check(...predicates: fc.IRawProperty<unknown>[]): void {
  for (const predicate of predicates) fc.assert(predicate, { numRuns: 300, seed: 20260101 });
}

/** Ranges and sets forget how often a number was added, so only what does not overlap can be taken back. */
function withoutOverlap(left: Resources, right: Resources): Resources {
  return right.filter(
    (kind) => kind.type === 'SCALAR' || !left.some((other) => other.identity === kind.identity),
  );
}

test('adding commutes, has a neutral element and groups freely', () => {
  check(
    fc.property(arbitraryResources, arbitraryResources, arbitraryResources, (a, b, c) => {
      assert.ok(a.add(b).equals(b.add(a)));
      assert.ok(
        a
          .add(b)
          .add(c)
          .equals(a.add(b.add(c))),
      );
      assert.ok(a.add(Resources.none).equals(a) && Resources.none.add(a).equals(a));
    }),
  );
});

test('subtracting takes back what was added', () => {
  check(
    fc.property(arbitraryResources, arbitraryResources, (a, b) => {
      const added = withoutOverlap(a, b);
      assert.ok(a.add(added).subtract(added).equals(a));
      assert.ok(a.subtract(a).isEmpty);
    }),
  );
});

test('what contains is not less, and what it holds beside makes it whole again', () => {
  check(
    fc.property(arbitraryResources, arbitraryResources, (a, b) => {
      assert.ok(a.add(b).contains(a) && a.add(b).contains(b));
      assert.is(a.contains(b) && b.contains(a), a.equals(b));
      if (a.contains(b)) assert.ok(a.subtract(b).add(b).equals(a));
      assert.ok(a.contains(a.subtract(b)));
    }),
  );
});

test('no operation changes its operands', () => {
  check(
    fc.property(arbitraryResources, arbitraryResources, (a, b) => {
      const before = JSON.stringify([toMessages(a), toMessages(b)]);
      a.add(b);
      a.subtract(b);
      a.allocate('x').unallocate();
      a.contains(b);
      assert.is(JSON.stringify([toMessages(a), toMessages(b)]), before);
    }),
  );
});

test('messages make the round trip', () => {
  check(
    fc.property(arbitraryResources, (a) => {
      for (const format of ['post', 'pre', 'endpoint'] as const) {
        assert.ok(resourcesOf(toMessages(a, format)).equals(a), `${format} ${formatResources(a)}`);
      }
    }),
  );
});

test('allocating to a role and back keeps the amounts', () => {
  check(
    fc.property(arbitraryResources, (a) => {
      const free = a.unallocate();
      assert.ok(free.allocate('r').unallocate().equals(free));
      assert.ok(free.allocate('r').entries.every((entry) => entry.kind.allocationRole === 'r'));
      assert.equal(free.allocate('r').scalarQuantities(), free.scalarQuantities());
    }),
  );
});

test('scalars are whole thousandths: a thousand tenths are a hundred', () => {
  let sum = Resources.none;
  for (let i = 0; i < 1000; i++) sum = sum.add(parse('cpus:0.1'));
  assert.ok(sum.equals(parse('cpus:100')));
  assert.ok(parse('cpus:0.0004').isEmpty, 'rounds to nothing');
  assert.is(parse('cpus:0.0006').scalar('cpus'), 0.001);
});

test('ranges merge, also when they only touch', () => {
  const ports = parse('ports:[1-2]').add(parse('ports:[3-4,8-9]'));
  assert.is(formatResources(ports), 'ports:[1-4, 8-9]');
  assert.is(formatResources(ports.subtract(parse('ports:[2-2,9-20]'))), 'ports:[1-1, 3-4, 8-8]');
  assert.ok(ports.contains(parse('ports:[2-3]')));
  assert.not(ports.contains(parse('ports:[4-8]')));
  assert.is(ports.quantity('ports'), 6000);
});

test('reservations choose who may have what', () => {
  const total = parse('cpus:1;cpus(a):2;cpus(a/b):4;cpus(ab):8');
  const cpus = (resources: Resources): number => resources.scalar('cpus');
  assert.is(cpus(total), 15);
  assert.is(cpus(total.unreserved()), 1);
  assert.is(cpus(total.reserved()), 14);
  assert.is(cpus(total.reservedFor('a')), 2);
  assert.is(cpus(total.allocatableTo('a')), 3);
  assert.is(cpus(total.allocatableTo('a/b')), 7);
  assert.is(cpus(total.allocatableTo('a/b/c')), 7);
  assert.is(cpus(total.allocatableTo('*')), 1);
  assert.equal([...total.byReservationRole().keys()], ['a', 'a/b', 'ab']);
});

test('reserving pushes and unreserving pops', () => {
  const reserved = parse('cpus:2').pushReservation({ type: 'DYNAMIC', role: 'a', principal: 'p' });
  assert.equal(toMessages(reserved)[0]!.reservations, [{ type: 'DYNAMIC', role: 'a', principal: 'p' }]);
  assert.ok(reserved.popReservation().equals(parse('cpus:2')));
});

const volume: Resource = {
  name: 'disk',
  type: 'SCALAR',
  scalar: { value: 64 },
  reservations: [{ type: 'STATIC', role: 'db' }],
  disk: { persistence: { id: 'v1' }, volume: { mode: 'RW', container_path: 'data' } },
};

test('a persistent volume is taken whole or not at all', () => {
  const whole = resourcesOf([volume]);
  const half = resourcesOf([{ ...volume, scalar: { value: 32 } }]);
  assert.not(whole.contains(half));
  assert.ok(whole.subtract(half).equals(whole));
  assert.ok(whole.subtract(whole).isEmpty);
  assert.not(whole.contains(whole.add(whole)), 'two of them are not in one');
  assert.is(whole.add(whole).entries.length, 2);
  assert.ok(whole.add(whole).subtract(whole).equals(whole));
});

test('a shared volume counts its holders', () => {
  const one = resourcesOf([{ ...volume, shared: {} }]);
  const two = one.add(one);
  assert.is(two.entries.length, 1);
  assert.is(toMessages(two).length, 2);
  assert.ok(two.contains(one) && !one.contains(two));
  assert.ok(two.subtract(one).equals(one));
  assert.is(two.scalar('disk'), 64, 'its size counts once');
});

test('messages come out in order of first appearance', () => {
  const order = (resources: Resources): string =>
    toMessages(resources)
      .map(({ name }) => name)
      .join();
  const total = parse('ports:[1-2];cpus:1;mem:2');
  assert.is(order(total), 'ports,cpus,mem');
  assert.is(order(total.add(parse('mem:1;disk:1;cpus:1'))), 'ports,cpus,mem,disk');
  assert.is(order(total.subtract(parse('cpus:1'))), 'ports,mem');
});

test('a kind is told by everything but the amount', () => {
  const base: Resource = { name: 'disk', type: 'SCALAR', scalar: { value: 1 } };
  const labels = (...keys: string[]): Resource['reservations'] => [
    { type: 'DYNAMIC', role: 'a', labels: { labels: keys.map((key) => ({ key })) } },
  ];
  const kinds: Resource[] = [
    base,
    { ...base, name: 'mem' },
    { ...base, role: 'a' },
    { ...base, role: 'a', reservation: {} },
    { ...base, role: 'a', reservation: { principal: 'p' } },
    { ...base, reservations: labels('x') },
    { ...base, revocable: {} },
    { ...base, provider_id: { value: 'p' } },
    { ...base, allocation_info: { role: 'a' } },
    { ...base, disk: { source: { type: 'PATH', path: { root: '/a' } } } },
    { ...base, disk: { source: { type: 'PATH', path: { root: '/b' } } } },
  ];
  assert.is(resourcesOf([...kinds, ...kinds]).entries.length, kinds.length);
  const bag = resourcesOf([
    { ...base, reservations: labels('x', 'y') },
    { ...base, reservations: labels('y', 'x') },
  ]);
  assert.is(bag.entries.length, 1, 'labels are a bag');
});

test.run();
