// Reads the recorded conversations of the original: one JSON line for each request, response or libprocess
// message, in the order of time. What was recorded is data to compare with; nothing here interprets it.
import { readFileSync } from 'node:fs';
import { referencePath } from '../support/reference.ts';

export interface RecordedMessage {
  readonly name: string;
  /** Length of the encoded body. */
  readonly bytes: number;
  /** The decoded body with the names of v0. */
  readonly body: object;
}

export interface RecordedEntry {
  /** Place in the file, for messages of tests; entries that were put in by hand have a fraction. */
  readonly index: number;
  readonly timeSeconds: number;
  readonly from: number;
  readonly to: number;
  /** Request or status line, then the header lines. */
  readonly head: readonly string[];
  readonly message?: RecordedMessage | undefined;
  /** The body of a plain request or response. */
  readonly content?: Buffer | undefined;
  /** A piece of an endless response; its head is an entry of its own. */
  readonly chunk?: Buffer | undefined;
}

interface Line {
  readonly t: number;
  readonly flow: string;
  readonly head?: readonly string[];
  readonly message?: string;
  readonly bytes?: number;
  readonly body?: object;
  readonly text?: string;
  readonly base64?: string;
  readonly chunks?: readonly { readonly t: number; readonly text?: string; readonly base64?: string }[];
}

export const transcriptNames = [
  '01-registration-execute-reads',
  '02-agent-register',
  '03-agent-restart-and-reregister',
  '04-task-group-default-executor',
  '05-operator-writes',
  '06-test-framework-native-driver',
  '07-command-task',
  '08-v1-json-scheduler',
] as const;

export type TranscriptName = (typeof transcriptNames)[number];

export function transcriptPath(name: TranscriptName): string {
  return referencePath(`captures/transcripts/${name}.jsonl`);
}

/** All entries of a conversation, pieces of streams at the time at which they came. */
export function readTranscript(name: TranscriptName): RecordedEntry[] {
  const lines = readFileSync(transcriptPath(name), 'utf8').trimEnd().split('\n');
  return inOrderOfTime(lines.flatMap((line, index) => entriesOf(JSON.parse(line) as Line, index)));
}

export function inOrderOfTime(entries: readonly RecordedEntry[]): RecordedEntry[] {
  return [...entries].sort((a, b) => a.timeSeconds - b.timeSeconds || a.index - b.index);
}

/** Without plain reads of state, which are compared as bodies in test/integration, and without their answers. */
export function withoutReads(entries: readonly RecordedEntry[]): RecordedEntry[] {
  const isRead = ({ head, content }: RecordedEntry): boolean =>
    /^GET /.test(head[0] ?? '') ||
    (/^POST \/api\/v1 /.test(head[0] ?? '') &&
      !/"type": ?"(?!GET_|LIST_FILES|FOO)\w/.test(String(content))) ||
    (/^POST \/api\/v1 /.test(head[0] ?? '') && !head.includes('Content-Type: application/json'));
  // Ports come back: one number has been a client of one daemon and the other daemon's link.
  const readers = new Set(entries.filter(isRead).map(({ from, to }) => `${from}>${to}`));
  return entries.filter(({ from, to }) => !readers.has(`${from}>${to}`) && !readers.has(`${to}>${from}`));
}

function entriesOf(line: Line, index: number): RecordedEntry[] {
  // Some lines are notes of the recorder without a head.
  if (line.head === undefined) return [];
  const [from = 0, to = 0] = line.flow.split('>').map(Number);
  const common = { index, timeSeconds: line.t, from, to, head: line.head };
  const message =
    line.message === undefined
      ? undefined
      : { name: line.message, bytes: line.bytes ?? 0, body: line.body ?? {} };
  const chunks = (line.chunks ?? []).map((chunk, place) => ({
    ...common,
    index: index + (place + 1) / 1000,
    timeSeconds: chunk.t,
    chunk: contentOf(chunk) ?? Buffer.alloc(0),
  }));
  return [{ ...common, message, content: contentOf(line) }, ...chunks];
}

function contentOf(part: { readonly text?: string; readonly base64?: string }): Buffer | undefined {
  if (part.text !== undefined) return Buffer.from(part.text);
  return part.base64 === undefined ? undefined : Buffer.from(part.base64, 'base64');
}
