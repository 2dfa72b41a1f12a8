// Turns at a steady rate, and the texts that say one.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRate, RateLimit } from '../../src/base/rate-limit.ts';

const test = suite('rate limit');

test('texts', () => {
  assert.is(parseRate('2/1secs'), 500);
  assert.is(parseRate('0.5/1mins'), 120_000);
  for (const wrong of [
    '',
    '2',
    '2/',
    '/1secs',
    '0/1secs',
    '2/0secs',
    '-1/1secs',
    '2/1sec',
    '2/-1secs',
    'a/b',
  ])
    assert.is(parseRate(wrong), undefined, wrong);
});

test('each waits for the one before; after a pause nobody does', () => {
  const limit = new RateLimit(500, 60_000);
  assert.equal(
    [0, 0, 100, 1400, 2600, 9000].map((nowMs) => limit.take(nowMs)),
    [0, 500, 900, 100, 0, 0],
  );
});

test('nobody waits longer than the limit', () => {
  const limit = new RateLimit(500, 1000);
  assert.equal(
    [0, 0, 0, 0, 0].map((nowMs) => limit.take(nowMs)),
    [0, 500, 1000, undefined, undefined],
  );
  assert.is(limit.take(1000), 500);
});

test.run();
