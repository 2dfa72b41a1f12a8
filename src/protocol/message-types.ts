// Prints the TypeScript types of the schema. src/protocol/messages.ts is its output; a test compares them.
import { enumNames, enumSchema, type Field, messageNames, messageSchema } from './schema.ts';

const header = `// Generated from the schema by scripts/generate; do not edit. The in-memory form of every message: a plain
// object in the shape of the v1 JSON mapping. Repeated fields are absent when empty.
`;

const scalarTypes: Readonly<Record<string, string>> = {
  bool: 'boolean',
  string: 'string',
  bytes: 'Uint8Array',
};

/** `scheduler.Call.Subscribe` → `SchedulerCallSubscribe`; the package `internal` is left out. */
export function typeName(name: string): string {
  return name
    .replace(/^internal\./, '')
    .split(/[._]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

function fieldType(field: Field): string {
  const value =
    field.kind === 'enum' || field.kind === 'message' || !(field.type in allScalars)
      ? typeName(field.type)
      : field.exact
        ? 'bigint'
        : (scalarTypes[field.type] ?? 'number');
  if (field.kind === 'map') return `Record<string, ${value}>`;
  return field.label === 'repeated' ? `${value}[]` : value;
}

const allScalars: Readonly<Record<string, true>> = {
  bool: true,
  string: true,
  bytes: true,
  double: true,
  float: true,
  int32: true,
  int64: true,
  uint32: true,
  uint64: true,
};

/** The text of src/protocol/messages.ts. */
export function printMessageTypes(): string {
  const parts = [header];
  for (const name of enumNames) {
    const values = [...enumSchema(name).numbers.keys()].map((value) => `  | '${value}'`);
    parts.push(`export type ${typeName(name)} =\n${values.join('\n')};\n`);
  }
  for (const name of messageNames) {
    const { fields } = messageSchema(name);
    if (fields.length === 0) {
      parts.push(`export type ${typeName(name)} = Record<string, never>;\n`);
      continue;
    }
    const lines = fields.map((field) =>
      field.label === 'required'
        ? `  ${field.name}: ${fieldType(field)};`
        : `  ${field.name}?: ${fieldType(field)} | undefined;`,
    );
    parts.push(`export interface ${typeName(name)} {\n${lines.join('\n')}\n}\n`);
  }
  const entries = messageNames.map((name) => `  '${name}': ${typeName(name)};`);
  parts.push(
    `/** Every message by its name in the schema. */\nexport interface MessageTypes {\n${entries.join('\n')}\n}\n`,
  );
  parts.push('export type MessageName = keyof MessageTypes;\n');
  return parts.join('\n');
}
