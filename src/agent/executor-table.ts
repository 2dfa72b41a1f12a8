// Where executors and tasks are put into the model and taken out of it. The rule: whatever changes who is in which map
// goes through here, so that the maps of framework, executor and containers never disagree.

import type { StatusUpdate } from '../protocol/messages.ts';
import type { AgentContext } from './context.ts';
import { type Executor, type ExecutorTask, type Framework, withStatus } from './model.ts';
import { type ExecutorLaunch, newExecutor, newTask, type TaskLaunch } from './new-executor.ts';

/** Ended tasks that a running executor is remembered with, as many as the original. */
const maxCompletedTasksPerExecutor = 200;

export class ExecutorTable {
  readonly #context: AgentContext;
  readonly #released: (framework: Framework) => void;

  /** `released` is called when a framework has an executor less. */
  constructor(context: AgentContext, released: (framework: Framework) => void) {
    this.#context = context;
    this.#released = released;
  }

  add(framework: Framework, launch: ExecutorLaunch, isRecovered: boolean): Executor {
    const { config, model } = this.#context;
    const executor = newExecutor(config, model.info.id?.value ?? '', framework, launch, isRecovered);
    framework.executors.set(executor.id, executor);
    model.containers.set(executor.containerId, executor);
    return executor;
  }

  addTask(executor: Executor, launch: TaskLaunch): ExecutorTask {
    const task = newTask(executor, launch);
    executor.tasks.set(task.id, task);
    executor.framework.tasks.set(task.id, task);
    return task;
  }

  /** The update is on disk: from now on others see it. */
  record(update: StatusUpdate): ExecutorTask | undefined {
    const task = this.#taskOf(update);
    if (task !== undefined) task.message = withStatus(task.message, update);
    return task;
  }

  /** The update leaves for the master. */
  recordSent(update: StatusUpdate): void {
    const task = this.#taskOf(update);
    if (task === undefined) return;
    const { uuid, status } = update;
    task.message = { ...task.message, status_update_state: status.state, status_update_uuid: uuid };
  }

  /** The task's last update was acknowledged. Gives the task, if it was known. */
  completeTask(update: StatusUpdate): ExecutorTask | undefined {
    const task = this.#taskOf(update);
    if (task === undefined) return undefined;
    const { executor, id } = task;
    executor.tasks.delete(id);
    executor.framework.tasks.delete(id);
    executor.completedTasks.push(task);
    const excess = executor.completedTasks.length - maxCompletedTasksPerExecutor;
    if (excess > 0) executor.completedTasks.splice(0, excess);
    return task;
  }

  /** The container is gone. */
  terminate(executor: Executor): void {
    executor.state = 'TERMINATED';
    this.#context.model.containers.delete(executor.containerId);
    this.#context.metrics.count('executors_terminated');
  }

  /** The container was gone already when the agent was restarted. */
  restoreTerminated(executor: Executor): void {
    executor.state = 'TERMINATED';
    this.#context.model.containers.delete(executor.containerId);
  }

  /** What the containerizer keeps of the container's end is not needed any more: it is on disk here. */
  forgetContainer(executor: Executor): void {
    if (executor.isLaunched) this.#context.containerizer.forget(executor.containerId);
  }

  /** The executor becomes history, with what is left of its tasks. */
  complete(executor: Executor): void {
    const { framework } = executor;
    if (framework.executors.get(executor.id) !== executor) return;
    framework.executors.delete(executor.id);
    for (const task of executor.tasks.values()) {
      framework.tasks.delete(task.id);
      executor.completedTasks.push(task);
    }
    executor.tasks.clear();
    framework.completedExecutors.push(executor);
    const excess =
      framework.completedExecutors.length - this.#context.config.maxCompletedExecutorsPerFramework;
    if (excess > 0) framework.completedExecutors.splice(0, excess);
    this.#released(framework);
  }

  #taskOf(update: StatusUpdate): ExecutorTask | undefined {
    return this.#context.model.frameworks
      .get(update.framework_id.value)
      ?.tasks.get(update.status.task_id.value);
  }
}
