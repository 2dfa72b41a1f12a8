// The state of the cluster as one answer of the operator API. It is made in slices while the world goes on: every
// framework, agent and task is in it once, as it was when it was written, and whoever has to tell what happens
// meanwhile asks whether an event is news (`tells…`) or will be seen in what is still to be written.
import { type LazyMessage, lazyList } from '../../api/lazy-message.ts';
import type {
  AgentInfo,
  MasterResponseGetAgentsAgent,
  MasterResponseGetExecutorsExecutor,
  MasterResponseGetFrameworksFramework,
  Task as TaskMessage,
} from '../../protocol/messages.ts';
import type { Agent, Framework, Model } from '../model.ts';
import { type Task, taskMessage } from '../task.ts';
import { agentMessage, executorMessages, frameworkMessage } from './operator-messages.ts';

export class Snapshot {
  readonly #model: Model;
  /** Frameworks, agents and tasks that were written, or whose addition was told. */
  readonly #known = new Set<object>();
  /** Ids of frameworks whose live tasks were written. */
  readonly #passed = new Set<string>();
  #areTasksWritten = false;
  #areFrameworksWritten = false;
  #areAgentsWritten = false;

  constructor(model: Model) {
    this.#model = model;
  }

  state(): LazyMessage {
    return {
      name: 'master.Response.GetState',
      parts: [
        { field: 'get_tasks', message: this.tasks() },
        { field: 'get_executors', message: this.executors() },
        { field: 'get_frameworks', message: this.frameworks() },
        { field: 'get_agents', message: this.agents() },
      ],
    };
  }

  tasks(): LazyMessage {
    return {
      name: 'master.Response.GetTasks',
      parts: [
        lazyList('tasks', 'Task', this.#liveTasks()),
        lazyList('unreachable_tasks', 'Task', this.#pastTasks('unreachableTasks')),
        lazyList('completed_tasks', 'Task', this.#pastTasks('completedTasks')),
      ],
    };
  }

  executors(): LazyMessage {
    return {
      name: 'master.Response.GetExecutors',
      parts: [lazyList('executors', 'master.Response.GetExecutors.Executor', this.#executors())],
    };
  }

  frameworks(): LazyMessage {
    const type = 'master.Response.GetFrameworks.Framework';
    return {
      name: 'master.Response.GetFrameworks',
      parts: [
        lazyList('frameworks', type, this.#liveFrameworks()),
        lazyList('completed_frameworks', type, this.#completedFrameworks()),
      ],
    };
  }

  agents(): LazyMessage {
    return {
      name: 'master.Response.GetAgents',
      parts: [
        lazyList('agents', 'master.Response.GetAgents.Agent', this.#agents()),
        lazyList('recovered_agents', 'AgentInfo', this.#recoveredAgents()),
      ],
    };
  }

  /** Whether the addition of a task has to be told, because it will not be written. */
  tellsTaskAdded(task: Task): boolean {
    return this.#tells(task, this.#areTasksWritten || this.#passed.has(task.frameworkId));
  }

  tellsFrameworkAdded(framework: Framework): boolean {
    return this.#tells(framework, this.#areFrameworksWritten);
  }

  tellsAgentAdded(agent: Agent): boolean {
    return this.#tells(agent, this.#areAgentsWritten);
  }

  #tells(entity: object, isPassed: boolean): boolean {
    if (isPassed) this.#known.add(entity);
    return isPassed;
  }

  /** Whether what happens to it has to be told. */
  tellsChange(entity: Framework | Agent | Task): boolean {
    return this.#known.has(entity);
  }

  /** Maps are read as they change: what is added meanwhile comes at their end, what is removed does not come. */
  *#liveTasks(): Generator<TaskMessage, void, void> {
    for (const framework of this.#allFrameworks()) {
      for (const task of framework.tasks.values()) yield this.#write(task);
      this.#passed.add(framework.id);
    }
    this.#areTasksWritten = true;
  }

  *#pastTasks(list: 'unreachableTasks' | 'completedTasks'): Generator<TaskMessage, void, void> {
    for (const framework of this.#allFrameworks()) {
      // A bounded list that loses its oldest at the front: a copy of references is read.
      const tasks = list === 'completedTasks' ? [...framework[list]] : framework[list].values();
      for (const task of tasks) if (!this.#known.has(task)) yield this.#write(task);
    }
  }

  #write(task: Task): TaskMessage {
    this.#known.add(task);
    return taskMessage(task);
  }

  /** Also one that is removed meanwhile comes once. */
  *#allFrameworks(): Generator<Framework, void, void> {
    const seen = new Set<Framework>();
    for (const frameworks of [this.#model.frameworks, this.#model.completedFrameworks]) {
      for (const framework of frameworks.values()) {
        if (seen.has(framework)) continue;
        seen.add(framework);
        yield framework;
      }
    }
  }

  *#executors(): Generator<MasterResponseGetExecutorsExecutor, void, void> {
    for (const agent of this.#model.agents.values()) yield* executorMessages(agent);
  }

  *#liveFrameworks(): Generator<MasterResponseGetFrameworksFramework, void, void> {
    for (const framework of this.#model.frameworks.values()) {
      this.#known.add(framework);
      yield frameworkMessage(framework);
    }
    this.#areFrameworksWritten = true;
  }

  *#completedFrameworks(): Generator<MasterResponseGetFrameworksFramework, void, void> {
    for (const framework of this.#model.completedFrameworks.values())
      if (!this.#known.has(framework)) yield frameworkMessage(framework);
  }

  *#agents(): Generator<MasterResponseGetAgentsAgent, void, void> {
    for (const agent of this.#model.agents.values()) {
      this.#known.add(agent);
      yield agentMessage(agent);
    }
    this.#areAgentsWritten = true;
  }

  *#recoveredAgents(): Generator<AgentInfo, void, void> {
    for (const { info } of this.#model.recoveredAgents.values()) yield info;
  }
}
