// What a new launcher finds after the former one was killed: supervisors and their files, never a task that
// nobody knows of.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bed, compileLauncher, failure, kill, makeRoot, removeRoot, statField, until } from './bed.ts';

const test = suite('launcher recovery');

let root: string;
let program: string;
const beds: Bed[] = [];

test.before(() => {
  root = makeRoot();
  program = compileLauncher(root);
});

test.after(async () => {
  for (const bed of beds) await bed.stop();
  removeRoot(root);
});

async function start(): Promise<Bed> {
  const bed = await Bed.start(program, root);
  beds.push(bed);
  return bed;
}

/** Kills the launcher that started this supervisor. */
async function killLauncher(bed: Bed, supervisorPid: number): Promise<void> {
  const pid = Number(statField(supervisorPid, 4));
  assert.ok(pid > 1);
  kill(pid);
  await until('the loss of the launcher', () => bed.events.some((event) => event.type === 'lost'));
}

test('a status that was written while no launcher ran is told at once', async () => {
  const first = await start();
  const launched = await first.launch('ended', ['sh', '-c', 'read x < fifo; exit 4'], {
    workingDirectory: makeFifo(first.directory('ended')),
  });
  await killLauncher(first, launched.supervisorPid);
  writeFileSync(join(first.directory('ended'), 'fifo'), 'go\n');
  await until('the status file', () => existsSync(join(first.directory('ended'), 'status')));
  await until(
    'the end of the supervisor',
    () => !['S', 'R'].includes(statField(launched.supervisorPid, 3) ?? ''),
  );
  const second = await start();
  await second.launcher.watch('ended', second.directory('ended'));
  assert.is(await second.exit('ended'), 4 << 8);
});

test('a task goes on without launcher, and a new one tells its end', async () => {
  const first = await start();
  const launched = await first.launch('running', ['sleep', '60']);
  await killLauncher(first, launched.supervisorPid);
  const second = await start();
  await second.launcher.watch('running', second.directory('running'));
  await until('a task that sleeps', () => statField(launched.taskPid, 3) === 'S');
  assert.equal(second.events, []);
  assert.match(
    (await failure(second.launcher.watch('running', second.directory('running')))).message,
    /EEXIST/,
  );
  kill(launched.taskPid);
  assert.is(await second.exit('running'), 9);
});

test('an orderly end of the launcher leaves tasks running too', async () => {
  const first = await start();
  const launched = await first.launch('closed', ['sleep', '60']);
  await first.launcher.close();
  assert.equal(
    first.events.filter((event) => event.type === 'lost'),
    [],
  );
  assert.match((await failure(first.launcher.watch('closed', '/'))).message, /the launcher has ended/);
  const second = await start();
  await second.launcher.watch('closed', second.directory('closed'));
  kill(launched.supervisorPid);
  assert.is(await second.exit('closed'), undefined);
  kill(launched.taskPid);
});

test('a reused pid is not taken for the supervisor', async () => {
  const bed = await start();
  const startTime = Number(statField(process.pid, 22));
  writeFileSync(join(bed.directory('reused'), 'supervisor'), `${process.pid} ${startTime - 1}\n`);
  await bed.launcher.watch('reused', bed.directory('reused'));
  assert.is(await bed.exit('reused'), undefined);

  writeFileSync(join(bed.directory('reused-status'), 'supervisor'), `${process.pid} ${startTime - 1}\n`);
  writeFileSync(join(bed.directory('reused-status'), 'status'), '256\n');
  await bed.launcher.watch('reused-status', bed.directory('reused-status'));
  assert.is(await bed.exit('reused-status'), 256);
});

for (const [name, text] of [
  ['empty', ''],
  ['words', 'dead\n'],
  ['cut', '25'],
  ['too-big', '65536\n'],
  ['negative', '-1\n'],
] as const) {
  test(`a status that cannot be understood is not known: ${name}`, async () => {
    const bed = await start();
    const id = `status-${name}`;
    writeFileSync(join(bed.directory(id), 'supervisor'), '0 0\n');
    writeFileSync(join(bed.directory(id), 'status'), text);
    await bed.launcher.watch(id, bed.directory(id));
    assert.is(await bed.exit(id), undefined);
  });
}

test('a record that cannot be understood is an error', async () => {
  const bed = await start();
  writeFileSync(join(bed.directory('garbled'), 'supervisor'), 'x');
  const error = await failure(bed.launcher.watch('garbled', bed.directory('garbled')));
  assert.match(error.message, /watch: Invalid argument \(EINVAL\)/);
  assert.match(
    (await failure(bed.launcher.watch('gone', join(root, 'gone')))).message,
    /watch: .* \(ENOENT\)/,
  );
});

test('a container that was given up is never started, however late its launch comes', async () => {
  const bed = await start();
  const directory = bed.directory('given-up');
  await bed.launcher.watch('given-up', directory);
  assert.is(await bed.exit('given-up'), undefined);
  const marker = join(directory, 'marker');
  const error = await failure(bed.launch('given-up', ['touch', marker]));
  assert.match(error.message, /record supervisor: File exists \(EEXIST\)/);
  assert.not(existsSync(marker));
});

test('a watch is answered when the task is on record', async () => {
  const bed = await start();
  const directory = bed.directory('recording');
  writeFileSync(join(directory, 'supervisor'), `${process.pid} ${statField(process.pid, 22)}\n`);
  let answered = false;
  const watching = bed.launcher.watch('recording', directory).then(() => {
    answered = true;
  });
  // A question that was asked later is answered before.
  await failure(bed.launcher.watch('gone', join(root, 'gone')));
  assert.not(answered);
  writeFileSync(join(directory, 'task.tmp'), '1 1\n');
  mkdirSync(join(directory, 'other'));
  writeFileSync(join(directory, 'task'), '1 1\n');
  await watching;
});

test('a launcher killed in the midst of launches leaves no task without record', async () => {
  const first = await start();
  const ids = Array.from({ length: 150 }, (_, index) => `midst-${index}`);
  const { supervisorPid } = await first.launch('midst', ['sleep', '60']);
  const launched: boolean[] = [];
  let next = 0;
  let known = 0;
  // A few at a time: however fast it is, the launcher has not been asked for all of them when it is killed.
  const launchInTurn = async (): Promise<void> => {
    for (let index = next++; index < ids.length; index = next++) {
      const id = ids[index]!;
      const request = first.request(id, ['touch', join(first.directory(id), 'marker')]);
      launched[index] = await first.launcher.launch(request).then(
        () => true,
        () => false,
      );
      if (launched[index]) known++;
    }
  };
  const launching = Array.from({ length: 40 }, launchInTurn);
  await until('some launches', () => known >= 20);
  await killLauncher(first, supervisorPid);
  await Promise.all(launching);
  assert.ok(launched.includes(false), 'all were launched before the launcher was killed');

  const second = await start();
  await Promise.all(ids.map((id) => second.launcher.watch(id, second.directory(id))));
  for (const [index, id] of ids.entries()) {
    const status = await second.exit(id);
    const isMarked = existsSync(join(second.directory(id), 'marker'));
    if (launched[index]) assert.is(status, 0, id);
    if (isMarked) assert.ok(existsSync(join(second.directory(id), 'task')), id);
    // Known to have run exactly when it ran: what was given up did not start afterwards.
    assert.is(isMarked, status === 0, id);
  }
});

function makeFifo(directory: string): string {
  execFileSync('mkfifo', [join(directory, 'fifo')]);
  return directory;
}

test.run();
