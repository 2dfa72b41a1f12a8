// The agent's mailbox: it wires the concerns together and hands each event to the one it is for. Every entry point
// is synchronous and is called by one caller at a time; what it asks of the world comes back as another event.

import type { MesosError } from '../base/errors.ts';
import type { Clock, Log, Random, Timers } from '../base/ports.ts';
import type { PeerMessage, Peers } from '../libprocess/peers.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { StatusUpdate, UpdateOperationStatusMessage } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { CheckpointLog } from './checkpoint-log.ts';
import type { CheckpointRecord, CheckpointStore } from './checkpoints.ts';
import { type AgentConfig, agentInfoOf, agentPid } from './config.ts';
import type {
  Containerizer,
  ContainerizerEvents,
  ContainerProcess,
  ContainerTermination,
} from './containerizer/containerizer.ts';
import type { AgentContext } from './context.ts';
import { Ending } from './ending.ts';
import type { ExecutorApi } from './executor-api.ts';
import { ExecutorDriver } from './executor-driver.ts';
import { Executors } from './executors.ts';
import { Frameworks } from './frameworks.ts';
import { type Concerns, handleMasterMessage, messageToExecutor } from './master-messages.ts';
import { AgentMetrics } from './metrics.ts';

import { type AgentModel, type Executor, emptyModel } from './model.ts';
import { Operations } from './operations.ts';

import { Recovery } from './recovery.ts';
import { Registration } from './registration.ts';
import { registerMessage, reregisterMessage, updateAgentMessage } from './registration-messages.ts';
import { StatusUpdates } from './status-updates.ts';
import { Tasks } from './tasks.ts';
import { uuidBytes } from './uuid.ts';
import { VolumeGate } from './volume-gate.ts';
import { type Volumes, VolumeWork } from './volumes.ts';

export interface AgentPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly peers: Peers;
  readonly containerizer: Containerizer;
  readonly store: CheckpointStore;
  readonly volumes: Volumes;
  /** The agent cannot go on: the process must exit with a failure. Called at most once. */
  fatal(error: MesosError): void;
  /** The agent has ended as it was asked to: the process exits with success. Called at most once. */
  finished(): void;
}

export class Agent implements ContainerizerEvents {
  readonly config: AgentConfig;
  /** For reading only. */
  readonly model: AgentModel;
  readonly metrics = new AgentMetrics();
  readonly #ports: AgentPorts;
  readonly #context: AgentContext;
  readonly #updates: StatusUpdates;
  readonly #operations: Operations;
  readonly #executors: Executors;
  readonly #driver: ExecutorDriver;
  readonly #frameworks: Frameworks;
  readonly #tasks: Tasks;
  readonly #registration: Registration;
  readonly #recovery: Recovery;
  readonly #ending: Ending;
  readonly #concerns: Concerns;
  #onRecovered = (): void => {};

  constructor(config: AgentConfig, ports: AgentPorts) {
    this.config = config;
    this.#ports = ports;
    this.model = emptyModel(agentInfoOf(config), ports.clock.now());
    this.#renewResourceVersion();
    const { clock, timers, random, log, peers, volumes } = ports;
    const volumeWork = new VolumeWork({ volumes, timers, log });
    const containerizer = new VolumeGate(ports.containerizer, volumeWork, timers, this);
    const fatal = (error: MesosError): void => this.#ending.fail(error);
    const checkpoints = new CheckpointLog(ports.store, log, fatal, () => this.#snapshot());
    const context = { config, clock, timers, random, log, containerizer, checkpoints };
    this.#context = { ...context, model: this.model, metrics: this.metrics };
    this.#updates = new StatusUpdates({
      timers,
      append: (record, then) => checkpoints.append(record, then),
      stored: (update) => this.#updateStored(update),
      send: (update) => this.#sendUpdate(update),
      completed: (update) => this.#taskCompleted(update),
    });
    this.#operations = new Operations(this.#context, volumeWork, {
      send: (update) => this.#sendOperationStatus(update),
      resync: () => this.#registration.resync(),
    });
    const emit = (update: StatusUpdate): void => this.#emit(update);
    this.#executors = new Executors(this.#context, {
      emit,
      novelty: (frameworkId, taskId, uuid) => this.#updates.novelty(frameworkId, taskId, uuid),
      exited: (frameworkId, executorId, status) => this.#executorExited(frameworkId, executorId, status),
      message: (executor, data) => this.#messageToFramework(executor, data),
      settled: () => this.#recovery.executorSettled(),
      released: (framework) => this.#frameworks.removeIfIdle(framework.id),
    });
    this.#driver = new ExecutorDriver(this.#context, this.#executors.api, peers);
    this.#frameworks = new Frameworks(this.#context, {
      shutdownExecutor: (executor) => this.#executors.shutdown(executor),
      destroyExecutor: (executor) => this.#executors.destroy(executor),
      completeExecutor: (executor) => this.#executors.complete(executor),
      dropUpdates: (id) => this.#updates.removeFramework(id),
      hasUpdates: (id) => this.#updates.hasFramework(id),
      removed: () => this.#ending.endIfIdle(),
    });
    this.#tasks = new Tasks(this.#context, this.#frameworks, this.#executors, {
      emit,
      hasUpdates: (frameworkId, taskId) => this.#updates.has(frameworkId, taskId),
      notLaunched: (frameworkId, executorId) => this.#executorExited(frameworkId, executorId, -1),
    });
    this.#registration = new Registration(this.#context, {
      peers,
      registerMessage: () => registerMessage(this.model, this.#operations.checkpointed),
      reregisterMessage: () => {
        this.#renewResourceVersion();
        return reregisterMessage(this.model, this.#operations.checkpointed, ({ executor, id }) =>
          this.#updates.isEnding(executor.framework.id, id),
        );
      },
      saveId: (_id, then) => checkpoints.append(this.#agentRecord(), then),
      registered: () => this.#registered(),
      registeredAgain: () => {
        if (this.model.operations.size > 0) this.#tellOperations();
      },
      disconnected: () => this.#pause(),
      fatal,
    });
    this.#recovery = new Recovery(this.#context, {
      store: ports.store,
      executors: this.#executors,
      frameworks: this.#frameworks,
      updates: this.#updates,
      operations: this.#operations,
      agentRecord: () => this.#agentRecord(),
      reconnect: (executors) => this.#driver.reconnect(executors),
      recovered: () => this.#recovered(),
      fatal,
    });
    this.#ending = new Ending(this.#context, {
      frameworks: this.#frameworks,
      disconnect: () => {
        this.#registration.stop();
        this.#pause();
      },
      fatal: (error) => ports.fatal(error),
      finished: () => ports.finished(),
    });
    this.#concerns = {
      registration: this.#registration,
      frameworks: this.#frameworks,
      executors: this.#executors,
      tasks: this.#tasks,
      updates: this.#updates,
      operations: this.#operations,
      ending: this.#ending,
    };
  }

  /** For executors that are processes of their own. */
  get executorApi(): ExecutorApi {
    return this.#executors.api;
  }

  /** `slave(1)@ip:port` */
  get pid(): Upid {
    return agentPid(this.config);
  }

  /** The master that was last detected. */
  get master(): Upid | undefined {
    return this.#registration.master;
  }

  /**
   * Reads the checkpoints and the containers, then turns to the master. Called once, first. `recovered` is called
   * when what the agent knew before is known again, and never when it cannot go on.
   */
  start(recovered: () => void = () => {}): void {
    this.#onRecovered = recovered;
    this.#recovery.start();
  }

  /** From the detector: `master@ip:port` (an address, not a host name), or undefined while there is no leader. */
  masterDetected(master: Upid | undefined, isGivenAddress = false): void {
    this.#registration.masterDetected(master, isGivenAddress);
  }

  /** The link to `ip:port` broke or could not be made. */
  exited(address: string): void {
    this.#registration.exited(address);
  }

  onLaunched(id: string, pids?: ContainerProcess): void {
    this.#executors.onLaunched(id, pids);
  }

  onTerminated(id: string, termination: ContainerTermination): void {
    this.#executors.onTerminated(id, termination);
  }

  /** A message of another process to this agent's actor. Unknown ones and those out of place are dropped. */
  message(message: PeerMessage): void {
    const { from } = message;
    if (
      message.name === 'internal.AgentRegisteredMessage' ||
      message.name === 'internal.AgentReregisteredMessage'
    )
      this.#registration.learnName(from);
    // Pings come from an actor of their own in the master.
    if (message.name === 'internal.PingAgentMessage') {
      this.#registration.ping(from, message.message);
      return;
    }
    const driver = this.#driver.receive(message);
    if (driver.isTaken) {
      if (driver.reason !== undefined) this.#drop(message, driver.reason);
    } else if (message.name === 'internal.FrameworkToExecutorMessage' && this.#isScheduler(message)) {
      const reason = messageToExecutor(this.#context, this.#concerns, message.message);
      if (reason !== undefined) this.#drop(message, reason);
    } else if (!this.#registration.isMaster(from)) {
      this.#drop(message, 'it is not from the master');
    } else {
      const reason = handleMasterMessage(this.#context, this.#concerns, message);
      if (reason !== undefined) this.#drop(message, reason);
    }
  }

  /** Leaves the cluster for good: everything ends, and a new start is that of a new agent (SIGUSR1). */
  leave(): void {
    const { master } = this.#registration;
    const id = this.model.info.id;
    if (master !== undefined && id !== undefined && this.model.state !== 'TERMINATING') {
      this.#ports.peers.send(master, 'internal.UnregisterAgentMessage', { agent_id: id });
    }
    this.#ending.leave('unregistering');
  }

  /** Ends the process; tasks of frameworks that checkpoint go on and are found again (SIGTERM). */
  stop(): void {
    this.#ending.stop();
  }

  /** A driver sends to executors by the shortest way. */
  #isScheduler({
    from,
    message,
  }: Extract<PeerMessage, { name: 'internal.FrameworkToExecutorMessage' }>): boolean {
    return this.model.frameworks.get(message.framework_id.value)?.pid === from;
  }

  #drop(message: PeerMessage, reason: string): void {
    this.metrics.count('dropped_messages');
    this.#ports.log.warn('dropping a message', { name: message.name, from: message.from, reason });
  }

  #emit(update: StatusUpdate): void {
    this.metrics.count('valid_status_updates');
    this.#updates.add(update);
  }

  #updateStored(update: StatusUpdate): void {
    if (isTerminal(update.status.state)) this.metrics.countTerminal(update.status.state);
    this.#executors.updateStored(update);
  }

  #sendUpdate(update: StatusUpdate): void {
    const { master } = this.#registration;
    if (master === undefined) return;
    this.#executors.updateSent(update);
    this.#ports.peers.send(master, 'internal.StatusUpdateMessage', { update, pid: this.pid });
  }

  /** The last update of a task was acknowledged. */
  #taskCompleted(update: StatusUpdate): void {
    this.#registration.outdate();
    if (!this.#executors.taskCompleted(update)) this.#frameworks.removeIfIdle(update.framework_id.value);
  }

  /** Told once: a master that misses it learns it from the list of what runs here. */
  #executorExited(frameworkId: string, executorId: string, status: number): void {
    this.#registration.outdate();
    const { master } = this.#registration;
    const agentId = this.model.info.id;
    if (master === undefined || agentId === undefined) return;
    this.#ports.peers.send(master, 'internal.ExitedExecutorMessage', {
      agent_id: agentId,
      framework_id: { value: frameworkId },
      executor_id: { value: executorId },
      status,
    });
  }

  /** To the scheduler itself, when it can be reached, else by way of the master. */
  #messageToFramework({ framework, id }: Executor, data: Uint8Array): void {
    const to = framework.pid ?? this.#registration.master;
    const agentId = this.model.info.id;
    if (to === undefined || agentId === undefined) return;
    this.#ports.peers.send(to, 'internal.ExecutorToFrameworkMessage', {
      agent_id: agentId,
      framework_id: { value: framework.id },
      executor_id: { value: id },
      data,
    });
  }

  #registered(): void {
    this.#tellOperations();
    this.#updates.resume();
  }

  /** What there is of operations; then how they ended, to a master that knows them. */
  #tellOperations(): void {
    const { master } = this.#registration;
    const id = this.model.info.id;
    if (master === undefined || id === undefined) return;
    const message = updateAgentMessage(id, this.model, this.#operations.list());
    this.#ports.peers.send(master, 'internal.UpdateAgentMessage', message);
    this.#operations.resume();
  }

  #pause(): void {
    this.#updates.pause();
    this.#operations.pause();
  }

  #sendOperationStatus(update: UpdateOperationStatusMessage): void {
    const { master } = this.#registration;
    if (master !== undefined) this.#ports.peers.send(master, 'internal.UpdateOperationStatusMessage', update);
  }

  /** A launch that was decided before the list of tasks reached the master must not begin after it has left. */
  #renewResourceVersion(): void {
    this.model.resourceVersion = uuidBytes(this.#ports.random.uuid());
  }

  #recovered(): void {
    this.metrics.recoverySeconds = (this.#ports.clock.now() - this.model.startedAtMs) / 1000;
    this.model.state = 'DISCONNECTED';
    if (this.config.recover === 'cleanup') this.#ending.leave('cleaning up');
    else if (!this.#ending.leaveIfAsked()) this.#registration.start();
    this.#onRecovered();
  }

  #agentRecord(): CheckpointRecord {
    return { type: 'agent', bootId: this.config.bootId, info: this.model.info };
  }

  #snapshot(): CheckpointRecord[] {
    const records: CheckpointRecord[] = this.model.info.id === undefined ? [] : [this.#agentRecord()];
    records.push(...this.#operations.records());
    for (const framework of this.model.frameworks.values()) {
      records.push(...this.#frameworks.records(framework));
      for (const executor of framework.executors.values()) records.push(...this.#executors.records(executor));
      records.push(...this.#updates.records(framework.id));
    }
    return records;
  }
}
