import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { double } from '../../src/base/json-text.ts';
import type { Attribute } from '../../src/protocol/messages.ts';
import { attributesObject, parseAttributesText, sameAttributes } from '../../src/resources/attributes.ts';

const test = suite('attributes');

function parse(text: string): Attribute[] {
  const attributes = parseAttributesText(text);
  if (!Array.isArray(attributes)) throw new Error(attributes.message);
  return attributes;
}

test('reads text, numbers and ranges', () => {
  const attributes = parse('rack:r1;level:3;slots:[1-2,4-5];url:http://a:80;');
  assert.equal(attributes, [
    { name: 'rack', type: 'TEXT', text: { value: 'r1' } },
    { name: 'level', type: 'SCALAR', scalar: { value: 3 } },
    {
      name: 'slots',
      type: 'RANGES',
      ranges: {
        range: [
          { begin: 1, end: 2 },
          { begin: 4, end: 5 },
        ],
      },
    },
    { name: 'url', type: 'TEXT', text: { value: 'http://a:80' } },
  ]);
  assert.equal(attributesObject(attributes), {
    rack: 'r1',
    level: double(3),
    slots: '[1-2, 4-5]',
    url: 'http://a:80',
  });
  assert.equal(parse(''), []);
});

for (const text of ['rack', ':r1', 'rack:', 'a:{b,c}', 'a:[1-', 'a:[2-1]']) {
  test(`refuses ${text}`, () => assert.not(Array.isArray(parseAttributesText(text))));
}

test('knows whether an agent came back the same', () => {
  assert.ok(sameAttributes(parse('a:1;b:x'), parse('b:x;a:1')));
  assert.ok(sameAttributes(undefined, []));
  assert.not(sameAttributes(parse('a:1'), parse('a:2')));
  assert.not(sameAttributes(parse('a:1'), parse('a:1;a:1')));
});

test.run();
