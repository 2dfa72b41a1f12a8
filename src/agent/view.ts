// The agent as it was at one moment, for readers that need longer than one event; as the master's, it is taken between
// two events and never changes, and parts that did not change since the last view are the same objects again. The rule
// for the model: what is shown is replaced or is a map or list, and never changed deeper inside.
import { currentCopy, currentList } from '../base/current-copy.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { Task } from '../protocol/messages.ts';
import type { Resources } from '../resources/resources.ts';
import { type AgentModel, type Executor, type ExecutorTask, type Framework, phaseOf } from './model.ts';
import type { AgentOperation } from './operation.ts';

/** What no reader shows; whoever wants to show one of them takes it out here. */
const omittedOfFramework = ['pid', 'state', 'tasks'] as const;
const omittedOfOperation = ['isAcknowledging', 'attempts', 'timer'] as const;

export interface TaskView {
  readonly message: Task;
  readonly resources: Resources;
  readonly phase: ReturnType<typeof phaseOf>;
  /** Of a command task: its executor is nobody's but the agent's. */
  readonly hasOwnExecutor: boolean;
  /** Of the container of a task of a task group, while it runs. */
  readonly nestedId: string | undefined;
  readonly nestedPid: number | undefined;
}

/** What is shown of the live one; there are thousands in the history, so these are copied by name. */
type ShownOfExecutor =
  | 'id'
  | 'kind'
  | 'containerId'
  | 'directory'
  | 'info'
  | 'resources'
  | 'state'
  | 'isLaunched'
  | 'supervisorPid'
  | 'taskPid';

export type ExecutorView = Readonly<
  Pick<Executor, ShownOfExecutor> & Record<'tasks' | 'completedTasks', readonly TaskView[]>
>;

type ReplacedOfFramework = 'executors' | 'completedExecutors';
export type FrameworkView = Readonly<
  Omit<Framework, (typeof omittedOfFramework)[number] | ReplacedOfFramework> &
    Record<ReplacedOfFramework, readonly ExecutorView[]>
>;

export type OperationView = Readonly<Omit<AgentOperation, (typeof omittedOfOperation)[number]>>;

export interface AgentView extends Readonly<Pick<AgentModel, 'info' | 'totalResources' | 'startedAtMs'>> {
  /** That was last detected. */
  readonly master: Upid | undefined;
  readonly frameworks: readonly FrameworkView[];
  readonly completedFrameworks: readonly FrameworkView[];
  readonly operations: readonly OperationView[];
}

/** What a view is taken of. */
export interface Viewed {
  readonly model: AgentModel;
  readonly master: Upid | undefined;
}

const frameworkOptions = { omitted: new Set<string>(omittedOfFramework) };
const operationOptions = { omitted: new Set<string>(omittedOfOperation) };
const nothing: ReadonlySet<string> = new Set();

/** By the object a part of a view is a copy of. An executor's id does not tell it from its earlier runs. */
type Copies = ReadonlyMap<object, object>;

interface Taken {
  readonly copies: Copies;
  /** Of what has ended and never changes again: taken over as it is. */
  readonly history: Copies;
}

const takenOf = new WeakMap<AgentView, Taken>();

/** Takes the view. Costs about a microsecond an executor, and next to nothing one that had ended before: done at once. */
export function takeView({ model, master }: Viewed, last?: AgentView): AgentView {
  const { info, totalResources, startedAtMs } = model;
  const taking = new Taking(last === undefined ? undefined : takenOf.get(last));
  const replaced = {
    frameworks: currentList([...model.frameworks.values()].map(taking.framework), last?.frameworks),
    completedFrameworks: currentList(
      [...model.completedFrameworks.values()].map(taking.completedFramework),
      last?.completedFrameworks,
    ),
    operations: currentList([...model.operations.values()].map(taking.operation), last?.operations),
  };
  const facts = { info, totalResources, startedAtMs, master };
  const view = currentCopy<AgentView>(facts, last, { omitted: nothing, replaced });
  takenOf.set(view, taking);
  return view;
}

class Taking implements Taken {
  readonly copies = new Map<object, object>();
  readonly history = new Map<object, object>();
  readonly #last: Taken | undefined;

  constructor(last: Taken | undefined) {
    this.#last = last;
  }

  readonly framework = (framework: Framework): FrameworkView =>
    this.#copy<FrameworkView>(framework, (last) => {
      const executors = [...framework.executors.values()].map(this.#executor);
      const completed = framework.completedExecutors.map(this.#completedExecutor);
      const replaced: Record<ReplacedOfFramework, readonly ExecutorView[]> = {
        executors: currentList(executors, last?.executors),
        completedExecutors: currentList(completed, last?.completedExecutors),
      };
      return currentCopy<FrameworkView>(framework, last, { ...frameworkOptions, replaced });
    });

  /** Nothing of it runs or waits; whatever it is given then is another object's. */
  readonly completedFramework = (framework: Framework): FrameworkView =>
    this.#keep(framework, this.framework);

  readonly operation = (operation: AgentOperation): OperationView =>
    this.#copy<OperationView>(operation, (last) => currentCopy(operation, last, operationOptions));

  readonly #executor = (executor: Executor): ExecutorView =>
    this.#copy<ExecutorView>(executor, (last) => {
      const now: ExecutorView = {
        id: executor.id,
        kind: executor.kind,
        containerId: executor.containerId,
        directory: executor.directory,
        info: executor.info,
        resources: executor.resources,
        state: executor.state,
        isLaunched: executor.isLaunched,
        supervisorPid: executor.supervisorPid,
        taskPid: executor.taskPid,
        tasks: currentList(Array.from(executor.tasks.values(), this.#task), last?.tasks),
        completedTasks: currentList(executor.completedTasks.map(this.#task), last?.completedTasks),
      };
      return last !== undefined && areSame(now, last) ? last : now;
    });

  /** Its tasks have ended, and nobody reports of them any more. */
  readonly #completedExecutor = (executor: Executor): ExecutorView => this.#keep(executor, this.#executor);

  readonly #task = (task: ExecutorTask): TaskView =>
    this.#copy<TaskView>(task, (last) => {
      const { message, resources, container } = task;
      const phase = phaseOf(task);
      const nestedPid = container?.supervisorPid;
      if (
        last !== undefined &&
        last.message === message &&
        last.phase === phase &&
        last.nestedPid === nestedPid
      )
        return last;
      const nestedId = nestedPid === undefined ? undefined : container?.id;
      return {
        message,
        resources,
        phase,
        hasOwnExecutor: task.executor.kind === 'command',
        nestedId,
        nestedPid,
      };
    });

  #copy<Copy extends object>(live: object, make: (last: Copy | undefined) => Copy): Copy {
    const copy = make(this.#last?.copies.get(live) as Copy | undefined);
    this.copies.set(live, copy);
    return copy;
  }
  #keep<Live extends object, Copy extends object>(live: Live, make: (live: Live) => Copy): Copy {
    const copy = (this.#last?.history.get(live) as Copy | undefined) ?? make(live);
    this.history.set(live, copy);
    return copy;
  }
}

function areSame(now: ExecutorView, last: ExecutorView): boolean {
  for (const name in now)
    if (now[name as keyof ExecutorView] !== last[name as keyof ExecutorView]) return false;
  return true;
}
