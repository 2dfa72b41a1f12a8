// Whom a message is for and from: read from the request target and two headers, by the same rules on the
// lean path and through node:http.

import type { Upid } from './transport.ts';
import { parseUpid } from './upid.ts';

export interface MessageAddress {
  readonly to: string;
  readonly from: Upid;
  readonly name: string;
}

export interface MessageHeaders {
  readonly libprocessFrom: string | undefined;
  readonly userAgent: string | undefined;
}

const agentPrefix = 'libprocess/';

/** True when a POST with these headers is a message and not a plain request. */
export function isMessage(headers: MessageHeaders): boolean {
  return headers.libprocessFrom !== undefined || headers.userAgent?.startsWith(agentPrefix) === true;
}

/**
 * The address of a message, or the status that refuses it: 400 for a path that does not begin with "/" or is
 * wrongly escaped, and for a sender elsewhere than its TCP peer when `requiredHost` is given; 500 for a
 * sender that is no UPID. `Libprocess-From` wins over `User-Agent`.
 */
export function addressOfMessage(
  target: string,
  headers: MessageHeaders,
  requiredHost?: string | undefined,
): MessageAddress | 400 | 500 {
  if (!target.startsWith('/')) return 400;
  const sender = headers.libprocessFrom ?? headers.userAgent?.slice(agentPrefix.length) ?? '';
  const upid = parseUpid(sender);
  if (upid === undefined) return 500;
  if (requiredHost !== undefined && upid.host !== requiredHost) return 400;

  const path = target.split(/[?#]/, 1)[0] ?? '';
  const slash = path.indexOf('/', 1);
  const segment = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const name = slash < 0 ? '' : path.slice(slash + 1);
  if (!segment.includes('%')) return { to: segment, from: sender, name };
  try {
    return { to: decodeURIComponent(segment), from: sender, name };
  } catch {
    return 400;
  }
}
