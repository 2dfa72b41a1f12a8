// The bytes of one libprocess message, exactly as libprocess-wire section 2 has them: the order and the
// casing of the header lines, one lower-case hexadecimal chunk, no length at all for an empty body.
import type { Upid } from './transport.ts';

const tail = '\r\n0\r\n\r\n';
const unsafeInPath = /[^\x21\x22\x24\x26-\x2e\x30-\x3e\x40-\x7e]/g;

/**
 * One buffer with the whole message, so that it leaves in one write.
 * @param toId id of the receiving actor; what cannot stand in a request line is percent-encoded
 * @param toAddress `ip:port` of the receiver
 */
export function frameMessage(
  from: Upid,
  toId: string,
  toAddress: string,
  name: string,
  body: Uint8Array,
): Buffer {
  const id = toId === '' ? '' : `/${toId.replace(unsafeInPath, percentEncode)}`;
  const head =
    `POST ${id}/${name} HTTP/1.1\r\n` +
    `User-Agent: libprocess/${from}\r\n` +
    `Libprocess-From: ${from}\r\n` +
    'Connection: Keep-Alive\r\n' +
    `Host: ${toAddress}\r\n`;
  if (body.length === 0) return Buffer.from(`${head}\r\n`, 'latin1');

  const start = `${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`;
  const frame = Buffer.allocUnsafe(start.length + body.length + tail.length);
  frame.write(start, 0, 'latin1');
  frame.set(body, start.length);
  frame.write(tail, start.length + body.length, 'latin1');
  return frame;
}

function percentEncode(character: string): string {
  let encoded = '';
  for (const byte of Buffer.from(character, 'utf8')) {
    encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
