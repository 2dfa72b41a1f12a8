// The limits of the HTTP server, from the flags both daemons have.
import { defaultHttpLimits, type HttpLimits } from '../http/limits.ts';

export interface HttpLimitFlags {
  readonly http_max_body_size: number;
  readonly http_max_header_size: number;
  readonly http_header_timeout: number;
  readonly http_max_connections: number;
  readonly http_max_pending_body_size: number;
  readonly http_max_pending_answer_size: number;
  readonly http_stalled_response_timeout: number;
  readonly http_max_pipelined_requests: number;
  readonly stream_buffer_size: number;
  readonly http_max_message_depth: number;
  /** Only of the agent: nobody sends a master records. */
  readonly http_max_record_size?: number;
}

export function httpLimits(flags: HttpLimitFlags): Partial<HttpLimits> {
  return {
    maxBodyBytes: flags.http_max_body_size,
    maxHeaderBytes: flags.http_max_header_size,
    headersTimeoutMs: flags.http_header_timeout,
    requestTimeoutMs: flags.http_header_timeout,
    maxPendingBodyBytes: flags.http_max_pending_body_size,
    maxPendingAnswerBytes: flags.http_max_pending_answer_size,
    stalledResponseMs: flags.http_stalled_response_timeout,
    maxPipelined: flags.http_max_pipelined_requests,
    maxConnections: flags.http_max_connections,
    maxStreamBufferBytes: flags.stream_buffer_size,
    messages: {
      maxDepth: flags.http_max_message_depth,
      maxRecordBytes: flags.http_max_record_size ?? defaultHttpLimits.messages.maxRecordBytes,
    },
  };
}
