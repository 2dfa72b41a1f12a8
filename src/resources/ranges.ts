// Sets of whole numbers as a flat list [begin, end, begin, end, …]: ends are inclusive, ranges ascend, never
// overlap and never touch. Every function takes and returns that form; lists are never changed in place.

export type Ranges = readonly number[];

export const noRanges: Ranges = [];

/** Normalises ranges given in any order, overlapping or touching. Every begin must be <= its end. */
export function normalizeRanges(pairs: readonly (readonly [number, number])[]): Ranges {
  const sorted = [...pairs].sort((left, right) => left[0] - right[0]);
  const result: number[] = [];
  for (const [begin, end] of sorted) append(result, begin, end);
  return result;
}

function append(result: number[], begin: number, end: number): void {
  const last = result.length - 1;
  if (last > 0 && begin <= result[last]! + 1) {
    if (end > result[last]!) result[last] = end;
  } else {
    result.push(begin, end);
  }
}

/** How many numbers the ranges hold. */
export function rangesSize(ranges: Ranges): number {
  let size = 0;
  for (let i = 0; i < ranges.length; i += 2) size += ranges[i + 1]! - ranges[i]! + 1;
  return size;
}

export function rangesEqual(left: Ranges, right: Ranges): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

export function rangesUnion(left: Ranges, right: Ranges): Ranges {
  const result: number[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (j >= right.length || (i < left.length && left[i]! <= right[j]!)) {
      append(result, left[i]!, left[i + 1]!);
      i += 2;
    } else {
      append(result, right[j]!, right[j + 1]!);
      j += 2;
    }
  }
  return result;
}

/** What is in `left` and not in `right`. */
export function rangesDifference(left: Ranges, right: Ranges): Ranges {
  const result: number[] = [];
  let j = 0;
  for (let i = 0; i < left.length; i += 2) {
    let begin = left[i]!;
    const end = left[i + 1]!;
    while (j < right.length && right[j + 1]! < begin) j += 2;
    for (let k = j; k < right.length && right[k]! <= end; k += 2) {
      if (right[k]! > begin) result.push(begin, right[k]! - 1);
      begin = right[k + 1]! + 1;
    }
    if (begin <= end) result.push(begin, end);
  }
  return result;
}

/** Whether every number of `right` is in `left`. */
export function rangesContain(left: Ranges, right: Ranges): boolean {
  let i = 0;
  for (let j = 0; j < right.length; j += 2) {
    while (i < left.length && left[i + 1]! < right[j]!) i += 2;
    if (i >= left.length || left[i]! > right[j]! || left[i + 1]! < right[j + 1]!) return false;
  }
  return true;
}

/** Prints "[31000-32000, 33000-33000]". */
export function formatRanges(ranges: Ranges): string {
  const parts: string[] = [];
  for (let i = 0; i < ranges.length; i += 2) parts.push(`${ranges[i]}-${ranges[i + 1]}`);
  return `[${parts.join(', ')}]`;
}
