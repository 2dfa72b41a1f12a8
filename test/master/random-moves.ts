// Random histories of a cluster for property tests: frameworks and agents come and go, tasks run and end.
import { commandTask, type FakeAgent, type FakeScheduler, type Harness } from './harness.ts';

export interface Moves {
  readonly harness: Harness;
  readonly schedulers: FakeScheduler[];
  readonly agents: FakeAgent[];
  nextTask: number;
}

/** Something happens in the cluster. */
export function move(moves: Moves, fraction: () => number): void {
  const { harness, schedulers, agents } = moves;
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(fraction() * items.length)];
  const scheduler = pick(schedulers);
  switch (Math.floor(fraction() * 8)) {
    case 0:
      schedulers.push(harness.scheduler());
      return;
    case 1:
      agents.push(harness.agent().register());
      return;
    case 2:
      if (schedulers.length > 2 && scheduler !== undefined) {
        schedulers.splice(schedulers.indexOf(scheduler), 1);
        scheduler.disconnect();
      }
      return;
    case 3: {
      const agent = agents.length > 2 ? pick(agents) : undefined;
      if (agent === undefined) return;
      agents.splice(agents.indexOf(agent), 1);
      harness.receive(agent.pid, 'internal.UnregisterAgentMessage', { agent_id: { value: agent.id } });
      return;
    }
    case 4:
    case 5:
      harness.time.advance(1000);
      for (const offer of scheduler?.takeOffers() ?? []) {
        if (!harness.master.model.offers.has(offer.id.value)) continue;
        scheduler?.launch(offer, [commandTask(`t${moves.nextTask++}`, offer.agent_id.value)], 0);
      }
      return;
    default: {
      const framework = harness.master.model.frameworks.get(scheduler?.id ?? '');
      const task = pick([...(framework?.tasks.values() ?? [])]);
      const agent = agents.find(({ id }) => id === task?.agentId);
      if (framework === undefined || task === undefined || agent === undefined) return;
      const state = task.state === 'TASK_STAGING' ? 'TASK_RUNNING' : 'TASK_FINISHED';
      agent.update(framework.id, task.id, state);
      for (const status of scheduler?.takeUpdates() ?? []) scheduler?.acknowledge(status);
    }
  }
}
