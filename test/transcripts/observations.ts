// Turns what stands in a recording, and what comes over a socket, into the same form: a label and a body in
// the names of v1.
import { fromJson } from '../../src/protocol/json.ts';
import type { MessageName } from '../../src/protocol/messages.ts';
import { messageOfLibprocessName } from '../../src/protocol/names.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import type { Observation } from './conversation.ts';
import { type Mapping, plain } from './mapping.ts';
import type { RecordedEntry, RecordedMessage } from './recording.ts';
import type { WireMessage } from './wire.ts';

/** The message of a libprocess name in the schema. */
export function schemaName(libprocessName: string): MessageName {
  return messageOfLibprocessName(libprocessName) as MessageName;
}

export function recordedMessage(entry: RecordedEntry, message: RecordedMessage): Observation {
  const body = plain(fromJson(schemaName(message.name), message.body, 'v0'));
  return { label: messageLabel(message.name, body), head: entry.head, body };
}

/** A libprocess message that came over a socket. */
export function receivedMessage({ head, body }: WireMessage): Observation {
  const name = /^POST \/[^/]+\/(\S+) HTTP\/1\.1$/.exec(head[0] ?? '')?.[1] ?? '';
  const message = plain(decode(schemaName(name), body));
  return { label: messageLabel(name, message), head, body: message };
}

/** The bytes of a recorded message with our ids in it. */
export function encodeRecorded(message: RecordedMessage, mapping: Mapping): Uint8Array {
  const body = JSON.parse(mapping.toOurs(JSON.stringify(message.body))) as object;
  const name = schemaName(message.name);
  return encode(name, fromJson(name, body, 'v0'));
}

/** The actors of a recorded message: `slave(1)` to `master`. */
export function actorsOf(head: readonly string[]): { readonly from: string; readonly to: string } {
  const to = /^POST \/([^/]+)\//.exec(head[0] ?? '')?.[1] ?? '';
  const from = head
    .map((line) => /^Libprocess-From: ([^@]+)@/.exec(line)?.[1])
    .find((id) => id !== undefined);
  return { from: from ?? '', to };
}

/** One record of an event stream, which must be exactly one chunk. */
export function eventObservation(chunk: Buffer, isProtobuf: boolean): Observation {
  const newline = chunk.indexOf('\n');
  const record = chunk.subarray(newline + 1);
  const length = Number(chunk.subarray(0, newline).toString('latin1'));
  if (newline < 0 || length !== record.length) {
    return { label: `a chunk that is not one record: ${chunk.toString('latin1', 0, 200)}` };
  }
  if (isProtobuf) {
    const event = plain(decode('scheduler.Event', record));
    return { label: eventLabel(event), body: event };
  }
  const event = JSON.parse(record.toString()) as ReturnType<typeof plain>;
  // Which numbers have a fraction tells readers their type; values alone do not show it.
  return { label: eventLabel(event), body: event, head: numberKinds(record.toString()) };
}

/** Each key that holds a number, with the kind of number. */
function numberKinds(json: string): string[] {
  const kinds = [...json.matchAll(/"(\w+)":-?\d+(\.\d+)?/g)].map(
    ([, key, fraction]) => `${key}: ${fraction === undefined ? 'whole' : 'with a fraction'}`,
  );
  return [...new Set(kinds)].sort();
}

/** The order of header lines means nothing in HTTP, so they are compared by name. */
export function responseObservation([status = '', ...lines]: readonly string[], body: Buffer): Observation {
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(': ');
      const [name, value] = [line.slice(0, colon), line.slice(colon + 2)];
      return [name, name === 'Date' && isHttpDate(value) ? 'a time' : value];
    }),
  );
  if (headers['Content-Type'] !== 'application/json' || body.length === 0)
    return { label: status, body: { headers, text: body.toString() } };
  // Values are compared, and with the mapping of ids; the length follows from how they are written.
  const { 'Content-Length': _length, ...others } = headers;
  return { label: status, body: { headers: others, json: JSON.parse(body.toString()) as unknown } };
}

function isHttpDate(text: string): boolean {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text);
}

function messageLabel(name: string, body: ReturnType<typeof plain>): string {
  const status = pathOf(body, 'update', 'status');
  const task = pathOf(body, 'task_id', 'value') ?? pathOf(body, 'task', 'task_id', 'value');
  const of = status === undefined ? task : statusLabel(status);
  return of === undefined ? name : `${name}(${String(of)})`;
}

function eventLabel(event: ReturnType<typeof plain>): string {
  const type = String(pathOf(event, 'type'));
  const status = pathOf(event, 'update', 'status');
  return status === undefined ? type : `${type}(${statusLabel(status)})`;
}

function statusLabel(status: unknown): string {
  const reason = pathOf(status, 'reason') === 'REASON_RECONCILIATION' ? ' reconciled' : '';
  return `${String(pathOf(status, 'task_id', 'value'))} ${String(pathOf(status, 'state'))}${reason}`;
}

function pathOf(value: unknown, ...keys: string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
