// Launcher posix with real processes: no root, no cgroups; a container is its session.
import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../../support/needs.ts';
import { isRunning, needsLauncher, RealHost } from './real-containerizer.ts';

const test = suite('containers as sessions');
const megabyte = 1024 * 1024;

function check(name: string, body: (host: RealHost) => Promise<void>): void {
  needs(test, needsLauncher, name, async () => {
    const host = await RealHost.open({ launcherKind: 'posix', isolation: ['posix/cpu', 'posix/mem'] });
    try {
      await body(host);
    } finally {
      await host.close();
    }
  });
}

check('a command runs in its sandbox and its status is reported', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('pwd; kill -11 $$');
  containerizer.launch(spec);
  assert.equal((await events.endOf(spec.id)).status! & 0x7f, 11);
  assert.is(await host.stdout(spec), `${spec.sandbox}\n`);
});

check('destroy kills every process of the session', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('set -m; sleep 1000 & echo $!; (sleep 1000 & echo $!); sleep 1000');
  containerizer.launch(spec);
  const { taskPid } = await events.launchOf(spec.id);
  const pids = await host.lines(spec, 2);
  containerizer.destroy(spec.id);
  // The shell may see its child die first, and then exits with that.
  assert.ok([9, 137 << 8].includes((await events.endOf(spec.id)).status ?? -1));
  for (const pid of [taskPid, ...pids]) assert.is(await isRunning(pid), false);
});

check('what a command leaves behind in its session ends with it', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('sleep 1000 & echo $!; exit 0');
  containerizer.launch(spec);
  assert.is((await events.endOf(spec.id)).status, 0);
  const [pid] = await host.lines(spec, 1);
  assert.is(await isRunning(pid!), false);
});

check('usage is measured from the processes', async (host) => {
  const { containerizer, events } = host.agent;
  const spec = host.spec('echo ready; sleep 60 & wait');
  containerizer.launch(spec);
  await events.launchOf(spec.id);
  await host.lines(spec, 1);
  const usage = (await containerizer.usage(spec.id))!;
  assert.ok(usage['processes']! >= 1);
  assert.ok(usage['mem_rss_bytes']! > 100_000 && usage['mem_rss_bytes']! < 100 * megabyte);
  assert.is(usage['mem_limit_bytes'], 96 * megabyte);
  assert.is(usage['cpus_soft_limit'], 0.1);
});

check('a new agent finds what runs, and destroys what it does not know', async (host) => {
  const running = host.spec('while [ ! -e go ]; do sleep 0.01; done; exit 4');
  const unknown = host.spec('sleep 1000');
  const before = host.agent;
  for (const spec of [running, unknown]) before.containerizer.launch(spec);
  const process = await before.events.launchOf(running.id);
  const orphan = await before.events.launchOf(unknown.id);
  const { containerizer, events } = await host.startAgent();
  await containerizer.recover([running]);
  assert.equal(events.launched.get(running.id), process);
  assert.is(await isRunning(orphan.taskPid), false);
  assert.is(existsSync(`${host.directory}/run/containers/${unknown.id}`), false);
  containerizer.destroy(running.id);
  assert.is((await events.endOf(running.id)).status, 9);
});

test.run();
