// Opens a file below a directory that somebody else writes to. A path that was looked at and then opened may have
// become a symbolic link in between; what was really opened is asked of the kernel.
import { constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';

/** Undefined when there is no such file, or when it is not below `root` (a real path, without links). */
export async function openWithin(path: string, root: string | undefined): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a FIFO that a task put there would block a thread for ever.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(ENOENT|ENOTDIR|ENXIO|ELOOP|ENAMETOOLONG)$/.test(code)) return undefined;
    throw error;
  }
  if (root === undefined) return handle;
  try {
    const opened = await readlink(`/proc/self/fd/${handle.fd}`);
    if (opened === root || opened.startsWith(`${root}/`)) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}
