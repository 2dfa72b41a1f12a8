// The agent's figures. Counters are raised by the concerns; gauges are read from the model when somebody asks.
import { combinations, counter, gauge, type Metric } from '../metrics/metric.ts';
import { ResourceGauges } from '../metrics/resource-gauges.ts';
import type { MetricSink } from '../metrics/sink.ts';
import type { TaskState } from '../protocol/messages.ts';
import { resourcesOf } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import { fromThousandths } from '../resources/thousandths.ts';
import type { AgentModel, Executor } from './model.ts';
import { executorResources } from './resources.ts';

const endStates = ['finished', 'failed', 'killed', 'lost', 'gone'] as const;
const activeStates = ['staging', 'starting', 'running', 'killing'] as const;
const executorStates = ['registering', 'running', 'terminating'] as const;
const validities = ['valid', 'invalid'] as const;
const checkedMessages = ['status_updates', 'framework_messages'] as const;

const uptime = gauge('slave/uptime_secs', 'Time since the agent started');
const registered = gauge('slave/registered', 'Whether a master knows the agent');
const recoveryTime = gauge('slave/recovery_time_secs', 'How long the recovery at the start took');
const frameworks = gauge('slave/frameworks_active', 'Frameworks with executors here', {
  as: 'mesos_agent_frameworks',
});
const tasks = gauge('slave/tasks_<state>', 'Tasks that have not ended, by state', {
  as: 'mesos_agent_tasks',
  values: { state: activeStates },
});
const executors = gauge('slave/executors_<state>', 'Executors by state', {
  as: 'mesos_agent_executors',
  values: { state: executorStates },
});
const resources = new ResourceGauges('slave', 'agent');

const counters = [
  counter('slave/tasks_<state>', 'Tasks that ended in the state', {
    as: 'mesos_agent_tasks_ended_total',
    values: { state: endStates },
  }),
  counter('slave/<validity>_<message>', 'Messages of executors and to them, by whether they were valid', {
    as: 'mesos_agent_checked_messages_total',
    values: { validity: validities, message: checkedMessages },
  }),
  counter('slave/executors_terminated', 'Executors that ended'),
  counter('slave/executors_preempted', 'Executors that were ended for others'),
  counter('slave/container_launch_errors', 'Containers that could not be launched'),
  counter('slave/dropped_messages', 'Messages that could not be handled'),
  counter('slave/recovery_errors', 'Records that could not be read at the start'),
] as const;

export const agentMetrics: readonly Metric[] = [
  uptime,
  registered,
  recoveryTime,
  frameworks,
  tasks,
  executors,
  ...resources.metrics,
  ...counters,
];

type CounterName =
  | `tasks_${(typeof endStates)[number]}`
  | `${(typeof validities)[number]}_${(typeof checkedMessages)[number]}`
  | 'executors_terminated'
  | 'executors_preempted'
  | 'container_launch_errors'
  | 'dropped_messages'
  | 'recovery_errors';

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
    dropped_messages: 0,
    recovery_errors: 0,
  };
  recoverySeconds = 0;

  count(name: CounterName): void {
    this.counters[name] += 1;
  }

  countTerminal(state: TaskState): void {
    const name = `tasks_${state.slice('TASK_'.length).toLowerCase()}`;
    if (name in this.counters) this.count(name as CounterName);
  }

  collect(sink: MetricSink, model: AgentModel, nowMs: number): void {
    const known = [...model.frameworks.values()].flatMap((framework) => [...framework.executors.values()]);
    sink.put(uptime, (nowMs - model.startedAtMs) / 1000);
    sink.put(registered, model.state === 'RUNNING' ? 1 : 0);
    sink.put(recoveryTime, this.recoverySeconds);
    sink.put(frameworks, model.frameworks.size);
    const there = known.flatMap((executor) => [...executor.tasks.values()]);
    for (const state of activeStates) {
      const name = `TASK_${state.toUpperCase()}`;
      sink.put(tasks, there.filter(({ message }) => message.state === name).length, [state]);
    }
    for (const state of executorStates) {
      const name = state.toUpperCase();
      sink.put(executors, known.filter((executor) => executor.state === name).length, [state]);
    }
    for (const metric of counters) {
      for (const labels of combinations(metric)) {
        const name = metric.flatName(labels).slice('slave/'.length) as CounterName;
        sink.put(metric, this.counters[name], labels);
      }
    }
    collectResources(sink, resourcesOf(model.info.resources), known);
  }
}

function collectResources(sink: MetricSink, total: Resources, known: readonly Executor[]): void {
  const used = known
    .filter((executor) => executor.state !== 'TERMINATED')
    .reduce((all, executor) => all.add(executorResources(executor).unallocate()), Resources.none);
  for (const [isRevocable, all, taken] of [
    [false, total.nonRevocable(), used.nonRevocable()],
    [true, total.revocable(), used.revocable()],
  ] as const)
    resources.put(sink, isRevocable, { total: amounts(all), used: amounts(taken) });
}

function amounts(of: Resources): Map<string, number> {
  return new Map([...of.scalarQuantities()].map(([name, scalar]) => [name, fromThousandths(scalar)]));
}
