// The read endpoints of a running cluster: the same fields with the same types as the original's recorded answers,
// in the same situation (one framework completed, one with a running task).
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { needs, path } from '../support/needs.ts';
import { referencePath } from '../support/reference.ts';

const test = suite('endpoints');
const recorded = path(referencePath('captures/endpoints'), 'needs the recorded answers beside the checkout');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let sleeper: Promise<unknown>;

test.before(async () => {
  cluster = new Cluster();
  master = await cluster.startMaster();
  agent = await cluster.startAgent(master, ['--launcher=posix', '--isolation=posix/cpu,posix/mem']);
  await cluster.registered(master);
  await cluster.execute(master, ['--name=x', '--command=echo hi', '--resources=cpus:0.1;mem:32']);
  sleeper = cluster.execute(master, ['--name=sleeper', '--command=sleep 25', '--resources=cpus:0.5;mem:64']);
  await eventually('a running task', async () => {
    const state = JSON.parse((await http(agent.port, 'GET', '/state')).text);
    return state.frameworks[0]?.executors[0]?.tasks[0]?.state === 'TASK_RUNNING';
  });
});

test.after(async () => {
  await cluster.stop();
  await sleeper;
});

/** Every path in `expected` that `actual` lacks or has with another type, and what `actual` has besides. */
function differences(expected: unknown, actual: unknown, at: string): string[] {
  if (Array.isArray(expected) || Array.isArray(actual)) {
    if (!Array.isArray(expected) || !Array.isArray(actual)) return [`${at}: array or not`];
    if (expected.length === 0 || actual.length === 0) {
      return expected.length === actual.length ? [] : [`${at}: empty or not`];
    }
    return differences(expected[0], actual[0], `${at}[]`);
  }
  if (typeof expected !== typeof actual) return [`${at}: ${typeof actual}, recorded as ${typeof expected}`];
  if (typeof expected !== 'object' || expected === null || actual === null) return [];
  const wanted = expected as Record<string, unknown>;
  const given = actual as Record<string, unknown>;
  const found: string[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    if (key in given) found.push(...differences(value, given[key], `${at}.${key}`));
    else found.push(`${at}.${key}: missing`);
  }
  for (const key of Object.keys(given)) if (!(key in wanted)) found.push(`${at}.${key}: not recorded`);
  return found;
}

async function compare(port: number, target: string, name: string): Promise<string[]> {
  const answer = await http(port, 'GET', target);
  assert.is(answer.status, 200);
  assert.is(answer.headers['content-type'], 'application/json');
  const expected = JSON.parse(readFileSync(referencePath(`captures/endpoints/${name}`), 'utf8'));
  return differences(expected, JSON.parse(answer.text), '').filter((line) => !line.startsWith('.flags.'));
}

/** Ours, on purpose: our own version, beside the one that says whose behaviour is kept. */
const ours = ['.product_version: not recorded'];

needs(test, [recorded], 'the state of the master', async () => {
  assert.equal(await compare(master.port, '/master/state', 'master-state.json'), ours);
});

needs(test, [recorded], 'the state of the agent', async () => {
  assert.equal(await compare(agent.port, '/slave(1)/state', 'agent-root-state.json'), ours);
});

needs(test, [recorded], 'the version', async () => {
  assert.equal(await compare(master.port, '/version', 'master-root-version.json'), ours);
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
  assert.match(padded.text, /^call\(\{.*\}\);$/s);
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

test.run();
