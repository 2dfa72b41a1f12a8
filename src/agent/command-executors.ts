// Command tasks: the agent runs the command itself, in the container of an executor that exists only in what everybody
// sees. The rule: nothing is launched before the record of it is on disk, and a task's last update comes after its
// container is gone.
import { assert } from '../base/assert.ts';
import { killedDuringLaunch, type Outcome, outcomeOf, unknownContainer } from '../executor/outcome.ts';
import type { KillPolicy, StatusUpdate, TaskInfo } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { commandLimits, commandSpec } from './container-spec.ts';
import type { ContainerLimits, ContainerTermination } from './containerizer/containerizer.ts';
import type { AgentContext } from './context.ts';
import type { ExecutorBehaviour } from './executor-behaviour.ts';
import type { ExecutorTable } from './executor-table.ts';
import { Kills, killRecord } from './kills.ts';
import { type Executor, type ExecutorTask, type Framework, hasCapability } from './model.ts';
import { commandLaunch, type TaskLaunch } from './new-executor.ts';
import type { TaskReports } from './task-reports.ts';

export class CommandExecutors implements ExecutorBehaviour {
  readonly #context: AgentContext;
  readonly #table: ExecutorTable;
  readonly #reports: TaskReports;
  readonly #kills: Kills;

  constructor(context: AgentContext, table: ExecutorTable, reports: TaskReports) {
    this.#context = context;
    this.#table = table;
    this.#reports = reports;
    this.#kills = new Kills(context, (task) =>
      reports.report(task, { state: 'TASK_KILLING', source: 'SOURCE_EXECUTOR' }),
    );
  }

  /** Launches a task that was found to be runnable. */
  launch(framework: Framework, info: TaskInfo): void {
    const containerId = this.#context.random.uuid();
    const task = this.#add(framework, containerId, { info, isQueued: false }, false);
    this.#context.checkpoints.append(launchRecord(task), () => this.#launchContainer(task));
  }

  /** Puts back a task that an agent process before this one launched. */
  restore(framework: Framework, containerId: string, launch: TaskLaunch): void {
    const { executor, message } = this.#add(framework, containerId, launch, true);
    if (isTerminal(message.state)) this.#table.restoreTerminated(executor);
    else if (message.statuses !== undefined) executor.state = 'RUNNING';
    executor.supervisorPid = message.statuses?.at(-1)?.container_status?.executor_pid;
  }

  limits(executor: Executor): ContainerLimits {
    return commandLimits(taskOf(executor));
  }

  launched(executor: Executor): void {
    const task = taskOf(executor);
    if (executor.state === 'REGISTERING') executor.state = 'RUNNING';
    // One that is being killed during its launch is never reported as running.
    if (task.kill !== undefined) return;
    if (task.reportedState === undefined) {
      this.#reports.report(task, { state: 'TASK_STARTING', source: 'SOURCE_EXECUTOR' });
    }
    if (task.reportedState === 'TASK_STARTING') {
      this.#reports.report(task, { state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR' });
    }
    this.#kills.watchCompletionTime(task);
  }

  terminated(executor: Executor, termination: ContainerTermination): void {
    const task = taskOf(executor);
    const outcome = outcomeOf({
      ...termination,
      hasStarted: task.reportedState !== undefined,
      isFromBefore: executor.isRecovered,
      killCause: task.kill?.cause,
      isPartitionAware: hasCapability(executor.framework.info, 'PARTITION_AWARE'),
    });
    if (outcome.reason === 'REASON_CONTAINER_LAUNCH_FAILED') {
      this.#context.metrics.count('container_launch_errors');
    }
    this.#end(task, outcome);
  }

  lost(executor: Executor): void {
    this.#end(taskOf(executor), unknownContainer);
  }

  kill(task: ExecutorTask, policy: KillPolicy | undefined): void {
    this.#kills.kill(task, policy);
  }

  shutdown(executor: Executor): void {
    if (executor.state === 'RUNNING') executor.state = 'TERMINATING';
    this.#kills.shutdown(taskOf(executor));
  }

  resume(executor: Executor): void {
    this.#kills.resume(taskOf(executor));
  }

  updateStored(executor: Executor, { status }: StatusUpdate): void {
    if (isTerminal(status.state)) this.#table.forgetContainer(executor);
  }

  taskCompleted(task: ExecutorTask): void {
    this.#table.complete(task.executor);
  }

  records(executor: Executor): CheckpointRecord[] {
    const task = taskOf(executor);
    const records: CheckpointRecord[] = [launchRecord(task)];
    if (task.kill !== undefined && executor.isLaunched) records.push(killRecord(task, task.kill));
    return records;
  }

  #add(framework: Framework, containerId: string, launch: TaskLaunch, isRecovered: boolean): ExecutorTask {
    const executorLaunch = commandLaunch(this.#context.config, framework.id, containerId, launch.info);
    return this.#table.addTask(this.#table.add(framework, executorLaunch, isRecovered), launch);
  }

  #launchContainer(task: ExecutorTask): void {
    const { executor } = task;
    if (task.kill !== undefined || executor.framework.state === 'TERMINATING') {
      this.#end(task, killedDuringLaunch);
      return;
    }
    const { config, containerizer, log, model } = this.#context;
    // The process is about to end; the next one finds a launch that never came to pass.
    if (model.state === 'TERMINATING') return;
    executor.isLaunched = true;
    executor.wasGivenTask = true;
    log.info('launching a task', logFields(task));
    containerizer.launch(commandSpec(config, model.info.id?.value ?? '', task));
  }

  #end(task: ExecutorTask, outcome: Outcome): void {
    const { executor } = task;
    task.killTimer?.cancel();
    task.completionTimer?.cancel();
    this.#table.terminate(executor);
    this.#context.log.info('a task ended', {
      ...logFields(task),
      state: outcome.state,
      message: outcome.message,
    });
    // A framework that is being removed cannot acknowledge anything.
    if (executor.framework.state === 'RUNNING') {
      this.#reports.report(task, outcome);
    } else {
      this.#table.forgetContainer(executor);
      this.#table.complete(executor);
    }
  }
}

/** The one task of a command executor that is not complete. */
function taskOf(executor: Executor): ExecutorTask {
  const [task] = executor.tasks.values();
  assert(task !== undefined, `the command executor ${executor.id} has no task`);
  return task;
}

function launchRecord({ executor, info }: ExecutorTask): CheckpointRecord {
  return {
    type: 'launch',
    frameworkId: executor.framework.id,
    containerId: executor.containerId,
    task: info,
  };
}

function logFields({ executor, id }: ExecutorTask): Record<string, string> {
  return { task: id, framework: executor.framework.id, container: executor.containerId };
}
