// Reading of configuration files: whole, synchronous, and with a limit on their size.
import { readFileSync, statSync } from 'node:fs';
import { MesosError } from '../base/errors.ts';

/** A larger file is no configuration. */
const maxFileBytes = 1024 * 1024;

/** The text of a file. Throws what the system says, or LIMIT_EXCEEDED. */
export function readText(path: string): string {
  const { size } = statSync(path);
  if (size > maxFileBytes) throw new MesosError('LIMIT_EXCEEDED', `it is larger than ${maxFileBytes} bytes`);
  return readFileSync(path, 'utf8');
}

/** Whether there is something at `path`; true also when the system will not say. */
export function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return !isMissing(error);
  }
}

export function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
