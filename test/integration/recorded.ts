// Recorded requests and answers of the original, and the comparison of ours with them: the same status, the same
// type of content, the same keys with values of the same types.
import { readFileSync } from 'node:fs';
import { type HttpAnswer, http } from '../support/cluster.ts';
import { path } from '../support/needs.ts';
import { referencePath } from '../support/reference.ts';

export const recordings = path(
  referencePath('captures/endpoints'),
  'needs the recorded answers beside the checkout',
);

export interface RecordedExchange {
  readonly name: string;
  readonly daemon: 'master' | 'agent';
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly status: number;
  /** Names in small letters; date and length were not kept. */
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** The recorded body; empty when it was not kept as text. */
  readonly text: string;
}

/** Every exchange of the index of recordings, in the order of their names. */
export function recordedExchanges(): RecordedExchange[] {
  return recordedText('INDEX.md')
    .split('\n')
    .flatMap((line) => parseRow(line) ?? []);
}

function parseRow(line: string): RecordedExchange | undefined {
  // Bodies may hold the separator of columns; heads and names do not.
  const match =
    /^\| (\S+) \| (GET|POST) (\S+) HTTP\/1\.1 \| (.*?); -----; HTTP\/1\.1 (\d+) [^;|]*(?:; (.*))?\|/.exec(
      line,
    );
  if (match === null) return undefined;
  const [, name = '', method = '', target = '', request = '', status = '', rest = ''] = match;
  if (!/^(master|agent|err)-/.test(name)) return undefined;
  const [head = '', ...bodyParts] = request.split('; ; ');
  const headers = Object.fromEntries(
    head
      .split('; ')
      .map((field) => field.split(': '))
      .map(([key = '', value = '']) => [key, value]),
  );
  const file = / (\S+) \|$/.exec(line)?.[1] ?? '';
  return {
    name,
    daemon: (headers['Host'] ?? '').endsWith(':5051') ? 'agent' : 'master',
    method,
    target,
    headers: Object.fromEntries(
      Object.entries(headers).filter(([key]) => /^(Content-Type|Accept|Accept-Encoding)$/.test(key)),
    ),
    body: bodyParts.join('; ; ').replace(/^; /, '').replace(/; $/, '').trim(),
    status: Number(status),
    answerHeaders: answerHeaders(rest),
    text: file === '' ? '' : recordedText(file),
  };
}

function answerHeaders(text: string): Record<string, string> {
  // A body follows behind an empty field.
  const fields = (text.split('; ; ')[0] ?? '').replace(/ \|.*$/, '').split(/; (?=[A-Z][A-Za-z-]+: )/);
  return Object.fromEntries(
    fields
      .map((field) => field.trim().split(': '))
      .filter((parts) => parts.length > 1)
      .map(([key = '', ...value]) => [key.toLowerCase(), value.join(': ')]),
  );
}

export function recordedText(name: string): string {
  return readFileSync(referencePath(`captures/endpoints/${name}`), 'utf8');
}

/** Sends the recorded request to ours; `change` puts ids of our cluster in place of recorded ones. */
export function repeat(
  exchange: RecordedExchange,
  port: number,
  change: (text: string) => string = (text) => text,
): Promise<HttpAnswer> {
  return http(port, exchange.method, change(exchange.target), {
    headers: { ...exchange.headers },
    ...(exchange.body === ''
      ? {}
      : { body: typeof exchange.body === 'string' ? change(exchange.body) : exchange.body }),
  });
}

/** What is different, a line each, without values of a run. */
export function compareAnswers(
  exchange: RecordedExchange,
  answer: HttpAnswer,
  asRecorded: (text: string) => string,
): string[] {
  const lines: string[] = [];
  if (answer.status !== exchange.status) lines.push(`status ${answer.status}, recorded ${exchange.status}`);
  for (const name of ['content-type', 'allow', 'location', 'content-disposition', 'content-encoding']) {
    const [ours, recorded] = [answer.headers[name], exchange.answerHeaders[name]];
    const isSame = withoutIds(String(ours)) === withoutIds(String(recorded));
    if (!isSame) lines.push(`${name} ${String(ours)}, recorded ${String(recorded)}`);
  }
  if (answer.headers['date'] === undefined) lines.push('no date');
  if (answer.headers['content-length'] === undefined) lines.push('no length');
  if (answer.text.endsWith('\n') !== exchange.text.endsWith('\n')) lines.push('line end');
  return [...lines, ...bodyDifferences(exchange.text, asRecorded(answer.text))];
}

/** Of two bodies: by structure when both are JSON (or JSONP), else by text. */
export function bodyDifferences(recorded: string, ours: string): string[] {
  const [theirs, given] = [parsed(recorded), parsed(ours)];
  if (theirs === undefined || given === undefined) return recorded.trim() === ours.trim() ? [] : ['text'];
  const lines = differences(theirs, given).map((line) =>
    line
      // What JSONP wraps, and the flags of the operator API, have the same names as without.
      .replace(/^\.\w+\(…\)\./, '.')
      .replace(/^\.get_flags\.flags\.\[(\w+)\](?:\.value)?/, '.flags.$1')
      // A flag that the original had not tells nobody anything wrong.
      .replace(/^\.flags\.\w+: not recorded$/, ownFlags),
  );
  return [...new Set(lines)];
}

function parsed(text: string): unknown {
  // JSONP: what is wrapped.
  const [, head = '', inner = text, tail = ''] = /^(\w+\()(.*)(\);?)$/s.exec(text.trim()) ?? [];
  try {
    const value = JSON.parse(withNumberKinds(inner)) as unknown;
    return head === '' ? value : { [`${head}…${tail}`]: value };
  } catch {
    return undefined;
  }
}

/** A number becomes the word for its kind: 4.0 and 4 are told apart by some readers. */
function withNumberKinds(json: string): string {
  return json.replace(
    /("(?:[^"\\]|\\.)*")|-?\d+(\.\d+)?(?:[eE][+-]?\d+)?/g,
    (_all, text: string | undefined, fraction: string | undefined) =>
      text ?? (fraction === undefined ? '"<integer>"' : '"<number>"'),
  );
}

/** Ids, addresses, times and paths of a run become words. */
export function withoutIds(text: string): string {
  return text
    .replace(
      /\/[^" ]*\/slaves\/[^/"]+\/frameworks\/[^/"]+\/executors\/([^/"]+)\/runs\/[0-9a-f-]{36}/g,
      '<sandbox $1>',
    )
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22}==/g, '<uuid>')
    .replace(/(127\.0\.0\.1|localhost):\d+/g, '$1:<port>')
    .replace(/'sleep \d+'/g, "'sleep'")
    .replace(/"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"/g, '"<date>"')
    .replace(/(master\/frameworks|frameworks)\/[^/"]+\/<uuid>-\d+/g, '$1/NAME/ID');
}

/** Lists whose items have an unlike name are compared by it, because their order says nothing. */
const nameKeys = ['name', 'path', 'id'] as const;

function named(list: readonly unknown[]): Record<string, unknown> | undefined {
  for (const key of nameKeys) {
    const names = list.map((item) => (item as Record<string, unknown> | null)?.[key]);
    const isNamed = names.every((name) => typeof name === 'string');
    if (isNamed && new Set(names).size === list.length)
      return Object.fromEntries(list.map((item, index) => [`[${withoutIds(String(names[index]))}]`, item]));
  }
  return undefined;
}

/** Stands for all names that one side has and the other has not, where they are not compared one by one. */
export const ownIds = 'names that the other has not';

/** Stands for every flag of ours that the original has not. */
export const ownFlags = 'flags that the original has not';

export function withoutNames(lines: readonly string[]): string[] {
  return [...new Set(lines.map((line) => (/: (missing|not recorded)$/.test(line) ? ownIds : line)))];
}

/** Every path in `expected` that `actual` lacks or has with another value, and what `actual` has besides. */
export function differences(expected: unknown, actual: unknown, at = ''): string[] {
  if (Array.isArray(expected) && Array.isArray(actual)) return listDifferences(expected, actual, at);
  if (typeof expected === 'object' && typeof actual === 'object' && expected !== null && actual !== null) {
    if (Array.isArray(expected) !== Array.isArray(actual)) return [`${at}: array or not`];
    return objectDifferences(expected as Record<string, unknown>, actual as Record<string, unknown>, at);
  }
  const [recorded, ours] = [expected, actual].map((value) => withoutIds(JSON.stringify(value)));
  return recorded === ours ? [] : [`${at}: ${ours}, recorded as ${recorded}`];
}

function objectDifferences(
  wanted: Record<string, unknown>,
  given: Record<string, unknown>,
  at: string,
): string[] {
  const found: string[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    if (key in given) found.push(...differences(value, given[key], `${at}.${key}`));
    else found.push(`${at}.${key}: missing`);
  }
  for (const key of Object.keys(given)) if (!(key in wanted)) found.push(`${at}.${key}: not recorded`);
  const isCommon = Object.keys(wanted).some((key) => key in given);
  return isCommon || Object.keys(wanted).length === 0 ? found : [`${at}: no name in common`];
}

function listDifferences(expected: readonly unknown[], actual: readonly unknown[], at: string): string[] {
  const [wanted, given] = [named(expected), named(actual)];
  if (expected.length > 0 && actual.length > 0 && wanted !== undefined && given !== undefined)
    return objectDifferences(wanted, given, at);
  const found =
    expected.length === actual.length ? [] : [`${at}: ${actual.length} items, recorded ${expected.length}`];
  expected.forEach((item, index) => {
    if (index < actual.length) found.push(...differences(item, actual[index], `${at}[]`));
  });
  return found;
}
