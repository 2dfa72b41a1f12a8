// The quickstart as a newcomer runs it (without its installation step): what it prints, its result, and that it
// leaves no process, cgroup or directory behind, also when it is interrupted.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, http } from '../support/cluster.ts';
import { freePort } from '../support/free-port.ts';

const test = suite('quickstart');

interface Run {
  readonly child: ChildProcess;
  readonly ports: readonly [number, number];
  readonly output: () => string;
  readonly status: Promise<number>;
  /** The directory it works in, once its master has started. */
  workDir(): string;
}

async function start(...flags: string[]): Promise<Run> {
  const ports = [await freePort(), await freePort()] as const;
  const args = ['scripts/quickstart.mjs', `--port=${ports[0]}`, `--agent-port=${ports[1]}`, ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return {
    child,
    ports,
    output: () => text,
    status: new Promise((settle) => child.on('close', (code) => settle(code ?? -1))),
    workDir: () => /log: (\S+)\/mesos-master\.log/.exec(text)?.[1] ?? '',
  };
}

/** Processes whose command line names the directory. */
function processesOf(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(directory));
}

function assertNothingLeft(run: Run): void {
  const workDir = run.workDir();
  assert.ok(workDir.length > 5, run.output());
  assert.not.ok(existsSync(workDir));
  assert.equal(processesOf(workDir), []);
  const root = `mesos-quickstart-${run.child.pid}`;
  const hierarchies = existsSync('/sys/fs/cgroup') ? ['.', ...readdirSync('/sys/fs/cgroup')] : [];
  for (const name of hierarchies) assert.not.ok(existsSync(join('/sys/fs/cgroup', name, root)), name);
}

test('a command that succeeds', async () => {
  const run = await start('--command=echo hello-$((6*7))');
  assert.is(await run.status, 0, run.output());
  assert.match(run.output(), /^hello-42$/m);
  assert.match(run.output(), /TASK_STARTING[\s\S]*TASK_RUNNING[\s\S]*TASK_FINISHED/);
  assertNothingLeft(run);
});

test('a command that fails', async () => {
  const run = await start('--command=exit 3');
  assert.is(await run.status, 3, run.output());
  assert.match(run.output(), /TASK_FAILED[\s\S]*Command exited with status 3/);
  assertNothingLeft(run);
});

test('the default shows something', async () => {
  const run = await start();
  assert.is(await run.status, 0, run.output());
  assert.match(run.output(), /hello from task quickstart/);
  assertNothingLeft(run);
});

test('Ctrl-C while the task runs', async () => {
  const run = await start('--command=sleep 1000');
  await eventually('the running task', () => run.output().includes('TASK_RUNNING'));
  run.child.kill('SIGINT');
  assert.is(await run.status, 130, run.output());
  assertNothingLeft(run);
});

test('Ctrl-C after --keep, with other tasks running', async () => {
  const run = await start('--command=true', '--keep');
  await eventually('the kept cluster', () => run.output().includes('Ctrl-C stops it'));
  assert.is((await http(run.ports[0], 'GET', '/health')).status, 200);
  const other = spawn('dist/mesos', [
    'execute',
    `--master=127.0.0.1:${run.ports[0]}`,
    '--name=other',
    '--command=sleep 1000',
    '--resources=cpus:0.1;mem:32',
  ]);
  const ended = new Promise((settle) => other.on('close', settle));
  await eventually('the other task', async () => {
    const { text } = await http(run.ports[1], 'GET', '/state');
    return text.includes('"TASK_RUNNING"');
  });
  run.child.kill('SIGINT');
  await run.status;
  other.kill('SIGKILL');
  await ended;
  assertNothingLeft(run);
});

test('an unknown option is refused', async () => {
  const run = await start('--colour=blue');
  assert.is(await run.status, 2);
  assert.match(run.output(), /--colour=blue is not an option/);
});

test.run();
