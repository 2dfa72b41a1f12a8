// When answers that nobody waits for may be held: only while there are so many messages that a write for each would cost
// the reader of a thousand agents a seventh of its time. Otherwise each leaves at once, because some programs call
// themselves libprocess and do wait.

const busyMessagesPerSecond = 1000;

export class AnswerPace {
  #answered = 0;
  #sinceMs: number;
  #isHolding = false;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** True when the messages between the last two sweeps came faster than they are answered one by one. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  count(messages: number): void {
    this.#answered += messages;
  }

  sweep(nowMs: number): void {
    const seconds = Math.max(1, nowMs - this.#sinceMs) / 1000;
    this.#isHolding = this.#answered > busyMessagesPerSecond * seconds;
    this.#answered = 0;
    this.#sinceMs = nowMs;
  }
}
