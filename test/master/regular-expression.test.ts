// Regular expressions of frameworks against an obviously right matcher (JavaScript's own, where the two mean the same),
// and against answers of RE2 itself; hostile ones are counted in steps of the engine's input, not in time.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  Expression,
  maxTextLength,
  readExpression,
  writtenOutLength,
} from '../../src/master/regular-expression.ts';

const test = suite('regular expressions');

const limits = { maxMemBytes: 4096, maxProgramSize: 100 };

function read(pattern: string, given: Partial<typeof limits> = {}): Expression {
  const expression = readExpression(pattern, { ...limits, ...given });
  if (typeof expression === 'string') throw new Error(expression);
  return expression;
}

function refusal(pattern: string, given: Partial<typeof limits> = {}): string {
  const expression = readExpression(pattern, { ...limits, ...given });
  return typeof expression === 'string' ? expression : '';
}

test('the whole text matches, or nothing does', () => {
  const rack = read('rack-[0-9]+');
  assert.ok(rack.matches('rack-12'));
  for (const text of ['rack-', 'a rack-12', 'rack-12\n', 'rack-12 ', 'RACK-12', ''])
    assert.not.ok(rack.matches(text), text);
  assert.ok(read('a|ab').matches('ab'), 'the longer alternative counts though the shorter one is first');
  assert.ok(read('').matches(''));
  assert.not.ok(read('').matches('a'));
});

test('the syntax is that of RE2', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['(?i)eu-west', 'EU-West', true],
    ['.*', 'a\nb', false],
    ['(?s).*', 'a\nb', true],
    ['(?P<name>a+)', 'aa', true],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['[[:alpha:]]+', 'abc', true],
    ['\\d{2,3}', '1234', false],
    ['\\p{Greek}', 'α', true],
    ['.', '😀', true],
    ['..', '😀', false],
    ['\\x{1F600}', '😀', true],
    ['(?i)k', '\u212a', true],
    ['\\w', 'é', false],
    ['a\\z', 'a', true],
    ['(?U)a+', 'aaa', true],
  ];
  for (const [pattern, text, isMatch] of cases) {
    assert.is(read(pattern, { maxProgramSize: 1000 }).matches(text), isMatch, `${pattern} on ${text}`);
  }
  for (const pattern of [
    '(',
    ')',
    '[a',
    '*',
    'a**',
    '(?=a)',
    '(?<!a)',
    '(a)\\1',
    'a{1001}',
    '(?z)',
    '\\pX',
    '\\Z',
  ]) {
    assert.match(refusal(pattern), /^Failed to construct regex from pattern '/, pattern);
  }
  assert.is(refusal('a('), "Failed to construct regex from pattern 'a(': missing closing ): a(");
});

/** Patterns that mean the same to RE2 and to JavaScript with its flag u. */
const { pattern: plain } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-c]', '\\d', '\\.', 'é', '😀', '[^\\d]', '-'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(${left}|${right})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '{2}', '{0,2}', '{1,}'))
      .map(([inner, times]) => `(?:${inner})${times}`),
  ),
}));

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'é', '😀', '1', '.', '-', '\n'), { maxLength: 8 });

test('JavaScript agrees, with room for the states of a match and without', () => {
  let matched = 0;
  fc.assert(
    fc.property(plain, fc.array(texts, { minLength: 1, maxLength: 5 }), (pattern, lists) => {
      const oracle = new RegExp(`^(?:${pattern})$`, 'u');
      for (const maxMemBytes of [1, 4096, 65_536]) {
        const expression = new Expression(pattern, maxMemBytes);
        for (const list of lists) {
          const text = list.join('');
          assert.is(expression.matches(text), oracle.test(text), `${pattern} on ${JSON.stringify(text)}`);
          if (expression.matches(text)) matched += 1;
        }
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(matched > 100, `only ${matched} matches`);
});

test('the size of a program is about what RE2 counts', () => {
  // The second number is what RE2 says, whose programs read bytes.
  const sizes: readonly (readonly [string, number, number])[] = [
    ['a', 3, 5],
    ['rack-[0-9]+', 9, 11],
    ['host(1|2|3)\\.example\\.com', 21, 23],
    ['us-(east|west)-[12][a-c]', 19, 20],
    ['\\w+\\.\\w+', 13, 13],
    ['(a*)*b', 9, 12],
    ['a{50}', 52, 54],
  ];
  for (const [pattern, ours, original] of sizes) {
    assert.is(read(pattern).programSize, ours, pattern);
    assert.ok(ours <= original, `${pattern}: what RE2 takes must be taken`);
  }
});

test('what is too large is refused, with the limit', () => {
  assert.is(read('a{98}').programSize, 100);
  assert.is(
    refusal('a{99}'),
    "Regex 'a{99}' is too complex: program size of 101 is larger than maximum of 100 allowed",
  );
  assert.is(read('a{99}', { maxProgramSize: 101 }).programSize, 101);
  assert.match(refusal('\\pL', { maxMemBytes: 65_536 }), /too complex: program size of \d{3} is larger/);
  assert.is(
    refusal('a{50}', { maxMemBytes: 600 }),
    "Failed to construct regex from pattern 'a{50}': pattern too large - compile failed",
  );
  assert.is(read('a{48}', { maxMemBytes: 600 }).programSize, 50);
  assert.match(refusal('a{1000}', { maxProgramSize: 5000 }), 'pattern too large - compile failed');
});

test('repetitions are counted before they are written out', () => {
  const huge = `(?:${'a*'.repeat(250)}){1000}`;
  assert.match(refusal(huge), /with its repetitions written out it has 50\d{4} characters/);
  assert.ok(refusal(huge).length < 300, 'the pattern is cut in the message');
  assert.match(refusal('x'.repeat(8_000_000)), '8000000 characters');
  assert.match(refusal('\\pL'.repeat(100)), 'written out');
  assert.match(refusal(`[${'\\pL'.repeat(100)}]`), 'written out');
  assert.match(refusal(`[[:${'a'.repeat(1_000_000)}`), 'written out');
  assert.is(writtenOutLength('abc'), 3);
  assert.is(writtenOutLength('ab{3}'), 4);
  assert.is(writtenOutLength('(ab){3}'), 12);
  assert.is(writtenOutLength('((ab){2}){3,5}c'), 51);
  assert.is(writtenOutLength('[0-9a-f]{8}'), 64);
  assert.is(writtenOutLength('[{(]{2}'), 8);
  assert.is(writtenOutLength('\\(\\{9}'), 6);
  assert.is(writtenOutLength('\\Q(a{1000}\\E'), 12);
  assert.is(writtenOutLength('(((('), 4);
  const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
  assert.ok(read(uuid).matches('a1b2c3d4-0000-4000-8000-000000000001'));
});

test('no text is too strange to be read as a pattern', () => {
  const strange = fc.array(
    fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '\\',
      '|',
      '*',
      '?',
      '+',
      '^',
      '$',
      'Q',
      'E',
      'p',
      ':',
      ',',
      '2',
      'a',
      '\ud800',
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(strange, (characters) => {
      const pattern = characters.join('');
      const expression = readExpression(pattern, limits);
      if (typeof expression !== 'string') expression.matches('aaa');
      assert.ok(writtenOutLength(pattern) >= 0);
    }),
    { numRuns: 2000 },
  );
});

test('a hostile expression is no slower than its length times its text', () => {
  // Each would take JavaScript's own matcher longer than the age of the universe.
  const long = 'a'.repeat(maxTextLength);
  for (const pattern of [
    '(a*)*b',
    '(a|a)*b',
    '((((a?)*)*)*)*b',
    '(a+a+)+y',
    '(.*)*x(.*)*y',
    '(?:a?){30}a{30}',
  ]) {
    const expression = read(pattern);
    const isMatch = expression.matches(long);
    assert.is(isMatch, false, pattern);
  }
  // Every state of this one is another: there are 2^20.
  const states = read('(a|b)*a(a|b){20}');
  let isA = true;
  const mixed = Array.from({ length: maxTextLength }, (_, index) => {
    isA = (index * index * 7 + (index >> 3)) % 3 === 0 ? !isA : isA;
    return isA ? 'a' : 'b';
  }).join('');
  assert.is(states.matches(mixed), mixed.at(-21) === 'a');
  assert.is(states.matches(`${mixed.slice(0, -21)}a${mixed.slice(-20)}`), true);
});

test('a text beyond the limit matches nothing', () => {
  const any = read('a*');
  assert.ok(any.matches('a'.repeat(maxTextLength)));
  assert.not.ok(any.matches('a'.repeat(maxTextLength + 1)));
});

test.run();
