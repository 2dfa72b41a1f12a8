// `/tasks`: tasks of all frameworks, live and past, by the time of their first status. However many there are, they
// are sorted in runs and merged only as far as the page goes.
import type { Fragments } from '../../api/fragments.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonArray } from '../../http/sliced-json.ts';
import type { TaskFacts } from '../task.ts';
import type { FrameworkView, ModelView } from '../view.ts';
import type { Reads } from './reads.ts';
import { taskText } from './state.ts';

/** The original's number of tasks of a page. */
const defaultLimit = 100;

/** Tasks that are sorted at once: less than a millisecond. */
const runLength = 2000;

interface Row {
  readonly task: TaskFacts;
  /** Seconds of the first status; a task without one is older than all. */
  readonly timestamp: number;
}

/** Those that change the answer, in any order. */
const parameters = ['limit', 'offset', 'order', 'framework_id', 'task_id'];

export function tasksEndpoint(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  const key = JSON.stringify(parameters.map((name) => query.get(name)));
  return reads.json(request, `/tasks ${key}`, (view) => writePage(view, query, reads.source.fragments));
}

function* writePage(
  view: ModelView,
  query: URLSearchParams,
  fragments: Fragments,
): Generator<string, void, void> {
  const sorting = sortedRuns(view, query);
  let step = sorting.next();
  for (; step.done !== true; step = sorting.next()) yield '';
  const tasks = merged(step.value, directionOf(query));
  const offset = count(query.get('offset'), 0);
  for (let skipped = 0; skipped < offset && tasks.next().done !== true; skipped += 1) yield '';
  yield '{';
  const page = first(tasks, count(query.get('limit'), defaultLimit));
  yield* jsonArray('tasks', page, (task) => taskText(task, fragments));
  yield '}';
}

/** A negative number means no end, as it did when it became a large unsigned one. */
function count(text: string | null, missing: number): number {
  if (text === null || !/^-?\d{1,15}$/.test(text)) return missing;
  const number = Number(text);
  return number < 0 ? Number.POSITIVE_INFINITY : number;
}

type Direction = 1 | -1;

function directionOf(query: URLSearchParams): Direction {
  return query.get('order') === 'asc' ? 1 : -1;
}

function* sortedRuns(view: ModelView, query: URLSearchParams): Generator<undefined, Row[][], undefined> {
  const direction = directionOf(query);
  const runs: Row[][] = [];
  let run: Row[] = [];
  for (const task of wantedTasks(view, query.get('framework_id'), query.get('task_id'))) {
    run.push({ task, timestamp: task.firstTimestamp() ?? Number.NEGATIVE_INFINITY });
    if (run.length === runLength) {
      runs.push(run.sort((left, right) => compare(left, right) * direction));
      run = [];
    }
    yield;
  }
  if (run.length > 0) runs.push(run.sort((left, right) => compare(left, right) * direction));
  return runs;
}

function compare(left: Row, right: Row): number {
  return left.timestamp < right.timestamp ? -1 : left.timestamp > right.timestamp ? 1 : 0;
}

function* wantedTasks(
  view: ModelView,
  frameworkId: string | null,
  taskId: string | null,
): Generator<TaskFacts, void, void> {
  for (const framework of allFrameworks(view)) {
    if (frameworkId !== null && framework.id !== frameworkId) continue;
    for (const tasks of [framework.tasks, framework.unreachableTasks, framework.completedTasks]) {
      for (const task of tasks) if (taskId === null || task.id === taskId) yield task;
    }
  }
}

function* allFrameworks({
  frameworks,
  completedFrameworks,
}: ModelView): Generator<FrameworkView, void, void> {
  yield* frameworks.values();
  yield* completedFrameworks.values();
}

function* first(tasks: Iterable<TaskFacts>, limit: number): Generator<TaskFacts, void, void> {
  if (limit === 0) return;
  let given = 0;
  for (const task of tasks) {
    yield task;
    given += 1;
    if (given === limit) return;
  }
}

/** The tasks of all runs in order, by a heap of the runs' first rows. */
function* merged(runs: readonly Row[][], direction: Direction): Generator<TaskFacts, void, void> {
  const heads = runs.map((rows) => ({ rows, next: 0 }));
  const before = (left: number, right: number): boolean =>
    compare(heads[left]!.rows[heads[left]!.next]!, heads[right]!.rows[heads[right]!.next]!) * direction < 0;
  const sink = (start: number): void => {
    let at = start;
    for (;;) {
      const child = 2 * at + 1;
      if (child >= heads.length) return;
      const smaller = child + 1 < heads.length && before(child + 1, child) ? child + 1 : child;
      if (!before(smaller, at)) return;
      [heads[at], heads[smaller]] = [heads[smaller]!, heads[at]!];
      at = smaller;
    }
  };
  for (let index = Math.floor(heads.length / 2) - 1; index >= 0; index -= 1) sink(index);
  for (let first = heads[0]; first !== undefined; first = heads[0]) {
    yield first.rows[first.next]!.task;
    first.next += 1;
    if (first.next === first.rows.length) {
      const last = heads.pop()!;
      if (heads.length === 0) return;
      if (last !== first) heads[0] = last;
    }
    sink(0);
  }
}
