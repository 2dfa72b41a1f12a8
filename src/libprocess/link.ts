// One outgoing connection. Messages go out in the order of send(); what the peer sends back (the answers to
// our messages) is read and thrown away, because an unread answer would in the end block the peer.
import { connect, type Socket } from 'node:net';

export interface LinkLimits {
  /** Bytes that may wait for one peer: what a slow or stopped peer may cost. */
  readonly maxQueuedBytes: number;
  /** Well below the 75 s of the ping timeout; the kernel alone would try for over two minutes. */
  readonly connectTimeoutMs: number;
  /**
   * How long a peer may take to close after we did: generous, because closing earlier would also throw away
   * what it has received and not read.
   */
  readonly closeTimeoutMs: number;
}

export interface LinkEvents {
  /** Called once, when the connection is gone for whatever reason but discard(). */
  onClosed(why: string): void;
  /** So many messages are lost because too many bytes wait; the connection ends. */
  onOverflow(messages: number): void;
}

/** Messages up to this many together are copied into one buffer; more go out as they are. */
const maxCoalescedBytes = 1024 * 1024;

export class Link {
  readonly #socket: Socket;
  readonly #limits: LinkLimits;
  readonly #events: LinkEvents;
  readonly #connectTimer: NodeJS.Timeout;
  #closeTimer: NodeJS.Timeout | undefined;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isFlushScheduled = false;
  #isClosing = false;
  #isGone = false;
  #closesWhenDrained = false;
  #why = 'closed by the peer';

  constructor(host: string, port: number, limits: LinkLimits, events: LinkEvents) {
    this.#limits = limits;
    this.#events = events;
    this.#socket = connect({ host, port, family: 4, noDelay: true });
    this.#connectTimer = setTimeout(() => this.#fail('connecting timed out'), limits.connectTimeoutMs);
    this.#socket.once('connect', () => clearTimeout(this.#connectTimer));
    this.#socket.on('error', (error) => {
      this.#why = error.message;
    });
    this.#socket.once('close', () => this.#finish());
    this.#socket.resume();
  }

  /** False when the link is closing: the message needs another connection. */
  get isUsable(): boolean {
    return !this.#isClosing && !this.#isGone && !this.#socket.destroyed && this.#socket.writable;
  }

  /** Bytes handed to send() that the kernel has not taken. */
  get queuedBytes(): number {
    return this.#waitingBytes + this.#socket.writableLength;
  }

  /** Queues the message; it leaves at the end of this turn, together with the others of the turn. */
  send(frame: Buffer): void {
    if (this.queuedBytes + frame.length > this.#limits.maxQueuedBytes) {
      this.#events.onOverflow(this.#waiting.length + 1);
      this.#fail(`more than ${this.#limits.maxQueuedBytes} bytes wait for the peer`);
      return;
    }
    this.#waiting.push(frame);
    this.#waitingBytes += frame.length;
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    setImmediate(() => {
      this.#isFlushScheduled = false;
      this.flush();
    });
  }

  flush(): void {
    if (this.#waiting.length > 0 && !this.#socket.destroyed) {
      const frames = this.#waiting;
      const bytes = this.#waitingBytes;
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.#write(frames, bytes);
    }
    this.#closeIfDrained();
  }

  /** From now on the link closes as soon as its queue is empty (or, with false, stays open). */
  setTemporary(isTemporary: boolean): void {
    this.#closesWhenDrained = isTemporary;
    if (isTemporary) this.#closeIfDrained();
  }

  /** Closes at once and without an event; returns the messages that were not written. */
  discard(): Buffer[] {
    this.#isGone = true;
    const rest = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#clearTimers();
    this.#socket.destroy();
    return rest;
  }

  #write(frames: readonly Buffer[], bytes: number): void {
    const onWritten = (): void => this.#closeIfDrained();
    if (frames.length === 1 && frames[0] !== undefined) {
      this.#socket.write(frames[0], onWritten);
    } else if (bytes <= maxCoalescedBytes) {
      this.#socket.write(Buffer.concat(frames, bytes), onWritten);
    } else {
      this.#socket.cork();
      for (const frame of frames) this.#socket.write(frame, onWritten);
      this.#socket.uncork();
    }
  }

  #closeIfDrained(): void {
    if (!this.#closesWhenDrained || this.#isClosing || this.#socket.destroyed) return;
    if (this.queuedBytes > 0 || this.#isFlushScheduled) return;
    this.#isClosing = true;
    this.#socket.end();
    this.#closeTimer = setTimeout(() => this.#socket.destroy(), this.#limits.closeTimeoutMs);
  }

  #fail(why: string): void {
    this.#why = why;
    this.#isClosing = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#socket.destroy();
  }

  #finish(): void {
    this.#clearTimers();
    if (this.#isGone) return;
    this.#isGone = true;
    this.#events.onClosed(this.#why);
  }

  #clearTimers(): void {
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#closeTimer);
  }
}
