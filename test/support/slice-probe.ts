// Watches long work that is done in slices: which items each looks at. It counts items, not time.
import { pace } from '../../src/http/pace.ts';

/** Counts how often each item was looked at since it was reset, and the most items of one slice. */
export class SliceProbe {
  readonly looks = new Map<string, number>();
  longestSlice = 0;
  slices = 0;
  #slice = new Set<string>();
  readonly #finish = pace.finish;

  reset(): void {
    this.looks.clear();
    this.longestSlice = 0;
    this.slices = 0;
  }

  /** The object, with a field that tells when it is read. What is shown of one item may be of several objects. */
  watched<T extends object>(name: string, of: T, field: keyof T, item = name): T {
    const value = of[field];
    return Object.defineProperty({ ...of }, field, {
      enumerable: true,
      get: () => {
        this.looks.set(name, (this.looks.get(name) ?? 0) + 1);
        this.#slice.add(item);
        return value;
      },
    });
  }

  /** From now on every slice is one step of the work, and `between` is called after each. */
  begin(between: () => void = () => {}): void {
    pace.finish = async <Result>(work: Generator<unknown, Result, undefined>): Promise<Result> => {
      for (;;) {
        this.#slice = new Set();
        const step = work.next();
        this.slices += 1;
        this.longestSlice = Math.max(this.longestSlice, this.#slice.size);
        if (step.done === true) return step.value;
        between();
        await Promise.resolve();
      }
    };
  }

  end(): void {
    pace.finish = this.#finish;
  }
}
