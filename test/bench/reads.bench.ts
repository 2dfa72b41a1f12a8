// scripts/bench reads: processor time of the big v0 answers of a master with 1,000 agents, 20,000 running and as many
// completed tasks, in one process and without a socket: cold, when nothing of an answer is kept, and warm, when every
// part of it is kept but the answer is not.
import { bytesOf, Desk } from '../master/api/desk.ts';
import { commandTask, Harness, scalar } from '../master/harness.ts';
import { median, options, report } from './report.ts';

const chosen = options({ agents: 1000, tasks: 20_000, runs: 9 });

const harness = new Harness({ config: { maxCompletedTasksPerFramework: chosen.tasks } });
const perAgent = Math.ceil(chosen.tasks / chosen.agents);
const agents = Array.from({ length: chosen.agents }, (_, index) =>
  harness
    .agent({
      hostname: `agent-${index}.example.org`,
      resources: [scalar('cpus', perAgent), scalar('mem', perAgent * 128), scalar('disk', 10_000)],
    })
    .register(),
);
const scheduler = harness.scheduler();
/** Two waves: the first ends, the second stays. */
for (const wave of ['ends', 'stays']) {
  harness.time.advance(6000);
  const offers = new Map(scheduler.takeOffers().map((offer) => [offer.agent_id.value, offer]));
  for (const [number, agent] of agents.entries()) {
    const offer = offers.get(agent.id);
    if (offer === undefined) throw new Error(`no offer of ${agent.id}`);
    const names = Array.from({ length: perAgent }, (_, index) => `${wave}-${number}-${index}`);
    scheduler.launch(
      offer,
      names.map((name) =>
        commandTask(name, agent.id, {
          name: `service-${number % 50}`,
          labels: { labels: [{ key: 'version', value: '1.2.3' }] },
        }),
      ),
    );
    for (const name of names) {
      agent.update(scheduler.id, name, 'TASK_STARTING');
      agent.update(scheduler.id, name, 'TASK_RUNNING');
      if (wave === 'ends') agent.update(scheduler.id, name, 'TASK_FINISHED');
      for (const status of scheduler.takeUpdates()) scheduler.acknowledge(status);
    }
    harness.sent = [];
    scheduler.events = [];
  }
}

for (const path of ['/state', '/slaves', '/frameworks', '/state-summary', '/tasks?limit=-1']) {
  const cold: number[] = [];
  const warm: number[] = [];
  let bytes = 0;
  for (let run = 0; run < chosen.runs + 2; run += 1) {
    const desk = new Desk(harness, { maxCacheBytes: 1e9 });
    const measure = async (into: number[]): Promise<void> => {
      globalThis.gc?.();
      const before = process.cpuUsage();
      bytes = bytesOf(await desk.request('GET', path)).length;
      const { user, system } = process.cpuUsage(before);
      // The first two teach the compiler.
      if (run > 1) into.push((user + system) / 1000);
    };
    await measure(cold);
    // Another view, so that the answer is made again.
    harness.agent({ hostname: `late-${run}.example.org` }).register();
    await measure(warm);
  }
  report(`${path} cold`, median(cold), 'ms', { bytes });
  report(`${path} warm`, median(warm), 'ms');
}
process.exit(0);
