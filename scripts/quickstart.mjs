// The cluster of scripts/quickstart: starts, shows and stops. Whatever happens (an error, Ctrl-C), every process,
// cgroup and directory it made is gone afterwards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are the shell's variables.
const defaultCommand = [
  'echo "hello from task $MESOS_EXECUTOR_ID, process $$"',
  'echo "its cgroups:"',
  "grep -E '^0::/.|:(cpu|memory|freezer):' /proc/self/cgroup",
  "m=$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)",
  'if [ -n "$m" ]; then d=/sys/fs/cgroup/memory${m%/leaf}; f=$d/memory.limit_in_bytes;' +
    " else d=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup | sed 's,/leaf$,,'); f=$d/memory.max; fi",
  'if [ -r "$f" ]; then echo "its memory limit: $(cat "$f") bytes"; fi',
].join('; ');
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above.

/** Options of this script; the others are handed to the agent or to mesos execute. */
function parseArguments(words) {
  const options = {
    command: defaultCommand,
    port: 5050,
    agentPort: 5051,
    workDir: undefined,
    keep: false,
    agent: [],
    execute: [],
  };
  for (const word of words) {
    const [name, ...rest] = word.split('=');
    const value = rest.join('=');
    if (name === '--command' && value !== '') options.command = value;
    else if (name === '--port' && /^\d+$/.test(value)) options.port = Number(value);
    else if (name === '--agent-port' && /^\d+$/.test(value)) options.agentPort = Number(value);
    else if (name === '--work-dir' && value !== '') options.workDir = resolve(value);
    else if (name === '--keep' && value === '') options.keep = true;
    else if (['--isolation', '--cgroups_enable_cfs', '--launcher'].includes(name)) options.agent.push(word);
    else if (['--checkpoint', '--resources', '--env', '--kill_after'].includes(name))
      options.execute.push(word);
    else {
      console.error(`quickstart: ${word} is not an option of this script; see scripts/quickstart --help`);
      process.exit(2);
    }
  }
  return options;
}

const options = parseArguments(process.argv.slice(2));
const isRoot = process.getuid() === 0;
const workDir = options.workDir ?? mkdtempSync(join(tmpdir(), 'mesos-quickstart-'));
const cgroupsRoot = `mesos-quickstart-${process.pid}`;
const running = [];
let interrupted = false;

/** Starts a program of dist/ in a process group of its own: Ctrl-C reaches only this script, which stops all in order. */
function start(name, args, stdio) {
  const child = spawn(join(root, 'dist', name), args, { stdio, env: cleanEnvironment(), detached: true });
  child.title = name;
  child.ended = new Promise((settle) => child.on('exit', (code, signal) => settle({ code, signal })));
  child.on('error', (error) => console.error(`cannot start ${name}: ${error.message}`));
  running.push(child);
  return child;
}

/** The caller's MESOS_ variables are meant for other clusters than this one. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(MESOS|LIBPROCESS)_/i.test(name)),
  );
}

function startDaemon(name, args) {
  const log = join(workDir, `${name}.log`);
  const descriptor = openSync(log, 'a');
  const child = start(name, args, ['ignore', descriptor, descriptor]);
  closeSync(descriptor);
  child.log = log;
  return child;
}

function get(port, path) {
  return new Promise((settle, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false, timeout: 5000 }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        settle({ status: response.statusCode, text: Buffer.concat(chunks).toString() }),
      );
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('timed out')));
    request.on('error', reject);
  });
}

/** Waits until `ready` holds; fails when the daemon ends first or after 30 seconds. */
async function waitFor(daemon, what, ready) {
  let over;
  daemon.ended.then((result) => {
    over = result;
  });
  for (let waited = 0; waited < 30_000; waited += 10) {
    if (over !== undefined || interrupted) break;
    if (await ready().catch(() => false)) return;
    await sleep(10);
  }
  if (interrupted) throw new Error('interrupted');
  const tail = readFileSync(daemon.log, 'utf8').split('\n').slice(-15).join('\n');
  throw new Error(
    `${daemon.title} ${over === undefined ? `is not ${what} after 30 s` : 'ended'}; the end of its log:\n${tail}`,
  );
}

async function stop(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill(signal);
  const patient = sleep(10_000, 'late', { ref: false });
  if ((await Promise.race([child.ended, patient])) === 'late') child.kill('SIGKILL');
  await child.ended;
}

/** Removes the cgroups this run made, deepest first; all are empty once the agent has ended its tasks. */
async function removeCgroups() {
  const hierarchies = [
    '/sys/fs/cgroup',
    ...safeList('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name)),
  ];
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const left = hierarchies
      .map((hierarchy) => join(hierarchy, cgroupsRoot))
      .filter((path) => !removeTree(path));
    if (left.length === 0) return;
    await sleep(20);
    if (attempt === 99) console.error(`could not remove ${left.join(', ')}`);
  }
}

function safeList(path) {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function removeTree(path) {
  for (const name of safeList(path)) removeTree(join(path, name));
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    return error.code === 'ENOENT';
  }
}

async function taskOutput(frameworkId) {
  const state = JSON.parse((await get(options.agentPort, '/state')).text);
  const executors = [...state.frameworks, ...state.completed_frameworks]
    .filter((framework) => framework.id === frameworkId)
    .flatMap((framework) => [...framework.executors, ...framework.completed_executors]);
  const directory = executors[0]?.directory;
  if (directory === undefined) return [];
  const parts = [];
  for (const name of ['stdout', 'stderr']) {
    const path = encodeURIComponent(`${directory}/${name}`);
    const answer = await get(options.agentPort, `/files/read?path=${path}&offset=0&length=65536`);
    const text = answer.status === 200 ? JSON.parse(answer.text).data : '';
    if (text !== '') parts.push([name, text]);
  }
  return parts;
}

async function main() {
  mkdirSync(workDir, { recursive: true });
  console.log('3/4 starting master and agent on loopback');
  const master = startDaemon('mesos-master', [
    '--ip=127.0.0.1',
    `--port=${options.port}`,
    '--hostname=localhost',
    `--work_dir=${join(workDir, 'master')}`,
  ]);
  await waitFor(master, 'leading', async () => (await get(options.port, '/health')).status === 200);
  const agent = startDaemon('mesos-agent', [
    `--master=127.0.0.1:${options.port}`,
    '--ip=127.0.0.1',
    `--port=${options.agentPort}`,
    '--hostname=localhost',
    `--work_dir=${join(workDir, 'agent')}`,
    `--runtime_dir=${join(workDir, 'run')}`,
    `--launcher_dir=${join(root, 'dist')}`,
    `--cgroups_root=${cgroupsRoot}`,
    ...(isRoot ? [] : ['--launcher=posix', '--isolation=posix/cpu,posix/mem', '--no-switch_user']),
    ...options.agent,
  ]);
  await waitFor(agent, 'registered', async () => {
    return JSON.parse((await get(options.port, '/state')).text).activated_slaves === 1;
  });
  console.log(`    master  http://127.0.0.1:${options.port}/state  (log: ${master.log})`);
  console.log(`    agent   http://127.0.0.1:${options.agentPort}/state  (log: ${agent.log})`);
  console.log('4/4 running the task');
  const execute = start(
    'mesos',
    [
      'execute',
      `--master=127.0.0.1:${options.port}`,
      '--name=quickstart',
      `--command=${options.command}`,
      ...(options.execute.some((word) => word.startsWith('--resources'))
        ? []
        : ['--resources=cpus:0.5;mem:64']),
      ...options.execute,
    ],
    ['ignore', 'pipe', 'inherit'],
  );
  let printed = '';
  execute.stdout.on('data', (chunk) => {
    printed += chunk;
    process.stdout.write(String(chunk).replace(/^(?=.)/gm, '    '));
  });
  const [result] = await Promise.all([execute.ended, once(execute.stdout, 'close')]);
  const frameworkId = /Subscribed with ID (\S+)/.exec(printed)?.[1];
  if (frameworkId !== undefined && !interrupted) {
    for (const [name, text] of await taskOutput(frameworkId)) {
      console.log(`\n--- ${name} of the task`);
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    }
  }
  if (options.keep && !interrupted) {
    console.log(
      `\nThe cluster keeps running; run more tasks with\n    dist/mesos execute --master=127.0.0.1:${options.port} --name=NAME --command=COMMAND`,
    );
    console.log('Ctrl-C stops it.');
    await Promise.race([
      new Promise((settle) => process.once('stop-quickstart', settle)),
      master.ended,
      agent.ended,
    ]);
  }
  return interrupted && !options.keep ? 130 : (result.code ?? 1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    console.log('\nstopping');
    for (const child of running) if (child.title === 'mesos') child.kill('SIGINT');
    process.emit('stop-quickstart');
  });
}

let status = 1;
try {
  status = await main();
} catch (error) {
  if (!interrupted) console.error(`quickstart: ${error.message}`);
  else status = 130;
} finally {
  // The agent first: on SIGUSR1 it ends its tasks, tells the master and stops.
  for (const child of [...running].reverse())
    await stop(child, child.title === 'mesos-agent' ? 'SIGUSR1' : 'SIGTERM');
  await removeCgroups();
  if (options.workDir === undefined) rmSync(workDir, { recursive: true, force: true });
}
process.exitCode = status;
