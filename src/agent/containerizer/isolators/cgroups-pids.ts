// cgroups/pids: counts the tasks (threads included) of a container where the kernel counts them, which is one read
// instead of a walk over its processes. Like the original's it sets no limit.
import { readPidsCurrent } from '../../../cgroups/pids.ts';
import type { IsolatedContainer, Isolator, Usage } from './isolator.ts';

export class CgroupsPidsIsolator implements Isolator {
  readonly name = 'cgroups/pids';
  readonly controllers = ['pids'];

  async usage(container: IsolatedContainer): Promise<Usage> {
    const threads = await readPidsCurrent(container.cgroup('pids').directory);
    return threads === undefined ? {} : { threads };
  }
}
