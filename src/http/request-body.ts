// Reading a request's body under the limits: one body, all unfinished bodies together, and the inflated size.
import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import { BodyBytes, type ByteBudget } from '../libprocess/body-bytes.ts';
import { overload } from './refusal-reason.ts';

export interface BodyRefusal {
  readonly status: 400 | 413 | 415 | 417 | 431 | 503 | 505;
  readonly why: string;
}

export type BodyResult = { readonly body: Buffer } | { readonly refusal: BodyRefusal };

const empty = Buffer.alloc(0);
const tooLarge: BodyRefusal = { status: 413, why: 'the body is too large' };

/** True when the head announces more than is allowed, so that nothing needs to be read. */
export function announcesTooMuch(request: IncomingMessage, maxBodyBytes: number): boolean {
  return Number(request.headers['content-length'] ?? 0) > maxBodyBytes;
}

/**
 * Calls `done` once, in this turn when there is no body. Not at all when the peer leaves in the middle.
 * @param reserve asked for every piece; the caller gives back when the request is answered or gone
 */
export function readBody(
  request: IncomingMessage,
  maxBodyBytes: number,
  reserve: ByteBudget['reserve'],
  done: (result: BodyResult) => void,
): void {
  const length = request.headers['content-length'];
  if (request.headers['transfer-encoding'] === undefined && (length === undefined || Number(length) === 0)) {
    done({ body: empty });
    return;
  }
  const bytes = new BodyBytes();
  let isDone = false;
  const finish = (result: BodyResult): void => {
    if (isDone) return;
    isDone = true;
    done(result);
  };
  request.on('data', (piece: Buffer) => {
    if (isDone) return;
    if (bytes.length + piece.length > maxBodyBytes) finish({ refusal: tooLarge });
    else if (!reserve(piece.length)) finish({ refusal: { status: 503, why: overload.pending_bodies } });
    else bytes.add(piece);
  });
  request.once('end', () => {
    if (!isDone) decode(request.headers['content-encoding'], bytes.take(), maxBodyBytes, finish);
  });
}

function decode(
  encoding: string | undefined,
  body: Buffer,
  maxBodyBytes: number,
  done: (result: BodyResult) => void,
): void {
  switch (encoding?.toLowerCase() ?? 'identity') {
    case 'identity':
    case '':
      done({ body });
      return;
    case 'gzip':
    case 'x-gzip':
      gunzip(body, { maxOutputLength: maxBodyBytes }, (error, inflated) => {
        if (error === null) done({ body: inflated });
        else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') done({ refusal: tooLarge });
        else done({ refusal: { status: 400, why: 'the body is no valid gzip' } });
      });
      return;
    default:
      done({ refusal: { status: 415, why: 'the content encoding is not known' } });
  }
}
