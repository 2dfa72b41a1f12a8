// One port for HTTP and for libprocess. The first bytes of a connection decide which of two paths reads it:
// the lean one for messages, node:http for everything else; each serves what the other does, so the choice is
// only about speed. A connection that is idle between requests is never closed from here: peers on both
// protocols take that for the death of the process.
import type { Socket } from 'node:net';
import { MesosError } from '../base/errors.ts';
import { createByteBudget } from '../libprocess/body-bytes.ts';
import type { InboundMessage } from '../libprocess/transport.ts';
import { AnswerPace } from './answer-pace.ts';
import { defaultHttpLimits, type HttpLimits } from './limits.ts';
import type { HttpHandler } from './message.ts';
import { looksLikeMessage, MessageConnection } from './message-connection.ts';
import { createPlainServer, type GivenUp, remoteAddressOf } from './plain-connections.ts';
import { refuseSocket } from './refusal.ts';
import { type OnRefused, overload, type RefusalReason, reasonOf } from './refusal-reason.ts';

export interface HttpServerOptions {
  readonly handler: HttpHandler;
  /** False when no actor has the id. Without it no process takes messages. */
  readonly onMessage?: ((message: InboundMessage) => boolean) | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  /** Told of every connection, request or message refused by a limit or for its form, for the metrics. */
  readonly onRefused?: OnRefused | undefined;
  /** Told of what a handler threw (the peer was answered 500) and of streams given up. */
  readonly onError?: ((error: unknown, what: string) => void) | undefined;
  /** Told of each answer that was given up, because its reader is too slow or too many wait. */
  readonly onGivenUp?: ((why: GivenUp) => void) | undefined;
  /** Refuses messages (400) whose sender's UPID names another IP than the TCP peer's. */
  readonly requirePeerAddressIpMatch?: boolean | undefined;
}

export interface HttpServer {
  /** Rejects with LISTEN_FAILED. Port 0 takes a free one. */
  listen(host: string, port: number): Promise<{ readonly host: string; readonly port: number }>;
  /** Stops listening, lets written answers leave for up to `graceMs`, then closes every connection. */
  close(graceMs?: number): Promise<void>;
  readonly connectionCount: number;
}

/** A peer that vanished without a word would count as a connection for ever; probes find it. */
const keepAliveProbeMs = 10 * 60 * 1000;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const limits: HttpLimits = { ...defaultHttpLimits, ...options.limits };
  const onRefused = (status: number, why: string, reason?: RefusalReason): void =>
    options.onRefused?.(status, why, reason ?? reasonOf(status, why));
  const onError = options.onError ?? (() => undefined);
  const requirePeerAddressIpMatch = options.requirePeerAddressIpMatch ?? false;
  const budget = createByteBudget(limits.maxPendingBodyBytes);
  const sockets = new Set<Socket>();
  const messageConnections = new Set<MessageConnection>();
  const pace = new AnswerPace(performance.now());

  const deliver = (message: InboundMessage): boolean => {
    try {
      if (options.onMessage?.(message) === true) return true;
      onRefused(404, `no process ${message.to}`, 'process');
      return false;
    } catch (error) {
      // The actor exists; what went wrong in it is not the sender's to know.
      onError(error, `message ${message.name} to ${message.to}`);
      return true;
    }
  };

  const plain = createPlainServer({
    handler: options.handler,
    deliver,
    limits,
    budget,
    onRefused,
    onError,
    onGivenUp: options.onGivenUp ?? (() => undefined),
    requirePeerAddressIpMatch,
  });
  // This server listens, so that its own timeouts work, but connections come here first.
  const servePlain = plain.listeners('connection') as ((this: unknown, socket: Socket) => void)[];
  plain.removeAllListeners('connection');
  plain.on('connection', accept);

  const sweep = setInterval(
    () => {
      const nowMs = performance.now();
      pace.sweep(nowMs);
      for (const connection of messageConnections) connection.checkTime(nowMs);
    },
    Math.max(50, Math.min(1_000, limits.requestTimeoutMs / 4)),
  );
  sweep.unref();

  function accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (sockets.size >= limits.maxConnections) {
      onRefused(503, overload.connections);
      refuseSocket(socket, 503, overload.connections, limits.lingerMs);
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.setKeepAlive(true, keepAliveProbeMs);
    const onEnd = (): void => {
      socket.end();
    };
    socket.once('end', onEnd);
    socket.once('data', (first: Buffer) => {
      socket.off('end', onEnd);
      if (looksLikeMessage(first)) takeMessages(socket, first);
      else passToPlain(socket, first);
    });
  }

  function takeMessages(socket: Socket, first: Buffer): void {
    const connection = new MessageConnection(socket, {
      limits,
      budget,
      pace,
      requiredHost: requirePeerAddressIpMatch ? remoteAddressOf(socket) : undefined,
      deliver,
      onRefused,
      onPlain: passToPlain,
      onLeft: (left) => messageConnections.delete(left),
    });
    messageConnections.add(connection);
    connection.feed(first);
  }

  function passToPlain(socket: Socket, unread: Buffer): void {
    // Paused while nobody listens, or the bytes put back would be lost.
    socket.pause();
    socket.unshift(unread);
    for (const serve of servePlain) serve.call(plain, socket);
    process.nextTick(() => socket.resume());
  }

  return {
    get connectionCount() {
      return sockets.size;
    },

    listen(host, port) {
      return new Promise((resolve, reject) => {
        const onListenError = (error: NodeJS.ErrnoException): void => {
          reject(
            new MesosError('LISTEN_FAILED', `cannot listen on ${host}:${port}: ${error.message}`, {
              cause: error,
              hint: listenHint(error.code),
            }),
          );
        };
        plain.once('error', onListenError);
        plain.listen({ host, port, backlog: 4096 }, () => {
          plain.off('error', onListenError);
          const bound = plain.address();
          resolve(
            typeof bound === 'object' && bound !== null
              ? { host: bound.address, port: bound.port }
              : { host, port },
          );
        });
      });
    },

    close(graceMs = 500) {
      clearInterval(sweep);
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, graceMs);
        plain.close(() => {
          clearTimeout(timer);
          resolve();
        });
        for (const socket of sockets) socket.destroySoon();
      });
    },
  };
}

function listenHint(code: string | undefined): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another process has the port: stop it, or choose another with --port';
    case 'EADDRNOTAVAIL':
      return 'no interface of this host has the address: check --ip';
    case 'EACCES':
      return 'ports below 1024 need privileges: choose another with --port';
    default:
      return 'check --ip and --port';
  }
}
