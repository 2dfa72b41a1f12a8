import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCommandLine, questionOf } from '../../src/config/command-line.ts';
import type { FlagDeclarations } from '../../src/config/flag.ts';

const test = suite('config/command-line');

const flags: FlagDeclarations = {
  work_dir: { type: 'path', group: 'General', help: 'Help.' },
  strict: { type: 'bool', group: 'General', help: 'Help.' },
};

function names(...argv: string[]): (string | undefined)[][] {
  return parseCommandLine(flags, argv).settings.map(({ name, text }) => [name, text]);
}

test('the forms of the original', () => {
  assert.equal(names('--work_dir=/x', '--strict', '--no-strict', '--STRICT=false'), [
    ['work_dir', '/x'],
    ['strict', undefined],
    ['no-strict', undefined],
    ['strict', 'false'],
  ]);
  assert.equal(names('--work_dir=a=b', '--work_dir='), [
    ['work_dir', 'a=b'],
    ['work_dir', ''],
  ]);
});

test('arguments without -- are kept apart, and -- ends the flags', () => {
  const parsed = parseCommandLine(flags, ['run', '--strict', '-x', '--', '--work_dir=/x', 'y']);
  assert.equal(parsed.positional, ['run', '-x']);
  assert.equal(parsed.rest, ['--work_dir=/x', 'y']);
  assert.is(parsed.settings.length, 1);
});

test('a value after a space is refused with the right form', () => {
  const parsed = parseCommandLine(flags, ['--work_dir', '/x', '--strict', 'false', '--work_dir']);
  assert.is(parsed.problems.length, 3);
  assert.match(parsed.problems[0]!, /write --work_dir=\/x \("--work_dir \/x" is not accepted\)/);
  assert.match(parsed.problems[1]!, /write --strict=false/);
  assert.match(parsed.problems[2]!, /--work_dir needs a value/);
  assert.equal(parsed.attempted, ['work_dir', 'strict', 'work_dir']);
  assert.equal(parseCommandLine(flags, ['--strict', 'command']).problems, []);
});

test('questions are seen before anything is checked', () => {
  assert.is(questionOf(['--nonsense', '--help']), 'help');
  assert.is(questionOf(['-h']), 'help');
  assert.is(questionOf(['--VERSION=true']), 'version');
  assert.is(questionOf(['--version', '--help']), 'help');
  assert.is(questionOf(['--version=false', '--help=0']), undefined);
  assert.is(questionOf(['x', '--', '--help']), undefined);
  assert.is(questionOf([]), undefined);
});

test.run();
