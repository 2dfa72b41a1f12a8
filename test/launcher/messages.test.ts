import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LaunchRequest } from '../../src/launcher/launcher.ts';
import { findLaunchProblem, parseAnswer } from '../../src/launcher/messages.ts';

const test = suite('launcher messages');

const request: LaunchRequest = {
  id: 'c',
  directory: '/run/c',
  argv: ['true'],
  environment: { A: '1' },
  workingDirectory: '/',
  stdoutPath: '/run/c/stdout',
  stderrPath: '/run/c/stderr',
  limits: [{ resource: 'NOFILE', soft: 100 }],
  taskCgroups: [],
  supervisorCgroups: [],
};

test('an answer of the launcher is read', () => {
  assert.equal(parseAnswer('{"type":"exited","id":"a","status":null}'), {
    type: 'exited',
    id: 'a',
    status: undefined,
  });
  assert.equal(parseAnswer('{"type":"exited","id":"a","status":256}'), {
    type: 'exited',
    id: 'a',
    status: 256,
  });
});

for (const text of [
  '',
  'null',
  '[]',
  '{',
  '{"type":"other"}',
  '{"type":"hello","version":2}',
  '{"type":"launched","request":1,"supervisorPid":"2","taskPid":3}',
  '{"type":"exited","id":"a"}',
  '{"type":"exited","id":"a","status":1.5}',
  '{"type":"failed","request":1,"step":"exec","errno":2}',
]) {
  test(`not an answer: ${text}`, () => {
    assert.throws(
      () => parseAnswer(text),
      (error: { code?: string }) => error.code === 'PROTOCOL_VIOLATION',
    );
  });
}

test('a launch that can be sent has no problem', () => {
  assert.is(findLaunchProblem(request), undefined);
});

for (const [what, change, problem] of [
  ['no command', { argv: [] }, /command is empty/],
  ['NUL in an argument', { argv: ['echo', 'a\0b'] }, /NUL character/],
  ['NUL in a variable', { environment: { A: '\0' } }, /NUL character/],
  ['NUL in a path', { workingDirectory: '/\0' }, /NUL character/],
  ['= in the name of a variable', { environment: { 'A=B': '' } }, /"A=B" has no usable name/],
  ['a variable without name', { environment: { '': 'x' } }, /"" has no usable name/],
  ['a negative limit', { limits: [{ resource: 'CORE', hard: -1 }] }, /limit CORE of -1/],
  ['a limit too big to be exact', { limits: [{ resource: 'CORE', soft: 2 ** 60 }] }, /limit CORE/],
] as const) {
  test(`a launch with ${what} is not sent`, () => {
    assert.match(findLaunchProblem({ ...request, ...change }) ?? '', problem);
  });
}

test.run();
