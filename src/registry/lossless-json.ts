// JSON text for what the registry keeps, without loss: what JSON has no form for (integers beyond 2^53, bytes,
// infinities) becomes an object with one `$` key. A map of a message may have such keys of its own: a reader of
// the text must not meet them, so these objects are tagged too.

type Tagged =
  | { readonly $int: string }
  | { readonly $bytes: string }
  | { readonly $number: string }
  | { readonly $entries: readonly (readonly [string, unknown])[] };

/** One line of JSON. */
export function toText(value: unknown): string {
  return JSON.stringify(value, tag);
}

/** Reads what `toText` wrote. Throws SyntaxError for anything that is not JSON. */
export function fromText(text: string): unknown {
  return text.includes('{"$') ? JSON.parse(text, untag) : JSON.parse(text);
}

/** `this` holds the value as it was before a Buffer's own `toJSON`. */
function tag(this: unknown, key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return { $int: String(value) } satisfies Tagged;
    case 'number':
      return Number.isFinite(value) ? value : ({ $number: String(value) } satisfies Tagged);
    case 'object': {
      const original = (this as Record<string, unknown>)[key];
      if (original instanceof Uint8Array) {
        return { $bytes: Buffer.from(original).toString('base64') } satisfies Tagged;
      }
      if (value === null || !hasTagLikeKey(value)) return value;
      return { $entries: Object.entries(value).filter(([, item]) => item !== undefined) } satisfies Tagged;
    }
    default:
      return value;
  }
}

function untag(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $int, $bytes, $number, $entries } = value as Record<string, unknown>;
  if (typeof $int === 'string' && /^-?\d+$/.test($int)) return BigInt($int);
  if (typeof $bytes === 'string') return new Uint8Array(Buffer.from($bytes, 'base64'));
  if (typeof $number === 'string') return Number($number);
  if (Array.isArray($entries)) return Object.fromEntries($entries as [string, unknown][]);
  return value;
}

function hasTagLikeKey(value: object): boolean {
  for (const key in value) if (key.startsWith('$')) return true;
  return false;
}
