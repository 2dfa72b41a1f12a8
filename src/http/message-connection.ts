// One connection on the lean path: joins a socket with a libprocess receiver. It sets no limit on an idle
// connection; only a request that has begun is timed, by the sweep of the server. The rule: nothing is written while
// there may be something to read, because a peer that has sent its last and closed answers that with a reset, and the
// next write would then end the connection before the rest was read.
import type { Socket } from 'node:net';
import type { ByteBudget } from '../libprocess/body-bytes.ts';
import { Receiver } from '../libprocess/receiver.ts';
import type { InboundMessage } from '../libprocess/transport.ts';
import type { AnswerPace } from './answer-pace.ts';
import type { HttpLimits } from './limits.ts';
import { refuseSocket } from './refusal.ts';
import type { RefusalReason } from './refusal-reason.ts';

export interface MessageConnectionOptions {
  readonly limits: HttpLimits;
  readonly budget: ByteBudget;
  /** Of all connections of the server. */
  readonly pace: AnswerPace;
  /** The IP a sender's UPID must name, when that is checked. */
  readonly requiredHost: string | undefined;
  readonly deliver: (message: InboundMessage) => boolean;
  readonly onRefused: (status: number, why: string, reason?: RefusalReason) => void;
  /** The connection goes on as plain HTTP; these bytes are unread. */
  readonly onPlain: (socket: Socket, unread: Buffer) => void;
  /** The lean path is through with the socket. */
  readonly onLeft: (connection: MessageConnection) => void;
}

/**
 * Answers that wait for a peer that does not read them; such peers exist, and must not cost more than this.
 * Beyond it answers are left out: the peer does not look at them.
 */
const maxUnreadAnswerBytes = 1024 * 1024;

/** Held answers leave when there are so many bytes of them, or with the next sweep, a second later at most. */
const maxHeldAnswerBytes = 4096;

/**
 * How long the messages of one read may hold up everything else. A read brings up to 64 kB, and a hundred launches in
 * one took 80 ms.
 */
const turnMs = 10;

/** True when the first bytes of a connection look like those of a message. A wrong guess costs only time. */
export function looksLikeMessage(first: Buffer): boolean {
  if (first.length < 6 || first.toString('latin1', 0, 6) !== 'POST /') return false;
  const end = first.indexOf('\r\n\r\n', 0, 'latin1');
  const head = first.toString('latin1', 0, end < 0 ? Math.min(first.length, 4096) : end);
  return /\r\n(?:libprocess-from:|user-agent:[ \t]*libprocess\/)/i.test(head);
}

export class MessageConnection {
  readonly #socket: Socket;
  readonly #options: MessageConnectionOptions;
  readonly #receiver: Receiver;
  #startedAtMs = 0;
  #startedAfter = 0;
  #heldAnswers = '';
  #isAnswerDue = false;
  /** Counts reads; a turn of the loop without one means that there is nothing to read. */
  #reads = 0;
  #isInterrupted = false;

  constructor(socket: Socket, options: MessageConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    const port = {
      deliver: options.deliver,
      respond: (answers: string, isAwaited: boolean) => this.#respond(answers, isAwaited),
      misaddressed: (status: number) => options.onRefused(status, 'misaddressed message', 'address'),
      refuse: (status: number, why: string) => this.#refuse(status, why),
      handOff: (unread: Buffer) => this.#handOff(unread),
    };
    this.#receiver = new Receiver(port, options.limits, options.budget, options.requiredHost);
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
  }

  /** Takes bytes read before the connection came to this path. */
  feed(piece: Buffer): void {
    this.#onData(piece);
  }

  /** Lets held answers leave, and refuses a request that began too long ago. */
  checkTime(nowMs: number): void {
    if (this.#heldAnswers !== '') this.#answerWhenQuiet();
    const { headersTimeoutMs, requestTimeoutMs } = this.#options.limits;
    const limitMs = Math.max(headersTimeoutMs, requestTimeoutMs);
    if (this.#startedAtMs === 0 || nowMs - this.#startedAtMs < limitMs) return;
    this.#receiver.close();
    this.#refuse(408, 'the message was not completed');
  }

  readonly #onData = (piece: Buffer): void => {
    const endMs = performance.now() + turnMs;
    this.#reads += 1;
    const { completed } = this.#receiver;
    this.#isInterrupted = this.#receiver.feed(piece, () => performance.now() >= endMs);
    this.#options.pace.count(this.#receiver.completed - completed);
    if (!this.#receiver.isMidRequest) {
      this.#startedAtMs = 0;
    } else if (this.#startedAtMs === 0 || this.#startedAfter !== this.#receiver.completed) {
      this.#startedAtMs = performance.now();
      this.#startedAfter = this.#receiver.completed;
    }
    if (this.#isInterrupted) this.#continueLater();
  };

  #continueLater(): void {
    this.#socket.pause();
    setImmediate(() => {
      if (!this.#receiver.isOpen()) return;
      // What is read next comes after this turn, and not at all when the next one is interrupted too.
      this.#socket.resume();
      this.#onData(Buffer.alloc(0));
    });
  }

  readonly #onEnd = (): void => {
    this.#writeAnswers();
    this.#socket.end();
  };

  /** What the peer sent before it went is delivered, whatever became of the connection. */
  readonly #onClose = (): void => {
    while (this.#isInterrupted) this.#isInterrupted = this.#receiver.feed(Buffer.alloc(0));
    this.#leave();
  };

  #respond(answers: string, isAwaited: boolean): void {
    this.#heldAnswers += answers;
    const { length } = this.#heldAnswers;
    if (length >= maxUnreadAnswerBytes) this.#writeAnswers();
    else if (isAwaited || !this.#options.pace.isHolding || length >= maxHeldAnswerBytes)
      this.#answerWhenQuiet();
  }

  #answerWhenQuiet(): void {
    if (this.#isAnswerDue) return;
    this.#isAnswerDue = true;
    const reads = this.#reads;
    // The first comes in the turn that read; the loop looks at the socket once more before the second.
    setImmediate(() =>
      setImmediate(() => {
        this.#isAnswerDue = false;
        if (reads !== this.#reads || this.#isInterrupted) this.#answerWhenQuiet();
        else this.#writeAnswers();
      }),
    );
  }

  #writeAnswers(): void {
    if (this.#heldAnswers === '') return;
    const answers = this.#heldAnswers;
    this.#heldAnswers = '';
    if (this.#socket.writable && this.#socket.writableLength < maxUnreadAnswerBytes) {
      this.#socket.write(answers, 'latin1');
    }
  }

  #refuse(status: number, why: string): void {
    this.#leave();
    this.#options.onRefused(status, why);
    refuseSocket(this.#socket, status, why, this.#options.limits.lingerMs);
  }

  #handOff(unread: Buffer): void {
    this.#leave();
    this.#options.onPlain(this.#socket, unread);
  }

  #leave(): void {
    this.#writeAnswers();
    this.#startedAtMs = 0;
    this.#receiver.close();
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('close', this.#onClose);
    this.#options.onLeft(this);
  }
}
