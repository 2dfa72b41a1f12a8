// Attributes of an agent: the text of `--attributes` (`rack:r1;level:3;zone:[1-4]`), their messages, and how
// endpoints show them.
import { double, type JsonText } from '../base/json-text.ts';
import type { Attribute } from '../protocol/messages.ts';
import { type ResourceProblem, resourceProblem } from './problem.ts';
import { formatRanges, normalizeRanges } from './ranges.ts';
import { parseValueText } from './value-text.ts';

/** Parses `name:value;name:value`; a value is a number, ranges or text, never a set. */
export function parseAttributesText(text: string): Attribute[] | ResourceProblem {
  const attributes: Attribute[] = [];
  for (const token of text.split(/[;\n]/)) {
    if (token.trim() === '') continue;
    const colon = token.indexOf(':');
    const name = token.slice(0, Math.max(0, colon)).trim();
    if (name === '')
      return resourceProblem('attributes', `Invalid attribute, expecting name:value, got '${token.trim()}'`);
    const value = parseValueText(token.slice(colon + 1));
    if (typeof value === 'string')
      return resourceProblem('attributes', `Invalid attribute '${name}': ${value}`);
    if (value.type === 'SCALAR') attributes.push({ name, type: 'SCALAR', scalar: { value: value.scalar } });
    else if (value.type === 'TEXT') attributes.push({ name, type: 'TEXT', text: { value: value.text } });
    else if (value.type === 'RANGES')
      attributes.push({ name, type: 'RANGES', ranges: { range: [...value.ranges] } });
    else return resourceProblem('attributes', `Invalid attribute '${name}': an attribute cannot be a set`);
    const last = attributes.at(-1)!;
    const inverted = last.ranges?.range?.find((range) => range.begin > range.end);
    if (inverted !== undefined)
      return resourceProblem('attributes', `Invalid attribute '${name}': begin > end`);
  }
  return attributes;
}

/** One attribute's value as v0 endpoints show it: a number for a scalar, text for everything else. */
export function formatAttributeValue(attribute: Attribute): number | string {
  const { scalar, ranges, set, text } = attribute;
  if (attribute.type === 'SCALAR') return scalar?.value ?? 0;
  if (attribute.type === 'RANGES') {
    return formatRanges(
      normalizeRanges((ranges?.range ?? []).map(({ begin, end }) => [begin, end] as const)),
    );
  }
  if (attribute.type === 'SET') return `{${(set?.item ?? []).join(', ')}}`;
  return text?.value ?? '';
}

/** The `attributes` object of /state; of several with one name the last is shown. */
export function attributesObject(
  attributes: readonly Attribute[] | undefined,
): Record<string, JsonText | string> {
  return Object.fromEntries(
    (attributes ?? []).map((attribute) => {
      const value = formatAttributeValue(attribute);
      return [attribute.name, typeof value === 'number' ? double(value) : value];
    }),
  );
}

/** Whether an agent came back with the same attributes, the order aside. */
export function sameAttributes(
  left: readonly Attribute[] | undefined,
  right: readonly Attribute[] | undefined,
): boolean {
  const keyOf = (attribute: Attribute): string =>
    JSON.stringify([attribute.name, attribute.type, formatAttributeValue(attribute)]);
  const keys = (attributes: readonly Attribute[] | undefined): string =>
    (attributes ?? []).map(keyOf).sort().join('\n');
  return keys(left) === keys(right);
}
