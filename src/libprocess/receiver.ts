// The lean path of incoming messages: an incremental parser for one connection that carries libprocess
// messages, one after the other. It owns no socket; bytes go in through feed(), everything else comes out
// through the port. It never throws for what a peer sent, and holds at most one head and one body.
import { BodyBytes, type ByteBudget } from './body-bytes.ts';
import { type MessageHead, parseMessageHead } from './message-head.ts';
import type { InboundMessage } from './transport.ts';

export interface ReceiverPort {
  /** False when no actor has the id. The body may alias the piece that was fed. */
  deliver(message: InboundMessage): boolean;
  /**
   * Answers to all messages completed by one feed(), to leave in one write; when none of their senders waits for its
   * answer, they may leave later, but before anything else is written.
   */
  respond(answers: string, isAwaited: boolean): void;
  /** A message is answered with the status for which nobody gets it. */
  misaddressed(status: 400 | 500): void;
  /** The connection cannot go on: answer, then close. Nothing follows. */
  refuse(status: 400 | 413 | 431 | 503, why: string): void;
  /** A request begins with these bytes that is not a plain message: serve it otherwise. Nothing follows. */
  handOff(unread: Buffer): void;
}

export interface ReceiverLimits {
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
}

type State = 'head' | 'sized' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers' | 'done';

const empty = Buffer.alloc(0);
const never = (): boolean => false;
/** A chunk's size line: eight digits cover any allowed body; extensions are skipped, so they are kept short. */
const maxChunkSizeLine = 256;
const cr = 13;
const lf = 10;
/** What #step returns when the buffer holds nothing more that can be consumed. */
const needMore = -1;

export class Receiver {
  readonly #port: ReceiverPort;
  readonly #limits: ReceiverLimits;
  readonly #budget: ByteBudget;
  readonly #requiredHost: string | undefined;
  readonly #body = new BodyBytes();
  #state: State = 'head';
  /** The unfinished line or head left by the last piece. */
  #held: Buffer = empty;
  /** How much of the held head was searched for its end. */
  #searched = 0;
  #head: MessageHead | undefined;
  /** The last head and its text: a link mostly repeats itself. */
  #lastText = '';
  #lastHead: MessageHead | undefined;
  #remaining = 0;
  #trailerBytes = 0;
  #reserved = 0;
  #answers = '';
  #isAnswerAwaited = false;
  #completed = 0;

  /** @param requiredHost when given, the IP that the sender's UPID must name */
  constructor(
    port: ReceiverPort,
    limits: ReceiverLimits,
    budget: ByteBudget,
    requiredHost?: string | undefined,
  ) {
    this.#port = port;
    this.#limits = limits;
    this.#budget = budget;
    this.#requiredHost = requiredHost;
  }

  /** True when a request has begun and is not complete. */
  get isMidRequest(): boolean {
    return this.#state !== 'done' && (this.#state !== 'head' || this.#held.length > 0);
  }

  /** Messages completed so far. */
  get completed(): number {
    return this.#completed;
  }

  /**
   * True when messages may be left because `isTurnOver` said, after one of them, that others must have their turn:
   * go on with an empty piece, before any other.
   */
  feed(piece: Buffer, isTurnOver: () => boolean = never): boolean {
    if (this.#state === 'done') return false;
    const isJoined = this.#held.length > 0;
    const buffer = isJoined ? Buffer.concat([this.#held, piece]) : piece;
    this.#held = empty;
    let at = 0;
    let completed = this.#completed;
    let isInterrupted = false;
    while (!isInterrupted) {
      const next = this.#step(buffer, at);
      if (next === needMore) break;
      at = next;
      if (this.#completed === completed) continue;
      completed = this.#completed;
      isInterrupted = at < buffer.length && isTurnOver();
    }
    if (this.isOpen() && at < buffer.length) {
      // A copy, so that a few bytes do not keep a whole read buffer alive.
      this.#held = isJoined && at === 0 ? buffer : Buffer.from(buffer.subarray(at));
    }
    this.#flush();
    return isInterrupted && this.isOpen();
  }

  /** Gives back what was reserved; to be called when the connection ends. */
  close(): void {
    this.#state = 'done';
    this.#body.take();
    this.#held = empty;
    this.#release();
  }

  isOpen(): boolean {
    return this.#state !== 'done';
  }

  #step(buffer: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(buffer, at);
      case 'sized':
      case 'chunk-data':
        return this.#readBody(buffer, at);
      case 'chunk-size':
        return this.#readChunkSize(buffer, at);
      case 'chunk-end':
        return this.#readChunkEnd(buffer, at);
      case 'trailers':
        return this.#readTrailer(buffer, at);
      case 'done':
        return needMore;
    }
  }

  #readHead(buffer: Buffer, from: number): number {
    let at = from;
    // Some clients send a line end too many after a body.
    while (this.#searched === 0 && (buffer[at] === cr || buffer[at] === lf)) at++;
    if (at > from) return at;
    if (at >= buffer.length) return needMore;

    const end = buffer.indexOf('\r\n\r\n', at + Math.max(0, this.#searched - 3), 'latin1');
    if (end < 0 ? buffer.length - at > this.#limits.maxHeaderBytes : end - at > this.#limits.maxHeaderBytes) {
      return this.#handOff(buffer.subarray(at));
    }
    if (end < 0) {
      this.#searched = buffer.length - at;
      return needMore;
    }
    this.#searched = 0;

    const text = buffer.toString('latin1', at, end);
    const head = text === this.#lastText ? this.#lastHead : parseMessageHead(text, this.#requiredHost);
    if (head === undefined || (head.contentLength ?? 0) > this.#limits.maxBodyBytes) {
      return this.#handOff(buffer.subarray(at));
    }
    this.#lastText = text;
    this.#lastHead = head;
    this.#head = head;
    if (head.contentLength === undefined) {
      this.#state = 'chunk-size';
    } else if (head.contentLength === 0) {
      this.#complete();
    } else {
      this.#remaining = head.contentLength;
      this.#state = 'sized';
    }
    return end + 4;
  }

  #readBody(buffer: Buffer, at: number): number {
    if (at >= buffer.length) return needMore;
    const end = Math.min(at + this.#remaining, buffer.length);
    const isWhole = end - at === this.#remaining && this.#body.length === 0;
    if (!isWhole) {
      // A body within one piece needs no account: it is delivered before the next piece is read.
      if (!this.#budget.reserve(end - at)) return this.#refuse(503, 'too many unfinished bodies');
      this.#reserved += end - at;
    }
    this.#body.add(buffer.subarray(at, end));
    this.#remaining -= end - at;
    if (this.#remaining === 0) {
      if (this.#state === 'sized') this.#complete();
      else this.#state = 'chunk-end';
    }
    return end;
  }

  #readChunkSize(buffer: Buffer, at: number): number {
    let size = 0;
    let index = at;
    for (; index < buffer.length; index++) {
      const digit = hexDigit(buffer[index] ?? 0);
      if (digit < 0) break;
      size = size * 16 + digit;
      if (index - at >= 8) return this.#refuse(413, 'chunk too large');
    }
    const digits = index - at;
    const end = buffer.indexOf('\r\n', index, 'latin1');
    if (end < 0) {
      if (buffer.length - at > maxChunkSizeLine) return this.#refuse(400, 'bad chunk size');
      return needMore;
    }
    if (digits === 0 || end - at > maxChunkSizeLine || !isChunkExtension(buffer, index, end)) {
      return this.#refuse(400, 'bad chunk size');
    }
    if (this.#body.length + size > this.#limits.maxBodyBytes) return this.#refuse(413, 'body too large');
    if (size === 0) {
      this.#trailerBytes = 0;
      this.#state = 'trailers';
    } else {
      this.#remaining = size;
      this.#state = 'chunk-data';
    }
    return end + 2;
  }

  #readChunkEnd(buffer: Buffer, at: number): number {
    if (buffer.length - at < 2) return needMore;
    if (buffer[at] !== cr || buffer[at + 1] !== lf) return this.#refuse(400, 'bad chunk end');
    this.#state = 'chunk-size';
    return at + 2;
  }

  #readTrailer(buffer: Buffer, at: number): number {
    const end = buffer.indexOf('\r\n', at, 'latin1');
    const length = (end < 0 ? buffer.length : end) - at;
    if (this.#trailerBytes + length > this.#limits.maxHeaderBytes) {
      return this.#refuse(431, 'trailers too large');
    }
    if (end < 0) return needMore;
    if (length === 0) {
      this.#complete();
    } else {
      this.#trailerBytes += length + 2;
    }
    return end + 2;
  }

  #complete(): void {
    const address = this.#head?.address ?? 400;
    if (this.#head?.isAnswerAwaited !== false) this.#isAnswerAwaited = true;
    const body = this.#body.take();
    this.#state = 'head';
    this.#head = undefined;
    this.#completed++;
    this.#release();
    if (typeof address === 'number') {
      this.#port.misaddressed(address);
      this.#answers += answerText(address);
      return;
    }
    const { to, from, name } = address;
    this.#answers += answerText(this.#port.deliver({ to, from, name, body }) ? 202 : 404);
  }

  #refuse(status: 400 | 413 | 431 | 503, why: string): typeof needMore {
    this.close();
    this.#flush();
    this.#port.refuse(status, why);
    return needMore;
  }

  #handOff(unread: Buffer): typeof needMore {
    this.close();
    this.#flush();
    this.#port.handOff(unread);
    return needMore;
  }

  #flush(): void {
    if (this.#answers === '') return;
    const answers = this.#answers;
    const isAwaited = this.#isAnswerAwaited;
    this.#answers = '';
    this.#isAnswerAwaited = false;
    this.#port.respond(answers, isAwaited);
  }

  #release(): void {
    this.#budget.release(this.#reserved);
    this.#reserved = 0;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Between the size and the line end: nothing, white space, or a ";" and an extension. */
function isChunkExtension(buffer: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at < to && (buffer[at] === 0x20 || buffer[at] === 0x09)) at++;
  if (at === to) return true;
  if (buffer[at] !== 0x3b) return false;
  for (; at < to; at++) {
    const byte = buffer[at] ?? 0;
    if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) return false;
  }
  return true;
}

const reasons = { 202: 'Accepted', 400: 'Bad Request', 404: 'Not Found', 500: 'Internal Server Error' };
let answerSecond = -1;
let answers: Record<number, string> = {};

/** The answer to a message; made once a second, because its only variable part is the date. */
function answerText(status: 202 | 400 | 404 | 500): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== answerSecond) {
    answerSecond = second;
    answers = {};
  }
  let text = answers[status];
  if (text === undefined) {
    const date = new Date(second * 1000).toUTCString();
    text = `HTTP/1.1 ${status} ${reasons[status]}\r\nDate: ${date}\r\nContent-Length: 0\r\n\r\n`;
    answers[status] = text;
  }
  return text;
}
