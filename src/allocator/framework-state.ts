// A framework as the allocator knows it.
import type { FrameworkInfo } from '../protocol/messages.ts';
import type { FrameworkDescription } from './allocator.ts';
import { type MinimumSets, readMinimum } from './minimum.ts';
import type { Slot } from './slot.ts';

export class FrameworkState {
  readonly id: string;
  /** By role. */
  readonly slots = new Map<string, Slot>();
  /** False for one that only holds resources: it was removed, or has not come back after the master's failover. */
  isRegistered = false;
  isActive = false;
  isRevocable = false;
  isSharing = false;
  isRefining = false;
  isMultiRole = false;
  isRegionAware = false;
  usesGpus = false;
  minAllocatable: ReadonlyMap<string, MinimumSets> | undefined;
  constraints: FrameworkDescription['constraints'];

  constructor(id: string) {
    this.id = id;
  }

  describe(description: FrameworkDescription): void {
    const { capabilities } = description;
    this.isRevocable = capabilities.includes('REVOCABLE_RESOURCES');
    this.isSharing = capabilities.includes('SHARED_RESOURCES');
    this.isRefining = capabilities.includes('RESERVATION_REFINEMENT');
    this.isMultiRole = capabilities.includes('MULTI_ROLE');
    this.isRegionAware = capabilities.includes('REGION_AWARE');
    this.usesGpus = capabilities.includes('GPU_RESOURCES');
    this.minAllocatable = description.minAllocatable;
    this.constraints = description.constraints;
  }
}

/** The roles a framework subscribes to: `roles` with MULTI_ROLE, else `role`. */
export function rolesOf(info: FrameworkInfo): string[] {
  const isMultiRole = (info.capabilities ?? []).some((capability) => capability.type === 'MULTI_ROLE');
  return isMultiRole ? [...new Set(info.roles ?? [])] : [info.role ?? '*'];
}

/** What the allocator needs of a FrameworkInfo; the master validated it, so impossible minimums are left out. */
export function describeFramework(
  info: FrameworkInfo,
  suppressedRoles: readonly string[] = [],
): FrameworkDescription {
  const minAllocatable = new Map<string, MinimumSets>();
  for (const [role, filters] of Object.entries(info.offer_filters ?? {})) {
    if (filters.min_allocatable_resources === undefined) continue;
    const sets = readMinimum(filters.min_allocatable_resources);
    if (typeof sets !== 'string') minAllocatable.set(role, sets);
  }
  return {
    roles: rolesOf(info),
    suppressedRoles,
    capabilities: (info.capabilities ?? []).flatMap(({ type }) => (type === undefined ? [] : [type])),
    minAllocatable,
  };
}
