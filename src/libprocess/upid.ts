// UPIDs: `<actor id>@<host>:<port>`. A UPID from a peer is text to check, never to trust: what parseUpid
// refuses must not reach a socket or a header.
import type { Upid } from './transport.ts';

export interface ParsedUpid {
  readonly id: string;
  /** An IPv4 address, or a host name that is resolved (to IPv4) when a connection is made. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, the key of links. */
  readonly address: string;
}

/** How libprocess writes an address that is none: that of a scheduler on HTTP, of a sender that wants no answer. */
export const noUpid: Upid = '@0.0.0.0:0';

/** Long enough for `executor(n)` and ids with UUIDs, short enough for a header line. */
const maxUpidLength = 512;
// An id may hold parentheses and most punctuation; what would end the header line or the `@` is refused.
const upidPattern = /^([\x21-\x3f\x41-\x7e]{1,384})@([0-9A-Za-z.-]{1,253}):([0-9]{1,5})$/;
const ipv4Pattern = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const labelPattern = /^(?!-)[0-9A-Za-z-]{1,63}(?<!-)$/;

/** The parts of a UPID, or undefined when the text is none: no id, not IPv4, port 0 or over 65535. */
export function parseUpid(text: string): ParsedUpid | undefined {
  if (text.length > maxUpidLength) return undefined;
  const match = upidPattern.exec(text);
  if (match === null) return undefined;
  const [, id = '', host = '', portText = ''] = match;
  const port = Number(portText);
  if (port < 1 || port > 65535 || !isHost(host)) return undefined;
  return { id, host, port, address: `${host}:${port}` };
}

/** The UPID of actor `id` at `address` (`ip:port`). */
export function formatUpid(id: string, address: string): Upid {
  return `${id}@${address}`;
}

export function isIpv4(text: string): boolean {
  return ipv4Pattern.test(text);
}

function isHost(text: string): boolean {
  // All digits and dots can only be meant as an address: 1.2.3 or 300.1.1.1 is a mistake, not a host name.
  if (/^[0-9.]+$/.test(text)) return isIpv4(text);
  return text.split('.').every((label) => labelPattern.test(label));
}
