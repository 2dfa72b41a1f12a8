// Every recorded body of the original beside ours, from a running cluster in the same situation: nothing there yet;
// one framework completed and one with a running task; both completed. What differs is named, body by body, in
// recorded-differences.ts; any other difference fails, and so does a named one that does not occur.
import { readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MasterEvent } from '../../src/protocol/messages.ts';
import { encode } from '../../src/protocol/protobuf.ts';
import {
  Cluster,
  type DaemonProcess,
  eventually,
  http,
  httpBytes,
  plainTasks,
  programs,
} from '../support/cluster.ts';
import { needs } from '../support/needs.ts';
import { referencePath } from '../support/reference.ts';
import {
  bodyDifferences,
  compareAnswers,
  differences,
  type RecordedExchange,
  recordedExchanges,
  recordedText,
  recordings,
  repeat,
  withoutIds,
  withoutNames,
} from './recorded.ts';
import { namedDifferences, problemsOf } from './recorded-differences.ts';
import { Subscriber } from './subscriber.ts';

const test = suite('recorded bodies');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let watcher: Subscriber;
let sandbox = '';
const found = new Map<string, readonly string[]>();
/** What `mesos execute` printed, by the name of the recorded log. */
const printed = new Map<string, string>();

/** Compared elsewhere, with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  'sched-v1-json.calls.http': 'part of a conversation in test/transcripts',
  'sched-v1-json.stream.raw': 'part of a conversation in test/transcripts',
  's2-test-framework.log': 'what a program of the original prints; its messages are in test/transcripts',
};

/** Offers have the whole agent or are not made: none comes, to be declined, while a task runs and answers are read. */
const wholeAgent = `cpus:${availableParallelism()}`;

/** What the second task executes: it runs until all that is compared meanwhile was read. */
let sleep = '';
let end = '';

test.before(async () => {
  cluster = new Cluster();
  end = join(cluster.directory, 'end-of-sleeper');
  sleep = `until [ -e ${end} ]; do sleep 0.1; done`;
  master = await cluster.startMaster(undefined, [
    '--registry=in_memory',
    `--min_allocatable_resources=${wholeAgent}`,
  ]);
});

test.after(async () => {
  watcher?.close();
  await cluster.stop();
});

/** Ours with what was recorded of addresses, directories and what this test does in another way. */
function asRecorded(text: string): string {
  const pairs: readonly (readonly [string, string])[] = [
    [sleep, 'sleep 25'],
    [`${sleep.slice(0, 12)}...`, 'sleep 25'],
    [`"${wholeAgent}"`, '"cpus:0.01|mem:32"'],
    [join(cluster.directory, 'agent-run'), '/run/mesos'],
    [cluster.directory, '/var/lib/mesos'],
    [programs, '/usr/libexec/mesos'],
    [cluster.cgroupsRoot, 'mesos'],
    [`"${master.port}"`, '"5050"'],
    [`"${agent?.port}"`, '"5051"'],
  ];
  return pairs.reduce((changed, [ours, recorded]) => changed.replaceAll(ours, recorded), text);
}

async function compare(exchanges: readonly RecordedExchange[]): Promise<void> {
  for (const exchange of exchanges) {
    const { name } = exchange;
    const port = exchange.daemon === 'master' ? master.port : agent.port;
    let answer = await repeat(exchange, port, (text) =>
      text.replace(/\/var\/lib\/mesos\/agent\/slaves\/[^?&"]*\/runs\/[^/?&"]*/g, sandbox),
    );
    if (name === 'master-state-gzip') {
      const { body } = await httpBytes(port, exchange.target, exchange.headers);
      answer = { ...answer, text: gunzipSync(body).toString() };
    }
    // The bytes of this one were not kept.
    if (name.endsWith('-protobuf')) answer = { ...answer, text: '' };
    const lines = compareAnswers(exchange, answer, asRecorded);
    found.set(name, /metrics|METRICS$|__processes__/.test(name) ? withoutNames(lines) : lines);
  }
}

/** What the index does not say of an exchange. */
function complete(exchange: RecordedExchange): RecordedExchange[] {
  const { name, daemon } = exchange;
  if (name.startsWith('err-')) return [{ ...exchange, text: recordedText(`${name}.txt`) }];
  if (name === 'master-state-gzip') return [{ ...exchange, text: recordedText('master-state.json') }];
  if (name.endsWith('-protobuf'))
    return [{ ...exchange, body: encode('master.Call', { type: 'GET_AGENTS' }) }];
  if (!name.endsWith('GET_METRICS')) return [exchange];
  // The index shows a first, wrong call; the body that was kept is that of a second, right one.
  const second = {
    ...exchange,
    body: `{"type":"GET_METRICS","get_metrics":{}}`,
    status: 200,
    answerHeaders: { 'content-type': 'application/json' },
  };
  const text = `Failed to validate ${daemon}::Call: Expecting 'get_metrics' to be present`;
  return [{ ...exchange, name: `${name} without its field`, text }, second];
}

const group = {
  tasks: [
    {
      name: 'a',
      task_id: { value: 'a' },
      agent_id: { value: '' },
      command: { value: 'true' },
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
      ],
    },
  ],
};

needs(test, [recordings], 'every body of the index', async () => {
  const exchanges = recordedExchanges().flatMap(complete);
  await compare(exchanges.filter(({ name }) => name === 'master-state-empty'));
  agent = await cluster.startAgent(master, [...plainTasks, '--systemd_enable_support=false']);
  await cluster.registered(master);
  watcher = new Subscriber(master.port, 'application/json');
  await eventually('the stream of events', () => watcher.events.length > 1);
  const x = await cluster.execute(master, ['--name=x', '--command=echo hi']);
  printed.set('mesos-execute-echo.log', x.output);
  await eventually('the end of the framework', () => watcher.types.includes('FRAMEWORK_REMOVED'));
  const sleeper = await cluster.startSleeper({ master, agent }, sleep);
  sandbox = sleeper.sandbox;
  await compare(exchanges.filter(({ name }) => !/-empty$|-after-/.test(name)));
  writeFileSync(end, '');
  printed.set('mesos-execute-sleep.log', (await sleeper.ended).output);
  await eventually('the framework to be completed', async () => {
    const state = JSON.parse((await http(agent.port, 'GET', '/state')).text);
    return state.completed_frameworks.length === 2;
  });
  await compare(exchanges.filter(({ name }) => name.includes('-after-')));
  assert.is(found.size, exchanges.length);
});

/** Lines that a tool may read, without those of the log. */
function linesOf(text: string): string[] {
  return withoutIds(text)
    .replace(/<uuid>-\d+/g, '<uuid>-N')
    .split('\n')
    .filter((line) => !/^[IWE]\d{4} |^\*+$|^Scheduler driver bound|^$/.test(line));
}

needs(test, [recordings], 'what mesos execute prints', async () => {
  const y = await cluster.execute(master, ['--name=y', '--command=exit 3', '--resources=cpus:0.1;mem:32']);
  printed.set('s2-mesos-execute-exit3.log', y.output);
  const a = await cluster.execute(master, [`--task_group=${JSON.stringify(group)}`]);
  printed.set('s2-mesos-execute-task-group.log', a.output);
  for (const [name, output] of printed) {
    found.set(name, differences(linesOf(recordedText(name)), linesOf(output)));
  }
});

const isEnding = (text: string): boolean => text.includes('"REASON_FRAMEWORK_REMOVED"');

/** From the addition of the first framework to its removal, without what depends on who is quicker at its end. */
function lifeOf(records: readonly string[]): string[] {
  const types = records.map((record) => (JSON.parse(record) as MasterEvent).type);
  const life = records.slice(types.indexOf('FRAMEWORK_ADDED'), types.indexOf('FRAMEWORK_REMOVED') + 1);
  return life.filter((record) => !isEnding(record) && !record.includes('"HEARTBEAT"')).map(updatedAtOnce);
}

/** The task's state at an update is its latest: that of a later update, if the master got to hear of that first. */
function updatedAtOnce(record: string): string {
  const { task_updated } = JSON.parse(record) as MasterEvent;
  if (task_updated === undefined) return record;
  return record.replace(/"state":"\w+"\}\}$/, `"state":"${task_updated.status.state}"}}`);
}

needs(test, [recordings], 'the stream of events', () => {
  // One chunk a record: a line of its length in hexadecimal, the length of the record, the record.
  const recorded = [...recordedText('master-api-v1-SUBSCRIBE.raw').matchAll(/^\{.*\}\r?$/gm)].map(([line]) =>
    line.trim(),
  );
  const ours = watcher.records.map((record) => record.toString());
  const [theirs, mine] = [recorded, ours].map((records) => [...records.slice(0, 2), ...lifeOf(records)]);
  assert.is(mine?.length, theirs?.length);
  const lines = (theirs ?? []).flatMap((record, index) => {
    const { type } = JSON.parse(record) as MasterEvent;
    return bodyDifferences(record, asRecorded(mine?.[index] ?? '')).map((line) => `${type}${line}`);
  });
  found.set('master-api-v1-SUBSCRIBE.raw', lines);
  assert.ok(watcher.recordsOfChunks.every((count) => count === 1));
});

needs(test, [recordings], 'every recorded file was compared, and every difference is named', () => {
  const compared = new Set([...found.keys(), ...Object.keys(elsewhere)]);
  const files = readdirSync(referencePath('captures/endpoints')).filter((name) => name !== 'INDEX.md');
  assert.equal(
    files.filter((name) => !compared.has(name) && !compared.has(name.replace(/\.(json|txt)$/, ''))),
    [],
  );
  const problems = [...found].flatMap(([body, lines]) => problemsOf(body, lines));
  const named = new Set([...found.values()].flat()).size;
  console.log(`\nFIGURE recorded bodies: ${found.size} compared, ${named} named differences`);
  for (const reason of new Set(namedDifferences.map((difference) => difference.reason)))
    console.log(`FIGURE named difference: ${reason}`);
  assert.equal(problems, []);
});

test.run();
