// The schema against the machine-readable tables of the original's wire format, where they are beside the
// checkout: every message, field, number, type, label, default and enum value, in v1 and in v0 spelling.
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printMessageTypes } from '../../src/protocol/message-types.ts';
import { libprocessName, wireEnumValue } from '../../src/protocol/names.ts';
import { enumNames, enumSchema, type Field, messageNames, messageSchema } from '../../src/protocol/schema.ts';
import { needs, path } from '../support/needs.ts';
import { referencePath } from '../support/reference.ts';

interface WireField {
  readonly number: number;
  readonly type: string;
  readonly label: string;
  readonly default?: unknown;
  readonly deprecated?: boolean;
}

interface WireTable {
  readonly messages: Record<string, { readonly file: string; readonly fields: Record<string, WireField> }>;
  readonly enums: Record<string, Record<string, number>>;
}

const test = suite('protocol schema');
const tables = path(
  referencePath('wire'),
  'needs the reference tables of the wire format beside the checkout',
);
const table = (name: string): WireTable =>
  JSON.parse(readFileSync(referencePath(`wire/${name}.json`), 'utf8')) as WireTable;

/** Every difference between our fields and the table's, as text. */
function differences(
  message: string,
  wire: Record<string, WireField>,
  nameOf: (field: Field) => string,
  typeOf: (type: string) => string,
): string[] {
  const found: string[] = [];
  const ours = new Map(messageSchema(message).fields.map((field) => [nameOf(field), field]));
  for (const [name, expected] of Object.entries(wire)) {
    const field = ours.get(name);
    ours.delete(name);
    if (field === undefined) {
      found.push(`${message}.${name} is missing`);
      continue;
    }
    const map = /^map<string,(.*)>$/.exec(expected.type);
    const type = typeOf(map?.[1] ?? expected.type);
    if (field.number !== expected.number) found.push(`${message}.${name} has number ${field.number}`);
    if (field.type !== type) found.push(`${message}.${name} has type ${field.type}, not ${type}`);
    if ((field.kind === 'map') !== (map !== null)) found.push(`${message}.${name}: map or not`);
    if (map === null && field.label !== expected.label) found.push(`${message}.${name} is ${field.label}`);
    if (field.defaultValue !== expected.default)
      found.push(`${message}.${name} defaults to ${field.defaultValue}`);
    if (field.deprecated !== (expected.deprecated ?? false))
      found.push(`${message}.${name}: deprecated or not`);
  }
  for (const [name, field] of ours) if (!field.v0Only) found.push(`${message}.${name} is not in the table`);
  return found;
}

needs(test, [tables], 'v1: every message and field', () => {
  const v1 = table('v1');
  const found: string[] = [];
  let fields = 0;
  for (const [name, message] of Object.entries(v1.messages)) {
    const ours = name.replace('mesos.v1.', '');
    if (!messageNames.includes(ours)) {
      found.push(`${ours} is missing`);
      continue;
    }
    fields += Object.keys(message.fields).length;
    found.push(
      ...differences(
        ours,
        message.fields,
        (field) => field.name,
        (type) => type.replace('mesos.v1.', ''),
      ),
    );
  }
  assert.equal(found, []);
  console.log(`FIGURE v1: ${Object.keys(v1.messages).length} messages, ${fields} fields compared`);
});

/** `mesos.internal.RunTaskMessage` and `mesos.SlaveInfo` in our spelling. */
const agentType = (type: string): string =>
  type
    .replace(/^mesos\./, '')
    .replaceAll('slave', 'agent')
    .replaceAll('Slave', 'Agent');

needs(test, [tables], 'v0: the same fields and numbers under their v0 names', () => {
  const v0 = table('v0');
  const v1 = table('v1');
  const found: string[] = [];
  let messages = 0;
  for (const name of Object.keys(v1.messages)) {
    const ours = name.replace('mesos.v1.', '');
    // The operator APIs keep "agent" in some message names of v0; SUBSCRIBE and APIResult differ by design.
    const wire = v0.messages[libprocessName(ours)] ?? v0.messages[`mesos.${ours}`];
    if (wire === undefined) {
      assert.is(ours, 'scheduler.APIResult');
      continue;
    }
    messages += 1;
    if (ours === 'scheduler.Call.Subscribe') continue;
    const fieldName = (field: Field): string => (field.v0Only ? `${field.name} v0` : field.v0Name);
    const fields = Object.fromEntries(
      Object.entries(wire.fields).filter(([field]) => !(ours === 'AgentInfo' && field === 'checkpoint')),
    );
    found.push(...differences(ours, fields, fieldName, agentType));
  }
  // The two versions of the original's own tables differ here; ours are v1's.
  assert.equal(found, [
    'master.Call.DrainAgent.max_grace_period has type google.protobuf.Duration, not DurationInfo',
    'quota.QuotaRequest.force defaults to undefined',
    'scheduler.Response.reconcile_operations: deprecated or not',
    'scheduler.Response.ReconcileOperations.operation_statuses: deprecated or not',
  ]);
  console.log(`FIGURE v0: ${messages} messages compared`);
});

needs(test, [tables], 'v0 SUBSCRIBE has its own numbers', () => {
  const wire = table('v0').messages['mesos.scheduler.Call.Subscribe']!;
  assert.equal(
    differences('scheduler.v0.Call.Subscribe', wire.fields, (field) => field.v0Name, agentType),
    [],
  );
});

needs(test, [tables], 'internal: the messages of the libprocess wire', () => {
  const internal = table('internal');
  const found: string[] = [];
  let messages = 0;
  for (const [name, message] of Object.entries(internal.messages)) {
    if (message.file !== 'src/messages/messages.proto') continue;
    messages += 1;
    found.push(...differences(agentType(name), message.fields, (field) => field.v0Name, agentType));
  }
  assert.equal(found, []);
  console.log(`FIGURE internal: ${messages} messages compared`);
});

needs(test, [tables], 'every enum value, in both spellings', () => {
  const v1 = table('v1');
  const v0 = table('v0');
  let values = 0;
  for (const name of enumNames) {
    const ours = Object.fromEntries(enumSchema(name).numbers);
    if (name.startsWith('internal.')) continue;
    assert.equal(ours, v1.enums[`mesos.v1.${name}`], name);
    const spelled = Object.fromEntries(
      [...enumSchema(name).numbers].map(([value, number]) => [wireEnumValue(value), number]),
    );
    const wire = v0.enums[libprocessName(name)] ?? v0.enums[`mesos.${name}`];
    for (const [value, number] of Object.entries(spelled))
      assert.is(wire?.[value], number, `${name}.${value} in v0`);
    values += Object.keys(ours).length;
  }
  assert.equal(
    Object.keys(v1.enums)
      .map((name) => name.replace('mesos.v1.', ''))
      .filter((name) => !enumNames.includes(name)),
    [],
  );
  console.log(`FIGURE enums: ${enumNames.length} enums, ${values} values compared`);
});

test('the generated types are those of the schema', () => {
  assert.is(readFileSync('src/protocol/messages.ts', 'utf8'), printMessageTypes());
});

test('field numbers and names are unique within a message', () => {
  for (const name of messageNames) {
    const { fields } = messageSchema(name);
    assert.is(new Set(fields.map((field) => field.number)).size, fields.length, name);
    assert.is(new Set(fields.map((field) => field.v0Name)).size, fields.length, name);
  }
});

test.run();
