// A cluster of its own for each scenario, whose daemons can be killed and started again on the same ports; afterwards
// nothing of it is left on the machine.
import * as assert from 'uvu/assert';
import { Cluster, type DaemonProcess, eventually } from '../support/cluster.ts';
import { containerCgroups, killTaskProcesses, supervisors, taskProcesses } from '../support/machine.ts';
import { TestFramework, type TestFrameworkOptions } from './framework.ts';

/** Of the agent. */
const resources = '--resources=cpus:40;mem:8192;disk:4096';
/** Short, so that what is given back is soon offered again. */
const interval = '--allocation_interval=100ms';

export interface Bed {
  readonly cluster: Cluster;
  master: DaemonProcess;
  agent: DaemonProcess;
  readonly framework: TestFramework;
  killMaster(): Promise<void>;
  killAgent(): Promise<void>;
  startMaster(): Promise<void>;
  startAgent(): Promise<void>;
}

/** A test with a cluster of its own. */
export function scenario(
  test: (name: string, body: () => Promise<void>) => void,
  name: string,
  options: TestFrameworkOptions,
  body: (bed: Bed) => Promise<void>,
): void {
  test(name, async () => {
    const cluster = new Cluster();
    let framework: TestFramework | undefined;
    try {
      const master = await cluster.startMaster(undefined, [interval]);
      const agent = await cluster.startAgent(master, [resources]);
      await cluster.registered(master);
      framework = await TestFramework.start(master, options);
      const bed: Bed = {
        cluster,
        master,
        agent,
        framework,
        killMaster: () => kill(bed.master),
        killAgent: () => kill(bed.agent),
        startMaster: async () => {
          bed.master = await cluster.startMaster(master.port, [interval]);
        },
        startAgent: async () => {
          bed.agent = await cluster.startAgent(master, [resources], { port: agent.port });
        },
      };
      await body(bed);
      assert.equal(framework.errors, []);
      await framework.teardown();
      await eventually('the end of every task process', () => taskProcesses(cluster).length === 0);
      await eventually('the end of every supervisor', () => supervisors(cluster).length === 0);
      await eventually('the removal of every cgroup', () => containerCgroups(cluster).length === 0);
    } finally {
      framework?.close();
      await cluster.stop();
      killTaskProcesses(cluster);
    }
  });
}

async function kill(daemon: DaemonProcess): Promise<void> {
  daemon.kill('SIGKILL');
  await daemon.ended;
}
