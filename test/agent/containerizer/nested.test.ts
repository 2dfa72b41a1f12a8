// Containers in containers, with real processes in this machine's cgroups (v1): a holder and what is in it.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ContainerLimits, ContainerSpec } from '../../../src/agent/containerizer/containerizer.ts';
import { listProcesses } from '../../../src/cgroups/cgroup.ts';
import { readValue } from '../../../src/cgroups/files.ts';
import { eventually } from '../../support/cluster.ts';
import { needs } from '../../support/needs.ts';
import { isRunning, needsCgroups, needsLauncher, RealHost, type RealOptions } from './real-containerizer.ts';

const test = suite('containers in containers');
const megabyte = 1024 * 1024;
const linux: RealOptions = { launcherKind: 'linux', isolation: ['cgroups/cpu', 'cgroups/mem'] };
const posix: RealOptions = { launcherKind: 'posix', isolation: ['posix/cpu', 'posix/mem'] };

function check(name: string, body: (host: RealHost) => Promise<void>, options = linux): void {
  needs(test, options === linux ? needsCgroups : needsLauncher, name, async () => {
    const host = await RealHost.open(options);
    try {
      await body(host);
    } finally {
      await host.close();
    }
  });
}

function holder(host: RealHost, limits: Partial<ContainerLimits> = {}): ContainerSpec {
  return { ...host.spec('', limits), argv: [], isHolder: true };
}

function child(host: RealHost, parent: ContainerSpec, command: string, sharesCgroups = true): ContainerSpec {
  const id = randomUUID();
  return {
    ...host.spec(command),
    id,
    sandbox: join(parent.sandbox, 'containers', id),
    sandboxLink: join(parent.sandbox, 'tasks', `task-${id.slice(0, 4)}`),
    parent: { id: parent.id, sharesCgroups },
  };
}

check('children run below the holder: its limits, sandboxes within its own', async (host) => {
  const { containerizer, events } = host.agent;
  const pod = holder(host, { cpus: 0.5 });
  const [a, b] = [child(host, pod, 'cat /proc/self/cgroup; exit 3'), child(host, pod, 'echo b; sleep 60')];
  // The children are asked for at once; they wait for the holder.
  for (const spec of [pod, a, b]) containerizer.launch(spec);
  assert.equal(await events.endOf(a.id), { status: 3 << 8, limitation: undefined, failure: undefined });
  const text = await host.stdout(a);
  assert.match(text, new RegExp(`:freezer:.*/${pod.id}/mesos/${a.id}/leaf\n`));
  for (const controller of ['cpu', 'memory'])
    assert.match(text, new RegExp(`:${controller}:.*/${pod.id}/leaf\n`));
  assert.is(await readValue(await host.cgroup('cpu', pod.id), 'cpu.shares'), '512');
  assert.is(await readlink(a.sandboxLink ?? ''), a.sandbox);
  assert.is(await readFile(join(pod.sandbox, 'tasks', `task-${a.id.slice(0, 4)}`, 'stdout'), 'utf8'), text);
  await events.launchOf(b.id);
  await eventually('a shell and its sleep', async () => {
    return (await containerizer.usage(pod.id))?.['processes'] === 2;
  });
  assert.is(existsSync(join(await host.cgroup('freezer', pod.id), 'mesos', a.id)), false);
  containerizer.destroy(pod.id);
  assert.equal(await events.endOf(pod.id), { status: undefined, limitation: undefined, failure: undefined });
  assert.equal(events.order.slice(-2), [`terminated ${b.id}`, `terminated ${pod.id}`]);
  assert.is(events.terminated.get(b.id)?.status, 9);
  assert.is(existsSync(await host.cgroup('freezer', pod.id)), false);
});

check('a child is signalled and destroyed alone', async (host) => {
  const { containerizer, events } = host.agent;
  const pod = holder(host);
  const [a, b, c] = ['sleep 60', 'sleep 60', 'echo c; sleep 60'].map((command) => child(host, pod, command));
  for (const spec of [pod, a!, b!, c!]) containerizer.launch(spec);
  for (const spec of [a!, b!, c!]) await events.launchOf(spec.id);
  containerizer.signal(a!.id, 15);
  containerizer.destroy(b!.id);
  assert.is((await events.endOf(a!.id)).status, 15);
  assert.is((await events.endOf(b!.id)).status, 9);
  assert.is(await isRunning(events.launched.get(c!.id)!.taskPid), true);
  // A new one finds its place.
  const d = child(host, pod, 'exit 4');
  containerizer.launch(d);
  assert.is((await events.endOf(d.id)).status, 4 << 8);
});

const hungry = 'head -c 200m /dev/zero | tail -n 1 > /dev/null';

check('memory that the children use up together ends all of them, and says why', async (host) => {
  const { containerizer, events } = host.agent;
  const pod = holder(host, { memBytes: 96 * megabyte });
  const [a, b] = [child(host, pod, `${hungry}; sleep 60`), child(host, pod, 'sleep 60')];
  for (const spec of [pod, b]) containerizer.launch(spec);
  await events.launchOf(b.id);
  containerizer.launch(a);
  await events.endOf(pod.id);
  for (const { id } of [a, b, pod]) {
    const { limitation } = events.terminated.get(id)!;
    assert.is(limitation?.reason, 'REASON_CONTAINER_LIMITATION_MEMORY', id);
    assert.is(limitation?.memMegabytes, 96);
  }
  assert.is(events.order.at(-1), `terminated ${pod.id}`);
});

check('a child that exits at once after it was out of memory takes the others with it', async (host) => {
  const { containerizer, events } = host.agent;
  const pod = holder(host, { memBytes: 96 * megabyte });
  const [a, b] = [child(host, pod, 'exec tail -n 1 /dev/zero'), child(host, pod, 'sleep 60')];
  for (const spec of [pod, b, a]) containerizer.launch(spec);
  await events.endOf(pod.id);
  for (const { id } of [a, b, pod])
    assert.is(events.terminated.get(id)?.limitation?.reason, 'REASON_CONTAINER_LIMITATION_MEMORY', id);
});

check('a child with cgroups of its own has its own limit, and ends alone when it meets it', async (host) => {
  const { containerizer, events } = host.agent;
  const pod = holder(host, { memBytes: 400 * megabyte });
  const [a, b] = [child(host, pod, hungry, false), child(host, pod, 'exec sleep 60', false)];
  for (const spec of [pod, b, a]) containerizer.launch(spec);
  await events.launchOf(b.id);
  const { limitation } = await events.endOf(a.id);
  assert.is(limitation?.memMegabytes, 96);
  const memory = join(await host.cgroup('memory', pod.id), 'mesos', b.id);
  assert.is(await readValue(memory, 'memory.limit_in_bytes'), String(96 * megabyte));
  assert.is((await listProcesses(memory)).length, 1);
  assert.is((await containerizer.usage(b.id))?.['cpus_soft_limit'], 0.1);
  assert.is(events.terminated.has(pod.id), false);
});

check('what is launched in a container that has ended fails', async (host) => {
  const { containerizer, events } = host.agent;
  const pod = holder(host);
  containerizer.launch(pod);
  await events.launchOf(pod.id);
  containerizer.destroy(pod.id);
  const late = child(host, pod, 'true');
  containerizer.launch(late);
  assert.match((await events.endOf(late.id)).failure ?? '', /it is to be in has ended/);
  await events.endOf(pod.id);
  const later = child(host, pod, 'true');
  containerizer.launch(later);
  assert.match((await events.endOf(later.id)).failure ?? '', /it is to be in has ended/);
});

for (const [kind, options] of Object.entries({ linux, posix })) {
  check(
    `${kind}: a new agent finds a holder and what is in it, and ends the rest`,
    async (host) => {
      const pods = [holder(host), holder(host)];
      const first = host.agent;
      const [a, b] = [child(host, pods[0]!, 'echo a; exec sleep 60'), child(host, pods[0]!, 'exit 7')];
      const orphan = child(host, pods[1]!, 'exec sleep 60');
      const never = child(host, pods[0]!, 'true');
      for (const spec of [...pods, a, b, orphan]) first.containerizer.launch(spec);
      await first.events.endOf(b.id);
      for (const { id } of [a, orphan]) await first.events.launchOf(id);
      const { containerizer, events } = await host.startAgent();
      await containerizer.recover([pods[0]!, a, b, never]);
      assert.equal(await events.launchOf(a.id), first.events.launched.get(a.id));
      assert.ok(events.order.indexOf(`launched ${pods[0]!.id}`) < events.order.indexOf(`launched ${a.id}`));
      assert.is((await events.endOf(b.id)).status, 7 << 8);
      assert.match((await events.endOf(never.id)).failure ?? '', /never started/);
      const { taskPid } = first.events.launched.get(orphan.id)!;
      while (await isRunning(taskPid)) await delay(2);
      containerizer.destroy(pods[0]!.id);
      await events.endOf(pods[0]!.id);
      assert.is(events.terminated.get(a.id)?.status, 9);
    },
    options,
  );
}

check('a limitation that was met while there was no agent is found', async (host) => {
  const pod = holder(host, { memBytes: 96 * megabyte });
  const [a, b] = [
    child(host, pod, 'echo a; while [ ! -e go ]; do sleep 0.05; done; exec tail -n 1 /dev/zero'),
    child(host, pod, 'exec sleep 60'),
  ];
  const first = host.agent;
  for (const spec of [pod, a, b]) first.containerizer.launch(spec);
  for (const { id } of [a, b]) await first.events.launchOf(id);
  await first.containerizer.close();
  const { taskPid } = first.events.launched.get(a.id)!;
  await writeFile(join(a.sandbox, 'go'), '');
  while (await isRunning(taskPid)) await delay(2);
  const { containerizer, events } = await host.startAgent();
  await containerizer.recover([pod, a, b]);
  await events.endOf(pod.id);
  for (const { id } of [a, b, pod])
    assert.is(events.terminated.get(id)?.limitation?.reason, 'REASON_CONTAINER_LIMITATION_MEMORY', id);
});

test.run();
