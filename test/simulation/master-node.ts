// The machine with the master: its disk and clock, and one life of the real master after another on them.

import type { Allocator } from '../../src/allocator/allocator.ts';
import { HierarchicalAllocator } from '../../src/allocator/hierarchical-allocator.ts';
import { describeError } from '../../src/base/errors.ts';
import { decodePeerMessage, transportPeers } from '../../src/libprocess/peers.ts';
import { type MasterConfig, masterConfig } from '../../src/master/config.ts';
import { Master } from '../../src/master/master.ts';
import { Registrar } from '../../src/master/registrar.ts';
import { FileStore } from '../../src/storage/file-store.ts';
import { SimulatedDisk } from './disk.ts';
import { diskOptions } from './node-disk.ts';
import { checkMasterBooks } from './rules/books.ts';
import { OfferWatch } from './rules/offers.ts';
import { MasterTasks } from './rules/tasks.ts';
import { SimulatedProcess, WallClock } from './simulated-process.ts';
import { type SentMessage, watchPeers } from './watched-peers.ts';
import type { World } from './world.ts';

export const masterMachine = 'master';
export const masterAddress = '10.0.0.1:5050';

/** Small enough that a run compacts several times. */
const compactionMinBytes = 4096;

export type MasterTimes = Pick<
  MasterConfig,
  | 'agentPingTimeoutMs'
  | 'maxAgentPingTimeouts'
  | 'agentReregisterTimeoutMs'
  | 'heartbeatIntervalMs'
  | 'offerTimeoutMs'
>;

interface Life {
  readonly name: string;
  readonly process: SimulatedProcess;
  readonly master: Master;
  readonly allocator: Allocator;
  readonly offers: OfferWatch;
  readonly tasks: MasterTasks;
}

export class MasterNode {
  readonly clock: WallClock;
  readonly disk: SimulatedDisk;
  readonly #world: World;
  readonly #times: MasterTimes;
  #lives = 0;
  #life: Life | undefined;
  #process: SimulatedProcess | undefined;

  constructor(world: World, times: MasterTimes) {
    this.#world = world;
    this.#times = times;
    this.clock = new WallClock(world.queue);
    this.disk = new SimulatedDisk(diskOptions(world, masterMachine, () => this.#process));
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  get process(): SimulatedProcess | undefined {
    return this.#life?.process;
  }

  get master(): Master | undefined {
    return this.#life?.master;
  }

  start(): void {
    if (this.#life !== undefined) return;
    const world = this.#world;
    this.#lives += 1;
    const name = `master life ${this.#lives}`;
    world.note(`${name} begins`);
    const process = new SimulatedProcess(masterMachine, world.queue);
    this.#process = process;
    const random = world.random.fork(name);
    const log = world.log(masterMachine);
    const { mutation } = world;
    const store = new FileStore({
      disk: this.disk,
      path: '/var/lib/mesos/registry.journal',
      kind: 'mesos registry',
      compactionMinBytes,
    });
    const onFatal = (error: Error): void => this.#fatal(process, error);
    const registrar = new Registrar({
      store,
      log,
      timers: process,
      clock: this.clock,
      fetchTimeoutMs: 60_000,
      storeTimeoutMs: 20_000,
      onFailure: onFatal,
    });
    const real = new HierarchicalAllocator(random);
    const allocator = mutation.allocator?.(real, random) ?? real;
    const transport = world.transports.attach({
      address: masterAddress,
      machine: masterMachine,
      process,
      events: {
        onMessage: (inbound) => {
          const message = decodePeerMessage(inbound, log);
          if (message?.name === 'scheduler.v0.Call') offers.begin(message.message);
          if (message !== undefined) master.receive(message);
          return master.hasActor(inbound.to);
        },
        onExited: (address) => master.exited(address),
      },
    });
    const peers = transportPeers(transport, 'master');
    const master = new Master(
      masterConfig({ id: random.uuid(), hostname: 'master', ip: '10.0.0.1', port: 5050, ...this.#times }),
      {
        clock: this.clock,
        timers: process,
        random,
        log,
        peers: watchPeers(mutation.masterPeers?.(peers, random) ?? peers, (sent) => this.#witness(sent)),
        registrar,
        allocator,
        onFatal,
      },
    );
    const offers = new OfferWatch(world.history, name, master.model);
    const tasks = new MasterTasks(world.history, name, master.model);
    this.#life = { name, process, master, allocator, offers, tasks };
    master.start();
    world.servers.serve({
      machine: masterMachine,
      process,
      handle: (request, call) => {
        offers.begin(call);
        return master.schedulerApi(request);
      },
    });
  }

  /** The process dies; with `power` the machine does, and what was not synced may be lost. */
  crash(how: { readonly power: boolean }): void {
    const life = this.#life;
    if (life === undefined) return;
    this.#world.note(`${life.name} ends${how.power ? ': power failure' : ''}`);
    this.#life = undefined;
    life.process.end();
    life.master.stop();
    this.#world.transports.detach(masterAddress);
    this.#world.servers.remove(masterMachine);
    this.disk.crash({ keepCache: !how.power });
  }

  /** The rules, when something happened to the master. */
  check(): void {
    const life = this.#life;
    if (life?.process.isTouched !== true) return;
    life.process.isTouched = false;
    life.offers.end();
    life.tasks.check();
    checkMasterBooks(
      life.master.model,
      life.allocator,
      this.clock.now(),
      this.#world.history.removedFrameworks,
    );
  }

  #fatal(process: SimulatedProcess, error: Error): void {
    this.#world.note(`master cannot go on: ${describeError(error)}`);
    this.#world.history.count('master exits');
    // The process exits after the handler that failed; its supervisor starts it again.
    process.later(0, 'exits', () => {
      this.crash({ power: false });
      this.#world.queue.after(1000, undefined, 'the supervisor starts the master', () => this.start());
    });
  }

  /** Notes what the master asks agents for. */
  #witness(sent: SentMessage): void {
    const { history } = this.#world;
    if (sent.name === 'internal.RunTaskMessage') {
      const { framework, task } = sent.message;
      this.#life?.offers.taskSent(framework.id?.value ?? '', task.task_id.value);
      this.#life?.tasks.taskSent(task.task_id.value);
    } else if (sent.name === 'internal.RunTaskGroupMessage') {
      const { framework, task_group } = sent.message;
      for (const { task_id } of task_group.tasks ?? []) {
        this.#life?.offers.taskSent(framework.id?.value ?? '', task_id.value);
        this.#life?.tasks.taskSent(task_id.value);
      }
      history.count('task groups');
    } else if (sent.name === 'internal.ShutdownFrameworkMessage') {
      history.removedFrameworks.add(sent.message.framework_id.value);
    } else if (sent.name === 'internal.ShutdownMessage') {
      this.#world.note(`master tells ${sent.to} to leave: ${sent.message.message ?? ''}`);
      this.#world.expelledAgents.add(sent.to);
    }
  }
}
