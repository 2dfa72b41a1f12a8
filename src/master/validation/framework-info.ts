// What a framework says about itself, checked before the master believes it. Order and wording are the
// original's: schedulers show these texts to their users.

import { rolesOf } from '../../allocator/framework-state.ts';
import { readMinimum } from '../../allocator/minimum.ts';
import type { FrameworkInfo, SchedulerOfferConstraints } from '../../protocol/messages.ts';
import { validateRole } from '../../resources/roles.ts';
import type { MasterConfig } from '../config.ts';
import type { ConstraintFilters } from '../offer-constraints.ts';
import { validateConstraints } from './constraints.ts';
import { validateId } from './ids.ts';
import { type Problem, problem } from './problem.ts';

/** Above this many seconds a 64-bit count of nanoseconds cannot say the timeout. */
const maxTimeoutSeconds = 9_223_372_036;

export function validateFrameworkInfo(
  info: FrameworkInfo,
  suppressedRoles: readonly string[],
  constraints: SchedulerOfferConstraints | undefined,
  config: Pick<MasterConfig, 'roles' | 'rootSubmissions'>,
  filters: ConstraintFilters,
): Problem | undefined {
  return (
    validateRoles(info) ??
    validateFrameworkId(info) ??
    validateTimeout(info) ??
    validateOfferFilters(info) ??
    validateWhitelist(info, config.roles) ??
    validateUser(info, config.rootSubmissions) ??
    validateSuppressed(info, suppressedRoles) ??
    validateConstraints(rolesOf(info), constraints, filters)
  );
}

function validateRoles(info: FrameworkInfo): Problem | undefined {
  const isMultiRole = (info.capabilities ?? []).some(({ type }) => type === 'MULTI_ROLE');
  const roles = info.roles ?? [];
  if (!isMultiRole) {
    if (roles.length > 0) {
      return problem(
        'framework_info.roles',
        "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable",
      );
    }
    const wrong = validateRole(info.role ?? '*');
    return wrong === undefined
      ? undefined
      : problem('framework_info.role', `'FrameworkInfo.role' is not a valid role: ${wrong}`);
  }
  if (info.role !== undefined) {
    return problem(
      'framework_info.role',
      "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable",
    );
  }
  const duplicates = roles.filter((role, index) => roles.indexOf(role) !== index);
  if (duplicates.length > 0) {
    return problem(
      'framework_info.roles',
      `'FrameworkInfo.roles' contains duplicate items: ${list(duplicates)}`,
    );
  }
  for (const role of roles) {
    const wrong = validateRole(role);
    if (wrong !== undefined)
      return problem('framework_info.roles', `'FrameworkInfo.roles' contains invalid role: ${wrong}`);
  }
  return undefined;
}

function validateFrameworkId(info: FrameworkInfo): Problem | undefined {
  const id = info.id?.value ?? '';
  const wrong = id === '' ? undefined : validateId(id);
  return wrong === undefined
    ? undefined
    : problem('framework_info.id', `'FrameworkInfo.id' is not valid: ${wrong}`);
}

function validateTimeout({ failover_timeout: timeout = 0 }: FrameworkInfo): Problem | undefined {
  if (timeout >= 0 && timeout <= maxTimeoutSeconds) return undefined;
  return problem(
    'framework_info.failover_timeout',
    `The framework's failover_timeout (${timeout} seconds) is invalid: Argument out of the range that a Duration can represent`,
  );
}

function validateOfferFilters(info: FrameworkInfo): Problem | undefined {
  const roles = new Set(rolesOf(info));
  for (const [role, filters] of Object.entries(info.offer_filters ?? {})) {
    const path = `framework_info.offer_filters.${role}`;
    if (!roles.has(role))
      return problem(path, `'FrameworkInfo.offer_filters' contains a role the framework is not in: ${role}`);
    const { min_allocatable_resources: minimum } = filters;
    const wrong = minimum === undefined ? undefined : readMinimum(minimum);
    if (typeof wrong === 'string')
      return problem(path, `'FrameworkInfo.offer_filters' of role '${role}' is invalid: ${wrong}`);
  }
  return undefined;
}

function validateWhitelist(info: FrameworkInfo, allowed: readonly string[] | undefined): Problem | undefined {
  if (allowed === undefined) return undefined;
  const refused = rolesOf(info).filter((role) => role !== '*' && !allowed.includes(role));
  if (refused.length === 0) return undefined;
  return problem('framework_info.roles', `Roles ${list(refused)} are not present in the master's --roles`);
}

function validateUser(info: FrameworkInfo, isRootAllowed: boolean): Problem | undefined {
  if (isRootAllowed || info.user !== 'root') return undefined;
  return problem(
    'framework_info.user',
    "User 'root' is not allowed to run frameworks without --root_submissions set",
  );
}

function validateSuppressed(info: FrameworkInfo, suppressed: readonly string[]): Problem | undefined {
  const roles = new Set(rolesOf(info));
  const foreign = suppressed.filter((role) => !roles.has(role));
  if (foreign.length === 0) return undefined;
  return problem(
    'suppressed_roles',
    `Suppressed roles ${list(foreign)} are not contained in the set of roles of the framework`,
  );
}

function list(roles: readonly string[]): string {
  return `{ ${roles.join(', ')} }`;
}

/** What UPDATE_FRAMEWORK may not change. */
export function validateFrameworkUpdate(before: FrameworkInfo, after: FrameworkInfo): Problem | undefined {
  const isChanged = {
    principal: (before.principal ?? '') !== (after.principal ?? ''),
    user: before.user !== after.user,
    checkpoint: (before.checkpoint ?? false) !== (after.checkpoint ?? false),
  };
  for (const [name, changed] of Object.entries(isChanged)) {
    if (changed) return problem(`framework_info.${name}`, `Updating 'FrameworkInfo.${name}' is unsupported`);
  }
  return undefined;
}
