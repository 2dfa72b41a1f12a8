// The npm package `mesos-framework`, a third-party scheduler library written for the original, as it is: its
// tasks run on our master and agent, it kills one, and it comes back after a restart of the master.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import type { SchedulerOrder, SchedulerReport } from './mesos-framework-scheduler.main.ts';

const test = suite('mesos-framework from npm');

let cluster: Cluster;
let master: DaemonProcess;
let scheduler: ChildProcess;
const reports: SchedulerReport[] = [];

test.before(async () => {
  cluster = new Cluster();
  ({ master } = await cluster.startPair(['--resources=cpus:4;mem:2048;disk:1000;ports:[31000-32000]']));
  const logDirectory = join(cluster.directory, 'scheduler-log');
  mkdirSync(logDirectory);
  const program = join(dirname(process.argv[1] ?? ''), 'mesos-framework-scheduler.main.cjs');
  scheduler = fork(program, [String(master.port), logDirectory], { stdio: 'ignore' });
  scheduler.on('message', (report) => reports.push(report as SchedulerReport));
});

test.after(async () => {
  const hasEnded = new Promise((resolve) => scheduler.once('exit', resolve));
  if (scheduler.exitCode === null && scheduler.signalCode === null) {
    scheduler.kill('SIGKILL');
    await hasEnded;
  }
  await cluster.stop();
});

function order(message: SchedulerOrder): void {
  scheduler.send(message);
}

/** Last states of the tasks whose id has this in it. */
function statesOf(name: string): Map<string, string> {
  const states = new Map<string, string>();
  for (const { status } of reports) {
    if (status?.task_id.value.includes(name)) states.set(status.task_id.value, status.state);
  }
  return states;
}

function countOf(name: string, state: string): number {
  return [...statesOf(name).values()].filter((last) => last === state).length;
}

test('its tasks run to their end', async () => {
  await eventually('five finished tasks', () => countOf('short-lived', 'TASK_FINISHED') === 5);
  const short = reports.filter(({ status }) => status?.task_id.value.includes('short-lived'));
  assert.is(short.filter(({ status }) => status?.state === 'TASK_RUNNING').length, 5);
  await eventually('a running sleeper', () => countOf('sleeper', 'TASK_RUNNING') === 1);
});

test('every update it acknowledges is taken', async () => {
  const updates = reports.filter(({ status }) => status?.uuid !== undefined).length;
  await eventually(
    'the acknowledgements',
    () => reports.filter(({ sent }) => sent === 'sent_acknowledge').length >= updates,
  );
  assert.equal(
    reports.flatMap(({ error }) => error ?? []),
    [],
  );
});

test('it comes back after a restart of the master, and its task goes on', async () => {
  const before = reports.length;
  const { port } = master;
  master.kill('SIGTERM');
  await master.ended;
  master = await cluster.startMaster(port);
  await cluster.registered(master);
  const again = await eventually('a second subscription', () =>
    reports.slice(before).find(({ subscribed }) => subscribed !== undefined),
  );
  const first = reports.find(({ subscribed }) => subscribed !== undefined);
  assert.is(again.subscribed, first?.subscribed);
  const { frameworks } = JSON.parse((await http(port, 'GET', '/state')).text) as {
    frameworks: readonly { tasks: readonly { id: string; state: string }[] }[];
  };
  assert.equal(
    frameworks.flatMap(({ tasks }) => tasks.map(({ state }) => state)),
    ['TASK_RUNNING'],
  );
});

test('it kills a task', async () => {
  const running = reports.find(({ status }) => status?.task_id.value.includes('sleeper'))?.status;
  order({ kill: { taskId: running?.task_id.value ?? '', agentId: running?.agent_id.value ?? '' } });
  await eventually('a killed sleeper', () => countOf('sleeper', 'TASK_KILLED') === 1);
});

test('it tears its framework down', async () => {
  order({ teardown: true });
  await eventually('a completed framework', async () => {
    const { frameworks, completed_frameworks } = JSON.parse(
      (await http(master.port, 'GET', '/state')).text,
    ) as { frameworks: unknown[]; completed_frameworks: unknown[] };
    return frameworks.length === 0 && completed_frameworks.length === 1;
  });
});

test.run();
