// What a handler sees of HTTP: plain requests and responses, no socket, so that every endpoint is tested
// by calling a function.
import type { Readable } from 'node:stream';
import type { LargeBody } from './large-body.ts';
import type { MessageLimits } from './limits.ts';
import type { RefusalReason } from './refusal-reason.ts';

export interface HttpRequest {
  readonly method: string;
  /** Percent-decoded path without the query, at least "/". */
  readonly path: string;
  /** The path and query as they came, for redirects. */
  readonly target: string;
  readonly query: URLSearchParams;
  /** Lower-case names; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The whole body, inflated when it came gzipped. */
  readonly body: Uint8Array;
  /** What may be made of the body; the defaults when absent. */
  readonly limits?: MessageLimits | undefined;
  /** IP address of the TCP peer. */
  readonly remoteAddress: string;
}

/** An endless answer. One write is one HTTP chunk; several chunks of one turn leave in one system call. */
export interface ResponseStream {
  /** False when more than the allowed bytes wait for a slow reader: the stream is then destroyed. */
  write(chunk: Uint8Array): boolean;
  end(): void;
  /** Called once, when the peer or the server closes the stream. */
  onClose(action: () => void): void;
  readonly bufferedBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The request is refused by a limit or for its form: why, for the metrics. */
  readonly refusal?: RefusalReason;
  /** Instead of `body`: one that is shared with others who asked the same. */
  readonly large?: LargeBody;
  /** Instead of `body`: called with the open chunked stream after the head was written. */
  readonly stream?: (stream: ResponseStream) => void;
  /** Instead of `body`: bytes as they come from elsewhere, at the reader's pace. */
  readonly source?: Readable;
  /**
   * Instead of `body`: a regular file to send, streamed with Content-Length; 404 when there is none. With `within`, a
   * real path, what is opened must lie below it, whatever links somebody puts on the way.
   */
  readonly file?: { readonly path: string; readonly within?: string | undefined };
}

/** Answers at once, or later for what must read a disk. */
export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
