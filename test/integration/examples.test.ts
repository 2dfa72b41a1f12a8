// The example frameworks as they are built, each run to its end on real daemons.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  Cluster,
  cleanEnvironment,
  type DaemonProcess,
  eventually,
  http,
  plainTasks,
  programs,
} from '../support/cluster.ts';
import { executorsOf } from './execution.ts';

const test = suite('examples');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
const running = new Set<ChildProcess>();

test.before(async () => {
  cluster = new Cluster();
  master = await cluster.startMaster();
  agent = await startAgent();
  await cluster.registered(master);
});

test.after(async () => {
  for (const child of running) child.kill('SIGKILL');
  await cluster.stop();
});

function startAgent(port?: number): Promise<DaemonProcess> {
  const flags = [...plainTasks, '--resources=cpus:4;mem:2048;disk:1000'];
  return cluster.startAgent(master, flags, port === undefined ? {} : { port });
}

interface Run {
  readonly child: ChildProcess;
  output(): string;
  readonly status: Promise<number>;
}

function start(name: string, args: readonly string[] = [`--master=127.0.0.1:${master.port}`]): Run {
  const child = spawn(join(programs, 'examples', name), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment(),
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  const status = new Promise<number>((settle) => {
    child.once('close', (code) => {
      running.delete(child);
      settle(code ?? -1);
    });
  });
  return { child, output: () => text, status };
}

/** Runs it to its end; a failure shows what it said. */
async function succeeds(name: string, args?: readonly string[]): Promise<string> {
  const run = start(name, args);
  const status = await run.status;
  assert.is(status, 0, run.output());
  return run.output();
}

async function noFrameworksLeft(): Promise<void> {
  await eventually('no framework left', async () => {
    const { text } = await http(master.port, 'GET', '/frameworks');
    return (JSON.parse(text) as { frameworks: unknown[] }).frameworks.length === 0;
  });
}

/** The agent has all its resources unreserved again. */
async function nothingReserved(): Promise<void> {
  await noFrameworksLeft();
  const { slaves } = JSON.parse((await http(master.port, 'GET', '/slaves')).text) as {
    slaves: readonly { reserved_resources: object; unreserved_resources: { disk: number } }[];
  };
  assert.equal(slaves[0]?.reserved_resources, {});
  assert.is(slaves[0]?.unreserved_resources.disk, 1000);
}

test('each says what it does, and refuses what it does not know', async () => {
  for (const name of readdirSync(join(programs, 'examples'))) {
    const help = await succeeds(name, ['--help']);
    assert.match(help, new RegExp(`^Usage: ${name} `));
    const wrong = start(name, ['--nonsense=1']);
    assert.is(await wrong.status, 78, `${name}: ${wrong.output()}`);
  }
});

test('no-executor-framework runs its tasks', async () => {
  const output = await succeeds('no-executor-framework');
  assert.is(output.match(/is in state TASK_FINISHED/g)?.length, 5);
  assert.match(output, /5 tasks finished, 0 did not\n$/);
});

test('no-executor-framework tells of tasks that failed', async () => {
  const run = start('no-executor-framework', [
    `--master=127.0.0.1:${master.port}`,
    '--command=exit 3',
    '--num_tasks=2',
  ]);
  assert.is(await run.status, 1, run.output());
  assert.match(run.output(), /TASK_FAILED \(.*Command exited with status 3\)/);
});

test('test-framework runs tasks with its own executor', async () => {
  const output = await succeeds('test-framework', [`127.0.0.1:${master.port}`]);
  assert.is(output.match(/is in state TASK_RUNNING/g)?.length, 5);
  assert.is(output.match(/is in state TASK_FINISHED/g)?.length, 5);
  assert.match(output, /All 5 tasks finished\n$/);
});

test('test-framework tells of an executor that cannot run', async () => {
  const run = start('test-framework', [`127.0.0.1:${master.port}`, '--executor_command=exit 4']);
  assert.is(await run.status, 1, run.output());
  assert.match(run.output(), /TASK_FAILED \(REASON_EXECUTOR_TERMINATED/);
});

test('long-lived-framework and its executor outlive agent and master', async () => {
  const run = start('long-lived-framework', [`--master=127.0.0.1:${master.port}`, '--task_time=200ms']);
  const finished = (): number =>
    Number(
      run
        .output()
        .match(/\d+(?= tasks finished, 0 did not)/g)
        ?.at(-1) ?? 0,
    );
  const goesOn = async (): Promise<void> => {
    const before = finished();
    await eventually('two more tasks', () => finished() >= before + 2).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${run.output()}`);
    });
  };
  await goesOn();
  agent.kill('SIGKILL');
  await agent.ended;
  agent = await startAgent(agent.port);
  await goesOn();
  master.kill('SIGTERM');
  await master.ended;
  master = await cluster.startMaster(master.port);
  await cluster.registered(master);
  await goesOn();
  // One executor ran them all. Tasks that were on their way when a daemon ended are allowed to be lost.
  const [, id = ''] = /Subscribed with ID (\S+)/.exec(run.output()) ?? [];
  assert.is((await executorsOf(agent, id)).length, 1);
  run.child.kill('SIGTERM');
  assert.is(await run.status, 0, run.output());
});

test('dynamic-reservation runs its tasks on what it reserved, and gives it back', async () => {
  const output = await succeeds('dynamic-reservation');
  assert.is(output.match(/is in state TASK_FINISHED/g)?.length, 3);
  await nothingReserved();
});

test('persistent-volume finds in a volume what earlier tasks wrote', async () => {
  const output = await succeeds('persistent-volume');
  assert.is(output.match(/is in state TASK_FINISHED/g)?.length, 6);
  await nothingReserved();
});

test('load-generator calls as often as it is told', async () => {
  const output = await succeeds('load-generator', [
    `--master=127.0.0.1:${master.port}`,
    '--qps=200',
    '--duration=1secs',
  ]);
  const [, calls] = /(\d+) calls in .* seconds, \d+ a second, 0 refused\n$/.exec(output) ?? [];
  assert.ok(Number(calls) > 0, output);
});

test('an interrupt ends a framework in order', async () => {
  const run = start('no-executor-framework', [
    `127.0.0.1:${master.port}`,
    '--command=sleep 600',
    '--num_tasks=1',
  ]);
  await eventually('a running task', () => run.output().includes('TASK_RUNNING'));
  run.child.kill('SIGINT');
  assert.is(await run.status, 0, run.output());
  await noFrameworksLeft();
});

test.run();
