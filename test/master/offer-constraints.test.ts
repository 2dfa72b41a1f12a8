// Every predicate over what a selector can find, and a filter that judges an agent again only when it has changed.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AgentTraits } from '../../src/allocator/allocator.ts';
import { ConstraintFilter, ConstraintFilters } from '../../src/master/offer-constraints.ts';
import { maxTextLength } from '../../src/master/regular-expression.ts';
import { validateConstraints } from '../../src/master/validation/constraints.ts';
import type {
  Attribute,
  SchedulerAttributeConstraint,
  SchedulerAttributeConstraintPredicate,
  SchedulerOfferConstraints,
} from '../../src/protocol/messages.ts';

const test = suite('offer constraints');

const limits = { maxMemBytes: 4096, maxProgramSize: 100 };

type Predicate = SchedulerAttributeConstraintPredicate;
type Selector = SchedulerAttributeConstraint['selector'];

const attribute = (name: string, value: string): Attribute => ({ name, type: 'TEXT', text: { value } });

function agent(traits: Partial<AgentTraits> = {}): AgentTraits {
  return { id: 'S1', hostname: 'host1', attributes: [], region: undefined, zone: undefined, ...traits };
}

/** A list of groups for the role dev. */
function constraints(
  ...groups: readonly (readonly SchedulerAttributeConstraint[])[]
): SchedulerOfferConstraints {
  return {
    role_constraints: { dev: { groups: groups.map((all) => ({ attribute_constraints: [...all] })) } },
  };
}

function filterOf(message: SchedulerOfferConstraints): ConstraintFilter {
  const filters = new ConstraintFilters(limits);
  assert.is(validateConstraints(['dev'], message, filters), undefined);
  return filters.of(message)!;
}

const isOffered = (selector: Selector, predicate: Predicate, to: AgentTraits): boolean =>
  !filterOf(constraints([{ selector, predicate }])).excludes('dev', to);

const predicates = {
  exists: { exists: {} },
  not_exists: { not_exists: {} },
  text_equals: { text_equals: { value: 'rack-1' } },
  text_not_equals: { text_not_equals: { value: 'rack-1' } },
  text_matches: { text_matches: { regex: 'rack-[0-9]' } },
  text_not_matches: { text_not_matches: { regex: 'rack-[0-9]' } },
} as const satisfies Record<string, Predicate>;

/** What holds of a text that fits, one that does not, what is no text, and nothing. */
const expected: Readonly<Record<keyof typeof predicates, readonly [boolean, boolean, boolean, boolean]>> = {
  exists: [true, true, true, false],
  not_exists: [false, false, false, true],
  text_equals: [true, false, true, false],
  text_not_equals: [false, true, true, true],
  text_matches: [true, false, true, false],
  text_not_matches: [false, true, true, true],
};

const names = Object.keys(predicates) as (keyof typeof predicates)[];

test('every predicate over attributes of every type', () => {
  const selector = { attribute_name: 'rack' };
  const others: readonly Attribute[] = [
    { name: 'rack', type: 'SCALAR', scalar: { value: 1 } },
    { name: 'rack', type: 'RANGES', ranges: { range: [{ begin: 1, end: 2 }] } },
    { name: 'rack', type: 'SET', set: { item: ['rack-1'] } },
  ];
  for (const name of names) {
    const holds = (attributes: readonly Attribute[]): boolean =>
      isOffered(selector, predicates[name], agent({ attributes }));
    const [fits, differs, isNoText, isMissing] = expected[name];
    assert.is(holds([attribute('rack', 'rack-1')]), fits, name);
    assert.is(holds([attribute('rack', 'rack-x')]), differs, name);
    for (const other of others) assert.is(holds([other]), isNoText, `${name} of ${other.type}`);
    assert.is(holds([attribute('row', 'rack-1')]), isMissing, name);
    // Only the first of a name counts.
    assert.is(holds([attribute('rack', 'rack-x'), attribute('rack', 'rack-1')]), differs, name);
    assert.is(holds([others[0]!, attribute('rack', 'rack-x')]), isNoText, name);
    assert.is(
      holds([{ name: 'rack', type: 'TEXT', text: { value: '' } }]),
      differs,
      `${name} of an empty text`,
    );
  }
});

test('every predicate over every pseudo-attribute', () => {
  for (const name of names) {
    const [fits, differs, , isMissing] = expected[name];
    const holds = (type: 'HOSTNAME' | 'REGION' | 'ZONE', traits: Partial<AgentTraits>): boolean =>
      isOffered({ pseudoattribute_type: type }, predicates[name], agent(traits));
    assert.is(holds('HOSTNAME', { hostname: 'rack-1' }), fits, name);
    assert.is(holds('HOSTNAME', { hostname: 'rack-1.example' }), differs, name);
    assert.is(holds('REGION', { region: 'rack-1' }), fits, name);
    assert.is(holds('REGION', { region: 'elsewhere', zone: 'rack-1' }), differs, name);
    assert.is(holds('REGION', {}), isMissing, name);
    assert.is(holds('ZONE', { zone: 'rack-1' }), fits, name);
    assert.is(holds('ZONE', {}), isMissing, name);
    // An attribute of that name is another thing.
    assert.is(holds('ZONE', { attributes: [attribute('ZONE', 'rack-1')] }), isMissing, name);
  }
});

test('one group has to hold, with all its constraints; other roles are free', () => {
  const match = (name: string, regex: string): SchedulerAttributeConstraint => ({
    selector: { attribute_name: name },
    predicate: { text_matches: { regex } },
  });
  const filter = filterOf(
    constraints([match('rack', 'r[12]'), match('disk', 'ssd|nvme')], [match('rack', 'r9')]),
  );
  const excludes = (rack: string, disk: string): boolean =>
    filter.excludes('dev', agent({ attributes: [attribute('rack', rack), attribute('disk', disk)] }));
  assert.is(excludes('r1', 'nvme'), false);
  assert.is(excludes('r1', 'hdd'), true);
  assert.is(excludes('r9', 'hdd'), false);
  assert.is(excludes('r3', 'ssd'), true);
  assert.is(filter.excludes('qa', agent()), false);
  assert.is(filter.excludes('__proto__', agent()), false);
  assert.ok(filter.work > 0);
});

test('a filter agrees with one that knows nothing of the agent, whatever changes', () => {
  const texts = fc.constantFrom('a', 'ab', 'b', 'rack-1', '');
  const selectors = fc.constantFrom<Selector>(
    { attribute_name: 'x' },
    { attribute_name: 'y' },
    { pseudoattribute_type: 'HOSTNAME' },
    { pseudoattribute_type: 'ZONE' },
  );
  const regexes = fc.constantFrom('a*', 'a|b', '.*b', 'rack-\\d', '[^a]*', '');
  const predicate = fc.oneof(
    fc.constantFrom<Predicate>({ exists: {} }, { not_exists: {} }),
    texts.map((value): Predicate => ({ text_equals: { value } })),
    texts.map((value): Predicate => ({ text_not_equals: { value } })),
    regexes.map((regex): Predicate => ({ text_matches: { regex } })),
    regexes.map((regex): Predicate => ({ text_not_matches: { regex } })),
  );
  const group = fc.array(fc.record({ selector: selectors, predicate }), { minLength: 1, maxLength: 3 });
  const attributes = fc.array(fc.tuple(fc.constantFrom('x', 'y'), texts), { maxLength: 3 });
  const states = fc.array(
    fc.record({ attributes, hostname: texts, zone: fc.option(texts, { nil: undefined }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  let excluded = 0;
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 3 }), states, (groups, changes) => {
      const message = constraints(...groups);
      const filter = filterOf(message);
      const changing = { ...agent() };
      for (const change of changes) {
        const list = change.attributes.map(([name, value]) => attribute(name, value));
        Object.assign(changing, { ...change, attributes: list });
        const verdict = filter.excludes('dev', changing);
        assert.is(verdict, !groups.some((all) => all.every((one) => plainlyHolds(one, changing))));
        assert.is(filter.excludes('dev', changing), verdict);
        if (verdict) excluded += 1;
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(excluded > 50);
});

/** The rules read aloud, with JavaScript's own expressions. */
function plainlyHolds({ selector, predicate }: SchedulerAttributeConstraint, traits: AgentTraits): boolean {
  const { pseudoattribute_type: type, attribute_name: name } = selector;
  const found = traits.attributes.find((one) => one.name === name)?.text?.value;
  const text = type === 'HOSTNAME' ? traits.hostname : type === 'ZONE' ? traits.zone : found;
  const { exists, not_exists, text_equals, text_not_equals, text_matches, text_not_matches } = predicate;
  const fits = (regex: string): boolean => text !== undefined && new RegExp(`^(?:${regex})$`).test(text);
  if (exists !== undefined) return text !== undefined;
  if (not_exists !== undefined) return text === undefined;
  if (text_equals !== undefined) return text === text_equals.value;
  if (text_not_equals !== undefined) return text !== text_not_equals.value;
  if (text_matches !== undefined) return fits(text_matches.regex);
  return !fits(text_not_matches!.regex);
}

function problemOf(predicate: Predicate): string | undefined {
  const message = constraints([{ selector: { attribute_name: 'x' }, predicate }]);
  return validateConstraints(['dev'], message, new ConstraintFilters(limits))?.message;
}

test('what cannot be evaluated is refused with its role', () => {
  const prefix = "'OfferConstraints' for role 'dev' are not valid: ";
  assert.is(problemOf({}), `${prefix}a predicate must be exactly one of the known ones`);
  assert.is(
    problemOf({ text_matches: { regex: 'a' }, exists: {} }),
    `${prefix}a predicate must be exactly one of the known ones`,
  );
  for (const predicate of [{ text_matches: { regex: 'a(' } }, { text_not_matches: { regex: 'a(' } }])
    assert.is(
      problemOf(predicate),
      `${prefix}Failed to construct regex from pattern 'a(': missing closing ): a(`,
    );
  assert.match(
    problemOf({ text_matches: { regex: 'a{99}' } })!,
    'program size of 101 is larger than maximum of 100',
  );
});

test('all expressions of a framework together are limited, equal ones counted once', () => {
  const many = (count: number, regex: (index: number) => string): SchedulerOfferConstraints =>
    constraints(
      Array.from({ length: count }, (_, index) => ({
        selector: { attribute_name: 'x' },
        predicate: { text_not_matches: { regex: regex(index) } },
      })),
    );
  const filters = new ConstraintFilters(limits);
  assert.is(
    validateConstraints(
      ['dev'],
      many(20_000, () => 'rack-[0-9]+'),
      filters,
    ),
    undefined,
  );
  assert.is(
    validateConstraints(
      ['dev'],
      many(5000, (index) => `r-${1_000_000 + index}`.slice(0, 9)),
      filters,
    ),
    undefined,
  );
  const problem = validateConstraints(
    ['dev'],
    many(6000, (index) => `r-${1_000_000 + index}`),
    filters,
  );
  assert.match(problem!.message, 'may have 50000 characters together');
});

test('a message is compiled once, and a text that is too long matches nothing', () => {
  const filters = new ConstraintFilters(limits);
  const message = constraints([
    { selector: { attribute_name: 'x' }, predicate: { text_matches: { regex: 'a*' } } },
  ]);
  assert.ok(filters.read(message) instanceof ConstraintFilter);
  assert.is(filters.read(message), filters.of(message));
  assert.is(filters.of(undefined), undefined);
  const long = agent({ attributes: [attribute('x', 'a'.repeat(maxTextLength + 1))] });
  assert.is(filters.of(message)?.excludes('dev', long), true);
});

test.run();
