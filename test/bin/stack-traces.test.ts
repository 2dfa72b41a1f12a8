// Importing the module is what is tested: this file is bundled as the programs are, with its map at the end.
import '../../src/bin/stack-traces.ts';

import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('stack traces');

function fails(): Error {
  return new TypeError('on purpose');
}

test('frames name files and lines of the sources', () => {
  const [head, first] = (fails().stack ?? '').split('\n');
  assert.is(head, 'TypeError: on purpose');
  assert.is(first, '    at fails (test/bin/stack-traces.test.ts:10:10)');
});

test('frames of Node itself stay as they are, and an error that cannot be printed has a stack', () => {
  const stack = (new Error('x').stack ?? '').split('\n');
  assert.ok(stack.slice(1).every((line) => line.startsWith('    at ')));
  const odd = new Error('x');
  odd.toString = () => {
    throw new Error('refused');
  };
  assert.match(odd.stack ?? '', /^Error that cannot be printed\n {4}at /);
});

test.run();
