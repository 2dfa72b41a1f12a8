// scripts/bench launch: command tasks through one agent with cgroups, checkpointing on, on a disk. Prints tasks a
// second to FINISHED (the median of some runs), the CPU seconds of each process, the agent's longest delay of its event
// loop, and the memory each of many running tasks takes beside its command's own.
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, http } from '../support/cluster.ts';
import { machineLoad, median, options, report } from './report.ts';
import { diskDirectory, residentOf, runWave, startWaveBed, useOf, type WaveBed } from './task-wave.ts';

const chosen = options({ tasks: 1000, runs: 3, concurrent: 500, command: 'true', agent: '' });
const agentFlags = chosen.agent.split(' ').filter((word) => word !== '');

/** Removed at the end: for some seconds after a removal ext4 is slow to make directories. */
const directories: string[] = [];

main()
  .then(
    () => 0,
    (error: unknown) => {
      console.error(error);
      return 1;
    },
  )
  .then((status) => {
    removeDirectories();
    process.exit(status);
  });

async function main(): Promise<void> {
  const rates: number[] = [];
  for (let run = 1; run <= chosen.runs; run += 1) {
    await withBed(async (bed) => {
      const before = useOf(bed);
      const wave = await runWave(bed, chosen.tasks, chosen.command, 'TASK_FINISHED');
      // The last acknowledgements are on their way.
      await sleep(200);
      const after = useOf(bed);
      const context = { run, tasks: chosen.tasks, command: chosen.command };
      rates.push(chosen.tasks / wave.seconds);
      report('launch_run', chosen.tasks / wave.seconds, 'tasks/s', context);
      for (const part of ['master', 'agent', 'launcher', 'containers'] as const) {
        report(`launch_${part}_cpu`, after[part] - before[part], 's', context);
      }
      report('launch_agent_event_loop_delay_max', await loopDelay(bed), 'ms', {
        ...context,
        ...machineLoad(),
      });
      wave.scheduler.send({ type: 'TEARDOWN' });
      await sleep(100);
      wave.scheduler.close();
    });
  }
  report('launch', median(rates), 'tasks/s', { tasks: chosen.tasks, runs: chosen.runs });

  if (chosen.concurrent > 0) {
    await withBed(async (bed) => {
      const before = residentOf(bed);
      const wave = await runWave(bed, chosen.concurrent, 'exec sleep 1000', 'TASK_RUNNING');
      const each = (residentOf(bed) - before) / chosen.concurrent;
      const context = { tasks: chosen.concurrent };
      report('concurrent_all_running', wave.seconds, 's', context);
      report('concurrent_memory', each / 1024, 'kB/task', {
        ...context,
        what: "agent's growth, launcher's growth and supervisors",
      });
      await wave.kill();
      wave.scheduler.send({ type: 'TEARDOWN' });
      await sleep(100);
      wave.scheduler.close();
    });
  }
}

async function withBed(measure: (bed: WaveBed) => Promise<void>): Promise<void> {
  const directory = diskDirectory();
  directories.push(directory);
  const cluster = new Cluster({ directory });
  try {
    await measure(await startWaveBed(cluster, agentFlags));
  } finally {
    await cluster.stop();
  }
}

function removeDirectories(): void {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

async function loopDelay(bed: WaveBed): Promise<number> {
  const values = JSON.parse((await http(bed.agent.port, 'GET', '/metrics/snapshot')).text) as Record<
    string,
    number
  >;
  return values['process/event_loop_delay_max_ms'] ?? Number.NaN;
}
