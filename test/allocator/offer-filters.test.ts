import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HierarchicalAllocator } from '../../src/allocator/hierarchical-allocator.ts';
import { refuseMs } from '../../src/allocator/offer-filters.ts';
import type { Attribute } from '../../src/protocol/messages.ts';
import { parseAttributesText } from '../../src/resources/attributes.ts';
import { agent, framework, lines, newAllocator, recover, resources } from './fixture.ts';

const test = suite('offer filters');

const day = 24 * 3600 * 1000;

const durations: [number | undefined, number][] = [
  [undefined, 5000],
  [0, 0],
  [0.25, 250],
  [60, 60_000],
  [-1, 5000],
  [Number.NaN, 5000],
  [Number.POSITIVE_INFINITY, 5000],
  [1e30, 5000],
  [365 * 24 * 3600, 365 * day],
  [366 * 24 * 3600, 365 * day],
];
for (const [seconds, expectedMs] of durations) {
  test(`refuse_seconds ${seconds} lasts ${expectedMs} ms`, () => {
    assert.is(refuseMs(seconds === undefined ? {} : { refuse_seconds: seconds }), expectedMs);
  });
}

/** One framework that has just been offered one agent, at time 0. */
function offered(): HierarchicalAllocator {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a,b'), true);
  allocator.suppress('f1', ['b']);
  allocator.addAgent('s1', agent('cpus:4;mem:4096'));
  return allocator;
}

function decline(allocator: HierarchicalAllocator, refuseSeconds: number | undefined, nowMs = 0): void {
  recover(allocator, allocator.allocate('all', nowMs), refuseSeconds, nowMs);
}

function offers(allocator: HierarchicalAllocator, nowMs: number): number {
  const allocations = allocator.allocate('all', nowMs);
  recover(allocator, allocations, undefined, nowMs);
  return allocations.length;
}

test('a declined agent is not offered until the filter ends', () => {
  const allocator = offered();
  decline(allocator, 5);
  assert.is(offers(allocator, 1000), 0);
  assert.is(offers(allocator, 4999), 0);
  assert.is(offers(allocator, 5000), 1);
});

test('no filter for 0 seconds and where none is meant', () => {
  const allocator = offered();
  decline(allocator, 0);
  assert.is(offers(allocator, 0), 1);
  decline(allocator, undefined);
  assert.is(offers(allocator, 0), 1);
});

test('a filter lasts at least an allocation interval', () => {
  const allocator = offered();
  decline(allocator, 0.001);
  assert.is(offers(allocator, 999), 0);
  assert.is(offers(allocator, 1000), 1);
});

test('one run over all agents always happens under a filter', () => {
  const allocator = offered();
  decline(allocator, 1);
  assert.equal(allocator.allocate(['s1'], 5000), [], 'a run over some agents is not one');
  assert.is(offers(allocator, 5000), 0);
  assert.is(offers(allocator, 6000), 1);
});

test('a filter made while a run is going waits for the next one', () => {
  const allocator = offered();
  const allocations = allocator.allocate('all', 0);
  const run = allocator.startRun('all', 1000);
  recover(allocator, allocations, 1, 1000);
  run.step(10);
  assert.is(offers(allocator, 3000), 0);
  assert.is(offers(allocator, 4000), 1);
});

test('refused resources hide only what they contain', () => {
  const allocator = offered();
  const allocations = allocator.allocate('all', 0);
  const kept = resources('cpus:1;mem:1024').allocate('a');
  const [offer] = allocations;
  allocator.recoverResources('f1', 's1', offer!.resources.subtract(kept), { refuse_seconds: 100 }, 0);
  assert.is(offers(allocator, 1000), 0);
  allocator.recoverResources('f1', 's1', resources('cpus:1').allocate('a'), undefined, 2000);
  assert.equal(lines(allocator.allocate('all', 2000)), ['f1 a s1 cpus:4; mem:3072']);
});

test('a filter is for the role that refused', () => {
  const allocator = offered();
  decline(allocator, 100);
  allocator.revive('f1', ['b']);
  assert.equal(lines(allocator.allocate('all', 1000)), ['f1 b s1 cpus:4; mem:4096']);
});

test('reviving the role clears its filters', () => {
  const allocator = offered();
  decline(allocator, 100);
  assert.is(offers(allocator, 1), 0);
  allocator.revive('f1', ['a']);
  assert.is(offers(allocator, 2), 1);
});

test('a filter ends with the activity of the framework', () => {
  const allocator = offered();
  decline(allocator, 100);
  assert.is(offers(allocator, 1), 0);
  allocator.deactivateFramework('f1');
  allocator.activateFramework('f1');
  assert.is(offers(allocator, 2), 1);
});

test('a filter ends with the subscription to the role', () => {
  const allocator = offered();
  decline(allocator, 100);
  allocator.updateFramework('f1', framework('b', { suppressedRoles: ['b'] }));
  allocator.updateFramework('f1', framework('a,b', { suppressedRoles: ['b'] }));
  assert.is(offers(allocator, 1), 1);
});

test('changed attributes end the filters of the agent', () => {
  const allocator = offered();
  const attributes = parseAttributesText('rack:r1') as Attribute[];
  decline(allocator, 100);
  assert.is(offers(allocator, 1), 0);
  allocator.updateAgent('s1', { attributes });
  assert.is(offers(allocator, 1), 1);
  decline(allocator, 100);
  allocator.updateAgent('s1', { attributes: [...attributes] });
  assert.is(offers(allocator, 1), 0, 'the same attributes do not');
});

test('ended filters are forgotten, also where nobody looks', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  for (let i = 0; i < 200; i++) allocator.addAgent(`s${i}`, agent('cpus:4;mem:4096'));
  decline(allocator, 5);
  assert.equal([...allocator.statistics(1000).activeFilters], [['a', 200]]);
  allocator.suppress('f1', []);
  for (let i = 0; i < 100; i++) allocator.allocate('all', 10_000 + i * 1000);
  // Seen from before their end, filters that are still stored would be in force.
  assert.equal([...allocator.statistics(1000).activeFilters], []);
});

test('crumbs declined one by one do not pile up', () => {
  const allocator = offered();
  const [offer] = allocator.allocate('all', 0);
  let rest = offer!.resources;
  for (let i = 0; i < 100; i++) {
    const crumb = resources(i % 2 === 0 ? 'cpus:0.01' : `mem:${i}`).allocate('a');
    if (!rest.contains(crumb)) break;
    rest = rest.subtract(crumb);
    allocator.recoverResources('f1', 's1', crumb, { refuse_seconds: 1000 - i }, 0);
  }
  assert.ok(allocator.statistics(0).activeFilters.get('a')! <= 16);
});

test.run();
