// JSON with kinds of numbers, against JSON.stringify: the same value, the same order, and doubles told from integers.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  double,
  doubleText,
  integer,
  JsonText,
  type JsonValue,
  jsonFields,
  jsonText,
} from '../../src/base/json-text.ts';

const test = suite('JSON text');

test('a double has a fraction, an integer has none', () => {
  assert.is(
    jsonText({ cpus: double(4), port: integer(5051), share: double(0.1) }),
    '{"cpus":4.0,"port":5051,"share":0.1}',
  );
  const texts: readonly (readonly [number, string])[] = [
    [0, '0.0'],
    [-0, '0.0'],
    [-3, '-3.0'],
    [1795209062.2293582, '1795209062.2293582'],
    [2147483648, '2147483648.0'],
    [2 ** 53, '9007199254740992.0'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [Number.POSITIVE_INFINITY, '"Infinity"'],
    [Number.NaN, '"NaN"'],
  ];
  for (const [value, text] of texts) assert.is(doubleText(value), text);
});

/** A value of both kinds: as JSON.stringify takes it, and as this writer does. */
interface Pair {
  readonly plain: unknown;
  readonly written: JsonValue | undefined;
}

const same = (value: string | boolean | null): Pair => ({ plain: value, written: value });

const { pair } = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null)).map(same),
    fc.integer().map((value): Pair => ({ plain: value, written: integer(value) })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value): Pair => ({ plain: value, written: double(value) })),
    fc.jsonValue().map((value): Pair => ({ plain: value, written: new JsonText(JSON.stringify(value)) })),
    fc.array(tie('pair')).map(
      (list): Pair => ({
        plain: list.map(({ plain }) => plain),
        written: list.map(({ written }) => written ?? null),
      }),
    ),
    fc.array(fc.tuple(fc.string(), fc.option(tie('pair'), { nil: undefined }))).map(
      (fields): Pair => ({
        plain: Object.fromEntries(fields.map(([name, value]) => [name, value?.plain])),
        written: Object.fromEntries(fields.map(([name, value]) => [name, value?.written])),
      }),
    ),
  ),
}));

test('it reads back as what JSON.stringify writes, name by name', () => {
  fc.assert(
    fc.property(pair, ({ plain, written }) => {
      const expected = JSON.parse(JSON.stringify(plain)) as unknown;
      // Compared as text, because the order of names counts too.
      assert.is(JSON.stringify(JSON.parse(jsonText(written ?? null))), JSON.stringify(expected));
    }),
    { numRuns: 500 },
  );
});

test('fields are an object without its braces', () => {
  assert.is(jsonFields({}), '');
  assert.is(jsonFields({ a: undefined }), '');
  assert.is(jsonFields({ a: undefined, b: 'x', c: [integer(1), null] }), '"b":"x","c":[1,null]');
  assert.is(jsonText({}), '{}');
  assert.is(jsonText([]), '[]');
});

test.run();
