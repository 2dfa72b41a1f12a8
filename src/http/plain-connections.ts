// Plain HTTP on node:http: what a request goes through from its head to its answer, under the limits. It also
// takes messages, for the connections where a message comes after, or looks unlike, what the lean path reads.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MesosError } from '../base/errors.ts';
import type { ByteBudget } from '../libprocess/body-bytes.ts';
import { addressOfMessage, isMessage } from '../libprocess/message-address.ts';
import type { InboundMessage } from '../libprocess/transport.ts';
import type { HttpLimits } from './limits.ts';
import type { HttpHandler, HttpRequest, HttpResponse } from './message.ts';
import { PendingAnswers } from './pending-answers.ts';
import { pauseAndClose, writeRefusal } from './refusal.ts';
import { overload, type RefusalReason, reasonOfAnswer } from './refusal-reason.ts';
import { announcesTooMuch, type BodyRefusal, readBody } from './request-body.ts';
import { parseTarget } from './request-target.ts';
import { sendResponse } from './response-writer.ts';
import { sendStatus } from './status-response.ts';
import { Turnstile } from './turnstile.ts';

export interface PlainOptions {
  readonly handler: HttpHandler;
  readonly deliver: (message: InboundMessage) => boolean;
  readonly limits: HttpLimits;
  readonly budget: ByteBudget;
  readonly onRefused: (status: number, why: string, reason?: RefusalReason) => void;
  readonly onError: (error: unknown, what: string) => void;
  readonly onGivenUp: (why: GivenUp) => void;
  readonly requirePeerAddressIpMatch: boolean;
}

/**
 * What one connection may have made for it before the peer takes any of it. A peer that sends a read again and again and
 * takes no answer would else have thousands of them made from one piece of 64 KB.
 */
const maxAnswering = 8;
const maxQueuedAnswerBytes = 1024 * 1024;

interface ConnectionState {
  readonly turnstile: Turnstile;
  /** Requests whose response is not finished. */
  unanswered: number;
  /** Those of them whose body is not complete. */
  reading: number;
  /** Those of them that are being answered: a handler works, or the answer is made or sent bit by bit. */
  answering: number;
  /** Whole answers that the peer has not taken yet. */
  queuedBytes: number;
  /** Ends the connection; defined while nothing is read from it because its answers are not taken. */
  giveUp: (() => void) | undefined;
  /** Their responses: what waits behind another one is told of the end of the socket from here. */
  readonly unfinished: Set<ServerResponse>;
  isRefused: boolean;
}

/** Why an answer was not sent to its end. */
export type GivenUp = 'pending_answers' | 'slow_reader' | 'stalled_reader';

/** The server for plain requests; it listens where the caller says and takes no connection by itself. */
export function createPlainServer(options: PlainOptions): Server {
  const { limits } = options;
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: Math.max(limits.requestTimeoutMs, limits.headersTimeoutMs),
    connectionsCheckingInterval: Math.max(50, Math.min(1_000, limits.headersTimeoutMs / 4)),
    // Never: peers take a closed idle connection for a dead master.
    keepAliveTimeout: 0,
    noDelay: true,
    joinDuplicateHeaders: true,
    // Old clients leave Host out.
    requireHostHeader: false,
  });
  // Headers over a count are not silently left out, which might be the one that tells of the body: take() refuses.
  server.maxHeadersCount = 0;
  const connections = new PlainConnections(options);
  server.on('request', (request, response) => connections.take(request, response, 'none'));
  server.on('checkContinue', (request, response) => connections.take(request, response, 'continue'));
  // Else node:http refuses it without a word.
  server.on('checkExpectation', (request, response) => connections.take(request, response, 'refused'));
  server.on('connect', (_request, socket) => {
    connections.refuse(socket as Socket, 405, 'CONNECT is not served');
  });
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    connections.onClientError(error, socket as Socket);
  });
  return server;
}

class PlainConnections {
  readonly #options: PlainOptions;
  readonly #limits: HttpLimits;
  readonly #pending: PendingAnswers;
  readonly #states = new WeakMap<Socket, ConnectionState>();

  constructor(options: PlainOptions) {
    this.#options = options;
    this.#limits = options.limits;
    this.#pending = new PendingAnswers(options.limits.maxPendingAnswerBytes, () =>
      options.onGivenUp('pending_answers'),
    );
  }

  take(request: IncomingMessage, response: ServerResponse, expectation: Expectation): void {
    const { socket } = request;
    const state = this.#stateOf(socket);
    response.on('error', () => response.destroy());
    request.on('error', () => response.destroy());
    state.unanswered++;
    state.reading++;
    let reserved = 0;
    const release = (): void => {
      if (!state.unfinished.delete(response)) return;
      state.unanswered--;
      this.#options.budget.release(reserved);
    };
    state.unfinished.add(response);
    response.once('close', release);
    if (state.unanswered > this.#limits.maxPipelined) {
      this.#options.onRefused(503, overload.pipelined);
      socket.destroy();
      return;
    }

    const runInTurn = state.turnstile.enter();
    const refuseBody = ({ status, why }: BodyRefusal): void => {
      state.reading--;
      runInTurn(() => {
        this.#options.onRefused(status, why);
        // What is left of the body is not read, so the connection cannot go on.
        if (!request.complete) this.#closeAfter(socket, response);
        sendStatus(response, status, why);
      });
    };
    const refusal =
      expectation === 'refused' ? unknownExpectation : refusalOfHead(request, this.#limits.maxBodyBytes);
    if (refusal !== undefined) {
      refuseBody(refusal);
      return;
    }
    if (expectation === 'continue') response.writeContinue();
    const reserve = (bytes: number): boolean => {
      if (!state.unfinished.has(response) || !this.#options.budget.reserve(bytes)) return false;
      reserved += bytes;
      return true;
    };
    readBody(request, this.#limits.maxBodyBytes, reserve, (result) => {
      if ('refusal' in result) {
        refuseBody(result.refusal);
        return;
      }
      state.reading--;
      runInTurn(() => {
        // It was held back until its peer had gone.
        if (socket.destroyed) return;
        this.#serve(request, response, result.body);
        this.#account(socket, state, response);
      });
      if (state.turnstile.isHolding) this.#pause(socket, state);
    });
  }

  /** Until the answer is gone, what it costs counts against what else the connection may ask for. */
  #account(socket: Socket, state: ConnectionState, response: ServerResponse): void {
    const isWhole = response.writableEnded;
    const bytes = isWhole ? response.writableLength : 0;
    const answering = isWhole ? 0 : 1;
    state.queuedBytes += bytes;
    state.answering += answering;
    response.once('close', () => {
      state.queuedBytes -= bytes;
      state.answering -= answering;
      state.turnstile.advance();
      if (!state.turnstile.isHolding) this.#resume(socket, state);
    });
  }

  /** Reads no more requests of a peer that takes no answers; one that goes on so is given up. */
  #pause(socket: Socket, state: ConnectionState): void {
    if (state.giveUp !== undefined) return;
    state.giveUp = () => {
      this.#options.onRefused(503, overload.stalled_reader);
      socket.destroy();
    };
    socket.setTimeout(this.#limits.stalledResponseMs, state.giveUp);
    socket.pause();
  }

  #resume(socket: Socket, state: ConnectionState): void {
    if (state.giveUp === undefined || state.isRefused) return;
    socket.setTimeout(0, state.giveUp);
    state.giveUp = undefined;
    socket.resume();
  }

  /** What node:http found wrong with the bytes of a connection, or with their timing. */
  onClientError(error: Error & { code?: string }, socket: Socket): void {
    const state = this.#stateOf(socket);
    if (state.isRefused) return;
    const code = error.code ?? '';
    if (code === 'HPE_HEADER_OVERFLOW') this.refuse(socket, 431, 'the headers are too large');
    else if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
      this.refuse(socket, 413, 'the chunk extensions are too large');
    else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') this.refuse(socket, 408, 'the request was not completed');
    else if (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') {
      this.refuse(socket, 400, 'the request is malformed');
    } else socket.destroy();
  }

  refuse(socket: Socket, status: number, why: string): void {
    const state = this.#stateOf(socket);
    state.isRefused = true;
    this.#options.onRefused(status, why);
    // With an earlier answer under way, these bytes would end up in the middle of it.
    if (state.unanswered > state.reading || !socket.writable) {
      socket.destroy();
      return;
    }
    writeRefusal(socket, status, why);
    pauseAndClose(socket, this.#limits.lingerMs);
  }

  #serve(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { headers } = request;
    const libprocessFrom = headers['libprocess-from'];
    const messageHeaders = {
      libprocessFrom: typeof libprocessFrom === 'string' ? libprocessFrom : undefined,
      userAgent: headers['user-agent'],
    };
    const rawTarget = request.url ?? '/';
    if (request.method === 'POST' && isMessage(messageHeaders)) {
      const requiredHost = this.#options.requirePeerAddressIpMatch
        ? remoteAddressOf(request.socket)
        : undefined;
      const address = addressOfMessage(rawTarget, messageHeaders, requiredHost);
      if (typeof address === 'number') this.#options.onRefused(address, 'misaddressed message', 'address');
      const status =
        typeof address === 'number' ? address : this.#options.deliver({ ...address, body }) ? 202 : 404;
      response.writeHead(status, { 'Content-Length': 0 });
      response.end();
      return;
    }

    const target = parseTarget(rawTarget);
    if (typeof target === 'number') {
      this.#options.onRefused(target, 'the path is not served');
      sendStatus(response, target, target === 404 ? 'no such path' : 'the path is malformed');
      return;
    }
    this.#answer(request, response, {
      method: request.method ?? 'GET',
      path: target.path,
      target: target.target,
      query: target.query,
      headers: singleValued(headers),
      body,
      limits: this.#limits.messages,
      remoteAddress: remoteAddressOf(request.socket),
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse, plain: HttpRequest): void {
    const fail = (error: unknown): void => {
      this.#options.onError(error, `${plain.method} ${plain.path}`);
      sendStatus(response, 500, 'the request failed');
    };
    const send = (answer: HttpResponse): void => {
      const reason = reasonOfAnswer(answer);
      if (reason !== undefined)
        this.#options.onRefused(answer.status, `${plain.method} ${plain.path}`, reason);
      try {
        sendResponse(request, response, answer, this.#limits, {
          onError: (error) => this.#options.onError(error, `${plain.method} ${plain.path}`),
          onStalledReader: () => this.#options.onGivenUp('stalled_reader'),
          pending: this.#pending,
          onSlowReader: () => {
            this.#options.onGivenUp('slow_reader');
            this.#options.onError(tooSlow(this.#limits), `${plain.method} ${plain.path}`);
          },
        });
      } catch (error) {
        fail(error);
      }
    };
    try {
      const answer = this.#options.handler(plain);
      if (answer instanceof Promise) answer.then(send, fail);
      else send(answer);
    } catch (error) {
      fail(error);
    }
  }

  /** Makes the end of this response the end of the connection, without a reset that would swallow it. */
  #closeAfter(socket: Socket, response: ServerResponse): void {
    this.#stateOf(socket).isRefused = true;
    response.shouldKeepAlive = false;
    // node:http calls this when the last response of a connection has been written.
    socket.destroySoon = () => pauseAndClose(socket, this.#limits.lingerMs);
  }

  #stateOf(socket: Socket): ConnectionState {
    let state = this.#states.get(socket);
    if (state === undefined) {
      const unfinished = new Set<ServerResponse>();
      const made: ConnectionState = {
        turnstile: new Turnstile(
          () => made.answering >= maxAnswering || made.queuedBytes >= maxQueuedAnswerBytes,
        ),
        unanswered: 0,
        reading: 0,
        answering: 0,
        queuedBytes: 0,
        giveUp: undefined,
        unfinished,
        isRefused: false,
      };
      state = made;
      this.#states.set(socket, state);
      // After node:http has told the response whose turn it is.
      socket.once('close', () => process.nextTick(closeAll, unfinished));
    }
    return state;
  }
}

/** Ends responses that wait behind another one: node:http tells them nothing when their socket closes. */
function closeAll(unfinished: ReadonlySet<ServerResponse>): void {
  for (const response of unfinished) {
    response.destroy();
    response.emit('close');
  }
}

/** What the header Expect asks for: nothing, the one thing there is, or something else. */
type Expectation = 'none' | 'continue' | 'refused';

const unknownExpectation: BodyRefusal = { status: 417, why: 'only 100-continue can be expected' };

/** No client needs more; each costs more than its bytes. */
const maxHeaders = 1000;

/** What is wrong with a request before its body is read. */
function refusalOfHead(request: IncomingMessage, maxBodyBytes: number): BodyRefusal | undefined {
  // A request line without a version counts as version 0.9.
  if (request.httpVersionMajor < 1) return { status: 400, why: 'the request names no version of HTTP' };
  if (request.httpVersionMajor > 1) return { status: 505, why: 'only HTTP/1 is served' };
  if (request.rawHeaders.length > 2 * maxHeaders) return { status: 431, why: 'there are too many headers' };
  if (announcesTooMuch(request, maxBodyBytes)) return { status: 413, why: 'the body is too large' };
  return undefined;
}

function tooSlow(limits: HttpLimits): MesosError {
  return new MesosError(
    'LIMIT_EXCEEDED',
    `a stream was closed: its reader left more than ${limits.maxStreamBufferBytes} bytes waiting`,
  );
}

function singleValued(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  const { 'set-cookie': cookies, ...single } = headers;
  const others = single as Record<string, string | undefined>;
  return cookies === undefined ? others : { ...others, 'set-cookie': cookies.join(', ') };
}

export function remoteAddressOf(socket: Socket): string {
  const address = socket.remoteAddress ?? '';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
