// Keeps the order of requests of one connection: node:http tells the end of a body in a later turn, so a
// request without a body could otherwise pass an earlier one with a body.

export class Turnstile {
  /** What waits for an earlier entry; undefined while an entry is not ready itself. */
  readonly #entries: { action: (() => void) | undefined }[] = [];

  /** Takes the next place. The function returned runs its action as soon as all earlier places have run theirs. */
  enter(): (action: () => void) => void {
    const entry: { action: (() => void) | undefined } = { action: undefined };
    this.#entries.push(entry);
    return (action) => {
      entry.action = action;
      for (let first = this.#entries[0]; first?.action !== undefined; first = this.#entries[0]) {
        this.#entries.shift();
        first.action();
      }
    };
  }
}
