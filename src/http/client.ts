// A small HTTP client for the command line, the SDK and the benches. Every answer has a limit of size and of
// time; an endless answer is read through stream(), which has neither.
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { MesosError } from '../base/errors.ts';

export interface ClientOptions {
  /** Kept connections to one host. */
  readonly maxSockets?: number | undefined;
  /** Until the whole answer (of a stream: its head) is there. */
  readonly timeoutMs?: number | undefined;
  readonly maxResponseBytes?: number | undefined;
}

export interface ClientRequestOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface ClientResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface StreamEvents {
  /** Bytes as they arrive; where they are cut means nothing. */
  onChunk(chunk: Buffer): void;
  /** Once, after the last chunk; the error when the stream did not end by itself. Not after close(). */
  onClose(error: Error | undefined): void;
}

export interface ClientStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  close(): void;
}

export interface HttpClient {
  /** Rejects with NETWORK_FAILED or LIMIT_EXCEEDED; every status is an answer. Redirects are not followed. */
  request(method: string, url: string, options?: ClientRequestOptions): Promise<ClientResponse>;
  /** Resolves when the head of the answer is there, on a connection of its own. */
  stream(
    method: string,
    url: string,
    events: StreamEvents,
    options?: ClientRequestOptions,
  ): Promise<ClientStream>;
  /** Closes the kept connections. */
  close(): void;
}

const defaultTimeoutMs = 30_000;
/** A state of a large cluster is tens of megabytes. */
const defaultMaxResponseBytes = 256 * 1024 * 1024;

export function createHttpClient(options: ClientOptions = {}): HttpClient {
  return new KeptClient(options);
}

class KeptClient implements HttpClient {
  readonly #agent: Agent;
  readonly #timeoutMs: number;
  readonly #maxResponseBytes: number;

  constructor(options: ClientOptions) {
    this.#agent = new Agent({ keepAlive: true, noDelay: true, maxSockets: options.maxSockets ?? 64 });
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#maxResponseBytes = options.maxResponseBytes ?? defaultMaxResponseBytes;
  }

  async request(method: string, url: string, options: ClientRequestOptions = {}): Promise<ClientResponse> {
    try {
      return await this.#once(method, url, options);
    } catch (error) {
      // The server may close a kept connection in the moment it is used again. Only what can be repeated
      // without harm is.
      if (!(error instanceof StaleConnection)) throw error;
      if (method !== 'GET' && method !== 'HEAD') throw error.failure;
      return await this.#once(method, url, options);
    }
  }

  stream(
    method: string,
    url: string,
    events: StreamEvents,
    options: ClientRequestOptions = {},
  ): Promise<ClientStream> {
    return new Promise((resolve, reject) => {
      const request = send(method, url, options, false);
      const timeoutMs = options.timeoutMs ?? this.#timeoutMs;
      const timer = setTimeout(() => request.destroy(timedOut(method, url, timeoutMs)), timeoutMs);
      let isClosed = false;
      const finish = (error: Error | undefined): void => {
        if (isClosed) return;
        isClosed = true;
        events.onClose(error);
      };
      request.on('error', (error) => {
        clearTimeout(timer);
        reject(failed(method, url, error));
      });
      request.once('response', (response) => {
        clearTimeout(timer);
        let error: Error | undefined;
        response.on('error', (cause) => {
          error = failed(method, url, cause);
        });
        response.once('close', () =>
          finish(response.complete ? undefined : (error ?? closedEarly(method, url))),
        );
        resolve({
          status: response.statusCode ?? 0,
          headers: headersOf(response),
          close: () => {
            isClosed = true;
            request.destroy();
          },
        });
        // The head and the first bytes often come in one packet: they wait until the caller knows of the head.
        setImmediate(() => {
          response.on('data', (chunk: Buffer) => {
            if (!isClosed) events.onChunk(chunk);
          });
        });
      });
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #once(method: string, url: string, options: ClientRequestOptions): Promise<ClientResponse> {
    return new Promise((resolve, reject) => {
      const request = send(method, url, options, this.#agent);
      const timeoutMs = options.timeoutMs ?? this.#timeoutMs;
      const timer = setTimeout(() => request.destroy(timedOut(method, url, timeoutMs)), timeoutMs);
      let hasAnswer = false;
      const fail = (cause: Error): void => {
        clearTimeout(timer);
        const isStale = request.reusedSocket && !hasAnswer && /ECONNRESET|EPIPE/.test(codeOf(cause));
        const failure = failed(method, url, cause);
        reject(isStale ? new StaleConnection(failure) : failure);
      };
      request.on('error', fail);
      request.once('response', (response) => {
        hasAnswer = true;
        const pieces: Buffer[] = [];
        let length = 0;
        response.on('data', (piece: Buffer) => {
          length += piece.length;
          if (length > this.#maxResponseBytes) request.destroy(tooLarge(method, url, this.#maxResponseBytes));
          else pieces.push(piece);
        });
        response.on('error', fail);
        response.once('end', () => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            headers: headersOf(response),
            body: Buffer.concat(pieces, length),
          });
        });
        response.once('close', () => {
          if (!response.complete) fail(closedEarly(method, url));
        });
      });
    });
  }
}

/** Marks a failure that may only mean that the server had closed the kept connection. */
class StaleConnection extends Error {
  readonly failure: Error;

  constructor(failure: Error) {
    super(failure.message);
    this.failure = failure;
  }
}

function send(
  method: string,
  url: string,
  options: ClientRequestOptions,
  agent: Agent | false,
): ClientRequest {
  const body = options.body;
  const headers: Record<string, string | number> = { ...options.headers };
  if (body !== undefined) headers['Content-Length'] = Buffer.byteLength(body);
  let request: ClientRequest;
  try {
    request = httpRequest(url, { method, headers, agent });
  } catch (error) {
    throw failed(method, url, error instanceof Error ? error : new Error(String(error)));
  }
  request.setNoDelay(true);
  // Ended with its body: the head has not left yet, so both go out in one write.
  request.end(body);
  return request;
}

function headersOf(response: IncomingMessage): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function failed(method: string, url: string, cause: Error): MesosError {
  if (cause instanceof MesosError) return cause;
  return new MesosError('NETWORK_FAILED', `${method} ${url} failed: ${describeCause(cause)}`, { cause });
}

function describeCause(cause: Error): string {
  // When several addresses were tried, the error itself says nothing.
  if (cause instanceof AggregateError) return cause.errors.map(String).join('; ');
  return cause.message === '' ? codeOf(cause) : cause.message;
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

function timedOut(method: string, url: string, timeoutMs: number): MesosError {
  return new MesosError('NETWORK_FAILED', `${method} ${url} was not answered within ${timeoutMs} ms`);
}

function closedEarly(method: string, url: string): MesosError {
  return new MesosError('NETWORK_FAILED', `${method} ${url}: the connection closed before the answer's end`);
}

function tooLarge(method: string, url: string, maxBytes: number): MesosError {
  return new MesosError('LIMIT_EXCEEDED', `${method} ${url}: the answer has more than ${maxBytes} bytes`);
}
