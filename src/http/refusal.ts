// Refusing a connection: a short answer, then the end. The connection lingers, because closing one with
// unread bytes makes the kernel send a reset, and the peer would lose the answer.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes read and thrown away while lingering; a peer that goes on sending is not read any further. */
const maxDiscardedBytes = 256 * 1024;

export function refusalBody(status: number, why: string): string {
  return `${STATUS_CODES[status] ?? 'Refused'}: ${why}\n`;
}

/** Answers on a socket that no HTTP server owns, and closes it. */
export function refuseSocket(socket: Socket, status: number, why: string, lingerMs: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  writeRefusal(socket, status, why);
  lingerAndClose(socket, lingerMs);
}

/** Writes a whole answer, past any HTTP server that owns the socket. */
export function writeRefusal(socket: Socket, status: number, why: string): void {
  const body = refusalBody(status, why);
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nDate: ${new Date().toUTCString()}\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Ends our side, discards what still arrives up to a limit, and destroys the socket after `lingerMs`. */
function lingerAndClose(socket: Socket, lingerMs: number): void {
  let discarded = 0;
  socket.on('data', (piece: Buffer) => {
    discarded += piece.length;
    if (discarded > maxDiscardedBytes) socket.pause();
  });
  socket.once('end', () => socket.destroySoon());
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

/** The same for a socket whose bytes node:http consumes: nothing more is read from it. */
export function pauseAndClose(socket: Socket, lingerMs: number): void {
  socket.end();
  socket.pause();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}
