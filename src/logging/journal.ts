// Whether standard error is read by systemd's journal, which wants a priority in front of a line and no time.
import { fstatSync, type Stats } from 'node:fs';

const standardError = 2;

/** The journal tells by JOURNAL_STREAM which socket is its own; a shell below a service inherits the variable only. */
export function isJournal(
  env: Readonly<Record<string, string | undefined>>,
  stat: (descriptor: number) => Pick<Stats, 'dev' | 'ino' | 'isSocket'> = fstatSync,
): boolean {
  const stream = env['JOURNAL_STREAM'];
  if (stream === undefined && env['INVOCATION_ID'] === undefined) return false;
  try {
    const { dev, ino, isSocket } = bound(stat(standardError));
    return stream === undefined ? isSocket() : stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

function bound(stats: Pick<Stats, 'dev' | 'ino' | 'isSocket'>) {
  return { dev: stats.dev, ino: stats.ino, isSocket: () => stats.isSocket() };
}
