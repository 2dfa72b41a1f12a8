// Where the other files of this installation are: beside the program as it was started, beside the file a link of
// that name leads to, and where the packages put them.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const launcherName = 'mesos-launcher';

/** The packages' directory of programs that nobody starts by hand. */
const packagedDirectory = '/usr/libexec/mesos';

/** Best first; none twice. */
export function programDirectories(started = process.argv[1] ?? '.'): string[] {
  return [...new Set([dirname(started), dirname(realPath(started)), packagedDirectory])];
}

/** The first of the directories that has the file; where it should be when none has. */
export function directoryOf(file: string, directories: readonly string[] = programDirectories()): string {
  return directories.find((directory) => existsSync(join(directory, file))) ?? directories[0] ?? '.';
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
