// Keeps the order of requests of one connection: node:http tells the end of a body in a later turn, so a
// request without a body could otherwise pass an earlier one with a body. It also holds requests back while it is
// shut, so that a peer that reads no answers cannot have more of them made.

export class Turnstile {
  readonly #isShut: () => boolean;
  /** What waits for an earlier entry; undefined while an entry is not ready itself. */
  readonly #entries: { action: (() => void) | undefined }[] = [];
  #isAdvancing = false;

  constructor(isShut: () => boolean = () => false) {
    this.#isShut = isShut;
  }

  /** Takes the next place. The function returned runs its action as soon as all earlier places have run theirs. */
  enter(): (action: () => void) => void {
    const entry: { action: (() => void) | undefined } = { action: undefined };
    this.#entries.push(entry);
    return (action) => {
      entry.action = action;
      this.advance();
    };
  }

  /** True while requests that could run are held back. */
  get isHolding(): boolean {
    return this.#entries[0]?.action !== undefined && this.#isShut();
  }

  /** To be called when it may not be shut any more. */
  advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    for (let first = this.#entries[0]; first?.action !== undefined; first = this.#entries[0]) {
      if (this.#isShut()) break;
      this.#entries.shift();
      first.action();
    }
    this.#isAdvancing = false;
  }
}
