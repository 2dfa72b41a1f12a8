// Asks another server and hands its answer on as it comes: the bytes go through at the reader's pace and are never
// gathered. Only what is listed here passes of the heads of request and answer.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { HttpResponse } from './message.ts';

export interface RelayOrder {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Until the head of the answer is there. */
  readonly headTimeoutMs: number;
  /** Without a byte of the answer. */
  readonly idleTimeoutMs: number;
  /** Called when an answer that has begun is given up, because no byte of it came in time. */
  readonly onStalled: () => void;
  /** Called once, when the answer has ended, was given up or did not come. */
  readonly onEnd: () => void;
}

/** Why there is no answer. */
export interface RelayFailure {
  readonly failure: 'unreachable' | 'timeout';
  readonly problem: string;
}

const passedToServer = ['accept', 'accept-encoding', 'content-type'];
const passedToClient = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-disposition',
  'vary',
  'last-modified',
];

/** Settles when the head is there. */
export function relay(order: RelayOrder): Promise<HttpResponse | RelayFailure> {
  const { host, port, method, target, body, headTimeoutMs, idleTimeoutMs, onStalled, onEnd } = order;
  return new Promise((resolve) => {
    const headers: Record<string, string | number> = picked(order.headers, passedToServer);
    if (body.length > 0) headers['Content-Length'] = body.length;
    const request = httpRequest({ host, port, method, path: target, headers, agent: false });
    let failure: RelayFailure | undefined;
    const timer = setTimeout(() => {
      failure = { failure: 'timeout', problem: `no answer within ${headTimeoutMs} ms` };
      request.destroy();
    }, headTimeoutMs);
    request.once('close', () => {
      clearTimeout(timer);
      onEnd();
      resolve(failure ?? { failure: 'unreachable', problem: 'the connection closed' });
    });
    request.on('error', (error) => {
      failure ??= { failure: 'unreachable', problem: error.message };
    });
    request.once('response', (answer) => {
      clearTimeout(timer);
      request.setTimeout(idleTimeoutMs, () => {
        onStalled();
        request.destroy();
      });
      resolve({
        status: answer.statusCode ?? 502,
        headers: picked(singleValued(answer), passedToClient),
        source: answer,
      });
    });
    request.end(body);
  });
}

function picked(
  headers: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) found[titleCase(name)] = value;
  }
  return found;
}

function titleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function singleValued({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
