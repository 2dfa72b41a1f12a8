// Short ways to say what an allocator test is about.
import type {
  AgentDescription,
  Allocation,
  AllocatorOptions,
  FrameworkDescription,
} from '../../src/allocator/allocator.ts';
import { HierarchicalAllocator } from '../../src/allocator/hierarchical-allocator.ts';
import { Resources } from '../../src/resources/resources.ts';
import { formatResources, parseResourcesText } from '../../src/resources/text.ts';
import { seededRandom } from '../support/random.ts';

export function resources(text: string): Resources {
  const parsed = parseResourcesText(text);
  if (!(parsed instanceof Resources)) throw new Error(parsed.message);
  return parsed;
}

export function framework(roles: string, more: Partial<FrameworkDescription> = {}): FrameworkDescription {
  return { roles: roles.split(','), suppressedRoles: [], capabilities: ['MULTI_ROLE'], ...more };
}

export function agent(total: string, more: Partial<AgentDescription> = {}): AgentDescription {
  return {
    total: resources(total),
    hostname: 'host',
    capabilities: ['MULTI_ROLE', 'HIERARCHICAL_ROLE'],
    ...more,
  };
}

export function newAllocator(options: Partial<AllocatorOptions> = {}): HierarchicalAllocator {
  return new HierarchicalAllocator(seededRandom(1), options);
}

/** "framework role agent cpus:1; mem:2", a line an allocation, sorted. */
export function lines(allocations: readonly Allocation[]): string[] {
  const line = ({ frameworkId, role, agentId, resources }: Allocation): string =>
    `${frameworkId} ${role} ${agentId} ${formatResources(resources.unallocate())}`;
  return allocations.map(line).sort();
}

/** Gives every allocation back. */
export function recover(
  allocator: HierarchicalAllocator,
  allocations: readonly Allocation[],
  refuseSeconds: number | undefined,
  nowMs: number,
): void {
  const filters = refuseSeconds === undefined ? undefined : { refuse_seconds: refuseSeconds };
  for (const { frameworkId, agentId, resources } of allocations) {
    allocator.recoverResources(frameworkId, agentId, resources, filters, nowMs);
  }
}
