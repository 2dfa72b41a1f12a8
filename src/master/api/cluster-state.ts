// The state of the cluster as answers of the operator API, made of a view in slices.
import { keptList, type LazyMessage, lazyList } from '../../api/lazy-message.ts';
import type { AgentInfo, MasterResponseGetExecutorsExecutor } from '../../protocol/messages.ts';
import { taskMessage } from '../task.ts';
import type { FrameworkView, ModelView } from '../view.ts';
import { agentMessage, executorMessages, lazyFramework } from './operator-messages.ts';

export function stateMessage(view: ModelView): LazyMessage {
  return {
    name: 'master.Response.GetState',
    parts: [
      { field: 'get_tasks', message: tasksMessage(view) },
      { field: 'get_executors', message: executorsMessage(view) },
      { field: 'get_frameworks', message: frameworksMessage(view) },
      { field: 'get_agents', message: agentsMessage(view) },
    ],
  };
}

export function tasksMessage(view: ModelView): LazyMessage {
  const list = (field: string, of: 'tasks' | 'unreachableTasks' | 'completedTasks') =>
    keptList(field, 'Task', tasksOf(view, of), (task) => taskMessage(task));
  return {
    name: 'master.Response.GetTasks',
    parts: [
      list('tasks', 'tasks'),
      list('unreachable_tasks', 'unreachableTasks'),
      list('completed_tasks', 'completedTasks'),
    ],
  };
}

function* tasksOf(
  { frameworks, completedFrameworks }: ModelView,
  list: 'tasks' | 'unreachableTasks' | 'completedTasks',
): Generator<FrameworkView['tasks'][number], void, void> {
  for (const views of [frameworks, completedFrameworks])
    for (const framework of views.values()) yield* framework[list];
}

export function executorsMessage({ agents }: ModelView): LazyMessage {
  function* executors(): Generator<MasterResponseGetExecutorsExecutor, void, void> {
    for (const agent of agents.values()) yield* executorMessages(agent);
  }
  return {
    name: 'master.Response.GetExecutors',
    parts: [lazyList('executors', 'master.Response.GetExecutors.Executor', executors())],
  };
}

export function frameworksMessage(view: ModelView): LazyMessage {
  const type = 'master.Response.GetFrameworks.Framework';
  function* messages(frameworks: Iterable<FrameworkView>): Generator<LazyMessage, void, void> {
    for (const framework of frameworks) yield lazyFramework(framework, view);
  }
  return {
    name: 'master.Response.GetFrameworks',
    parts: [
      { field: 'frameworks', type, messages: messages(view.frameworks.values()) },
      { field: 'completed_frameworks', type, messages: messages(view.completedFrameworks.values()) },
    ],
  };
}

/** The lists, unlike the events, name a field of agents that v1 does not declare: `checkpoint`. */
export function agentsMessage({ agents, recoveredAgents }: ModelView): LazyMessage {
  function* recovered(): Generator<AgentInfo, void, void> {
    for (const { info } of recoveredAgents.values()) yield info;
  }
  return {
    name: 'master.Response.GetAgents',
    parts: [
      keptList('agents', 'master.Response.GetAgents.Agent', agents.values(), agentMessage, 'v1-full'),
      lazyList('recovered_agents', 'AgentInfo', recovered(), 'v1-full'),
    ],
  };
}
