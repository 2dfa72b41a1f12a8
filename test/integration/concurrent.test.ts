// 500 tasks at once on one agent: all run, none has a Node process of its own, each costs little memory beside the
// command's own, and all end without leaving anything behind.
import { readlinkSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, eventually, residentBytes } from '../support/cluster.ts';
import {
  childrenOf,
  containerCgroups,
  killTaskProcesses,
  proportionalBytes,
  supervisors,
  taskProcesses,
} from '../support/machine.ts';
import { TestFramework } from './framework.ts';

const test = suite('integration: 500 tasks at once');

const count = 500;

test('500 sleeping tasks run at once, cheaply, and are killed cleanly', async () => {
  const cluster = new Cluster();
  let framework: TestFramework | undefined;
  try {
    const master = await cluster.startMaster();
    const agent = await cluster.startAgent(master, ['--resources=cpus:600;mem:64000;disk:4096']);
    await cluster.registered(master);
    framework = await TestFramework.start(master, { checkpoint: true });
    const daemons = (): number[] => [agent.pid, ...childrenOf(agent.pid)];
    const before = daemons().reduce((sum, pid) => sum + residentBytes(pid), 0);

    const tasks = Array.from({ length: count }, (_, index) => ({
      id: `t${index}`,
      command: 'exec sleep 1000',
      cpus: 1,
      mem: 32,
    }));
    framework.launch(tasks);
    const running = () => framework?.tasksIn('TASK_RUNNING').length === count;
    await eventually('500 running tasks', running, 120_000);

    // A task runs from when its shell does, which is another program a moment later.
    const isSleep = ({ command }: { readonly command: string }): boolean => command === 'sleep 1000';
    await eventually('the commands', () => taskProcesses(cluster).every(isSleep));
    const processes = taskProcesses(cluster);
    assert.is(processes.length, count);
    assert.is(new Set(processes.map((process) => process.taskId)).size, count);
    for (const { pid } of processes) {
      assert.not.match(readlinkSync(`/proc/${pid}/exe`), 'node');
    }
    const supervising = supervisors(cluster);
    assert.is(supervising.length, count);
    for (const pid of supervising) assert.not.match(readlinkSync(`/proc/${pid}/exe`), 'node');

    const after = daemons().reduce((sum, pid) => sum + residentBytes(pid), 0);
    // What supervisors share is memory only once.
    const supervised = supervising.reduce((sum, pid) => sum + proportionalBytes(pid), 0);
    assert.ok(supervised > 0);
    const each = (supervised + Math.max(0, after - before)) / count;
    console.log(`\nFIGURE ${Math.round(each / 1024)} kB resident for each of 500 tasks beside its command`);
    assert.ok(each <= 2 * 1024 * 1024, `${each} bytes each`);

    for (const { id } of tasks) await framework.kill(id);
    const killed = () => framework?.tasksIn('TASK_KILLED').length === count;
    await eventually('500 killed tasks', killed, 120_000);
    for (const status of framework.ended().values()) {
      assert.is(status.message, 'Command terminated with signal Terminated');
    }
    assert.equal(taskProcesses(cluster), []);
    await eventually('the end of every supervisor', () => supervisors(cluster).length === 0);
    assert.equal(containerCgroups(cluster), []);
    await framework.teardown();
  } finally {
    framework?.close();
    await cluster.stop();
    killTaskProcesses(cluster);
  }
});

test.run();
