// Watches a master in tests for changes that views cannot see: a part of the model that is changed deeper inside than
// is compared would go on being shown as it was. Every view is encoded, and a part that is given again must still say
// the same.
import { agentMessage } from '../../src/master/api/operator-messages.ts';
import { agentObject, frameworkObject } from '../../src/master/api/state.ts';
import type { Model } from '../../src/master/model.ts';
import { taskMessage } from '../../src/master/task.ts';
import { type AgentView, type FrameworkView, type ModelView, takeView } from '../../src/master/view.ts';
import { toJson } from '../../src/protocol/json.ts';

/** A larger cluster is not what such a mistake needs. */
const maxTasks = 300;

export class ViewAudit {
  readonly #texts = new WeakMap<object, string>();
  #view: ModelView | undefined;

  /** Throws when something changed and its view did not. */
  check(model: Model): void {
    const frameworks = [...model.frameworks.values(), ...model.completedFrameworks.values()];
    const tasks = frameworks.reduce((sum, framework) => sum + framework.tasks.size, 0);
    if (tasks > maxTasks || model.agents.size > maxTasks) return;
    const view = takeView(model, this.#view);
    this.#view = view;
    for (const agent of view.agents.values()) this.#compare(agent, agentText(agent));
    for (const frameworks of [view.frameworks, view.completedFrameworks]) {
      for (const framework of frameworks.values()) {
        this.#compare(framework, frameworkText(framework));
        for (const tasks of [framework.tasks, framework.unreachableTasks, framework.completedTasks])
          for (const task of tasks) this.#compare(task, toJson('Task', taskMessage(task)));
      }
    }
  }

  #compare(part: object, text: string): void {
    const before = this.#texts.get(part);
    if (before !== undefined && before !== text)
      throw new Error(
        `changed inside, so that no view sees it (see src/master/view.ts):\n${before}\n${text}`,
      );
    this.#texts.set(part, text);
  }
}

function agentText(agent: AgentView): string {
  return toJson('master.Response.GetAgents.Agent', agentMessage(agent)) + JSON.stringify(agentObject(agent));
}

function frameworkText(framework: FrameworkView): string {
  return JSON.stringify(frameworkObject(framework)) + toJson('FrameworkInfo', framework.info);
}
