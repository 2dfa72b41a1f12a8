// The way from a process's start to a state worth registering: checkpoints, then containers, then executors. Only frameworks that
// checkpoint keep their tasks; the containers of the others are not known any more and are destroyed as orphans.
import { describeError, MesosError } from '../base/errors.ts';
import type { Timer } from '../base/ports.ts';
import type { CheckpointRecord, CheckpointStore } from './checkpoints.ts';
import { agentInfoOf } from './config.ts';
import type { AgentContext } from './context.ts';
import type { Executors } from './executors.ts';
import type { Frameworks } from './frameworks.ts';
import type { Executor } from './model.ts';
import type { Operations } from './operations.ts';
import { type Replayed, type ReplayedFramework, replay } from './replay.ts';
import { incompatibility } from './resources.ts';
import type { StatusUpdates } from './status-updates.ts';

export interface RecoveryParts {
  readonly store: CheckpointStore;
  readonly executors: Executors;
  readonly frameworks: Frameworks;
  readonly updates: StatusUpdates;
  readonly operations: Operations;
  agentRecord(): CheckpointRecord;
  /** Asks those to come back that do not do so by themselves. */
  reconnect(executors: readonly Executor[]): void;
  recovered(): void;
  fatal(error: MesosError): void;
}

export class Recovery {
  readonly #context: AgentContext;
  readonly #parts: RecoveryParts;
  /** While executors are waited for. */
  #timer: Timer | undefined;

  constructor(context: AgentContext, parts: RecoveryParts) {
    this.#context = context;
    this.#parts = parts;
  }

  start(): void {
    this.#parts.store.recover((error, records, unreadable) => {
      this.#context.metrics.counters.recovery_errors += unreadable;
      if (error !== undefined) this.#parts.fatal(error);
      else this.#restore(replay(records));
    });
  }

  #restore(replayed: Replayed): void {
    const { config, model } = this.#context;
    const before = replayed.agent;
    const now = agentInfoOf(config);
    const problem =
      before === undefined || config.recover === 'cleanup'
        ? undefined
        : incompatibility(before.info, now, config.reconfigurationPolicy);
    if (problem !== undefined) {
      this.#parts.fatal(incompatible(problem, config.workDir));
      return;
    }
    if (before !== undefined) model.info = { ...now, id: before.info.id };
    const misfit = this.#parts.operations.restore(replayed.operations);
    if (misfit !== undefined && config.recover !== 'cleanup') {
      this.#parts.fatal(missingResources(misfit, config.workDir));
      return;
    }
    for (const [id, framework] of replayed.frameworks) this.#restoreFramework(id, framework);
    const isRestarted = before !== undefined && before.bootId !== config.bootId;
    const known = isRestarted || config.recover === 'cleanup' ? [] : this.#parts.executors.knownContainers();
    this.#context.containerizer.recover(known).then(
      () => this.#containersRecovered(before, isRestarted),
      (error: unknown) =>
        this.#parts.fatal(
          new MesosError('RECOVERY_FAILED', `cannot recover the containers: ${describeError(error)}`, {
            cause: error,
          }),
        ),
    );
  }

  #restoreFramework(id: string, replayed: ReplayedFramework): void {
    const { executors, frameworks, updates } = this.#parts;
    if (replayed.info.checkpoint !== true) {
      // The master has told the scheduler that the tasks are lost; nothing here may contradict it.
      this.#context.checkpoints.append({ type: 'framework-removed', frameworkId: id });
      return;
    }
    const framework = frameworks.restore(id, replayed.info, replayed.pid);
    executors.restore(framework, replayed);
    for (const task of replayed.tasks.values()) updates.restore(task.updates, task.acknowledged);
    if (replayed.isShutDown) framework.state = 'TERMINATING';
  }

  #containersRecovered(before: Replayed['agent'], isRestarted: boolean): void {
    const { config, checkpoints, log, model, timers } = this.#context;
    const { executors, frameworks } = this.#parts;
    if (model.state !== 'RECOVERING') return;
    if (isRestarted || config.recover === 'cleanup') executors.loseContainers();
    else executors.resume();
    // After the last updates of tasks that a restart of the machine ended: a crash in between repeats both.
    if (before !== undefined) checkpoints.append(this.#parts.agentRecord());
    for (const framework of [...model.frameworks.values()]) {
      if (framework.state === 'TERMINATING') frameworks.resumeShutdown(framework);
      else frameworks.removeIfIdle(framework.id);
    }
    model.canReconnect = true;
    const awaited = executors.custom.awaited();
    if (awaited.length === 0) {
      this.#finish();
      return;
    }
    log.info('waiting for executors', { executors: awaited.length });
    this.#parts.reconnect(awaited);
    this.#timer = timers.after(config.executorReregistrationTimeoutMs, () => {
      this.#timer = undefined;
      executors.custom.giveUpAwaited();
      this.#finish();
    });
  }

  /** An executor is connected again, or will not be: perhaps the last that is waited for. */
  executorSettled(): void {
    if (this.#timer === undefined || this.#parts.executors.custom.awaited().length > 0) return;
    this.#timer.cancel();
    this.#timer = undefined;
    this.#finish();
  }

  /** The master may hear of what runs here. */
  #finish(): void {
    const { log, model } = this.#context;
    if (model.state !== 'RECOVERING') return;
    log.info('recovered', { agent: model.info.id?.value, containers: model.containers.size });
    this.#parts.recovered();
  }
}

function missingResources(problem: string, workDir: string): MesosError {
  return new MesosError('RECOVERY_FAILED', `reservations and volumes do not fit: ${problem}`, {
    hint:
      'give the agent the resources it had (--resources); or, to give up what was reserved and created on it, run once ' +
      `with --recover=cleanup and the same --work_dir=${workDir}; the directories of volumes stay`,
  });
}

function incompatible(problem: string, workDir: string): MesosError {
  return new MesosError('RECOVERY_FAILED', `incompatible agent info: ${problem}`, {
    hint:
      'go back to the old values; or start with --reconfiguration_policy=additive if something was only added; or, ' +
      `to end all tasks and begin as a new agent, run once with --recover=cleanup and the same --work_dir=${workDir}`,
  });
}
