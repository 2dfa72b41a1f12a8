// Looks up a user's ids. The common case is read from /etc/passwd; others (directory services) are asked of
// `getent`, which answers as the launcher's own getpwnam(3) will.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { MesosError } from '../../base/errors.ts';

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/** A directory service that does not answer must not hold the launch for ever. */
const lookupTimeoutMs = 10_000;

/** Throws MesosError LAUNCH_FAILED when there is no such user. */
export async function lookUpUser(name: string, passwdPath = '/etc/passwd'): Promise<UserIds> {
  const found = parsePasswd(await readFile(passwdPath, 'utf8').catch(() => ''), name);
  if (found !== undefined) return found;
  const hint = 'make the user on every agent, or start the agent with --no-switch_user';
  try {
    const { stdout } = await promisify(execFile)('getent', ['passwd', '--', name], {
      timeout: lookupTimeoutMs,
    });
    const ids = parsePasswd(stdout, name);
    if (ids !== undefined) return ids;
  } catch (error) {
    throw new MesosError('LAUNCH_FAILED', `no user "${name}" on this agent`, { cause: error, hint });
  }
  throw new MesosError('LAUNCH_FAILED', `no user "${name}" on this agent`, { hint });
}

/** The user's line of a passwd(5) text. */
export function parsePasswd(text: string, name: string): UserIds | undefined {
  for (const line of text.split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && uid !== undefined && gid !== undefined)
      return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
