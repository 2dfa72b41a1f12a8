// A framework of benches that launches tasks of one processor each and acknowledges every update. How many it has
// launched and not seen the end of can be bounded: then offers wait, and its pace is that of the answers it gets.
import type { Offer, SchedulerEvent, TaskInfo } from '../../src/protocol/messages.ts';
import { type LeanScheduler, subscribe } from './lean-scheduler.ts';

/** Says the name of the next task for an offer, or undefined when no more are wanted. */
export type NextTask = () => string | undefined;

export interface TaskSource {
  readonly scheduler: LeanScheduler;
  /** Updates seen so far, by state. */
  readonly counts: ReadonlyMap<string, number>;
  /** Asks for tasks again: offers are declined while there are none. */
  readonly revive: () => void;
}

export interface TaskSourceOptions {
  readonly name: string;
  readonly next: NextTask;
  /** Tasks launched and not finished; no bound when absent. */
  readonly maxUnfinished?: number | undefined;
  readonly onUpdate?: ((update: NonNullable<SchedulerEvent['update']>) => void) | undefined;
}

export const taskMegabytes = 32;

export async function startTaskSource(master: string, options: TaskSourceOptions): Promise<TaskSource> {
  const { name, next, maxUnfinished = Number.POSITIVE_INFINITY, onUpdate } = options;
  const counts = new Map<string, number>();
  const waiting = new Set<Offer>();
  let unfinished = 0;
  const launch = (self: LeanScheduler): void => {
    for (const offer of waiting) {
      if (unfinished >= maxUnfinished) return;
      waiting.delete(offer);
      unfinished += answer(offer, self, next);
    }
  };
  const scheduler = await subscribe(
    master,
    {
      user: 'root',
      name,
      roles: ['*'],
      failover_timeout: 3600,
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }, { type: 'RESERVATION_REFINEMENT' }],
    },
    (event, self) => {
      if (event.type === 'ERROR') throw new Error(event.error?.message);
      for (const offer of event.offers?.offers ?? []) waiting.add(offer);
      launch(self);
      const { rescind, update } = event;
      for (const offer of waiting) if (offer.id.value === rescind?.offer_id.value) waiting.delete(offer);
      if (update === undefined) return;
      const { status } = update;
      counts.set(status.state, (counts.get(status.state) ?? 0) + 1);
      onUpdate?.(update);
      if (status.uuid === undefined || status.agent_id === undefined) return;
      self.send({
        type: 'ACKNOWLEDGE',
        acknowledge: { agent_id: status.agent_id, task_id: status.task_id, uuid: status.uuid },
      });
      if (status.state !== 'TASK_FINISHED') return;
      unfinished -= 1;
      launch(self);
    },
  );
  return { scheduler, counts, revive: () => scheduler.send({ type: 'REVIVE' }) };
}

/** Launches what fits, and gives how many. */
function answer(offer: Offer, scheduler: LeanScheduler, next: NextTask): number {
  const cpus = (offer.resources ?? []).find((resource) => resource.name === 'cpus')?.scalar?.value ?? 0;
  const tasks: TaskInfo[] = [];
  const role = { allocation_info: { role: '*' } };
  while (tasks.length < Math.floor(cpus)) {
    const id = next();
    if (id === undefined) break;
    tasks.push({
      name: id,
      task_id: { value: id },
      agent_id: offer.agent_id,
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, ...role },
        { name: 'mem', type: 'SCALAR', scalar: { value: taskMegabytes }, ...role },
      ],
      command: { value: 'true', shell: true },
    });
  }
  if (tasks.length === 0) {
    scheduler.send({
      type: 'DECLINE',
      decline: { offer_ids: [offer.id], filters: { refuse_seconds: 100_000 } },
    });
    return 0;
  }
  scheduler.send({
    type: 'ACCEPT',
    accept: {
      offer_ids: [offer.id],
      operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
      filters: { refuse_seconds: 0 },
    },
  });
  return tasks.length;
}
