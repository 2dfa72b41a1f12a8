// Watches an agent in tests for changes that views cannot see: a part of the model that is changed deeper inside than is
// compared would go on being shown as it was. A part of a view that is given again must still say the same.
import { currentStatus, operationMessage } from '../../src/agent/operation.ts';
import { type AgentView, type ExecutorView, takeView, type Viewed } from '../../src/agent/view.ts';
import { toJson } from '../../src/protocol/json.ts';

export class ViewAudit {
  readonly #texts = new WeakMap<object, string>();
  #view: AgentView | undefined;

  /** Throws when something changed and its view did not. */
  check(viewed: Viewed): void {
    const view = takeView(viewed, this.#view);
    this.#view = view;
    this.#compare(view, JSON.stringify([toJson('AgentInfo', view.info), view.totalResources, view.master]));
    for (const operation of view.operations)
      this.#compare(
        operation,
        toJson('Operation', operationMessage(operation, view.info.id, currentStatus(operation))),
      );
    for (const framework of [...view.frameworks, ...view.completedFrameworks]) {
      this.#compare(framework, toJson('FrameworkInfo', framework.info));
      for (const executor of [...framework.executors, ...framework.completedExecutors]) {
        this.#compare(executor, executorText(executor));
        for (const task of [...executor.tasks, ...executor.completedTasks])
          this.#compare(task, `${task.phase} ${toJson('Task', task.message)}`);
      }
    }
  }

  #compare(part: object, text: string): void {
    const before = this.#texts.get(part);
    if (before !== undefined && before !== text)
      throw new Error(`changed inside, so that no view sees it (see src/agent/view.ts):\n${before}\n${text}`);
    this.#texts.set(part, text);
  }
}

function executorText({ info, tasks, completedTasks, resources: _, ...facts }: ExecutorView): string {
  const ids = [...tasks, ...completedTasks].map(({ message }) => message.task_id.value);
  return toJson('ExecutorInfo', info) + JSON.stringify([facts, ids]);
}
