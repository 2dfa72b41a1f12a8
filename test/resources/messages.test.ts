import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resource } from '../../src/protocol/messages.ts';
import { convertResource, readResources, resourcesOf, toMessages } from '../../src/resources/messages.ts';
import { hasRefinedReservations } from '../../src/resources/reservation-format.ts';
import { Resources } from '../../src/resources/resources.ts';

const test = suite('resource messages');

const cpus: Resource = { name: 'cpus', type: 'SCALAR', scalar: { value: 4 } };
const ports = (...range: { begin: number; end: number }[]): Resource => ({
  name: 'ports',
  type: 'RANGES',
  ranges: { range },
});

const invalid: [string, Resource, RegExp][] = [
  ['no name', { ...cpus, name: '' }, /Empty resource name/],
  ['a NUL in the name', { ...cpus, name: 'a\0b' }, /NUL/],
  ['text', { name: 'x', type: 'TEXT' }, /Unsupported resource type/],
  ['an unknown type', { ...cpus, type: 'OTHER' as 'SCALAR' }, /Unsupported resource type/],
  ['no amount', { name: 'cpus', type: 'SCALAR' }, /Invalid scalar resource/],
  ['another amount', { ...ports({ begin: 1, end: 2 }), type: 'SCALAR' }, /Invalid scalar resource/],
  ['two amounts', { ...cpus, set: { item: ['a'] } }, /Invalid scalar resource/],
  ['a scalar as ranges', { ...cpus, type: 'RANGES' }, /Invalid ranges resource/],
  ['a scalar as set', { ...cpus, type: 'SET' }, /Invalid set resource/],
  ['negative', { ...cpus, scalar: { value: -1 } }, /value < 0/],
  ['NaN', { ...cpus, scalar: { value: Number.NaN } }, /finite/],
  ['Infinity', { ...cpus, scalar: { value: Number.POSITIVE_INFINITY } }, /finite/],
  ['beyond three exact decimals', { ...cpus, scalar: { value: 1e13 } }, /value > /],
  ['begin > end', ports({ begin: 3, end: 2 }), /begin > end/],
  ['overlapping ranges', ports({ begin: 5, end: 9 }, { begin: 1, end: 5 }), /overlapping/],
  ['a fraction in ranges', ports({ begin: 1.5, end: 2 }), /whole numbers/],
  ['negative ranges', ports({ begin: -1, end: 2 }), /whole numbers/],
  ['a set with duplicates', { name: 's', type: 'SET', set: { item: ['a', 'a'] } }, /duplicated/],
  ['disk information on cpus', { ...cpus, disk: {} }, /DiskInfo should not be set/],
  ['shared cpus', { ...cpus, shared: {} }, /cannot be shared/],
  ['shared without persistence', { ...cpus, name: 'disk', shared: {} }, /persistent volumes/],
  ['a bad role', { ...cpus, role: '/a' }, /slash/],
  ['a bad allocation role', { ...cpus, allocation_info: { role: 'a//b' } }, /adjacent slashes/],
  ['* dynamically reserved', { ...cpus, role: '*', reservation: {} }, /cannot be dynamically reserved/],
  ['* reserved', { ...cpus, reservations: [{ type: 'STATIC', role: '*' }] }, /cannot be reserved/],
  ['no reservation type', { ...cpus, reservations: [{ role: 'a' }] }, /type is missing/],
  ['no reservation role', { ...cpus, reservations: [{ type: 'STATIC' }] }, /role is missing/],
  [
    'a refinement of another role',
    {
      ...cpus,
      reservations: [
        { type: 'STATIC', role: 'a' },
        { type: 'DYNAMIC', role: 'ab/c' },
      ],
    },
    /not below/,
  ],
  [
    'a static refinement',
    {
      ...cpus,
      reservations: [
        { type: 'STATIC', role: 'a' },
        { type: 'STATIC', role: 'a/b' },
      ],
    },
    /cannot be STATIC/,
  ],
  ['two roles', { ...cpus, role: 'b', reservations: [{ type: 'STATIC', role: 'a' }] }, /differs/],
];

for (const [name, message, expected] of invalid) {
  test(`refuses ${name}`, () => {
    const problem = readResources([cpus, message]);
    assert.not.instance(problem, Resources);
    if (problem instanceof Resources) return;
    assert.match(problem.message, expected);
    assert.match(problem.path, /^resources\[1\]/);
    assert.is(problem.code, 'RESOURCE_INVALID');
  });
}

test('refuses a disk description nested beyond reason', () => {
  let nested: Record<string, unknown> = {};
  for (let i = 0; i < 50_000; i++) nested = { nested };
  const problem = readResources([{ ...cpus, name: 'disk', disk: nested as Resource['disk'] }]);
  assert.not.instance(problem, Resources);
});

test('sums equal kinds and drops what is empty', () => {
  const resources = resourcesOf([
    cpus,
    ports(),
    { ...cpus, scalar: { value: 0.5 } },
    { ...cpus, name: 'mem', scalar: { value: 0 } },
  ]);
  assert.equal(toMessages(resources), [{ ...cpus, scalar: { value: 4.5 } }]);
});

test('accepts touching ranges', () => {
  assert.equal(toMessages(resourcesOf([ports({ begin: 3, end: 4 }, { begin: 1, end: 2 })])), [
    ports({ begin: 1, end: 4 }),
  ]);
});

test('reads all reservation formats and writes each', () => {
  const pre: Resource = { ...cpus, role: 'dev', reservation: { principal: 'p' } };
  const post: Resource = { ...cpus, reservations: [{ type: 'DYNAMIC', role: 'dev', principal: 'p' }] };
  const endpoint: Resource = { ...pre, ...post };
  for (const message of [pre, post, endpoint]) {
    assert.equal(toMessages(resourcesOf([message]), 'pre'), [pre]);
    assert.equal(toMessages(resourcesOf([message]), 'post'), [post]);
    assert.equal(toMessages(resourcesOf([message]), 'endpoint'), [endpoint]);
    assert.equal(convertResource(message, 'pre'), pre);
    assert.equal(convertResource(message, 'post'), post);
  }
  const fixed = resourcesOf([{ ...cpus, role: 'dev' }]);
  assert.equal(toMessages(fixed), [{ ...cpus, reservations: [{ type: 'STATIC', role: 'dev' }] }]);
  assert.equal(toMessages(resourcesOf([cpus]), 'pre'), [{ ...cpus, role: '*' }]);
  assert.equal(toMessages(resourcesOf([{ ...cpus, role: '*' }])), [cpus]);
});

test('a refined reservation is written as a stack in every format', () => {
  const reservations: Resource['reservations'] = [
    { type: 'STATIC', role: 'a' },
    { type: 'DYNAMIC', role: 'a/b' },
  ];
  const refined = resourcesOf([{ ...cpus, reservations }]);
  assert.ok(hasRefinedReservations(refined));
  for (const format of ['pre', 'post', 'endpoint'] as const) {
    assert.equal(toMessages(refined, format), [{ ...cpus, reservations }]);
  }
});

test('does not keep the arrays of a message', () => {
  const item = ['a'];
  const resources = resourcesOf([{ name: 's', type: 'SET', set: { item } }]);
  item.push('b');
  assert.equal(toMessages(resources)[0]!.set, { item: ['a'] });
});

test.run();
