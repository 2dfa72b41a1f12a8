// The units under a real systemd with cgroup v1 controllers beside its own hierarchy: everything that limits or tracks
// a task is below mesos-containers.service, in every hierarchy.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/cluster.ts';
import { needs } from '../support/needs.ts';
import { hybridNeeds, Machine } from './machine.ts';
import {
  execute,
  processGroups,
  registered,
  sleeper,
  survivalTests,
  unitCgroup,
  updates,
} from './survival.ts';

const test = suite('units with cgroup v1 controllers');
const isPossible = hybridNeeds.every((requirement) => requirement() === undefined);
let machine: Machine;

test.before(async () => {
  if (isPossible) machine = await Machine.boot('hybrid');
});
test.after(async () => {
  await machine?.stop();
});

survivalTests(test, hybridNeeds, () => machine);

needs(test, hybridNeeds, 'limits are set below the unit', async () => {
  await registered(machine);
  await execute(machine, 'limited', '--command=exec sleep 98703', '--resources=cpus:0.5;mem:64');
  const groups = await processGroups(machine, await sleeper(machine, 98703));
  const container = (groups.get('memory') ?? '').replace(/\/leaf$/, '');
  assert.match(container, new RegExp(`^${unitCgroup}/[0-9a-f-]{36}$`));
  const read = (file: string): Promise<string> =>
    machine.must('cat', `/sys/fs/cgroup/${file.replace('{}', container)}`);
  assert.is(await read('memory/{}/memory.limit_in_bytes'), String((64 + 32) * 1024 * 1024));
  assert.is(await read('cpu/{}/cpu.shares'), '512');
  assert.is(groups.get('freezer'), `${container}/leaf`);
  assert.is(groups.get('name=systemd'), `${container}/leaf`);
});

needs(test, hybridNeeds, 'a task that takes too much memory is ended, and nothing else', async () => {
  const command = '--command=head -c 400000000 /dev/zero | tail';
  await execute(machine, 'greedy', command, '--resources=cpus:0.1;mem:32');
  await eventually(
    'the last update',
    async () => (await updates(machine, 'greedy')).at(-1) === 'TASK_FAILED',
  );
  const lines = await machine.messages('execute-greedy.service');
  assert.ok(lines.some(({ message }) => message.includes('REASON_CONTAINER_LIMITATION_MEMORY')));
  assert.is(await machine.property('mesos-containers', 'ActiveState'), 'active');
  assert.equal(await updates(machine, 'limited'), ['TASK_STARTING', 'TASK_RUNNING']);
});

test.run();
