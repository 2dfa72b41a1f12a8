import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Recent } from '../../src/base/recent.ts';

const test = suite('recent');

test('it is the end of the list, however much is added', () => {
  for (const max of [0, 1, 2, 3, 7]) {
    const recent = new Recent<number>();
    const all: number[] = [];
    for (let item = 0; item < 40; item += 1) {
      recent.add(item, max);
      all.push(item);
      const expected = max === 0 ? [] : all.slice(-max);
      assert.equal([...recent], expected);
      assert.is(recent.length, expected.length);
      assert.is(
        recent.some((each) => each === item),
        max > 0,
      );
      assert.is(
        recent.some((each) => each === item - max),
        false,
      );
    }
  }
});

test('the newest that fits is removed', () => {
  const recent = new Recent<number>();
  for (const item of [1, 2, 3, 4, 5, 6]) recent.add(item, 5);
  recent.removeLast((item) => item < 5);
  assert.equal([...recent], [2, 3, 5, 6]);
  recent.removeLast((item) => item > 9);
  recent.removeLast((item) => item === 1);
  assert.equal([...recent], [2, 3, 5, 6]);
  recent.add(7, 5);
  recent.add(8, 5);
  assert.equal([...recent], [3, 5, 6, 7, 8]);
});

test.run();
