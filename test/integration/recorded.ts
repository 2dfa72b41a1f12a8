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
  readonly body: string;
  readonly status: number;
  readonly contentType: string | undefined;
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
    contentType: /(?:^|; )Content-Type: ([^;|]+(?:; charset=[^;| ]+)?)/.exec(rest)?.[1]?.trim(),
    text: file === '' ? '' : recordedText(file),
  };
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
    ...(exchange.body === '' ? {} : { body: change(exchange.body) }),
  });
}

/** What is different, a line each, without values. */
export function compareAnswers(exchange: RecordedExchange, answer: HttpAnswer): string[] {
  const lines: string[] = [];
  if (answer.status !== exchange.status) lines.push(`status ${answer.status}, recorded ${exchange.status}`);
  const contentType = answer.headers['content-type'];
  if (contentType !== exchange.contentType)
    lines.push(`content type ${String(contentType)}, recorded ${String(exchange.contentType)}`);
  const recorded = parsed(exchange.text);
  const ours = parsed(answer.text);
  if (recorded === undefined || ours === undefined) {
    if (exchange.text.trim() !== answer.text.trim()) lines.push('text');
    return lines;
  }
  return [...lines, ...differences(recorded, ours)];
}

function parsed(text: string): unknown {
  // JSONP: what is wrapped.
  const inner = /^\w+\((.*)\);?$/s.exec(text.trim())?.[1] ?? text;
  try {
    return JSON.parse(inner);
  } catch {
    return undefined;
  }
}

/** Every path in `expected` that `actual` lacks or has with another type, and what `actual` has besides. */
export function differences(expected: unknown, actual: unknown, at = ''): string[] {
  if (Array.isArray(expected) || Array.isArray(actual)) {
    if (!Array.isArray(expected) || !Array.isArray(actual)) return [`${at}: array or not`];
    if (expected.length === 0 || actual.length === 0) {
      return expected.length === actual.length ? [] : [`${at}: empty or not`];
    }
    return differences(expected[0], actual[0], `${at}[]`);
  }
  if (typeof expected !== typeof actual) return [`${at}: ${typeof actual}, recorded as ${typeof expected}`];
  if (typeof expected !== 'object' || expected === null || actual === null) return [];
  const wanted = expected as Record<string, unknown>;
  const given = actual as Record<string, unknown>;
  const found: string[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    if (key in given) found.push(...differences(value, given[key], `${at}.${key}`));
    else found.push(`${at}.${key}: missing`);
  }
  for (const key of Object.keys(given)) if (!(key in wanted)) found.push(`${at}.${key}: not recorded`);
  return found;
}

/** A difference that stays, and why. */
export interface NamedDifference {
  /** Of `name: difference`. */
  readonly where: RegExp;
  readonly reason: string;
}

/** Lines that no name explains, and names that explain nothing any more. */
export function unexplained(lines: readonly string[], named: readonly NamedDifference[]): string[] {
  const unexpected = lines.filter((line) => !named.some(({ where }) => where.test(line)));
  const gone = named.filter(({ where }) => !lines.some((line) => where.test(line)));
  return [...unexpected, ...gone.map(({ where }) => `does not occur any more: ${String(where)}`)];
}
