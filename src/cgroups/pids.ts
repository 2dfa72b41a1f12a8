// The pids controller, the same file in v1 and v2.
import { readOptionalValue } from './files.ts';

/** Tasks (threads included) in the cgroup and below; undefined where the kernel does not count them. */
export async function readPidsCurrent(directory: string): Promise<number | undefined> {
  const text = await readOptionalValue(directory, 'pids.current');
  return text === undefined ? undefined : Number(text);
}
