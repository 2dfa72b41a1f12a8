// Offer constraints: a framework's conditions on an agent's attributes, by role. Only the first attribute of a
// name counts, and a text predicate on an attribute that is not text is true, negated or not.
import type { AgentTraits, FrameworkDescription } from '../allocator/allocator.ts';
import type {
  SchedulerAttributeConstraint,
  SchedulerAttributeConstraintPredicate,
  SchedulerOfferConstraints,
} from '../protocol/messages.ts';

/** What to ask before an agent is offered to a role; undefined when nothing is constrained. */
export function compileConstraints(
  constraints: SchedulerOfferConstraints | undefined,
): FrameworkDescription['excludes'] {
  const roles = constraints?.role_constraints;
  if (roles === undefined) return undefined;
  return (role, agent) => {
    const groups = Object.hasOwn(roles, role) ? roles[role]?.groups : undefined;
    if (groups === undefined) return false;
    return !groups.some((group) =>
      (group.attribute_constraints ?? []).every((constraint) => holds(constraint, agent)),
    );
  };
}

/** What a selector finds: text, an attribute that is not text, or nothing. */
type Selected = { readonly text: string } | 'not text' | 'missing';

function holds({ selector, predicate }: SchedulerAttributeConstraint, agent: AgentTraits): boolean {
  return test(predicate, select(selector, agent));
}

function select(selector: SchedulerAttributeConstraint['selector'], agent: AgentTraits): Selected {
  const optional = (text: string | undefined): Selected => (text === undefined ? 'missing' : { text });
  switch (selector.pseudoattribute_type) {
    case 'HOSTNAME':
      return { text: agent.hostname };
    case 'REGION':
      return optional(agent.region);
    case 'ZONE':
      return optional(agent.zone);
  }
  const attribute = agent.attributes.find(({ name }) => name === selector.attribute_name);
  if (attribute === undefined) return 'missing';
  return attribute.type === 'TEXT' ? { text: attribute.text?.value ?? '' } : 'not text';
}

function test(predicate: SchedulerAttributeConstraintPredicate, selected: Selected): boolean {
  if (predicate.exists !== undefined) return selected !== 'missing';
  if (predicate.not_exists !== undefined) return selected === 'missing';
  if (selected === 'not text') return true;
  const text = selected === 'missing' ? undefined : selected.text;
  if (predicate.text_equals !== undefined) return text === predicate.text_equals.value;
  if (predicate.text_not_equals !== undefined) return text !== predicate.text_not_equals.value;
  return false;
}
