// Offer constraints: a framework's conditions on an agent's attributes, by role. Only the first attribute of a
// name counts, and a text predicate on an attribute that is not text is true, negated or not. A filter is made once for
// what a framework sent, and judges an agent once for as long as the agent says the same of itself.
import type { AgentFilter, AgentTraits } from '../allocator/allocator.ts';
import type {
  SchedulerAttributeConstraint,
  SchedulerAttributeConstraintPredicate,
  SchedulerAttributeConstraintSelector,
  SchedulerOfferConstraints,
} from '../protocol/messages.ts';
import {
  type Expression,
  type ExpressionLimits,
  readExpression,
  writtenOutLength,
} from './regular-expression.ts';

/** Characters of all different expressions of a framework, repetitions written out: some tenths of a second to compile. */
const maxCharacters = 50_000;

/** Instructions that are matched against a name of ordinary length in the time of one unit of an allocation's work. */
const instructionsPerWork = 10;

/** What a selector finds: text, an attribute that is not text, or nothing. */
type Selected = { readonly text: string } | 'not text' | 'missing';

interface Condition {
  readonly selector: SchedulerAttributeConstraintSelector;
  readonly holds: (selected: Selected) => boolean;
}

/** One of them has to hold, with all its conditions. */
type Groups = readonly (readonly Condition[])[];

/** Why constraints cannot be evaluated. */
export interface UnreadableConstraints {
  readonly role: string;
  readonly why: string;
}

/** The filters of all frameworks, each made when what it is made of is asked about first: at its validation. */
export class ConstraintFilters {
  readonly #limits: ExpressionLimits;
  readonly #read = new WeakMap<SchedulerOfferConstraints, ConstraintFilter | UnreadableConstraints>();

  constructor(limits: ExpressionLimits) {
    this.#limits = limits;
  }

  read(constraints: SchedulerOfferConstraints): ConstraintFilter | UnreadableConstraints {
    const known = this.#read.get(constraints);
    if (known !== undefined) return known;
    const read = readConstraints(constraints, this.#limits);
    this.#read.set(constraints, read);
    return read;
  }

  /** Of a framework whose constraints passed the validation. */
  of(constraints: SchedulerOfferConstraints | undefined): ConstraintFilter | undefined {
    const filter = constraints === undefined ? undefined : this.read(constraints);
    return filter instanceof ConstraintFilter ? filter : undefined;
  }
}

function readConstraints(
  constraints: SchedulerOfferConstraints,
  limits: ExpressionLimits,
): ConstraintFilter | UnreadableConstraints {
  const expressions = new Expressions(limits);
  const roles = new Map<string, Groups>();
  for (const [role, { groups = [] }] of Object.entries(constraints.role_constraints ?? {})) {
    const read: Condition[][] = [];
    for (const { attribute_constraints: all = [] } of groups) {
      const group: Condition[] = [];
      for (const constraint of all) {
        const condition = readCondition(constraint, expressions);
        if (typeof condition === 'string') return { role, why: condition };
        group.push(condition);
      }
      read.push(group);
    }
    roles.set(role, read);
  }
  return new ConstraintFilter(roles, Math.ceil(expressions.programSize / instructionsPerWork));
}

/** Every expression is compiled once, however often it stands in the constraints. */
class Expressions {
  programSize = 0;
  readonly #limits: ExpressionLimits;
  readonly #read = new Map<string, Expression>();
  #characters = 0;

  constructor(limits: ExpressionLimits) {
    this.#limits = limits;
  }

  read(pattern: string): Expression | string {
    const known = this.#read.get(pattern);
    if (known !== undefined) return known;
    this.#characters += writtenOutLength(pattern);
    if (this.#characters > maxCharacters)
      return `the regexes of a framework may have ${maxCharacters} characters together, with their repetitions written out`;
    const expression = readExpression(pattern, this.#limits);
    if (typeof expression === 'string') return expression;
    this.#read.set(pattern, expression);
    this.programSize += expression.programSize;
    return expression;
  }
}

function readCondition(
  { selector, predicate }: SchedulerAttributeConstraint,
  expressions: Expressions,
): Condition | string {
  const holds = readPredicate(predicate, expressions);
  return typeof holds === 'string' ? holds : { selector, holds };
}

function readPredicate(
  predicate: SchedulerAttributeConstraintPredicate,
  expressions: Expressions,
): Condition['holds'] | string {
  const { text_equals, text_not_equals, text_matches, text_not_matches } = predicate;
  if (predicate.exists !== undefined) return (selected) => selected !== 'missing';
  if (predicate.not_exists !== undefined) return (selected) => selected === 'missing';
  if (text_equals !== undefined) return onText((text) => text === text_equals.value);
  if (text_not_equals !== undefined) return notOnText((text) => text === text_not_equals.value);
  const regex = text_matches?.regex ?? text_not_matches?.regex;
  if (regex === undefined) return 'a predicate must be exactly one of the known ones';
  const expression = expressions.read(regex);
  if (typeof expression === 'string') return expression;
  return (text_matches === undefined ? notOnText : onText)((text) => expression.matches(text));
}

function onText(test: (text: string) => boolean): Condition['holds'] {
  return (selected) => selected === 'not text' || (selected !== 'missing' && test(selected.text));
}

function notOnText(test: (text: string) => boolean): Condition['holds'] {
  return (selected) => typeof selected === 'string' || !test(selected.text);
}

/** What an agent said of itself when it was judged, and by role whether it is excluded. */
interface Verdicts extends Omit<AgentTraits, 'id'> {
  readonly excluded: Map<string, boolean>;
}

/** What to ask before an agent is offered to a role. */
export class ConstraintFilter implements AgentFilter {
  readonly work: number;
  readonly #roles: ReadonlyMap<string, Groups>;
  readonly #verdicts = new WeakMap<AgentTraits, Verdicts>();

  constructor(roles: ReadonlyMap<string, Groups>, work: number) {
    this.#roles = roles;
    this.work = work;
  }

  excludes(role: string, agent: AgentTraits): boolean {
    const groups = this.#roles.get(role);
    if (groups === undefined) return false;
    const { excluded } = this.#verdictsOn(agent);
    const known = excluded.get(role);
    if (known !== undefined) return known;
    const verdict = !groups.some((group) =>
      group.every(({ selector, holds }) => holds(select(selector, agent))),
    );
    excluded.set(role, verdict);
    return verdict;
  }

  #verdictsOn(agent: AgentTraits): Verdicts {
    const { hostname, attributes, region, zone } = agent;
    const last = this.#verdicts.get(agent);
    if (
      last !== undefined &&
      last.attributes === attributes &&
      last.hostname === hostname &&
      last.region === region &&
      last.zone === zone
    )
      return last;
    const verdicts = { hostname, attributes, region, zone, excluded: new Map<string, boolean>() };
    this.#verdicts.set(agent, verdicts);
    return verdicts;
  }
}

function select(selector: SchedulerAttributeConstraintSelector, agent: AgentTraits): Selected {
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
