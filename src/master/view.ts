// The cluster as it was at one moment, for readers that need longer than one event. A view is taken between two
// events and never changes, so whatever is made of it is consistent; parts that did not change since the last view
// are the same objects again, so what was made of them may be kept. Nothing has to say that it changed: it is
// compared. The rule for the model: what is shown is replaced or is a map, set or list, and never changed deeper inside.
import { currentCopy, currentList, currentMap } from '../base/current-copy.ts';
import type { Agent, AgentId, Framework, FrameworkId, Model } from './model.ts';
import type { Operation } from './operation.ts';
import type { Task, TaskFacts } from './task.ts';

/** What no reader shows; whoever wants to show one of them takes it out here. */
const omittedOfAgent = ['tasks', 'killedTasks', 'reregisterTimer'] as const;
const omittedOfFramework = [
  'connection',
  'failoverTimer',
  'heartbeatTimer',
  'metrics',
  'lastResources',
] as const;
const omittedOfModel = [
  'agentsByPid',
  'agentsByAddress',
  'frameworksByPid',
  'frameworksByAddress',
  'registering',
  'reregistering',
  'markingUnreachable',
  'markingGone',
  'removing',
  'goneAgents',
  'removedAgents',
  'offers',
  'taskCounts',
  'nextFramework',
  'nextAgent',
  'nextOffer',
] as const;

type TaskList = 'tasks' | 'unreachableTasks' | 'completedTasks';

export type AgentView = Readonly<Omit<Agent, (typeof omittedOfAgent)[number]>>;

export type FrameworkView = Readonly<Omit<Framework, (typeof omittedOfFramework)[number] | TaskList>> &
  Readonly<Record<TaskList, readonly TaskFacts[]>>;

type ReplacedOfModel = 'agents' | 'frameworks' | 'completedFrameworks' | 'operations' | 'unreachableAgents';

export interface ModelView
  extends Readonly<Omit<Model, (typeof omittedOfModel)[number] | ReplacedOfModel | MethodOfModel>> {
  readonly agents: ReadonlyMap<AgentId, AgentView>;
  readonly frameworks: ReadonlyMap<FrameworkId, FrameworkView>;
  readonly completedFrameworks: ReadonlyMap<FrameworkId, FrameworkView>;
  /** By uuid, oldest first. */
  readonly operations: ReadonlyMap<string, OperationView>;
  readonly unreachableAgents: { readonly size: number };
}

export type OperationView = Readonly<Operation>;

type MethodOfModel =
  | 'addAgent'
  | 'movePid'
  | 'removeAgent'
  | 'moveScheduler'
  | 'forgetScheduler'
  | 'isInUse'
  | 'countTask';

const agentOptions = { omitted: new Set<string>(omittedOfAgent) };
const operationOptions = { omitted: new Set<string>() };
const frameworkOmitted = new Set<string>(omittedOfFramework);
const modelOmitted = new Set<string>(omittedOfModel);

/** Takes the view. Costs about a microsecond an agent and some nanoseconds a task, so it is done at once. */
export function takeView(model: Model, last?: ModelView): ModelView {
  const agents = new Map<AgentId, AgentView>();
  for (const [id, agent] of model.agents) {
    agents.set(id, currentCopy<AgentView>(agent, last?.agents.get(id), agentOptions));
  }
  const { size } = model.unreachableAgents;
  const replaced: Pick<ModelView, ReplacedOfModel> = {
    agents: currentMap(agents, last?.agents),
    frameworks: frameworkViews(model.frameworks, last?.frameworks),
    completedFrameworks: frameworkViews(model.completedFrameworks, last?.completedFrameworks),
    operations: operationViews(model, last?.operations),
    unreachableAgents: last?.unreachableAgents.size === size ? last.unreachableAgents : { size },
  };
  return currentCopy<ModelView>(model, last, { omitted: modelOmitted, replaced: { ...replaced } });
}

function operationViews(
  { operations }: Model,
  last: ReadonlyMap<string, OperationView> | undefined,
): ReadonlyMap<string, OperationView> {
  const views = new Map<string, OperationView>();
  for (const operation of operations.all()) {
    const { uuid } = operation;
    views.set(uuid, currentCopy<OperationView>(operation, last?.get(uuid), operationOptions));
  }
  return currentMap(views, last);
}

type FrameworkViews = ReadonlyMap<FrameworkId, FrameworkView>;

function frameworkViews(
  frameworks: ReadonlyMap<FrameworkId, Framework>,
  last: FrameworkViews | undefined,
): FrameworkViews {
  const views = new Map<FrameworkId, FrameworkView>();
  for (const [id, framework] of frameworks) views.set(id, frameworkView(framework, last?.get(id)));
  return currentMap(views, last);
}

function frameworkView(framework: Framework, last: FrameworkView | undefined): FrameworkView {
  const replaced: Record<TaskList, readonly TaskFacts[]> = {
    tasks: facts(framework.tasks.values(), last?.tasks),
    unreachableTasks: facts(framework.unreachableTasks.values(), last?.unreachableTasks),
    completedTasks: facts(framework.completedTasks, last?.completedTasks),
  };
  return currentCopy<FrameworkView>(framework, last, { omitted: frameworkOmitted, replaced });
}

function facts(tasks: Iterable<Task>, last: readonly TaskFacts[] | undefined): readonly TaskFacts[] {
  const list: TaskFacts[] = [];
  for (const task of tasks) list.push(task.facts);
  return currentList(list, last);
}
