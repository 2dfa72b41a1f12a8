// Making tasks end that the agent runs itself: by request, because the executor is shut down, because their time is
// over. The rule: a task is told to end only after that is on disk, so that an agent that is restarted goes on with it
// and knows why it ended.
import { shutdownGraceMs } from '../executor/executor-info.ts';
import {
  type KillCause,
  type KillPlan,
  killGraceMs,
  remainingGraceMs,
  replanned,
} from '../executor/kill-plan.ts';
import type { KillPolicy } from '../protocol/messages.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import type { AgentContext } from './context.ts';
import { type ExecutorTask, hasCapability, hasEnded } from './model.ts';

const sigterm = 15;

/** Longest timer of Node; a longer limit is looked at again when it fires. */
const longestTimerMs = 2 ** 31 - 1;

export class Kills {
  readonly #context: AgentContext;
  readonly #reportKilling: (task: ExecutorTask) => void;
  /** Whose kill is on its way to the disk. */
  readonly #unstored = new Set<ExecutorTask>();

  constructor(context: AgentContext, reportKilling: (task: ExecutorTask) => void) {
    this.#context = context;
    this.#reportKilling = reportKilling;
  }

  /** A KILL of the scheduler. */
  kill(task: ExecutorTask, policy: KillPolicy | undefined): void {
    this.#begin(task, killGraceMs(policy, task.info.kill_policy), 'request');
  }

  /** As `kill`, for another reason. */
  end(task: ExecutorTask, graceMs: number, cause: KillCause): void {
    this.#begin(task, graceMs, cause);
  }

  /** The executor of a command task is to end, whoever asked. */
  shutdown(task: ExecutorTask): void {
    const graceMs = shutdownGraceMs(task.executor.info, this.#context.config.executorShutdownGraceMs);
    this.#begin(task, graceMs, 'shutdown');
  }

  /** Goes on with what an agent process before this one had begun; what this one has begun goes on by itself. */
  resume(task: ExecutorTask): void {
    if (!this.#unstored.has(task)) this.#enforce(task);
  }

  /** Goes on with a kill that is on disk. A second one only moves the deadline. */
  #enforce(task: ExecutorTask): void {
    const { clock, containerizer, timers } = this.#context;
    const { kill } = task;
    const containerId = task.container?.id ?? task.executor.containerId;
    if (kill === undefined || hasEnded(task)) return;
    if (!isStarted(task) || kill.cause === 'completion-time') {
      containerizer.destroy(containerId);
      return;
    }
    if (!task.isKillEnforced) containerizer.signal(containerId, sigterm);
    task.isKillEnforced = true;
    task.killTimer?.cancel();
    const delayMs = remainingGraceMs(kill, clock.now());
    task.killTimer = timers.after(delayMs, () => containerizer.destroy(containerId));
  }

  /** Starts the clock of a task that may run for some time only. */
  watchCompletionTime(task: ExecutorTask): void {
    const limit = task.info.max_completion_time?.nanoseconds;
    if (limit === undefined || task.completionTimer !== undefined) return;
    const { clock, timers } = this.#context;
    const reported = task.message.statuses?.find((status) => status.state === 'TASK_RUNNING')?.timestamp;
    const startedAtMs = reported === undefined ? clock.now() : reported * 1000;
    const check = (): void => {
      const remainingMs = startedAtMs + Number(limit) / 1e6 - clock.now();
      if (remainingMs > 0) {
        task.completionTimer = timers.after(Math.min(remainingMs, longestTimerMs), check);
      } else if (task.kill === undefined) {
        this.#begin(task, 0, 'completion-time');
      }
    };
    check();
  }

  #begin(task: ExecutorTask, graceMs: number, cause: KillCause): void {
    const { container, executor } = task;
    if (hasEnded(task)) return;
    const { checkpoints, clock, log } = this.#context;
    const earlier = task.kill;
    const plan =
      earlier === undefined ? { cause, requestedAtMs: clock.now(), graceMs } : replanned(earlier, graceMs);
    task.kill = plan;
    // It has not been launched, and now it will not be.
    if (container === undefined ? !executor.isLaunched : task.isQueued) return;
    log.info('killing a task', {
      task: task.id,
      framework: executor.framework.id,
      container: container?.id ?? executor.containerId,
      cause,
      grace_ms: graceMs,
    });
    this.#unstored.add(task);
    checkpoints.append(killRecord(task, plan), () => {
      this.#unstored.delete(task);
      this.#enforce(task);
    });
    const isToldOf = earlier === undefined && cause !== 'completion-time';
    if (isToldOf && isStarted(task) && hasCapability(executor.framework.info, 'TASK_KILLING_STATE')) {
      this.#reportKilling(task);
    }
  }
}

/** Its process is known to run. What is killed before, is never told of the process. */
function isStarted({ reportedState }: ExecutorTask): boolean {
  return reportedState !== undefined && reportedState !== 'TASK_STARTING';
}

export function killRecord(task: ExecutorTask, plan: KillPlan): CheckpointRecord {
  return { type: 'kill', frameworkId: task.executor.framework.id, taskId: task.id, ...plan };
}
