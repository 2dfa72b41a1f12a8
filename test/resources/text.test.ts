import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { jsonText } from '../../src/base/json-text.ts';
import { toMessages } from '../../src/resources/messages.ts';
import { Resources } from '../../src/resources/resources.ts';
import { reservedResourcesObject, resourcesObject } from '../../src/resources/resources-object.ts';
import { formatResources, parseResourcesText } from '../../src/resources/text.ts';

const test = suite('resource text');

function parse(text: string, defaultRole?: string): Resources {
  const resources = parseResourcesText(text, defaultRole);
  if (!(resources instanceof Resources)) throw new Error(resources.message);
  return resources;
}

test('reads scalars, ranges, sets and roles', () => {
  assert.equal(
    toMessages(parse('cpus:4; mem(web) : 1024.5;ports:[31000-32000, 33000-33001];zones:{a, b};'), 'pre'),
    [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 4 }, role: '*' },
      { name: 'mem', type: 'SCALAR', scalar: { value: 1024.5 }, role: 'web' },
      {
        name: 'ports',
        type: 'RANGES',
        ranges: {
          range: [
            { begin: 31000, end: 32000 },
            { begin: 33000, end: 33001 },
          ],
        },
        role: '*',
      },
      { name: 'zones', type: 'SET', set: { item: ['a', 'b'] }, role: '*' },
    ],
  );
});

test('the default role takes what names none', () => {
  const resources = parse('cpus:1;cpus(*):2;cpus(b):4', 'a');
  assert.is(resources.reservedFor('a').scalar('cpus'), 1);
  assert.is(resources.unreserved().scalar('cpus'), 2);
  assert.is(resources.reservedFor('b').scalar('cpus'), 4);
});

test('reads a JSON array', () => {
  const json = JSON.stringify([
    { name: 'cpus', type: 'SCALAR', scalar: { value: '8' } },
    {
      name: 'disk',
      type: 'SCALAR',
      scalar: { value: 10 },
      role: 'db',
      disk: { source: { type: 'PATH', path: { root: '/d' } } },
    },
    { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 1, end: 2 }] }, revocable: {} },
    { name: 'z', type: 'SET', set: { item: ['a'] }, reservations: [{ type: 'STATIC', role: 'x' }] },
  ]);
  const resources = parse(json, 'r');
  assert.is(resources.reservedFor('r').entries.length, 2);
  assert.is(resources.reservedFor('db').scalar('disk'), 10);
  assert.is(resources.reservedFor('x').quantity('z'), 1000);
  assert.is(resources.revocable().quantity('ports'), 2000);
});

const invalid: [string, RegExp][] = [
  ['cpus', /missing or extra ':'/],
  ['cpus:1:2', /missing or extra ':'/],
  ['cpus(a:1', /mismatched parentheses/],
  ['cpus)a(:1', /mismatched parentheses/],
  ['cpus:', /non-empty/],
  ['cpus:many', /not a number/],
  ['cpus:-1', /value < 0/],
  ['cpus:nan', /not a number/],
  ['cpus:Infinity', /not a number/],
  ['ports:[1-]', /Expecting a range/],
  ['ports:[2-1]', /begin > end/],
  ['ports:[1-2', /Mismatched brackets/],
  ['ports:1-2]', /bracket/],
  ['set:{a', /Mismatched braces/],
  ['cpus(/a):1', /slash/],
  ['(a):1', /Empty resource name/],
  ['x:1;x:[1-2]', /different types/],
  ['[', /Bad JSON/],
  ['[1]', /not an object/],
  ['[{"name":"a","type":"TEXT"}]', /unsupported type/],
  ['[{"name":"a","scalar":{"value":"x"}}]', /not a number/],
  ['[{"name":"a","scalar":{"value":-1}}]', /value < 0/],
];

for (const [text, expected] of invalid) {
  test(`refuses ${text}`, () => {
    const problem = parseResourcesText(text);
    assert.not.instance(problem, Resources);
    if (!(problem instanceof Resources)) assert.match(problem.message, expected);
  });
}

test('a bad default role is refused', () =>
  assert.not.instance(parseResourcesText('cpus:1', '/x'), Resources));

test('any text is read or refused, never thrown at', () => {
  const token = fc.constantFrom(
    'cpus',
    'mem',
    ':',
    ';',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    '-',
    '1',
    '2.5',
    ' ',
    'role',
    '*',
    '"',
  );
  const text = fc.array(token, { maxLength: 20 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (input) => {
      const resources = parseResourcesText(input);
      assert.ok(resources instanceof Resources || resources.code === 'RESOURCE_INVALID');
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test('printed text is read back', () => {
  const part = fc.oneof(
    fc
      .tuple(fc.constantFrom('cpus', 'mem'), fc.integer({ min: 1, max: 1e9 }))
      .map(([name, n]) => `${name}:${n / 1000}`),
    fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
      .map(([b, n]) => `ports:[${b * 10}-${b * 10 + n}]`),
    fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
      .map((items) => `zones:{${items.join(',')}}`),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const resources = parse(parts.join(';'));
      assert.ok(parse(formatResources(resources)).equals(resources));
    }),
    { numRuns: 300, seed: 8 },
  );
});

test('logs show who holds and who reserved', () => {
  assert.is(formatResources(Resources.none), '{}');
  const resources = parse('cpus(web):2;mem:64').allocate('web/a');
  assert.is(
    formatResources(resources),
    'cpus(allocated: web/a)(reservations: [(STATIC,web)]):2; mem(allocated: web/a):64',
  );
});

test('the resources object is the one of the endpoints', () => {
  const shown = resourcesObject(parse('cpus:4;mem:4096;disk:10000;ports:[31000-32000]'));
  assert.is(jsonText(shown), '{"disk":10000.0,"mem":4096.0,"gpus":0.0,"cpus":4.0,"ports":"[31000-32000]"}');
  assert.is(jsonText(resourcesObject(Resources.none)), '{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":0.0}');
  const more = parse(
    '[{"name":"cpus","scalar":{"value":2},"revocable":{}},{"name":"cpus","scalar":{"value":1},"role":"a"},{"name":"z","type":"SET","set":{"item":["a","b"]}}]',
  );
  assert.is(
    jsonText(resourcesObject(more)),
    '{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":1.0,"cpus_revocable":2.0,"z":"{a, b}"}',
  );
  assert.is(jsonText(reservedResourcesObject(more)), '{"a":{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":1.0}}');
});

test.run();
