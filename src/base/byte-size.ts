// Sizes in the spelling of the original: a whole number and B, KB, MB, GB or TB, 1024 based.

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Parses "2GB" to bytes; undefined for anything else. */
export function parseByteSize(text: string): number | undefined {
  const match = /^(\d+)\s*(B|KB|MB|GB|TB)$/i.exec(text.trim());
  if (match === null) return undefined;
  const exponent = units.indexOf(match[2]!.toUpperCase() as (typeof units)[number]);
  return Number(match[1]) * 1024 ** exponent;
}

/** Prints in the largest unit that leaves a whole number: 4096 is "4KB". */
export function formatByteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (unit < units.length - 1 && value > 0 && value % 1024 === 0) {
    value /= 1024;
    unit += 1;
  }
  return `${value}${units[unit]}`;
}
