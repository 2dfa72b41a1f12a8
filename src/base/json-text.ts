// JSON whose numbers have a kind: readers of static types tell 4 from 4.0, and JSON.stringify cannot write both. A number
// therefore stands in such a value as text, made by `double` or `integer`, and so does JSON that exists already.

/** JSON text in the place of a value. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonValue = string | boolean | null | JsonText | readonly JsonValue[] | JsonObject;

/** Fields that are undefined are left out. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}

export function integer(value: number): JsonText {
  return new JsonText(String(value));
}

export function double(value: number): JsonText {
  return new JsonText(doubleText(value));
}

/** With a fraction always, as the original writes it. What is no number in JSON is text. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  const text = String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

export function jsonText(value: JsonValue): string {
  const parts: string[] = [];
  write(value, parts);
  return parts.join('');
}

/** The fields of an object without its braces; empty for an empty object. */
export function jsonFields(value: JsonObject): string {
  const parts: string[] = [];
  writeFields(value, parts);
  return parts.join('');
}

/** Into a list that is joined once: sums of strings are kept as the trees they were made of, which are five times as large. */
function write(value: JsonValue, parts: string[]): void {
  if (typeof value === 'string') {
    parts.push(JSON.stringify(value));
  } else if (typeof value === 'boolean' || value === null) {
    parts.push(String(value));
  } else if (value instanceof JsonText) {
    parts.push(value.text);
  } else if (isList(value)) {
    parts.push('[');
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) parts.push(',');
      write(value[index]!, parts);
    }
    parts.push(']');
  } else {
    parts.push('{');
    writeFields(value, parts);
    parts.push('}');
  }
}

function writeFields(value: JsonObject, parts: string[]): void {
  let isFirst = true;
  for (const name in value) {
    const field = value[name];
    if (field === undefined) continue;
    if (!isFirst) parts.push(',');
    isFirst = false;
    parts.push(keyText(name));
    write(field, parts);
  }
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The texts of names that were written before: most are those of fields. */
const keys = new Map<string, string>();
const maxKeys = 1000;

function keyText(name: string): string {
  let text = keys.get(name);
  if (text === undefined) {
    text = `${JSON.stringify(name)}:`;
    if (keys.size < maxKeys) keys.set(name, text);
  }
  return text;
}
