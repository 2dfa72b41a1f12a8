// Persistent volumes in a sandbox: a symbolic link for each, as without mount namespaces. They are made while the
// sandbox still belongs to the agent alone, so that nobody can lead a link elsewhere.
import { chown, lchown, mkdir, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { MesosError } from '../../base/errors.ts';
import type { ContainerVolume } from './containerizer.ts';
import type { UserIds } from './user.ts';

/** `owner` gets the links, their directories and, unless others may be using them, the volumes themselves. */
export async function linkVolumes(
  sandbox: string,
  volumes: readonly ContainerVolume[],
  owner: UserIds | undefined,
): Promise<void> {
  for (const { source, target, isOwned } of volumes) {
    const found = await stat(source).catch(() => undefined);
    if (found?.isDirectory() !== true)
      throw new MesosError('LAUNCH_FAILED', `the persistent volume ${source} is not there`);
    const link = join(sandbox, target);
    await makeParents(sandbox, link, owner);
    await symlink(source, link);
    if (owner === undefined) continue;
    await lchown(link, owner.uid, owner.gid);
    // One that nobody has used yet is still the agent's.
    const isFree = isOwned || found.uid === process.getuid?.();
    if (isFree && (found.uid !== owner.uid || found.gid !== owner.gid))
      await chown(source, owner.uid, owner.gid);
  }
}

async function makeParents(sandbox: string, link: string, owner: UserIds | undefined): Promise<void> {
  const names = relative(sandbox, dirname(link)).split('/');
  let path = sandbox;
  for (const name of names.filter((each) => each !== '')) {
    path = join(path, name);
    const first = await mkdir(path, { recursive: true });
    if (first !== undefined && owner !== undefined) await chown(path, owner.uid, owner.gid);
  }
}
