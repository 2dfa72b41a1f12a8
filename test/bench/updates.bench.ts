// scripts/bench updates: status updates acknowledged end to end a second. 2,000 emulated agents in a process of their
// own whose tasks send one update after the other, each as soon as the one before is acknowledged, and one framework
// that acknowledges and checks that every task's updates come once, in order and without gaps.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Cluster, cpuSeconds, eventually, residentBytes } from '../support/cluster.ts';
import type { AgentsFigures, AgentsOrder } from './emulated-agents.main.ts';
import { machineLoad, options, report } from './report.ts';
import { startTaskSource, taskMegabytes } from './task-source.ts';

const chosen = options({
  agents: 2000,
  /** Tasks of each agent: so many updates are on their way at once. */
  tasks: 2,
  seconds: 15,
  'warm-up': 5,
  /** Of another master, instead of one that is started. */
  master: undefined as string | undefined,
  'master-pid': 0,
});

const cluster = new Cluster();
let child: ChildProcess | undefined;
try {
  const own = chosen.master === undefined ? await cluster.startMaster() : undefined;
  await measure(chosen.master ?? `127.0.0.1:${own?.port}`, own?.pid ?? chosen['master-pid']);
} finally {
  if (child?.connected) child.disconnect();
  await cluster.stop();
}
process.exit(0);

async function measure(master: string, masterPid: number): Promise<void> {
  const agents = fork(fileURLToPath(new URL('./emulated-agents.main.cjs', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child = agents;
  const order: AgentsOrder = {
    count: chosen.agents,
    master,
    cpus: chosen.tasks,
    memMegabytes: chosen.tasks * taskMegabytes,
    isEndless: true,
  };
  agents.send(order);
  const deadline = sleep(120_000, 'late' as const, { ref: false });
  if ((await Promise.race([once(agents, 'message'), deadline])) === 'late')
    throw new Error('the agents did not register');

  const wanted = chosen.agents * chosen.tasks;
  const numbers = new Map<string, number>();
  const wrong: string[] = [];
  let updates = 0;
  let launched = 0;
  const source = await startTaskSource(master, {
    name: 'updates',
    next: () => (launched < wanted ? `t${launched++}` : undefined),
    onUpdate: ({ status }) => {
      updates += 1;
      const id = status.task_id.value;
      const number = Number(status.message ?? 0);
      const expected = (numbers.get(id) ?? -1) + 1;
      if (number !== expected && wrong.length < 10) wrong.push(`${id}: ${number} instead of ${expected}`);
      numbers.set(id, number);
    },
  });
  await eventually(`updates of ${wanted} tasks`, () => numbers.size === wanted, 60_000);
  await sleep(chosen['warm-up'] * 1000);
  const figures = async (): Promise<AgentsFigures> => {
    const answer = once(agents, 'message');
    agents.send('figures');
    return (await answer)[0] as AgentsFigures;
  };
  const before = await figures();
  const cpuBefore = masterPid > 0 ? cpuSeconds(masterPid) : 0;
  const ownBefore = process.cpuUsage();
  const updatesBefore = updates;
  const startMs = performance.now();
  await sleep(chosen.seconds * 1000);
  const after = await figures();
  const seconds = (performance.now() - startMs) / 1000;
  const acknowledged = after.acknowledged - before.acknowledged;
  const context = { agents: chosen.agents, tasks: wanted };
  report('updates_acknowledged', acknowledged / seconds, '1/s', { ...context, ...machineLoad() });
  report('updates_received', (updates - updatesBefore) / seconds, '1/s', context);
  report('updates_wrong', wrong.length, 'updates', { ...context, first: wrong[0] ?? '' });
  if (masterPid > 0) {
    const cpu = cpuSeconds(masterPid) - cpuBefore;
    report('master_cpu', cpu / seconds, 'cores', context);
    report('master_cpu_per_update', (cpu * 1e6) / Math.max(1, acknowledged), 'us', context);
    report('master_resident', residentBytes(masterPid) / 2 ** 20, 'MB', context);
  }
  const own = process.cpuUsage(ownBefore);
  report('driver_cpu', (own.user + own.system) / 1e6 / seconds, 'cores', { ...context, what: 'framework' });
  report('agents_cpu', (after.cpuSeconds - before.cpuSeconds) / seconds, 'cores', context);
  if (source.scheduler.refusals().length > 0)
    report('refused_calls', source.scheduler.refusals().length, 'calls', {
      first: source.scheduler.refusals()[0] ?? '',
    });
  source.scheduler.close();
}
