// What the agent knows as messages of its operator API. A command task is shown with the executor the original
// would have started for it.
import { type LazyMessage, lazyList } from '../../api/lazy-message.ts';
import type {
  AgentResponseGetExecutorsExecutor,
  AgentResponseGetFrameworksFramework,
  AgentResponseGetOperations,
  Task,
} from '../../protocol/messages.ts';
import { type AgentModel, type Executor, type ExecutorTask, type Framework, phaseOf } from '../model.ts';
import { currentStatus, operationMessage } from '../operation.ts';

export function stateMessage(model: AgentModel): LazyMessage {
  return {
    name: 'agent.Response.GetState',
    parts: [
      { field: 'get_tasks', message: tasksMessage(model) },
      { field: 'get_executors', message: executorsMessage(model) },
      { field: 'get_frameworks', message: frameworksMessage(model) },
    ],
  };
}

/** Few at a time: each is forgotten when its end is acknowledged. */
export function operationsMessage({ info, operations }: AgentModel): AgentResponseGetOperations {
  if (operations.size === 0) return {};
  return {
    operations: [...operations.values()].map((operation) =>
      operationMessage(operation, info.id, currentStatus(operation)),
    ),
  };
}

export function frameworksMessage({ frameworks, completedFrameworks }: AgentModel): LazyMessage {
  const type = 'agent.Response.GetFrameworks.Framework';
  return {
    name: 'agent.Response.GetFrameworks',
    parts: [
      lazyList('frameworks', type, frameworkMessages(frameworks)),
      lazyList('completed_frameworks', type, frameworkMessages(completedFrameworks)),
    ],
  };
}

function* frameworkMessages(
  frameworks: ReadonlyMap<string, Framework>,
): Generator<AgentResponseGetFrameworksFramework, void, void> {
  for (const { info } of frameworks.values()) yield { framework_info: info };
}

export function executorsMessage(model: AgentModel): LazyMessage {
  const type = 'agent.Response.GetExecutors.Executor';
  return {
    name: 'agent.Response.GetExecutors',
    parts: [
      lazyList('executors', type, executorMessages(runningExecutors(model))),
      lazyList('completed_executors', type, executorMessages(completedExecutors(model))),
    ],
  };
}

function* executorMessages(
  executors: Iterable<Executor>,
): Generator<AgentResponseGetExecutorsExecutor, void, void> {
  for (const { info } of executors) yield { executor_info: info };
}

/** Tasks are handed over, or queued, as soon as they arrive: none is pending. */
export function tasksMessage(model: AgentModel): LazyMessage {
  return {
    name: 'agent.Response.GetTasks',
    parts: [
      lazyList('pending_tasks', 'Task', []),
      lazyList('queued_tasks', 'Task', taskMessages(tasksIn(model, 'queued'))),
      lazyList('launched_tasks', 'Task', taskMessages(tasksIn(model, 'launched'))),
      lazyList('terminated_tasks', 'Task', taskMessages(tasksIn(model, 'terminated'))),
      lazyList('completed_tasks', 'Task', taskMessages(completedTasks(model))),
    ],
  };
}

function* taskMessages(tasks: Iterable<ExecutorTask>): Generator<Task, void, void> {
  for (const { executor, message } of tasks) {
    // The executor of a command task is nobody's but the agent's.
    const { executor_id: executorId, ...task } = message;
    yield executor.kind === 'command' || executorId === undefined ? task : message;
  }
}

function* tasksIn(model: AgentModel, phase: ReturnType<typeof phaseOf>): Generator<ExecutorTask, void, void> {
  for (const { tasks } of runningExecutors(model)) {
    for (const task of tasks.values()) if (phaseOf(task) === phase) yield task;
  }
}

function* completedTasks(model: AgentModel): Generator<ExecutorTask, void, void> {
  for (const executor of runningExecutors(model)) yield* [...executor.completedTasks];
  for (const { tasks, completedTasks: completed } of completedExecutors(model)) {
    yield* completed;
    yield* tasks.values();
  }
}

function* runningExecutors({ frameworks }: AgentModel): Generator<Executor, void, void> {
  for (const framework of frameworks.values()) yield* framework.executors.values();
}

function* completedExecutors(model: AgentModel): Generator<Executor, void, void> {
  for (const frameworks of [model.frameworks, model.completedFrameworks]) {
    for (const framework of frameworks.values()) {
      // Lists that lose their oldest at the front: a copy of references is read.
      yield* [...framework.completedExecutors];
      if (frameworks === model.completedFrameworks) yield* framework.executors.values();
    }
  }
}
