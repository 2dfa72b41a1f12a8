// Messages made in slices are the same bytes as messages made at once.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeLazily, type LazyMessage, lazyList } from '../../src/api/lazy-message.ts';
import { fromJson, parseJson } from '../../src/protocol/json.ts';
import type { MasterResponse, Task } from '../../src/protocol/messages.ts';
import { decode } from '../../src/protocol/protobuf.ts';

const test = suite('lazy messages');

const task = (id: string): Task => ({
  name: id,
  task_id: { value: id },
  framework_id: { value: 'f' },
  agent_id: { value: 'a' },
  state: 'TASK_RUNNING',
});

function lazily(live: readonly string[], completed: readonly string[]): LazyMessage {
  return {
    name: 'master.Response',
    fields: { type: 'GET_TASKS' },
    parts: [
      {
        field: 'get_tasks',
        message: {
          name: 'master.Response.GetTasks',
          parts: [
            lazyList('tasks', 'Task', live.map(task)),
            lazyList('completed_tasks', 'Task', completed.map(task)),
          ],
        },
      },
    ],
  };
}

function atOnce(live: readonly string[], completed: readonly string[]): MasterResponse {
  return {
    type: 'GET_TASKS',
    get_tasks: {
      ...(live.length === 0 ? {} : { tasks: live.map(task) }),
      ...(completed.length === 0 ? {} : { completed_tasks: completed.map(task) }),
    },
  };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('in protobuf and in JSON a reader finds the message that would have been made at once', async () => {
  const ids = fc.array(fc.string({ maxLength: 200, unit: 'grapheme' }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(ids, ids, async (live, completed) => {
      const expected = atOnce(live, completed);
      const bytes = await encodeLazily(lazily(live, completed), 'application/x-protobuf');
      assert.equal(decode('master.Response', bytes), expected);
      const json = text(await encodeLazily(lazily(live, completed), 'application/json'));
      assert.equal(fromJson('master.Response', parseJson(json)), expected);
    }),
    { numRuns: 100, seed: 11 },
  );
});

test('an empty list is shown in JSON, as the original shows it', async () => {
  assert.is(
    text(await encodeLazily(lazily([], []), 'application/json')),
    '{"type":"GET_TASKS","get_tasks":{"tasks":[],"completed_tasks":[]}}',
  );
});

test('lists longer than a chunk', async () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => `task-${index}`);
  const bytes = await encodeLazily(lazily(ids, []), 'application/x-protobuf');
  assert.is(decode('master.Response', bytes).get_tasks?.tasks?.length, ids.length);
  const json = JSON.parse(text(await encodeLazily(lazily(ids, []), 'application/json')));
  assert.is(json.get_tasks.tasks.at(-1).name, 'task-19999');
});

test('other events get their turn while a long list is made', async () => {
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await encodeLazily(lazily(Array.from({ length: 100_000 }, String), []), 'application/json');
  isDone = true;
  assert.ok(turns > 2, `${turns} turns`);
});

test('a field that is not of the message is a programmer error', async () => {
  let failure: unknown;
  await encodeLazily(
    { name: 'master.Response', parts: [lazyList('tasks', 'Task', [])] },
    'application/json',
  ).catch((error: unknown) => {
    failure = error;
  });
  assert.match(String(failure), /has no field tasks/);
});

test.run();
