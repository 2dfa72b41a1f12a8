// Long work in slices: a generator says where it may be interrupted, and other events get their turn there.
import { pace } from '../http/pace.ts';

/** Runs the generator to its end and gives its result. */
export function inSlices<Result>(work: Generator<unknown, Result, undefined>): Promise<Result> {
  return pace.finish(work);
}
