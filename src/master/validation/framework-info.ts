// What a framework says about itself, checked before the master believes it. Order and wording are the
// original's: schedulers show these texts to their users.

import { rolesOf } from '../../allocator/framework-state.ts';
import { readMinimum } from '../../allocator/minimum.ts';
import type { FrameworkInfo, SchedulerOfferConstraints } from '../../protocol/messages.ts';
import { validateId } from '../../protocol/validation/id.ts';
import { validateRole } from '../../resources/roles.ts';
import type { MasterConfig } from '../config.ts';
import type { ConstraintFilters } from '../offer-constraints.ts';
import { validateConstraints } from './constraints.ts';
import { type Problem, problem } from './problem.ts';

/** A 64-bit count of nanoseconds cannot say more seconds. */
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
    validateOfferFilters(info) ??
    validateTimeout(info) ??
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
  return wrong === undefined ? undefined : problem('framework_info.id', wrong);
}

/** A negative one is none. */
function validateTimeout({ failover_timeout: timeout = 0 }: FrameworkInfo): Problem | undefined {
  if (Math.abs(timeout) <= maxTimeoutSeconds) return undefined;
  return problem('framework_info.failover_timeout', `The framework failover_timeout (${timeout}) is invalid`);
}

/** Of whatever roles: those the framework is not in filter nothing. */
function validateOfferFilters(info: FrameworkInfo): Problem | undefined {
  for (const [role, { min_allocatable_resources: minimum }] of Object.entries(info.offer_filters ?? {})) {
    const wrong = minimum === undefined ? undefined : readMinimum(minimum);
    if (typeof wrong === 'string') return problem(`framework_info.offer_filters.${role}`, wrong);
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
    `Suppressed roles ${list(foreign)} are not contained in the set of roles`,
  );
}

function list(roles: readonly string[]): string {
  return `{ ${roles.join(', ')} }`;
}

/** What UPDATE_FRAMEWORK may not change. */
export function validateFrameworkUpdate(before: FrameworkInfo, after: FrameworkInfo): Problem | undefined {
  if (before.principal !== after.principal)
    return problem('framework_info.principal', "Changing framework's principal is not allowed.");
  const changes = [
    ['user', before.user, after.user],
    ['checkpoint', before.checkpoint ?? false, after.checkpoint ?? false],
  ] as const;
  for (const [name, from, to] of changes) {
    if (from !== to) {
      return problem(
        `framework_info.${name}`,
        `Updating 'FrameworkInfo.${name}' is unsupported; attempted to update from '${from}' to '${to}'`,
      );
    }
  }
  return undefined;
}
