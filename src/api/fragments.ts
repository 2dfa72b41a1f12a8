// Encoded parts of answers, kept by the object they were made of. The objects never change (a changed task, agent or
// framework is another object), so nothing is ever invalidated; what is not asked for any more is forgotten.
import type { Timer, Timers } from '../base/ports.ts';

/** What a text costs beside its characters. */
const entryBytes = 96;

/** Texts that nobody asked for since so long are forgotten, at the latest after twice the time. */
const generationMs = 30_000;

export interface FragmentsOptions {
  readonly maxBytes: number;
  readonly timers: Timers;
}

type Texts = Map<object, string>;

/** Two generations: what is found in the old one moves to the young one, and in turns the old one is dropped. */
export class Fragments {
  readonly #maxGenerationBytes: number;
  readonly #timers: Timers;
  /** By the form they are encoded in. */
  #young = new Map<string, Texts>();
  #old = new Map<string, Texts>();
  #youngBytes = 0;
  #oldBytes = 0;
  #timer: Timer | undefined;

  constructor({ maxBytes, timers }: FragmentsOptions) {
    this.#maxGenerationBytes = maxBytes / 2;
    this.#timers = timers;
  }

  get bytes(): number {
    return this.#youngBytes + this.#oldBytes;
  }

  /** The text of an object in a form: the one made before, or what `make` gives. */
  text<T extends object>(form: string, of: T, make: (of: T) => string): string {
    const young = this.#textsOf(form);
    const found = young.get(of);
    if (found !== undefined) return found;
    const text = this.#old.get(form)?.get(of) ?? make(of);
    const bytes = text.length + entryBytes;
    if (this.#youngBytes + bytes > this.#maxGenerationBytes) this.#turn();
    if (bytes > this.#maxGenerationBytes) return text;
    this.#textsOf(form).set(of, text);
    this.#youngBytes += bytes;
    this.#timer ??= this.#timers.after(generationMs, () => this.#age());
    return text;
  }

  #textsOf(form: string): Texts {
    let texts = this.#young.get(form);
    if (texts === undefined) {
      texts = new Map();
      this.#young.set(form, texts);
    }
    return texts;
  }

  #turn(): void {
    this.#old = this.#young;
    this.#oldBytes = this.#youngBytes;
    this.#young = new Map();
    this.#youngBytes = 0;
  }

  #age(): void {
    this.#turn();
    this.#timer = this.bytes === 0 ? undefined : this.#timers.after(generationMs, () => this.#age());
  }
}
