// A TCP client of the tests: sends exactly the bytes it is given and collects what comes back.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawConnection {
  readonly socket: Socket;
  /** Everything received so far, as latin1. */
  readonly received: string;
  readonly isClosed: boolean;
  send(bytes: string | Uint8Array): void;
  /** Resolves when what was received satisfies the test; rejects when the connection closes before. */
  until(test: (received: string) => boolean, what: string): Promise<string>;
  /** Resolves with everything received when the connection has closed. */
  closed(): Promise<string>;
}

export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received = '';
  let isClosed = false;
  socket.on('error', () => undefined);
  socket.on('data', (piece) => {
    received += piece.toString('latin1');
  });
  socket.on('close', () => {
    isClosed = true;
  });
  await once(socket, 'connect');
  return {
    socket,
    get received() {
      return received;
    },
    get isClosed() {
      return isClosed;
    },
    send: (bytes) => void socket.write(bytes),
    until(test, what) {
      return new Promise((resolve, reject) => {
        const check = (): void => {
          if (test(received)) resolve(received);
        };
        socket.on('data', check);
        socket.on('close', () =>
          reject(new Error(`closed before ${what}; received ${JSON.stringify(received)}`)),
        );
        check();
        if (isClosed) reject(new Error(`closed before ${what}; received ${JSON.stringify(received)}`));
      });
    },
    closed() {
      return new Promise((resolve) => {
        if (isClosed) resolve(received);
        else socket.on('close', () => resolve(received));
      });
    },
  };
}

/** Sends the bytes on a connection of its own and returns what came until the server closed it. */
export async function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  const connection = await openRaw(port);
  connection.send(bytes);
  return connection.closed();
}

export function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
