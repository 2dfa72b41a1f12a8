// The agent's numbers under the names of the original. Counters are raised by the concerns; gauges are read from
// the model when somebody asks.
import type { TaskState } from '../protocol/messages.ts';
import { resourcesOf } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import { fromThousandths } from '../resources/thousandths.ts';
import type { AgentModel, Executor } from './model.ts';
import { executorResources } from './resources.ts';

type CounterName =
  | 'tasks_finished'
  | 'tasks_failed'
  | 'tasks_killed'
  | 'tasks_lost'
  | 'tasks_gone'
  | 'executors_terminated'
  | 'executors_preempted'
  | 'valid_status_updates'
  | 'invalid_status_updates'
  | 'valid_framework_messages'
  | 'invalid_framework_messages'
  | 'container_launch_errors'
  | 'recovery_errors';

const terminalCounters: Readonly<Partial<Record<TaskState, CounterName>>> = {
  TASK_FINISHED: 'tasks_finished',
  TASK_FAILED: 'tasks_failed',
  TASK_KILLED: 'tasks_killed',
  TASK_LOST: 'tasks_lost',
  TASK_GONE: 'tasks_gone',
};

const measured = ['cpus', 'gpus', 'mem', 'disk'] as const;

export class AgentMetrics {
  readonly counters: Record<CounterName, number> = {
    tasks_finished: 0,
    tasks_failed: 0,
    tasks_killed: 0,
    tasks_lost: 0,
    tasks_gone: 0,
    executors_terminated: 0,
    executors_preempted: 0,
    valid_status_updates: 0,
    invalid_status_updates: 0,
    valid_framework_messages: 0,
    invalid_framework_messages: 0,
    container_launch_errors: 0,
    recovery_errors: 0,
  };
  recoverySeconds = 0;

  count(name: CounterName): void {
    this.counters[name] += 1;
  }

  countTerminal(state: TaskState): void {
    const name = terminalCounters[state];
    if (name !== undefined) this.count(name);
  }

  /** The `slave/…` keys of /metrics/snapshot. */
  snapshot(model: AgentModel, nowMs: number): Record<string, number> {
    const executors = [...model.frameworks.values()].flatMap((framework) => [
      ...framework.executors.values(),
    ]);
    const values: Record<string, number> = {
      'slave/uptime_secs': (nowMs - model.startedAtMs) / 1000,
      'slave/registered': model.state === 'RUNNING' ? 1 : 0,
      'slave/recovery_time_secs': this.recoverySeconds,
      'slave/frameworks_active': model.frameworks.size,
    };
    const tasks = executors.flatMap((executor) => [...executor.tasks.values()]);
    for (const state of ['staging', 'starting', 'running', 'killing']) {
      const name = `TASK_${state.toUpperCase()}`;
      values[`slave/tasks_${state}`] = tasks.filter(({ message }) => message.state === name).length;
    }
    for (const state of ['registering', 'running', 'terminating']) {
      values[`slave/executors_${state}`] = executors.filter(
        (executor) => executor.state === state.toUpperCase(),
      ).length;
    }
    for (const [name, value] of Object.entries(this.counters)) values[`slave/${name}`] = value;
    addResources(values, resourcesOf(model.info.resources), executors);
    return values;
  }
}

function addResources(
  values: Record<string, number>,
  total: Resources,
  executors: readonly Executor[],
): void {
  const used = executors
    .filter((executor) => executor.state !== 'TERMINATED')
    .reduce((sum, executor) => sum.add(executorResources(executor).unallocate()), Resources.none);
  const parts = [
    ['', total.nonRevocable(), used.nonRevocable()],
    ['revocable_', total.revocable(), used.revocable()],
  ] as const;
  for (const [prefix, all, taken] of parts) {
    for (const name of measured) {
      const allAmount = fromThousandths(all.quantity(name));
      const takenAmount = fromThousandths(taken.quantity(name));
      values[`slave/${name}_${prefix}total`] = allAmount;
      values[`slave/${name}_${prefix}used`] = takenAmount;
      values[`slave/${name}_${prefix}percent`] = allAmount === 0 ? 0 : takenAmount / allAmount;
    }
  }
}
