// Every recorded message through our codec: what the original encoded decodes and encodes again to the same
// bytes, and what was recorded in decoded form encodes to as many bytes as it had.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromJson } from '../../src/protocol/json.ts';
import type { MessageName } from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { messageNames } from '../../src/protocol/schema.ts';
import { needs, path } from '../support/needs.ts';
import { schemaName } from './observations.ts';
import { type RecordedEntry, readTranscript, transcriptNames, transcriptPath } from './recording.ts';

const test = suite('recorded messages through the codec');
const needed = [path(transcriptPath('02-agent-register'), 'needs the recordings of the original')];
const known: ReadonlySet<string> = new Set(messageNames);

/** The type of a protobuf body, by where it went: a call to an endpoint, its answer, or a record of its stream. */
const endpoints: readonly (readonly [RegExp, string, string])[] = [
  [/\/api\/v1\/scheduler /, 'scheduler.Call', 'scheduler.Event'],
  [/\/api\/v1\/executor /, 'executor.Call', 'executor.Event'],
  [/\/slave\(1\)\/api\/v1 /, 'agent.Call', 'agent.Response'],
  [/ \/(?:master\/)?api\/v1 /, 'master.Call', 'master.Response'],
];

interface Body {
  readonly type: string;
  readonly bytes: Buffer;
  readonly where: string;
}

/** Protobuf bodies of plain requests and responses. */
function protobufBodies(entries: readonly RecordedEntry[], transcript: string): Body[] {
  /** The endpoint of the last request on each connection, which its responses belong to. */
  const endpointOf = new Map<string, readonly [RegExp, string, string]>();
  const bodies: Body[] = [];
  for (const entry of [...entries].sort((a, b) => a.index - b.index)) {
    if (entry.message !== undefined) continue;
    const isRequest = entry.head[0]?.startsWith('POST ') ?? false;
    const connection = isRequest ? `${entry.from}>${entry.to}` : `${entry.to}>${entry.from}`;
    const endpoint = endpoints.find(([pattern]) => pattern.test(entry.head[0] ?? ''));
    if (isRequest && endpoint !== undefined) endpointOf.set(connection, endpoint);
    const [, call, answer] = endpointOf.get(connection) ?? [];
    const type = isRequest ? call : answer;
    if (type === undefined || !entry.head.includes('Content-Type: application/x-protobuf')) continue;
    const content = entry.chunk === undefined ? entry.content : recordOf(entry.chunk);
    const where = `${transcript} line ${Math.floor(entry.index) + 1}`;
    if (content !== undefined && content.length > 0) bodies.push({ type, bytes: content, where });
  }
  return bodies;
}

function recordOf(chunk: Buffer): Buffer {
  return chunk.subarray(chunk.indexOf('\n') + 1);
}

/** The recorder replaced paths and the name of the host in decoded bodies, which changes their length. */
const rewritten = /\/usr\/libexec\/mesos\/|"host1"/;

/**
 * In v1 the agent's `checkpoint` is an unknown field to the original, which writes unknown fields last. We know
 * it, so the same fields come in another order.
 */
function isReordered(type: string, again: Buffer, recorded: Buffer): boolean {
  const sorted = (bytes: Buffer): string => Buffer.from([...bytes].sort()).toString('hex');
  return type === 'executor.Event' && sorted(again) === sorted(recorded);
}

needs(test, needed, 'protobuf bodies encode again to the same bytes', () => {
  const counts = { same: 0, reordered: 0, outside: 0 };
  for (const transcript of transcriptNames) {
    for (const { type, bytes, where } of protobufBodies(readTranscript(transcript), transcript)) {
      if (!known.has(type)) {
        counts.outside += 1;
        continue;
      }
      const name = type as MessageName;
      const again = Buffer.from(encode(name, decode(name, bytes)));
      if (isReordered(type, again, bytes) && !again.equals(bytes)) {
        assert.equal(decode(name, again), decode(name, bytes), `${where}: ${type}`);
        counts.reordered += 1;
        continue;
      }
      assert.is(again.toString('hex'), bytes.toString('hex'), `${where}: ${type}`);
      counts.same += 1;
    }
  }
  console.log(
    `FIGURE protobuf bodies encoded to the same bytes: ${counts.same}; in another order: ${counts.reordered}; not of the schema: ${counts.outside}`,
  );
  assert.ok(counts.same > 0);
});

needs(test, needed, 'libprocess messages encode to as many bytes as they had', () => {
  const counts = { same: 0, rewritten: 0, outside: 0 };
  for (const transcript of transcriptNames) {
    for (const { message, index } of readTranscript(transcript)) {
      if (message === undefined) continue;
      const name = schemaName(message.name);
      if (!known.has(name)) {
        counts.outside += 1;
        continue;
      }
      if (rewritten.test(JSON.stringify(message.body))) {
        counts.rewritten += 1;
        continue;
      }
      const bytes = encode(name, fromJson(name, message.body, 'v0'));
      assert.is(bytes.length, message.bytes, `${transcript} line ${index + 1}: ${message.name}`);
      assert.equal(
        fromJson(name, message.body, 'v0'),
        decode(name, bytes),
        `${transcript} line ${index + 1}`,
      );
      counts.same += 1;
    }
  }
  console.log(
    `FIGURE libprocess messages of the recorded length: ${counts.same}; rewritten by the recorder: ${counts.rewritten}; not of the schema: ${counts.outside}`,
  );
  assert.ok(counts.same > 0);
});

test.run();
