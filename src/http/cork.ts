// Small writes to one socket that leave together: a system call for each event costs more than all the rest of it.
import type { Socket } from 'node:net';

const corked = new WeakSet<Socket>();

/** Until every socket that has bytes now was read, what is written to this one is kept; then it leaves in one call. */
export function corkForTurn(socket: Socket): void {
  if (corked.has(socket)) return;
  corked.add(socket);
  socket.cork();
  setImmediate(() => {
    corked.delete(socket);
    socket.uncork();
  });
}
