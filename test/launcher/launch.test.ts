// Real launches by the compiled program: what a task gets, what is said of its end, and what of a start that failed.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cgroupV1, root as isRoot, needs, type Requirement } from '../support/needs.ts';
import {
  Bed,
  cgroupV2Mount,
  compileLauncher,
  failure,
  kill,
  makeRoot,
  removeRoot,
  statField,
  until,
} from './bed.ts';

const test = suite('launcher');

let root: string;
let bed: Bed;

test.before(async () => {
  root = makeRoot();
  bed = await Bed.start(compileLauncher(root), root);
});

test.after(async () => {
  await bed.stop();
  removeRoot(root);
});

test('an exit code is told, and is in the status file', async () => {
  assert.is((await bed.run('code', 'exit 3')).status, 3 << 8);
  assert.is(bed.read('code', 'status'), '768\n');
});

test('a signal is told', async () => {
  assert.is((await bed.run('signal', 'kill -9 $$')).status, 9);
});

test('pid and start time of supervisor and task are on record', async () => {
  const launched = await bed.launch('record', ['sleep', '60']);
  assert.is(
    bed.read('record', 'supervisor'),
    `${launched.supervisorPid} ${statField(launched.supervisorPid, 22)}\n`,
  );
  assert.is(bed.read('record', 'task'), `${launched.taskPid} ${statField(launched.taskPid, 22)}\n`);
  assert.equal(readdirSync(bed.directory('record')).sort(), ['stderr', 'stdout', 'supervisor', 'task']);
  kill(launched.taskPid);
  assert.is(await bed.exit('record'), 9);
});

test('output is appended', async () => {
  writeFileSync(join(bed.directory('append'), 'stdout'), 'before\n');
  const { stdout, stderr } = await bed.run('append', 'echo out; echo err >&2');
  assert.is(stdout, 'before\nout\n');
  assert.is(stderr, 'err\n');
});

test('the environment is the given one and nothing else', async () => {
  const environment = { PATH: '/usr/bin:/bin', EMPTY: '', TEXT: 'a "b"\n\\ \t=é😀', '1 odd name': 'x' };
  await bed.launch('environment', ['env', '-0'], { environment });
  assert.is(await bed.exit('environment'), 0);
  const got = bed
    .read('environment', 'stdout')
    .split('\0')
    .filter((line) => line !== '');
  assert.equal(
    got.sort(),
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
  );
});

test('arguments arrive as they are', async () => {
  await bed.launch('arguments', ['printf', '%s|', 'a b', '', '"\\', '\u{1f600}', '\ud800']);
  await bed.exit('arguments');
  assert.is(bed.read('arguments', 'stdout'), 'a b||"\\|\u{1f600}|\ufffd|');
});

test('a long command arrives whole', async () => {
  const environment = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`V${index}`, 'é'.repeat(40_000)]),
  );
  await bed.launch('long', ['/usr/bin/env'], { environment });
  await bed.exit('long');
  assert.is(bed.read('long', 'stdout').length, 10 * (40_000 + 'V0=\n'.length));
});

test("a program is looked up on the task's PATH", async () => {
  const directory = bed.directory('path');
  writeFileSync(join(directory, 'only-here'), '#!/bin/sh\necho found\n', { mode: 0o755 });
  await bed.launch('path', ['only-here'], { environment: { PATH: `/nowhere:${directory}` } });
  await bed.exit('path');
  assert.is(bed.read('path', 'stdout'), 'found\n');
});

test('the task runs in its working directory, with umask 022 and /dev/null as input', async () => {
  const directory = bed.directory('cwd');
  const { stdout } = await bed.run('cwd', 'pwd; umask; readlink /proc/self/fd/0', {
    workingDirectory: directory,
  });
  assert.is(stdout, `${directory}\n0022\n/dev/null\n`);
});

test('the task leads a session of its own and inherits no descriptor and no signal setting', async () => {
  const launched = await bed.launch('session', ['sleep', '60']);
  assert.is(statField(launched.taskPid, 5), String(launched.taskPid));
  assert.is(statField(launched.taskPid, 6), String(launched.taskPid));
  assert.is(statField(launched.supervisorPid, 6), String(launched.supervisorPid));
  // A program that begins opens its libraries for a moment; what is inherited stays.
  const descriptors = (): string => readdirSync(`/proc/${launched.taskPid}/fd`).sort().join();
  await until('no descriptor but the standard ones', () => descriptors() === '0,1,2');
  const status = readFileSync(`/proc/${launched.taskPid}/status`, 'utf8');
  for (const set of ['SigBlk', 'SigIgn']) assert.match(status, new RegExp(`${set}:\t0000000000000000`));
  assert.is(readFileSync(`/proc/${launched.taskPid}/oom_score_adj`, 'utf8').trim(), '0');
  kill(launched.taskPid);
  await bed.exit('session');
});

test('the supervisor runs from a sealed copy, with no descriptor of others and little memory of its own', async () => {
  const launched = await bed.launch('small', ['sleep', '60']);
  assert.is(readlinkSync(`/proc/${launched.supervisorPid}/exe`), '/memfd:mesos-launcher (deleted)');
  const fds = `/proc/${launched.supervisorPid}/fd`;
  // It closes the pipe of its report a moment after the report.
  await until('four descriptors', () => readdirSync(fds).length === 4);
  const open = readdirSync(fds).map((fd) => readlinkSync(join(fds, fd)));
  assert.equal(open.sort(), ['/dev/null', '/dev/null', '/dev/null', bed.directory('small')]);
  const rollup = readFileSync(`/proc/${launched.supervisorPid}/smaps_rollup`, 'utf8');
  const anonymousKb = Number(/^Anonymous:\s+(\d+) kB/m.exec(rollup)?.[1]);
  assert.ok(anonymousKb < 512, `${anonymousKb} kB of anonymous memory`);
  kill(launched.taskPid);
  await bed.exit('small');
});

test('the supervisor survives signals and reaps what the task left to it', async () => {
  const launched = await bed.launch('reap', ['sh', '-c', '(sleep 0.1 & echo $!) | cat; exec sleep 60']);
  for (const signal of ['SIGHUP', 'SIGTERM', 'SIGINT', 'SIGPIPE'] as const)
    process.kill(launched.supervisorPid, signal);
  await until('the orphan', () => bed.read('reap', 'stdout').endsWith('\n'));
  const orphan = Number(bed.read('reap', 'stdout'));
  await until('the orphan to be reaped', () => statField(orphan, 3) === undefined);
  assert.ok(statField(launched.taskPid, 3) !== undefined);
  assert.ok(statField(launched.supervisorPid, 3) !== undefined);
  kill(launched.taskPid);
  assert.is(await bed.exit('reap'), 9);
});

test('the end of the task is told although a child of it lives on', async () => {
  assert.is((await bed.run('daemon', 'sleep 60 > /dev/null 2>&1 & echo $!')).status, 0);
  const child = Number(bed.read('daemon', 'stdout'));
  await until('a child that sleeps', () => statField(child, 3) === 'S');
  kill(child);
});

test('limits are set', async () => {
  const { stdout, status } = await bed.run('limits', 'ulimit -Sn; ulimit -Hn; ulimit -Sc; ulimit -Hc', {
    limits: [
      { resource: 'NOFILE', soft: 123, hard: 456 },
      { resource: 'CORE', soft: 0, hard: 0 },
    ],
  });
  assert.is(status, 0);
  assert.is(stdout, '123\n456\n0\n0\n');
});

test("the agent's own limit of open files does not reach a task", async () => {
  const { stdout } = await bed.run('files', 'ulimit -Sn');
  assert.ok(Number(stdout) <= 1024, stdout);
});

needs(test, [isRoot], 'the task runs as its user, with its groups, and its files are its own', async () => {
  const { stdout } = await bed.run('user', 'id -u; id -g; id -G; stat -c %U stdout stderr; whoami', {
    user: 'nobody',
    workingDirectory: bed.directory('user'),
  });
  const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  const [uid, gid] = [nobody?.[1], nobody?.[2]];
  assert.is(stdout, `${uid}\n${gid}\n${gid}\nnobody\nnobody\nnobody\n`);
});

needs(test, [isRoot], 'a user can be named by number', async () => {
  const { stdout } = await bed.run('number', 'whoami', { user: '1' });
  assert.is(stdout, 'daemon\n');
});

needs(test, [isRoot], 'root does not open an output file through a link its user made', async () => {
  const target = join(root, 'secret');
  writeFileSync(target, 'secret\n');
  symlinkSync(target, join(bed.directory('link'), 'stdout'));
  const error = await failure(bed.launch('link', ['echo', 'overwritten'], { user: 'nobody' }));
  assert.match(error.message, /stdout: .* \(ELOOP\)/);
  assert.is(readFileSync(target, 'utf8'), 'secret\n');
});

async function checkCgroups(id: string, hierarchy: string): Promise<void> {
  const names = ['task', 'supervisor'].map((role) => `mesos-launcher-test-${process.pid}-${role}`);
  const [task, supervisor] = names.map((name) => join(hierarchy, name));
  assert.ok(task !== undefined && supervisor !== undefined);
  mkdirSync(task);
  mkdirSync(supervisor);
  try {
    const launched = await bed.launch(id, ['sh', '-c', 'cat /proc/self/cgroup; exec sleep 60'], {
      taskCgroups: [task],
      supervisorCgroups: [supervisor],
    });
    assert.is(readFileSync(`${supervisor}/cgroup.procs`, 'utf8'), `${launched.supervisorPid}\n`);
    assert.is(readFileSync(`${task}/cgroup.procs`, 'utf8').split('\n')[0], String(launched.taskPid));
    await until('the task', () => bed.read(id, 'stdout').includes(`:/${names[0]}\n`));
    kill(launched.taskPid);
    await bed.exit(id);
  } finally {
    for (const directory of [task, supervisor]) {
      await until(`${directory} to be empty`, () => readFileSync(`${directory}/cgroup.procs`, 'utf8') === '');
      rmdirSync(directory);
    }
  }
}

needs(test, [isRoot, cgroupV1('freezer')], 'task and supervisor are put in their cgroups, v1', () =>
  checkCgroups('cgroup-v1', '/sys/fs/cgroup/freezer'),
);

const v2: Requirement = () => (cgroupV2Mount() === undefined ? 'needs a cgroup v2 hierarchy' : undefined);

needs(test, [isRoot, v2], 'task and supervisor are put in their cgroups, v2', () =>
  checkCgroups('cgroup-v2', cgroupV2Mount() ?? ''),
);

for (const [id, change, expected] of [
  ['no-program', { argv: ['/nowhere/program'] }, /exec: No such file or directory \(ENOENT\)/],
  ['not-on-path', { argv: ['no-such-program'] }, /exec: .* \(ENOENT\)/],
  ['not-executable', { argv: ['/etc/passwd'] }, /exec: .* \(EACCES\)/],
  ['no-directory', { workingDirectory: '/nowhere' }, /working directory: .* \(ENOENT\)/],
  ['no-user', { user: 'no-such-user' }, /user: .* \(ENOENT\)/],
  ['no-sandbox', { stdoutPath: '/nowhere/stdout' }, /stdout: .* \(ENOENT\)/],
  ['directory-as-output', { stderrPath: '/' }, /stderr: .* \(EISDIR\)/],
  ['no-runtime', { directory: '/nowhere' }, /directory: .* \(ENOENT\)/],
  ['no-cgroup', { taskCgroups: ['/nowhere'] }, /cgroup: .* \(ENOENT\)/],
  ['no-own-cgroup', { supervisorCgroups: ['/nowhere'] }, /supervisor cgroup: .* \(ENOENT\)/],
  ['bad-limit', { limits: [{ resource: 'NOSUCH' }] }, /request: .* \(EINVAL\)/],
  ['soft-over-hard', { limits: [{ resource: 'CORE', soft: 2, hard: 1 }] }, /limits: .* \(EINVAL\)/],
  ['relative', { workingDirectory: 'here' }, /request: .* \(EINVAL\)/],
  ['nul', { argv: ['echo', '\0'] }, /NUL character/],
  ['too-long', { argv: ['x'.repeat(5 << 20)] }, /longer than the 4194304 allowed/],
  ['too-big-for-exec', { argv: ['true', 'x'.repeat(1 << 18)] }, /exec: .* \(E2BIG\)/],
] as const) {
  test(`a failed start names the step and the error: ${id}`, async () => {
    const error = await failure(bed.launch(id, ['true'], change));
    assert.is(error.code, 'LAUNCH_FAILED');
    assert.match(error.message, expected);
    assert.match(error.message, new RegExp(`^Failed to launch container ${id}: `));
  });
}

test('a failed start is not followed by an exit, and its id is free again', async () => {
  await failure(bed.launch('again', ['/nowhere/program'], { directory: bed.directory('again-1') }));
  assert.is((await bed.run('again', 'exit 5', { directory: bed.directory('again-2') })).status, 5 << 8);
  assert.is(bed.events.filter((event) => event.type === 'exited' && event.id === 'again').length, 1);
});

test('a container that runs is not launched a second time', async () => {
  const launched = await bed.launch('twice', ['sleep', '60']);
  const error = await failure(bed.launch('twice', ['true'], { directory: bed.directory('twice-other') }));
  assert.match(error.message, /request: File exists \(EEXIST\)/);
  kill(launched.taskPid);
  assert.is(await bed.exit('twice'), 9);
});

test('a directory that belongs to a container is not used for another', async () => {
  const directory = bed.directory('taken');
  await bed.run('taken', 'exit 0', { directory });
  const marker = join(root, 'marker');
  const error = await failure(bed.launch('taken-2', ['touch', marker], { directory }));
  assert.match(error.message, /record supervisor: File exists \(EEXIST\)/);
  assert.not(existsSync(marker));
});

test('a supervisor that is killed leaves an unknown status', async () => {
  const launched = await bed.launch('orphaned', ['sleep', '60']);
  kill(launched.supervisorPid);
  assert.is(await bed.exit('orphaned'), undefined);
  kill(launched.taskPid);
});

test('an exit never overtakes the answer to its launch', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `burst-${index}`);
  await Promise.all(ids.map((id) => bed.launch(id, ['/bin/true'])));
  for (const id of ids) assert.is(await bed.exit(id), 0);
  const order = bed.events.filter((event) => event.type !== 'lost' && event.id.startsWith('burst-'));
  const launched = new Set<string>();
  for (const event of order) {
    if (event.type === 'launched') launched.add(event.id);
    else if (event.type === 'exited') assert.ok(launched.has(event.id), event.id);
  }
  assert.is(order.length, 400);
});

test('a container id of any characters comes back as it was', async () => {
  const id = 'quote " backslash \\ tab \t é 😀';
  await bed.launch(id, ['true'], { directory: bed.directory('odd') });
  assert.is(await bed.exit(id), 0);
});

test.run();
