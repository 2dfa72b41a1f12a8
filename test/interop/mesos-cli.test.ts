// The command line client of Apache Mesos in Python, as PyPI has it: what it shows of a cluster of ours.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TestFramework } from '../integration/framework.ts';
import { Cluster, type DaemonProcess, eventually } from '../support/cluster.ts';
import { needs } from '../support/needs.ts';
import { prepared, preparedPath } from './client-program.ts';

const test = suite("Mesos' command line client from PyPI");
const requirement = prepared('mesos-cli');
const run = promisify(execFile);

let cluster: Cluster;
let master: DaemonProcess;
let framework: TestFramework;

if (requirement() === undefined) {
  test.before(async () => {
    cluster = new Cluster();
    master = await cluster.startMaster();
    for (const name of ['agent', 'agent2']) {
      await cluster.startAgent(
        master,
        ['--launcher=posix', '--isolation=posix/cpu,posix/mem', '--resources=cpus:4;mem:1024;disk:1024'],
        { name },
      );
    }
    await cluster.registered(master, 2);
    framework = await TestFramework.start(master, {});
    framework.launch([
      { id: 'sleeper', command: 'sleep 600' },
      { id: 'short', command: 'true' },
    ]);
    await eventually('a running task', () => framework.tasksIn('TASK_RUNNING').includes('sleeper'));
    await eventually('an ended task', () => framework.tasksIn('TASK_FINISHED').includes('short'));
    const settings = join(cluster.directory, '.mesos');
    mkdirSync(settings);
    writeFileSync(
      join(settings, 'config.toml'),
      `[core]\n[master]\naddress = "127.0.0.1:${master.port}"\n[agent]\nssl = false\n`,
    );
  });

  test.after(async () => {
    await framework.teardown();
    await cluster.stop();
  });
}

/** What a command prints. */
async function mesos(...args: string[]): Promise<string> {
  const python = join(preparedPath('mesos-cli'), 'venv/bin/python');
  const { stdout } = await run(python, ['-m', 'avmesos.cli.mesos-cli', ...args], {
    env: { ...process.env, HOME: cluster.directory },
    timeout: 30_000,
  });
  return stdout;
}

/** The rows of a table by the words of their columns. */
async function table(...args: string[]): Promise<string[][]> {
  const [head = '', ...rows] = (await mesos(...args)).trimEnd().split('\n');
  const starts = [...head.matchAll(/\S+(?: \S+)*/g)].map(({ index }) => index);
  return rows.map((row) => starts.map((start, column) => row.slice(start, starts[column + 1]).trim()));
}

needs(test, [requirement], 'agents', async () => {
  const rows = await table('agent', 'list');
  assert.equal(
    rows.map(([, hostname, active]) => [hostname, active]),
    [
      ['localhost', 'True'],
      ['localhost', 'True'],
    ],
  );
});

needs(test, [requirement], 'frameworks', async () => {
  const [row = []] = await table('framework', 'list');
  assert.equal(row, [framework.id, 'True', '', 'test']);
  const shown = JSON.parse(await mesos('framework', 'inspect', framework.id)) as { readonly name: string };
  assert.is(shown.name, 'test');
});

needs(test, [requirement], 'tasks', async () => {
  assert.equal(await table('task', 'list'), [['sleeper', 'TASK_RUNNING', framework.id, '']]);
  const all = await table('task', 'list', '--all');
  assert.equal(all.map(([id, state]) => `${id} ${state}`).sort(), [
    'short TASK_FINISHED',
    'sleeper TASK_RUNNING',
  ]);
  const shown = JSON.parse(await mesos('task', 'inspect', 'sleeper')) as { readonly state: string };
  assert.is(shown.state, 'TASK_RUNNING');
});

test.run();
