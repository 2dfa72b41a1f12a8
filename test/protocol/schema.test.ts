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

/** `mesos.internal.RunTaskMessage`, `mesos.v1.TaskInfo` and `mesos.SlaveInfo` in our spelling. */
const ourName = (name: string): string =>
  name
    .replace(/^mesos\.(v1\.)?/, '')
    .replaceAll('slave', 'agent')
    .replaceAll('Slave', 'Agent');

/** In v0 the calls of schedulers have numbers of their own. */
const v0Name = (name: string): string =>
  /^mesos\.scheduler\.Call(\.Subscribe)?$/.test(name)
    ? name.replace('mesos.scheduler', 'scheduler.v0')
    : ourName(name);

/** Both versions say what each of their messages has; where they differ, ours are v1's. */
const betweenVersions: readonly string[] = [
  'master.Call.DrainAgent.max_grace_period has type google.protobuf.Duration, not DurationInfo',
  'quota.QuotaRequest.force defaults to undefined',
  'scheduler.Response.reconcile_operations: deprecated or not',
  'scheduler.Response.ReconcileOperations.operation_statuses: deprecated or not',
];

/** A message of the specification of CSI, which is no part of the tables: kept as its bytes. */
const outside: readonly string[] = [
  'resource_provider.DiskProfileMapping.CSIManifest.volume_capabilities has type bytes, not csi.v0.VolumeCapability',
];

const counts = { messages: 0, fields: 0, enums: 0, values: 0 };
const compared = new Set<string>();

function compareMessages(
  name: string,
  nameOf: (field: Field) => string,
  schemaName: (name: string) => string,
): string[] {
  const found: string[] = [];
  for (const [wireName, message] of Object.entries(table(name).messages)) {
    const ours = schemaName(wireName);
    if (!messageNames.includes(ours)) {
      found.push(`${ours} is missing`);
      continue;
    }
    counts.messages += 1;
    counts.fields += Object.keys(message.fields).length;
    compared.add(ours);
    found.push(...differences(ours, message.fields, nameOf, (type) => schemaName(type)));
  }
  return found;
}

needs(test, [tables], 'v1: every message and field', () => {
  const found = compareMessages('v1', (field) => (field.v0Only ? `${field.name} v0` : field.name), ourName);
  assert.equal(found, []);
});

needs(test, [tables], 'v0: every message and field, under its v0 name', () => {
  const found = compareMessages('v0', (field) => field.v0Name, v0Name);
  assert.equal(found, betweenVersions);
});

needs(test, [tables], 'internal: what daemons send each other and keep on disk', () => {
  const found = compareMessages('internal', (field) => field.v0Name, ourName);
  assert.equal(found, outside);
});

needs(test, [tables], 'every enum value, in the spelling of each table', () => {
  const seen = new Set<string>();
  for (const version of ['v1', 'v0', 'internal']) {
    for (const [wireName, values] of Object.entries(table(version).enums)) {
      const name = ourName(wireName);
      assert.ok(enumNames.includes(name), `${name} is missing`);
      const spelled = [...enumSchema(name).numbers].map(([value, number]) => [
        version === 'v1' ? value : wireEnumValue(value),
        number,
      ]);
      assert.equal(Object.fromEntries(spelled), values, `${name} in ${version}`);
      seen.add(name);
      counts.enums += 1;
      counts.values += spelled.length;
    }
  }
  assert.equal(
    enumNames.filter((name) => !seen.has(name)),
    [],
  );
});

needs(test, [tables], 'the schema has nothing besides the tables but what comes with protobuf', () => {
  assert.equal(
    messageNames.filter((name) => !compared.has(name)),
    ['google.protobuf.Duration'],
  );
  const { messages, fields, enums, values } = counts;
  console.log(
    `FIGURE schema: ${messages} messages, ${fields} fields, ${enums} enums, ${values} values of three tables compared; ` +
      `${messageNames.length} messages and ${enumNames.length} enums of our own schema`,
  );
});

needs(test, [tables], 'the libprocess name of a message is that of the tables', () => {
  for (const [name, { file }] of Object.entries(table('internal').messages)) {
    if (file === 'src/messages/messages.proto') assert.is(libprocessName(ourName(name)), name);
  }
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
