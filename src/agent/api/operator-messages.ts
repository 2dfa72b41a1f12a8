// What the agent knows as messages of its operator API, made of a view in slices. A command task is shown with the
// executor the original would have started for it.
import { keptList, type LazyMessage, type LazyPart, lazyList } from '../../api/lazy-message.ts';
import type {
  AgentResponseGetExecutorsExecutor,
  AgentResponseGetFrameworksFramework,
  Task,
} from '../../protocol/messages.ts';
import { currentStatus, operationMessage } from '../operation.ts';
import type { AgentView, ExecutorView, FrameworkView, TaskView } from '../view.ts';

export function stateMessage(view: AgentView): LazyMessage {
  return {
    name: 'agent.Response.GetState',
    parts: [
      { field: 'get_tasks', message: tasksMessage(view) },
      { field: 'get_executors', message: executorsMessage(view) },
      { field: 'get_frameworks', message: frameworksMessage(view) },
    ],
  };
}

/** The original leaves the list out when it is empty. */
export function operationsMessage({ info, operations }: AgentView): LazyMessage {
  const name = 'agent.Response.GetOperations';
  if (operations.length === 0) return { name };
  const make = (operation: AgentView['operations'][number]) =>
    operationMessage(operation, info.id, currentStatus(operation));
  return { name, parts: [keptList('operations', 'Operation', operations, make)] };
}

export function frameworksMessage({ frameworks, completedFrameworks }: AgentView): LazyMessage {
  const list = (field: string, of: readonly FrameworkView[]): LazyPart =>
    keptList(field, 'agent.Response.GetFrameworks.Framework', infosOf(of), frameworkMessage);
  return {
    name: 'agent.Response.GetFrameworks',
    parts: [list('frameworks', frameworks), list('completed_frameworks', completedFrameworks)],
  };
}

function frameworkMessage(framework_info: FrameworkView['info']): AgentResponseGetFrameworksFramework {
  return { framework_info };
}

export function executorsMessage(view: AgentView): LazyMessage {
  const list = (field: string, of: Iterable<ExecutorView>): LazyPart =>
    keptList(field, 'agent.Response.GetExecutors.Executor', infosOf(of), executorMessage);
  return {
    name: 'agent.Response.GetExecutors',
    parts: [list('executors', runningExecutors(view)), list('completed_executors', completedExecutors(view))],
  };
}

function executorMessage(executor_info: ExecutorView['info']): AgentResponseGetExecutorsExecutor {
  return { executor_info };
}

function* infosOf<Info>(of: Iterable<{ readonly info: Info }>): Generator<Info, void, void> {
  for (const { info } of of) yield info;
}

/** Tasks are handed over, or queued, as soon as they arrive: none is pending. */
export function tasksMessage(view: AgentView): LazyMessage {
  const list = (field: string, tasks: Iterable<TaskView>): LazyPart =>
    keptList(field, 'Task', tasks, taskMessage);
  return {
    name: 'agent.Response.GetTasks',
    parts: [
      lazyList('pending_tasks', 'Task', []),
      list('queued_tasks', tasksIn(view, 'queued')),
      list('launched_tasks', tasksIn(view, 'launched')),
      list('terminated_tasks', tasksIn(view, 'terminated')),
      list('completed_tasks', completedTasks(view)),
    ],
  };
}

function taskMessage({ message, hasOwnExecutor }: TaskView): Task {
  if (!hasOwnExecutor) return message;
  const { executor_id: _, ...task } = message;
  return task;
}

function* tasksIn(view: AgentView, phase: TaskView['phase']): Generator<TaskView, void, void> {
  for (const { tasks } of runningExecutors(view))
    for (const task of tasks) if (task.phase === phase) yield task;
}

function* completedTasks(view: AgentView): Generator<TaskView, void, void> {
  for (const { completedTasks: completed } of runningExecutors(view)) yield* completed;
  for (const { tasks, completedTasks: completed } of completedExecutors(view)) {
    yield* completed;
    yield* tasks;
  }
}

function* runningExecutors({ frameworks }: AgentView): Generator<ExecutorView, void, void> {
  for (const { executors } of frameworks) yield* executors;
}

function* completedExecutors({
  frameworks,
  completedFrameworks,
}: AgentView): Generator<ExecutorView, void, void> {
  for (const { completedExecutors: completed } of frameworks) yield* completed;
  for (const { completedExecutors: completed, executors } of completedFrameworks) {
    yield* completed;
    yield* executors;
  }
}
