// Long work in slices: a generator says where it may be interrupted, and other events get their turn there.

/** Longest time one slice may hold the event loop. */
const sliceMs = 5;

/** Runs the generator to its end and gives its result. */
export async function inSlices<Result>(work: Generator<unknown, Result, undefined>): Promise<Result> {
  let start = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - start < sliceMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    start = performance.now();
  }
}
