// The JSON mapping of the original: snake_case names, enums by name, bytes in base64, 64-bit integers as
// numbers, unset fields absent except those with a declared default. Input is forgiving in the ways that
// existing clients need (client-rules): null is unset, numbers and booleans may be strings.
import { doubleText } from '../base/json-text.ts';
import { DecodeError, defaultMaxDepth } from './errors.ts';
import type { MessageName, MessageTypes } from './messages.ts';
import { wireEnumValue } from './names.ts';
import { enumSchema, type Field, messageSchema } from './schema.ts';

/** v1 says agent, v0 says slave; v1-full is v1 with the fields that only v0 declares, as the master's lists of agents are. */
export type Naming = 'v1' | 'v1-full' | 'v0';

// ------------------------------------------------------------------------------------------------ output

interface JsonField {
  readonly field: Field;
  /** `"name":` */
  readonly key: string;
  /** The default as JSON, for fields that are shown even when unset. */
  readonly shownDefault: string | undefined;
}

const layouts = new Map<string, readonly JsonField[]>();

function layoutOf(name: string, naming: Naming): readonly JsonField[] {
  const id = `${naming} ${name}`;
  let layout = layouts.get(id);
  if (layout === undefined) {
    layout = messageSchema(name)
      .fields.filter((field) => naming !== 'v1' || !field.v0Only)
      .map((field) => ({
        field,
        key: `${JSON.stringify(naming === 'v0' ? field.v0Name : field.name)}:`,
        shownDefault: shownDefault(field),
      }));
    layouts.set(id, layout);
  }
  return layout;
}

function shownDefault({ defaultValue, deprecated, type }: Field): string | undefined {
  if (defaultValue === undefined || deprecated) return undefined;
  return type === 'double' ? doubleText(defaultValue as number) : JSON.stringify(defaultValue);
}

/** The message as JSON text, fields in the order of declaration. */
export function toJson<N extends MessageName>(
  name: N,
  message: MessageTypes[N],
  naming: Naming = 'v1',
): string {
  return writeMessage(name, message as Record<string, unknown>, naming);
}

function writeMessage(name: string, message: Record<string, unknown>, naming: Naming): string {
  let text = '{';
  for (const { field, key, shownDefault } of layoutOf(name, naming)) {
    const value = message[field.name];
    let json: string | undefined;
    if (value === undefined) {
      json = shownDefault;
    } else if (field.kind === 'map') {
      json = writeMap(field, value as Record<string, unknown>, naming);
    } else if (field.label === 'repeated') {
      const items = value as unknown[];
      if (items.length > 0) {
        json = '[';
        for (let index = 0; index < items.length; index += 1) {
          if (index > 0) json += ',';
          json += writeValue(field, items[index], naming);
        }
        json += ']';
      }
    } else {
      json = writeValue(field, value, naming);
    }
    if (json === undefined) continue;
    text += text.length === 1 ? key + json : `,${key}${json}`;
  }
  return `${text}}`;
}

function writeMap(field: Field, value: Record<string, unknown>, naming: Naming): string | undefined {
  const entries = Object.entries(value);
  if (entries.length === 0) return undefined;
  const valueField = mapValue(field);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${writeValue(valueField, item, naming)}`).join(',')}}`;
}

function writeValue(field: Field, value: unknown, naming: Naming): string {
  if (field.kind === 'message') return writeMessage(field.type, value as Record<string, unknown>, naming);
  if (field.kind === 'enum') {
    return JSON.stringify(naming === 'v0' ? wireEnumValue(value as string) : value);
  }
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return field.type === 'double' || field.type === 'float' ? doubleText(value) : String(value);
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return JSON.stringify(Buffer.from(value as Uint8Array).toString('base64'));
  }
}

// ------------------------------------------------------------------------------------------------- input

/**
 * Parses JSON text; integers beyond 2^53 become strings so that no digit is lost. Throws DecodeError. The nesting is
 * checked before anything recursive sees the text.
 */
export function parseJson(text: string, maxDepth: number = defaultMaxDepth): unknown {
  checkDepth(text, maxDepth);
  try {
    return JSON.parse(/\d{16}/.test(text) ? quoteLongIntegers(text) : text) as unknown;
  } catch (error) {
    throw new DecodeError(error instanceof Error ? error.message : String(error));
  }
}

function checkDepth(text: string, maxDepth: number): void {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case 0x22:
        index = endOfString(text, index);
        break;
      case 0x5b:
      case 0x7b:
        depth += 1;
        if (depth > maxDepth) throw new DecodeError(`JSON nested deeper than ${maxDepth}`, 'depth');
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        break;
    }
  }
}

/** The index of the quote that closes the string opened at `start`, or the text's length. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  for (;;) {
    const quote = text.indexOf('"', index);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    index = quote + 1;
  }
}

function quoteLongIntegers(text: string): string {
  let result = '';
  let copied = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      index = endOfString(text, index);
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const start = index;
      while (index < text.length && /[-+.eE\d]/.test(text[index]!)) index += 1;
      const number = text.slice(start, index);
      if (/^-?\d{16,}$/.test(number)) {
        result += `${text.slice(copied, start)}"${number}"`;
        copied = index;
      }
      index -= 1;
    }
  }
  return result + text.slice(copied);
}

/** Turns a parsed JSON value into a message; throws DecodeError with the path of what is wrong. */
export function fromJson<N extends MessageName>(
  name: N,
  value: unknown,
  naming: Naming = 'v1',
  maxDepth: number = defaultMaxDepth,
): MessageTypes[N] {
  return readMessage(name, value, naming, name, maxDepth) as MessageTypes[N];
}

/** parseJson and fromJson in one. */
export function decodeJson<N extends MessageName>(
  name: N,
  text: string,
  naming: Naming = 'v1',
  maxDepth: number = defaultMaxDepth,
): MessageTypes[N] {
  return fromJson(name, parseJson(text, maxDepth), naming, maxDepth);
}

/** @param depth how much deeper it may go */
function readMessage(name: string, value: unknown, naming: Naming, path: string, depth: number): object {
  if (depth < 0) throw new DecodeError(`${path} is nested too deep`, 'depth');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DecodeError(`${path} should be an object`);
  }
  const source = value as Record<string, unknown>;
  const message: Record<string, unknown> = {};
  for (const field of messageSchema(name).fields) {
    const key = naming === 'v0' ? field.v0Name : field.name;
    const given = Object.hasOwn(source, key) ? source[key] : undefined;
    const here = `${path}.${key}`;
    if (given !== undefined && given !== null) {
      const read = readField(field, given, naming, here, depth);
      if (read !== undefined) message[field.name] = read;
    }
    if (field.label === 'required' && message[field.name] === undefined) {
      throw new DecodeError(
        `${here} is missing${given === undefined || given === null ? '' : ' or has an unknown value'}`,
      );
    }
  }
  return message;
}

function readField(field: Field, value: unknown, naming: Naming, path: string, depth: number): unknown {
  if (field.kind === 'map') {
    if (typeof value !== 'object' || Array.isArray(value))
      throw new DecodeError(`${path} should be an object`);
    const valueField = mapValue(field);
    const entries = Object.entries(value as Record<string, unknown>);
    if (entries.some(([key]) => key === '__proto__')) throw new DecodeError(`${path} has a key __proto__`);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, readValue(valueField, item, naming, `${path}.${key}`, depth)]),
    );
  }
  if (field.label !== 'repeated') return readValue(field, value, naming, path, depth);
  const items: unknown[] = [];
  readItems(field, value, items, naming, path, depth);
  return items.length === 0 ? undefined : items;
}

/** As the original reads a list: one item may stand without its brackets, null is none, lists within are joined. */
function readItems(
  field: Field,
  value: unknown,
  items: unknown[],
  naming: Naming,
  path: string,
  depth: number,
): void {
  if (value === null) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1)
      readItems(field, value[index], items, naming, `${path}[${index}]`, depth);
    return;
  }
  const item = readValue(field, value, naming, path, depth);
  if (item !== undefined) items.push(item);
}

function readValue(field: Field, value: unknown, naming: Naming, path: string, depth: number): unknown {
  if (field.kind === 'message') return readMessage(field.type, value, naming, path, depth - 1);
  if (field.kind === 'enum') return readEnum(field, value, naming, path);
  switch (field.type) {
    case 'string':
      if (typeof value !== 'string') throw new DecodeError(`${path} should be a string`);
      return value;
    case 'bytes':
      return readBytes(value, path);
    case 'bool':
      if (typeof value === 'boolean') return value;
      if (value === 'true') return true;
      if (value === 'false') return false;
      throw new DecodeError(`${path} should be a boolean`);
    case 'double':
    case 'float':
      return readDouble(value, path);
    default:
      return readInteger(field, value, path);
  }
}

/** Standard base64 up to the first `=`, white space left out; the alphabet for URLs is none of it. */
function readBytes(value: unknown, path: string): Uint8Array {
  const digits = typeof value === 'string' ? value.split('=', 1)[0]! : undefined;
  if (digits === undefined || !/^[A-Za-z0-9+/\s]*$/.test(digits))
    throw new DecodeError(`${path} should be a base64 string`);
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

/** An unknown name leaves the field unset, as in the original. */
function readEnum(field: Field, value: unknown, naming: Naming, path: string): string | undefined {
  if (typeof value !== 'string') throw new DecodeError(`${path} should be the name of a ${field.type}`);
  const { numbers } = enumSchema(field.type);
  if (naming !== 'v0') return numbers.has(value) ? value : undefined;
  for (const name of numbers.keys()) if (wireEnumValue(name) === value) return name;
  return undefined;
}

function readDouble(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  if (value === 'Infinity' || value === 'inf') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity' || value === '-inf') return Number.NEGATIVE_INFINITY;
  if (value === 'NaN' || value === 'nan') return Number.NaN;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) throw new DecodeError(`${path} should be a number`);
  return number;
}

const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

function readInteger(field: Field, value: unknown, path: string): number | bigint {
  const [lowest, highest] = ranges[field.type]!;
  const exact = toBigInt(value);
  if (exact === undefined || exact < lowest || exact > highest) {
    throw new DecodeError(`${path} should be an integer of type ${field.type}`);
  }
  return field.exact ? exact : Number(exact);
}

/** Integers come as numbers, as strings, and as 3.6e+06; a fraction is cut off, as the original does. */
function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (/^-?\d+$/.test(value)) return BigInt(value);
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined;
}

const mapValues = new Map<Field, Field>();

function mapValue(field: Field): Field {
  let value = mapValues.get(field);
  if (value === undefined) {
    const scalar = field.type === 'string';
    value = { ...field, label: 'optional', kind: scalar ? 'scalar' : 'message' };
    mapValues.set(field, value);
  }
  return value;
}
