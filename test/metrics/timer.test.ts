// Durations with a window: what is in it counts, what is older does not, and a quantile lies between neighbours.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DurationTimer } from '../../src/metrics/timer.ts';

const test = suite('timers');

test('one that never ran has nothing to say', () => {
  assert.equal(new DurationTimer(1000).read(5), {
    lastMs: undefined,
    count: 0,
    sumMs: 0,
    window: undefined,
  });
});

test('quantiles lie between the two nearest values', () => {
  const timer = new DurationTimer(1000);
  for (const ms of [0.112, 1.336]) timer.record(ms, 10);
  const { window, lastMs, count } = timer.read(10);
  assert.is(lastMs, 1.336);
  assert.is(count, 2);
  assert.is(window?.count, 2);
  assert.ok(Math.abs(window!.p50 - 0.724) < 1e-9, String(window?.p50));
  assert.ok(Math.abs(window!.p90 - 1.2136) < 1e-9, String(window?.p90));
  assert.is(window?.min, 0.112);
  assert.is(window?.max, 1.336);
});

test('what is older than the window does not count, but the last value and the sums stay', () => {
  const timer = new DurationTimer(1000);
  timer.record(7, 0);
  timer.record(3, 500);
  assert.is(timer.read(1200).window?.count, 1);
  assert.is(timer.read(1200).window?.max, 3);
  const later = timer.read(10_000);
  assert.is(later.window, undefined);
  assert.is(later.lastMs, 3);
  assert.is(later.sumMs, 10);
  assert.is(later.count, 2);
});

test('of many the newest thousand count', () => {
  const timer = new DurationTimer(1e9);
  for (let i = 1; i <= 2500; i++) timer.record(i, i);
  const { window, count } = timer.read(2500);
  assert.is(count, 2500);
  assert.is(window?.count, 1000);
  assert.is(window?.min, 1501);
  assert.is(window?.max, 2500);
});

test('without a window there are no statistics', () => {
  const timer = new DurationTimer();
  timer.record(4, 1);
  assert.equal(timer.read(1), { lastMs: 4, count: 1, sumMs: 4, window: undefined });
});

test.run();
