// The form of offer constraints. What this version cannot evaluate is refused here and never taken and ignored.
import type { SchedulerAttributeConstraint, SchedulerOfferConstraints } from '../../protocol/messages.ts';
import { type Problem, problem } from './problem.ts';

export function validateConstraints(
  roles: readonly string[],
  constraints: SchedulerOfferConstraints | undefined,
): Problem | undefined {
  for (const [role, { groups = [] }] of Object.entries(constraints?.role_constraints ?? {})) {
    const path = `offer_constraints.role_constraints.${role}`;
    const invalid = (why: string): Problem =>
      problem(path, `'OfferConstraints' for role '${role}' are not valid: ${why}`);
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
  return undefined;
}

function constraintProblem({ selector, predicate }: SchedulerAttributeConstraint): string | undefined {
  const { pseudoattribute_type: pseudo, attribute_name: name } = selector;
  if ((pseudo === undefined) === (name === undefined))
    return 'a selector must name exactly one of a pseudo-attribute and an attribute';
  if (pseudo === 'UNKNOWN') return 'the pseudo-attribute is not known';
  if (predicate.text_matches !== undefined || predicate.text_not_matches !== undefined)
    return 'regular expressions (text_matches, text_not_matches) are not supported by this version';
  const { exists, not_exists, text_equals, text_not_equals } = predicate;
  const count = [exists, not_exists, text_equals, text_not_equals].filter((one) => one !== undefined).length;
  return count === 1 ? undefined : 'a predicate must be exactly one of the known ones';
}
