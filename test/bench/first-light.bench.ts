// scripts/bench first-light: what a newcomer waits for. Times of start and restart are read from the daemons' own
// records of them, so that no polling is in the figures; each is the median of some tries, with the worst beside it.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestFramework } from '../integration/framework.ts';
import { Cluster, cleanEnvironment, eventually, http, programs, residentBytes } from '../support/cluster.ts';
import { freePort } from '../support/free-port.ts';
import { machineLoad, median, options, report } from './report.ts';
import { diskDirectory, residentOf, runWave, startWaveBed } from './task-wave.ts';

const chosen = options({ tries: 5, executes: 10, sleepers: 500 });

interface MasterState {
  readonly elected_time: number;
  readonly slaves: readonly { readonly registered_time: number; readonly reregistered_time?: number }[];
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

async function main(): Promise<void> {
  await versions();
  await starts();
  await executes();
  await restarts();
  await sleepers();
}

function summary(name: string, samples: readonly number[], unit: string): void {
  report(name, median(samples), unit, { worst: Number(Math.max(...samples).toFixed(3)), of: samples.length });
}

async function versions(): Promise<void> {
  for (const name of ['mesos', 'mesos-master', 'mesos-agent']) {
    const samples: number[] = [];
    for (let index = 0; index < chosen.executes; index += 1) {
      samples.push((await timed(join(programs, name), ['--version'])) * 1000);
    }
    summary(`version_${name.replace('-', '_')}`, samples, 'ms');
  }
}

/** Start of the process until the master leads; start of the process until the agent is registered. */
async function starts(): Promise<void> {
  const elected: number[] = [];
  const registered: number[] = [];
  for (let index = 0; index < chosen.tries; index += 1) {
    await withCluster(async (cluster) => {
      const [masterPort, agentPort] = [await freePort(), await freePort()];
      let startMs = Date.now();
      const master = await cluster.startMaster(masterPort);
      elected.push((await masterState(master)).elected_time * 1000 - startMs);
      startMs = Date.now();
      const agent = await cluster.startAgent(master, [], { port: agentPort });
      await cluster.registered(master);
      const [known] = (await masterState(master)).slaves;
      registered.push((known?.registered_time ?? Number.NaN) - startMs / 1000);
      if (index > 0) return;
      await sleep(2000);
      report('master_idle_resident', residentBytes(master.pid) / 2 ** 20, 'MB');
      report('agent_idle_resident', residentBytes(agent.pid) / 2 ** 20, 'MB');
    });
  }
  summary('master_elected', elected, 'ms');
  summary('agent_registered', registered, 's');
}

async function executes(): Promise<void> {
  await withCluster(async (cluster) => {
    const master = await cluster.startMaster();
    await cluster.startAgent(master);
    await cluster.registered(master);
    const flags = [`--master=127.0.0.1:${master.port}`, '--name=hi', '--command=echo hi'];
    const samples: number[] = [];
    for (let index = 0; index < chosen.executes; index += 1) {
      samples.push(await timed(join(programs, 'mesos'), ['execute', ...flags]));
    }
    summary('execute_echo', samples, 's');
  });
}

/** A standalone master is away for some seconds; from the start of its new process until both are back. */
async function restarts(): Promise<void> {
  const agentBack: number[] = [];
  const frameworkBack: number[] = [];
  await withCluster(async (cluster) => {
    let master = await cluster.startMaster();
    await cluster.startAgent(master);
    await cluster.registered(master);
    const framework = await TestFramework.start(master);
    for (let index = 0; index < chosen.tries; index += 1) {
      master.kill('SIGKILL');
      await master.ended;
      // Long enough for the pauses between attempts to have grown to their longest.
      await sleep(1000 + index * 1000);
      const startMs = Date.now();
      const subscriptions = framework.subscriptions;
      const subscribed = eventually('the framework', () => framework.subscriptions > subscriptions).then(() =>
        frameworkBack.push((Date.now() - startMs) / 1000),
      );
      master = await cluster.startMaster(master.port);
      await cluster.registered(master);
      const [known] = (await masterState(master)).slaves;
      const backAt = known?.reregistered_time ?? known?.registered_time ?? Number.NaN;
      agentBack.push(backAt - startMs / 1000);
      await subscribed;
    }
    await framework.teardown();
  });
  summary('agent_back_after_master_restart', agentBack, 's');
  summary('framework_back_after_master_restart', frameworkBack, 's');
}

async function sleepers(): Promise<void> {
  await withCluster(async (cluster) => {
    const bed = await startWaveBed(cluster);
    const before = residentOf(bed);
    const context = { tasks: chosen.sleepers };
    const wave = await runWave(bed, chosen.sleepers, 'exec sleep 1000', 'TASK_RUNNING');
    report('sleepers_all_running', wave.seconds, 's', context);
    report('sleepers_memory', (residentOf(bed) - before) / chosen.sleepers / 1024, 'kB/task', context);
    await wave.kill();
    const metrics = JSON.parse((await http(bed.agent.port, 'GET', '/metrics/snapshot')).text) as Record<
      string,
      number
    >;
    const delay = metrics['process/event_loop_delay_max_ms'] ?? Number.NaN;
    report('sleepers_agent_event_loop_delay_max', delay, 'ms', {
      ...context,
      since: 'its start',
      ...machineLoad(),
    });
    wave.scheduler.close();
  });
}

async function withCluster(measure: (cluster: Cluster) => Promise<void>): Promise<void> {
  const directory = diskDirectory();
  const cluster = new Cluster({ directory });
  try {
    await measure(cluster);
  } finally {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function masterState(master: { readonly port: number }): Promise<MasterState> {
  return JSON.parse((await http(master.port, 'GET', '/state')).text) as MasterState;
}

/** Seconds from the start of a program to its end, which must be a success. */
function timed(program: string, args: readonly string[]): Promise<number> {
  return new Promise((settle, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { stdio: 'ignore', env: cleanEnvironment() });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) settle((performance.now() - start) / 1000);
      else reject(new Error(`${program} ${args.join(' ')} exited with ${code}`));
    });
  });
}
