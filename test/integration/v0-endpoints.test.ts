// The v0 endpoints of running daemons: everything declared is served, under every spelling and way of asking that old
// clients use.
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agentEndpoints } from '../../src/agent/api/endpoints.ts';
import { masterEndpoints } from '../../src/master/api/endpoints.ts';
import { Cluster, type DaemonProcess, http, httpBytes, type Sleeper } from '../support/cluster.ts';

const test = suite('v0 endpoints of a running cluster');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let sleeper: Sleeper;

test.before(async () => {
  cluster = new Cluster();
  ({ master, agent } = await cluster.startPair());
  sleeper = await cluster.startSleeper({ master, agent });
});

test.after(async () => {
  await cluster.stop();
  await sleeper.ended;
});

test('old spellings and ways of asking', async () => {
  for (const target of [
    '/state',
    '/master/state',
    '/state.json',
    '/master/state.json',
    '/state/',
    '/master/state/',
  ]) {
    assert.is((await http(master.port, 'GET', target)).status, 200, target);
  }
  for (const target of [
    '/slave(1)/state',
    '/slave%281%29/state',
    '/monitor/statistics.json',
    '/containers',
  ]) {
    assert.is((await http(agent.port, 'GET', target)).status, 200, target);
  }
  assert.is((await http(master.port, 'POST', '/state')).status, 200);
  const head = await http(master.port, 'HEAD', '/state');
  assert.is(head.text, '');
  assert.ok(Number(head.headers['content-length']) > 1000);
  const padded = await http(master.port, 'GET', '/version?jsonp=call');
  assert.match(padded.text, /^call\(\{.*\}\)$/s);
  assert.is(padded.headers['content-type'], 'text/javascript');
  assert.is((await http(master.port, 'GET', '/nosuch')).status, 404);
  assert.is((await http(master.port, 'GET', '/metrics/snapshot?timeout=soon')).status, 400);
});

test('statistics of a running container', async () => {
  const { text } = await http(agent.port, 'GET', '/monitor/statistics');
  const [entry] = JSON.parse(text);
  assert.is(entry.executor_id, 'sleeper');
  assert.is(entry.source, 'sleeper');
  assert.ok(entry.statistics.mem_rss_bytes > 0);
  const containers = JSON.parse((await http(agent.port, 'GET', '/containers')).text);
  assert.is(containers[0].container_id, containers[0].status.container_id.value);
});

test('every declared endpoint of both daemons is served, with and without the id of its process', async () => {
  let tried = 0;
  for (const [daemon, actor, endpoints] of [
    [master, 'master', masterEndpoints],
    [agent, 'slave(1)', agentEndpoints],
  ] as const) {
    for (const { path, methods = ['GET'] } of endpoints) {
      for (const target of [path, `/${actor}${path}`, `${path}/`]) {
        const answer = await http(daemon.port, methods[0] ?? 'GET', target);
        const isServed = answer.status !== 404 || answer.text !== '404 Not Found.';
        assert.ok(isServed, `${daemon.name} ${target}`);
        tried += 1;
      }
    }
  }
  console.log(`\nFIGURE declared endpoints tried on daemons: ${tried} targets`);
});

test('the state of the master by JSONP, HEAD and POST is the same', async () => {
  const get = await http(master.port, 'GET', '/state-summary');
  const padded = await http(master.port, 'GET', '/master/state-summary.json?jsonp=cb');
  assert.is(padded.text, `cb(${get.text})`);
  const head = await http(master.port, 'HEAD', '/state-summary');
  assert.is(Number(head.headers['content-length']), Buffer.byteLength(get.text));
  assert.is((await http(master.port, 'POST', '/state-summary')).text, get.text);
});

test('the reads of the agent by JSONP, HEAD and POST, under other names and compressed, are the same', async () => {
  const { port } = agent;
  const get = await http(port, 'GET', '/state');
  assert.is((await http(port, 'GET', '/slave(1)/state.json?jsonp=cb')).text, `cb(${get.text})`);
  assert.is((await http(port, 'POST', '/state')).text, get.text);
  for (const path of ['/state', '/files/debug', '/containerizer/debug']) {
    const { text } = await http(port, 'GET', path);
    const head = await http(port, 'HEAD', path);
    assert.equal([head.text, Number(head.headers['content-length'])], ['', Buffer.byteLength(text)], path);
  }
  const packed = await httpBytes(port, '/state', { 'Accept-Encoding': 'gzip' });
  assert.is(packed.headers['content-encoding'], 'gzip');
  assert.is(gunzipSync(packed.body).toString(), get.text);
});

test('/help of a running master names what it serves', async () => {
  const { processes } = JSON.parse((await http(master.port, 'GET', '/help?format=json')).text);
  const own = processes.find(({ id }: { id: string }) => id === 'master');
  assert.ok(own.endpoints.some(({ name }: { name: string }) => name === '/state-summary'));
  assert.is((await http(master.port, 'GET', '/help/master/state-summary')).status, 200);
});

test('/logging/toggle makes a daemon write more, and ends that', async () => {
  const toggle = (query: string) => http(master.port, 'POST', `/logging/toggle${query}`);
  assert.is((await toggle('')).text, '0\n');
  assert.is((await toggle('?level=1&duration=1hrs')).status, 200);
  assert.is((await toggle('')).text, '1\n');
  assert.is((await toggle('?level=0&duration=1hrs')).status, 200);
  assert.is((await toggle('')).text, '0\n');
});

test.run();
