// What a failed disk operation says to the operator, in one place for all of storage.
import { MesosError } from '../base/errors.ts';
import type { DiskError } from './disk.ts';

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'free space on its file system, then start again',
  EDQUOT: 'raise the quota of the user or free space, then start again',
  EIO: 'the disk or its controller fails: look at the kernel log, then replace it',
  EROFS: 'the file system is read-only: look at the kernel log and mount it writable',
  EACCES: 'give the user of the daemon the right to it',
  EPERM: 'give the user of the daemon the right to it',
  EMFILE: 'raise the limit of open files (LimitNOFILE)',
};

/** STORAGE_FAILED with what was tried, on what, why it failed and what to do. */
export function diskFailure(action: string, path: string, cause: DiskError): MesosError {
  const hint = cause.code === undefined ? undefined : hints[cause.code];
  const options = hint === undefined ? { cause } : { cause, hint };
  return new MesosError('STORAGE_FAILED', `cannot ${action} ${path}: ${cause.message}`, options);
}
