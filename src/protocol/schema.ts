// The one schema: every message and enum of the protocol, in the names of the v1 API. Protobuf, both JSON
// namings and the TypeScript types are derived from it; nothing else may state a field's number.

import { wireName } from './names.ts';
import { agentEnums, agentMessages } from './schema/agent.ts';
import { authorizationEnums, authorizationMessages } from './schema/authorization.ts';
import { containersEnums, containersMessages } from './schema/containers.ts';
import { executorEnums, executorMessages } from './schema/executor.ts';
import { imagesEnums, imagesMessages } from './schema/images.ts';
import { internalEnums, internalMessages } from './schema/internal.ts';
import { logEnums, logMessages } from './schema/log.ts';
import { masterEnums, masterMessages } from './schema/master.ts';
import { mesosEnums, mesosMessages } from './schema/mesos.ts';
import { operationsEnums, operationsMessages } from './schema/operations.ts';
import { registryEnums, registryMessages } from './schema/registry.ts';
import { resourceProviderEnums, resourceProviderMessages } from './schema/resource-provider.ts';
import { schedulerEnums, schedulerMessages } from './schema/scheduler.ts';
import { volumesEnums, volumesMessages } from './schema/volumes.ts';

/** Message name → field name → `[required|repeated] type number [= default] [deprecated] [packed] [v0]`. */
export type MessageDeclarations = Readonly<Record<string, Readonly<Record<string, string>>>>;
/** Enum name → value name → number. */
export type EnumDeclarations = Readonly<Record<string, Readonly<Record<string, number>>>>;

export type ScalarType =
  | 'bool'
  | 'string'
  | 'bytes'
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64';

export interface Field {
  readonly name: string;
  /** The field's name in v0 JSON and in the original's v0 sources. */
  readonly v0Name: string;
  readonly number: number;
  readonly label: 'optional' | 'required' | 'repeated';
  readonly kind: 'scalar' | 'enum' | 'message' | 'map';
  /** A ScalarType, or the name of an enum or message; of the value for a map (its keys are strings). */
  readonly type: string;
  /** The value a missing field stands for; undefined without an explicit default. */
  readonly defaultValue: string | number | boolean | undefined;
  readonly deprecated: boolean;
  /** Exact 64-bit integer, a bigint in memory. */
  readonly exact: boolean;
  /** Known to v0 only: left out of v1 JSON. */
  readonly v0Only: boolean;
}

export interface MessageSchema {
  readonly name: string;
  /** In the order of declaration, which is the order of JSON output. */
  readonly fields: readonly Field[];
}

export interface EnumSchema {
  readonly name: string;
  readonly numbers: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<number, string>;
  /** The value an unset field reads as: the first declared. */
  readonly first: string;
}

const messageDeclarations: MessageDeclarations = {
  ...mesosMessages,
  ...schedulerMessages,
  ...executorMessages,
  ...agentMessages,
  ...masterMessages,
  ...operationsMessages,
  ...resourceProviderMessages,
  ...internalMessages,
  ...authorizationMessages,
  ...containersMessages,
  ...imagesMessages,
  ...logMessages,
  ...registryMessages,
  ...volumesMessages,
};

const enumDeclarations: EnumDeclarations = {
  ...mesosEnums,
  ...schedulerEnums,
  ...executorEnums,
  ...agentEnums,
  ...masterEnums,
  ...operationsEnums,
  ...resourceProviderEnums,
  ...internalEnums,
  ...authorizationEnums,
  ...containersEnums,
  ...imagesEnums,
  ...logEnums,
  ...registryEnums,
  ...volumesEnums,
};

/** The 64-bit fields whose values can pass 2^53: nanoseconds since the epoch. All others are numbers. */
const exactFields: ReadonlySet<string> = new Set(['TimeInfo.nanoseconds', 'DurationInfo.nanoseconds']);

const scalarTypes: ReadonlySet<string> = new Set([
  'bool',
  'string',
  'bytes',
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
]);

const messages = new Map<string, MessageSchema>();
const enums = new Map<string, EnumSchema>();

export const messageNames: readonly string[] = Object.keys(messageDeclarations);
export const enumNames: readonly string[] = Object.keys(enumDeclarations);

/** The schema of a message; throws on a name that is not in the schema (a programmer error). */
export function messageSchema(name: string): MessageSchema {
  const known = messages.get(name);
  if (known !== undefined) return known;
  const declaration = messageDeclarations[name];
  if (declaration === undefined) throw new Error(`no message ${name} in the schema`);
  const fields = Object.entries(declaration).map(([fieldName, spec]) => parseField(name, fieldName, spec));
  const schema = { name, fields };
  messages.set(name, schema);
  return schema;
}

/** The schema of an enum; throws on an unknown name (a programmer error). */
export function enumSchema(name: string): EnumSchema {
  const known = enums.get(name);
  if (known !== undefined) return known;
  const values = enumDeclarations[name];
  if (values === undefined) throw new Error(`no enum ${name} in the schema`);
  const numbers = new Map(Object.entries(values));
  const names = new Map<number, string>();
  for (const [value, number] of numbers) if (!names.has(number)) names.set(number, value);
  const schema = { name, numbers, names, first: Object.keys(values)[0] ?? '' };
  enums.set(name, schema);
  return schema;
}

function parseField(message: string, name: string, spec: string): Field {
  const tokens = spec.split(' ');
  const label = tokens[0] === 'required' || tokens[0] === 'repeated' ? tokens.shift() : 'optional';
  const declared = tokens.shift() ?? '';
  const number = Number(tokens.shift());
  let defaultText: string | undefined;
  if (tokens[0] === '=') [, defaultText] = tokens.splice(0, 2);
  const map = /^map<(.*)>$/.exec(declared);
  const type = map?.[1] ?? declared;
  const kind = map !== null ? 'map' : typeKind(type);
  return {
    name,
    v0Name: wireName(`${message}.${name}`, name),
    number,
    label: label as Field['label'],
    kind,
    type,
    defaultValue: defaultText === undefined ? undefined : parseDefault(kind, defaultText),
    deprecated: tokens.includes('deprecated'),
    exact: exactFields.has(`${message}.${name}`),
    v0Only: tokens.includes('v0'),
  };
}

/** Tells scalars, enums and messages apart. */
export function typeKind(type: string): 'scalar' | 'enum' | 'message' {
  if (scalarTypes.has(type)) return 'scalar';
  return type in enumDeclarations ? 'enum' : 'message';
}

function parseDefault(kind: Field['kind'], text: string): string | number | boolean {
  return kind === 'enum' ? text : (JSON.parse(text) as string | number | boolean);
}
