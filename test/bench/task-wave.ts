// A wave of command tasks through one agent: a framework that checkpoints launches all of them on one offer and
// acknowledges every update, and the daemons' own use of the machine is read before and after.
import { mkdtempSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Offer, SchedulerEvent, TaskInfo, TaskState } from '../../src/protocol/messages.ts';
import {
  type Cluster,
  cpuSeconds,
  type DaemonProcess,
  eventually,
  residentBytes,
} from '../support/cluster.ts';
import { childrenCpuSeconds, childrenOf, proportionalBytes, supervisors } from '../support/machine.ts';
import { type LeanScheduler, subscribe } from './lean-scheduler.ts';

export interface WaveBed {
  readonly cluster: Cluster;
  readonly master: DaemonProcess;
  readonly agent: DaemonProcess;
  readonly launcherPid: number;
}

const tmpfsMagic = 0x01021994;

/** A directory for a bench on a disk: what is synced to a tmpfs costs nothing. */
export function diskDirectory(): string {
  const base = ['/var/tmp', '/tmp', process.cwd()].find((path) => statfsSync(path).type !== tmpfsMagic);
  if (base === undefined) throw new Error('every directory that may be written to is a tmpfs');
  return mkdtempSync(join(base, 'mesos-bench-'));
}

/** A master and an agent with more resources than any wave needs. */
export async function startWaveBed(cluster: Cluster, agentFlags: readonly string[] = []): Promise<WaveBed> {
  const master = await cluster.startMaster();
  const agent = await cluster.startAgent(master, [
    '--resources=cpus:4000;mem:256000;disk:100000;ports:[31000-32000]',
    ...agentFlags,
  ]);
  await cluster.registered(master);
  const [launcherPid] = childrenOf(agent.pid);
  if (launcherPid === undefined) throw new Error('the agent has no launcher');
  return { cluster, master, agent, launcherPid };
}

export interface Wave {
  readonly scheduler: LeanScheduler;
  /** From the moment the ACCEPT is sent until the last task has reached the state. */
  readonly seconds: number;
  /** Kills all tasks and waits for their ends. */
  kill(): Promise<void>;
}

/** Launches `count` tasks of one command and waits until every one has reached the state. */
export async function runWave(
  { master }: WaveBed,
  count: number,
  command: string,
  awaited: 'TASK_RUNNING' | 'TASK_FINISHED',
): Promise<Wave> {
  const counts = new Map<TaskState, number>();
  const total = (state: TaskState): number => counts.get(state) ?? 0;
  const unexpected: string[] = [];
  let startMs = 0;
  let endMs = 0;
  let isLaunched = false;
  let agentId = '';
  const onEvent = (event: SchedulerEvent, scheduler: LeanScheduler): void => {
    if (event.type === 'ERROR') unexpected.push(event.error?.message ?? 'ERROR');
    const [offer] = event.offers?.offers ?? [];
    if (offer !== undefined && !isLaunched) {
      isLaunched = true;
      agentId = offer.agent_id.value;
      startMs = performance.now();
      accept(scheduler, offer, count, command);
    }
    const status = event.update?.status;
    if (status === undefined) return;
    counts.set(status.state, total(status.state) + 1);
    if (status.state === awaited && total(awaited) === count) endMs = performance.now();
    const isExpected = ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED', 'TASK_KILLED'].includes(
      status.state,
    );
    if (!isExpected && unexpected.length < 10) unexpected.push(`${status.state}: ${status.message}`);
    if (status.uuid === undefined || status.agent_id === undefined) return;
    scheduler.send({
      type: 'ACKNOWLEDGE',
      acknowledge: { agent_id: status.agent_id, task_id: status.task_id, uuid: status.uuid },
    });
  };
  const scheduler = await subscribe(
    `127.0.0.1:${master.port}`,
    {
      user: 'root',
      name: 'bench',
      roles: ['*'],
      checkpoint: true,
      failover_timeout: 600,
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
    },
    onEvent,
  );
  const reached = (state: TaskState): Promise<true> =>
    eventually(
      `${count} tasks in ${state}`,
      () => {
        if (unexpected.length > 0) process.stderr.write(`${unexpected.splice(0).join('\n')}\n`);
        return total(state) >= count;
      },
      300_000,
    );
  await reached(awaited);
  return {
    scheduler,
    seconds: (endMs - startMs) / 1000,
    kill: async () => {
      for (let index = 0; index < count; index += 1) {
        scheduler.send({
          type: 'KILL',
          kill: { task_id: { value: `t${index}` }, agent_id: { value: agentId } },
        });
      }
      await reached('TASK_KILLED');
    },
  };
}

function accept(scheduler: LeanScheduler, offer: Offer, count: number, command: string): void {
  const role = { allocation_info: { role: '*' } };
  const tasks = Array.from(
    { length: count },
    (_, index): TaskInfo => ({
      name: `t${index}`,
      task_id: { value: `t${index}` },
      agent_id: offer.agent_id,
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, ...role },
        { name: 'mem', type: 'SCALAR', scalar: { value: 32 }, ...role },
      ],
      command: { value: command, shell: true },
    }),
  );
  scheduler.send({
    type: 'ACCEPT',
    accept: {
      offer_ids: [offer.id],
      operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
      filters: { refuse_seconds: 3600 },
    },
  });
}

export interface Use {
  readonly master: number;
  readonly agent: number;
  readonly launcher: number;
  /** Supervisors and tasks that have ended. */
  readonly containers: number;
}

/** CPU seconds so far of each part. */
export function useOf({ master, agent, launcherPid }: WaveBed): Use {
  return {
    master: cpuSeconds(master.pid),
    agent: cpuSeconds(agent.pid),
    launcher: cpuSeconds(launcherPid),
    containers: childrenCpuSeconds(launcherPid),
  };
}

/** Resident bytes of agent, launcher and supervisors; what supervisors share counts once. */
export function residentOf({ cluster, agent, launcherPid }: WaveBed): number {
  const supervised = supervisors(cluster).reduce((sum, pid) => sum + proportionalBytes(pid), 0);
  return residentBytes(agent.pid) + residentBytes(launcherPid) + supervised;
}
