// Small files read and replaced as a whole. A replaced file is at every instant, and after every crash, either
// the old or the new one.
import { dirname } from 'node:path';
import { MesosError } from '../base/errors.ts';
import type { Disk, DiskFile } from './disk.ts';
import { diskFailure } from './disk-failure.ts';

/** The whole file, undefined where there is none. LIMIT_EXCEEDED when it is larger than `maxBytes`. */
export function readFile(
  disk: Disk,
  path: string,
  maxBytes: number,
  done: (error: MesosError | undefined, bytes: Uint8Array | undefined) => void,
): void {
  disk.openExisting(path, (error, file) => {
    if (error !== undefined) return done(diskFailure('open', path, error), undefined);
    if (file === undefined) return done(undefined, undefined);
    if (file.sizeBytes > maxBytes) {
      const message = `${path} has ${file.sizeBytes} bytes, more than the ${maxBytes} allowed`;
      return file.close(() => done(new MesosError('LIMIT_EXCEEDED', message), undefined));
    }
    file.read(0, file.sizeBytes, (failed, bytes) => {
      file.close(() => done(failed && diskFailure('read', path, failed), bytes));
    });
  });
}

/** Replaces the file atomically and durably. A failure leaves the old one. One replacement of a path at a time. */
export function replaceFile(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  done: (error: MesosError | undefined) => void,
): void {
  const temporary = temporaryName(path);
  const abandon = (what: string, error: Error, file?: DiskFile): void => {
    const failure = diskFailure(what, temporary, error);
    const remove = (): void => disk.remove(temporary, () => done(failure));
    if (file === undefined) remove();
    else file.close(remove);
  };
  disk.openEmpty(temporary, (error, file) => {
    if (error !== undefined || file === undefined) return abandon('create', error ?? new Error('no file'));
    file.append(bytes, (unwritten) => {
      if (unwritten !== undefined) return abandon('write', unwritten, file);
      file.sync((unsynced) => {
        if (unsynced !== undefined) return abandon('sync', unsynced, file);
        file.close(() => {
          disk.rename(temporary, path, (unnamed) => {
            if (unnamed !== undefined) return abandon('rename', unnamed);
            disk.syncDirectory(dirname(path), (failed) => {
              done(failed && diskFailure('sync the directory of', path, failed));
            });
          });
        });
      });
    });
  });
}

/** The name a file has until it is complete. What a crash leaves under it is worth nothing. */
export function temporaryName(path: string): string {
  return `${path}.new`;
}
