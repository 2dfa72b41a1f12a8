// Every recorded read of a v0 endpoint, repeated in the same situation: nothing there yet; one framework completed
// and one with a running task; both completed.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agentEndpoints } from '../../src/agent/api/endpoints.ts';
import { masterEndpoints } from '../../src/master/api/endpoints.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { needs } from '../support/needs.ts';
import {
  compareAnswers,
  type NamedDifference,
  type RecordedExchange,
  recordedExchanges,
  recordings,
  repeat,
  unexplained,
} from './recorded.ts';

const test = suite('v0 endpoints of a running cluster');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let exchanges: readonly RecordedExchange[] = [];
let compared = 0;
const found: string[] = [];

const named: readonly NamedDifference[] = [
  {
    where: /: \.product_version: not recorded$/,
    reason: 'our own version, beside the one that says whose behaviour is kept',
  },
  { where: /: \.flags\./, reason: 'the flags of this version; /flags prints every one that has a value' },
  {
    where: /statistics\.\w+: not recorded$/,
    reason: 'statistics that the original leaves to isolators it was not started with',
  },
  {
    where: /metrics_snapshot: \.\S+: (missing|not recorded)$/,
    reason: 'metrics of parts that do not exist here, and ours; names are counted in another test',
  },
  {
    where: /^(master|agent)-root-help\S*: text$/,
    reason: 'the page is made here, not by a script in the browser',
  },
  {
    where: /^agent-slave1-monitor_statistics\.json: /,
    reason: 'gone in the recorded version, but still asked for by old clients: answered',
  },
  {
    where: /^agent-root-files_debug: \./,
    reason: 'the keys are paths of sandboxes; the names of runs stand beside `latest` here',
  },
];

test.before(async () => {
  cluster = new Cluster();
  master = await cluster.startMaster();
  if (recordings() === undefined) exchanges = recordedExchanges().filter(({ method }) => method === 'GET');
});

test.after(async () => {
  await cluster.stop();
});

async function compareAll(
  isWanted: (name: string) => boolean,
  change: (text: string) => string = (text) => text,
): Promise<void> {
  for (const exchange of exchanges.filter(({ name }) => isWanted(name))) {
    const port = exchange.daemon === 'master' ? master.port : agent.port;
    const answer = await repeat(exchange, port, change);
    compared += 1;
    for (const line of compareAnswers(exchange, answer)) found.push(`${exchange.name}: ${line}`);
  }
}

/** Compressed answers are not text, and are not given yet; errors belong to the API v1. */
const isSkipped = (name: string): boolean => name === 'master-state-gzip' || name.startsWith('err-');

needs(test, [recordings], 'with nothing there', async () => {
  await compareAll((name) => name === 'master-state-empty');
});

needs(test, [recordings], 'with a running task, then with everything completed', async () => {
  agent = await cluster.startAgent(master, ['--launcher=posix', '--isolation=posix/cpu,posix/mem']);
  await cluster.registered(master);
  await cluster.execute(master, ['--name=x', '--command=echo hi', '--resources=cpus:0.1;mem:32']);
  const sleeper = cluster.execute(master, [
    '--name=sleeper',
    '--command=sleep 6',
    '--resources=cpus:0.5;mem:64',
  ]);
  const directory = await eventually('a running task', async () => {
    const state = JSON.parse((await http(agent.port, 'GET', '/state')).text);
    const executor = state.frameworks[0]?.executors[0];
    return executor?.tasks[0]?.state === 'TASK_RUNNING' ? String(executor.directory) : undefined;
  });
  await eventually('the master to know it', async () => {
    const { tasks } = JSON.parse((await http(master.port, 'GET', '/tasks?task_id=sleeper')).text);
    return tasks[0]?.state === 'TASK_RUNNING';
  });
  const sandbox = (text: string): string =>
    text.replace(/\/var\/lib\/mesos\/agent\/slaves\/[^?&"]*\/runs\/[^/?&"]*/g, directory);
  await compareAll((name) => !isSkipped(name) && !/-empty$|-after-/.test(name), sandbox);
  await sleeper;
  await eventually('the framework to be completed', async () => {
    const state = JSON.parse((await http(agent.port, 'GET', '/state')).text);
    return state.completed_frameworks.length === 2;
  });
  await compareAll((name) => name.includes('-after-'));
  const wanted = exchanges.filter(({ name }) => !isSkipped(name)).length;
  console.log(`\nFIGURE v0 answers compared with recorded ones: ${compared} of ${wanted}`);
  for (const { reason } of named) console.log(`\nFIGURE named difference: ${reason}`);
  assert.equal(unexplained(found, named), []);
  assert.is(compared, wanted);
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
  assert.is(padded.text, `cb(${get.text});`);
  const head = await http(master.port, 'HEAD', '/state-summary');
  assert.is(Number(head.headers['content-length']), Buffer.byteLength(get.text));
  assert.is((await http(master.port, 'POST', '/state-summary')).text, get.text);
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
