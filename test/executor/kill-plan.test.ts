import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killGraceMs, remainingGraceMs, replanned } from '../../src/executor/kill-plan.ts';

const test = suite('kill plan');

const policy = (ms: number): { grace_period: { nanoseconds: bigint } } => ({
  grace_period: { nanoseconds: BigInt(ms) * 1_000_000n },
});

test("the request's grace, else the task's, else three seconds", () => {
  assert.is(killGraceMs(undefined, undefined), 3000);
  assert.is(killGraceMs({}, {}), 3000);
  assert.is(killGraceMs(undefined, policy(7000)), 7000);
  assert.is(killGraceMs(policy(0), policy(7000)), 0);
  assert.is(killGraceMs(policy(-5), undefined), 0);
  assert.ok(killGraceMs({ grace_period: { nanoseconds: 2n ** 62n } }, undefined) < 2 ** 31, 'fits a timer');
});

test('what remains is measured from the first request', () => {
  const plan = { cause: 'request', requestedAtMs: 1000, graceMs: 3000 } as const;
  assert.is(remainingGraceMs(plan, 1000), 3000);
  assert.is(remainingGraceMs(plan, 3500), 500);
  assert.is(remainingGraceMs(plan, 9000), 0);
  assert.is(remainingGraceMs(plan, 0), 3000, 'a clock set back');
  assert.is(remainingGraceMs(replanned(plan, 10_000), 3500), 7500);
  assert.is(replanned(plan, 10_000).cause, 'request');
});

test.run();
