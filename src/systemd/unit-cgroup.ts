// Where systemd has put a unit in the tree of cgroups. It is asked, never computed: slices, drop-ins and nesting
// change the path. Asking has a time limit, because the daemon's start waits for the answer.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describeError, MesosError } from '../base/errors.ts';

/** systemd answers in milliseconds; while it reloads a large configuration it needs seconds. */
const askTimeoutMs = 10_000;
/** Starting a unit waits for its start, and for what it is ordered after. */
const startTimeoutMs = 30_000;

export type Systemctl = (args: readonly string[], timeoutMs: number) => Promise<string>;

/** Whether systemd is the service manager of this machine (sd_booted(3)). */
export function isSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

/**
 * The path of an active unit below each hierarchy, without a slash in front; undefined when the unit is not active
 * or not known. Throws MesosError CGROUP_FAILED when systemd does not answer: it is not known then, and a guess
 * would lose whatever runs there.
 */
export async function findUnitCgroup(
  unit: string,
  systemctl: Systemctl = runSystemctl,
): Promise<string | undefined> {
  const text = await askSystemctl(
    systemctl,
    ['show', '--property=ActiveState,ControlGroup', unit],
    askTimeoutMs,
  );
  const properties = new Map(
    text.split('\n').map((line) => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1)] as const;
    }),
  );
  const path = properties.get('ControlGroup')?.replace(/^\/+/, '') ?? '';
  return properties.get('ActiveState') === 'active' && path !== '' ? path : undefined;
}

/** Starts the unit, which is fine when it is active already. Throws MesosError CGROUP_FAILED. */
export async function startUnit(unit: string, systemctl: Systemctl = runSystemctl): Promise<void> {
  await askSystemctl(systemctl, ['start', unit], startTimeoutMs);
}

/** What systemctl prints. Throws MesosError CGROUP_FAILED when it fails or does not answer in time. */
export async function askSystemctl(
  systemctl: Systemctl,
  args: readonly string[],
  timeoutMs: number,
): Promise<string> {
  try {
    return await systemctl(args, timeoutMs);
  } catch (error) {
    throw new MesosError('CGROUP_FAILED', `systemctl ${args.join(' ')} failed: ${describeError(error)}`, {
      cause: error,
      hint: 'see systemctl status; cgroups can be chosen without systemd by --cgroups_root',
    });
  }
}

export const runSystemctl: Systemctl = (args, timeoutMs) =>
  new Promise((resolve, reject) => {
    const options = {
      timeout: timeoutMs,
      maxBuffer: 64 * 1024,
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    };
    execFile('systemctl', ['--no-ask-password', ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(
          error.killed
            ? new Error(`no answer within ${timeoutMs / 1000} s`)
            : new Error(stderr.trim() || error.message),
        );
    });
  });
