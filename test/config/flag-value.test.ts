import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FlagSpec, FlagType } from '../../src/config/flag.ts';
import { expectedForm, formatFlag, parseFlagValue } from '../../src/config/flag-value.ts';

const test = suite('config/flag-value');

function spec(type: FlagType, more: Partial<FlagSpec> = {}): FlagSpec {
  return { type, group: 'General', help: 'Help.', ...more };
}

function valueIn(flag: FlagSpec, text: string): unknown {
  const parsed = parseFlagValue(flag, text);
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem}`);
  return parsed.value;
}

function problemOf(flag: FlagSpec, text: string): string {
  const parsed = parseFlagValue(flag, text);
  if ('value' in parsed) throw new Error(`${text} was accepted as ${String(parsed.value)}`);
  return parsed.problem;
}

test('values of each type', () => {
  assert.is(valueIn(spec('bool'), '1'), true);
  assert.is(valueIn(spec('bool'), 'false'), false);
  assert.is(valueIn(spec('int'), '-3'), -3);
  assert.is(valueIn(spec('uint'), '0'), 0);
  assert.is(valueIn(spec('double'), '.5'), 0.5);
  assert.is(valueIn(spec('port'), '65535'), 65535);
  assert.is(valueIn(spec('duration'), '1.5mins'), 90_000);
  assert.is(valueIn(spec('bytes'), '2GB'), 2 * 1024 ** 3);
  assert.equal(valueIn(spec('json'), '{"a": [1]}'), { a: [1] });
  assert.equal(valueIn(spec('list'), 'a, b,,a'), ['a', 'b']);
  assert.is(valueIn(spec('string'), ' kept '), ' kept ');
});

test('wrong values name the expected form and what was found', () => {
  const wrong: [FlagType, string[]][] = [
    ['bool', ['yes', 'on', '', '2']],
    ['int', ['1.5', 'x', '', '99999999999999999999', '0x10']],
    ['uint', ['-1', '1 2']],
    ['double', ['NaN', 'Infinity', '1e999', '1,5', '-0.1']],
    ['port', ['65536', '-1', 'http']],
    ['duration', ['1sec', '15', '-1secs', '']],
    ['bytes', ['1.5GB', '10', '99999999TB']],
    ['json', ['{', '3', '"x"', 'null', '']],
    ['path', ['', 'a\0b']],
    ['string', ['a\0b']],
  ];
  for (const [type, texts] of wrong) {
    for (const text of texts)
      assert.match(problemOf(spec(type), text), /^expected .*, found /, `${type} ${text}`);
  }
  assert.match(problemOf(spec('duration'), '1sec'), /ns, us, ms, secs, mins, hrs, days, weeks.*found "1sec"/);
});

test('ranges include their ends', () => {
  const ping = spec('duration', { min: '1secs', max: '15mins' });
  assert.is(valueIn(ping, '1secs'), 1000);
  assert.is(valueIn(ping, '900secs'), 900_000);
  assert.match(problemOf(ping, '999ms'), /from 1secs to 15mins/);
  assert.match(problemOf(ping, '901secs'), /from 1secs to 15mins/);
  assert.match(problemOf(spec('uint', { min: '1' }), '0'), /at least 1/);
  assert.match(problemOf(spec('double', { max: '1' }), '1.1'), /at most 1/);
});

test('choices in any case, other spellings, and refused values with their reason', () => {
  const registry = spec('string', {
    choices: ['file', 'in_memory'],
    accepted: { replicated_log: 'file' },
    refused: { zookeeper: 'not in this version' },
  });
  assert.is(valueIn(registry, 'IN_MEMORY'), 'in_memory');
  assert.is(valueIn(registry, 'replicated_log'), 'file');
  assert.is(problemOf(registry, 'ZooKeeper'), 'not in this version');
  assert.is(problemOf(registry, 'etcd'), 'expected file or in_memory, found "etcd"');
  const authenticate = spec('bool', { refused: { true: 'not in this version' } });
  assert.is(valueIn(authenticate, '0'), false);
  assert.is(problemOf(authenticate, '1'), 'not in this version');
  assert.is(problemOf(spec('secret', { refused: { '*': 'never' } }), 'zk://h/x'), 'never');
});

test('what may be a password is not printed', () => {
  const flag = spec('secret', { check: () => 'an address' });
  assert.is(problemOf(flag, 'zk://user:pw@host/x'), 'expected an address, found something else');
  assert.is(problemOf(flag, 'host'), 'expected an address, found "host"');
});

test('values are printed as the original prints them', () => {
  assert.is(formatFlag(spec('duration'), 600_000), '10mins');
  assert.is(formatFlag(spec('bytes'), 4096), '4KB');
  assert.is(formatFlag(spec('bool'), true), 'true');
  assert.is(formatFlag(spec('double'), 0.1), '0.1');
  assert.is(formatFlag(spec('list'), ['a', 'b']), 'a,b');
  assert.is(formatFlag(spec('json'), { a: 1 }), '{"a":1}');
  assert.is(formatFlag(spec('json'), [1]), '[1]');
  assert.is(formatFlag(spec('string'), ''), '');
  assert.is(formatFlag(spec('string'), undefined), undefined);
});

test('a printed value parses to the value', () => {
  const check = (type: FlagType, arbitrary: fc.Arbitrary<unknown>): void => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        assert.equal(valueIn(spec(type), formatFlag(spec(type), value) ?? ''), value);
      }),
    );
  };
  check('bool', fc.boolean());
  check('int', fc.integer());
  check('uint', fc.nat());
  check('port', fc.nat({ max: 65535 }));
  check('bytes', fc.nat());
  check(
    'double',
    fc.double({ min: 0, max: 1e15, noNaN: true }).map((value) => value + 0),
  );
  check('list', fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'abc/_'), minLength: 1 })));
  check('json', fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean())));
});

test('no text makes parsing throw', () => {
  const types: FlagType[] = [
    'string',
    'bool',
    'int',
    'uint',
    'double',
    'port',
    'duration',
    'bytes',
    'path',
    'json',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...types, 'list' as const, 'secret' as const), fc.string(), (type, text) => {
      const parsed = parseFlagValue(spec(type), text);
      assert.ok('value' in parsed ? parsed.value !== undefined : parsed.problem.length > 0);
    }),
  );
});

test('expected forms', () => {
  assert.is(expectedForm(spec('string', { choices: ['a', 'b', 'c'] })), 'a, b or c');
  assert.is(expectedForm(spec('uint', { min: '1' })), 'a whole number, not negative, at least 1');
});

test.run();
