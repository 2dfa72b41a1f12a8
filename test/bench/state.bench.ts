// scripts/bench state: what readers of the whole state cost everybody else. A master with 1,000 emulated agents,
// 20,000 running and 20,000 completed tasks; a scheduler whose lifecycles are counted, with and without 20 pollers of
// /state, in turns; a client of /health all the time. Everything is on one machine: master, agents and scheduler,
// pollers and the client of /health are four processes that share its processors; the master and the client of /health
// come before the scheduler, and that before the pollers, so that what is measured is the master and not how its clients
// wait for a processor.
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, cpuSeconds, eventually, http, residentBytes } from '../support/cluster.ts';
import { startEmulatedAgents } from './emulated-agents.ts';
import { type ReadFigures, ReadLoad, type ReadOrder } from './read-load.ts';
import { machineLoad, options, percentile, prioritize, report } from './report.ts';
import { startTaskSource, type TaskSource, taskMegabytes } from './task-source.ts';

const chosen = options({
  agents: 1000,
  running: 20_000,
  completed: 20_000,
  pollers: 20,
  /** Milliseconds between an answer and the poller's next request. */
  pause: 0,
  path: '/state',
  gzip: false,
  /** Tasks of the measured scheduler on each agent. */
  slots: 4,
  /** Tasks it has launched and not seen the end of: it keeps the master busy, but does not queue up before it. */
  unfinished: 64,
  turns: 2,
  seconds: 6,
  /** Of another master, instead of one that is started. */
  master: undefined as string | undefined,
  'master-pid': 0,
});

const perAgent = Math.ceil(chosen.running / chosen.agents);
const cluster = new Cluster({
  masterFlags: [`--max_completed_tasks_per_framework=${chosen.completed}`, '--max_completed_frameworks=5'],
});
const loads: ReadLoad[] = [];
try {
  await measure();
} finally {
  for (const load of loads) load.end();
  await cluster.stop();
}
process.exit(0);

interface Turn {
  readonly lifecycles: number;
  readonly health: ReadFigures;
  readonly polls: ReadFigures | undefined;
  readonly masterCpu: number;
}

async function measure(): Promise<void> {
  const master =
    chosen.master === undefined
      ? await cluster.startMaster()
      : { port: Number(chosen.master.split(':')[1]), pid: chosen['master-pid'] };
  const address = `127.0.0.1:${master.port}`;
  const cpus = perAgent + chosen.slots;
  const agents = await startEmulatedAgents({
    count: chosen.agents,
    master: address,
    cpus,
    memMegabytes: cpus * taskMegabytes,
    staysRunning: (taskId) => taskId.startsWith('stays'),
  });
  await Promise.race([agents.registered, lateness('the agents to register')]);

  await fill(address);
  let launched = 0;
  const source = await startTaskSource(address, {
    name: 'measured',
    next: () => `t${launched++}`,
    maxUnfinished: chosen.unfinished,
  });
  await sleep(3000);
  const order: ReadOrder = {
    host: '127.0.0.1',
    port: master.port,
    path: '/health',
    clients: 1,
    pauseMs: 10,
    gzip: false,
  };
  const [health, pollers] = [new ReadLoad(), new ReadLoad()];
  loads.push(health, pollers);
  const nice = new Map([
    [master.pid, -10],
    [health.pid, -10],
    [pollers.pid, 10],
  ]);
  const isPrioritized = [...nice].map(([pid, value]) => prioritize(pid, value)).every(Boolean);
  const polling: ReadOrder = {
    ...order,
    path: chosen.path,
    clients: chosen.pollers,
    pauseMs: chosen.pause,
    gzip: chosen.gzip,
  };
  const alone: Turn[] = [];
  const polled: Turn[] = [];
  for (let turn = 0; turn < chosen.turns; turn += 1) {
    alone.push(await oneTurn(source, master.pid, [health, order]));
    polled.push(await oneTurn(source, master.pid, [health, order], [pollers, polling]));
  }
  summarize('alone', alone);
  summarize('polled', polled);
  report('throughput_ratio', rate(polled) / rate(alone), 'polled/alone', { ...machineLoad(), isPrioritized });
  const metrics = JSON.parse((await http(master.port, 'GET', '/metrics/snapshot')).text) as Record<
    string,
    number
  >;
  for (const name of ['process/event_loop_delay_p99_ms', 'process/event_loop_delay_max_ms'])
    report(name, metrics[name] ?? Number.NaN, 'ms', { since: 'its start' });
  report('master/http_cache_hits', metrics['master/http_cache_hits'] ?? 0, 'answers');
  report('master_resident', residentBytes(master.pid) / 2 ** 20, 'MB');
  if (source.scheduler.refusals().length > 0)
    report('refused_calls', source.scheduler.refusals().length, 'calls');
  source.scheduler.close();
  await agents.stop();
}

/** First the tasks of the history, then those that stay. */
async function fill(master: string): Promise<void> {
  let completed = 0;
  let running = 0;
  let areStaying = false;
  const next = (): string | undefined => {
    if (areStaying) return running < chosen.running ? `stays-${running++}` : undefined;
    return completed < chosen.completed ? `ends-${completed++}` : undefined;
  };
  const source = await startTaskSource(master, { name: 'filling', next });
  const reached = (state: string, count: number): Promise<unknown> =>
    eventually(`${count} tasks in ${state}`, () => (source.counts.get(state) ?? 0) >= count, 120_000);
  await reached('TASK_FINISHED', chosen.completed);
  areStaying = true;
  source.revive();
  await reached('TASK_RUNNING', chosen.completed + chosen.running);
}

async function oneTurn(
  { counts }: TaskSource,
  masterPid: number,
  ...clients: readonly (readonly [ReadLoad, ReadOrder])[]
): Promise<Turn> {
  for (const [load, order] of clients) load.start(order);
  // What is made for the first time is not in the figures of the scheduler, but in those of the other readers.
  await sleep(1500);
  const finished = (): number => counts.get('TASK_FINISHED') ?? 0;
  const before = [finished(), performance.now(), cpuSeconds(masterPid)] as const;
  await sleep(chosen.seconds * 1000);
  const seconds = (performance.now() - before[1]) / 1000;
  const lifecycles = (finished() - before[0]) / seconds;
  const masterCpu = (cpuSeconds(masterPid) - before[2]) / seconds;
  const [health, polls] = await Promise.all(clients.map(([load]) => load.stop()));
  await sleep(500);
  return { lifecycles, health: health!, polls, masterCpu };
}

function rate(turns: readonly Turn[]): number {
  return turns.reduce((sum, { lifecycles }) => sum + lifecycles, 0) / turns.length;
}

function summarize(when: string, turns: readonly Turn[]): void {
  const context = { when, agents: chosen.agents, running: chosen.running, completed: chosen.completed };
  const health = turns.flatMap((turn) => turn.health.milliseconds);
  report('health_p50', percentile(health, 0.5), 'ms', context);
  report('health_p99', percentile(health, 0.99), 'ms', context);
  report('health_max', Math.max(...health), 'ms', { ...context, requests: health.length });
  report('lifecycles', rate(turns), '1/s', context);
  report('master_cpu', turns.reduce((sum, turn) => sum + turn.masterCpu, 0) / turns.length, 'cores', context);
  const polls = turns.flatMap(({ polls }) => (polls === undefined ? [] : [polls]));
  if (polls.length === 0) return;
  const total = (pick: (figures: ReadFigures) => number): number =>
    polls.reduce((sum, figures) => sum + pick(figures), 0);
  const seconds = polls.length * (chosen.seconds + 1.5);
  const milliseconds = polls.flatMap((figures) => figures.milliseconds);
  const answers = total((figures) => figures.answers);
  report('answers', answers / seconds, '1/s', {
    ...context,
    pollers: chosen.pollers,
    gzip: chosen.gzip,
    pauseMs: chosen.pause,
    failures: total((figures) => figures.failures),
  });
  report('answer_bytes', total((figures) => figures.bytes) / Math.max(1, answers), 'bytes', context);
  report('read_bytes', total((figures) => figures.bytes) / seconds / 2 ** 20, 'MB/s', context);
  report('answer_p50', percentile(milliseconds, 0.5), 'ms', context);
  report('answer_max', Math.max(...milliseconds), 'ms', context);
}

async function lateness(what: string): Promise<never> {
  await sleep(120_000, undefined, { ref: false });
  throw new Error(`waited too long for ${what}`);
}
