// Durations in the spelling of the original: a number and one of exactly these units. In memory a duration
// is a number of milliseconds (nanoseconds below a millisecond are a fraction).

const unitMs: readonly (readonly [string, number])[] = [
  ['weeks', 7 * 24 * 3600 * 1000],
  ['days', 24 * 3600 * 1000],
  ['hrs', 3600 * 1000],
  ['mins', 60 * 1000],
  ['secs', 1000],
  ['ms', 1],
  ['us', 1e-3],
  ['ns', 1e-6],
];

/** Parses "15secs", "1.5hrs"; undefined for anything else ("1sec" included). */
export function parseDuration(text: string): number | undefined {
  const match = /^(-?\d+(?:\.\d+)?)(weeks|days|hrs|mins|secs|ms|us|ns)$/.exec(text.trim());
  if (match === null) return undefined;
  const unit = unitMs.find(([name]) => name === match[2]);
  return unit === undefined ? undefined : Number(match[1]) * unit[1];
}

/** Prints in the largest fitting unit, one unit lower when that is not whole (600 s is 10mins, 90 s is 90secs). */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0ns';
  const size = Math.abs(ms);
  const index = unitMs.findIndex(([, unit]) => size >= unit);
  const first = unitMs[index === -1 ? unitMs.length - 1 : index]!;
  const lower = unitMs[index + 1];
  const whole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9;
  const [name, unit] = whole(ms / first[1]) || lower === undefined ? first : lower;
  const value = ms / unit;
  return `${whole(value) ? Math.round(value) : Number(value.toPrecision(12))}${name}`;
}
