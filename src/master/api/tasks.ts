// `/tasks`: tasks of all frameworks, live and past, by the time of their first status. However many there are, they
// are sorted in runs and merged only as far as the page goes.
import { inSlices } from '../../api/slices.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonArray, slicedJsonResponse } from '../../http/sliced-json.ts';
import { taskObject } from '../../state/task.ts';
import type { Framework, Model } from '../model.ts';
import { type Task, taskMessage } from '../task.ts';

/** The original's number of tasks of a page. */
const defaultLimit = 100;

/** Tasks that are sorted at once: less than a millisecond. */
const runLength = 2000;

interface Row {
  readonly task: Task;
  /** Seconds of the first status; a task without one is older than all. */
  readonly timestamp: number;
}

export async function tasksEndpoint(model: Model, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  const runs = await inSlices(sortedRuns(model, query));
  const limit = count(query.get('limit'), defaultLimit);
  const offset = count(query.get('offset'), 0);
  const tasks = merged(runs, directionOf(query));
  await inSlices(skip(tasks, offset));
  return slicedJsonResponse(request, writePage(tasks, limit));
}

function* skip(tasks: Iterator<Task>, count: number): Generator<undefined, void, undefined> {
  for (let skipped = 0; skipped < count; skipped += 1) {
    if (tasks.next().done === true) return;
    yield;
  }
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

function* sortedRuns(model: Model, query: URLSearchParams): Generator<undefined, Row[][], undefined> {
  const direction = directionOf(query);
  const runs: Row[][] = [];
  let run: Row[] = [];
  for (const task of wantedTasks(model, query.get('framework_id'), query.get('task_id'))) {
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
  model: Model,
  frameworkId: string | null,
  taskId: string | null,
): Generator<Task, void, void> {
  for (const framework of allFrameworks(model)) {
    if (frameworkId !== null && framework.id !== frameworkId) continue;
    const lists = [
      framework.tasks.values(),
      framework.unreachableTasks.values(),
      [...framework.completedTasks],
    ];
    for (const tasks of lists) {
      for (const task of tasks) if (taskId === null || task.id === taskId) yield task;
    }
  }
}

function* allFrameworks({ frameworks, completedFrameworks }: Model): Generator<Framework, void, void> {
  yield* frameworks.values();
  yield* completedFrameworks.values();
}

function* writePage(tasks: Iterable<Task>, limit: number): Generator<string, void, void> {
  yield '{';
  yield* jsonArray('tasks', first(tasks, limit), (task) =>
    JSON.stringify(taskObject(taskMessage(task, 'endpoint'))),
  );
  yield '}';
}

function* first(tasks: Iterable<Task>, limit: number): Generator<Task, void, void> {
  if (limit === 0) return;
  let given = 0;
  for (const task of tasks) {
    yield task;
    given += 1;
    if (given === limit) return;
  }
}

/** The tasks of all runs in order, by a heap of the runs' first rows. */
function* merged(runs: readonly Row[][], direction: Direction): Generator<Task, void, void> {
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
