// Values as `--resources` and `--attributes` write them: 4, 1.5, [31000-32000,33000-33100], {a,b}, or text.
// Spaces carry no meaning, as in the original.

export type ParsedValue =
  | { readonly type: 'SCALAR'; readonly scalar: number }
  | { readonly type: 'RANGES'; readonly ranges: readonly { readonly begin: number; readonly end: number }[] }
  | { readonly type: 'SET'; readonly items: readonly string[] }
  | { readonly type: 'TEXT'; readonly text: string };

/** The value, or a sentence that says why it is none. */
export function parseValueText(text: string): ParsedValue | string {
  const packed = text.replace(/\s+/g, '');
  if (packed === '') return 'Expecting a non-empty value';
  if (packed.startsWith('[')) return parseRangesText(packed);
  if (packed.startsWith('{')) {
    if (!packed.endsWith('}')) return `Mismatched braces in '${packed}'`;
    const inner = packed.slice(1, -1);
    if (/[{}]/.test(inner)) return `Mismatched braces in '${packed}'`;
    return { type: 'SET', items: inner.split(',').filter((item) => item !== '') };
  }
  if (/[[\]{}]/.test(packed)) return `Unexpected bracket in '${packed}'`;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(packed)) return { type: 'SCALAR', scalar: Number(packed) };
  return { type: 'TEXT', text: packed };
}

function parseRangesText(packed: string): ParsedValue | string {
  if (!packed.endsWith(']')) return `Mismatched brackets in '${packed}'`;
  const inner = packed.slice(1, -1);
  const ranges: { begin: number; end: number }[] = [];
  for (const part of inner.split(',').filter((range) => range !== '')) {
    const match = /^(\d{1,16})-(\d{1,16})$/.exec(part);
    if (match === null) return `Expecting a range like 31000-32000, got '${part}'`;
    ranges.push({ begin: Number(match[1]), end: Number(match[2]) });
  }
  return { type: 'RANGES', ranges };
}
