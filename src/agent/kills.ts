// Making tasks end: by request, because the executor is shut down, because their time is over. The rule: a task is
// told to end only after that is on disk, so that an agent that is restarted goes on with it and knows why it ended.
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
import { type Executor, hasCapability } from './model.ts';

const sigterm = 15;

/** Longest timer of Node; a longer limit is looked at again when it fires. */
const longestTimerMs = 2 ** 31 - 1;

export class Kills {
  readonly #context: AgentContext;
  readonly #reportKilling: (executor: Executor) => void;

  constructor(context: AgentContext, reportKilling: (executor: Executor) => void) {
    this.#context = context;
    this.#reportKilling = reportKilling;
  }

  /** A KILL of the scheduler. */
  kill(executor: Executor, policy: KillPolicy | undefined): void {
    this.#begin(executor, killGraceMs(policy, executor.taskInfo.kill_policy), 'request');
  }

  /** The executor is to end, whoever asked. */
  shutdown(executor: Executor): void {
    if (executor.state === 'RUNNING') executor.state = 'TERMINATING';
    const graceMs = shutdownGraceMs(executor.info, this.#context.config.executorShutdownGraceMs);
    this.#begin(executor, graceMs, 'shutdown');
  }

  /** Goes on with a kill that is on disk. A second one only moves the deadline. */
  enforce(executor: Executor): void {
    const { clock, containerizer, timers } = this.#context;
    const { kill, containerId } = executor;
    if (kill === undefined || executor.state === 'TERMINATED') return;
    if (executor.reportedState === undefined || kill.cause === 'completion-time') {
      containerizer.destroy(containerId);
      return;
    }
    if (!executor.isKillEnforced) containerizer.signal(containerId, sigterm);
    executor.isKillEnforced = true;
    executor.killTimer?.cancel();
    const delayMs = remainingGraceMs(kill, clock.now());
    executor.killTimer = timers.after(delayMs, () => containerizer.destroy(containerId));
  }

  /** Starts the clock of a task that may run for some time only. */
  watchCompletionTime(executor: Executor): void {
    const limit = executor.taskInfo.max_completion_time?.nanoseconds;
    if (limit === undefined || executor.completionTimer !== undefined) return;
    const { clock, timers } = this.#context;
    const reported = executor.task.statuses?.find((status) => status.state === 'TASK_RUNNING')?.timestamp;
    const startedAtMs = reported === undefined ? clock.now() : reported * 1000;
    const check = (): void => {
      const remainingMs = startedAtMs + Number(limit) / 1e6 - clock.now();
      if (remainingMs > 0) {
        executor.completionTimer = timers.after(Math.min(remainingMs, longestTimerMs), check);
      } else if (executor.kill === undefined) {
        this.#begin(executor, 0, 'completion-time');
      }
    };
    check();
  }

  #begin(executor: Executor, graceMs: number, cause: KillCause): void {
    if (executor.state === 'TERMINATED') return;
    const { checkpoints, clock, log } = this.#context;
    const earlier = executor.kill;
    const plan =
      earlier === undefined ? { cause, requestedAtMs: clock.now(), graceMs } : replanned(earlier, graceMs);
    executor.kill = plan;
    // It has not been launched, and now it will not be.
    if (!executor.isLaunched) return;
    log.info('killing a task', {
      task: executor.id,
      framework: executor.framework.id,
      container: executor.containerId,
      cause,
      grace_ms: graceMs,
    });
    checkpoints.append(killRecord(executor, plan), () => this.enforce(executor));
    const isToldOf = earlier === undefined && cause !== 'completion-time';
    const isRunning = executor.reportedState !== undefined;
    if (isToldOf && isRunning && hasCapability(executor.framework.info, 'TASK_KILLING_STATE')) {
      this.#reportKilling(executor);
    }
  }
}

export function killRecord(executor: Executor, plan: KillPlan): CheckpointRecord {
  return { type: 'kill', frameworkId: executor.framework.id, taskId: executor.id, ...plan };
}
