// An agent with nothing real around it: a clock that is moved by hand, a disk that keeps what was flushed, a host with
// containers that outlive the agent, and a master that is the test itself. The process can be crashed at any point.
import * as assert from 'uvu/assert';
import { Agent } from '../../src/agent/agent.ts';
import type { AgentConfig } from '../../src/agent/config.ts';
import type { MesosError } from '../../src/base/errors.ts';
import type { Log, Random, Timer } from '../../src/base/ports.ts';
import type { PeerMessage } from '../../src/libprocess/peers.ts';
import type {
  ExecutorInfo,
  FrameworkInfo,
  MessageName,
  MessageTypes,
  StatusUpdate,
  TaskInfo,
} from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { meetDemands } from '../support/demands.ts';
import { randomOf } from '../support/random.ts';
import { FakeStore, FakeVolumes } from './fake-disk.ts';
import { type FakeContainer, FakeHost } from './fake-host.ts';
import { ViewAudit } from './view-audit.ts';

export const masterPid = 'master@127.0.0.1:5050';
export const observerPid = 'slave-observer(1)@127.0.0.1:5050';
export const agentId = 'e1d0400e-4857-43b7-8e88-f4af0f8b9a0f-S0';
export const frameworkId = 'e1d0400e-4857-43b7-8e88-f4af0f8b9a0f-0004';

export const testConfig: AgentConfig = {
  actor: 'slave(1)',
  ip: '127.0.0.1',
  port: 5051,
  hostname: 'localhost',
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 4 } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 4096 } },
    { name: 'disk', type: 'SCALAR', scalar: { value: 10000 } },
    { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 32000 }] } },
  ],
  attributes: [
    { name: 'rack', type: 'TEXT', text: { value: 'r1' } },
    { name: 'level', type: 'SCALAR', scalar: { value: 3 } },
  ],
  workDir: '/var/lib/mesos/agent',
  launcherDir: '/usr/libexec/mesos',
  bootId: 'boot-1',
  registrationBackoffMs: 1000,
  recover: 'reconnect',
  reconfigurationPolicy: 'equal',
  strict: true,
  switchUser: true,
  executorEnvironment: {},
  executorShutdownGraceMs: 5000,
  executorRegistrationTimeoutMs: 60_000,
  recoveryTimeoutMs: 900_000,
  executorReregistrationTimeoutMs: 2000,
  httpCommandExecutor: false,
  maxCompletedExecutorsPerFramework: 150,
};

export interface Sent {
  readonly to: string;
  readonly name: MessageName;
  readonly message: unknown;
}

interface FakeTimer {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

export interface HarnessOptions {
  readonly config?: Partial<AgentConfig>;
  readonly seed?: number;
}

export class Harness {
  nowMs = 1_795_209_000_000;
  readonly disk: Uint8Array[] = [];
  readonly host = new FakeHost();
  readonly volumes = new FakeVolumes();
  sent: Sent[] = [];
  readonly links: string[] = [];
  readonly logLines: string[] = [];
  agent!: Agent;
  store!: FakeStore;
  config: AgentConfig;
  fatal: MesosError | undefined;
  hasFinished = false;
  /** What Random.fraction gives. */
  fraction: () => number;
  readonly #audit = new ViewAudit();
  #timers: FakeTimer[] = [];
  #nextOrder = 0;
  #uuids = 0;

  constructor(options: HarnessOptions = {}) {
    this.config = { ...testConfig, ...options.config };
    this.fraction = options.seed === undefined ? () => 0.5 : randomOf(options.seed);
  }

  /** A new process: nothing of the old one is left but disk and host. */
  boot(): void {
    this.#timers = [];
    this.fatal = undefined;
    this.hasFinished = false;
    const store = new FakeStore(this.disk);
    this.store = store;
    const isCurrent = (): boolean => this.store === store;
    const log: Log = {
      debug: () => {},
      info: (message) => this.logLines.push(message),
      warn: (message) => this.logLines.push(message),
      error: (message) => this.logLines.push(message),
    };
    const random: Random = {
      fraction: () => this.fraction(),
      uuid: () => `00000000-0000-4000-8000-${(this.#uuids++).toString(16).padStart(12, '0')}`,
    };
    const peers = {
      send: <N extends MessageName>(to: string, name: N, message: MessageTypes[N]): void => {
        // Through the codec, as everything that leaves the process.
        if (!isCurrent()) return;
        meetDemands(name, message, to);
        this.sent.push({ to, name, message: decode(name, encode(name, message)) });
      },
      link: (to: string): void => {
        if (isCurrent()) this.links.push(to);
      },
      unlink: (): void => {},
    };
    this.agent = new Agent(this.config, {
      clock: { now: () => this.nowMs },
      timers: {
        after: (delayMs, action): Timer => {
          const timer = { atMs: this.nowMs + delayMs, order: this.#nextOrder++, action };
          if (isCurrent()) this.#timers.push(timer);
          return { cancel: () => (this.#timers = this.#timers.filter((other) => other !== timer)) };
        },
      },
      random,
      log,
      peers,
      containerizer: this.host,
      store,
      volumes: this.volumes,
      fatal: (error) => (this.fatal = error),
      finished: () => (this.hasFinished = true),
    });
    this.host.attach(this.agent);
    this.agent.start();
  }

  /** The process is gone, with everything that was not on disk. */
  crash(): void {
    this.store.drop();
    this.volumes.drop();
    this.#timers = [];
    this.host.attach(undefined);
  }

  /** Lets everything happen that needs no time: writes, containers, promises. */
  async settle(): Promise<void> {
    for (let round = 0; round < 1000; round += 1) {
      const wasBusy = this.store.flush() || this.volumes.deliver() || this.host.deliver();
      await Promise.resolve();
      await Promise.resolve();
      if (wasBusy || this.store.waiting.length > 0 || this.host.deliver()) continue;
      this.#audit.check(this.agent);
      return;
    }
    throw new Error('the agent does not come to rest');
  }

  /** Moves the clock and fires what is due, in order. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    while (this.#fireNext(untilMs)) await this.settle();
    this.nowMs = untilMs;
  }

  /** As `advance`, while the disk and the containers stand still. */
  fireTimers(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.#fireNext(untilMs));
    this.nowMs = untilMs;
  }

  #fireNext(untilMs: number): boolean {
    const due = this.#timers
      .filter((timer) => timer.atMs <= untilMs)
      .sort((left, right) => left.atMs - right.atMs || left.order - right.order)[0];
    if (due === undefined) return false;
    this.#timers = this.#timers.filter((timer) => timer !== due);
    this.nowMs = Math.max(this.nowMs, due.atMs);
    due.action();
    return true;
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** A message to the agent, through the codec. */
  receive<N extends MessageName>(name: N, message: MessageTypes[N], from = masterPid): void {
    const received = { name, message: decode(name, encode(name, message)), from, to: 'slave(1)' };
    this.agent.message(received as unknown as PeerMessage);
  }

  /** What was sent since the last call, of one name. */
  take<N extends MessageName>(name: N): MessageTypes[N][] {
    const taken = this.sent.filter((sent) => sent.name === name);
    this.sent = this.sent.filter((sent) => sent.name !== name);
    return taken.map((sent) => sent.message as MessageTypes[N]);
  }

  updates(): StatusUpdate[] {
    return this.take('internal.StatusUpdateMessage').map(({ update }) => update);
  }

  /** Boots a first time and registers. */
  async register(): Promise<void> {
    this.boot();
    this.agent.masterDetected(masterPid);
    await this.settle();
    this.receive('internal.AgentRegisteredMessage', {
      agent_id: { value: agentId },
      connection: { total_ping_timeout_seconds: 75 },
    });
    await this.settle();
    assert.is(this.agent.model.state, 'RUNNING');
    this.sent = [];
  }

  /** Boots again and comes back. */
  async reregister(): Promise<void> {
    this.boot();
    this.agent.masterDetected(masterPid);
    await this.settle();
    this.receive('internal.AgentReregisteredMessage', {
      agent_id: { value: agentId },
      connection: { total_ping_timeout_seconds: 75 },
    });
    await this.settle();
    assert.is(this.agent.model.state, 'RUNNING');
  }

  run(task: TaskInfo, framework: FrameworkInfo = testFramework): void {
    this.receive('internal.RunTaskMessage', {
      framework,
      pid: '@0.0.0.0:0',
      task,
      launch_executor: true,
    });
  }

  get lastContainerId(): string {
    return this.host.launches.at(-1)?.id ?? '';
  }

  runGroup(
    tasks: readonly TaskInfo[],
    executor: ExecutorInfo = testExecutor,
    framework: FrameworkInfo = testFramework,
    launches = true,
  ): void {
    this.receive('internal.RunTaskGroupMessage', {
      framework,
      executor,
      task_group: { tasks: tasks.map((task) => ({ ...task, executor })) },
      launch_executor: launches,
    });
  }

  /** Starts what was launched, until nothing more is: holders first, then what is in them. */
  async startAll(): Promise<void> {
    for (;;) {
      await this.settle();
      const starting = [...this.host.containers.values()].filter(({ state }) => state === 'starting');
      if (starting.length === 0) return;
      for (const { spec } of starting) this.host.start(spec.id);
    }
  }

  /** The newest container of a task of a task group. */
  containerOf(taskId: string): FakeContainer {
    const found = [...this.host.containers.values()]
      .filter(({ spec }) => spec.sandboxLink?.endsWith(`/tasks/${taskId}`))
      .at(-1);
    assert.ok(found, `a container was launched for ${taskId}`);
    return found as FakeContainer;
  }

  /** The container of the newest launch. */
  get lastContainer(): FakeContainer {
    const id = this.host.launches.at(-1)?.id ?? '';
    const container = this.host.containers.get(id);
    assert.ok(container, 'a container was launched');
    return container as FakeContainer;
  }

  /** Runs a task until the master has acknowledged TASK_RUNNING. */
  async runUntilRunning(task: TaskInfo, framework: FrameworkInfo = testFramework): Promise<FakeContainer> {
    this.run(task, framework);
    await this.settle();
    const container = this.lastContainer;
    this.host.start(container.spec.id);
    await this.settle();
    await this.acknowledgeAll();
    return container;
  }

  acknowledge(update: StatusUpdate): void {
    this.receive('internal.StatusUpdateAcknowledgementMessage', {
      agent_id: { value: agentId },
      framework_id: update.framework_id,
      task_id: update.status.task_id,
      uuid: update.uuid ?? new Uint8Array(),
    });
  }

  /** Acknowledges until nothing more comes; the states in order of arrival. */
  async acknowledgeAll(): Promise<StatusUpdate[]> {
    const all: StatusUpdate[] = [];
    for (;;) {
      const updates = this.updates();
      if (updates.length === 0) return all;
      all.push(...updates);
      for (const update of updates) this.acknowledge(update);
      await this.settle();
    }
  }
}

export const testFramework: FrameworkInfo = {
  user: 'root',
  name: 'mesos-execute instance',
  id: { value: frameworkId },
  checkpoint: true,
  role: '*',
  capabilities: [
    { type: 'RESERVATION_REFINEMENT' },
    { type: 'TASK_KILLING_STATE' },
    { type: 'REVOCABLE_RESOURCES' },
    { type: 'PARTITION_AWARE' },
  ],
};

/** As `mesos execute` describes it. */
export const testExecutor: ExecutorInfo = {
  type: 'DEFAULT',
  executor_id: { value: 'default-executor' },
  framework_id: { value: frameworkId },
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: '*' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 32 }, allocation_info: { role: '*' } },
    { name: 'disk', type: 'SCALAR', scalar: { value: 32 }, allocation_info: { role: '*' } },
  ],
};

export function taskOf(id: string, fields: Partial<TaskInfo> = {}): TaskInfo {
  return {
    name: id,
    task_id: { value: id },
    agent_id: { value: agentId },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, allocation_info: { role: '*' } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 128 }, allocation_info: { role: '*' } },
    ],
    command: { value: 'sleep 15', shell: true },
    ...fields,
  };
}

export function statesOf(updates: readonly StatusUpdate[]): string[] {
  return updates.map((update) => update.status.state);
}
