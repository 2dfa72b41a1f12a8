// Protobuf encoding and decoding, compiled from the schema: for each message that is used, one encoder and
// one decoder are generated as JavaScript on first use (docs/adr/0002). Decoding never trusts a length, never
// recurses deeper than it is allowed, drops unknown fields and enum values, and refuses a missing required field.
import { DecodeError, defaultMaxDepth } from './errors.ts';
import type { MessageName, MessageTypes } from './messages.ts';
import { type EnumSchema, enumSchema, type Field, messageSchema } from './schema.ts';

/** `depth`: how much deeper it may go. */
type Decoder = (end: number, depth: number) => object;
type Encoder = (message: object) => void;

// The state of the one message being decoded or encoded. Decoding and encoding are synchronous and do not
// call each other's callers, so one cursor is enough and is faster than an object.
let input: Buffer = Buffer.alloc(0);
let at = 0;
let output: Buffer = Buffer.allocUnsafe(64 * 1024);
let size = 0;

/** Decodes one message; throws DecodeError. */
export function decode<N extends MessageName>(
  name: N,
  bytes: Uint8Array,
  maxDepth: number = defaultMaxDepth,
): MessageTypes[N] {
  const decoder = decoderOf(name);
  const saved = input;
  input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  at = 0;
  try {
    return decoder(bytes.byteLength, maxDepth) as MessageTypes[N];
  } finally {
    input = saved;
  }
}

/** Encodes one message; a missing required field throws (a programmer error). */
export function encode<N extends MessageName>(name: N, message: MessageTypes[N]): Uint8Array {
  const encoder = encoderOf(name);
  size = 0;
  encoder(message as object);
  const result = Buffer.allocUnsafe(size);
  output.copy(result, 0, 0, size);
  // One huge message must not keep its buffer for ever.
  if (output.length > 4 * 1024 * 1024) output = Buffer.allocUnsafe(64 * 1024);
  return result;
}

const decoders = new Map<string, Decoder>();
const encoders = new Map<string, Encoder>();

function decoderOf(name: string): Decoder {
  let decoder = decoders.get(name);
  if (decoder === undefined) {
    decoder = compileDecoder(name);
    decoders.set(name, decoder);
  }
  return decoder;
}

function encoderOf(name: string): Encoder {
  let encoder = encoders.get(name);
  if (encoder === undefined) {
    encoder = compileEncoder(name);
    encoders.set(name, encoder);
  }
  return encoder;
}

// ---------------------------------------------------------------------------------------------- reading

function fail(what: string): never {
  throw new DecodeError(what);
}

function tooDeep(): never {
  throw new DecodeError('nested too deep', 'depth');
}

/** A varint as a number; exact up to 2^53, negative values come as two's complement of 64 bits. */
function readVarint(end: number): number {
  let byte = at < end ? input[at++]! : fail('truncated varint');
  if (byte < 0x80) return byte;
  let value = byte & 0x7f;
  let factor = 128;
  for (let count = 1; count < 10; count += 1) {
    if (at >= end) fail('truncated varint');
    byte = input[at++]!;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 128;
  }
  return fail('varint longer than 10 bytes');
}

function readBigVarint(end: number): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (at >= end) fail('truncated varint');
    const byte = input[at++]!;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  return fail('varint longer than 10 bytes');
}

function readInt64(end: number): number {
  const start = at;
  const value = readVarint(end);
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  at = start;
  return Number(BigInt.asIntN(64, readBigVarint(end)));
}

function readInt32(end: number): number {
  const start = at;
  const value = readVarint(end);
  if (value <= 0x7fffffff) return value;
  at = start;
  return Number(BigInt.asIntN(32, readBigVarint(end)));
}

function readUint32(end: number): number {
  const value = readVarint(end);
  return value <= 0xffffffff ? value : Number(BigInt.asUintN(32, BigInt(value)));
}

function readLength(end: number): number {
  const length = readVarint(end);
  if (length > end - at) fail('truncated field');
  return at + length;
}

/** Node's own buffers have this method; it skips the checks of arguments that toString makes. */
type FastBuffer = Buffer & { utf8Slice(start: number, end: number): string };

function readString(end: number): string {
  const stop = readLength(end);
  const start = at;
  at = stop;
  // Short strings are ids and names, nearly always ASCII: building those here is cheaper than a call out.
  if (stop - start > 12) return (input as FastBuffer).utf8Slice(start, stop);
  let text = '';
  for (let index = start; index < stop; index += 1) {
    const code = input[index]!;
    if (code >= 0x80) return (input as FastBuffer).utf8Slice(start, stop);
    text += String.fromCharCode(code);
  }
  return text;
}

function readBytes(end: number): Uint8Array {
  const stop = readLength(end);
  // A copy: the input may be a part of a large network buffer that must not be kept alive.
  const bytes = new Uint8Array(stop - at);
  if (bytes.length <= 32)
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = input[at + index]!;
  else bytes.set(input.subarray(at, stop));
  at = stop;
  return bytes;
}

function readDouble(end: number): number {
  if (end - at < 8) fail('truncated double');
  at += 8;
  return input.readDoubleLE(at - 8);
}

function readFloat(end: number): number {
  if (end - at < 4) fail('truncated float');
  at += 4;
  return input.readFloatLE(at - 4);
}

function skip(tag: number, end: number, depth: number): void {
  switch (tag & 7) {
    case 0:
      readVarint(end);
      return;
    case 1:
      if (end - at < 8) fail('truncated field');
      at += 8;
      return;
    case 2:
      at = readLength(end);
      return;
    case 3: {
      if (depth <= 0) tooDeep();
      const group = Math.floor(tag / 8);
      for (;;) {
        const inner = readVarint(end);
        if ((inner & 7) === 4) {
          if (Math.floor(inner / 8) !== group) fail('mismatched group');
          return;
        }
        skip(inner, end, depth - 1);
      }
    }
    case 5:
      if (end - at < 4) fail('truncated field');
      at += 4;
      return;
    default:
      fail(`wire type ${tag & 7} is not valid`);
  }
}

// ---------------------------------------------------------------------------------------------- writing

function reserve(bytes: number): void {
  if (output.length - size >= bytes) return;
  const grown = Buffer.allocUnsafe(Math.max(output.length * 2, size + bytes));
  output.copy(grown, 0, 0, size);
  output = grown;
}

function writeVarint(value: number): void {
  reserve(10);
  if (value < 0) {
    writeBigVarintUnchecked(BigInt.asUintN(64, BigInt(value)));
    return;
  }
  let rest = value;
  while (rest > 0x7fffffff) {
    output[size++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest > 0x7f) {
    output[size++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  output[size++] = rest;
}

function writeBigVarint(value: bigint): void {
  reserve(10);
  writeBigVarintUnchecked(BigInt.asUintN(64, value));
}

function writeBigVarintUnchecked(value: bigint): void {
  let rest = value;
  while (rest > 0x7fn) {
    output[size++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  output[size++] = Number(rest);
}

function writeString(text: string): void {
  const length = text.length;
  if (length <= 40) {
    reserve(length + 1);
    const start = size;
    size += 1;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) {
        size = start;
        writeLongString(text);
        return;
      }
      output[size++] = code;
    }
    output[start] = length;
    return;
  }
  writeLongString(text);
}

function writeLongString(text: string): void {
  const length = Buffer.byteLength(text);
  writeVarint(length);
  reserve(length);
  output.write(text, size, length, 'utf8');
  size += length;
}

function writeBytes(bytes: Uint8Array): void {
  writeVarint(bytes.length);
  reserve(bytes.length);
  output.set(bytes, size);
  size += bytes.length;
}

function writeDouble(value: number): void {
  reserve(8);
  output.writeDoubleLE(value, size);
  size += 8;
}

function writeFloat(value: number): void {
  reserve(4);
  output.writeFloatLE(value, size);
  size += 4;
}

/** Leaves one byte for the length of a nested message; `endNested` makes more room when it is not enough. */
function beginNested(): number {
  reserve(1);
  size += 1;
  return size;
}

function endNested(start: number): void {
  const length = size - start;
  if (length < 0x80) {
    output[start - 1] = length;
    return;
  }
  let extra = 0;
  for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 128)) extra += 1;
  reserve(extra);
  output.copyWithin(start + extra, start, size);
  const stop = size + extra;
  size = start - 1;
  writeVarint(length);
  size = stop;
}

function writeEnum(schema: EnumSchema, value: string): void {
  const number = schema.numbers.get(value);
  if (number === undefined) throw new Error(`${value} is not a value of ${schema.name}`);
  writeVarint(number);
}

function missing(message: string, field: string): never {
  throw new Error(`${message}.${field} is required and not set`);
}

// ------------------------------------------------------------------------------------------- compilation

const wireTypes: Readonly<Record<string, number>> = { double: 1, float: 5, string: 2, bytes: 2 };

function wireType(field: Field): number {
  if (field.kind === 'message' || field.kind === 'map') return 2;
  return field.kind === 'enum' ? 0 : (wireTypes[field.type] ?? 0);
}

/** The expression that reads a scalar; `END` stands for the name of the limit. */
const scalarReaders: Readonly<Record<string, string>> = {
  bool: 'readVarint(END) !== 0',
  string: 'readString(END)',
  bytes: 'readBytes(END)',
  double: 'readDouble(END)',
  float: 'readFloat(END)',
  int32: 'readInt32(END)',
  int64: 'readInt64(END)',
  uint32: 'readUint32(END)',
  uint64: 'readVarint(END)',
};

/** The helpers a generated function may call, by name. */
const runtime = {
  readVarint,
  readBigVarint,
  readInt32,
  readInt64,
  readUint32,
  readString,
  readBytes,
  readDouble,
  readFloat,
  readLength,
  skip,
  fail,
  writeVarint,
  writeBigVarint,
  writeString,
  writeBytes,
  writeDouble,
  writeFloat,
  writeEnum,
  beginNested,
  endNested,
  missing,
  decoderOf,
  encoderOf,
  tooDeep,
  at: (): number => at,
  more: (end: number): boolean => at < end,
};

function compile<T>(body: string, schemas: readonly unknown[]): T {
  const names = Object.keys(runtime);
  const build = new Function(...names, 'schemas', `'use strict';\n${body}`) as (...values: unknown[]) => T;
  return build(...Object.values(runtime), schemas);
}

function compileDecoder(name: string): Decoder {
  const { fields } = messageSchema(name);
  const schemas: unknown[] = [];
  const cases: string[] = [];
  const setup: string[] = [];
  for (const field of fields) {
    const key = JSON.stringify(field.name);
    const read = valueReader(field, schemas, setup);
    const store =
      field.label === 'repeated'
        ? `(m[${key}] ??= []).push(value)`
        : field.kind === 'message'
          ? `m[${key}] = m[${key}] === undefined ? value : merge(m[${key}], value)`
          : `m[${key}] = value`;
    const tag = field.number * 8 + wireType(field);
    if (field.kind === 'map') {
      cases.push(`case ${tag}: { ${mapReader(field, schemas, setup)}; (m[${key}] ??= {})[k] = v; break; }`);
      continue;
    }
    const guarded = field.kind === 'enum' ? `if (value !== undefined) ${store};` : `${store};`;
    cases.push(`case ${tag}: { const value = ${read('end')}; ${guarded} break; }`);
    if (field.label === 'repeated' && wireType(field) !== 2) {
      cases.push(
        `case ${field.number * 8 + 2}: { const stop = readLength(end); ` +
          `while (more(stop)) { const value = ${read('stop')}; ${guarded} } break; }`,
      );
    }
  }
  const checks = fields
    .filter((field) => field.label === 'required')
    .map((field) => `if (m.${field.name} === undefined) fail('${name}.${field.name} is missing');`);
  const body = `
    ${setup.join('\n')}
    function merge(old, value) { return Object.assign(old, value); }
    return function decode(end, depth) {
      if (depth < 0) tooDeep();
      const m = {};
      while (more(end)) {
        const tag = readVarint(end);
        switch (tag) {
          ${cases.join('\n          ')}
          default: if (tag < 8) fail('field number 0 is not valid'); skip(tag, end, depth);
        }
      }
      ${checks.join('\n      ')}
      return m;
    };`;
  return compile<Decoder>(body, schemas);
}

/** Gives the expression that reads one value, at the position after its tag, up to the named limit. */
function valueReader(field: Field, schemas: unknown[], setup: string[]): (limit: string) => string {
  if (field.kind === 'message') {
    const index = schemas.length;
    schemas.push(undefined);
    setup.push(`let d${index} = (e, d) => (d${index} = decoderOf(${JSON.stringify(field.type)}))(e, d);`);
    return (limit) => `d${index}(readLength(${limit}), depth - 1)`;
  }
  if (field.kind === 'enum') {
    const index = schemas.push(enumSchema(field.type).names) - 1;
    setup.push(`const e${index} = schemas[${index}];`);
    return (limit) => `e${index}.get(readInt32(${limit}))`;
  }
  if (field.exact) {
    return (limit) =>
      field.type === 'int64' ? `BigInt.asIntN(64, readBigVarint(${limit}))` : `readBigVarint(${limit})`;
  }
  return (limit) => scalarReaders[field.type]!.replace('END', limit);
}

/** Statements that read one map entry into `k` and `v`; a map entry is a message of key 1 and value 2. */
function mapReader(field: Field, schemas: unknown[], setup: string[]): string {
  const entry = mapValueField(field);
  const value = valueReader(entry, schemas, setup)('stop');
  // A message that is left out is an empty one, which is refused where something in it is required.
  const fallback =
    entry.kind === 'message'
      ? value.replace('readLength(stop)', 'stop')
      : entry.type === 'string'
        ? "''"
        : '0';
  return (
    `const stop = readLength(end); let k = ''; let v; while (more(stop)) { const t = readVarint(stop); ` +
    `if (t === 10) k = readString(stop); else if (t === ${16 + wireType(entry)}) v = ${value}; else skip(t, stop, depth); } if (v === undefined) v = ${fallback}; ` +
    `if (k === '__proto__') fail('map key __proto__ is not valid')`
  );
}

function mapValueField(field: Field): Field {
  const kind = field.type in scalarReaders ? 'scalar' : 'message';
  return { ...field, label: 'optional', kind, number: 2 };
}

const scalarWriters: Readonly<Record<string, string>> = {
  bool: 'writeVarint(v ? 1 : 0)',
  string: 'writeString(v)',
  bytes: 'writeBytes(v)',
  double: 'writeDouble(v)',
  float: 'writeFloat(v)',
  int32: 'writeVarint(v)',
  int64: 'writeVarint(v)',
  uint32: 'writeVarint(v)',
  uint64: 'writeVarint(v)',
};

function compileEncoder(name: string): Encoder {
  const fields = [...messageSchema(name).fields].sort((a, b) => a.number - b.number);
  const schemas: unknown[] = [];
  const setup: string[] = [];
  const statements = fields.map((field) => {
    const get = `m.${field.name}`;
    const tag = `writeVarint(${field.number * 8 + wireType(field)});`;
    if (field.kind === 'map') {
      const entry = mapValueField(field);
      const write = `writeVarint(${16 + wireType(entry)}); ${valueWriter(entry, schemas, setup)}`;
      return (
        `if (${get} !== undefined) for (const [k, v] of Object.entries(${get})) ` +
        `{ ${tag} const s0 = beginNested(); writeVarint(10); writeString(k); ${write}; endNested(s0); }`
      );
    }
    const write = valueWriter(field, schemas, setup);
    if (field.label === 'repeated') {
      return `if (${get} !== undefined) for (const v of ${get}) { ${tag} ${write}; }`;
    }
    const otherwise = field.label === 'required' ? ` else missing('${name}', '${field.name}');` : '';
    return `{ const v = ${get}; if (v !== undefined) { ${tag} ${write}; }${otherwise} }`;
  });
  return compile<Encoder>(
    `${setup.join('\n')}\nreturn function encode(m) {\n${statements.join('\n')}\n};`,
    schemas,
  );
}

/** Statements that write the value `v`, after its tag. */
function valueWriter(field: Field, schemas: unknown[], setup: string[]): string {
  if (field.kind === 'message') {
    const index = schemas.length;
    schemas.push(undefined);
    setup.push(`let w${index} = (v) => (w${index} = encoderOf(${JSON.stringify(field.type)}))(v);`);
    return `const s = beginNested(); w${index}(v); endNested(s)`;
  }
  if (field.kind === 'enum') {
    const index = schemas.push(enumSchema(field.type)) - 1;
    setup.push(`const n${index} = schemas[${index}];`);
    return `writeEnum(n${index}, v)`;
  }
  if (field.exact) return 'writeBigVarint(v)';
  return scalarWriters[field.type]!;
}
