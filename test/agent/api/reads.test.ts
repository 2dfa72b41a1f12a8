// Big reads of the agent: one answer for all who ask at once, made an item at a time, showing one moment. What is counted
// is which items an encoding touches, and between which two pauses.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Executor, ExecutorTask, Framework } from '../../../src/agent/model.ts';
import type { HttpResponse } from '../../../src/http/message.ts';
import { flatMetrics } from '../../../src/metrics/sink.ts';
import { SliceProbe } from '../../support/slice-probe.ts';
import { frameworkId, Harness, taskOf } from '../harness.ts';
import { bytesOf, Desk } from './desk.ts';

const test = suite('big reads of the agent');

const running = 30;
const readers = 20;
const json = 'application/json';
const protobuf = 'application/x-protobuf';

const probe = new SliceProbe();
test.after.each(() => probe.end());

const executorsOf = (harness: Harness): Executor[] => [
  ...harness.agent.model.frameworks.get(frameworkId)!.executors.values(),
];

/** An agent with running tasks, whose tasks, executors and samples are watched. */
async function scene(): Promise<{ harness: Harness; desk: Desk }> {
  const harness = new Harness({ config: { resources: [...many] } });
  await harness.register();
  for (let index = 0; index < running; index += 1) await harness.runUntilRunning(taskOf(`t${index}`));
  for (const executor of executorsOf(harness)) {
    Object.assign(executor, { info: probe.watched(`executor ${executor.id}`, executor.info, 'source') });
    for (const task of executor.tasks.values()) watch(task);
  }
  const usage = (containerId: string) => {
    const { id } = harness.agent.model.containers.get(containerId)!;
    const statistics = { timestamp: 1, mem_rss_bytes: 4096 };
    return probe.watched(`sample ${id}`, statistics, 'mem_rss_bytes', `executor ${id}`);
  };
  const desk = new Desk(harness, { usage });
  probe.reset();
  return { harness, desk };
}

function watch(task: ExecutorTask): void {
  task.message = probe.watched(`task ${task.id}`, task.message, 'name');
}

const many = [
  { name: 'cpus', type: 'SCALAR', scalar: { value: 1000 } },
  { name: 'mem', type: 'SCALAR', scalar: { value: 1_000_000 } },
] as const;

interface Row {
  readonly what: string;
  readonly ask: (desk: Desk) => Promise<HttpResponse>;
  /** What is encoded of each item. */
  readonly kinds: readonly ('task' | 'executor' | 'sample')[];
}

const get = (path: string, kinds: Row['kinds']): Row => ({
  what: path,
  ask: (desk) => desk.request('GET', path),
  kinds,
});
const call = (type: string, kinds: Row['kinds']): Row[] =>
  [json, protobuf].map((accept) => ({
    what: `${type} ${accept}`,
    ask: (desk) => desk.post({ type }, { accept }),
    kinds,
  }));

const rows: readonly Row[] = [
  get('/state', ['task', 'executor']),
  get('/state?jsonp=f', ['task', 'executor']),
  get('/containers', ['sample', 'executor']),
  get('/monitor/statistics', ['sample', 'executor']),
  get('/files/debug', []),
  get('/containerizer/debug', []),
  ...call('GET_STATE', ['task', 'executor']),
  ...call('GET_TASKS', ['task']),
  ...call('GET_EXECUTORS', ['executor']),
  ...call('GET_FRAMEWORKS', []),
  ...call('GET_OPERATIONS', []),
  ...call('GET_CONTAINERS', ['sample']),
];

const hits = (desk: Desk): number => flatMetrics(desk.reads.collect)['slave/http_cache_hits']!;

test('those who ask the same at once are given one answer, made an item at a time', async () => {
  for (const { what, ask, kinds } of rows) {
    const { desk } = await scene();
    probe.begin();
    const answers = await Promise.all(Array.from({ length: readers }, () => ask(desk)));
    probe.end();
    const [first, ...others] = answers.map((answer) => {
      assert.is(answer.status, 200, what);
      return bytesOf(answer);
    });
    for (const other of others) assert.ok(other.equals(first!), what);
    // The first finds nobody waiting and begins alone; the others wait for the next one, which is the same while nothing
    // changes. What containers use is sampled again for it.
    const times = kinds.includes('sample') ? 2 : 1;
    assert.is(hits(desk), readers - times, what);
    const looks = [...probe.looks.values()];
    assert.is(probe.looks.size, kinds.length * running, what);
    assert.ok(
      looks.every((count) => count === times),
      `${what}: an item was encoded ${Math.max(...looks)} times`,
    );
    assert.ok(probe.longestSlice <= 1, `${what}: ${probe.longestSlice} items in one slice`);
    assert.ok(probe.slices > probe.looks.size, what);
    assert.is(desk.sampled.length, kinds.includes('sample') ? times * running : 0, what);
  }
  console.log(
    `\nFIGURE agent reads: ${rows.length}, each asked ${readers} times at once over ${running} tasks: each item encoded once (samples twice), at most 1 in a slice`,
  );
});

test('HEAD, POST, JSONP and other names of a read are the same read', async () => {
  const { desk } = await scene();
  probe.begin();
  const ways = [
    ['GET', '/state'],
    ['HEAD', '/state'],
    ['POST', '/state'],
    ['GET', '/state.json'],
    ['GET', '/slave(1)/state/'],
    ['GET', '/state?jsonp=f'],
    ['POST', '/state?jsonp=g'],
  ] as const;
  const answers = await Promise.all(ways.map(([method, path]) => desk.request(method, path)));
  probe.end();
  const bodies = answers.map((answer) => bytesOf(answer).toString());
  const [plain = ''] = bodies;
  assert.equal(bodies, [plain, plain, plain, plain, plain, `f(${plain})`, `g(${plain})`]);
  assert.is(hits(desk), ways.length - 1);
  assert.ok([...probe.looks.values()].every((count) => count === 1));
});

test('an answer shows one moment, and a later question a later one', async () => {
  const { harness, desk } = await scene();
  const before = bytesOf(await new Desk(harness).request('GET', '/state')).toString();
  let isChanged = false;
  let later: Promise<HttpResponse> | undefined;
  probe.begin(() => {
    if (isChanged) return;
    isChanged = true;
    // In the middle of the first answer every task but the first ends.
    for (const container of [...harness.host.containers.values()].slice(1))
      harness.host.end(container.spec.id, { status: 0 });
    while (harness.host.deliver() || harness.store.flush());
    later = desk.request('GET', '/state');
  });
  const answer = bytesOf(await desk.request('GET', '/state')).toString();
  const after = bytesOf(await later!).toString();
  probe.end();
  assert.is(answer, before);
  assert.is(after, bytesOf(await new Desk(harness).request('GET', '/state')).toString());
  assert.is.not(after, before);
});

test('what has not changed is not encoded again', async () => {
  const { harness, desk } = await scene();
  probe.begin();
  await desk.request('GET', '/state');
  probe.reset();
  await desk.request('GET', '/state');
  assert.is(probe.looks.size, 0);
  const [first] = [...harness.host.containers.values()];
  harness.host.end(first!.spec.id, { status: 0 });
  await harness.settle();
  probe.reset();
  await desk.request('GET', '/state');
  probe.end();
  // Of the one whose task ended, which is another object now and not watched any more.
  assert.equal([...probe.looks.keys()], ['executor t0']);
});

test('what is changed deeper inside than views compare, or in the history, fails the tests of the agent', async () => {
  const changes: ((harness: Harness, framework: Framework) => void)[] = [
    ({ agent }) => void Object.assign(agent.model.info, { hostname: 'other' }),
    (_harness, { info }) => void Object.assign(info, { name: 'other' }),
    (_harness, { executors }) => void Object.assign([...executors.values()][0]!.info, { name: 'other' }),
    (_harness, { tasks }) => void Object.assign([...tasks.values()][0]!.message, { state: 'TASK_LOST' }),
    (_harness, { completedExecutors: [over] }) => void Object.assign(over!, { supervisorPid: 1 }),
  ];
  for (const [index, change] of changes.entries()) {
    const harness = new Harness();
    await harness.register();
    const { spec } = await harness.runUntilRunning(taskOf('over'));
    await harness.runUntilRunning(taskOf('running'));
    harness.host.end(spec.id, { status: 0 });
    await harness.settle();
    await harness.acknowledgeAll();
    await harness.settle();
    change(harness, harness.agent.model.frameworks.get(frameworkId)!);
    await harness.settle().then(
      () => assert.unreachable(`change ${index} was not seen`),
      (error: Error) => assert.match(error.message, 'src/agent/view.ts'),
    );
  }
});

test.run();
