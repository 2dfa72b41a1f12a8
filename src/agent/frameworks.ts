// Frameworks that run something here: known from their first task until their last executor and update are gone,
// then remembered for a while. Their descriptions are on disk before anything that is launched for them.
import type { FrameworkInfo, UpdateFrameworkMessage } from '../protocol/messages.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { maxCompletedFrameworks } from './config.ts';
import type { AgentContext } from './context.ts';
import type { Executor, Framework } from './model.ts';

export interface FrameworksPorts {
  shutdownExecutor(executor: Executor): void;
  destroyExecutor(executor: Executor): void;
  completeExecutor(executor: Executor): void;
  /** Drops the updates that wait for the framework's acknowledgements. */
  dropUpdates(frameworkId: string): void;
  hasUpdates(frameworkId: string): boolean;
  /** A framework is gone, perhaps the last one. */
  removed(): void;
}

/** The UPID that stands for a scheduler connected by HTTP. */
export const noPid = '@0.0.0.0:0';

/** A scheduler's UPID, or undefined for none. */
export function schedulerPid(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === noPid ? undefined : text;
}

export class Frameworks {
  readonly #context: AgentContext;
  readonly #ports: FrameworksPorts;

  constructor(context: AgentContext, ports: FrameworksPorts) {
    this.#context = context;
    this.#ports = ports;
  }

  /** The framework that a task is for; it must not be terminating. */
  adopt(id: string, info: FrameworkInfo, pid: string | undefined): Framework {
    const { checkpoints, model } = this.#context;
    const known = model.frameworks.get(id);
    if (known !== undefined) return known;
    const framework = this.restore(id, info, pid);
    const completed = model.completedFrameworks.get(id);
    if (completed !== undefined) {
      framework.completedExecutors = completed.completedExecutors;
      model.completedFrameworks.delete(id);
    }
    checkpoints.append(frameworkRecord(framework));
    return framework;
  }

  /** Puts back a framework that was read from disk. */
  restore(id: string, info: FrameworkInfo, pid: string | undefined): Framework {
    const framework: Framework = {
      id,
      info,
      pid,
      state: 'RUNNING',
      executors: new Map(),
      tasks: new Map(),
      completedExecutors: [],
    };
    this.#context.model.frameworks.set(id, framework);
    return framework;
  }

  /** The framework's description or its scheduler changed. False: nothing of it runs here. */
  update(message: UpdateFrameworkMessage): boolean {
    const framework = this.#context.model.frameworks.get(message.framework_id.value);
    if (framework === undefined || framework.state === 'TERMINATING') return false;
    framework.info = message.framework_info ?? framework.info;
    framework.pid = schedulerPid(message.pid);
    this.#context.checkpoints.append(frameworkRecord(framework));
    return true;
  }

  /** Ends everything of the framework; its updates are dropped, for it cannot acknowledge them any more. */
  shutdown(framework: Framework): void {
    const { checkpoints, log } = this.#context;
    if (framework.state === 'TERMINATING') return;
    log.info('shutting down a framework', { framework: framework.id });
    checkpoints.append({ type: 'framework-shutdown', frameworkId: framework.id });
    this.resumeShutdown(framework);
  }

  /** As `shutdown`, for a framework whose shutdown is on disk already. */
  resumeShutdown(framework: Framework): void {
    this.#endAll(framework, (executor) => this.#ports.shutdownExecutor(executor));
  }

  /** Ends everything of the framework at once; nothing of that is written down. */
  abandon(framework: Framework): void {
    this.#endAll(framework, (executor) => this.#ports.destroyExecutor(executor));
  }

  #endAll(framework: Framework, end: (executor: Executor) => void): void {
    framework.state = 'TERMINATING';
    this.#ports.dropUpdates(framework.id);
    for (const executor of [...framework.executors.values()]) {
      if (executor.state === 'TERMINATED') this.#ports.completeExecutor(executor);
      else end(executor);
    }
    this.removeIfIdle(framework.id);
  }

  removeIfIdle(id: string): void {
    const { checkpoints, model } = this.#context;
    const framework = model.frameworks.get(id);
    if (framework === undefined || framework.executors.size > 0 || this.#ports.hasUpdates(id)) return;
    model.frameworks.delete(id);
    model.completedFrameworks.delete(id);
    model.completedFrameworks.set(id, framework);
    for (const oldest of model.completedFrameworks.keys()) {
      if (model.completedFrameworks.size <= maxCompletedFrameworks) break;
      model.completedFrameworks.delete(oldest);
    }
    checkpoints.append({ type: 'framework-removed', frameworkId: id });
    this.#ports.removed();
  }

  /** The records that stand for a framework in a snapshot, without its executors. */
  records(framework: Framework): CheckpointRecord[] {
    const record = frameworkRecord(framework);
    if (framework.state === 'RUNNING') return [record];
    return [record, { type: 'framework-shutdown', frameworkId: framework.id }];
  }
}

function frameworkRecord(framework: Framework): CheckpointRecord {
  return { type: 'framework', info: framework.info, pid: framework.pid ?? '' };
}
