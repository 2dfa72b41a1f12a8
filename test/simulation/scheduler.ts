// A framework's scheduler as a client of the real API: it subscribes, uses offers in all the ways schedulers do,
// acknowledges late and twice, goes away and comes back. It draws what to do from the seed.
import type {
  ExecutorInfo,
  FrameworkInfo,
  Offer,
  OfferOperation,
  OperationStatus,
  Resource,
  SchedulerCall,
  SchedulerEvent,
  TaskInfo,
  TaskStatus,
} from '../../src/protocol/messages.ts';
import type { QueuedEvent } from './event-queue.ts';
import { type History, hex, isTerminal, type TaskHistory } from './history.ts';
import type { HttpServers } from './http-connections.ts';
import { masterAddress } from './master-node.ts';
import { NativeDriver } from './native-driver.ts';
import { OperationPlanner } from './operation-plans.ts';
import type { SeededRandom } from './random.ts';
import { updateReceived } from './rules/updates.ts';
import { operationTold } from './rules/volumes.ts';
import {
  type ConnectionEvents,
  type Encoding,
  SchedulerConnection,
  type SchedulerWire,
} from './scheduler-connection.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { Transports } from './transport.ts';

export interface SchedulerOptions {
  readonly name: string;
  readonly role: string;
  readonly isCheckpointing: boolean;
  readonly isPartitionAware: boolean;
  /** How it talks to the master: over HTTP in this encoding, or as a native driver. */
  readonly wire: Encoding | 'native';
  readonly failoverTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly process: SimulatedProcess;
  readonly random: SeededRandom;
  readonly servers: HttpServers;
  readonly transports: Transports;
  readonly history: History;
  readonly note: (text: string) => void;
}

/** Tasks that go on at one time, and in all: a run stays small enough to read. */
const maxLiveTasks = 8;
const maxTasks = 40;

/** Stream records that may be missing until the scheduler takes its master for dead, in heartbeats. */
const missedHeartbeats = 3;

/**
 * A driver gets no heartbeats, and when the message that it was given up is lost it hears nothing any more: it is
 * started anew when it was quiet for so long.
 */
const longestQuietMs = 60_000;

export class SimulatedScheduler {
  readonly name: string;
  /** Given by the master; another one after the framework was removed. */
  frameworkId: string | undefined;
  readonly #options: SchedulerOptions;
  readonly #offers = new Map<string, Offer>();
  #connection: SchedulerWire | undefined;
  #driver: NativeDriver | undefined;
  #drivers = 0;
  #isSubscribed = false;
  #isSuppressed = false;
  #isCalm = false;
  #watchdog: QueuedEvent | undefined;
  #taskCount = 0;
  readonly #planner: OperationPlanner;

  constructor(options: SchedulerOptions) {
    this.name = options.name;
    this.#options = options;
    const { history, random, role, wire } = options;
    this.#planner = new OperationPlanner(role, history, random.fork('operations'), wire !== 'native');
  }

  /** Where a native driver is now. */
  get address(): string | undefined {
    return this.#driver?.address;
  }

  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  start(): void {
    this.#reconnectAfter(this.#options.random.between(0, 500));
    this.#act();
  }

  /** From now on it starts nothing, answers everything at once and asks for what it does not know. */
  calmDown(): void {
    this.#isCalm = true;
    for (const id of [...this.#offers.keys()]) this.#decline(id);
    this.#reconcile();
  }

  /** Tasks of the framework it is now that have no end it can rely on. */
  openTasks(): TaskHistory[] {
    return [...this.#options.history.tasks.values()].filter(
      (task) => task.frameworkId === this.frameworkId && task.final === undefined,
    );
  }

  // ------------------------------------------------------------------------------------------- connection

  #reconnectAfter(delayMs: number): void {
    this.#options.process.later(delayMs, 'connects', () => this.#connect());
  }

  #connect(): void {
    if (this.#connection !== undefined) return;
    const subscribe: SchedulerCall = {
      type: 'SUBSCRIBE',
      ...(this.frameworkId === undefined ? {} : { framework_id: { value: this.frameworkId } }),
      subscribe: { framework_info: this.#info() },
    };
    const connection: SchedulerWire = this.#open(subscribe, {
      onEvent: (event) => {
        if (this.#connection === connection) this.#receive(event);
      },
      onClosed: () => {
        if (this.#connection === connection) this.#disconnected();
      },
    });
    this.#connection = connection;
    this.#feedWatchdog();
  }

  #open(subscribe: SchedulerCall, events: ConnectionEvents): SchedulerWire {
    const { wire, name, process, servers, transports } = this.#options;
    if (wire !== 'native') {
      const parts = { servers, process, machine: name, master: 'master', encoding: wire };
      return new SchedulerConnection(parts, subscribe, events);
    }
    if (this.#driver?.isUsable !== true) {
      this.#drivers += 1;
      const address = `10.0.2.1:${30_000 + this.#drivers}`;
      const master = `master@${masterAddress}`;
      this.#driver = new NativeDriver({ transports, process, machine: name, address, master });
    }
    this.#driver.subscribe(subscribe, events);
    return this.#driver;
  }

  #info(): FrameworkInfo {
    const { failoverTimeoutMs, isCheckpointing, isPartitionAware, name, role } = this.#options;
    return {
      user: 'nobody',
      name,
      ...(this.frameworkId === undefined ? {} : { id: { value: this.frameworkId } }),
      roles: [role],
      failover_timeout: failoverTimeoutMs / 1000,
      checkpoint: isCheckpointing,
      capabilities: [
        { type: 'MULTI_ROLE' },
        { type: 'RESERVATION_REFINEMENT' },
        ...(isPartitionAware
          ? [{ type: 'PARTITION_AWARE' as const }, { type: 'TASK_KILLING_STATE' as const }]
          : []),
      ],
    };
  }

  #feedWatchdog(): void {
    const { heartbeatIntervalMs, process, wire } = this.#options;
    this.#watchdog?.cancel();
    const connection = this.#connection;
    const patienceMs = wire === 'native' ? longestQuietMs : missedHeartbeats * heartbeatIntervalMs;
    this.#watchdog = process.later(patienceMs, 'hears nothing', () => {
      if (this.#connection === connection && connection !== undefined) this.#leave(0);
    }) as QueuedEvent;
  }

  /** Closes the connection and comes back after a while. */
  #leave(forMs: number): void {
    this.#connection?.close();
    this.#disconnected(forMs);
  }

  #disconnected(forMs = 0): void {
    this.#connection = undefined;
    this.#isSubscribed = false;
    this.#isSuppressed = false;
    this.#offers.clear();
    this.#watchdog?.cancel();
    this.#reconnectAfter(forMs + this.#options.random.between(50, 1500));
  }

  // ----------------------------------------------------------------------------------------------- events

  #receive(event: SchedulerEvent): void {
    this.#feedWatchdog();
    switch (event.type) {
      case 'SUBSCRIBED':
        this.#subscribed(event.subscribed?.framework_id.value ?? '');
        return;
      case 'OFFERS':
        for (const offer of event.offers?.offers ?? []) this.#offered(offer);
        return;
      case 'RESCIND':
        this.#offers.delete(event.rescind?.offer_id.value ?? '');
        return;
      case 'UPDATE':
        this.#updated(event.update!.status);
        return;
      case 'UPDATE_OPERATION_STATUS':
        this.#operationUpdated(event.update_operation_status!.status);
        return;
      case 'ERROR':
        this.#failed(event.error?.message ?? '');
        return;
      default:
        return;
    }
  }

  #subscribed(id: string): void {
    if (this.frameworkId !== undefined && this.frameworkId !== id)
      throw new Error(`${this.name} is ${this.frameworkId} and was subscribed as ${id}`);
    this.frameworkId = id;
    this.#isSubscribed = true;
    this.#reconcile();
  }

  #failed(message: string): void {
    const { history, note } = this.#options;
    note(`${this.name} is told: ${message}`);
    if (message === 'Framework has been removed' && this.frameworkId !== undefined) {
      history.removedFrameworks.add(this.frameworkId);
      this.frameworkId = undefined;
    }
    this.#leave(0);
  }

  #updated(status: TaskStatus): void {
    const { history, note, process, random } = this.#options;
    const text = `${status.task_id.value} ${status.state} ${status.reason ?? ''}`;
    note(`${this.name} hears: ${text} ${status.uuid === undefined ? '' : hex(status.uuid).slice(0, 8)}`);
    updateReceived(history, status);
    if (status.uuid === undefined) return;
    const fate = this.#isCalm ? 0 : random.fraction();
    if (fate > 0.97) return;
    if (fate < 0.75) this.#acknowledge(status);
    else process.later(random.exponentialMs(4000), 'acknowledges late', () => this.#acknowledge(status));
    if (fate > 0.65)
      process.later(random.exponentialMs(2000), 'acknowledges again', () => this.#acknowledge(status));
  }

  #operationUpdated(status: OperationStatus): void {
    const { history, note, process, random } = this.#options;
    const { agent_id, operation_id, state, uuid } = status;
    note(`${this.name} hears: ${operation_id?.value} ${state} ${uuid === undefined ? '' : hex(uuid.value)}`);
    operationTold(history, status);
    if (uuid === undefined || operation_id === undefined) return;
    const acknowledge_operation_status = { agent_id, operation_id, uuid: uuid.value };
    const acknowledge = (): void =>
      this.#call({ type: 'ACKNOWLEDGE_OPERATION_STATUS', acknowledge_operation_status });
    const fate = this.#isCalm ? 0 : random.fraction();
    if (fate < 0.7) acknowledge();
    else if (fate < 0.95) process.later(random.exponentialMs(4000), 'acknowledges late', acknowledge);
  }

  #acknowledge(status: TaskStatus): void {
    const { task_id, agent_id, uuid } = status;
    if (agent_id === undefined || uuid === undefined || !this.#isSubscribed) return;
    this.#options.history.task(task_id.value)?.acknowledgements.add(hex(uuid));
    this.#call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
  }

  // ------------------------------------------------------------------------------------------------ calls

  #call(call: SchedulerCall, onAnswer?: (status: number | undefined) => void): void {
    if (this.#connection === undefined || this.frameworkId === undefined) return;
    this.#connection.call({ ...call, framework_id: { value: this.frameworkId } }, onAnswer);
  }

  #offered(offer: Offer): void {
    const { process, random } = this.#options;
    this.#offers.set(offer.id.value, offer);
    const fate = this.#isCalm ? 1 : random.fraction();
    // Kept until it is rescinded, or used together with a later one.
    if (fate < 0.05) return;
    const thinkMs = random.pick([0, 5, 300, 2000]) * random.fraction();
    process.later(thinkMs, 'decides on an offer', () => {
      if (!this.#isSubscribed) return;
      if (fate < 0.75 && this.#liveCount() < maxLiveTasks && this.#taskCount < maxTasks) this.#accept(offer);
      else this.#decline(offer.id.value);
    });
  }

  #liveCount(): number {
    return this.openTasks().length;
  }

  #decline(id: string): void {
    const { random } = this.#options;
    this.#offers.delete(id);
    const filters =
      random.chance(0.3) && !this.#isCalm ? {} : { filters: { refuse_seconds: random.between(0, 8) } };
    this.#call({ type: 'DECLINE', decline: { offer_ids: [{ value: id }], ...filters } });
  }

  /** Launches one to three tasks; sometimes on an offer that was rescinded meanwhile. */
  #accept(offer: Offer): void {
    const { random } = this.#options;
    const offers = [offer];
    if (random.chance(0.3)) {
      const other = [...this.#offers.values()].find(
        (one) => one !== offer && one.agent_id.value === offer.agent_id.value,
      );
      if (other !== undefined) offers.push(other);
    }
    for (const { id } of offers) this.#offers.delete(id.value);
    const call = this.#acceptCall(offers, random.integer(1, 3));
    this.#call(call, (status) => {
      // No answer: it may or may not have been carried out, and some schedulers simply try again.
      if (status === undefined && random.chance(0.5)) this.#repeat(call);
    });
    if (random.chance(0.05)) this.#repeat(call);
    // The same offers spent on other tasks.
    if (random.chance(0.05)) this.#call(this.#acceptCall(offers, 1));
  }

  /** The same ACCEPT again, unless the framework is another one by now. */
  #repeat(call: SchedulerCall): void {
    if (!this.#isSubscribed) return;
    const ids = (call.accept?.operations ?? []).flatMap((operation) =>
      tasksOf(operation).map((info) => info.task_id.value),
    );
    const tasks = ids.flatMap((id) => this.#options.history.task(id) ?? []);
    if (tasks.some((task) => task.frameworkId !== this.frameworkId)) return;
    for (const task of tasks) task.accepts += 1;
    this.#call(call);
  }

  #acceptCall(offers: readonly Offer[], count: number): SchedulerCall {
    const plan = this.#planner.plan(offers);
    const operations: OfferOperation[] = [...plan.operations];
    for (let index = 0; index < count; index += 1) {
      if (this.#options.random.chance(0.25)) {
        operations.push(this.#newGroup(offers));
        continue;
      }
      const task = this.#newTask(offers);
      if (index === 0) task.resources?.push(...plan.used);
      operations.push({ type: 'LAUNCH', launch: { task_infos: [task] } });
    }
    return {
      type: 'ACCEPT',
      accept: {
        offer_ids: offers.map(({ id }) => id),
        operations,
        filters: { refuse_seconds: this.#options.random.between(0, 3) },
      },
    };
  }

  /** Two tasks that share their fate, under one of two executors. */
  #newGroup(offers: readonly Offer[]): OfferOperation {
    const { name, random } = this.#options;
    const group = [1, 2].map((more) => `${name}-task-${this.#taskCount + more}`);
    const tasks = [this.#newTask(offers, group), this.#newTask(offers, group)];
    const executor: ExecutorInfo = {
      type: 'DEFAULT',
      executor_id: { value: `${name}-pods-${random.integer(1, 2)}` },
      framework_id: { value: this.frameworkId ?? '' },
      resources: [scalar('cpus', 0.1), scalar('mem', 32), scalar('disk', 1)],
    };
    return { type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks } } };
  }

  #newTask(offers: readonly Offer[], group: readonly string[] = []): TaskInfo {
    const { history, isCheckpointing, isPartitionAware, name, random } = this.#options;
    this.#taskCount += 1;
    const id = `${name}-task-${this.#taskCount}`;
    const agentId = offers[0]!.agent_id.value;
    const isLimited = random.chance(0.1);
    history.tasks.set(id, {
      id,
      frameworkId: this.frameworkId ?? '',
      isCheckpointing,
      isPartitionAware,
      agentId,
      offerIds: offers.map((offer) => offer.id.value),
      group,
      accepts: 1,
      acceptedBy: undefined,
      containerId: undefined,
      emitted: [],
      lastEmitted: -1,
      stored: new Set(),
      acknowledged: new Set(),
      acknowledgements: new Set(),
      lastSeen: -1,
      told: undefined,
      final: undefined,
      isKillWanted: isLimited,
      hasFailed: false,
      isLostWithAgent: false,
    });
    history.count('tasks');
    // Now and then more than any agent has: refused.
    const cpus = random.chance(0.05) ? 1000 : random.pick([0.1, 0.1, 0.5, 1]);
    return {
      name: id,
      task_id: { value: id },
      agent_id: { value: agentId },
      resources: [scalar('cpus', cpus), scalar('mem', random.pick([32, 32, 64]))],
      command: { value: 'work' },
      ...(random.chance(0.3) ? { kill_policy: { grace_period: { nanoseconds: 500_000_000n } } } : {}),
      ...(isLimited ? { max_completion_time: { nanoseconds: 2_000_000_000n } } : {}),
    };
  }

  #kill(task: TaskHistory): void {
    task.isKillWanted = true;
    this.#call({
      type: 'KILL',
      kill: { task_id: { value: task.id }, agent_id: { value: task.agentId } },
    });
  }

  #reconcile(): void {
    const { random } = this.#options;
    if (!this.#isSubscribed) return;
    const tasks = this.openTasks().map((task) => ({
      task_id: { value: task.id },
      agent_id: { value: task.agentId },
    }));
    if (tasks.length > 0) this.#call({ type: 'RECONCILE', reconcile: { tasks } });
    if (random.chance(0.2)) this.#call({ type: 'RECONCILE', reconcile: { tasks: [] } });
    if (this.#options.wire !== 'native' && random.chance(0.2))
      this.#call({ type: 'RECONCILE_OPERATIONS', reconcile_operations: { operations: [] } });
  }

  // ------------------------------------------------------------------------------------- by its own will

  #act(): void {
    const { process, random } = this.#options;
    process.later(random.exponentialMs(this.#isCalm ? 15_000 : 4000), 'acts', () => {
      if (this.#isSubscribed) this.#actNow();
      this.#act();
    });
  }

  #actNow(): void {
    const { failoverTimeoutMs, random } = this.#options;
    if (this.#isCalm) {
      this.#reconcile();
      return;
    }
    const fate = random.fraction();
    if (fate < 0.35) {
      const open = this.openTasks().filter((task) => task.told === undefined || !isTerminal(task.told));
      if (open.length > 0) this.#kill(random.pick(open));
    } else if (fate < 0.55) {
      this.#isSuppressed = !this.#isSuppressed;
      this.#call(this.#isSuppressed ? { type: 'SUPPRESS' } : { type: 'REVIVE' });
    } else if (fate < 0.7) {
      this.#reconcile();
    } else if (fate < 0.75) {
      // Ends a hoarded offer.
      for (const id of [...this.#offers.keys()].slice(0, 1)) this.#decline(id);
    } else if (fate < 0.83) {
      this.#leave(
        random.chance(0.15) ? failoverTimeoutMs * random.between(0.8, 1.5) : random.exponentialMs(1500),
      );
    } else if (fate < 0.84) {
      this.#call({ type: 'TEARDOWN' });
    }
  }
}

function tasksOf(operation: OfferOperation): readonly TaskInfo[] {
  return operation.launch?.task_infos ?? operation.launch_group?.task_group.tasks ?? [];
}

function scalar(name: string, value: number): Resource {
  return { name, type: 'SCALAR', scalar: { value } };
}
