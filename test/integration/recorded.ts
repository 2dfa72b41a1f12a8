// Comparison with recorded answers of the original: the same keys with the same types, whatever the values.
import { readFileSync } from 'node:fs';
import { path } from '../support/needs.ts';
import { referencePath } from '../support/reference.ts';

export const recordings = path(
  referencePath('captures/endpoints'),
  'needs the recorded answers beside the checkout',
);

export function recordedText(name: string): string {
  return readFileSync(referencePath(`captures/endpoints/${name}`), 'utf8');
}

export function recordedJson(name: string): unknown {
  return JSON.parse(recordedText(name));
}

/** Every path in `expected` that `actual` lacks or has with another type, and what `actual` has besides. */
export function differences(expected: unknown, actual: unknown, at = ''): string[] {
  if (Array.isArray(expected) || Array.isArray(actual)) {
    if (!Array.isArray(expected) || !Array.isArray(actual)) return [`${at}: array or not`];
    if (expected.length === 0 || actual.length === 0) {
      return expected.length === actual.length ? [] : [`${at}: empty or not`];
    }
    return differences(expected[0], actual[0], `${at}[]`);
  }
  if (typeof expected !== typeof actual) return [`${at}: ${typeof actual}, recorded as ${typeof expected}`];
  if (typeof expected !== 'object' || expected === null || actual === null) return [];
  const wanted = expected as Record<string, unknown>;
  const given = actual as Record<string, unknown>;
  const found: string[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    if (key in given) found.push(...differences(value, given[key], `${at}.${key}`));
    else found.push(`${at}.${key}: missing`);
  }
  for (const key of Object.keys(given)) if (!(key in wanted)) found.push(`${at}.${key}: not recorded`);
  return found;
}
