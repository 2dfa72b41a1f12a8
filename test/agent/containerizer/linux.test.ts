// Limits, killing and recovery with real processes in this machine's cgroups (v1).
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listProcesses } from '../../../src/cgroups/cgroup.ts';
import { readValue } from '../../../src/cgroups/files.ts';
import { enoughIdleCores, idleSeconds } from '../../support/machine.ts';
import { needs } from '../../support/needs.ts';
import { isRunning, needsCgroups, RealHost } from './real-containerizer.ts';

const test = suite('containers in cgroups v1');
const megabyte = 1024 * 1024;

function check(name: string, body: (host: RealHost) => Promise<void>, enableCfs = false): void {
  needs(test, needsCgroups, name, async () => {
    const host = await RealHost.open({
      launcherKind: 'linux',
      isolation: ['cgroups/cpu', 'cgroups/mem'],
      enableCfs,
    });
    try {
      await body(host);
    } finally {
      await host.close();
    }
  });
}

check('a command runs in its cgroups with its limits, and its status is reported', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('cat /proc/self/cgroup; exit 3', { cpus: 0.5 });
  const paused = host.spec('echo ready; sleep 60', { cpus: 0.5 });
  containerizer.launch(spec);
  assert.equal(await events.endOf(spec.id), { status: 3 << 8, limitation: undefined, failure: undefined });
  for (const controller of ['cpu', 'cpuacct', 'memory', 'freezer']) {
    assert.match(await host.stdout(spec), new RegExp(`:${controller}:.*/${spec.id}/leaf\n`));
    assert.is(existsSync(await host.cgroup(controller, spec.id)), false);
  }
  containerizer.launch(paused);
  await events.launchOf(paused.id);
  assert.is(await readValue(await host.cgroup('cpu', paused.id), 'cpu.shares'), '512');
  assert.is(await readValue(await host.cgroup('cpu', paused.id), 'cpu.cfs_quota_us'), '-1');
  const memory = await host.cgroup('memory', paused.id);
  assert.is(await readValue(memory, 'memory.limit_in_bytes'), String(96 * megabyte));
  assert.is(await readValue(memory, 'memory.soft_limit_in_bytes'), String(96 * megabyte));
});

check('80 MB in 96 MB live', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('head -c 80m /dev/zero | tail -n 1 | wc -c');
  containerizer.launch(spec);
  assert.equal(await events.endOf(spec.id), { status: 0, limitation: undefined, failure: undefined });
  assert.is(await host.stdout(spec), `${80 * megabyte}\n`);
});

const hungry = 'head -c 200m /dev/zero | tail -n 1 > /dev/null';

check('a hungry child of a shell that survives it is a limitation', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec(`${hungry}; sleep 60; echo survived`);
  containerizer.launch(spec);
  const { limitation, failure } = await events.endOf(spec.id);
  assert.is(failure, undefined);
  assert.is(limitation?.reason, 'REASON_CONTAINER_LIMITATION_MEMORY');
  assert.is(limitation?.memMegabytes, 96);
  assert.match(limitation?.message ?? '', /^Memory limit exceeded: Requested: 96MB Maximum Used: 96MB\n/);
  assert.match(limitation?.message ?? '', /MEMORY STATISTICS: \n(.*\n)*total_rss \d+\n/);
  assert.is(await host.stdout(spec), '');
});

check('a shell that ends at once after its hungry child is one as well', async (host) => {
  const { containerizer, events } = host.agent;
  const specs = ['true', 'exit 5'].map((end) => host.spec(`${hungry}; ${end}`));
  specs.push(host.spec('exec tail -n 1 /dev/zero'));
  for (const spec of specs) containerizer.launch(spec);
  for (const spec of specs) {
    const { limitation } = await events.endOf(spec.id);
    assert.is(limitation?.reason, 'REASON_CONTAINER_LIMITATION_MEMORY');
  }
});

check('a memory limit of its own, higher or none, replaces the request', async (host) => {
  const { containerizer, events } = host.agent;
  const command = 'head -c 80m /dev/zero | tail -n 1 | wc -c';
  const raised = host.spec(command, { memBytes: 32 * megabyte, memLimitBytes: 200 * megabyte });
  const unlimited = host.spec(command, { memBytes: 0, memLimitBytes: Infinity });
  for (const spec of [raised, unlimited]) {
    containerizer.launch(spec);
    assert.is((await events.endOf(spec.id)).status, 0);
  }
});

check(
  'half a CPU by quota is half a CPU',
  async (host) => {
    const { containerizer, events } = host.agent;
    const spec = host.spec('while :; do :; done', { cpus: 0.5 });
    containerizer.launch(spec);
    await events.launchOf(spec.id);
    assert.is(await readValue(await host.cgroup('cpu', spec.id), 'cpu.cfs_quota_us'), '50000');
    const accounting = await host.cgroup('cpuacct', spec.id);
    const sample = async () => ({
      startMs: performance.now(),
      cpuMs: Number(await readValue(accounting, 'cpuacct.usage')) / 1e6,
      idleSecs: idleSeconds(),
      endMs: performance.now(),
    });
    const before = await sample();
    await delay(2000);
    const after = await sample();
    const usedMs = after.cpuMs - before.cpuMs;
    // A sample takes time on a busy machine: the use is that of a moment in it.
    const longestMs = after.endMs - before.startMs;
    const shortestMs = after.startMs - before.endMs;
    console.log(`FIGURE cpu share of a quota of 0.5: ${(usedMs / longestMs).toFixed(3)}`);
    assert.ok(usedMs < 0.55 * longestMs, `used ${usedMs} ms in ${longestMs} ms`);
    const idle = (after.idleSecs - before.idleSecs) / (longestMs / 1000);
    const usage = await containerizer.usage(spec.id);
    assert.is(usage?.['cpus_limit'], 0.5);
    // On a busy machine it may get less than its quota, and then nothing holds it back.
    if (idle > enoughIdleCores) {
      assert.ok(usedMs > 0.45 * shortestMs, `used ${usedMs} ms in ${shortestMs} ms while ${idle} were idle`);
      assert.ok((usage?.['cpus_nr_throttled'] ?? 0) > 0);
    } else {
      assert.type(usage?.['cpus_nr_throttled'], 'number');
    }
  },
  true,
);

check('limits are changed while a command runs; memory is only raised', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('sleep 60', { cpus: 0.5 });
  containerizer.launch(spec);
  await events.launchOf(spec.id);
  const limits = async (): Promise<(string | undefined)[]> => [
    await readValue(await host.cgroup('cpu', spec.id), 'cpu.shares'),
    await readValue(await host.cgroup('memory', spec.id), 'memory.limit_in_bytes'),
  ];
  const until = async (expected: readonly string[]): Promise<void> => {
    while (JSON.stringify(await limits()) !== JSON.stringify(expected)) await delay(2);
  };
  containerizer.update(spec.id, { cpus: 1, memBytes: 128 * megabyte });
  await until(['1024', String(128 * megabyte)]);
  containerizer.update(spec.id, { cpus: 0.25, memBytes: 96 * megabyte });
  await until(['256', String(128 * megabyte)]);
});

check('usage has times, memory, limits and counts', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('sleep 60 & echo ready; wait', { cpus: 0.25 });
  containerizer.launch(spec);
  await events.launchOf(spec.id);
  await host.lines(spec, 1);
  while ((await listProcesses(await host.cgroup('freezer', spec.id))).length < 2) await delay(1);
  const usage = (await containerizer.usage(spec.id))!;
  assert.is(usage['processes'], 2);
  assert.is(usage['threads'], 2);
  assert.is(usage['cpus_soft_limit'], 0.25);
  assert.is(usage['cpus_limit'], undefined);
  assert.is(usage['mem_limit_bytes'], 96 * megabyte);
  assert.ok(usage['mem_total_bytes']! > 0);
  assert.type(usage['cpus_user_time_secs'], 'number');
});

check('destroy reaches children that left the session', async (host) => {
  const { containerizer, events } = host.agent;
  const command = "setsid sh -c 'sleep 1000 & echo $!; sleep 1000 & echo $!' & wait; exec sleep 1000";
  const spec = host.spec(command);
  containerizer.launch(spec);
  const { taskPid } = await events.launchOf(spec.id);
  const escaped = await host.lines(spec, 2);
  containerizer.destroy(spec.id);
  assert.is((await events.endOf(spec.id)).status, 9);
  for (const pid of [taskPid, ...escaped]) assert.is(await isRunning(pid), false);
});

check('what a command leaves behind ends with it', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('setsid sleep 1000 & echo $!; exit 0');
  containerizer.launch(spec);
  assert.is((await events.endOf(spec.id)).status, 0);
  const [pid] = await host.lines(spec, 1);
  assert.is(await isRunning(pid!), false);
});

check('a signal reaches every process of the container', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec("trap 'echo caught; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
  containerizer.launch(spec);
  await host.lines(spec, 1);
  await events.launchOf(spec.id);
  containerizer.signal(spec.id, 15);
  assert.is((await events.endOf(spec.id)).status, 0);
  assert.equal(await host.lines(spec, 2), ['ready', 'caught']);
});

check('a new agent finds what runs and what has ended, and destroys the rest', async (host) => {
  const running = host.spec('echo ready; sleep 60', { cpus: 0.5 });
  const ended = host.spec('sleep 0.05; exit 7');
  const unknown = host.spec('sleep 60');
  const before = host.agent;
  for (const spec of [running, ended, unknown]) before.containerizer.launch(spec);
  const [process, , orphan] = await Promise.all(
    [running, ended, unknown].map((spec) => before.events.launchOf(spec.id)),
  );

  const { containerizer, events, log } = await host.startAgent();
  while (!existsSync(`${host.directory}/run/containers/${ended.id}/status`)) await delay(2);
  await containerizer.recover([running, ended]);
  assert.equal(events.launched.get(running.id), process);
  assert.equal(await events.endOf(ended.id), { status: 7 << 8, limitation: undefined, failure: undefined });
  assert.is(await isRunning(orphan!.taskPid), false);
  assert.is(existsSync(await host.cgroup('memory', unknown.id)), false);
  assert.equal(
    log.lines.filter((line) => !line.startsWith('info')),
    [],
  );

  containerizer.destroy(running.id);
  assert.is((await events.endOf(running.id)).status, 9);
  assert.equal(events.order.filter((line) => line.endsWith(running.id)).length, 2);
});

check('a recovered container still has its memory watched', async (host) => {
  const spec = host.spec(`echo ready; while [ ! -e go ]; do sleep 0.01; done; ${hungry}; sleep 60`);
  host.agent.containerizer.launch(spec);
  await host.agent.events.launchOf(spec.id);
  const { containerizer, events } = await host.startAgent();
  await containerizer.recover([spec]);
  execFileSync('touch', [`${spec.sandbox}/go`]);
  assert.is((await events.endOf(spec.id)).limitation?.reason, 'REASON_CONTAINER_LIMITATION_MEMORY');
});

check('containers outlive a killed launcher, and are watched by the next', async (host) => {
  const { containerizer, events, log } = host.agent;
  const spec = host.spec('while [ ! -e go ]; do sleep 0.01; done; exit 4');
  containerizer.launch(spec);
  await events.launchOf(spec.id);
  const children = (await readFile(`/proc/self/task/${process.pid}/children`, 'utf8')).trim().split(' ');
  assert.is(children.length, 1);
  process.kill(Number(children[0]), 'SIGKILL');
  while (!log.lines.some((line) => line.startsWith('error launcher lost'))) await delay(1);
  const later = host.spec('exit 6');
  containerizer.launch(later);
  assert.is((await events.endOf(later.id)).status, 6 << 8);
  execFileSync('touch', [`${spec.sandbox}/go`]);
  assert.is((await events.endOf(spec.id)).status, 4 << 8);
});

check('launches by the hundred', async (host) => {
  const { containerizer, events } = host.agent;
  const specs = Array.from({ length: 200 }, () => host.spec('true'));
  const startedMs = performance.now();
  for (const spec of specs) containerizer.launch(spec);
  for (const spec of specs) assert.is((await events.endOf(spec.id)).status, 0);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`FIGURE containers a second with cgroups: ${Math.round(specs.length / seconds)}`);
  for (const spec of specs) containerizer.forget(spec.id);
});

test.run();
