// The form of offer constraints, and whether their regular expressions are usable. What cannot be evaluated is refused here
// and never taken and ignored.
import type { SchedulerAttributeConstraint, SchedulerOfferConstraints } from '../../protocol/messages.ts';
import { ConstraintFilter, type ConstraintFilters } from '../offer-constraints.ts';
import { type Problem, problem } from './problem.ts';

export function validateConstraints(
  roles: readonly string[],
  constraints: SchedulerOfferConstraints | undefined,
  filters: ConstraintFilters,
): Problem | undefined {
  if (constraints === undefined) return undefined;
  for (const [role, { groups = [] }] of Object.entries(constraints.role_constraints ?? {})) {
    const path = pathOf(role);
    const invalid = (why: string): Problem => invalidConstraints(role, why);
    if (!roles.includes(role)) {
      return problem(
        path,
        `'OfferConstraints' specify constraints for role '${role}' which is not contained in the set of roles of the framework`,
      );
    }
    if (groups.length === 0) return invalid('an unconstrained role must be left out, not given zero groups');
    for (const { attribute_constraints: all = [] } of groups) {
      if (all.length === 0) return invalid('a group without constraints is not allowed');
      for (const constraint of all) {
        const wrong = constraintProblem(constraint);
        if (wrong !== undefined) return invalid(wrong);
      }
    }
  }
  const read = filters.read(constraints);
  return read instanceof ConstraintFilter ? undefined : invalidConstraints(read.role, read.why);
}

const pathOf = (role: string): string => `offer_constraints.role_constraints.${role}`;

function invalidConstraints(role: string, why: string): Problem {
  return problem(pathOf(role), `'OfferConstraints' for role '${role}' are not valid: ${why}`);
}

function constraintProblem({ selector, predicate }: SchedulerAttributeConstraint): string | undefined {
  const { pseudoattribute_type: pseudo, attribute_name: name } = selector;
  if ((pseudo === undefined) === (name === undefined))
    return 'a selector must name exactly one of a pseudo-attribute and an attribute';
  if (pseudo === 'UNKNOWN') return 'the pseudo-attribute is not known';
  const { exists, not_exists, text_equals, text_not_equals, text_matches, text_not_matches } = predicate;
  const all = [exists, not_exists, text_equals, text_not_equals, text_matches, text_not_matches];
  const count = all.filter((one) => one !== undefined).length;
  return count === 1 ? undefined : 'a predicate must be exactly one of the known ones';
}
