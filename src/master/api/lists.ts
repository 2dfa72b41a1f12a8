// `/slaves`, `/frameworks` and `/state-summary`: parts of the state, written in slices as the state is.
import { integer, type JsonObject, type JsonText, jsonFields, jsonText } from '../../base/json-text.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonArray } from '../../http/sliced-json.ts';
import type { TaskState } from '../../protocol/messages.ts';
import { toMessages } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { v0Object } from '../../state/task.ts';
import type { AgentView, FrameworkView, ModelView } from '../view.ts';
import type { ReadSource, Reads } from './reads.ts';
import { agentInfoText, agentObject, agentText, frameworkSummary, writeFramework } from './state.ts';

/** `/slaves`; with `slave_id` that agent alone. */
export function agentsEndpoint(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  const wanted = request.query.get('slave_id');
  return reads.json(request, `/slaves ${JSON.stringify(wanted)}`, (view) =>
    writeAgents(view, reads.source, wanted),
  );
}

function* writeAgents(
  view: ModelView,
  { fragments }: ReadSource,
  wanted: string | null,
): Generator<string, void, void> {
  const isWanted = (id: string): boolean => wanted === null || id === wanted;
  yield '{';
  yield* jsonArray(
    'slaves',
    filtered(view.agents.values(), ({ id }) => isWanted(id)),
    (agent) =>
      fragments.text('full agent', agent, () => jsonText({ ...agentObject(agent), ...fullObject(agent) })),
  );
  yield ',';
  const recovered = filtered(view.recoveredAgents.values(), ({ info }) => isWanted(info.id?.value ?? ''));
  yield* jsonArray('recovered_slaves', recovered, ({ info }) => agentInfoText(info, fragments));
  yield '}';
}

function fullObject(agent: AgentView): JsonObject {
  const reserved = [...agent.total.byReservationRole()];
  let used = Resources.none;
  for (const resources of agent.used.values()) used = used.add(resources);
  return {
    reserved_resources_full: Object.fromEntries(reserved.map(([role, resources]) => [role, full(resources)])),
    unreserved_resources_full: full(agent.total.unreserved()),
    used_resources_full: full(used),
    offered_resources_full: full(agent.offered),
  };
}

function full(resources: Resources): JsonText[] {
  return toMessages(resources, 'endpoint').map((message) => v0Object('Resource', message));
}

/** `/frameworks`; with `framework_id` that framework alone. */
export function frameworksEndpoint(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  const wanted = request.query.get('framework_id');
  return reads.json(request, `/frameworks ${JSON.stringify(wanted)}`, (view) =>
    writeFrameworks(view, reads.source, wanted),
  );
}

function* writeFrameworks(
  view: ModelView,
  { fragments }: ReadSource,
  wanted: string | null,
): Generator<string, void, void> {
  const isWanted = ({ id }: FrameworkView): boolean => wanted === null || id === wanted;
  const write = (framework: FrameworkView): Generator<string, void, void> =>
    writeFramework(framework, view, fragments);
  yield '{';
  yield* jsonArray('frameworks', filtered(view.frameworks.values(), isWanted), write);
  yield ',';
  yield* jsonArray('completed_frameworks', filtered(view.completedFrameworks.values(), isWanted), write);
  yield ',"unregistered_frameworks":[]}';
}

function* filtered<T>(items: Iterable<T>, isWanted: (item: T) => boolean): Generator<T, void, void> {
  for (const item of items) if (isWanted(item)) yield item;
}

/** The states that are counted, in the order they are shown in. */
const countedStates: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_FINISHED',
  'TASK_KILLED',
  'TASK_FAILED',
  'TASK_LOST',
  'TASK_ERROR',
  'TASK_UNREACHABLE',
];

/** Tasks of a framework or on an agent by state, and the ids of the other side. */
interface Tally {
  readonly counts: Map<TaskState, number>;
  readonly others: Set<string>;
}

type Tallies = Map<string, Tally>;

function tallyOf(tallies: Tallies, id: string): Tally {
  let tally = tallies.get(id);
  if (tally === undefined) {
    tally = { counts: new Map(), others: new Set() };
    tallies.set(id, tally);
  }
  return tally;
}

/** `/state-summary`. */
export function summaryEndpoint(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  return reads.json(request, '/state-summary', (view) => writeSummary(view, reads.source));
}

/** By the ids of frameworks and agents. Only of frameworks that are registered. */
function* countTasks(view: ModelView, tallies: Tallies): Generator<string, void, void> {
  for (const framework of view.frameworks.values()) {
    const ofFramework = tallyOf(tallies, framework.id);
    for (const tasks of [framework.tasks, framework.unreachableTasks, framework.completedTasks]) {
      for (const { agentId, state } of tasks) {
        const ofAgent = tallyOf(tallies, agentId);
        for (const { counts } of [ofFramework, ofAgent]) counts.set(state, (counts.get(state) ?? 0) + 1);
        ofFramework.others.add(agentId);
        ofAgent.others.add(framework.id);
        yield '';
      }
    }
  }
}

function* writeSummary(view: ModelView, { config, fragments }: ReadSource): Generator<string, void, void> {
  const tallies: Tallies = new Map();
  yield* countTasks(view, tallies);
  const cluster = config.cluster === undefined ? {} : { cluster: config.cluster };
  yield `{${jsonFields({ hostname: config.hostname, ...cluster })},`;
  yield* jsonArray('slaves', view.agents.values(), (agent) => {
    const counts = jsonFields(countObject(tallies.get(agent.id), 'framework_ids'));
    return `${agentText(agent, fragments).slice(0, -1)},${counts}}`;
  });
  yield ',';
  yield* jsonArray('frameworks', view.frameworks.values(), (framework) =>
    jsonText({
      ...frameworkSummary(framework),
      ...countObject(tallies.get(framework.id), 'slave_ids'),
    }),
  );
  yield '}';
}

function countObject(tally: Tally | undefined, others: 'framework_ids' | 'slave_ids'): JsonObject {
  return {
    ...Object.fromEntries(countedStates.map((state) => [state, integer(tally?.counts.get(state) ?? 0)])),
    [others]: [...(tally?.others ?? [])],
  };
}
