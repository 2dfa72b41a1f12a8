// Reading and writing the files of a cgroup directory. A file is never created: on a real hierarchy the kernel
// makes them, so a missing one means the kernel lacks the feature, and that is an error with its name.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, MesosError } from '../base/errors.ts';
import { readSmallFile, writeSmallFile } from './small-file.ts';

export type CgroupVersion = 1 | 2;

/** The errno name of an error of node:fs; undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The file's text without the final newline. Throws MesosError CGROUP_FAILED. */
export async function readValue(directory: string, file: string): Promise<string> {
  try {
    return (await readSmallFile(join(directory, file))).trimEnd();
  } catch (error) {
    throw failure(`cannot read ${join(directory, file)}`, error);
  }
}

/** As readValue; undefined when the kernel has no such file, or the cgroup is gone. */
export async function readOptionalValue(directory: string, file: string): Promise<string | undefined> {
  try {
    return (await readSmallFile(join(directory, file))).trimEnd();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw failure(`cannot read ${join(directory, file)}`, error);
  }
}

/** Writes the value in one write(2), as the kernel wants it. Throws MesosError CGROUP_FAILED. */
export async function writeValue(directory: string, file: string, value: string | number): Promise<void> {
  try {
    await writeSmallFile(join(directory, file), String(value));
  } catch (error) {
    throw failure(`cannot write "${value}" to ${join(directory, file)}`, error);
  }
}

/** Names of the directories directly below; none when the directory is gone. */
export async function listDirectories(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (isGone(error)) return [];
    throw failure(`cannot list ${directory}`, error);
  }
}

/** Parses lines of "key value" (cpu.stat, memory.stat, cgroup.events); other lines are left out. */
export function parseKeyed(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const value = Number(line.slice(space + 1));
    if (space > 0 && Number.isFinite(value)) values.set(line.slice(0, space), value);
  }
  return values;
}

/** ENODEV is what the kernel gives for a file of a cgroup that was removed after it was opened. */
export function isGone(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'ENOENT' || errno === 'ENODEV';
}

export function failure(what: string, cause: unknown): MesosError {
  return new MesosError('CGROUP_FAILED', `${what}: ${describeError(cause)}`, { cause });
}
