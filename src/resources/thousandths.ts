// Scalar amounts as whole thousandths. The original rounds every scalar to three decimals; whole numbers make
// that exact, so sums and differences never drift. A value enters and leaves only through these functions.

/** The largest scalar taken, in units: above it a double no longer tells three decimals apart. */
export const maxScalar = 1e12;

/** Rounds a scalar to thousandths, halves away from zero; undefined when it is negative, not finite or above `maxScalar`. */
export function toThousandths(value: number): number | undefined {
  if (!(value >= 0 && value <= maxScalar)) return undefined;
  return Math.round(value * 1000);
}

/** The scalar of an amount in thousandths. */
export function fromThousandths(thousandths: number): number {
  return thousandths / 1000;
}
