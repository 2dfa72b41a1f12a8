// --cgroups_driver=systemd: each container is in a scope that a real systemd has made, on both kinds of machine.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/cluster.ts';
import { needs } from '../support/needs.ts';
import { hybridNeeds, Machine, type MachineKind, machineNeeds } from './machine.ts';
import { execute, isAlive, processGroups, registered, sleeper, updates } from './survival.ts';

const scopePath = /^\/mesos_executors\.slice\/mesos-([0-9a-f-]{36})\.scope\/\1\/leaf$/;
const small = '--resources=cpus:0.1;mem:32';

function scopeTests(kind: MachineKind): void {
  const test = suite(`scopes, ${kind}`);
  const requirements = kind === 'hybrid' ? hybridNeeds : machineNeeds;
  const isolation = kind === 'hybrid' ? '' : 'isolation: posix/cpu,posix/mem\n';
  const check = (name: string, body: () => Promise<void>): void => needs(test, requirements, name, body);
  let machine: Machine;
  let task = 0;
  let scope = '';

  const scopes = async (): Promise<string> =>
    machine.systemctl('list-units', '--plain', '--no-legend', 'mesos-*.scope');

  test.before(async () => {
    if (!requirements.every((requirement) => requirement() === undefined)) return;
    machine = await Machine.boot(kind);
    const settings = `launcher: linux\ncgroups_driver: systemd\n${isolation}`;
    await machine.write('/etc/mesos/agent.d/test.yaml', settings);
    await machine.systemctl('start', 'mesos-master', 'mesos-agent');
    await registered(machine);
  });
  test.after(async () => {
    await machine?.stop();
  });

  check('a task that ends leaves no scope', async () => {
    await machine.must('mesos', 'execute', '--master=127.0.0.1:5050', '--name=x', '--command=true', small);
    await eventually('the end of its scope', async () => (await scopes()) === '');
    // In hierarchies that systemd does not know the agent removes what it has made.
    if (kind === 'hybrid')
      await eventually('the end of its freezer', async () => {
        const directory = '/sys/fs/cgroup/freezer/mesos_executors.slice';
        return (await machine.must('find', directory, '-mindepth', '1', '-type', 'd')) === '';
      });
  });

  check('a checkpointed task is in a scope of its own', async () => {
    await execute(machine, 'lasting', '--checkpoint', '--command=exec sleep 98711', small);
    task = await sleeper(machine, 98711);
    const groups = await processGroups(machine, task);
    for (const controllers of kind === 'hybrid' ? ['name=systemd', 'freezer', 'memory', 'cpu'] : [''])
      assert.match(groups.get(controllers) ?? '', scopePath, controllers);
    scope = `mesos-${scopePath.exec(groups.get(kind === 'hybrid' ? 'name=systemd' : '') ?? '')?.[1]}.scope`;
    const status = await machine.systemctl('status', '--full', scope);
    for (const shown of ['holder', 'leaf', 'sleep 98711']) assert.ok(status.includes(shown), status);
  });

  check('it lives through restarts of the agent and through daemon-reload', async () => {
    await machine.systemctl('restart', 'mesos-agent');
    await machine.systemctl('daemon-reload');
    await machine.systemctl('kill', '--signal=KILL', 'mesos-agent');
    await eventually(
      'systemd to start the agent again',
      async () => Number(await machine.property('mesos-agent', 'NRestarts')) > 0,
    );
    await registered(machine);
    assert.ok(await isAlive(machine, task));
    assert.equal(await updates(machine, 'lasting'), ['TASK_STARTING', 'TASK_RUNNING']);
    assert.match(await machine.property('mesos-agent', 'StatusText'), /; 1 task running$/);
  });

  check('a stop of its scope ends it, and the scheduler is told', async () => {
    await machine.systemctl('stop', scope);
    assert.not(await isAlive(machine, task));
    await eventually(
      'the last update',
      async () => (await updates(machine, 'lasting')).at(-1) === 'TASK_FAILED',
    );
    await eventually('the end of its scope', async () => (await scopes()) === '');
  });

  test.run();
}

for (const kind of ['unified', 'hybrid'] as const) scopeTests(kind);
