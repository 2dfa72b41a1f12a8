import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resource } from '../../src/protocol/messages.ts';
import { resourcesOf, toMessages } from '../../src/resources/messages.ts';
import { Resources } from '../../src/resources/resources.ts';
import { agent, framework, lines, newAllocator, recover, resources } from './fixture.ts';

const test = suite('hierarchical allocator');

const node = 'cpus:4;mem:4096';

test('the first framework gets everything left of an agent', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addAgent('s1', agent('cpus:4;mem:4096;disk:100;ports:[1-9]'));
  const allocations = allocator.allocate('all', 0);
  assert.equal(lines(allocations), ['f1 a s1 ports:[1-9]; cpus:4; mem:4096; disk:100']);
  assert.equal(toMessages(allocations[0]!.resources)[0]!.allocation_info, { role: 'a' });
  assert.equal(allocator.allocate('all', 0), [], 'it is booked');
});

test('events say which agents want a run', () => {
  const allocator = newAllocator();
  assert.is(allocator.takePending(), undefined);
  allocator.addAgent('s1', agent(node));
  allocator.addAgent('s2', agent(node));
  assert.equal(allocator.takePending(), ['s1', 's2']);
  assert.is(allocator.hasPending, false);
  allocator.updateAgent('s1', { total: resources('cpus:8') });
  assert.equal(allocator.takePending(), ['s1']);
  allocator.addFramework('f1', framework('a'), false);
  assert.is(allocator.takePending(), undefined, 'an inactive framework wants nothing');
  allocator.activateFramework('f1');
  assert.is(allocator.takePending(), 'all');
  allocator.revive('f1', []);
  assert.is(allocator.takePending(), 'all');
  allocator.suppress('f1', []);
  allocator.deactivateFramework('f1');
  allocator.setWeights(new Map([['a', 2]]));
  allocator.recoverResources('f1', 's1', Resources.none, {}, 0);
  assert.is(allocator.takePending(), undefined, 'these wait for the timer');
});

test('agents alternate between equal frameworks, then roles', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addFramework('f2', framework('a'), true);
  allocator.addFramework('f3', framework('b'), true);
  const order: string[] = [];
  for (let i = 0; i < 8; i++) {
    allocator.addAgent(`s${i}`, agent(node));
    order.push(...allocator.allocate([`s${i}`], 0).map(({ frameworkId }) => frameworkId));
  }
  assert.equal(order, ['f1', 'f3', 'f2', 'f3', 'f1', 'f3', 'f2', 'f3']);
});

test('the dominant share decides, whatever the resource', () => {
  const allocator = newAllocator();
  const used = new Map([
    ['f1', resources('cpus:6;mem:100').allocate('a')],
    ['f2', resources('cpus:1;mem:500').allocate('b')],
  ]);
  allocator.addAgent('s1', agent('cpus:7;mem:600', { used }));
  allocator.addAgent('s2', agent('cpus:3;mem:400'));
  allocator.addFramework('f1', framework('a'), true);
  allocator.addFramework('f2', framework('b'), true);
  // f1 holds 6/10 of the cpus, f2 500/1000 of the memory.
  assert.equal(lines(allocator.allocate('all', 0)), ['f2 b s2 cpus:3; mem:400']);
});

test('names excluded from fair sharing do not count', () => {
  const allocator = newAllocator({ excludedNames: ['cpus'] });
  const used = new Map([
    ['f1', resources('cpus:6;mem:100').allocate('a')],
    ['f2', resources('cpus:1;mem:500').allocate('b')],
  ]);
  allocator.addAgent('s1', agent('cpus:7;mem:600', { used }));
  allocator.addAgent('s2', agent('cpus:3;mem:400'));
  allocator.addFramework('f1', framework('a'), true);
  allocator.addFramework('f2', framework('b'), true);
  assert.equal(lines(allocator.allocate('all', 0)), ['f1 a s2 cpus:3; mem:400']);
});

test('a role of weight 3 gets three agents of four', () => {
  const allocator = newAllocator();
  allocator.setWeights(new Map([['b', 3]]));
  allocator.addFramework('f1', framework('a'), true);
  allocator.addFramework('f2', framework('b'), true);
  for (let i = 0; i < 12; i++) allocator.addAgent(`s${i}`, agent(node));
  const allocations = allocator.allocate('all', 0);
  assert.is(allocations.filter(({ role }) => role === 'b').length, 9);
});

test('roles compete among their siblings', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a/x'), true);
  allocator.addFramework('f2', framework('a/y'), true);
  allocator.addFramework('f3', framework('a'), true);
  allocator.addFramework('f4', framework('b'), true);
  for (let i = 0; i < 12; i++) allocator.addAgent(`s${i}`, agent(node));
  const counts = new Map<string, number>();
  for (const { frameworkId } of allocator.allocate('all', 0)) {
    counts.set(frameworkId, (counts.get(frameworkId) ?? 0) + 1);
  }
  assert.equal([...counts].sort(), [
    ['f1', 2],
    ['f2', 2],
    ['f3', 2],
    ['f4', 6],
  ]);
});

test('reserved resources go to the role and those below it', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addFramework('f2', framework('b/c'), true);
  allocator.addFramework('f3', framework('bc'), true);
  allocator.suppress('f1', []);
  allocator.addAgent('s1', agent('cpus(b):2;mem(b):64'));
  assert.equal(lines(allocator.allocate('all', 0)), [
    'f2 b/c s1 cpus(reservations: [(STATIC,b)]):2; mem(reservations: [(STATIC,b)]):64',
  ]);
});

test('one agent is shared out where reservations keep something from the first', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addFramework('f2', framework('b'), true);
  allocator.addAgent('s1', agent('cpus:1;mem:64;cpus(a):2;mem(a):64;cpus(b):4;mem(b):64'));
  assert.equal(lines(allocator.allocate('all', 0)), [
    'f1 a s1 cpus(reservations: [(STATIC,a)]):2; mem(reservations: [(STATIC,a)]):64; cpus:1; mem:64',
    'f2 b s1 cpus(reservations: [(STATIC,b)]):4; mem(reservations: [(STATIC,b)]):64',
  ]);
});

test('what is below the minimum is not offered', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addAgent('s1', agent('cpus:0.009;mem:31.999;disk:9999'));
  assert.equal(allocator.allocate('all', 0), []);
  allocator.updateAgent('s1', { total: resources('cpus:0.01') });
  assert.is(allocator.allocate('all', 0).length, 1);
  assert.is(allocator.explain('f1')[0]!.passes.belowMinimum, 1);
});

test('a framework may set its own minimum for a role', () => {
  const allocator = newAllocator();
  const minAllocatable = new Map([['a', [[['disk', 5000] as const]]]]);
  allocator.addFramework('f1', framework('a,b', { minAllocatable }), true);
  allocator.addAgent('s1', agent('disk:5'));
  allocator.addAgent('s2', agent('disk:4.999'));
  assert.equal(lines(allocator.allocate('all', 0)), ['f1 a s1 disk:5']);
});

test('capabilities decide what is offered', () => {
  const revocable: Resource = { name: 'cpus', type: 'SCALAR', scalar: { value: 8 }, revocable: {} };
  const total = resourcesOf([revocable, ...toMessages(resources('cpus:1;mem:64'))]);
  const allocator = newAllocator();
  allocator.addFramework('plain', framework('a'), true);
  allocator.addAgent('s1', { ...agent(node), total });
  assert.equal(lines(allocator.allocate('all', 0)), ['plain a s1 cpus:1; mem:64']);
  allocator.addFramework(
    'revocable',
    framework('a', { capabilities: ['MULTI_ROLE', 'REVOCABLE_RESOURCES'] }),
    true,
  );
  assert.equal(lines(allocator.allocate('all', 0)), ['revocable a s1 cpus{REV}:8']);
});

test('refined reservations need the capability', () => {
  const refined = resources('cpus(a):4').pushReservation({ type: 'DYNAMIC', role: 'a/b' });
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a/b'), true);
  allocator.addAgent('s1', { ...agent(node), total: refined });
  assert.equal(allocator.allocate('all', 0), []);
  allocator.updateFramework(
    'f1',
    framework('a/b', { capabilities: ['MULTI_ROLE', 'RESERVATION_REFINEMENT'] }),
  );
  assert.is(allocator.allocate('all', 0).length, 1, 'a settled agent is looked at again');
});

test('GPU agents, other regions and old agents are kept from frameworks that cannot cope', () => {
  const offered = (
    description: Partial<Parameters<typeof framework>[1]>,
    roles: string,
    options = {},
  ): string[] => {
    const allocator = newAllocator({ region: 'eu', ...options });
    allocator.addFramework('f', framework(roles, description), true);
    allocator.addAgent('gpu', agent('cpus:1;gpus:1'));
    allocator.addAgent('us', agent('cpus:1', { region: 'us' }));
    allocator.addAgent('eu', agent('cpus:1', { region: 'eu' }));
    allocator.addAgent('old', agent('cpus:1', { capabilities: [] }));
    allocator.addAgent('flat', agent('cpus:1', { capabilities: ['MULTI_ROLE'] }));
    return allocator
      .allocate('all', 0)
      .map(({ agentId }) => agentId)
      .sort();
  };
  assert.equal(offered({}, 'a'), ['eu', 'flat']);
  assert.equal(offered({ capabilities: [] }, 'a'), ['eu', 'flat', 'old']);
  assert.equal(offered({}, 'a/b'), ['eu']);
  assert.equal(offered({ capabilities: ['GPU_RESOURCES'] }, 'a'), ['eu', 'flat', 'gpu', 'old']);
  assert.equal(offered({ capabilities: ['REGION_AWARE'] }, 'a'), ['eu', 'flat', 'old', 'us']);
  assert.equal(offered({}, 'a', { filterGpuResources: false }), ['eu', 'flat', 'gpu']);
});

test('constraints and the whitelist exclude agents', () => {
  const allocator = newAllocator();
  const excludes = (role: string, { hostname }: { hostname: string }): boolean =>
    role === 'a' && hostname === 'h1';
  allocator.addFramework('f1', framework('a', { constraints: { work: 1, excludes } }), true);
  allocator.addAgent('s1', agent(node, { hostname: 'h1' }));
  allocator.addAgent('s2', agent(node, { hostname: 'h2' }));
  allocator.addAgent('s3', agent(node, { hostname: 'h3' }));
  allocator.setWhitelist(new Set(['h1', 'h2']));
  assert.equal(
    allocator.allocate('all', 0).map(({ agentId }) => agentId),
    ['s2'],
  );
  allocator.setWhitelist(undefined);
  assert.equal(
    allocator.allocate('all', 0).map(({ agentId }) => agentId),
    ['s3'],
  );
});

test('inactive frameworks and agents get and give nothing', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), false);
  allocator.addAgent('s1', agent(node));
  assert.equal(allocator.allocate('all', 0), []);
  allocator.activateFramework('f1');
  allocator.deactivateAgent('s1');
  assert.equal(allocator.allocate('all', 0), []);
  allocator.activateAgent('s1');
  assert.is(allocator.allocate('all', 0).length, 1);
});

test('suppression is for a role, and update changes it only by difference', () => {
  const allocator = newAllocator();
  const offeredRoles = (): string[] => {
    const allocations = allocator.allocate('all', 0);
    recover(allocator, allocations, undefined, 0);
    return allocations.map(({ role }) => role);
  };
  allocator.addFramework('f1', framework('a,b', { suppressedRoles: ['a'] }), true);
  allocator.addAgent('s1', agent(node));
  assert.equal(offeredRoles(), ['b']);
  allocator.suppress('f1', ['b']);
  assert.equal(offeredRoles(), []);
  allocator.takePending();
  allocator.updateFramework('f1', framework('a,b', { suppressedRoles: ['b'] }));
  assert.is(allocator.takePending(), 'all', 'a is revived');
  assert.equal(offeredRoles(), ['a']);
  allocator.revive('f1', []);
  assert.equal(new Set([...offeredRoles(), ...offeredRoles()]).size, 2);
  allocator.suppress('f1', []);
  assert.equal(offeredRoles(), []);
});

test('what a framework holds outlives the framework, and may come before it', () => {
  const allocator = newAllocator();
  const used = new Map([['f1', resources('cpus:3;mem:4000').allocate('a')]]);
  allocator.addAgent('s1', agent(node, { used }));
  allocator.addFramework('f2', framework('a'), true);
  const left = allocator.allocate('all', 0);
  assert.equal(lines(left), ['f2 a s1 cpus:1; mem:96']);
  recover(allocator, left, undefined, 0);
  allocator.addFramework('f1', framework('a'), true);
  allocator.removeFramework('f1');
  assert.equal(lines(allocator.allocate('all', 0)), ['f2 a s1 cpus:1; mem:96']);
  allocator.recoverResources('f1', 's1', used.get('f1')!, undefined, 0);
  assert.equal(allocator.explain('f1'), [], 'and is then forgotten');
  assert.equal(lines(allocator.allocate('all', 0)), ['f2 a s1 cpus:3; mem:4000']);
});

test('an agent leaves with everything held there', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addAgent('s1', agent(node));
  const held = allocator.allocate('all', 0);
  allocator.removeAgent('s1');
  recover(allocator, held, 5, 0);
  const { total, offeredOrAllocated, shares } = allocator.statistics(0);
  assert.equal([...total.values()], [0, 0]);
  assert.is(offeredOrAllocated.size, 0);
  assert.equal([...shares], [['a', 0]]);
  allocator.addAgent('s1', agent(node));
  assert.is(allocator.allocate('all', 0).length, 1, 'no filter survives');
});

test('a total below what is held leaves nothing, and what comes back counts again', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addAgent('s1', agent(node));
  const held = allocator.allocate('all', 0);
  allocator.updateAgent('s1', { total: resources('cpus:2;mem:4096') });
  assert.equal(allocator.allocate('all', 0), []);
  recover(allocator, held, undefined, 0);
  assert.equal(lines(allocator.allocate('all', 0)), ['f1 a s1 cpus:2; mem:4096']);
});

test('operations change holding and total alike', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addFramework('f2', framework('b'), true);
  allocator.addAgent('s1', agent(node));
  const [offer] = allocator.allocate('all', 0);
  const before = resources('cpus:4').allocate('a');
  const after = before.pushReservation({ type: 'DYNAMIC', role: 'a' });
  allocator.updateAllocation('f1', 's1', before, after);
  allocator.recoverResources('f1', 's1', offer!.resources.subtract(before).add(after), undefined, 0);
  assert.equal(lines(allocator.allocate('all', 0)), [
    'f1 a s1 cpus(reservations: [(DYNAMIC,a)]):4',
    'f2 b s1 mem:4096',
  ]);
});

test('operators can reserve only what is available', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addAgent('s1', agent(node));
  const reserved = resources('cpus:4').pushReservation({ type: 'DYNAMIC', role: 'b' });
  assert.ok(allocator.updateAvailable('s1', resources('cpus:4'), reserved));
  assert.equal(lines(allocator.allocate('all', 0)), ['f1 a s1 mem:4096']);
  assert.not(allocator.updateAvailable('s1', resources('mem:1'), Resources.none));
});

test('a shared volume is offered to one framework a run', () => {
  const volume: Resource = {
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: 10 },
    reservations: [{ type: 'STATIC', role: 'a' }],
    disk: { persistence: { id: 'v' }, volume: { mode: 'RW', container_path: 'v' } },
    shared: {},
  };
  const total = resourcesOf([volume, ...toMessages(resources('cpus:1;mem:64'))]);
  const allocator = newAllocator({ minAllocatable: [] });
  const sharing = framework('a', { capabilities: ['MULTI_ROLE', 'SHARED_RESOURCES'] });
  allocator.addFramework('f1', sharing, true);
  allocator.addFramework('f2', sharing, true);
  allocator.addFramework('f3', framework('a'), true);
  allocator.addAgent('s1', { ...agent(node), total });
  const first = allocator.allocate('all', 0);
  assert.is(first.length, 1);
  assert.is(first[0]!.resources.scalar('disk'), 10);
  const second = allocator.allocate('all', 0);
  assert.is(second.length, 1, 'the next run offers it to the other one');
  assert.is(second[0]!.resources.scalar('cpus'), 0);
  recover(allocator, [...first, ...second], undefined, 0);
  assert.equal([...allocator.statistics(0).shares], [['a', 0]]);
});

test('a run can be taken in steps, with events in between', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addFramework('f2', framework('b'), true);
  for (let i = 0; i < 20; i++) allocator.addAgent(`s${i}`, agent(node));
  const run = allocator.startRun('all', 0);
  const first = run.step(10);
  assert.ok(first.length > 0 && first.length < 20 && !run.isDone);
  const done = new Set(first.map(({ agentId }) => agentId));
  const gone = Array.from({ length: 20 }, (_, i) => `s${i}`).find((id) => !done.has(id))!;
  allocator.removeAgent(gone);
  allocator.removeFramework('f2');
  const rest: string[] = [];
  while (!run.isDone) {
    for (const { frameworkId, agentId } of run.step(10)) {
      assert.is(frameworkId, 'f1');
      rest.push(agentId);
    }
  }
  assert.is(rest.length + first.length, 19);
  assert.not(rest.includes(gone));
  assert.equal(run.step(10), []);
});

test('giving back more than is held is a programmer error', () => {
  const allocator = newAllocator();
  allocator.addFramework('f1', framework('a'), true);
  allocator.addAgent('s1', agent(node));
  allocator.allocate('all', 0);
  assert.throws(
    () => allocator.recoverResources('f1', 's1', resources('cpus:5').allocate('a'), undefined, 0),
    /gives back more/,
  );
});

test.run();
