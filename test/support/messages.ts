// Generators of random messages of the schema, for property tests.
import fc from 'fast-check';
import { enumSchema, type Field, messageSchema } from '../../src/protocol/schema.ts';

/** Any valid message of the name; nested messages get sparser with depth, so that recursion ends. */
export function arbitraryMessage(name: string, depth = 0): fc.Arbitrary<object> {
  const entries = messageSchema(name)
    .fields.filter((field) => field.label === 'required' || depth < 3)
    .map((field) => [field.name, arbitraryField(field, depth)] as const);
  const required = messageSchema(name).fields.filter((field) => field.label === 'required');
  const model: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(entries);
  const requiredKeys = required.map((field) => field.name);
  return fc.record(model, { requiredKeys, noNullPrototype: true } as fc.RecordConstraints<string>);
}

function arbitraryField(field: Field, depth: number): fc.Arbitrary<unknown> {
  if (field.kind === 'map') {
    const key = fc.string({ maxLength: 8 }).filter((text) => text !== '__proto__');
    const value: fc.Arbitrary<unknown> =
      field.type === 'string'
        ? fc.string()
        : fc.constant(undefined).chain(() => arbitraryMessage(field.type, depth + 1));
    return fc.dictionary(key, value, { minKeys: 1, maxKeys: 2, noNullPrototype: true });
  }
  const value = arbitraryValue(field, depth);
  return field.label === 'repeated' ? fc.array(value, { minLength: 1, maxLength: 2 }) : value;
}

function arbitraryValue(field: Field, depth: number): fc.Arbitrary<unknown> {
  if (field.kind === 'message')
    return fc.constant(undefined).chain(() => arbitraryMessage(field.type, depth + 1));
  if (field.kind === 'enum') return fc.constantFrom(...enumSchema(field.type).names.values());
  switch (field.type) {
    case 'bool':
      return fc.boolean();
    case 'string':
      return fc.string({ maxLength: 60 });
    case 'bytes':
      return fc.uint8Array({ maxLength: 40 });
    case 'double':
      return fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value));
    case 'float':
      return fc.float({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value));
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.nat();
    case 'int64':
      return field.exact ? fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) : fc.maxSafeInteger();
    default:
      return field.exact ? fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) : fc.maxSafeNat();
  }
}
