// The containerizer's sequences with a launcher, an enclosure and an isolator that only note what is asked of them.

import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ContainerLimitation, ContainerSpec } from '../../../src/agent/containerizer/containerizer.ts';
import type { Enclosure, Place } from '../../../src/agent/containerizer/enclosure.ts';
import type { IsolatedContainer, Isolator } from '../../../src/agent/containerizer/isolators/isolator.ts';
import { MesosContainerizer } from '../../../src/agent/containerizer/mesos-containerizer.ts';
import { readProcessStat } from '../../../src/agent/containerizer/process-table.ts';
import { RuntimeDirectories } from '../../../src/agent/containerizer/runtime-directory.ts';
import { FakeLauncher } from './fake-launcher.ts';
import { fixedClock, RecordedEvents, RecordedLog } from './recorded-events.ts';

class NotingEnclosure implements Enclosure {
  readonly calls: string[] = [];
  readonly found: string[] = [];
  destroyError: Error | undefined;
  /** Told of each container that is destroyed. */
  onDestroy: (id: string) => void = () => {};

  async prepare(): Promise<void> {}
  async close(): Promise<void> {}

  async create({ path }: Place): Promise<void> {
    this.calls.push(`create ${path}`);
  }

  taskCgroups({ limitsPath }: Place): readonly string[] {
    return [`/cgroups/${limitsPath}/leaf`];
  }

  supervisorCgroups(): readonly string[] {
    return ['/cgroups/supervisors'];
  }

  async recover({ path }: Place): Promise<void> {
    this.calls.push(`recover ${path}`);
  }

  async processes(): Promise<readonly number[]> {
    return [];
  }

  async signal({ path }: Place, signal: number): Promise<void> {
    this.calls.push(`signal ${path} ${signal}`);
  }

  async destroy({ id, path }: Place, _deadlineMs: number, isEnded: boolean): Promise<void> {
    this.calls.push(`destroy ${path} ${isEnded ? 'ended' : 'running'}`);
    if (this.destroyError !== undefined) throw this.destroyError;
    this.onDestroy(id);
  }

  async list(): Promise<string[]> {
    return this.found;
  }
}

const limitation: ContainerLimitation = {
  reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
  message: 'Memory limit exceeded',
  memMegabytes: 96,
};

class NotingIsolator implements Isolator {
  readonly name = 'noting';
  readonly controllers = [];
  readonly calls: string[] = [];
  prepareError: Error | undefined;
  hasMetLimit = false;

  async prepare(): Promise<void> {
    this.calls.push('prepare');
    if (this.prepareError !== undefined) throw this.prepareError;
  }

  async recover(): Promise<void> {
    this.calls.push('recover');
  }

  async watch(): Promise<void> {
    this.calls.push('watch');
  }

  async update({ limits }: IsolatedContainer): Promise<void> {
    this.calls.push(`update to ${limits.cpus}`);
  }

  async usage(): Promise<Record<string, number>> {
    return { mem_rss_bytes: 7 };
  }

  async status(_: unknown, isReported: boolean): Promise<ContainerLimitation | undefined> {
    this.calls.push(isReported ? 'status reported' : 'status');
    return isReported || this.hasMetLimit ? limitation : undefined;
  }
}

interface World {
  readonly root: string;
  readonly events: RecordedEvents;
  readonly enclosure: NotingEnclosure;
  readonly isolator: NotingIsolator;
  readonly launchers: FakeLauncher[];
  readonly launcher: FakeLauncher;
  readonly log: RecordedLog;
  readonly directories: RuntimeDirectories;
  readonly containerizer: MesosContainerizer;
  spec(): ContainerSpec;
  /** A containerizer made anew on the same directories, as after a restart of the agent. */
  restart(): Promise<World>;
}

async function openWorld(root: string): Promise<World> {
  const events = new RecordedEvents();
  const log = new RecordedLog();
  const enclosure = new NotingEnclosure();
  const isolator = new NotingIsolator();
  const launchers: FakeLauncher[] = [];
  const directories = new RuntimeDirectories(join(root, 'run'));
  await directories.prepare();
  const containerizer = new MesosContainerizer(
    {
      startLauncher: async (launcherEvents) => {
        const launcher = new FakeLauncher(launcherEvents);
        launchers.push(launcher);
        return launcher;
      },
      destroyTimeoutMs: 50,
      log,
      clock: fixedClock,
      events,
    },
    {
      directories,
      enclosure,
      cgroup: () => ({ version: 1, directory: '/cgroups/x', leaf: '/cgroups/x/leaf' }),
      makeIsolators: () => [isolator],
    },
  );
  await containerizer.start();
  const spec = (): ContainerSpec => {
    const id = randomUUID();
    return {
      id,
      argv: ['true'],
      environment: { A: 'b' },
      sandbox: join(root, 'work/frameworks/f/executors', id, 'runs', id),
      limits: { cpus: 1, memBytes: 96 * 1024 * 1024 },
      rlimits: [{ resource: 'NOFILE', soft: 10, hard: 20 }],
    };
  };
  const launcher = launchers[0]!;
  const restart = (): Promise<World> => openWorld(root);
  return {
    root,
    events,
    enclosure,
    isolator,
    launchers,
    launcher,
    log,
    directories,
    containerizer,
    spec,
    restart,
  };
}

const test = suite('containerizer');

function check(name: string, body: (world: World) => Promise<void>): void {
  test(name, async () => {
    const root = await mkdtemp(join(tmpdir(), 'mesos-containerizer-'));
    const world = await openWorld(root);
    try {
      await body(world);
    } finally {
      await world.containerizer.close();
      await rm(root, { recursive: true, force: true });
    }
  });
}

check('launches, reports the processes, and the exit once', async (world) => {
  const { containerizer, events, launcher, enclosure, isolator, directories } = world;
  const spec = world.spec();
  containerizer.launch(spec);
  const process = await events.launchOf(spec.id);
  assert.ok(process.taskPid === process.supervisorPid + 1);
  assert.equal(launcher.launches, [
    {
      id: spec.id,
      directory: directories.path(spec.id),
      argv: ['true'],
      environment: { A: 'b' },
      workingDirectory: spec.sandbox,
      stdoutPath: join(spec.sandbox, 'stdout'),
      stderrPath: join(spec.sandbox, 'stderr'),
      user: undefined,
      limits: spec.rlimits,
      taskCgroups: [`/cgroups/${spec.id}/leaf`],
      supervisorCgroups: ['/cgroups/supervisors'],
    },
  ]);
  assert.equal(isolator.calls, ['prepare', 'watch']);

  await launcher.exit(spec.id, directories.path(spec.id), 3 << 8);
  assert.equal(await events.endOf(spec.id), { status: 768, limitation: undefined, failure: undefined });
  assert.equal(enclosure.calls, [`create ${spec.id}`, `destroy ${spec.id} ended`]);
  launcher.events.onExited(spec.id, { status: 0 });
  launcher.events.onMemoryEvent(spec.id);
  containerizer.destroy(spec.id);
  assert.equal(events.order, [`launched ${spec.id}`, `terminated ${spec.id}`]);
});

check(
  'makes the sandbox for its owner only, and the link to the latest',
  async ({ containerizer, events, spec }) => {
    const first = spec();
    const second = { ...spec(), sandbox: join(first.sandbox, '../second') };
    containerizer.launch(first);
    await events.launchOf(first.id);
    assert.is((await stat(first.sandbox)).mode & 0o777, 0o750);
    const latest = join(first.sandbox, '../latest');
    assert.is(await readlink(latest), first.sandbox);
    containerizer.launch(second);
    await events.launchOf(second.id);
    assert.is(await readlink(latest), second.sandbox);
  },
);

check('a launch that fails is reported with the reason, and cleaned up', async (world) => {
  const { containerizer, events, launcher, enclosure, isolator } = world;
  launcher.launchError = new Error('exec: no such file');
  const first = world.spec();
  containerizer.launch(first);
  assert.equal(await events.endOf(first.id), {
    status: undefined,
    limitation: undefined,
    failure: 'exec: no such file',
  });
  assert.ok(enclosure.calls.includes(`destroy ${first.id} ended`));

  isolator.prepareError = new Error('no such controller');
  const second = world.spec();
  containerizer.launch(second);
  assert.is((await events.endOf(second.id)).failure, 'no such controller');
  assert.is(launcher.launches.length, 1);

  isolator.prepareError = undefined;
  const third = { ...world.spec(), user: 'no-such-user-of-mesos' };
  containerizer.launch(third);
  assert.match((await events.endOf(third.id)).failure ?? '', 'no user "no-such-user-of-mesos"');
});

check(
  'destroy kills what runs and then reports its end',
  async ({ containerizer, events, launcher, ...world }) => {
    const spec = world.spec();
    world.enclosure.onDestroy = (id) => launcher.events.onExited(id, { status: 9 });
    containerizer.launch(spec);
    await events.launchOf(spec.id);
    containerizer.signal(spec.id, 15);
    containerizer.destroy(spec.id);
    containerizer.destroy(spec.id);
    assert.equal(await events.endOf(spec.id), { status: 9, limitation: undefined, failure: undefined });
    assert.equal(world.enclosure.calls, [
      `create ${spec.id}`,
      `signal ${spec.id} 15`,
      `destroy ${spec.id} running`,
    ]);
  },
);

check(
  'destroyed before it was started, a container is never started',
  async ({ containerizer, events, launcher, spec }) => {
    const container = spec();
    containerizer.launch(container);
    containerizer.destroy(container.id);
    assert.match((await events.endOf(container.id)).failure ?? '', 'before its process was started');
    assert.is(launcher.launches.length, 0);
  },
);

check(
  'destroyed while it is started, a container is reported and killed',
  async ({ containerizer, events, launcher, ...world }) => {
    const spec = world.spec();
    let open = (): void => {};
    launcher.gate = new Promise((resolve) => {
      open = resolve;
    });
    world.enclosure.onDestroy = (id) => launcher.events.onExited(id, { status: 9 });
    containerizer.launch(spec);
    while (launcher.launches.length === 0) await new Promise(setImmediate);
    containerizer.destroy(spec.id);
    open();
    assert.is((await events.endOf(spec.id)).status, 9);
    assert.equal(events.order, [`launched ${spec.id}`, `terminated ${spec.id}`]);
  },
);

check(
  'a memory event ends a container whose process survived it',
  async ({ containerizer, events, launcher, ...world }) => {
    const spec = world.spec();
    world.enclosure.onDestroy = (id) => launcher.events.onExited(id, { status: 9 });
    containerizer.launch(spec);
    await events.launchOf(spec.id);
    launcher.events.onMemoryEvent(spec.id);
    assert.equal(await events.endOf(spec.id), { status: 9, limitation, failure: undefined });
    assert.ok(world.isolator.calls.includes('status reported'));
  },
);

check('an exit that is seen before the memory event is a limitation all the same', async (world) => {
  const { containerizer, events, launcher, isolator, directories } = world;
  const spec = world.spec();
  containerizer.launch(spec);
  await events.launchOf(spec.id);
  isolator.hasMetLimit = true;
  await launcher.exit(spec.id, directories.path(spec.id), 9);
  assert.equal((await events.endOf(spec.id)).limitation, limitation);
});

check(
  'what cannot be killed in time is reported as a failure',
  async ({ containerizer, events, enclosure, ...world }) => {
    const spec = world.spec();
    enclosure.destroyError = new Error('processes outlived SIGKILL');
    containerizer.launch(spec);
    await events.launchOf(spec.id);
    containerizer.destroy(spec.id);
    assert.equal(await events.endOf(spec.id), {
      status: undefined,
      limitation: undefined,
      failure: 'processes outlived SIGKILL',
    });
  },
);

check('changed limits are set when the container runs, the newest last', async (world) => {
  const { containerizer, events, isolator } = world;
  const spec = world.spec();
  containerizer.launch(spec);
  containerizer.update(spec.id, { ...spec.limits, cpus: 2 });
  await events.launchOf(spec.id);
  containerizer.update(spec.id, { ...spec.limits, cpus: 3 });
  containerizer.destroy(spec.id);
  await events.endOf(spec.id);
  containerizer.update(spec.id, { ...spec.limits, cpus: 4 });
  assert.equal(isolator.calls, ['prepare', 'watch', 'update to 2', 'status']);
  const other = world.spec();
  containerizer.launch(other);
  await events.launchOf(other.id);
  isolator.calls.length = 0;
  for (const cpus of [5, 6]) containerizer.update(other.id, { ...other.limits, cpus });
  await new Promise(setImmediate);
  assert.equal(isolator.calls, ['update to 6', 'update to 6']);
});

check('usage has the time and what the isolators say, of running containers only', async (world) => {
  const { containerizer, events } = world;
  const spec = world.spec();
  assert.is(await containerizer.usage(spec.id), undefined);
  containerizer.launch(spec);
  await events.launchOf(spec.id);
  assert.equal(await containerizer.usage(spec.id), { timestamp: 1_700_000_000.5, mem_rss_bytes: 7 });
});

check('forget removes the runtime directory, of ended containers only', async (world) => {
  const { containerizer, events, launcher, directories } = world;
  const spec = world.spec();
  containerizer.launch(spec);
  await events.launchOf(spec.id);
  containerizer.forget(spec.id);
  await launcher.exit(spec.id, directories.path(spec.id), 0);
  await events.endOf(spec.id);
  assert.equal(await directories.list(), [spec.id]);
  containerizer.forget(spec.id);
  while ((await directories.list()).length > 0) await new Promise(setImmediate);
});

check(
  'a lost launcher is replaced, and told of what runs',
  async ({ containerizer, events, launchers, ...world }) => {
    const running = world.spec();
    containerizer.launch(running);
    await events.launchOf(running.id);
    launchers[0]!.events.onLauncherLost('killed by signal 9');
    const later = world.spec();
    containerizer.launch(later);
    await events.launchOf(later.id);
    assert.is(launchers.length, 2);
    assert.equal(launchers[1]!.watches, [running.id]);
    await launchers[1]!.exit(running.id, world.directories.path(running.id), 0);
    assert.is((await events.endOf(running.id)).status, 0);
  },
);

check('after a restart: an ended container is reported until it is forgotten', async (world) => {
  const spec = world.spec();
  world.containerizer.launch(spec);
  await world.events.launchOf(spec.id);
  await writeFile(join(world.directories.path(spec.id), 'status'), '256\n');
  for (let round = 0; round < 2; round += 1) {
    const { containerizer, events } = await world.restart();
    await containerizer.recover([spec]);
    assert.equal(await events.endOf(spec.id), { status: 256, limitation: undefined, failure: undefined });
    assert.equal(events.order, [`terminated ${spec.id}`]);
    await containerizer.close();
  }
});

check('after a restart: a limitation that was found once is not lost with the cgroups', async (world) => {
  const spec = world.spec();
  world.isolator.hasMetLimit = true;
  world.containerizer.launch(spec);
  await world.events.launchOf(spec.id);
  await world.launcher.exit(spec.id, world.directories.path(spec.id), 9);
  await world.events.endOf(spec.id);
  const { containerizer, events } = await world.restart();
  await containerizer.recover([spec]);
  assert.equal(await events.endOf(spec.id), { status: 9, limitation, failure: undefined });
  await containerizer.close();
});

check('after a restart: a running container is watched again', async (world) => {
  const spec = world.spec();
  await mkdir(world.directories.path(spec.id));
  // This test's own process stands for the supervisor.
  const self = await readProcessStat(process.pid);
  await writeFile(join(world.directories.path(spec.id), 'supervisor'), `${process.pid} ${self?.startTime}\n`);
  await writeFile(join(world.directories.path(spec.id), 'task'), '4194399 1\n');
  await world.containerizer.recover([spec]);
  assert.equal(world.events.launched.get(spec.id), { supervisorPid: process.pid, taskPid: 4194399 });
  assert.equal(world.launcher.watches, [spec.id]);
  assert.equal(world.isolator.calls, ['recover', 'watch', 'status']);
  assert.equal(world.enclosure.calls, [`recover ${spec.id}`]);
  await world.launcher.exit(spec.id, world.directories.path(spec.id), 0);
  assert.is((await world.events.endOf(spec.id)).status, 0);
});

check('after a restart: a reused pid is not the supervisor', async (world) => {
  const spec = world.spec();
  await mkdir(world.directories.path(spec.id));
  await writeFile(join(world.directories.path(spec.id), 'supervisor'), `${process.pid} 1\n`);
  await writeFile(join(world.directories.path(spec.id), 'task'), '4194399 1\n');
  await world.containerizer.recover([spec]);
  assert.equal(await world.events.endOf(spec.id), {
    status: undefined,
    limitation: undefined,
    failure: undefined,
  });
  assert.equal(world.launcher.watches, []);
});

check('after a restart: a container that was never started has failed', async (world) => {
  const [withDirectory, without] = [world.spec(), world.spec()];
  await mkdir(world.directories.path(withDirectory.id));
  await world.containerizer.recover([withDirectory, without]);
  for (const { id } of [withDirectory, without]) {
    assert.match((await world.events.endOf(id)).failure ?? '', 'never started');
  }
});

check('after a restart: what nobody knows is destroyed and removed', async (world) => {
  const [known, byDirectory, byCgroup] = [world.spec(), randomUUID(), randomUUID()];
  await mkdir(world.directories.path(byDirectory));
  world.enclosure.found.push(byCgroup, known.id);
  await world.containerizer.recover([known]);
  await world.events.endOf(known.id);
  assert.ok(world.enclosure.calls.includes(`destroy ${byDirectory} running`));
  assert.ok(world.enclosure.calls.includes(`destroy ${byCgroup} running`));
  assert.is(world.enclosure.calls.filter((call) => call.startsWith(`destroy ${known.id}`)).length, 1);
  assert.equal(await world.directories.list(), []);
  assert.equal([...world.events.terminated.keys()], [known.id]);
});

test.run();
