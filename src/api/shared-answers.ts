// Answers to big reads: made one after the other, and everybody who asked the same before one was begun gets it. The
// rule a reader may rely on: an answer shows one moment, and that moment is not before the request came in. An answer
// is given again while the view it was made of is still the current one.
import type { Timer, Timers } from '../base/ports.ts';
import type { LargeBody } from '../http/large-body.ts';

/** Bodies and the view nobody asked for since so long are forgotten. */
const idleMs = 30_000;

export interface SharedAnswersOptions<View extends object> {
  /** Takes the view of this moment; gives `last` when nothing has changed. */
  readonly view: (last: View | undefined) => View;
  readonly timers: Timers;
  /** Bytes of finished answers that are kept. */
  readonly maxBytes: number;
  /** Told of each request that is given an answer made for another one. */
  readonly onShared?: (() => void) | undefined;
}

export type MakeBody<View> = (view: View) => Promise<LargeBody>;

/** What was asked and is not begun. */
interface Job<View> {
  readonly make: MakeBody<View>;
  readonly promise: Promise<LargeBody>;
  readonly resolve: (body: LargeBody) => void;
  readonly reject: (reason: unknown) => void;
}

export class SharedAnswers<View extends object> {
  readonly #options: SharedAnswersOptions<View>;
  #waiting = new Map<string, Job<View>>();
  #isWorking = false;
  #view: View | undefined;
  /** Of the view, oldest first. */
  readonly #bodies = new Map<string, LargeBody>();
  #bytes = 0;
  #isUsed = false;
  #timer: Timer | undefined;

  constructor(options: SharedAnswersOptions<View>) {
    this.#options = options;
  }

  /** Bytes of the answers that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param key what is asked: the same key must mean the same answer, form and parameters included */
  answer(key: string, make: MakeBody<View>): Promise<LargeBody> {
    const other = this.#waiting.get(key);
    if (other !== undefined) {
      this.#options.onShared?.();
      return other.promise;
    }
    let settle: Pick<Job<View>, 'resolve' | 'reject'> | undefined;
    const promise = new Promise<LargeBody>((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.#waiting.set(key, { make, promise, ...settle! });
    if (!this.#isWorking) void this.#work();
    return promise;
  }

  /** The view of this moment, which answers begun now are made of. */
  takeView(): View {
    const view = this.#options.view(this.#view);
    if (view !== this.#view) this.#forgetBodies();
    this.#view = view;
    this.#isUsed = true;
    this.#timer ??= this.#options.timers.after(idleMs, () => this.#age());
    return view;
  }

  /** The answer of a view, which was made before or is made now. */
  async bodyOf(view: View, key: string, make: MakeBody<View>): Promise<LargeBody> {
    const kept = view === this.#view ? this.#bodies.get(key) : undefined;
    if (kept === undefined) return this.#keep(key, view, await make(view));
    this.#options.onShared?.();
    return kept;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting.size > 0) {
      const jobs = this.#waiting;
      this.#waiting = new Map();
      const view = this.takeView();
      for (const [key, job] of jobs) {
        try {
          job.resolve(await this.bodyOf(view, key, job.make));
        } catch (error) {
          job.reject(error);
        }
      }
    }
    this.#isWorking = false;
  }

  #keep(key: string, view: View, body: LargeBody): LargeBody {
    if (view !== this.#view || body.length > this.#options.maxBytes) return body;
    this.#bodies.set(key, body);
    this.#bytes += body.length;
    for (const [oldest, { length }] of this.#bodies) {
      if (this.#bytes <= this.#options.maxBytes) break;
      this.#bodies.delete(oldest);
      this.#bytes -= length;
    }
    return body;
  }

  #forgetBodies(): void {
    this.#bodies.clear();
    this.#bytes = 0;
  }

  #age(): void {
    this.#timer = undefined;
    if (this.#isUsed || this.#isWorking) {
      this.#isUsed = false;
      this.#timer = this.#options.timers.after(idleMs, () => this.#age());
      return;
    }
    this.#view = undefined;
    this.#forgetBodies();
  }
}
