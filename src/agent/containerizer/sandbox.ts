// Makes a container's sandbox: mode 0750, owned by the task's user, with a link that points at it.
import { chown, mkdir, rename, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeError, MesosError } from '../../base/errors.ts';
import { errnoOf } from '../../cgroups/files.ts';
import type { ContainerVolume } from './containerizer.ts';
import { linkVolumes } from './sandbox-volumes.ts';
import { lookUpUser } from './user.ts';

export interface SandboxParts {
  /** Is pointed at the sandbox; by default `latest` beside it. */
  readonly link?: string | undefined;
  readonly volumes?: readonly ContainerVolume[] | undefined;
}

/** Throws MesosError LAUNCH_FAILED. A sandbox that exists is refused: it is another container's. */
export async function makeSandbox(
  sandbox: string,
  user: string | undefined,
  { link = join(dirname(sandbox), 'latest'), volumes = [] }: SandboxParts = {},
): Promise<void> {
  const ids = user === undefined ? undefined : await lookUpUser(user);
  try {
    await mkdir(dirname(sandbox), { recursive: true, mode: 0o755 });
    await mkdir(sandbox, 0o750);
    // While nobody else can reach into it.
    await linkVolumes(sandbox, volumes, ids);
    if (ids !== undefined && (ids.uid !== process.getuid?.() || ids.gid !== process.getgid?.())) {
      await chown(sandbox, ids.uid, ids.gid);
    }
    await point(link, sandbox);
  } catch (error) {
    throw new MesosError('LAUNCH_FAILED', `cannot make the sandbox ${sandbox}: ${describeError(error)}`, {
      cause: error,
    });
  }
}

async function point(link: string, sandbox: string): Promise<void> {
  await mkdir(dirname(link), { recursive: true, mode: 0o755 });
  try {
    await symlink(sandbox, link);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    const fresh = `${sandbox}.latest`;
    await symlink(sandbox, fresh);
    await rename(fresh, link);
  }
}
