// Memory events: v1 by real limits in a cgroup of the test's own; v2 as a contract on a made tree, because
// the machines that run the tests seldom have the controller there.
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cgroupV1, root as isRoot, needs } from '../support/needs.ts';
import { Bed, compileLauncher, failure, kill, makeRoot, removeRoot, until } from './bed.ts';

const test = suite('launcher memory events');

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

function told(id: string): string[] {
  return bed.events.filter((event) => event.type !== 'lost' && event.id === id).map((event) => event.type);
}

async function withCgroup(name: string, body: (directory: string) => Promise<void>): Promise<void> {
  const directory = `/sys/fs/cgroup/memory/mesos-launcher-test-${process.pid}-${name}`;
  mkdirSync(directory);
  try {
    writeFileSync(`${directory}/memory.limit_in_bytes`, String(24 << 20));
    await body(directory);
  } finally {
    await until('the cgroup to be empty', () => {
      const pids = readFileSync(`${directory}/cgroup.procs`, 'utf8').split('\n').filter(Boolean);
      for (const pid of pids) kill(Number(pid));
      return pids.length === 0;
    });
    rmdirSync(directory);
  }
}

// tail keeps all it has read, and there is no end to it.
const hungryChild = 'tail /dev/zero > /dev/null 2>&1; exit 7';

needs(
  test,
  [isRoot, cgroupV1('memory')],
  'v1: the death of a child of a surviving shell is told, before the exit',
  () =>
    withCgroup('child', async (directory) => {
      await bed.launcher.watchMemory('child', directory, 1);
      await bed.launch('child', ['sh', '-c', hungryChild], { taskCgroups: [directory] });
      assert.is(await bed.exit('child'), 7 << 8);
      // All of it may be read together with the answer to the launch; what matters is what precedes the exit.
      const events = told('child');
      assert.ok(events.includes('memory'), events.join());
      assert.is(events.at(-1), 'exited');
    }),
);

needs(
  test,
  [isRoot, cgroupV1('memory')],
  'v1: a watch that comes after the launch, and one that comes too late',
  () =>
    withCgroup('late', async (directory) => {
      const launched = await bed.launch('late', ['sh', '-c', `(${hungryChild}); sleep 60`], {
        taskCgroups: [directory],
      });
      await until('the kill', () =>
        /oom_kill [1-9]/.test(readFileSync(`${directory}/memory.oom_control`, 'utf8')),
      );
      await bed.launcher.watchMemory('late', directory, 1);
      assert.equal(told('late'), ['launched', 'memory']);
      assert.match((await failure(bed.launcher.watchMemory('late', directory, 1))).message, /EEXIST/);
      kill(launched.taskPid);
      await bed.exit('late');
    }),
);

needs(test, [isRoot, cgroupV1('memory')], 'v1: the removal of a cgroup is no event', async () => {
  await withCgroup('removed', (directory) => bed.launcher.watchMemory('removed', directory, 1));
  // The id is free again once the launcher has seen the removal.
  await withCgroup('removed', async (directory) => {
    await until('the removal', () => {
      void bed.launcher.watchMemory('removed', directory, 1).then(
        () => bed.events.push({ type: 'lost', message: 'watched again' }),
        () => {},
      );
      return bed.events.some((event) => event.type === 'lost' && event.message === 'watched again');
    });
  });
  assert.equal(told('removed'), []);
});

function makeEvents(id: string, kills: number): string {
  const directory = join(bed.directory(id), 'cgroup');
  mkdirSync(directory, { recursive: true });
  writeEvents(directory, kills, 0);
  return directory;
}

function writeEvents(directory: string, kills: number, high: number): void {
  const text = `low 0\nhigh ${high}\nmax 3\noom ${kills}\noom_kill ${kills}\noom_group_kill 0\n`;
  writeFileSync(join(directory, 'memory.events'), text);
}

test('v2: a higher oom_kill is an event, other changes are not', async () => {
  const directory = makeEvents('v2', 0);
  await bed.launcher.watchMemory('v2', directory, 2);
  writeEvents(directory, 0, 5);
  writeEvents(directory, 1, 5);
  await until('the event', () => told('v2').length > 0);
  writeEvents(directory, 1, 6);
  writeEvents(directory, 2, 6);
  await until('the second event', () => told('v2').length > 1);
  assert.equal(told('v2'), ['memory', 'memory']);
});

test('v2: a kill that happened before the watch is told', async () => {
  await bed.launcher.watchMemory('v2-before', makeEvents('v2-before', 1), 2);
  assert.equal(told('v2-before'), ['memory']);
});

test('v2: what happened is told before the exit', async () => {
  const directory = makeEvents('v2-exit', 0);
  await bed.launcher.watchMemory('v2-exit', directory, 2);
  await bed.run('v2-exit', `echo 'oom_kill 1' > ${directory}/memory.events`);
  // The command may be done before the answer to its launch is read; what matters is what precedes the exit.
  const events = told('v2-exit');
  assert.equal([...events].sort(), ['exited', 'launched', 'memory']);
  assert.is(events.at(-1), 'exited');
});

for (const version of [1, 2] as const) {
  test(`v${version}: a cgroup that is not there is an error`, async () => {
    const error = await failure(bed.launcher.watchMemory(`none-${version}`, '/nowhere', version));
    assert.is(error.code, 'LAUNCH_FAILED');
    assert.match(error.message, /watch memory: .* \(ENOENT\)/);
  });
}

test.run();
