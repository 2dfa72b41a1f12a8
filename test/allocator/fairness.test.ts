// Random clusters: after every event the allocator is compared with the reference, allocation by allocation.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Allocation } from '../../src/allocator/allocator.ts';
import { HierarchicalAllocator } from '../../src/allocator/hierarchical-allocator.ts';
import { defaultMinimum } from '../../src/allocator/minimum.ts';
import type { Resource } from '../../src/protocol/messages.ts';
import { resourcesOf } from '../../src/resources/messages.ts';
import type { Resources } from '../../src/resources/resources.ts';
import { formatResources } from '../../src/resources/text.ts';
import { seededRandom } from '../support/random.ts';
import { framework } from './fixture.ts';
import { Reference } from './reference.ts';

const test = suite('fairness');

const roles = ['*', 'a', 'a/b', 'a/c', 'a/b/d', 'e', 'e/f', 'ab'];

type Event =
  | { type: 'addFramework'; id: number; roles: string[]; suppressed: string[]; isRevocable: boolean }
  | {
      type: 'framework';
      id: number;
      action: 'remove' | 'activate' | 'deactivate' | 'suppress' | 'revive';
      roles: string[];
    }
  | { type: 'addAgent'; id: number; total: Resources }
  | { type: 'agent'; id: number; action: 'remove' | 'activate' | 'deactivate' }
  | { type: 'resize'; id: number; total: Resources }
  | { type: 'recover'; index: number; part: number; refuseSeconds: number | undefined }
  | { type: 'weight'; role: string; weight: number }
  | { type: 'run'; elapsedMs: number; only: number | undefined };

const arbitraryTotal: fc.Arbitrary<Resources> = fc
  .array(
    fc.record({
      name: fc.constantFrom('cpus', 'mem', 'disk'),
      value: fc.integer({ min: 0, max: 4 }).map((units) => units * 32),
      role: fc.constantFrom('*', '*', '*', 'a', 'a/b', 'e'),
      isRevocable: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) =>
    resourcesOf(
      parts.map(({ name, value, role, isRevocable }): Resource => {
        const message: Resource = { name, type: 'SCALAR', scalar: { value } };
        return isRevocable ? { ...message, revocable: {} } : { ...message, role };
      }),
    ),
  );

const someRoles = fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1, maxLength: 3 });
const frameworkNumber = fc.integer({ min: 0, max: 5 });
const agentNumber = fc.integer({ min: 0, max: 7 });

const arbitraryEvent: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('addFramework' as const),
      id: frameworkNumber,
      roles: someRoles,
      suppressed: fc.constantFrom<string[]>([], [], ['a'], ['e']),
      isRevocable: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('addAgent' as const), id: agentNumber, total: arbitraryTotal }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('framework' as const),
      id: frameworkNumber,
      action: fc.constantFrom(
        'remove' as const,
        'activate' as const,
        'deactivate' as const,
        'suppress' as const,
        'revive' as const,
      ),
      roles: fc.oneof(fc.constant<string[]>([]), someRoles),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('agent' as const),
      id: agentNumber,
      action: fc.constantFrom('remove' as const, 'activate' as const, 'deactivate' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('resize' as const), id: agentNumber, total: arbitraryTotal }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('recover' as const),
      index: fc.nat(30),
      part: fc.constantFrom(1, 1, 2),
      refuseSeconds: fc.constantFrom(undefined, 0, 0.1, 2, 5, 60),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('weight' as const),
      role: fc.constantFrom(...roles),
      weight: fc.constantFrom(0.5, 1, 2, 3),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('run' as const),
      elapsedMs: fc.constantFrom(0, 500, 1000, 3000),
      only: fc.oneof(fc.constant(undefined), agentNumber),
    }),
  },
);

/** The allocator and the reference side by side. */
class Comparison {
  private readonly allocator = new HierarchicalAllocator(seededRandom(3));
  private readonly reference = new Reference(defaultMinimum);
  private nowMs = 0;
  private runs = 0;
  private weights = new Map<string, number>();
  allocations = 0;

  apply(event: Event): void {
    switch (event.type) {
      case 'addFramework':
        this.addFramework(event);
        break;
      case 'framework':
        this.changeFramework(event);
        break;
      case 'addAgent':
        this.addAgent(`s${event.id}`, event.total);
        break;
      case 'agent':
        this.changeAgent(`s${event.id}`, event.action);
        break;
      case 'resize':
        if (!this.reference.totals.has(`s${event.id}`)) break;
        this.allocator.updateAgent(`s${event.id}`, { total: event.total });
        this.reference.totals.set(`s${event.id}`, event.total);
        break;
      case 'recover':
        this.recover(event);
        break;
      case 'weight':
        this.weights = new Map(this.weights).set(event.role, event.weight);
        this.allocator.setWeights(this.weights);
        this.reference.weights = this.weights;
        break;
      case 'run':
        this.nowMs += event.elapsedMs;
        if (event.only === undefined) this.runAll();
        else this.runOne(`s${event.only}`);
        break;
    }
    this.reference.forget();
    this.checkSums();
  }

  private addFramework({
    id: number,
    roles,
    suppressed,
    isRevocable,
  }: Event & { type: 'addFramework' }): void {
    const id = `f${number}`;
    const suppressedRoles = suppressed.filter((role) => roles.includes(role));
    const description = framework(roles.join(), {
      suppressedRoles,
      capabilities: isRevocable ? ['MULTI_ROLE', 'REVOCABLE_RESOURCES'] : ['MULTI_ROLE'],
    });
    const known = this.reference.frameworks.get(id);
    if (known === undefined) {
      this.allocator.addFramework(id, description, true);
    } else {
      this.allocator.updateFramework(id, description);
      const voided = roles.filter((role) => known.suppressed.has(role) && !suppressedRoles.includes(role));
      const removed = known.roles.filter((role) => !roles.includes(role));
      this.dropFilters(
        (filter) => filter.frameworkId === id && [...voided, ...removed].includes(filter.role),
      );
    }
    this.reference.frameworks.set(id, {
      id,
      roles,
      suppressed: new Set(suppressedRoles),
      isActive: known?.isActive ?? true,
      isRevocable,
    });
  }

  private changeFramework({ id: number, action, roles }: Event & { type: 'framework' }): void {
    const id = `f${number}`;
    const known = this.reference.frameworks.get(id);
    if (known === undefined) return;
    const meant = roles.length === 0 ? known.roles : known.roles.filter((role) => roles.includes(role));
    if (action === 'remove') {
      this.allocator.removeFramework(id);
      this.reference.frameworks.delete(id);
      this.dropFilters((filter) => filter.frameworkId === id);
    } else if (action === 'suppress') {
      this.allocator.suppress(id, roles);
      for (const role of meant) known.suppressed.add(role);
    } else if (action === 'revive') {
      this.allocator.revive(id, roles);
      for (const role of meant) known.suppressed.delete(role);
      this.dropFilters((filter) => filter.frameworkId === id && meant.includes(filter.role));
    } else {
      known.isActive = action === 'activate';
      if (known.isActive) this.allocator.activateFramework(id);
      else this.allocator.deactivateFramework(id);
      if (!known.isActive) this.dropFilters((filter) => filter.frameworkId === id);
    }
  }

  private addAgent(id: string, total: Resources): void {
    if (this.reference.totals.has(id)) return;
    this.allocator.addAgent(id, { total, hostname: id, capabilities: ['MULTI_ROLE', 'HIERARCHICAL_ROLE'] });
    this.reference.totals.set(id, total);
  }

  private changeAgent(id: string, action: 'remove' | 'activate' | 'deactivate'): void {
    if (!this.reference.totals.has(id)) return;
    if (action === 'remove') {
      this.allocator.removeAgent(id);
      this.reference.totals.delete(id);
      this.reference.inactiveAgents.delete(id);
      this.reference.holdings = this.reference.holdings.filter(({ agentId }) => agentId !== id);
      this.dropFilters(({ agentId }) => agentId === id);
    } else if (action === 'activate') {
      this.allocator.activateAgent(id);
      this.reference.inactiveAgents.delete(id);
    } else {
      this.allocator.deactivateAgent(id);
      this.reference.inactiveAgents.add(id);
    }
  }

  private recover({ index, part, refuseSeconds }: Event & { type: 'recover' }): void {
    const { holdings } = this.reference;
    const holding = holdings[index % Math.max(1, holdings.length)];
    if (holding === undefined) return;
    const { frameworkId, role, agentId } = holding;
    const recovered =
      part === 1 ? holding.resources : holding.resources.filter((kind) => kind.name === 'cpus');
    const filters = refuseSeconds === undefined ? undefined : { refuse_seconds: refuseSeconds };
    this.allocator.recoverResources(frameworkId, agentId, recovered.allocate(role), filters, this.nowMs);
    holding.resources = holding.resources.subtract(recovered);
    if (holding.resources.isEmpty) holdings.splice(holdings.indexOf(holding), 1);
    const isSubscribed = this.reference.frameworks.get(frameworkId)?.roles.includes(role) === true;
    if (refuseSeconds === undefined || refuseSeconds === 0 || !isSubscribed) return;
    const expiresAtMs = this.nowMs + Math.max(1000, refuseSeconds * 1000);
    this.reference.filters.push({
      frameworkId,
      role,
      agentId,
      resources: recovered,
      expiresAtMs,
      madeAtRun: this.runs,
    });
  }

  private dropFilters(isDropped: (filter: Reference['filters'][number]) => boolean): void {
    this.reference.filters = this.reference.filters.filter((filter) => !isDropped(filter));
  }

  private runAll(): void {
    this.runs += 1;
    const run = this.allocator.startRun('all', this.nowMs);
    const made: Allocation[] = [];
    while (!run.isDone) made.push(...run.step(2));
    // The order of turns is the allocator's to choose; agents that gave nothing must have nothing anybody wants.
    const turns = new Set([...made.map(({ agentId }) => agentId), ...this.reference.totals.keys()]);
    this.compare(made, [...turns]);
    this.reference.finishedRun = this.runs;
  }

  private runOne(agentId: string): void {
    this.compare(
      this.allocator.allocate([agentId], this.nowMs),
      this.reference.totals.has(agentId) ? [agentId] : [],
    );
  }

  private compare(made: Allocation[], turns: string[]): void {
    const expected = turns.flatMap((agentId) => this.reference.turn(agentId, this.nowMs));
    const line = ({ frameworkId, role, agentId, resources }: Allocation): string => {
      return `${frameworkId} ${role} ${agentId} ${formatResources(resources.unallocate()).split('; ').sort().join('; ')}`;
    };
    assert.equal(made.map(line), expected.map(line));
    this.allocations += made.length;
  }

  /** Nothing is allocated twice, and the books say what the holdings say. */
  private checkSums(): void {
    const sums = new Map<string, number>();
    for (const { resources } of this.reference.holdings) {
      for (const [name, amount] of resources.scalarQuantities())
        sums.set(name, (sums.get(name) ?? 0) + amount);
    }
    const shown = this.allocator.statistics(this.nowMs).offeredOrAllocated;
    for (const name of new Set([...sums.keys(), ...shown.keys()]))
      assert.is(shown.get(name) ?? 0, sums.get(name) ?? 0, name);
  }
}

test('the allocator does what the reference does, event by event', () => {
  let allocations = 0;
  fc.assert(
    fc.property(fc.array(arbitraryEvent, { minLength: 20, maxLength: 80 }), (events) => {
      const comparison = new Comparison();
      for (const event of events) comparison.apply(event);
      allocations += comparison.allocations;
    }),
    {
      numRuns: Number(process.env['FAIRNESS_RUNS'] ?? 400),
      seed: Number(process.env['FAIRNESS_SEED'] ?? 20260102),
    },
  );
  assert.ok(allocations > 1000, `only ${allocations} allocations were compared`);
});

test('an agent is never allocated beyond its total while the total stands', () => {
  fc.assert(
    fc.property(fc.array(arbitraryEvent, { minLength: 20, maxLength: 60 }), (events) => {
      const allocator = new HierarchicalAllocator(seededRandom(9));
      const totals = new Map<string, Resources>();
      const held = new Map<string, Resources>();
      for (const event of events) {
        if (event.type === 'addAgent' && !totals.has(`s${event.id}`)) {
          totals.set(`s${event.id}`, event.total);
          allocator.addAgent(`s${event.id}`, {
            total: event.total,
            hostname: 'h',
            capabilities: ['MULTI_ROLE', 'HIERARCHICAL_ROLE'],
          });
        } else if (event.type === 'addFramework' && allocator.explain(`f${event.id}`).length === 0) {
          allocator.addFramework(`f${event.id}`, framework(event.roles.join()), true);
        } else if (event.type === 'run') {
          for (const { agentId, resources } of allocator.allocate('all', 0)) {
            const before = held.get(agentId);
            held.set(
              agentId,
              before === undefined ? resources.unallocate() : before.add(resources.unallocate()),
            );
            assert.ok(totals.get(agentId)!.contains(held.get(agentId)!));
          }
        }
      }
    }),
    { numRuns: 200, seed: 5 },
  );
});

test.run();
