import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isBelowRole, isRoleOrBelow, parentRole, validateRole } from '../../src/resources/roles.ts';

const test = suite('roles');

for (const role of ['*', 'web', 'web/shop', 'a/b/c', 'a.b', 'a-b', '.a', 'a*', 'ä']) {
  test(`accepts ${role}`, () => assert.is(validateRole(role), undefined));
}

const invalid = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  'a/./b',
  'a/..',
  'a/*',
  '*/a',
  '-a',
  'a/-b',
  'a b',
  'a\tb',
  'a\x7f',
  'a\0',
  'a'.repeat(1025),
];
for (const role of invalid) {
  test(`refuses ${JSON.stringify(role.slice(0, 20))}`, () => assert.type(validateRole(role), 'string'));
}

test('knows what is below', () => {
  assert.ok(isBelowRole('a/b', 'a'));
  assert.ok(isBelowRole('a/b/c', 'a'));
  assert.not(isBelowRole('a', 'a'));
  assert.not(isBelowRole('ab', 'a'));
  assert.not(isBelowRole('a', 'a/b'));
  assert.ok(isRoleOrBelow('a', 'a'));
  assert.is(parentRole('a/b/c'), 'a/b');
  assert.is(parentRole('a'), undefined);
});

test.run();
