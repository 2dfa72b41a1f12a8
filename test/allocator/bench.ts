// Prints how fast the resource algebra and the allocator are, as JSON lines. Not a test: nothing is asserted.
// Run: npx esbuild test/allocator/bench.ts --bundle --platform=node --format=cjs --outfile=/tmp/bench.cjs && node /tmp/bench.cjs
import type { Allocation } from '../../src/allocator/allocator.ts';
import { HierarchicalAllocator } from '../../src/allocator/hierarchical-allocator.ts';
import { readResources, toMessages } from '../../src/resources/messages.ts';
import type { Resources } from '../../src/resources/resources.ts';
import { parseResourcesText } from '../../src/resources/text.ts';
import { seededRandom } from '../support/random.ts';

function report(name: string, value: number, unit: string, context: Record<string, unknown> = {}): void {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, context }));
}

function timeMs(action: () => void): number {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function nanosecondsEach(action: () => unknown): number {
  const times = 300_000;
  const loop = (): void => {
    for (let i = 0; i < times; i++) action();
  };
  loop();
  return (timeMs(loop) * 1e6) / times;
}

function algebra(): void {
  const total = parseResourcesText('cpus:64;mem:256000;disk:1000000;ports:[31000-32000]') as Resources;
  const scalars = parseResourcesText('cpus:64;mem:256000;disk:1000000;gpus:2') as Resources;
  const task = parseResourcesText('cpus:0.5;mem:512') as Resources;
  const four = parseResourcesText('cpus:1;mem:512;disk:10;gpus:1') as Resources;
  const messages = toMessages(total);
  report(
    'resources.add',
    nanosecondsEach(() => scalars.add(four)),
    'ns',
    { kinds: 4 },
  );
  report(
    'resources.subtract',
    nanosecondsEach(() => scalars.subtract(four)),
    'ns',
    { kinds: 4 },
  );
  report(
    'resources.contains',
    nanosecondsEach(() => scalars.contains(four)),
    'ns',
    { kinds: 4 },
  );
  report(
    'resources.subtract.task',
    nanosecondsEach(() => total.subtract(task)),
    'ns',
    { kinds: '4 with ports, 2' },
  );
  report(
    'resources.allocate',
    nanosecondsEach(() => total.allocate('web')),
    'ns',
    { kinds: 4 },
  );
  report(
    'resources.readMessages',
    nanosecondsEach(() => readResources(messages)),
    'ns',
    { kinds: 4 },
  );
  report(
    'resources.toMessages',
    nanosecondsEach(() => toMessages(total)),
    'ns',
    { kinds: 4 },
  );
}

function newCluster(agents: number, frameworks: number) {
  const allocator = new HierarchicalAllocator(seededRandom(1));
  const total = parseResourcesText('cpus:64;mem:256000;disk:1000000;ports:[31000-32000]') as Resources;
  for (let i = 0; i < frameworks; i++) {
    const roles = [`role${i % 20}`];
    allocator.addFramework(`f${i}`, { roles, suppressedRoles: [], capabilities: ['MULTI_ROLE'] }, true);
  }
  for (let i = 0; i < agents; i++) {
    const capabilities = ['MULTI_ROLE', 'HIERARCHICAL_ROLE'];
    allocator.addAgent(`a${i}`, { total, hostname: `h${i}`, capabilities });
  }
  const recover = (
    offered: readonly Allocation[],
    refuseSeconds: number | undefined,
    nowMs: number,
  ): void => {
    for (const { frameworkId, agentId, resources } of offered) {
      const filters = refuseSeconds === undefined ? undefined : { refuse_seconds: refuseSeconds };
      allocator.recoverResources(frameworkId, agentId, resources, filters, nowMs);
    }
  };
  return { allocator, recover };
}

function fullRuns(agents: number, frameworks: number): void {
  const context = { agents, frameworks };
  const { allocator, recover } = newCluster(agents, frameworks);
  let nowMs = 0;
  let offered: Allocation[] = [];
  const runMs: number[] = [];
  for (let i = 0; i < 7; i++) {
    recover(offered, undefined, nowMs);
    nowMs += 1000;
    runMs.push(timeMs(() => (offered = allocator.allocate('all', nowMs))));
  }
  report('allocator.fullRun', runMs.sort((a, b) => a - b)[3]!, 'ms', { ...context, offers: offered.length });
  recover(offered.slice(0, 1), undefined, nowMs);
  report(
    'allocator.runAfterOneRecovered',
    timeMs(() => allocator.allocate('all', nowMs)),
    'ms',
    context,
  );
}

/** Everybody declines everything for a day, agent after agent, until nobody wants anything. */
function declines(agents: number, frameworks: number): void {
  const context = { agents, frameworks };
  const { allocator, recover } = newCluster(agents, frameworks);
  let nowMs = 0;
  let rounds = 0;
  let offered = allocator.allocate('all', nowMs);
  let count = offered.length;
  const declineMs = timeMs(() => {
    while (offered.length > 0) {
      recover(offered, 86400, nowMs);
      nowMs += 1000;
      offered = allocator.allocate('all', nowMs);
      count += offered.length;
      rounds += 1;
    }
  });
  report('allocator.declineCycle', declineMs / rounds, 'ms', { ...context, rounds, declines: count });
  report(
    'allocator.runAllFiltered',
    timeMs(() => allocator.allocate('all', nowMs)),
    'ms',
    context,
  );
  allocator.revive('f0', []);
  report(
    'allocator.runOneRevived',
    timeMs(() => (offered = allocator.allocate('all', nowMs))),
    'ms',
    {
      ...context,
      offers: offered.length,
    },
  );
}

algebra();
fullRuns(10_000, 200);
declines(2_000, 200);
