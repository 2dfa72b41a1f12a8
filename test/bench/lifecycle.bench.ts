// scripts/bench lifecycle: emulated agents over real sockets and one v1 JSON framework against any master;
// launches to FINISHED a second (RUNNING and FINISHED both acknowledged) and the time from ACCEPT to RUNNING.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Offer, TaskInfo } from '../../src/protocol/messages.ts';
import { Cluster, cpuSeconds, residentBytes } from '../support/cluster.ts';
import { startEmulatedAgents } from './emulated-agents.ts';
import { type LeanScheduler, subscribe } from './lean-scheduler.ts';
import { options, percentile, report } from './report.ts';

const chosen = options({
  master: undefined as string | undefined,
  'master-pid': 0,
  agents: 1000,
  'tasks-per-offer': 8,
  seconds: 20,
  'warm-up': 5,
});

const cluster = new Cluster();
try {
  const own = chosen.master === undefined ? await cluster.startMaster() : undefined;
  const masterPid = own?.pid ?? chosen['master-pid'];
  await measure(chosen.master ?? `127.0.0.1:${own?.port}`, masterPid);
} finally {
  await cluster.stop();
}
process.exit(0);

async function measure(master: string, masterPid: number): Promise<void> {
  const perOffer = chosen['tasks-per-offer'];
  const agents = await startEmulatedAgents({
    count: chosen.agents,
    master,
    cpus: perOffer,
    memMegabytes: perOffer * 128,
  });
  const deadline = sleep(120_000, 'late' as const, { ref: false });
  if ((await Promise.race([agents.registered, deadline])) === 'late')
    throw new Error('the agents did not register');

  const accepted = new Map<string, number>();
  const delays: number[] = [];
  let finished = 0;
  let launched = 0;
  let isMeasured = false;
  let isStopping = false;

  const accept = (offer: Offer, scheduler: LeanScheduler): void => {
    const tasks: TaskInfo[] = [];
    const cpus = (offer.resources ?? []).find((resource) => resource.name === 'cpus')?.scalar?.value ?? 0;
    const room = isStopping ? 0 : Math.floor(cpus);
    for (let index = 0; index < room; index += 1) {
      const id = `t${launched++}`;
      accepted.set(id, performance.now());
      tasks.push({
        name: id,
        task_id: { value: id },
        agent_id: offer.agent_id,
        resources: [
          { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, allocation_info: { role: '*' } },
          { name: 'mem', type: 'SCALAR', scalar: { value: 128 }, allocation_info: { role: '*' } },
        ],
        command: { value: 'true', shell: true },
      });
    }
    scheduler.send({
      type: 'ACCEPT',
      accept: {
        offer_ids: [offer.id],
        operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
        filters: { refuse_seconds: 0 },
      },
    });
  };

  const scheduler = await subscribe(
    master,
    {
      user: 'root',
      name: 'bench',
      roles: ['*'],
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }, { type: 'RESERVATION_REFINEMENT' }],
    },
    (event, self) => {
      if (event.type === 'OFFERS') for (const offer of event.offers?.offers ?? []) accept(offer, self);
      if (event.type === 'ERROR') throw new Error(event.error?.message);
      if (event.type !== 'UPDATE' || event.update === undefined) return;
      const { status } = event.update;
      const id = status.task_id.value;
      if (status.state === 'TASK_RUNNING') {
        const start = accepted.get(id);
        if (start !== undefined && isMeasured) delays.push(performance.now() - start);
      } else {
        accepted.delete(id);
        if (isMeasured && status.state === 'TASK_FINISHED') finished += 1;
      }
      if (status.uuid === undefined || status.agent_id === undefined) return;
      self.send({
        type: 'ACKNOWLEDGE',
        acknowledge: { agent_id: status.agent_id, task_id: status.task_id, uuid: status.uuid },
      });
    },
  );

  await sleep(chosen['warm-up'] * 1000);
  isMeasured = true;
  const cpuBefore = masterPid > 0 ? cpuSeconds(masterPid) : 0;
  const ownBefore = process.cpuUsage();
  const start = performance.now();
  await sleep(chosen.seconds * 1000);
  isMeasured = false;
  const seconds = (performance.now() - start) / 1000;
  const context = { agents: chosen.agents, tasksPerOffer: chosen['tasks-per-offer'] };
  report('lifecycles', finished / seconds, '1/s', context);
  report('accept_to_running_p50', percentile(delays, 0.5), 'ms', context);
  report('accept_to_running_p99', percentile(delays, 0.99), 'ms', context);
  if (masterPid > 0) {
    const cpu = cpuSeconds(masterPid) - cpuBefore;
    report('master_cpu_per_lifecycle', (cpu * 1000) / Math.max(1, finished), 'ms', context);
    report('master_cpu', cpu, 's', { ...context, seconds: Math.round(seconds) });
    report('master_resident', residentBytes(masterPid) / 2 ** 20, 'MB', context);
  }
  const own = process.cpuUsage(ownBefore);
  report('driver_cpu', (own.user + own.system) / 1e6, 's', { ...context, what: 'agents and framework' });
  isStopping = true;
  if (scheduler.refusals().length > 0)
    report('refused_calls', scheduler.refusals().length, 'calls', { first: scheduler.refusals()[0] ?? '' });
  scheduler.send({ type: 'TEARDOWN' });
  await sleep(500);
  scheduler.close();
  await agents.stop();
}
