// Every recorded call of the operator APIs, repeated on running daemons in the same situation, and a recorded
// stream of events beside ours.
import { type ClientRequest, request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MasterEvent } from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { RecordDecoder } from '../../src/protocol/recordio.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { needs } from '../support/needs.ts';
import {
  compareAnswers,
  differences,
  type NamedDifference,
  type RecordedExchange,
  recordedExchanges,
  recordedText,
  recordings,
  repeat,
  unexplained,
} from './recorded.ts';

const test = suite('operator api of a running cluster');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let watcher: Subscriber;
let protobufWatcher: Subscriber;
let sandbox = '';
let sleeper: Promise<{ readonly status: number }>;

const named: readonly NamedDifference[] = [
  {
    where: /agent_info\.checkpoint: missing$/,
    reason: 'no field of the schema of v1: strict readers refuse the whole message',
  },
  {
    where: /framework_info\.hostname: not recorded$/,
    reason: 'our mesos execute says where it runs, the recorded one did not',
  },
  {
    where: /resource_statistics\.\w+: not recorded$/,
    reason: 'statistics that the original leaves to isolators it was not started with',
  },
  {
    where: /^err-api-v1-badjson: text$/,
    reason: 'the words of another JSON parser, after the same beginning',
  },
];

/** The records of a stream as values, and how many came in each chunk. */
class Subscriber {
  readonly events: unknown[] = [];
  readonly recordsOfChunks: number[] = [];
  status = 0;
  contentType: string | undefined;
  readonly #decoder = new RecordDecoder(1e8);
  readonly #call: ClientRequest;

  constructor(port: number, mediaType: 'application/json' | 'application/x-protobuf') {
    const isJson = mediaType === 'application/json';
    const body = isJson ? '{"type":"SUBSCRIBE"}' : encode('master.Call', { type: 'SUBSCRIBE' });
    const headers = { 'Content-Type': mediaType, Accept: mediaType, 'Content-Length': body.length };
    const options = { host: '127.0.0.1', port, method: 'POST', path: '/api/v1', headers, agent: false };
    this.#call = request(options, (response) => {
      this.status = response.statusCode ?? 0;
      this.contentType = response.headers['content-type'];
      response.on('data', (chunk: Buffer) => {
        const records = this.#decoder.push(chunk);
        this.recordsOfChunks.push(records.length);
        for (const record of records)
          this.events.push(
            isJson ? JSON.parse(Buffer.from(record).toString()) : decode('master.Event', record),
          );
      });
      response.on('error', () => {});
    });
    this.#call.on('error', () => {});
    this.#call.end(body);
  }

  get types(): string[] {
    return (this.events as MasterEvent[]).map(({ type }) => type ?? '');
  }

  close(): void {
    this.#call.destroy();
  }
}

test.before(async () => {
  cluster = new Cluster();
  master = await cluster.startMaster();
  agent = await cluster.startAgent(master, ['--launcher=posix', '--isolation=posix/cpu,posix/mem']);
  await cluster.registered(master);
  watcher = new Subscriber(master.port, 'application/json');
  protobufWatcher = new Subscriber(master.port, 'application/x-protobuf');
  await eventually('both streams', () => watcher.events.length > 1 && protobufWatcher.events.length > 1);
  await cluster.execute(master, ['--name=x', '--command=echo hi', '--resources=cpus:0.1;mem:32']);
  await eventually('the end of the framework', () => watcher.types.includes('FRAMEWORK_REMOVED'));
  sleeper = cluster.execute(master, ['--name=sleeper', '--command=sleep 25', '--resources=cpus:0.5;mem:64']);
  sandbox = await eventually('a running task', async () => {
    const state = JSON.parse((await http(agent.port, 'GET', '/state')).text);
    const executor = state.frameworks[0]?.executors[0];
    return executor?.tasks[0]?.state === 'TASK_RUNNING' ? String(executor.directory) : undefined;
  });
  await eventually('the master to know it', async () => {
    const { tasks } = JSON.parse((await http(master.port, 'GET', '/tasks?task_id=sleeper')).text);
    return tasks[0]?.state === 'TASK_RUNNING';
  });
});

test.after(async () => {
  watcher.close();
  protobufWatcher.close();
  await cluster.stop();
  await sleeper;
});

needs(test, [recordings], 'every recorded call and every recorded error', async () => {
  const found: string[] = [];
  const isCall = ({ name, method }: RecordedExchange): boolean =>
    (method === 'POST' || name.startsWith('err-')) && !name.endsWith('-protobuf');
  const exchanges = recordedExchanges().filter(isCall);
  for (const recorded of exchanges) {
    // The body that was kept of GET_METRICS is that of a second, right call.
    const isSecondCall = recorded.name.endsWith('GET_METRICS');
    const exchange = isSecondCall
      ? {
          ...recorded,
          body: '{"type":"GET_METRICS","get_metrics":{}}',
          status: 200,
          contentType: 'application/json',
        }
      : recorded.name.startsWith('err-')
        ? { ...recorded, text: recordedText(`${recorded.name}.txt`) }
        : recorded;
    const port = exchange.daemon === 'master' ? master.port : agent.port;
    const answer = await repeat(exchange, port, (text) =>
      text.replace(/\/var\/lib\/mesos\/agent\/slaves\/[^"]*\/runs\/[^/"]*/, sandbox),
    );
    for (const line of compareAnswers(exchange, answer)) found.push(`${recorded.name}: ${line}`);
    if (!isSecondCall) continue;
    const wrong = await repeat(recorded, port);
    assert.is(wrong.status, recorded.status);
    assert.match(wrong.text, "::Call: Expecting 'get_metrics' to be present");
  }
  console.log(`\nFIGURE operator calls and errors compared with recorded ones: ${exchanges.length}`);
  for (const { reason } of named) console.log(`\nFIGURE named difference: ${reason}`);
  assert.equal(unexplained(found, named), []);
  assert.ok(exchanges.length > 30);
});

const isEnding = (event: unknown): boolean =>
  (event as MasterEvent).task_updated?.status.reason === 'REASON_FRAMEWORK_REMOVED';

/** From the addition of the first framework to its removal, without what depends on who is quicker at its end. */
function lifeOf(events: readonly unknown[]): unknown[] {
  const types = (events as MasterEvent[]).map(({ type }) => type);
  const life = events.slice(types.indexOf('FRAMEWORK_ADDED'), types.indexOf('FRAMEWORK_REMOVED') + 1);
  return life.filter((event) => !isEnding(event) && (event as MasterEvent).type !== 'HEARTBEAT');
}

needs(test, [recordings], 'the recorded stream of events', () => {
  // One chunk a record: a line of its length in hexadecimal, the length of the record, the record.
  const recorded = [...recordedText('master-api-v1-SUBSCRIBE.raw').matchAll(/^\{.*\}\r?$/gm)].map(
    ([line]) => JSON.parse(line) as unknown,
  );
  const start = (events: readonly unknown[]): unknown[] => events.slice(0, 2);
  const found = [
    ...differences(start(recorded)[0], start(watcher.events)[0], 'SUBSCRIBED'),
    ...differences(start(recorded)[1], start(watcher.events)[1], 'HEARTBEAT'),
  ];
  const theirs = lifeOf(recorded);
  const ours = lifeOf(watcher.events);
  const typesOf = (events: readonly unknown[]): unknown[] =>
    events.map((event) => (event as MasterEvent).type);
  assert.equal(typesOf(ours), typesOf(theirs));
  theirs.forEach((event, index) => {
    found.push(...differences(event, ours[index], `${(event as MasterEvent).type}`));
  });
  const ofStream = named.filter(({ where }) => /checkpoint|hostname/.test(where.source));
  assert.equal(unexplained(found, ofStream), []);
  console.log(`\nFIGURE events compared with recorded ones: ${theirs.length + 2}`);
});

test('streams: one record a chunk, in both forms, the same events', async () => {
  assert.is(watcher.status, 200);
  assert.is(watcher.contentType, 'application/json');
  assert.is(protobufWatcher.contentType, 'application/x-protobuf');
  await eventually('the same events', () => protobufWatcher.events.length === watcher.events.length);
  assert.equal(protobufWatcher.types, watcher.types);
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
    (await call(agent.port, { type: 'LIST_FILES', list_files: { path: sandbox } })).text,
  ).list_files.file_infos as { path: string; size: number }[];
  const file = list.find(({ path }) => path.endsWith('/stderr')) ?? list[0];
  const read = await call(agent.port, { type: 'READ_FILE', read_file: { path: file?.path, offset: 0 } });
  const { size, data } = JSON.parse(read.text).read_file;
  assert.is(Buffer.from(data, 'base64').length, Math.min(size, 65_536));
  const directory = await call(agent.port, { type: 'READ_FILE', read_file: { path: sandbox, offset: 0 } });
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
  assert.is((await sleeper).status, 1);
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
