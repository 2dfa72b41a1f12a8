// The text of a flag to its value and back, in the spelling of the original. Parsing answers with a value or a
// problem and never throws: what is wrong in a file must be reported together with its place.
import { formatByteSize, parseByteSize } from '../base/byte-size.ts';
import { formatDuration, parseDuration } from '../base/duration.ts';
import type { FlagSpec, FlagType } from './flag.ts';

export type ParsedValue = { readonly value: unknown } | { readonly problem: string };

const expectedForms: Readonly<Record<FlagType, string>> = {
  string: 'text',
  bool: 'true, false, 1 or 0',
  int: 'a whole number',
  uint: 'a whole number, not negative',
  double: 'a number',
  port: 'a port from 0 to 65535',
  duration: 'a number and one of the units ns, us, ms, secs, mins, hrs, days, weeks, for example 15secs',
  bytes: 'a whole number and one of the units B, KB, MB, GB, TB, for example 8MB',
  path: 'a path',
  json: 'JSON, or file:// and the path of a JSON file',
  list: 'names separated by commas',
  secret: 'text, or file:// and the path of a file that holds it',
};

/** What a value of this flag looks like, for messages and help. */
export function expectedForm(spec: FlagSpec): string {
  if (spec.choices !== undefined) return oneOf(spec.choices);
  const form = expectedForms[spec.type];
  const { min, max } = spec;
  if (min !== undefined && max !== undefined) return `${form}, from ${min} to ${max}`;
  if (min !== undefined) return `${form}, at least ${min}`;
  if (max !== undefined) return `${form}, at most ${max}`;
  return form;
}

/**
 * Parses the text of a flag, after `file://` has been replaced. The problem is a sentence without the name of the flag.
 */
export function parseFlagValue(spec: FlagSpec, text: string): ParsedValue {
  const folded = text.trim().toLowerCase();
  const normal = spec.type === 'bool' ? (booleanOf(folded) ?? folded) : folded;
  const refusal = spec.refused?.[String(normal)] ?? spec.refused?.['*'];
  if (refusal !== undefined) return { problem: refusal };
  if (spec.choices !== undefined) {
    const wanted = spec.accepted?.[folded] ?? folded;
    const choice = spec.choices.find((candidate) => candidate.toLowerCase() === wanted.toLowerCase());
    return choice === undefined ? wrongForm(spec, text) : { value: choice };
  }
  const parsed = parseByType(spec, text);
  if (parsed === undefined) return wrongForm(spec, text);
  if (typeof parsed === 'number' && !isInRange(spec, parsed)) return wrongForm(spec, text);
  const expected = spec.check?.(text);
  return expected === undefined
    ? { value: parsed }
    : { problem: `expected ${expected}, found ${quote(spec, text)}` };
}

/** Prints a value as the original prints it in `/flags`; undefined stays undefined. */
export function formatFlag(spec: FlagSpec, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (spec.type === 'duration' && typeof value === 'number') return formatDuration(value);
  if (spec.type === 'bytes' && typeof value === 'number') return formatByteSize(value);
  if (Array.isArray(value) && spec.type === 'list') return value.join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function parseByType(spec: FlagSpec, text: string): unknown {
  const trimmed = text.trim();
  switch (spec.type) {
    case 'bool':
      return booleanOf(trimmed.toLowerCase());
    case 'int':
    case 'uint':
    case 'port':
      return /^[+-]?\d{1,15}$/.test(trimmed) ? Number(trimmed) : undefined;
    case 'double':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? finite(Number(trimmed)) : undefined;
    case 'duration':
      return finite(parseDuration(trimmed));
    case 'bytes': {
      const bytes = parseByteSize(trimmed);
      return bytes !== undefined && Number.isSafeInteger(bytes) ? bytes : undefined;
    }
    case 'json':
      return parseJson(trimmed);
    case 'list':
      return [...new Set(trimmed.split(',').map((item) => item.trim()))].filter((item) => item !== '');
    case 'path':
      return trimmed === '' || text.includes('\0') ? undefined : text;
    case 'string':
    case 'secret':
      return text.includes('\0') ? undefined : text;
  }
}

function isInRange(spec: FlagSpec, value: number): boolean {
  const bound = (text: string): number => Number(parseByType(spec, text));
  if (spec.type === 'port' && (value < 0 || value > 65535)) return false;
  if (spec.min !== undefined ? value < bound(spec.min) : spec.type !== 'int' && value < 0) return false;
  return spec.max === undefined || value <= bound(spec.max);
}

function booleanOf(text: string): boolean | undefined {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  return undefined;
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** JSON flags hold objects or arrays; a lone number or string is a mistake in quoting. */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function wrongForm(spec: FlagSpec, text: string): ParsedValue {
  return { problem: `expected ${expectedForm(spec)}, found ${quote(spec, text)}` };
}

/** What was found, shortened; never what may be a password (those stand before an @). */
function quote(spec: FlagSpec, text: string): string {
  if (spec.type === 'secret' && text.includes('@')) return 'something else';
  if (text === '') return 'nothing';
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

function oneOf(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
