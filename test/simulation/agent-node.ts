// A machine with an agent: its disk, clock and containers, and one life of the real agent after another on them.
import { Agent } from '../../src/agent/agent.ts';
import { CheckpointJournal, checkpointPath } from '../../src/agent/checkpoint-journal.ts';
import type { AgentConfig } from '../../src/agent/config.ts';
import { describeError, type MesosError } from '../../src/base/errors.ts';
import { decodePeerMessage, transportPeers } from '../../src/libprocess/peers.ts';
import type { Resource } from '../../src/protocol/messages.ts';
import { resourcesOf } from '../../src/resources/messages.ts';
import { type SimulatedContainer, SimulatedMachine } from './containers.ts';
import { SimulatedDisk } from './disk.ts';
import { masterAddress } from './master-node.ts';
import { diskOptions } from './node-disk.ts';
import { checkAgentBooks } from './rules/books.ts';
import {
  containerForgotten,
  containerKilled,
  containerLaunched,
  containersRecovered,
} from './rules/containers.ts';
import { AgentTasks } from './rules/tasks.ts';
import { updateSent } from './rules/updates.ts';
import { volumeRemoved, volumesUsed } from './rules/volumes.ts';
import { SimulatedProcess, WallClock } from './simulated-process.ts';
import { SimulatedVolumes } from './volumes.ts';
import { watchedCheckpoints } from './watched-checkpoints.ts';
import { watchPeers } from './watched-peers.ts';
import type { World } from './world.ts';

const workDir = '/var/lib/mesos';

/** Small enough that a run compacts several times. */
const compactionMinBytes = 4096;

interface Life {
  readonly name: string;
  readonly process: SimulatedProcess;
  readonly agent: Agent;
  readonly tasks: AgentTasks;
}

export class AgentNode {
  readonly name: string;
  readonly address: string;
  readonly clock: WallClock;
  readonly disk: SimulatedDisk;
  readonly machine: SimulatedMachine;
  readonly volumes: SimulatedVolumes;
  readonly #world: World;
  readonly #resources: readonly Resource[];
  #lives = 0;
  #boots = 1;
  #life: Life | undefined;
  #process: SimulatedProcess | undefined;

  constructor(world: World, index: number, cpus: number, memMegabytes: number) {
    this.#world = world;
    this.name = `agent${index}`;
    this.address = `10.0.1.${index}:5051`;
    this.#resources = [scalar('cpus', cpus), scalar('mem', memMegabytes), scalar('disk', 60)];
    this.clock = new WallClock(world.queue);
    this.disk = new SimulatedDisk(diskOptions(world, this.name, () => this.#process));
    const { history } = world;
    this.volumes = new SimulatedVolumes(world.random.fork(`volumes of ${this.name}`), (path) =>
      volumeRemoved(history, path),
    );
    this.machine = new SimulatedMachine({
      name: this.name,
      queue: world.queue,
      random: world.random.fork(`containers of ${this.name}`),
      note: world.note,
      witness: {
        onLaunch: (machine, spec) => {
          volumesUsed(history, this.volumes, spec);
          containerLaunched(history, machine, spec);
        },
        onRecover: (machine, known, found) => containersRecovered(history, machine, known, found),
        onKill: (machine, container) => this.#killed(machine, container),
        onForget: (machine, container) => containerForgotten(history, machine, container),
      },
    });
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  get process(): SimulatedProcess | undefined {
    return this.#life?.process;
  }

  get agent(): Agent | undefined {
    return this.#life?.agent;
  }

  start(): void {
    if (this.#life !== undefined) return;
    const world = this.#world;
    this.#lives += 1;
    const name = `${this.name} life ${this.#lives}`;
    world.note(`${name} begins`);
    const { history, mutation } = world;
    const random = world.random.fork(name);
    const process = new SimulatedProcess(this.name, world.queue);
    this.#process = process;
    const log = world.log(this.name);
    const transport = world.transports.attach({
      address: this.address,
      machine: this.name,
      process,
      events: {
        onMessage: (inbound) => {
          const message = decodePeerMessage(inbound, log);
          if (inbound.to !== 'slave(1)') return false;
          if (message !== undefined) agent.message(message);
          return true;
        },
        onExited: (address) => agent.exited(address),
      },
    });
    const peers = transportPeers(transport, 'slave(1)');
    const containerizer = this.machine.containerizer(process, {
      onLaunched: (id, pids) => agent.onLaunched(id, pids),
      onTerminated: (id, termination) => agent.onTerminated(id, termination),
    });
    const journal = new CheckpointJournal({
      disk: this.disk,
      path: checkpointPath(workDir),
      strict: true,
      log,
      compactionMinBytes,
    });
    const store = mutation.checkpoints?.(journal, random) ?? journal;
    const agent = new Agent(this.#config(), {
      clock: this.clock,
      timers: process,
      random,
      log,
      peers: watchPeers(mutation.agentPeers?.(peers, random) ?? peers, (sent) => {
        if (sent.name === 'internal.StatusUpdateMessage') updateSent(history, name, sent.message.update);
      }),
      containerizer: mutation.containerizer?.(containerizer, random) ?? containerizer,
      store: watchedCheckpoints(store, history),
      volumes: this.volumes.port(process),
      fatal: (error) => this.#fatal(process, error),
      finished: () => this.#finished(process),
    });
    this.#life = { name, process, agent, tasks: new AgentTasks(name, agent.model) };
    agent.start();
    agent.masterDetected(`master@${masterAddress}`);
  }

  /**
   * The process dies. With `cache` what it had not synced may be lost too; with `power` the machine is restarted,
   * and its containers are gone.
   */
  crash(how: 'process' | 'cache' | 'power'): void {
    const life = this.#life;
    if (life === undefined) return;
    const { history, note, transports } = this.#world;
    note(`${life.name} ends: ${how}`);
    this.#life = undefined;
    life.process.end();
    transports.detach(this.address);
    this.disk.crash({ keepCache: how === 'process' });
    const id = life.agent.model.info.id?.value;
    for (const task of history.tasks.values()) {
      if (task.agentId === id && !task.isCheckpointing) task.isLostWithAgent = true;
    }
    if (how !== 'power') return;
    this.#boots += 1;
    this.machine.restart();
  }

  /** The rules, when something happened to the agent. */
  check(): void {
    const life = this.#life;
    if (life?.process.isTouched !== true) return;
    life.process.isTouched = false;
    life.tasks.check();
    checkAgentBooks(life.name, life.agent.model, resourcesOf(this.#resources));
  }

  #config(): AgentConfig {
    const [ip = '', port = ''] = this.address.split(':');
    return {
      actor: 'slave(1)',
      ip,
      port: Number(port),
      hostname: this.name,
      resources: this.#resources,
      attributes: [],
      workDir,
      launcherDir: '/usr/libexec/mesos',
      bootId: `boot-${this.#boots}`,
      registrationBackoffMs: 1000,
      recover: 'reconnect',
      reconfigurationPolicy: 'equal',
      strict: true,
      switchUser: false,
      executorEnvironment: {},
      executorShutdownGraceMs: 5000,
      executorRegistrationTimeoutMs: 60_000,
      recoveryTimeoutMs: 900_000,
      executorReregistrationTimeoutMs: 2000,
      httpCommandExecutor: false,
      maxCompletedExecutorsPerFramework: 50,
    };
  }

  #killed(machine: string, container: SimulatedContainer): void {
    if (this.#world.expelledAgents.has(`slave(1)@${this.address}`)) return;
    containerKilled(this.#world.history, machine, container);
  }

  #fatal(process: SimulatedProcess, error: MesosError): void {
    this.#world.note(`${this.name} cannot go on: ${describeError(error)}`);
    this.#exit(process);
  }

  #finished(process: SimulatedProcess): void {
    this.#world.note(`${this.name} has ended as it was asked to`);
    this.#exit(process);
  }

  /** The process exits after the handler; its supervisor starts it again. */
  #exit(process: SimulatedProcess): void {
    this.#world.history.count('agent exits');
    process.later(0, 'exits', () => {
      this.crash('process');
      this.#world.queue.after(1000, undefined, `the supervisor starts ${this.name}`, () => this.start());
    });
  }
}

function scalar(name: string, value: number): Resource {
  return { name, type: 'SCALAR', scalar: { value } };
}
