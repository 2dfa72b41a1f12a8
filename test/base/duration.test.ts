import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDuration, parseDuration } from '../../src/base/duration.ts';

const test = suite('base/duration');

test('parses exactly the units of the original', () => {
  const known: [string, number][] = [
    ['1ns', 1e-6],
    ['1us', 1e-3],
    ['250ms', 250],
    ['15secs', 15_000],
    ['1.5mins', 90_000],
    ['2hrs', 7_200_000],
    ['10days', 864_000_000],
    ['2weeks', 1_209_600_000],
    [' 5secs\n', 5_000],
  ];
  for (const [text, ms] of known) assert.is(parseDuration(text), ms, text);
  for (const text of [
    '1sec',
    '15',
    'secs',
    '1 secs',
    '1min',
    '1m',
    '1h',
    '1SECS',
    '1e3secs',
    '.5secs',
    '1.secs',
    '',
  ]) {
    assert.is(parseDuration(text), undefined, text);
  }
});

test('prints the largest fitting unit, or one lower when that is not whole', () => {
  const known: [number, string][] = [
    [600_000, '10mins'],
    [90_000, '90secs'],
    [5_430_000, '90.5mins'],
    [864_000_000, '10days'],
    [604_800_000, '1weeks'],
    [1_000, '1secs'],
    [0, '0ns'],
    [0.5, '500us'],
  ];
  for (const [ms, text] of known) assert.is(formatDuration(ms), text);
});

test('what is printed parses to the same duration', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4_000_000_000_000 }),
      fc.integer({ min: 0, max: 999_999 }),
      (ms, ns) => {
        const duration = ms % 3 === 0 ? ns * 1e-6 : ms;
        const back = parseDuration(formatDuration(duration));
        assert.ok(
          back !== undefined && Math.abs(back - duration) <= duration * 1e-10,
          formatDuration(duration),
        );
      },
    ),
  );
});

test('a printed whole number of a unit comes back as it was', () => {
  const unit = fc.constantFrom('ns', 'us', 'ms', 'secs', 'mins', 'hrs', 'days', 'weeks');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), unit, (count, name) => {
      assert.is(formatDuration(parseDuration(`${count}${name}`) ?? Number.NaN), `${count}${name}`);
    }),
  );
});

test.run();
