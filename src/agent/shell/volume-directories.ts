// The directories of persistent volumes on this machine's disks.
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeError, MesosError } from '../../base/errors.ts';
import type { VolumeDone, VolumePlace, Volumes } from '../volumes.ts';

export class VolumeDirectories implements Volumes {
  make(place: VolumePlace, done: VolumeDone): void {
    settle(makeVolume(place), place, done);
  }

  remove(place: VolumePlace, done: VolumeDone): void {
    settle(removeVolume(place), place, done);
  }
}

async function makeVolume({ path, isMount }: VolumePlace): Promise<void> {
  if (!isMount) {
    await mkdir(path, { recursive: true, mode: 0o755 });
    await syncParents(path);
  } else if (!(await stat(path)).isDirectory()) {
    throw new Error('it is not a directory');
  }
}

async function removeVolume({ path, isMount }: VolumePlace): Promise<void> {
  if (!isMount) {
    await rm(path, { recursive: true, force: true });
    await syncParents(path);
    return;
  }
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true, force: true });
}

/** So that a power failure undoes neither: `volumes`, `roles` and the role may be new too. */
async function syncParents(path: string): Promise<void> {
  let directory = path;
  for (let level = 0; level < 4; level += 1) {
    directory = dirname(directory);
    const handle = await open(directory, 'r').catch((error: NodeJS.ErrnoException) => {
      // Nothing was ever made there.
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    await handle?.sync().finally(() => handle.close());
  }
}

function settle(work: Promise<void>, { path }: VolumePlace, done: VolumeDone): void {
  work.then(
    () => done(undefined),
    (error: unknown) => done(new MesosError('FILE_FAILED', `${path}: ${describeError(error)}`)),
  );
}
