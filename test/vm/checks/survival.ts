// One checkpointed task that must live through everything that happens to the agent: restart, crash, reload of
// systemd, a stuck event loop, an upgrade. It is the same process in the same cgroup from first to last.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.ts';
import type { Machine } from '../machine.ts';
import {
  agentUrl,
  daemons,
  end,
  masterUrl,
  pidOf,
  type RunningTask,
  registered,
  start,
  unit,
} from './cluster.ts';

const name = 'survivor';

export function addSurvivalChecks(fixture: Fixture): void {
  const test = suite('survival');
  let task: RunningTask;
  let agentId: string | undefined;

  const lives = async (machine: Machine): Promise<void> => {
    const { slaves, frameworks } = await registered(machine, 1);
    assert.is(slaves[0]?.id, agentId, 'the agent came back as itself');
    assert.is(await pidOf(machine, name), task.pid);
    assert.is((await machine.ok(`cat /proc/${task.pid}/cgroup`)).trim(), `0::${task.cgroup}`);
    const tasks = frameworks.flatMap((framework) => framework.tasks);
    assert.equal(
      tasks.map(({ id, state }) => `${id} ${state}`),
      [`${name} TASK_RUNNING`],
    );
    await machine.ok(`curl --fail --silent ${agentUrl}/state | grep -q '"id":"${name}"'`);
  };

  test('a checkpointed task runs', async () => {
    const machine = await fixture.first();
    agentId = (await registered(machine, 1)).slaves[0]?.id;
    task = await start(
      machine,
      name,
      `marker=marker-${name}; while :; do sleep 1000; done`,
      "--resources='cpus:0.1;mem:32'",
    );
  });

  test('systemctl restart mesos-agent', async () => {
    const machine = await fixture.first();
    const before = await unit(machine, 'mesos-agent', 'MainPID');
    await machine.ok('systemctl restart mesos-agent', 120_000);
    assert.is.not((await unit(machine, 'mesos-agent', 'MainPID')).MainPID, before.MainPID);
    await lives(machine);
  });

  test('systemctl daemon-reload', async () => {
    const machine = await fixture.first();
    await machine.ok('systemctl daemon-reload');
    await lives(machine);
  });

  test('systemctl kill -s KILL mesos-agent', async () => {
    const machine = await fixture.first();
    const before = await unit(machine, 'mesos-agent', 'MainPID', 'NRestarts');
    await machine.ok('systemctl kill -s KILL mesos-agent');
    await machine.eventually(startedAgain('mesos-agent', before.MainPID), 120_000);
    const after = await unit(machine, 'mesos-agent', 'NRestarts');
    assert.is(Number(after.NRestarts), Number(before.NRestarts) + 1);
    await lives(machine);
  });

  test('the watchdog restarts a master and an agent that are stuck', async () => {
    const machine = await fixture.first();
    const pids = new Map<string, string>();
    for (const daemon of daemons) pids.set(daemon, (await unit(machine, daemon, 'MainPID')).MainPID);
    await machine.ok(`kill -STOP ${[...pids.values()].join(' ')}`);
    // It starts while this one waits for the watchdog.
    void fixture.second().catch(() => {});
    for (const [daemon, pid] of pids) await machine.eventually(startedAgain(daemon, pid), 150_000);
    const journal = await machine.ok('journalctl --unit=mesos-master --unit=mesos-agent --output=cat');
    for (const daemon of daemons) assert.match(journal, new RegExp(`${daemon}\\.service: Watchdog timeout`));
    await lives(machine);
  });

  test('upgrade to a higher version', async () => {
    const machine = await fixture.first();
    const holder = await unit(machine, 'mesos-containers', 'MainPID');
    const before = await Promise.all(daemons.map((daemon) => unit(machine, daemon, 'MainPID')));
    await machine.ok('mount --bind /srv/packages/next /srv/packages/repo');
    await machine.ok(fixture.documents.script('vm upgrade'), 240_000);
    assert.match(await machine.ok('dpkg --status mesos-agent'), /^Version: .*next1$/m);
    for (const [index, daemon] of daemons.entries()) {
      await machine.eventually(startedAgain(daemon, before[index]?.MainPID ?? ''), 120_000);
    }
    assert.equal(
      await unit(machine, 'mesos-containers', 'MainPID'),
      holder,
      "the containers' unit is left alone",
    );
    await machine.eventually(`curl --fail --silent ${masterUrl}/health`);
    await lives(machine);
  });

  test('its end is an ordinary one', async () => {
    const machine = await fixture.first();
    await end(machine, name);
    await machine.eventually(`! ls -d /sys/fs/cgroup${task.cgroup}`);
  });

  test.run();
}

/** A script that is true when the unit runs again as another process. */
function startedAgain(unit: string, pid: string): string {
  return `systemctl is-active --quiet ${unit} && [ "$(systemctl show --property=MainPID --value ${unit})" != ${pid} ]`;
}
