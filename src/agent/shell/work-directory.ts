// Whether a work directory may be used. That of an original agent is refused while its state is in it: its tasks are
// known to nobody but that state, and this agent neither reads nor writes it.
import { access } from 'node:fs/promises';
import { MesosError } from '../../base/errors.ts';

/** Undefined, or why the agent must not start there (STORAGE_INCOMPATIBLE). */
export async function workDirectoryProblem(workDir: string): Promise<MesosError | undefined> {
  const state = `${workDir}/meta/slaves`;
  try {
    await access(state);
  } catch {
    return undefined;
  }
  return new MesosError('STORAGE_INCOMPATIBLE', `${state} holds the state of an Apache Mesos agent`, {
    hint:
      'drain this machine or stop its tasks, stop the old agent with --recover=cleanup once (it ends what still runs), ' +
      `then remove ${workDir}/meta or start with another --work_dir; sandboxes in ${workDir}/slaves may stay`,
  });
}
