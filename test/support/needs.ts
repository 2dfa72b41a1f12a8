// Requirements of tests, looked at once. A test whose requirement is missing is counted as skipped, and the
// reason is printed; it never passes silently.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Callback, Test } from 'uvu';

/** A requirement: undefined when it is met, else the reason why the test cannot run here. */
export type Requirement = () => string | undefined;

export const root: Requirement = () => (process.getuid?.() === 0 ? undefined : 'needs root');

/** A writable cgroup v1 hierarchy for the controller. */
export function cgroupV1(controller: string): Requirement {
  return () => {
    const line = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .find((entry) => {
        const [, after] = entry.split(' - ');
        return after?.startsWith('cgroup ') && (after.split(' ')[2] ?? '').split(',').includes(controller);
      });
    const path = line?.split(' ')[4];
    if (path === undefined) return `needs the cgroup v1 controller ${controller}`;
    return writable(path) ? undefined : `needs a writable cgroup v1 hierarchy of ${controller}`;
  };
}

/** An executable of that name on the PATH. */
export function program(name: string): Requirement {
  return () => {
    const found = (process.env['PATH'] ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)));
    return found ? undefined : `needs the program ${name}`;
  };
}

/** An executable of that name on the PATH, or where a test's preparation has put it. */
export function programAt(name: string, place: string): Requirement {
  return () => (existsSync(place) ? undefined : program(name)());
}

/** A file or directory that only some checkouts have beside them. */
export function path(name: string, why: string): Requirement {
  return () => (existsSync(name) ? undefined : why);
}

/** Adds the test, or counts it as skipped with the reason when a requirement is not met. */
export function needs<T>(
  test: Test<T>,
  requirements: readonly Requirement[],
  name: string,
  body: Callback<T>,
): void {
  const reason = requirements.map((requirement) => requirement()).find((missing) => missing !== undefined);
  if (reason === undefined) {
    test(name, body);
    return;
  }
  console.log(`SKIP ${name}: ${reason}`);
  test.skip(name, body);
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
