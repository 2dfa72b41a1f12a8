// What every third-party scheduler library must be able to do with our master and agent, run by the tests of each.
// Its program launches five short tasks and one that sleeps, whose names begin with `short` and `sleeper`, and obeys
// `reconcile` (the sleeper and a task `nobody`), `reconcile-all`, `kill` (the sleeper) and `teardown`.
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { needs, type Requirement } from '../support/needs.ts';
import { ClientProgram, type Update } from './client-program.ts';

export interface SchedulerClientUnderTest {
  readonly name: string;
  readonly requirement: Requirement;
  readonly file: string;
  /** Arguments of the program for a master at 127.0.0.1. */
  args(masterPort: number): readonly string[];
  /** What reconciliation says of a task nobody knows; without PARTITION_AWARE it is lost. */
  readonly unknownTask: 'TASK_UNKNOWN' | 'TASK_LOST';
  /** The program follows the operator's event stream. */
  readonly operatorEvents?: boolean;
  /**
   * The tasks run in an executor of the library's, which says nothing of a start and sends back what the program, told
   * `message`, sends it.
   */
  readonly hasExecutor?: boolean;
}

export function testSchedulerClient(client: SchedulerClientUnderTest): void {
  const test = suite(client.name);
  const requirements = [client.requirement];
  let cluster: Cluster;
  let master: DaemonProcess;
  let program: ClientProgram;

  if (client.requirement() === undefined) {
    test.before(async () => {
      cluster = new Cluster();
      ({ master } = await cluster.startPair(['--resources=cpus:4;mem:2048;disk:1000;ports:[31000-32000]']));
      program = new ClientProgram(
        client.file,
        client.args(master.port),
        join(cluster.directory, 'program.log'),
      );
    });
    test.after(async () => {
      await program.stop();
      await cluster.stop();
    });
  }

  /** Updates since then of the tasks whose name begins like this. */
  const updatesOf = (task: string, since = 0): Update[] =>
    program.updates.slice(since).filter((update) => update.task.startsWith(task));
  const count = (task: string, state: string): number =>
    new Set(
      updatesOf(task)
        .filter((update) => update.state === state)
        .map((update) => update.task),
    ).size;
  const metrics = async (): Promise<Record<string, number>> =>
    JSON.parse((await http(master.port, 'GET', '/metrics/snapshot')).text) as Record<string, number>;

  needs(test, requirements, 'its tasks run to their end', async () => {
    await eventually('five finished tasks', () => count('short', 'TASK_FINISHED') === 5);
    assert.is(count('short', 'TASK_RUNNING'), 5);
    await eventually('a running sleeper', () => count('sleeper', 'TASK_RUNNING') === 1);
  });

  needs(test, requirements, 'every update it acknowledges is taken', async () => {
    // Five times starting, running and finished, and the sleeper's first two.
    const expected = client.hasExecutor === true ? 11 : 17;
    await eventually(
      'the acknowledgements',
      async () => (await metrics())['master/valid_status_update_acknowledgements'] === expected,
    );
    assert.is((await metrics())['master/invalid_status_update_acknowledgements'], 0);
    assert.equal(program.errors, []);
  });

  if (client.operatorEvents === true) {
    needs(test, requirements, 'it reads from the operator API what happens', async () => {
      const count = (type: string): number =>
        program.reports.filter(({ operator }) => operator === type).length;
      await eventually('an event for every update', () => count('TASK_UPDATED') === 17);
      assert.is(count('SUBSCRIBED'), 1);
      assert.is(count('TASK_ADDED'), 6);
    });
  }

  if (client.hasExecutor === true) {
    needs(
      test,
      requirements,
      'a message reaches its executor, and one of the executor reaches it',
      async () => {
        program.tell('message');
        await eventually('the message', () => program.reports.some(({ message }) => message === 'hello'));
      },
    );
  }

  needs(test, requirements, 'it comes back after a restart of the master, and its task goes on', async () => {
    const before = program.subscriptions.length;
    const { port } = master;
    master.kill('SIGTERM');
    await master.ended;
    master = await cluster.startMaster(port);
    await cluster.registered(master);
    await eventually('a second subscription', () => program.subscriptions.length > before, 60_000);
    assert.is(new Set(program.subscriptions).size, 1);
    const { frameworks } = JSON.parse((await http(port, 'GET', '/state')).text) as {
      frameworks: readonly { tasks: readonly { state: string }[] }[];
    };
    assert.equal(
      frameworks.flatMap(({ tasks }) => tasks.map(({ state }) => state)),
      ['TASK_RUNNING'],
    );
  });

  needs(test, requirements, 'it reconciles the tasks it names', async () => {
    const before = program.updates.length;
    program.tell('reconcile');
    await eventually('two answers', () => program.updates.length >= before + 2);
    const answers = program.updates.slice(before).sort((a, b) => a.task.localeCompare(b.task));
    assert.equal(
      answers.map(({ state, reason }) => [state, reason]),
      [
        [client.unknownTask, 'REASON_RECONCILIATION'],
        ['TASK_RUNNING', 'REASON_RECONCILIATION'],
      ],
    );
  });

  needs(test, requirements, 'it reconciles all its tasks', async () => {
    const before = program.updates.length;
    program.tell('reconcile-all');
    await eventually('an answer', () => program.updates.length > before);
    assert.equal(
      program.updates.slice(before).map(({ state, reason }) => [state, reason]),
      [['TASK_RUNNING', 'REASON_RECONCILIATION']],
    );
  });

  needs(test, requirements, 'it kills a task', async () => {
    program.tell('kill');
    await eventually('a killed sleeper', () => count('sleeper', 'TASK_KILLED') === 1);
  });

  needs(test, requirements, 'it tears its framework down', async () => {
    program.tell('teardown');
    await eventually('a completed framework', async () => {
      const { frameworks, completed_frameworks } = JSON.parse(
        (await http(master.port, 'GET', '/state')).text,
      ) as { frameworks: unknown[]; completed_frameworks: unknown[] };
      return frameworks.length === 0 && completed_frameworks.length === 1;
    });
  });

  test.run();
}
