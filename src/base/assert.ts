// Assertions are for programmer errors only: no byte from a peer may reach one. A daemon logs the failure
// with its stack and exits 70.

export class AssertionError extends Error {
  override name = 'AssertionError';
}

/** Throws AssertionError when `condition` is false. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Marks a branch the types exclude. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${String(value)}`);
}
