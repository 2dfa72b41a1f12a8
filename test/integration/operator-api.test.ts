// The operator APIs of running daemons: both forms of the event stream, paths, files, and the writes that end things.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encode } from '../../src/protocol/protobuf.ts';
import { Cluster, type DaemonProcess, eventually, http, type Sleeper } from '../support/cluster.ts';
import { Subscriber } from './subscriber.ts';

const test = suite('operator api of a running cluster');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let watcher: Subscriber;
let protobufWatcher: Subscriber;
let sleeper: Sleeper;

test.before(async () => {
  cluster = new Cluster();
  ({ master, agent } = await cluster.startPair());
  watcher = new Subscriber(master.port, 'application/json');
  protobufWatcher = new Subscriber(master.port, 'application/x-protobuf');
  await eventually('both streams', () => watcher.events.length > 1 && protobufWatcher.events.length > 1);
  await cluster.execute(master, ['--name=x', '--command=echo hi', '--resources=cpus:0.1;mem:32']);
  await eventually('the end of the framework', () => watcher.types.includes('FRAMEWORK_REMOVED'));
  sleeper = await cluster.startSleeper({ master, agent });
});

test.after(async () => {
  watcher.close();
  protobufWatcher.close();
  await cluster.stop();
  await sleeper.ended;
});

test('streams: one record a chunk, in both forms, the same events', async () => {
  assert.is(watcher.status, 200);
  assert.is(watcher.contentType, 'application/json');
  assert.is(protobufWatcher.contentType, 'application/x-protobuf');
  // Heartbeats follow the clock of each stream.
  const told = ({ types }: Subscriber): string[] => types.filter((type) => type !== 'HEARTBEAT');
  await eventually('the same events', () => told(protobufWatcher).length === told(watcher).length);
  assert.equal(told(protobufWatcher), told(watcher));
  for (const subscriber of [watcher, protobufWatcher])
    assert.ok(subscriber.recordsOfChunks.every((count) => count === 1));
  const { text } = await http(master.port, 'GET', '/metrics/snapshot');
  assert.is(JSON.parse(text)['master/operator_event_stream_subscribers'], 2);
});

test('longer paths, prefixes and protobuf', async () => {
  const body = encode('master.Call', { type: 'GET_AGENTS' });
  const headers = { 'Content-Type': 'application/x-protobuf', Accept: 'application/x-protobuf' };
  for (const path of ['/api/v1', '/master/api/v1', '/api/v1/operator', '/master/api/v1/'])
    assert.is((await http(master.port, 'POST', path, { body, headers })).status, 200, path);
  const health = { body: '{"type":"GET_HEALTH"}', headers: { 'Content-Type': 'application/json' } };
  for (const path of ['/api/v1', '/slave(1)/api/v1', '/slave%281%29/api/v1'])
    assert.is((await http(agent.port, 'POST', path, health)).status, 200, path);
});

const call = (port: number, value: unknown) =>
  http(port, 'POST', '/api/v1', {
    body: JSON.stringify(value),
    headers: { 'Content-Type': 'application/json' },
  });

test('READ_FILE of a sandbox gives size and bytes', async () => {
  const list = JSON.parse(
    (await call(agent.port, { type: 'LIST_FILES', list_files: { path: sleeper.sandbox } })).text,
  ).list_files.file_infos as { path: string; size: number }[];
  const file = list.find(({ path }) => path.endsWith('/stderr')) ?? list[0];
  const read = await call(agent.port, { type: 'READ_FILE', read_file: { path: file?.path, offset: 0 } });
  const { size, data } = JSON.parse(read.text).read_file;
  assert.is(Buffer.from(data, 'base64').length, Math.min(size, 65_536));
  const directory = await call(agent.port, {
    type: 'READ_FILE',
    read_file: { path: sleeper.sandbox, offset: 0 },
  });
  assert.is(directory.status, 400);
});

test('TEARDOWN of a running framework: its task ends on the agent, the stream tells it', async () => {
  const { frameworks } = JSON.parse((await http(master.port, 'GET', '/frameworks')).text);
  const id = frameworks[0].id as string;
  const seen = watcher.events.length;
  const form = {
    body: `frameworkId=${id}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  };
  assert.is((await http(master.port, 'POST', '/teardown', form)).status, 200);
  await eventually('the removal', () => watcher.types.slice(seen).includes('FRAMEWORK_REMOVED'));
  await eventually('the end of the task', async () => {
    const state = JSON.parse((await http(agent.port, 'GET', '/state')).text);
    return state.frameworks.length === 0;
  });
  // Its scheduler comes back and is told that it was removed.
  assert.is((await sleeper.ended).status, 1);
});

test('MARK_AGENT_GONE ends an agent for good', async () => {
  const { slaves } = JSON.parse((await http(master.port, 'GET', '/slaves')).text);
  const agent_id = { value: slaves[0].id as string };
  assert.is(
    (await call(master.port, { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id } })).status,
    200,
  );
  assert.is(JSON.parse((await http(master.port, 'GET', '/slaves')).text).slaves.length, 0);
  assert.is(await agent.ended, 0);
  const registry = JSON.parse((await http(master.port, 'GET', '/registrar(1)/registry')).text);
  assert.equal(registry.gone.slaves[0].id, agent_id);
});

test.run();
