// Limits of memory and cpu of real tasks, with the isolators cgroups/cpu and cgroups/mem on cgroup v1. What the
// kernel counted is believed: a limit on cpu is checked on the cgroup's own clock.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import {
  containerCgroup,
  containerCgroups,
  enoughIdleCores,
  idleSeconds,
  taskProcesses,
} from '../support/machine.ts';
import { cgroupV1, needs, program, root } from '../support/needs.ts';
import { type ExecutorState, executorsOf, readSandbox } from './execution.ts';
import { TestFramework } from './framework.ts';

const test = suite('integration: limits');

const requirements = [
  root,
  program('cc'),
  ...['memory', 'cpu', 'cpuacct', 'freezer'].map((controller) => cgroupV1(controller)),
];
const isPossible = requirements.every((requirement) => requirement() === undefined);

const megabyte = 1024 * 1024;

/** Holds the given megabytes, every page of them written, for the given seconds. */
const hogSource = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int count, char **words) {
  (void)count;
  const size_t size = (size_t)atoi(words[1]) << 20;
  char *const memory = malloc(size);
  if (memory == NULL) return 2;
  memset(memory, 1, size);
  printf("holding %d\\n", memory[size / 2] * atoi(words[1]));
  fflush(stdout);
  sleep((unsigned)atoi(words[2]));
  return 0;
}
`;

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let framework: TestFramework;
let hog = '';

test.before(async () => {
  if (!isPossible) return;
  cluster = new Cluster();
  hog = join(cluster.directory, 'hog');
  writeFileSync(`${hog}.c`, hogSource);
  execFileSync('cc', ['-O1', '-o', hog, `${hog}.c`]);
  master = await cluster.startMaster();
  agent = await cluster.startAgent(master, [
    '--isolation=cgroups/cpu,cgroups/mem',
    '--cgroups_enable_cfs',
    '--resources=cpus:8;mem:8192;disk:4096',
  ]);
  await cluster.registered(master);
  framework = await TestFramework.start(master);
});

test.after(async () => {
  if (!isPossible) return;
  await framework.teardown();
  await cluster.stop();
  assert.equal(taskProcesses(cluster), []);
});

async function launch(id: string, command: string, cpus: number, mem: number): Promise<ExecutorState> {
  framework.launch([{ id, command, cpus, mem }]);
  await eventually(`${id} to start`, () => framework.updatesOf(id).length > 0);
  const executor = (await executorsOf(agent, framework.id)).find((each) => each.id === id);
  if (executor === undefined) throw new Error(`the agent does not know ${id}`);
  return executor;
}

async function end(id: string) {
  return eventually(`the end of ${id}`, () => framework.ended().get(id), 60_000);
}

/** A number in a file of the cgroup that carries the container's limits. */
function value(controller: string, container: string, name: string): number {
  return Number(readFileSync(join(containerCgroup(cluster, controller, container), name), 'utf8'));
}

async function nothingLeft(): Promise<void> {
  await eventually('the end of every task process', () => taskProcesses(cluster).length === 0);
  await eventually('the removal of every cgroup', () => containerCgroups(cluster).length === 0);
}

needs(test, requirements, 'mem:64 gives 96 MB, and a task that takes 80 lives', async () => {
  const go = join(cluster.directory, 'modest-may-end');
  const command = `${hog} 80 0 && until [ -e ${go} ]; do sleep 0.1; done`;
  const { container, directory } = await launch('modest', command, 0.5, 64);
  assert.is(value('memory', container, 'memory.limit_in_bytes'), 96 * megabyte);
  writeFileSync(go, '');
  const status = await end('modest');
  assert.is(status.state, 'TASK_FINISHED', status.message);
  assert.is(await readSandbox(agent, directory, 'stdout'), 'holding 80\n');
  await nothingLeft();
});

for (const [what, id, shell] of [
  ['a task that takes 200 MB', 'greedy', (command: string) => `exec ${command}`],
  [
    'a shell whose child takes 200 MB and that would survive it',
    'surviving',
    (command: string) => `${command}; echo the child ended with $?; sleep 1000`,
  ],
  [
    'a shell that goes on beside a child that takes 200 MB',
    'beside',
    (command: string) => `${command} & sleep 1000`,
  ],
] as const) {
  needs(test, requirements, `${what} with mem:64 ends for its memory limit`, async () => {
    const { directory } = await launch(id, shell(`${hog} 200 1000`), 0.5, 64);
    const status = await end(id);
    assert.is(status.state, 'TASK_FAILED');
    assert.is(status.reason, 'REASON_CONTAINER_LIMITATION_MEMORY');
    assert.is(status.source, 'SOURCE_AGENT');
    assert.match(status.message ?? '', 'Memory limit exceeded: Requested: 96MB Maximum Used: 96MB');
    assert.equal(
      status.limitation?.resources?.map((resource) => [resource.name, resource.scalar?.value]),
      [['mem', 96]],
    );
    assert.not.match(await readSandbox(agent, directory, 'stdout'), 'holding');
    await nothingLeft();
  });
}

needs(test, requirements, 'a busy loop with cpus:0.5 uses half a core', async () => {
  const { container } = await launch('busy', 'while :; do :; done', 0.5, 32);
  assert.is(value('cpu', container, 'cpu.shares'), 512);
  const periodUs = value('cpu', container, 'cpu.cfs_period_us');
  assert.is(value('cpu', container, 'cpu.cfs_quota_us') / periodUs, 0.5);
  // The first period is one that had begun before.
  await sleep(500);
  const before = sample(container);
  await sleep(5000);
  const after = sample(container);
  const usedSecs = (after.usageNs - before.usageNs) / 1e9;
  // A sample takes time on a busy machine: the usage is that of a moment in it.
  const longestSecs = (after.endMs - before.startMs) / 1000;
  const shortestSecs = (after.startMs - before.endMs) / 1000;
  console.log(`\nFIGURE a busy loop with cpus:0.5 used ${(usedSecs / longestSecs).toFixed(3)} of a core`);
  assert.ok(usedSecs <= 0.55 * longestSecs, `used ${usedSecs} s in ${longestSecs} s`);
  // On a machine whose cores were all taken by others nobody is owed half a core.
  const idle = (after.idleSecs - before.idleSecs) / longestSecs;
  if (idle > enoughIdleCores)
    assert.ok(
      usedSecs >= 0.45 * shortestSecs,
      `used ${usedSecs} s in ${shortestSecs} s with ${idle} cores idle`,
    );
  await framework.kill('busy', 100);
  assert.is((await end('busy')).state, 'TASK_KILLED');
  await nothingLeft();
});

interface CpuSample {
  readonly startMs: number;
  readonly endMs: number;
  readonly usageNs: number;
  /** Seconds all cores of the machine together had nothing to do. */
  readonly idleSecs: number;
}

function sample(container: string): CpuSample {
  const startMs = performance.now();
  const usageNs = value('cpuacct', container, 'cpuacct.usage');
  return { startMs, usageNs, idleSecs: idleSeconds(), endMs: performance.now() };
}

needs(test, requirements, 'the statistics tell limits and use', async () => {
  const { directory } = await launch('counted', `${hog} 40 1000`, 0.5, 64);
  await eventually('the memory to be held', async () => {
    return (await readSandbox(agent, directory, 'stdout')) === 'holding 40\n';
  });
  const answer = await http(agent.port, 'GET', '/monitor/statistics');
  const all = JSON.parse(answer.text) as { executor_id: string; statistics: Record<string, number> }[];
  const statistics = all.find((each) => each.executor_id === 'counted')?.statistics ?? {};
  assert.is(statistics['mem_limit_bytes'], 96 * megabyte);
  assert.is(statistics['cpus_limit'], 0.5);
  assert.ok((statistics['mem_rss_bytes'] ?? 0) >= 40 * megabyte);
  assert.ok((statistics['mem_rss_bytes'] ?? 0) < 50 * megabyte);
  await framework.kill('counted', 100);
  await end('counted');
});

test.run();
