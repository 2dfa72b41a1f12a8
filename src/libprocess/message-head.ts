// The head of a message as every known sender writes it. Whatever is unusual (another method, a compressed
// body, conflicting lengths, a folded line) is not understood here on purpose: node:http then decides, so that
// there is one place for the hard cases.
import { addressOfMessage, isMessage, type MessageAddress } from './message-address.ts';

export interface MessageHead {
  /** The address, or the status that answers the message when its body has been read. */
  readonly address: MessageAddress | 400 | 500;
  /** Announced bytes, or undefined when the body is chunked. */
  readonly contentLength: number | undefined;
  /** False for libprocess itself, which reads answers only to throw them away; other senders may wait for theirs. */
  readonly isAnswerAwaited: boolean;
}

const requestLine = /^POST (\/[\x21-\x7e]*) HTTP\/1\.1$/;
const headerLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/;

/**
 * Parses the lines before the blank line, without it; undefined when this is for node:http.
 * @param requiredHost when given, the IP that the sender's UPID must name
 */
export function parseMessageHead(head: string, requiredHost?: string | undefined): MessageHead | undefined {
  const lines = head.split('\r\n');
  const target = requestLine.exec(lines[0] ?? '')?.[1];
  if (target === undefined) return undefined;

  let libprocessFrom: string | undefined;
  let userAgent: string | undefined;
  let contentLength: number | undefined;
  let isChunked = false;
  for (let at = 1; at < lines.length; at++) {
    const match = headerLine.exec(lines[at] ?? '');
    if (match === null) return undefined;
    const value = (match[2] ?? '').trimEnd();
    switch ((match[1] ?? '').toLowerCase()) {
      case 'libprocess-from':
        if (libprocessFrom !== undefined) return undefined;
        libprocessFrom = value;
        break;
      case 'user-agent':
        if (userAgent !== undefined) return undefined;
        userAgent = value;
        break;
      case 'content-length':
        if (contentLength !== undefined || isChunked || !/^\d{1,15}$/.test(value)) return undefined;
        contentLength = Number(value);
        break;
      case 'transfer-encoding':
        if (contentLength !== undefined || isChunked || value.toLowerCase() !== 'chunked') return undefined;
        isChunked = true;
        break;
      case 'connection':
        if (value.toLowerCase() !== 'keep-alive') return undefined;
        break;
      case 'content-encoding':
      case 'expect':
      case 'upgrade':
        return undefined;
      default:
    }
  }

  const headers = { libprocessFrom, userAgent };
  if (!isMessage(headers)) return undefined;
  return {
    address: addressOfMessage(target, headers, requiredHost),
    contentLength: isChunked ? undefined : (contentLength ?? 0),
    isAnswerAwaited: !(userAgent ?? '').startsWith('libprocess/'),
  };
}
