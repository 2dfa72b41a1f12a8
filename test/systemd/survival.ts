// What tasks live through and what ends them, the same on every kind of machine.
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/cluster.ts';
import { needs, type Requirement } from '../support/needs.ts';
import type { Machine } from './machine.ts';

/** The updates a scheduler that was started by `execute` has got, oldest first. */
export async function updates(machine: Machine, name: string): Promise<string[]> {
  const lines = await machine.messages(`execute-${name}.service`);
  return lines.flatMap(({ message }) => /status update (TASK_\w+)/.exec(message)?.[1] ?? []);
}

/** Runs a task in the background, whose scheduler is a unit of its own. */
export async function execute(machine: Machine, name: string, ...flags: readonly string[]): Promise<void> {
  await machine.launch(
    `execute-${name}`,
    'mesos',
    'execute',
    '--master=127.0.0.1:5050',
    `--name=${name}`,
    ...flags,
  );
}

/** The pid of a task that runs `sleep SECONDS`, in the machine. */
export async function sleeper(machine: Machine, seconds: number): Promise<number> {
  return eventually(`the task sleep ${seconds}`, async () => {
    const { status, output } = await machine.run('pgrep', '-f', '-x', `sleep ${seconds}`);
    return status === 0 && Number(output);
  });
}

export async function isAlive(machine: Machine, pid: number): Promise<boolean> {
  return (await machine.run('kill', '-0', String(pid))).status === 0;
}

/** Waits until the master counts the agent, by the agent's own word. */
export async function registered(machine: Machine): Promise<void> {
  await eventually('the agent to register', async () =>
    (await machine.property('mesos-agent', 'StatusText')).startsWith('registered with '),
  );
}

export async function processGroups(machine: Machine, pid: number): Promise<Map<string, string>> {
  const text = await machine.must('cat', `/proc/${pid}/cgroup`);
  return new Map(
    text.split('\n').map((line) => {
      const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      return [controllers, path];
    }),
  );
}

export const unitCgroup = '/mesos_executors.slice/mesos-containers.service';

export function survivalTests(test: Test, requirements: readonly Requirement[], boot: () => Machine): void {
  const check = (name: string, body: () => Promise<void>): void => needs(test, requirements, name, body);
  let task = 0;

  check('a checkpointed task lives below mesos-containers.service', async () => {
    const machine = boot();
    await machine.systemctl('start', 'mesos-master', 'mesos-agent');
    await registered(machine);
    await execute(
      machine,
      'lasting',
      '--checkpoint',
      '--command=exec sleep 98701',
      '--resources=cpus:0.1;mem:32',
    );
    task = await sleeper(machine, 98701);
    const groups = await processGroups(machine, task);
    assert.match(groups.get('') ?? '', new RegExp(`^${unitCgroup}/[0-9a-f-]{36}/leaf$`));
    const left = [...groups.values()].filter((path) => path.includes('mesos-agent.service'));
    assert.equal(left, [], 'no hierarchy has it in the cgroup of the agent');
    const supervisor = Number(await machine.must('pgrep', '-x', 'mesos-supervise'));
    for (const path of (await processGroups(machine, supervisor)).values()) {
      assert.ok(path === '/' || path === `${unitCgroup}/supervisors`, path);
    }
    const status = await machine.systemctl('status', '--full', 'mesos-containers');
    for (const shown of ['holder', 'leaf', 'sleep 98701']) assert.ok(status.includes(shown), status);
  });

  for (const [what, act] of [
    ['a restart of the agent', (machine: Machine) => machine.systemctl('restart', 'mesos-agent')],
    [
      'a stop and start of the agent',
      async (machine: Machine) => {
        await machine.systemctl('stop', 'mesos-agent');
        assert.ok(await isAlive(machine, task));
        await machine.systemctl('start', 'mesos-agent');
      },
    ],
    [
      'SIGKILL to the agent',
      async (machine: Machine) => {
        const before = Number(await machine.property('mesos-agent', 'NRestarts'));
        await machine.systemctl('kill', '--signal=KILL', 'mesos-agent');
        await eventually('systemd to start the agent again', async () => {
          const restarts = Number(await machine.property('mesos-agent', 'NRestarts'));
          return restarts > before && (await machine.property('mesos-agent', 'ActiveState')) === 'active';
        });
      },
    ],
    ['daemon-reload', (machine: Machine) => machine.systemctl('daemon-reload')],
    ['daemon-reexec', (machine: Machine) => machine.systemctl('daemon-reexec')],
  ] as const) {
    check(`it lives through ${what}`, async () => {
      const machine = boot();
      await act(machine);
      await registered(machine);
      assert.ok(await isAlive(machine, task));
      assert.equal(await updates(machine, 'lasting'), ['TASK_STARTING', 'TASK_RUNNING']);
      assert.match(await machine.property('mesos-agent', 'StatusText'), /; 1 task running$/);
    });
  }

  check('a stop of mesos-containers ends it, and the scheduler is told', async () => {
    const machine = boot();
    await machine.systemctl('stop', 'mesos-containers');
    assert.not(await isAlive(machine, task));
    await eventually(
      'the last update',
      async () => (await updates(machine, 'lasting')).at(-1) === 'TASK_FAILED',
    );
    assert.is(await machine.property('mesos-agent', 'ActiveState'), 'active');
  });

  check('the next task starts mesos-containers again', async () => {
    const machine = boot();
    await execute(
      machine,
      'next',
      '--checkpoint',
      '--command=exec sleep 98702',
      '--resources=cpus:0.1;mem:32',
    );
    task = await sleeper(machine, 98702);
    const groups = await processGroups(machine, task);
    assert.match(groups.get('') ?? '', new RegExp(`^${unitCgroup}/[0-9a-f-]{36}/leaf$`));
    assert.is(await machine.property('mesos-containers', 'ActiveState'), 'active');
  });

  check(
    'nothing of the service reaches a task: no variables, no score, no limits, no lock on privileges',
    async () => {
      const machine = boot();
      const environment = (await machine.must('cat', `/proc/${task}/environ`)).split('\0');
      const names = environment.map((line) => line.slice(0, line.indexOf('=')));
      const leaked = names.filter((name) =>
        /^(NOTIFY_SOCKET|WATCHDOG_|LISTEN_|CREDENTIALS_DIRECTORY|INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_|MAINPID|.*_DIRECTORY$)/.test(
          name,
        ),
      );
      assert.equal(
        leaked.filter((name) => name !== 'MESOS_DIRECTORY'),
        [],
      );
      assert.is(await machine.must('cat', `/proc/${task}/oom_score_adj`), '0');
      assert.match(await machine.must('cat', `/proc/${task}/limits`), /Max open files\s+1024 /);
      assert.match(await machine.must('cat', `/proc/${task}/status`), /NoNewPrivs:\s+0/);
      const mounts = await machine.must('readlink', '/proc/1/ns/mnt', `/proc/${task}/ns/mnt`);
      assert.is(
        new Set(mounts.split('\n')).size,
        1,
        "the mounts of the agent and its tasks are the machine's",
      );
    },
  );
}
