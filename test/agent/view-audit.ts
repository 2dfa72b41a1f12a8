// Watches an agent in tests for changes that views cannot see: what is changed deeper inside than is compared, or after it
// has become history, would go on being shown as it was. A view made of the last one must say what one made anew says.
import * as assert from 'uvu/assert';
import { currentStatus, operationMessage } from '../../src/agent/operation.ts';
import {
  type AgentView,
  type ExecutorView,
  type FrameworkView,
  type TaskView,
  takeView,
  type Viewed,
} from '../../src/agent/view.ts';
import { toJson } from '../../src/protocol/json.ts';

export class ViewAudit {
  readonly #texts = new WeakMap<object, string>();
  #view: AgentView | undefined;

  /** Throws when something changed and its view did not. */
  check(viewed: Viewed): void {
    this.#view = takeView(viewed, this.#view);
    assert.is(this.#textOf(this.#view), new ViewAudit().#textOf(takeView(viewed)), 'see src/agent/view.ts');
  }

  #textOf(view: AgentView): string {
    const { info, totalResources, master, frameworks, completedFrameworks, operations } = view;
    const shown = operations.map((operation) =>
      this.#text(operation, () =>
        toJson('Operation', operationMessage(operation, info.id, currentStatus(operation))),
      ),
    );
    return JSON.stringify([
      this.#text(info, () => toJson('AgentInfo', info)),
      totalResources,
      master,
      shown,
      frameworks.map((framework) => this.#frameworkText(framework)),
      completedFrameworks.map((framework) => this.#frameworkText(framework)),
    ]);
  }

  #frameworkText({ info, executors, completedExecutors, ...facts }: FrameworkView): string {
    const texts = [executors, completedExecutors].map((list) =>
      list.map((executor) => this.#executorText(executor)),
    );
    const infoText = this.#text(info, () => toJson('FrameworkInfo', info));
    return JSON.stringify([infoText, facts, texts]);
  }

  #executorText({ info, tasks, completedTasks, ...facts }: ExecutorView): string {
    const texts = [tasks, completedTasks].map((list) => list.map((task) => this.#taskText(task)));
    const infoText = this.#text(info, () => toJson('ExecutorInfo', info));
    return JSON.stringify([infoText, facts, texts]);
  }

  #taskText({ message, phase }: TaskView): string {
    return `${phase} ${this.#text(message, () => toJson('Task', message))}`;
  }

  /** As it was when the part was first seen, as a reader that keeps it would show it. */
  #text(part: object, make: () => string): string {
    const text = this.#texts.get(part) ?? make();
    this.#texts.set(part, text);
    return text;
  }
}
