// Puts a handler's answer on the wire. A plain answer leaves in one write, head and body together, or a kept
// connection would lose 40 ms to delayed acknowledgements.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { gzip, constants as zlibConstants } from 'node:zlib';
import { sendFile } from './file-response.ts';
import { LargeBody } from './large-body.ts';
import type { HttpLimits } from './limits.ts';
import type { HttpResponse } from './message.ts';
import { pace } from './pace.ts';
import type { PendingAnswers } from './pending-answers.ts';
import { ChunkedStream } from './response-stream.ts';

/** From this size compressing pays; the same as the original's. */
const minGzipBytes = 1024;

/** A smaller body that a peer leaves unread costs little, and a timer for each would cost every request. */
const minWatchedBytes = 64 * 1024;

/**
 * Most bytes are handed to the kernel after the slice that wrote them, when the peer has taken others; copying a megabyte
 * costs about so much, and the peer as much again on a machine that is shared.
 */
const sendingMsOfMegabyte = 0.4;

export interface ResponseEvents {
  onError(error: unknown): void;
  onSlowReader(): void;
  onStalledReader(): void;
  /** The large bodies of all connections. */
  readonly pending: PendingAnswers;
}

export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpResponse,
  limits: HttpLimits,
  events: ResponseEvents,
): void {
  if (response.destroyed) {
    answer.source?.destroy();
    return;
  }
  if (answer.stream !== undefined) {
    startStream(request, response, answer, answer.stream, limits, events);
  } else if (answer.file !== undefined) {
    watchStall(response, limits.stalledResponseMs, events);
    sendFile(request, response, answer, answer.file, events.onError);
  } else if (answer.source !== undefined) {
    watchStall(response, limits.stalledResponseMs, events);
    sendSource(request, response, answer, answer.source);
  } else {
    sendBody(request, response, answer, limits, events);
  }
}

function startStream(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpResponse,
  start: (stream: ChunkedStream) => void,
  limits: HttpLimits,
  events: ResponseEvents,
): void {
  omitConnectionHeader(response);
  response.writeHead(answer.status, { ...answer.headers });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // The head waits for the first chunk, when there is one in this turn, so that both leave together.
  const stream = new ChunkedStream(response, limits.maxStreamBufferBytes, events.onSlowReader, () =>
    // What it has not taken is still sent, if it goes on taking it.
    watchStall(response, limits.stalledResponseMs, events),
  );
  start(stream);
  response.flushHeaders();
}

/** An answer that breaks off at its source breaks off here too, so that nobody takes it for a whole one. */
function sendSource(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpResponse,
  source: Readable,
): void {
  omitConnectionHeader(response);
  response.writeHead(answer.status, { ...answer.headers });
  if (request.method === 'HEAD') {
    source.destroy();
    response.end();
    return;
  }
  pipeline(source, response, (error) => {
    if (error) response.destroy();
  });
}

function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpResponse,
  limits: HttpLimits,
  events: ResponseEvents,
): void {
  const body = answer.large ?? answer.body ?? '';
  const headers: Record<string, string | number> = { ...answer.headers };
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const hasEncoding = Object.keys(headers).some((name) => name.toLowerCase() === 'content-encoding');
  if (length < minGzipBytes || hasEncoding || !allowsGzip(request.headers['accept-encoding'])) {
    finish(response, answer.status, headers, body, length, limits, events);
    return;
  }
  const packed = (body: Uint8Array | LargeBody): void => {
    headers['Content-Encoding'] = 'gzip';
    headers['Vary'] = 'Accept-Encoding';
    finish(response, answer.status, headers, body, body.length, limits, events);
  };
  const failed = (error: unknown): void => {
    events.onError(error);
    finish(response, answer.status, headers, body, length, limits, events);
  };
  if (body instanceof LargeBody) {
    body.gzipped().then(packed, failed);
    return;
  }
  // On a thread of the pool, and fast rather than small: big answers are polled on local networks.
  gzip(body, { level: zlibConstants.Z_BEST_SPEED }, (error, bytes) => {
    if (error === null) packed(bytes);
    else failed(error);
  });
}

function finish(
  response: ServerResponse,
  status: number,
  headers: Record<string, string | number>,
  body: string | Uint8Array | LargeBody,
  length: number,
  limits: HttpLimits,
  events: ResponseEvents,
): void {
  if (response.destroyed) return;
  const hasBody = status >= 200 && status !== 204 && status !== 304;
  if (hasBody) headers['Content-Length'] = length;
  omitConnectionHeader(response);
  response.writeHead(status, headers);
  if (!hasBody || length === 0) response.end();
  else if (body instanceof LargeBody) writePieces(response, body, events.pending);
  else response.end(body);
  if (length > minWatchedBytes) watchStall(response, limits.stalledResponseMs, events);
}

/** Piece by piece as the reader takes them, and no faster than the pace of large answers allows. */
function writePieces(response: ServerResponse, body: LargeBody, pending: PendingAnswers): void {
  // A HEAD gets no body, whatever is written.
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const { pieces } = body;
  pending.add(body, response);
  let next = 0;
  const write = (): void => {
    if (response.destroyed) return;
    const piece = pieces[next];
    next += 1;
    if (piece === undefined) {
      response.end();
      return;
    }
    pace.charge((piece.length / 2 ** 20) * sendingMsOfMegabyte);
    if (response.write(piece)) pace.run(write);
    else response.once('drain', writeLater);
  };
  const writeLater = (): void => pace.run(write);
  pace.run(write);
}

/** The original says nothing of the connection, and HTTP/1.1 needs nothing said; older clients are told. */
function omitConnectionHeader(response: ServerResponse): void {
  if (response.req.httpVersion === '1.1') response.removeHeader('Connection');
}

/** Gives the connection up when its peer takes nothing of the response for so long. */
function watchStall(
  response: ServerResponse,
  stalledResponseMs: number,
  { onStalledReader }: ResponseEvents,
): void {
  const { socket } = response;
  if (socket === null) return;
  const giveUp = (): void => {
    onStalledReader();
    socket.destroy();
  };
  socket.setTimeout(stalledResponseMs, giveUp);
  response.once('close', () => {
    // Idle connections have no limit.
    socket.setTimeout(0, giveUp);
  });
}

/** True when the header allows gzip: by name or by "*", and not with a weight of zero. */
export function allowsGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  let allowed = false;
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim());
    if (coding !== 'gzip' && coding !== 'x-gzip' && coding !== '*') continue;
    const isRefused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    if (coding !== '*') return !isRefused;
    allowed = !isRefused;
  }
  return allowed;
}
