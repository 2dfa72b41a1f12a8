// Raw sockets for the replays: an HTTP reader that keeps header lines and chunks as they came, a libprocess
// peer and a plain HTTP client. They are independent of the daemons' own server, which is what is under test.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { frameMessage } from '../../src/libprocess/framing.ts';
import type { MessageName } from '../../src/protocol/messages.ts';
import { messageOfLibprocessName } from '../../src/protocol/names.ts';
import { decode } from '../../src/protocol/protobuf.ts';
import { messageNames } from '../../src/protocol/schema.ts';
import { meetDemands } from '../support/demands.ts';

export interface WireMessage {
  /** Request or status line, then the header lines, as they came. */
  readonly head: readonly string[];
  /** The body, without the framing of chunks. */
  readonly body: Buffer;
}

export interface WireEvents {
  onHead?(head: readonly string[]): void;
  onChunk?(chunk: Buffer): void;
  onMessage(message: WireMessage): void;
}

type Part = 'head' | 'sized' | 'chunk-size' | 'chunk-data' | 'trailer';

/** Reads requests or responses that follow each other on one connection. */
export class WireReader {
  readonly #events: WireEvents;
  #held = Buffer.alloc(0);
  #part: Part = 'head';
  #head: readonly string[] = [];
  #chunks: Buffer[] = [];
  #missing = 0;

  constructor(events: WireEvents) {
    this.#events = events;
  }

  feed(piece: Buffer): void {
    this.#held = Buffer.concat([this.#held, piece]);
    while (this.#step());
  }

  #step(): boolean {
    switch (this.#part) {
      case 'head':
        return this.#readHead();
      case 'chunk-size': {
        const line = this.#line();
        if (line === undefined) return false;
        this.#missing = Number.parseInt(line, 16);
        this.#part = this.#missing === 0 ? 'trailer' : 'chunk-data';
        return true;
      }
      case 'chunk-data': {
        if (this.#held.length < this.#missing + 2) return false;
        const chunk = this.#take(this.#missing);
        this.#take(2);
        this.#chunks.push(chunk);
        this.#events.onChunk?.(chunk);
        this.#part = 'chunk-size';
        return true;
      }
      case 'trailer':
        if (this.#line() === undefined) return false;
        this.#complete(Buffer.concat(this.#chunks));
        return true;
      case 'sized':
        if (this.#held.length < this.#missing) return false;
        this.#complete(this.#take(this.#missing));
        return true;
    }
  }

  #readHead(): boolean {
    const end = this.#held.indexOf('\r\n\r\n');
    if (end < 0) return false;
    this.#head = this.#take(end).toString('latin1').split('\r\n');
    this.#take(4);
    this.#chunks = [];
    this.#events.onHead?.(this.#head);
    const value = (name: string): string | undefined =>
      this.#head
        .find((line) => line.toLowerCase().startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim();
    this.#missing = Number(value('content-length') ?? 0);
    this.#part = value('transfer-encoding') === 'chunked' ? 'chunk-size' : 'sized';
    return true;
  }

  #complete(body: Buffer): void {
    this.#part = 'head';
    this.#events.onMessage({ head: this.#head, body });
  }

  #line(): string | undefined {
    const end = this.#held.indexOf('\r\n');
    if (end < 0) return undefined;
    const line = this.#take(end).toString('latin1');
    this.#take(2);
    return line;
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }
}

export interface PeerEvents {
  /** A message that a daemon sent to this peer. */
  onMessage(message: WireMessage): void;
  /** What a daemon answered to a message of this peer. */
  onAnswer(answer: WireMessage): void;
}

/** A daemon sends nothing that the original would drop, or end at. */
function meetWireDemands({ head, body }: WireMessage): void {
  const [, actor = '', name = ''] = /^POST \/([^/]+)\/(\S+) HTTP/.exec(head[0] ?? '') ?? [];
  const known = messageOfLibprocessName(name);
  if (isMessageName(known)) meetDemands(known, decode(known, body), `${actor}@`);
}

function isMessageName(name: string): name is MessageName {
  return messageNames.includes(name);
}

/** One libprocess process: it listens, answers every message as the original does, and sends over one link. */
export class LibprocessPeer {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #link: Socket | undefined;
  #events: PeerEvents = { onMessage: () => undefined, onAnswer: () => undefined };

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (socket) => {
      this.#keep(socket);
      const reader = new WireReader({
        onMessage: (message) => {
          socket.write(
            `HTTP/1.1 202 Accepted\r\nDate: ${new Date().toUTCString()}\r\nContent-Length: 0\r\n\r\n`,
          );
          meetWireDemands(message);
          this.#events.onMessage(message);
        },
      });
      socket.on('data', (piece: Buffer) => reader.feed(piece));
    });
  }

  static async listen(port = 0): Promise<LibprocessPeer> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return new LibprocessPeer(server, typeof address === 'object' && address !== null ? address.port : port);
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  set events(events: PeerEvents) {
    this.#events = events;
  }

  /** Opens the one connection that all messages of this peer go over. */
  async link(port: number): Promise<void> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#keep(socket);
    await once(socket, 'connect');
    const reader = new WireReader({ onMessage: (answer) => this.#events.onAnswer(answer) });
    socket.on('data', (piece: Buffer) => reader.feed(piece));
    this.#link = socket;
  }

  /** The process of the peer dies: all its connections break. It still listens, as its successor on the same port. */
  async breakLinks(): Promise<void> {
    const closed = [...this.#sockets].map((socket) => once(socket, 'close'));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
    this.#link = undefined;
  }

  get isLinked(): boolean {
    return this.#link !== undefined && !this.#link.destroyed && this.#link.writable;
  }

  /** The local port of the link, which names its socket. */
  get linkPort(): number {
    return this.#link?.localPort ?? 0;
  }

  /** @param actor the local sender, for example `slave(1)` */
  send(actor: string, toId: string, name: string, body: Uint8Array): void {
    if (this.#link === undefined) throw new Error('the peer is not linked');
    const to = `127.0.0.1:${this.#link.remotePort ?? 0}`;
    this.#link.write(frameMessage(`${actor}@${this.address}`, toId, to, name, body));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** One connection of an HTTP client that sends the header lines it is given. */
export class WireClient {
  readonly #socket: Socket;
  #isGone = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
  }

  static async open(port: number, events: WireEvents): Promise<WireClient> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    const client = new WireClient(socket);
    const reader = new WireReader(events);
    socket.on('data', (piece: Buffer) => {
      if (!client.#isGone) reader.feed(piece);
    });
    return client;
  }

  send(head: readonly string[], body: Uint8Array): void {
    this.#socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]));
  }

  /** The client ends: what still arrives is not read. */
  hangUp(): void {
    this.#isGone = true;
    this.#socket.end();
  }

  close(): void {
    this.#isGone = true;
    this.#socket.destroy();
  }
}
