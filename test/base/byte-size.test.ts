import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatByteSize, parseByteSize } from '../../src/base/byte-size.ts';

const test = suite('base/byte-size');

test('parses whole numbers with a unit in any case', () => {
  assert.is(parseByteSize('4096B'), 4096);
  assert.is(parseByteSize('2GB'), 2 * 1024 ** 3);
  assert.is(parseByteSize('10mb'), 10 * 1024 ** 2);
  assert.is(parseByteSize('1Tb'), 1024 ** 4);
  for (const text of ['1', '1.5GB', '-1B', 'GB', '1PB', '1K', ''])
    assert.is(parseByteSize(text), undefined, text);
});

test('prints the largest unit that leaves a whole number', () => {
  assert.is(formatByteSize(4096), '4KB');
  assert.is(formatByteSize(1025), '1025B');
  assert.is(formatByteSize(0), '0B');
  assert.is(formatByteSize(8 * 1024 ** 2), '8MB');
});

test('what is printed parses to the same size', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 2 }), (count, exponent) => {
      const bytes = count * 1024 ** exponent;
      assert.is(parseByteSize(formatByteSize(bytes)), bytes);
    }),
  );
});

test.run();
