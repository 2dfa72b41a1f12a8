// What a launch takes out of an offer.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resource } from '../../src/protocol/messages.ts';
import { OfferedResources } from '../../src/sdk/offered-resources.ts';

const test = suite('sdk offered resources');

const scalar = (name: string, value: number, more: Partial<Resource> = {}): Resource => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  allocation_info: { role: 'r' },
  ...more,
});
const reserved = { reservations: [{ type: 'DYNAMIC' as const, role: 'r' }] };

function offered(resources: Resource[]): OfferedResources {
  return new OfferedResources({
    id: { value: 'o' },
    framework_id: { value: 'f' },
    agent_id: { value: 'a' },
    hostname: 'h',
    allocation_info: { role: 'r' },
    resources,
  });
}

test('tasks take until it is not enough', () => {
  const left = offered([scalar('cpus', 1), scalar('mem', 100)]);
  assert.equal(left.take('cpus:0.7;mem:10'), [scalar('cpus', 0.7), scalar('mem', 10)]);
  assert.is(left.take('cpus:0.7;mem:10'), undefined);
  assert.is(left.amountOf('mem'), 90);
  assert.ok(left.take('cpus:0.3;mem:90'));
});

test('reserved resources go first, where they suffice', () => {
  const left = offered([scalar('cpus', 4), scalar('cpus', 1, reserved)]);
  assert.equal(left.take('cpus:0.5'), [scalar('cpus', 0.5, reserved)]);
  assert.equal(left.take('cpus:2'), [scalar('cpus', 2)]);
});

test('revocable resources are left alone', () => {
  assert.is(offered([scalar('cpus', 4, { revocable: {} })]).take('cpus:1'), undefined);
});

test('what is no amount of resources is refused', () => {
  assert.throws(() => offered([]).take('cpus:a lot'), /cpus|value/i);
});

test.run();
