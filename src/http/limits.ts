// What one peer, and all of them together, may cost the server. Every limit can be set; the defaults fit a
// master with some thousand agents and schedulers.

/** What is taken of a body that is read as messages. */
export interface MessageLimits {
  /** Nesting of JSON or protobuf. No library of protobuf reads deeper than the default. */
  readonly maxDepth: number;
  /** One record of a body that is a stream of them: less than the body, so that a record can wait whole. */
  readonly maxRecordBytes: number;
}

export interface HttpLimits {
  /** The largest body, as sent and after inflating. The largest calls known (reregistrations) stay below it. */
  readonly maxBodyBytes: number;
  /** Unfinished bodies of all connections together. */
  readonly maxPendingBodyBytes: number;
  /** Request line and headers. */
  readonly maxHeaderBytes: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  /** A response of which the peer takes nothing for so long is given up. */
  readonly stalledResponseMs: number;
  /** Large answers that are being sent, each counted once however many read it: above it the oldest is given up. */
  readonly maxPendingAnswerBytes: number;
  /** Open connections; the newest over it is answered 503. Below the usual limit of descriptors of a unit. */
  readonly maxConnections: number;
  /** Requests of one connection that are not answered yet; more than fit into one read of 64 KB. */
  readonly maxPipelined: number;
  /** Bytes of a stream that wait for a slow reader. */
  readonly maxStreamBufferBytes: number;
  /** How long a refused connection is kept, so that the peer can read why. */
  readonly lingerMs: number;
  /** Given to the handlers, which read bodies. */
  readonly messages: MessageLimits;
}

export const defaultHttpLimits: HttpLimits = {
  maxBodyBytes: 8 * 1024 * 1024,
  maxPendingBodyBytes: 256 * 1024 * 1024,
  maxHeaderBytes: 16 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  stalledResponseMs: 60_000,
  maxPendingAnswerBytes: 512 * 1024 * 1024,
  maxConnections: 10_000,
  maxPipelined: 5_000,
  maxStreamBufferBytes: 16 * 1024 * 1024,
  lingerMs: 1_000,
  messages: { maxDepth: 100, maxRecordBytes: 1024 * 1024 },
};
