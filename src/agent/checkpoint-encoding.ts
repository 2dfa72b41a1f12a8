// The records of checkpoints as bytes. What an older version wrote must be read for ever: the number of a kind and the
// order of its fields never change.
import { MesosError } from '../base/errors.ts';
import type { KillCause } from '../executor/kill-plan.ts';
import { DecodeError } from '../protocol/errors.ts';
import type { MessageName, MessageTypes, Resource } from '../protocol/messages.ts';
import { decode, encode } from '../protocol/protobuf.ts';
import { readResources } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import type { CheckpointRecord, GroupMember } from './checkpoints.ts';
import type { ExecutorConnection, ExecutorKind } from './model.ts';

type RecordType = CheckpointRecord['type'];

const kinds: Readonly<Record<RecordType, number>> = {
  agent: 1,
  framework: 2,
  'framework-shutdown': 3,
  'framework-removed': 4,
  launch: 5,
  kill: 6,
  update: 7,
  acknowledged: 8,
  forget: 9,
  executor: 10,
  task: 11,
  connection: 12,
  'executor-ended': 13,
  'task-group': 14,
  resources: 30,
  operation: 31,
  'operation-done': 32,
  'operation-acknowledged': 33,
};

const executorKinds: readonly Exclude<ExecutorKind, 'command'>[] = ['custom', 'default'];

const causes: readonly KillCause[] = ['request', 'shutdown', 'completion-time'];

/** The record as bytes: its kind, then its fields, each behind its length (four bytes, little-endian). */
export function encodeCheckpoint(record: CheckpointRecord): Uint8Array {
  const fields = fieldsOf(record);
  const size = fields.reduce((sum, field) => sum + 4 + field.length, 1);
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = kinds[record.type];
  let offset = 1;
  for (const field of fields) {
    offset = bytes.writeUInt32LE(field.length, offset);
    bytes.set(field, offset);
    offset += field.length;
  }
  return bytes;
}

function fieldsOf(record: CheckpointRecord): Uint8Array[] {
  switch (record.type) {
    case 'agent':
      return [textBytes(record.bootId), encode('AgentInfo', record.info)];
    case 'framework':
      return [encode('FrameworkInfo', record.info), textBytes(record.pid)];
    case 'framework-shutdown':
    case 'framework-removed':
      return [textBytes(record.frameworkId)];
    case 'launch':
      return [textBytes(record.frameworkId), textBytes(record.containerId), encode('TaskInfo', record.task)];
    case 'kill':
      return [record.frameworkId, record.taskId, record.cause, record.requestedAtMs, record.graceMs].map(
        (value) => textBytes(String(value)),
      );
    case 'update':
      return [encode('internal.StatusUpdate', record.update)];
    case 'acknowledged':
      return [textBytes(record.frameworkId), textBytes(record.taskId), record.uuid];
    case 'forget':
      return [];
    case 'executor':
      return [
        ...[record.frameworkId, record.kind, record.containerId].map(textBytes),
        encode('ExecutorInfo', record.info),
        textBytes(record.wasGivenTask ? '1' : '0'),
      ];
    case 'task':
      return [textBytes(record.frameworkId), textBytes(record.executorId), encode('TaskInfo', record.task)];
    case 'connection':
      // The original's marker for HTTP is a file of its own; here it is a connection without a pid.
      return [
        record.frameworkId,
        record.executorId,
        record.connection.type === 'http' ? '' : record.connection.pid,
      ].map(textBytes);
    case 'executor-ended':
      return [record.frameworkId, record.executorId].map(textBytes);
    case 'resources':
      return [resourceBytes(record.resources)];
    case 'operation':
      return [encode('Operation', record.operation), resourceBytes(record.resources)];
    case 'operation-done':
    case 'operation-acknowledged':
      return [record.uuid];
    case 'task-group':
      return [
        ...[record.frameworkId, record.executorId].map(textBytes),
        ...record.members.flatMap(({ containerId, task }) => [
          textBytes(containerId),
          encode('TaskInfo', task),
        ]),
      ];
  }
}

function resourceBytes(resources: readonly Resource[]): Uint8Array {
  return encode('internal.CheckpointResourcesMessage', { resources: [...resources] });
}

function textBytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** The inverse of encodeCheckpoint; keeps no reference to `bytes`. Error: STORAGE_CORRUPT. */
export function decodeCheckpoint(bytes: Uint8Array): CheckpointRecord {
  const fields = new FieldReader(bytes.slice());
  const record = readRecord(fields);
  fields.end();
  return record;
}

function readRecord(fields: FieldReader): CheckpointRecord {
  switch (fields.kind) {
    case kinds.agent:
      return { type: 'agent', bootId: fields.text(), info: fields.message('AgentInfo') };
    case kinds.framework:
      return { type: 'framework', info: fields.message('FrameworkInfo'), pid: fields.text() };
    case kinds['framework-shutdown']:
      return { type: 'framework-shutdown', frameworkId: fields.text() };
    case kinds['framework-removed']:
      return { type: 'framework-removed', frameworkId: fields.text() };
    case kinds.launch:
      return {
        type: 'launch',
        frameworkId: fields.text(),
        containerId: fields.text(),
        task: fields.message('TaskInfo'),
      };
    case kinds.kill:
      return {
        type: 'kill',
        frameworkId: fields.text(),
        taskId: fields.text(),
        cause: fields.oneOf(causes, 'cause'),
        requestedAtMs: fields.number(),
        graceMs: fields.number(),
      };
    case kinds.update:
      return { type: 'update', update: fields.message('internal.StatusUpdate') };
    case kinds.acknowledged:
      return {
        type: 'acknowledged',
        frameworkId: fields.text(),
        taskId: fields.text(),
        uuid: fields.bytes(),
      };
    case kinds.forget:
      return { type: 'forget' };
    case kinds.executor:
      return {
        type: 'executor',
        frameworkId: fields.text(),
        kind: fields.oneOf(executorKinds, 'kind of executor'),
        containerId: fields.text(),
        info: fields.message('ExecutorInfo'),
        wasGivenTask: fields.oneOf(['0', '1'], 'flag') === '1',
      };
    case kinds.task:
      return {
        type: 'task',
        frameworkId: fields.text(),
        executorId: fields.text(),
        task: fields.message('TaskInfo'),
      };
    case kinds.connection: {
      const [frameworkId, executorId, pid] = [fields.text(), fields.text(), fields.text()];
      const connection: ExecutorConnection = pid === '' ? { type: 'http' } : { type: 'libprocess', pid };
      return { type: 'connection', frameworkId, executorId, connection };
    }
    case kinds['executor-ended']:
      return { type: 'executor-ended', frameworkId: fields.text(), executorId: fields.text() };
    case kinds.resources:
      return { type: 'resources', resources: fields.resources() };
    case kinds.operation:
      return { type: 'operation', operation: fields.message('Operation'), resources: fields.resources() };
    case kinds['operation-done']:
      return { type: 'operation-done', uuid: fields.bytes() };
    case kinds['operation-acknowledged']:
      return { type: 'operation-acknowledged', uuid: fields.bytes() };
    case kinds['task-group']: {
      const [frameworkId, executorId] = [fields.text(), fields.text()];
      const members: GroupMember[] = [];
      while (!fields.isAtEnd) members.push({ containerId: fields.text(), task: fields.message('TaskInfo') });
      return { type: 'task-group', frameworkId, executorId, members };
    }
    default:
      throw corrupt(`unknown kind ${fields.kind}`);
  }
}

class FieldReader {
  readonly kind: number;
  readonly #bytes: Buffer;
  #offset = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.kind = bytes[0] ?? 0;
  }

  bytes(): Uint8Array {
    if (this.#offset + 4 > this.#bytes.length) throw corrupt('it ends too early');
    const start = this.#offset + 4;
    const end = start + this.#bytes.readUInt32LE(this.#offset);
    if (end > this.#bytes.length) throw corrupt('a field is longer than the record');
    this.#offset = end;
    return new Uint8Array(this.#bytes.subarray(start, end));
  }

  text(): string {
    return Buffer.from(this.bytes()).toString('utf8');
  }

  number(): number {
    const text = this.text();
    const number = Number(text);
    if (text === '' || !Number.isFinite(number)) throw corrupt(`'${text}' is not a number`);
    return number;
  }

  oneOf<T extends string>(known: readonly T[], what: string): T {
    const text = this.text();
    const found = known.find((each) => each === text);
    if (found === undefined) throw corrupt(`unknown ${what} '${text}'`);
    return found;
  }

  /** Checked here: what depends on them is not found out later. */
  resources(): readonly Resource[] {
    const resources = this.message('internal.CheckpointResourcesMessage').resources ?? [];
    const read = readResources(resources);
    if (!(read instanceof Resources)) throw corrupt(read.message);
    return resources;
  }

  message<N extends MessageName>(name: N): MessageTypes[N] {
    try {
      return decode(name, this.bytes());
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw corrupt(error.message, error);
    }
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  end(): void {
    if (!this.isAtEnd) throw corrupt('it has bytes left over');
  }
}

function corrupt(why: string, cause?: unknown): MesosError {
  return new MesosError('STORAGE_CORRUPT', `a checkpoint record cannot be read: ${why}`, { cause });
}
