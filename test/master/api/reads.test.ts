// Big reads: what is kept and shared never shows. Whatever happened before, an answer is the one that a master which
// keeps nothing would give, and it shows one moment.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpResponse } from '../../../src/http/message.ts';
import { seededRandom } from '../../support/random.ts';
import { SliceProbe } from '../../support/slice-probe.ts';
import { commandTask, firstOffer, Harness, scalar } from '../harness.ts';
import { type Moves, move } from '../random-moves.ts';
import { bytesOf, Desk } from './desk.ts';

const test = suite('big reads');

const items = 30;
const readers = 20;
const probe = new SliceProbe();
test.after.each(() => probe.end());

const paths = [
  '/state',
  '/state-summary',
  '/slaves',
  '/frameworks',
  '/tasks?limit=-1',
  '/tasks?order=asc&limit=5',
  '/roles',
  '/allocator/offer_constraints_debug',
  '/registrar(1)/registry',
];
const calls = [
  'GET_STATE',
  'GET_AGENTS',
  'GET_FRAMEWORKS',
  'GET_EXECUTORS',
  'GET_TASKS',
  'GET_ROLES',
  'GET_OPERATIONS',
];
const forms = ['application/json', 'application/x-protobuf'];

/** Every big read, begun at once. */
async function readAll(desk: Desk): Promise<string[]> {
  const answers = [
    ...paths.map((path) => desk.request('GET', path)),
    ...calls.flatMap((type) => forms.map((accept) => desk.post({ type }, { accept }))),
  ];
  return (await Promise.all(answers)).map((response) => {
    assert.is(response.status, 200);
    return bytesOf(response).toString('latin1');
  });
}

const cacheSizes = { ample: 64e6, 'too small': 4000, none: 0 };

for (const [name, maxCacheBytes] of Object.entries(cacheSizes)) {
  test(`with a cache that is ${name}, answers are those of a master without one`, async () => {
    let compared = 0;
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = seededRandom(seed);
      const fraction = (): number => random.fraction();
      const harness = new Harness();
      const desk = new Desk(harness, { maxCacheBytes });
      const moves: Moves = { harness, schedulers: [], agents: [], nextTask: 0 };
      for (let round = 0; round < 25; round += 1) {
        for (let count = 0; count < 3; count += 1) move(moves, fraction);
        const fresh = new Desk(harness, { maxCacheBytes: 0 });
        const expected = await readAll(fresh);
        assert.equal(await readAll(desk), expected, `seed ${seed}, round ${round}`);
        compared += expected.length;
      }
    }
    console.log(`\nFIGURE answers compared with a cache that is ${name}: ${compared}`);
  });
}

test('an answer shows the moment it was begun, whatever happens while it is made', async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const random = seededRandom(seed);
    const fraction = (): number => random.fraction();
    const harness = new Harness();
    const desk = new Desk(harness, { maxCacheBytes: 64e6 });
    const moves: Moves = { harness, schedulers: [], agents: [], nextTask: 0 };
    for (let count = 0; count < 80; count += 1) move(moves, fraction);
    for (const path of paths) {
      move(moves, fraction);
      const now = bytesOf(await new Desk(harness).request('GET', path)).toString();
      // The first takes its view at once; the second is asked after something happened, and waits its turn.
      const first = desk.request('GET', path);
      move(moves, fraction);
      move(moves, fraction);
      const second = desk.request('GET', path);
      const later = bytesOf(await new Desk(harness).request('GET', path)).toString();
      assert.is(bytesOf(await first).toString(), now, `seed ${seed} ${path}`);
      assert.is(bytesOf(await second).toString(), later, `seed ${seed} ${path}`);
    }
  }
});

const hits = (harness: Harness): number => harness.master.metricsSnapshot()['master/http_cache_hits'] ?? 0;

test('who asks the same before an answer is begun gets the same one, and so does who asks when nothing has changed', async () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  const desk = new Desk(harness, { maxCacheBytes: 1e6 });
  const ask = async (path: string): Promise<string> => bytesOf(await desk.request('GET', path)).toString();
  // The first is begun at once; the others wait for the next, and nothing has changed until then.
  const answers = await Promise.all([ask('/state'), ask('/state'), ask('/state'), ask('/tasks')]);
  assert.is(answers[1], answers[0]);
  assert.is(hits(harness), 2);
  assert.is(await ask('/state'), answers[0]);
  assert.is(hits(harness), 3);
  scheduler.launch(offer, [commandTask('t1', agent.id)]);
  const changed = await ask('/state');
  assert.match(changed, '"id":"t1"');
  assert.is(hits(harness), 3);
  // A callback is put around what is shared; other parameters are another answer.
  assert.is(await ask('/state?jsonp=show'), `show(${changed})`);
  assert.is(hits(harness), 4);
  await ask('/tasks?limit=1');
  await ask('/tasks?limit=2');
  assert.is(hits(harness), 4);
  await ask('/tasks?limit=2&unknown=1');
  assert.is(hits(harness), 5);
});

test('what is not in the state is shared and made an item at a time as well', async () => {
  const harness = new Harness();
  const { model, registry } = harness.master;
  const capabilities = (['MULTI_ROLE', 'RESERVATION_REFINEMENT', 'RESOURCE_PROVIDER'] as const).map(
    (type) => ({
      type,
    }),
  );
  for (let index = 0; index < items; index += 1) harness.agent({ capabilities }).register();
  const desk = new Desk(harness);
  for (const agent of model.agents.values()) {
    const resources = [scalar('disk', 10, { reservations: [{ type: 'DYNAMIC', role: `r-${agent.id}` }] })];
    const call = { agent_id: { value: agent.id }, resources };
    const answer = await desk.post({ type: 'RESERVE_RESOURCES', reserve_resources: call });
    assert.is(answer.status, 202, String(answer.body));
  }
  for (const operation of model.operations.all()) {
    const info = probe.watched(`operation ${operation.uuid}`, operation.info, 'type');
    Object.assign(operation, { info });
  }
  for (const [id, entry] of registry.agents)
    registry.agents.set(id, { ...entry, info: probe.watched(`agent ${id}`, entry.info, 'hostname') });
  // Of the registry no answer is kept: the first begins alone, the others share the next.
  const rows: [what: string, ask: () => Promise<HttpResponse>, times: number][] = [
    ['/registrar(1)/registry', () => desk.request('GET', '/registrar(1)/registry'), 2],
    ...forms.map((accept): [string, () => Promise<HttpResponse>, number] => [
      `GET_OPERATIONS ${accept}`,
      () => desk.post({ type: 'GET_OPERATIONS' }, { accept }),
      1,
    ]),
  ];
  for (const [what, ask, times] of rows) {
    const before = hits(harness);
    probe.reset();
    probe.begin();
    const answers = (await Promise.all(Array.from({ length: readers }, ask))).map(bytesOf);
    probe.end();
    for (const answer of answers) assert.ok(answer.equals(answers[0]!), what);
    assert.is(hits(harness) - before, readers - times, what);
    assert.is(probe.looks.size, items, what);
    assert.equal([...new Set(probe.looks.values())], [times], what);
    assert.is(probe.longestSlice, 1, what);
  }
  for (const type of ['GET_ROLES', 'GET_METRICS']) {
    probe.reset();
    probe.begin();
    await desk.post({ type, get_metrics: {} });
    probe.end();
    assert.ok(probe.slices > items, `${type} is made in ${probe.slices} slices`);
  }
  console.log(`\nFIGURE other reads of the master over ${items} items: at most 1 item in a slice`);
});

test('what is not read any more is forgotten', async () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  scheduler.launch(offer, [commandTask('t1', agent.id)]);
  const desk = new Desk(harness, { maxCacheBytes: 1e6 });
  await readAll(desk);
  assert.ok(desk.cachedBytes() > 1000, String(desk.cachedBytes()));
  harness.time.advance(120_000);
  assert.is(desk.cachedBytes(), 0);
});

test('a task cannot be changed past its facts', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  scheduler.launch(offer, [commandTask('t1', agent.id)]);
  const task = harness.master.model.frameworks.get(scheduler.id)?.tasks.get('t1');
  const facts = task?.facts;
  assert.throws(() => Object.assign(task!, { name: 'other' }), /read only/);
  assert.throws(() => Object.assign(task!, { added: 1 }), /not extensible/);
  agent.update(scheduler.id, 't1', 'TASK_RUNNING');
  assert.is(facts?.state, 'TASK_STAGING');
  assert.is(task?.facts.state, 'TASK_RUNNING');
});

test('what is changed deeper inside than views compare fails the tests of the master', () => {
  const { harness, agent } = firstOffer();
  Object.assign(harness.master.model.agents.get(agent.id)!.info, { hostname: 'other' });
  assert.throws(() => harness.time.settle(), /changed inside/);
});

test.run();
