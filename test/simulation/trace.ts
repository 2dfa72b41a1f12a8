// What happened in a run: the last lines for a reader, a hash of all of them to compare two runs.
import { createHash } from 'node:crypto';

export class Trace {
  readonly #hash = createHash('sha256');
  readonly #kept: string[] = [];
  readonly #limit: number;
  readonly #onLine: ((line: string) => void) | undefined;
  #announced: { readonly atMs: number; readonly text: string } | undefined;

  /** Keeps the last `limit` lines; `onLine` gets every one. */
  constructor(limit: number, onLine?: (line: string) => void) {
    this.#limit = limit;
    this.#onLine = onLine;
  }

  /** An event begins; its line comes before those of what it brings about. */
  announce(atMs: number, text: string): void {
    this.#flush();
    this.#announced = { atMs, text };
  }

  /** Nothing happened after all. */
  withdraw(): void {
    this.#announced = undefined;
  }

  /** Something that the event at hand brought about. */
  add(atMs: number, text: string): void {
    this.#flush();
    this.#write(atMs, `  ${text}`);
  }

  last(count: number): string[] {
    this.#flush();
    return this.#kept.slice(-count);
  }

  digest(): string {
    this.#flush();
    return this.#hash.copy().digest('hex');
  }

  #flush(): void {
    if (this.#announced === undefined) return;
    const { atMs, text } = this.#announced;
    this.#announced = undefined;
    this.#write(atMs, text);
  }

  #write(atMs: number, text: string): void {
    const line = `${(atMs / 1000).toFixed(6).padStart(12)}  ${text}`;
    this.#hash.update(line).update('\n');
    this.#kept.push(line);
    if (this.#kept.length >= 2 * this.#limit) this.#kept.splice(0, this.#kept.length - this.#limit);
    this.#onLine?.(line);
  }
}
