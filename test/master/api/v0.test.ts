// The v0 endpoints of the master: lists with filters, pages in order, redirects, and the writes that are read and
// checked though nothing does them yet.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { masterEndpoints } from '../../../src/master/api/endpoints.ts';
import { commandTask, firstOffer, Harness, scalar } from '../harness.ts';
import { Desk } from './desk.ts';

const test = suite('v0 endpoints');

/** Tasks t0, t1, … with a first status a second apart, all on one agent; every third one has ended. */
function manyTasks(count: number): ReturnType<typeof firstOffer> {
  const parts = firstOffer();
  const { harness, scheduler, agent, offer } = parts;
  const small = { resources: [scalar('cpus', 0.001), scalar('mem', 1)] };
  scheduler.launch(
    offer,
    Array.from({ length: count }, (_, index) => commandTask(`t${index}`, agent.id, small)),
  );
  for (let index = 0; index < count; index += 1) {
    harness.time.advance(1000);
    agent.update(scheduler.id, `t${index}`, index % 3 === 0 ? 'TASK_FINISHED' : 'TASK_RUNNING');
    for (const status of scheduler.takeUpdates()) scheduler.acknowledge(status);
  }
  return parts;
}

const ids = (page: { tasks: { id: string }[] }): string[] => page.tasks.map(({ id }) => id);

test('/tasks: the newest first, a hundred of them; pages, order and filters', async () => {
  const { harness, scheduler } = manyTasks(150);
  const desk = new Desk(harness);
  const newest = Array.from({ length: 150 }, (_, index) => `t${149 - index}`);
  assert.equal(ids(await desk.get('/tasks')), newest.slice(0, 100));
  assert.equal(ids(await desk.get('/tasks/?x')), newest.slice(0, 100));
  assert.equal(ids(await desk.get('/tasks?limit=5&offset=100')), newest.slice(100, 105));
  assert.equal(ids(await desk.get('/master/tasks?limit=-1')), newest);
  assert.equal(ids(await desk.get('/tasks?limit=-1&order=asc')), [...newest].reverse());
  assert.equal(ids(await desk.get('/tasks?limit=3&order=des')), newest.slice(0, 3));
  assert.equal(ids(await desk.get('/tasks?limit=0')), []);
  assert.equal(ids(await desk.get('/tasks?offset=-1')), []);
  assert.equal(ids(await desk.get('/tasks?offset=150')), []);
  assert.equal(ids(await desk.get('/tasks?limit=x')), newest.slice(0, 100));
  assert.equal(ids(await desk.get('/tasks?task_id=t7')), ['t7']);
  assert.equal(ids(await desk.get(`/tasks?framework_id=${scheduler.id}&limit=2`)), newest.slice(0, 2));
  assert.equal(ids(await desk.get('/tasks?framework_id=nobody')), []);
});

test('/tasks: more than are sorted at once', async () => {
  const count = 4500;
  const { harness, scheduler, agent, offer } = firstOffer();
  const small = { resources: [scalar('mem', 0.5)] };
  scheduler.launch(
    offer,
    Array.from({ length: count }, (_, index) => commandTask(`t${index}`, agent.id, small)),
  );
  for (let index = 0; index < count; index += 1) {
    // In an order that is not that of the ids; some have no status yet and are older than all.
    if (index % 10 === 0) continue;
    const status = { timestamp: 1000 + ((index * 7919) % count) };
    harness.receive(agent.pid, 'internal.StatusUpdateMessage', {
      update: {
        framework_id: { value: scheduler.id },
        agent_id: { value: agent.id },
        status: { task_id: { value: `t${index}` }, state: 'TASK_RUNNING', ...status },
        timestamp: status.timestamp,
        uuid: Buffer.from('00000000000040008000000000000001', 'hex'),
      },
      pid: agent.pid,
    });
  }
  const { tasks } = await new Desk(harness).get('/tasks?limit=-1&order=asc');
  assert.is(tasks.length, count);
  const times = tasks.map(
    ({ statuses }: { statuses: { timestamp: number }[] }) => statuses[0]?.timestamp ?? -1,
  );
  assert.equal(
    times,
    [...times].sort((left, right) => left - right),
  );
  assert.is(times.filter((time: number) => time === -1).length, count / 10);
});

test('/state-summary counts by state, on both sides', async () => {
  const { harness, scheduler, agent } = manyTasks(10);
  const other = harness.agent().register();
  const desk = new Desk(harness);
  const { slaves, frameworks } = await desk.get('/state-summary');
  const [first, second] = slaves;
  assert.is(first.id, agent.id);
  assert.is(first.TASK_RUNNING, 6);
  assert.is(first.TASK_FINISHED, 4);
  assert.equal(first.framework_ids, [scheduler.id]);
  assert.is(second.id, other.id);
  assert.is(second.TASK_RUNNING, 0);
  assert.equal(second.framework_ids, []);
  assert.is(frameworks[0].TASK_RUNNING, 6);
  assert.equal(frameworks[0].slave_ids, [agent.id]);
});

test('/slaves and /frameworks: one or all', async () => {
  const { harness, scheduler, agent } = firstOffer();
  const other = harness.agent().register();
  const desk = new Desk(harness);
  assert.is((await desk.get('/slaves')).slaves.length, 2);
  assert.is((await desk.get(`/slaves/${other.id}`)).slaves.length, 2);
  const one = await desk.get(`/slaves?slave_id=${other.id}`);
  assert.equal(
    one.slaves.map(({ id }: { id: string }) => id),
    [other.id],
  );
  assert.is(one.slaves[0].unreserved_resources_full[0].role, '*');
  assert.is((await desk.get(`/frameworks?framework_id=${scheduler.id}`)).frameworks.length, 1);
  assert.is((await desk.get('/frameworks/?framework_id=nobody')).frameworks.length, 0);
  assert.is((await desk.get(`/slaves?slave_id=${agent.id}`)).slaves[0].offered_resources_full.length, 4);
});

test('JSONP, .json, HEAD and POST on reads', async () => {
  const desk = new Desk(new Harness());
  for (const path of ['/slaves', '/frameworks', '/tasks', '/roles', '/state-summary', '/weights', '/quota']) {
    const padded = await desk.request('GET', `${path}?jsonp=call`);
    assert.is(padded.headers?.['Content-Type'], 'text/javascript', path);
    assert.match(Buffer.from(padded.body ?? '').toString(), /^call\(.*\)$/s, path);
    assert.is((await desk.request('GET', `/master${path}.json`)).status, 200, path);
    assert.is((await desk.request('HEAD', path)).status, 200, path);
  }
  for (const path of ['/slaves', '/frameworks', '/tasks', '/roles', '/state-summary', '/maintenance/status'])
    assert.is((await desk.request('POST', path)).status, 200, path);
});

test('/redirect, and what a master that does not lead redirects', async () => {
  const idle = new Harness({ isIdle: true });
  const desk = new Desk(idle);
  const led = ['/slaves', '/frameworks', '/tasks', '/roles', '/state-summary', '/weights', '/quota'];
  for (const path of [...led, '/redirect']) assert.is((await desk.request('GET', path)).status, 503, path);
  idle.master.model.leader = { hostname: 'leader.example', port: 5051 };
  for (const path of led) {
    const moved = await desk.request('GET', `/master${path}?a=b`);
    assert.is(moved.status, 307, path);
    assert.is(moved.headers?.['Location'], `//leader.example:5051/master${path}?a=b`);
  }
  const redirect = await desk.request('GET', '/redirect');
  assert.is(redirect.headers?.['Location'], '//leader.example:5051');
  assert.is((await desk.request('GET', '/redirect/further')).status, 404);
  const own = await new Desk(new Harness()).request('GET', '/master/redirect');
  assert.is(own.status, 307);
  assert.is(own.headers?.['Location'], '//localhost:5050');
});

test('writes that nothing does yet are checked first', async () => {
  const desk = new Desk(new Harness());
  const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
  const cpus = JSON.stringify([{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, role: '*' }]);
  const window = {
    machine_ids: [{ hostname: 'a' }],
    unavailability: { start: { nanoseconds: 1 } },
  };
  const rows: [string, string, string, number][] = [
    ['PUT', '/weights', '[{"role":"qa","weight":3}]', 501],
    ['PUT', '/weights', '[{"role":"qa","weight":-3}]', 400],
    ['PUT', '/weights', '{"role":"qa","weight":3}', 400],
    ['PUT', '/weights', 'no json', 400],
    ['POST', '/weights', '[]', 405],
    ['POST', '/quota', '{"role":"dev","guarantee":[]}', 501],
    ['POST', '/quota', '{"role":"a/b"}', 400],
    ['POST', '/quota', '[]', 400],
    ['DELETE', '/quota/dev', '', 501],
    ['DELETE', '/quota', '', 400],
    ['POST', '/teardown', '', 400],
    ['GET', '/teardown', '', 405],
    ['POST', '/reserve', form({ slaveId: 'S', resources: cpus }), 400],
    ['POST', '/reserve', form({ resources: cpus }), 400],
    ['POST', '/reserve', form({ slaveId: 'S' }), 400],
    ['POST', '/unreserve', form({ slaveId: 'S', resources: '[1]' }), 400],
    ['POST', '/unreserve', form({ slaveId: 'S', resources: cpus }), 400],
    ['POST', '/create-volumes', form({ slaveId: 'S', volumes: cpus }), 400],
    ['POST', '/create-volumes', form({ slaveId: 'S', resources: cpus }), 400],
    ['POST', '/destroy-volumes', form({ slaveId: 'S', volumes: cpus }), 400],
    ['POST', '/maintenance/schedule', JSON.stringify({ windows: [window] }), 501],
    ['POST', '/maintenance/schedule', JSON.stringify({ windows: [{ ...window, machine_ids: [] }] }), 400],
    ['POST', '/machine/down', '[{"hostname":"a"}]', 501],
    ['POST', '/machine/down', '[{}]', 400],
    ['POST', '/machine/up', '[{"ip":"10.0.0.1"}]', 501],
    ['POST', '/machine/up', '{}', 400],
    ['GET', '/machine/up', '', 405],
    ['GET', '/machine', '', 404],
    ['GET', '/operations', '', 404],
    ['GET', '/files/browse', '', 400],
    ['GET', '/files/browse?path=/etc', '', 404],
    ['GET', '/files/read?path=/etc/passwd', '', 404],
    ['GET', '/files/download?path=/etc/passwd', '', 404],
    ['GET', '/profiler/start', '', 400],
    // Without its flag the original has no such process.
    ['GET', '/memory-profiler/state', '', 404],
  ];
  for (const [method, target, body, status] of rows) {
    const answer = await desk.request(method, target, body);
    assert.is(answer.status, status, `${method} ${target} ${body}: ${String(answer.body)}`);
  }
});

test('every declared endpoint but those of the daemon itself is routed', () => {
  const { router } = new Desk(new Harness());
  const elsewhere = [
    '/health',
    '/version',
    '/flags',
    '/api/v1/scheduler',
    '/metrics',
    '/metrics/snapshot',
    '/system/stats',
  ];
  const declared = masterEndpoints.map(({ path }) => path).filter((path) => !elsewhere.includes(path));
  assert.equal(router.paths, [...declared].sort());
});

test.run();
