// `mesos execute` against a real master and a real agent: what is printed, the exit status, what the task sees,
// what is on disk, and that nothing of a task is left.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  Cluster,
  cleanEnvironment,
  type DaemonProcess,
  eventually,
  http,
  programs,
} from '../support/cluster.ts';
import { freePort } from '../support/free-port.ts';
import { containerCgroups, supervisors, taskProcesses } from '../support/machine.ts';
import { needs, root } from '../support/needs.ts';
import { type Execution, executorsOf, metric, readSandbox, startExecute } from './execution.ts';

const test = suite('integration: mesos execute');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;

const small = '--resources=cpus:0.1;mem:32';

test.before(async () => {
  // Of these nothing may reach a task.
  process.env['AGENT_SECRET'] = 'of the agent alone';
  process.env['INVOCATION_ID'] = '0123456789abcdef0123456789abcdef';
  cluster = new Cluster();
  chmodSync(cluster.directory, 0o755);
  master = await cluster.startMaster();
  agent = await cluster.startAgent(master, ['--resources=cpus:4;mem:2048;disk:4096']);
  await cluster.registered(master);
});

test.after(async () => {
  await cluster.stop();
  assert.equal(taskProcesses(cluster), []);
});

/** Runs one task to its end and gives its sandbox. */
async function run(
  flags: readonly string[],
): Promise<{ status: number; output: string; directory: string; frameworkId: string }> {
  const execution = startExecute(master, flags);
  const status = await execution.status;
  const frameworkId = await execution.frameworkId();
  const directory = (await executorsOf(agent, frameworkId))[0]?.directory ?? '';
  return { status, output: execution.output(), directory, frameworkId };
}

const task = (name: string, command: string): string[] => [`--name=${name}`, `--command=${command}`, small];

/** Waits until the task has written the word to its standard output. */
async function wrote(execution: Execution, word: string): Promise<void> {
  const frameworkId = await execution.frameworkId();
  await eventually(`${word} in the task's output`, async () => {
    const [executor] = await executorsOf(agent, frameworkId);
    return executor !== undefined && (await readSandbox(agent, executor.directory, 'stdout')).includes(word);
  });
}

async function nothingRuns(): Promise<void> {
  await eventually('the end of every task process', () => taskProcesses(cluster).length === 0);
  await eventually('the end of every supervisor', () => supervisors(cluster).length === 0);
  await eventually('the removal of every cgroup', () => containerCgroups(cluster).length === 0);
}

test('prints the updates and exits 0; the output is in the sandbox', async () => {
  const { status, output, directory } = await run(task('hello', 'echo hello-$((6*7)); echo oh >&2'));
  assert.is(status, 0, output);
  const states = [...output.matchAll(/Received status update (\w+) for task 'hello'/g)].map(
    ([, state]) => state,
  );
  assert.equal(states, ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']);
  assert.match(output, /Submitted task 'hello' to agent '\S+-S0'/);
  assert.match(output, "message: 'Command exited with status 0'");
  assert.is(await readSandbox(agent, directory, 'stdout'), 'hello-42\n');
  assert.is(await readSandbox(agent, directory, 'stderr'), 'oh\n');
  await nothingRuns();
});

test('the sandbox is read through the master as it is from the agent', async () => {
  const { directory } = await run(task('through', 'echo seen; seq 1 20000 > many'));
  const agentId = (JSON.parse((await http(agent.port, 'GET', '/state')).text) as { id: string }).id;
  const query = (file: string): string => `?path=${encodeURIComponent(`${directory}/${file}`)}`;
  for (const path of [
    `files/browse?path=${encodeURIComponent(directory)}`,
    `files/read${query('stdout')}&offset=0`,
    `files/download${query('many')}`,
    `files/download${query('none')}`,
    'containers',
  ]) {
    const [direct, passed] = await Promise.all([
      http(agent.port, 'GET', `/${path}`),
      http(master.port, 'GET', `/agent/${agentId}/${path}`),
    ]);
    assert.equal([passed.status, passed.text], [direct.status, direct.text], path);
    for (const name of ['content-type', 'content-length', 'content-disposition'])
      assert.is(passed.headers[name], direct.headers[name], `${path} ${name}`);
  }
});

for (const contentType of ['protobuf', 'json']) {
  test(`exits with the status of a task that failed (${contentType})`, async () => {
    const { status, output } = await run([...task('three', 'exit 3'), `--content_type=${contentType}`]);
    assert.is(status, 3, output);
    assert.match(output, "Received status update TASK_FAILED for task 'three'");
    assert.match(output, "message: 'Command exited with status 3'");
    assert.match(output, 'source: SOURCE_EXECUTOR');
  });
}

test('a task that dies of a signal gives 128 and the number', async () => {
  const { status, output } = await run(task('segv', 'kill -SEGV $$'));
  assert.match(output, /Command terminated with signal Segmentation fault/);
  assert.is(status, 139, output);
});

test('a command the shell does not know gives 127', async () => {
  const { status, directory } = await run(task('unknown', 'no-such-program-anywhere'));
  assert.is(status, 127);
  assert.match(await readSandbox(agent, directory, 'stderr'), 'not found');
});

test('a program that cannot be executed is reported with the step and the reason', async () => {
  const { status, output } = await run([...task('absent', '/no/such/program'), '--no-shell']);
  assert.is(status, 1);
  assert.match(output, 'TASK_FAILED');
  assert.match(output, 'REASON_CONTAINER_LAUNCH_FAILED');
  assert.match(output, 'No such file or directory');
});

test('--no-shell passes the command as it is', async () => {
  const { status, output } = await run([...task('pwd', '/bin/true'), '--no-shell']);
  assert.is(status, 0, output);
});

test('--kill_after ends the task', async () => {
  const { status, output } = await run([...task('killed', 'sleep 1000'), '--kill_after=2secs']);
  assert.match(output, "Asked to kill task 'killed'");
  assert.match(output, /TASK_KILLING[\s\S]*TASK_KILLED/);
  assert.match(output, 'Command terminated with signal Terminated');
  assert.is(status, 143);
  await nothingRuns();
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} kills the task`, async () => {
    const execution = startExecute(master, task('interrupted', 'echo up; sleep 1000 & sleep 1000'));
    await wrote(execution, 'up');
    await eventually('both sleeps', () => taskProcesses(cluster).length >= 3);
    execution.child.kill(signal);
    assert.is(await execution.status, 143, execution.output());
    assert.match(execution.output(), "Received status update TASK_KILLED for task 'interrupted'");
    await nothingRuns();
  });
}

test('a task that ignores SIGTERM is killed after its grace period', async () => {
  const info = {
    name: 'deaf',
    task_id: { value: 'deaf' },
    command: { value: 'trap "" TERM; echo up; while :; do sleep 0.1; done' },
    kill_policy: { grace_period: { nanoseconds: 300_000_000 } },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
    ],
  };
  const execution = startExecute(master, [`--task=${JSON.stringify(info)}`]);
  await wrote(execution, 'up');
  execution.child.kill('SIGINT');
  assert.is(await execution.status, 137, execution.output());
  assert.match(execution.output(), 'TASK_KILLED');
  assert.match(execution.output(), 'Command terminated with signal Killed');
  await nothingRuns();
});

test('the words of the old guides work', async () => {
  const { status, output } = await run(['--command=/bin/sleep 1', '--name=whizbang']);
  assert.is(status, 0, output);
  assert.match(output, "Received status update TASK_FINISHED for task 'whizbang'");
});

test('the name mesos-execute works', async () => {
  const execution = startExecute(master, task('alias', 'exit 4'), [join(programs, 'mesos-execute')]);
  assert.is(await execution.status, 4, execution.output());
});

test('says what is wrong when the master is not reachable, goes on trying, and ends on SIGINT', async () => {
  const port = await freePort();
  const execution = startExecute(`127.0.0.1:${port}`, task('nobody', 'true'));
  await execution.printed('ECONNREFUSED');
  await execution.printed('trying again');
  assert.is(execution.child.exitCode, null);
  execution.child.kill('SIGINT');
  assert.is(await execution.status, 130);
});

test('wrong flags are refused with exit status 78', async () => {
  const execution = startExecute(master, ['--nmae=x', '--command=true']);
  assert.is(await execution.status, 78);
  assert.match(execution.output(), 'name');
});

test('a task for which no offer is big enough waits, declines, and can be interrupted', async () => {
  const before = await metric(master, 'master/messages_decline_offers');
  const execution = startExecute(master, ['--name=big', '--command=true', '--resources=cpus:1000;mem:32']);
  await execution.frameworkId();
  await eventually('an offer to be declined', async () => {
    return (await metric(master, 'master/messages_decline_offers')) > before;
  });
  assert.not.match(execution.output(), 'Submitted');
  execution.child.kill('SIGINT');
  assert.is(await execution.status, 130);
});

test('--env reaches the task, and nothing of the agent does', async () => {
  const { status, directory, frameworkId } = await run([
    '--name=environment',
    '--command=/usr/bin/env',
    '--no-shell',
    '--env={"COLOUR":"blue","PATH":"/usr/bin:/bin"}',
    small,
  ]);
  assert.is(status, 0);
  const lines = (await readSandbox(agent, directory, 'stdout')).trim().split('\n').sort();
  const agentId = directory.split('/slaves/')[1]?.split('/')[0] ?? '';
  assert.equal(lines, [
    'COLOUR=blue',
    'LIBPROCESS_PORT=0',
    `MESOS_AGENT_ENDPOINT=127.0.0.1:${agent.port}`,
    'MESOS_ALLOCATION_ROLE=*',
    'MESOS_CHECKPOINT=0',
    `MESOS_DIRECTORY=${directory}`,
    'MESOS_EXECUTOR_ID=environment',
    'MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD=5secs',
    `MESOS_FRAMEWORK_ID=${frameworkId}`,
    'MESOS_HTTP_COMMAND_EXECUTOR=0',
    `MESOS_SANDBOX=${directory}`,
    `MESOS_SLAVE_ID=${agentId}`,
    `MESOS_SLAVE_PID=slave(1)@127.0.0.1:${agent.port}`,
    'PATH=/usr/bin:/bin',
  ]);
});

test('a framework that checkpoints has two variables more', async () => {
  const flags = ['--name=kept', '--command=/usr/bin/env', '--no-shell', '--checkpoint', small];
  const { directory } = await run(flags);
  const text = await readSandbox(agent, directory, 'stdout');
  for (const line of [
    'MESOS_CHECKPOINT=1',
    'MESOS_RECOVERY_TIMEOUT=15mins',
    'MESOS_SUBSCRIPTION_BACKOFF_MAX=2secs',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line} in ${text}`);
  }
});

needs(test, [root], 'a task runs as the user it names, in a sandbox of that user', async () => {
  const info = {
    name: 'nobodys',
    task_id: { value: 'nobodys' },
    command: { value: 'id -un; id -u; touch made; grep -c . /proc/self/status >/dev/null', user: 'nobody' },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
    ],
  };
  const { status, output, directory } = await run([`--task=${JSON.stringify(info)}`]);
  assert.is(status, 0, output);
  const [name, id] = (await readSandbox(agent, directory, 'stdout')).split('\n');
  assert.is(name, 'nobody');
  for (const path of ['.', 'made', 'stdout', 'stderr']) {
    assert.is(String(statSync(join(directory, path)).uid), id, path);
  }
});

test('the sandbox is where the original has it, with its links', async () => {
  const { directory, frameworkId } = await run(task('layout', 'echo one > file'));
  const executors = await executorsOf(agent, frameworkId);
  const containerId = executors[0]?.container ?? '';
  const agentId = directory.split('/slaves/')[1]?.split('/')[0] ?? '';
  const runs = join(
    cluster.directory,
    `agent/slaves/${agentId}/frameworks/${frameworkId}/executors/layout/runs`,
  );
  assert.is(directory, join(runs, containerId));
  assert.is(readFileSync(join(directory, 'file'), 'utf8'), 'one\n');
  assert.is(readlinkSync(join(runs, 'latest')), directory);
  assert.equal(readdirSync(directory).sort(), ['file', 'stderr', 'stdout']);
  assert.is(lstatSync(directory).mode & 0o777, 0o750);
  assert.ok(existsSync(directory), 'it stays after the task has ended');
});

test('/files shows, reads and downloads the sandbox, and nothing outside of it', async () => {
  const command = 'printf 0123456789 > data.txt; ln -s /etc/passwd link; mkdir sub; echo x > sub/y';
  const { directory, frameworkId } = await run(task('files', command));
  const get = (path: string) => http(agent.port, 'GET', path);
  const virtual = `/frameworks/${frameworkId}/executors/files/runs/latest`;
  for (const place of [directory, virtual]) {
    const browsed = await get(`/files/browse?path=${encodeURIComponent(place)}`);
    assert.is(browsed.status, 200);
    const entries = JSON.parse(browsed.text) as { path: string; size: number; mode: string; nlink: number }[];
    assert.equal(
      entries.map((entry) => entry.path),
      ['data.txt', 'link', 'stderr', 'stdout', 'sub'].map((name) => `${place}/${name}`),
    );
    assert.is(entries[0]?.size, 10);
    assert.is(entries[0]?.mode, '-rw-r--r--');
  }
  const file = encodeURIComponent(`${virtual}/data.txt`);
  const piece = await get(`/files/read?path=${file}&offset=3&length=4`);
  assert.equal(JSON.parse(piece.text), { data: '3456', offset: 3 });
  const size = await get(`/files/read?path=${file}`);
  assert.equal(JSON.parse(size.text), { data: '', offset: 10 });
  const whole = await get(`/files/download?path=${file}`);
  assert.is(whole.status, 200);
  assert.is(whole.text, '0123456789');
  assert.match(String(whole.headers['content-disposition']), 'filename=data.txt');
  for (const path of ['/etc/passwd', `${virtual}/link`, `${virtual}/../../../../../../etc/passwd`]) {
    const answer = await get(`/files/read?path=${encodeURIComponent(path)}&offset=0`);
    assert.is(answer.status, 404, path);
  }
  assert.is((await get('/files/read')).status, 400);
});

test('programs work copied alone to another place', async () => {
  const place = join(cluster.directory, 'elsewhere');
  mkdirSync(place);
  for (const name of ['mesos', 'mesos-master', 'mesos-agent', 'mesos-launcher']) {
    copyFileSync(join(programs, name), join(place, name));
    chmodSync(join(place, name), 0o755);
  }
  const other = new Cluster();
  const port = await freePort();
  const agentPort = await freePort();
  const start = (name: string, flags: readonly string[]) => {
    const options = { stdio: 'ignore', env: cleanEnvironment() } as const;
    const child = spawn(join(place, name), ['--config_dir=', '--ip=127.0.0.1', ...flags], options);
    const ended = new Promise<void>((settle) => child.on('exit', () => settle()));
    return { child, ended };
  };
  const daemons = [
    start('mesos-agent', [
      `--port=${agentPort}`,
      '--hostname=localhost',
      `--master=127.0.0.1:${port}`,
      `--work_dir=${other.directory}/agent`,
      `--runtime_dir=${other.directory}/run`,
      `--cgroups_root=${other.cgroupsRoot}`,
    ]),
    start('mesos-master', [`--port=${port}`, '--hostname=localhost', `--work_dir=${other.directory}/master`]),
  ];
  try {
    const execution = startExecute({ port }, task('moved', 'exit 5'), [join(place, 'mesos'), 'execute']);
    assert.is(await execution.status, 5, execution.output());
  } finally {
    for (const [index, { child, ended }] of daemons.entries()) {
      child.kill(index === 0 ? 'SIGUSR1' : 'SIGTERM');
      await ended;
    }
    await other.stop();
  }
});

for (const name of [
  'mesos',
  'mesos-execute',
  'mesos-master',
  'mesos-agent',
  'mesos-slave',
  'mesos-launcher',
]) {
  test(`${name} --version answers`, async () => {
    const child = spawn(join(programs, name), ['--version'], { env: cleanEnvironment() });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const status = await new Promise((settle) => child.on('close', settle));
    assert.is(status, 0);
    assert.match(text, /\d+\.\d+\.\d+/);
  });
}

test.run();
