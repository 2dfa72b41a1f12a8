// A framework for tests of real daemons, on the SDK's client: tasks wait in a queue, take whatever is offered, and every
// update is kept in the order it came and acknowledged. What the client cannot deliver is not tried again here:
// after a failure tests reconcile, as frameworks do.

import { systemRandom, systemTimers } from '../../src/bin/runtime.ts';
import { createHttpClient } from '../../src/http/client.ts';
import type {
  ExecutorInfo,
  FrameworkInfo,
  Offer,
  Resource,
  SchedulerEvent,
  SchedulerEventFailure,
  TaskInfo,
  TaskState,
  TaskStatus,
} from '../../src/protocol/messages.ts';
import { isTerminal } from '../../src/protocol/task-state.ts';
import { SchedulerClient } from '../../src/sdk/scheduler-client.ts';
import { eventually } from '../support/cluster.ts';
import { silentLog } from '../support/silent-log.ts';

export interface TestTask {
  readonly id: string;
  /** Absent with an executor. */
  readonly command?: string;
  readonly executor?: ExecutorInfo;
  /** What the executor is told of the task. */
  readonly data?: string;
  readonly cpus?: number;
  readonly mem?: number;
  readonly graceMs?: number;
}

export interface TestFrameworkOptions {
  readonly checkpoint?: boolean;
  readonly capabilities?: readonly ('PARTITION_AWARE' | 'TASK_KILLING_STATE')[];
  readonly failoverTimeoutSeconds?: number;
  /** Acknowledges updates at once; otherwise the test does. */
  readonly acknowledges?: boolean;
}

export { isTerminal };

export class TestFramework {
  /** All updates of all tasks, in order, duplicates included. */
  readonly updates: TaskStatus[] = [];
  readonly errors: string[] = [];
  /** What executors sent. */
  readonly messages: string[] = [];
  readonly failures: SchedulerEventFailure[] = [];
  subscriptions = 0;
  readonly #client: SchedulerClient;
  readonly #http = createHttpClient({ maxSockets: 1 });
  readonly #acknowledges: boolean;
  readonly #queue: TestTask[] = [];
  readonly #launched = new Map<string, string>();
  /** Executors whose own resources were taken. */
  readonly #executors = new Set<string>();
  #offers: Offer[] = [];

  private constructor(master: { readonly port: number }, options: TestFrameworkOptions) {
    this.#acknowledges = options.acknowledges ?? true;
    const framework: FrameworkInfo = {
      user: process.getuid?.() === 0 ? 'root' : (process.env['USER'] ?? 'nobody'),
      name: 'test',
      roles: ['*'],
      checkpoint: options.checkpoint ?? false,
      failover_timeout: options.failoverTimeoutSeconds ?? 600,
      capabilities: [
        { type: 'MULTI_ROLE' },
        ...(options.capabilities ?? ['PARTITION_AWARE' as const]).map((type) => ({ type })),
      ],
    };
    this.#client = new SchedulerClient({
      master: `127.0.0.1:${master.port}`,
      contentType: 'application/json',
      framework,
      acknowledgement: 'explicit',
      http: this.#http,
      timers: systemTimers,
      random: systemRandom,
      log: silentLog,
      onEvent: (event) => this.#receive(event),
      onDisconnected: () => {
        this.#offers = [];
      },
      onRefused: (reason) => this.errors.push(reason),
    });
  }

  static async start(
    master: { readonly port: number },
    options: TestFrameworkOptions = {},
  ): Promise<TestFramework> {
    const framework = new TestFramework(master, options);
    framework.#client.start();
    await eventually('the subscription', () => framework.subscriptions > 0);
    return framework;
  }

  get id(): string {
    return this.#client.frameworkId ?? '';
  }

  /** Launches the tasks as offers come. */
  launch(tasks: readonly TestTask[]): void {
    this.#queue.push(...tasks);
    this.#useOffers();
  }

  kill(taskId: string, graceMs?: number): Promise<void> {
    const policy =
      graceMs === undefined
        ? {}
        : { kill_policy: { grace_period: { nanoseconds: BigInt(Math.round(graceMs * 1e6)) } } };
    return this.#client.call({ type: 'KILL', kill: { task_id: { value: taskId }, ...policy } });
  }

  /** To an executor; `taskId` is one of its tasks. */
  message(taskId: string, executorId: string, text: string): Promise<void> {
    const ids = { agent_id: { value: this.#launched.get(taskId) ?? '' }, executor_id: { value: executorId } };
    return this.#client.call({ type: 'MESSAGE', message: { ...ids, data: Buffer.from(text) } });
  }

  /** Shuts an executor down; `taskId` is one of its tasks. */
  shutdown(taskId: string, executorId: string): Promise<void> {
    const ids = { agent_id: { value: this.#launched.get(taskId) ?? '' }, executor_id: { value: executorId } };
    return this.#client.call({ type: 'SHUTDOWN', shutdown: ids });
  }

  /** Asks for the state of these tasks. */
  reconcile(taskIds: readonly string[]): Promise<void> {
    const tasks = taskIds.map((value) => {
      const agent = this.#launched.get(value);
      return { task_id: { value }, ...(agent === undefined ? {} : { agent_id: { value: agent } }) };
    });
    return this.#client.call({ type: 'RECONCILE', reconcile: { tasks } });
  }

  acknowledge(status: TaskStatus): Promise<void> {
    return this.#client.acknowledge(status);
  }

  updatesOf(taskId: string): TaskStatus[] {
    return this.updates.filter((status) => status.task_id.value === taskId);
  }

  /** The tasks whose last update says so. */
  tasksIn(state: TaskState): string[] {
    return [...this.#latest()].filter(([, status]) => status.state === state).map(([id]) => id);
  }

  /** The first terminal update of each task. */
  ended(): Map<string, TaskStatus> {
    const ended = new Map<string, TaskStatus>();
    for (const status of this.updates) {
      const id = status.task_id.value;
      if (isTerminal(status.state) && !ended.has(id)) ended.set(id, status);
    }
    return ended;
  }

  /** Tasks that were accepted and of which no end is known. */
  unfinished(): string[] {
    const ended = this.ended();
    return [...this.#launched.keys()].filter((id) => !ended.has(id));
  }

  /** Ends the framework and with it its tasks. */
  async teardown(): Promise<void> {
    await this.#client.call({ type: 'TEARDOWN' }).catch(() => undefined);
    this.close();
  }

  close(): void {
    this.#client.close();
    this.#http.close();
  }

  #latest(): Map<string, TaskStatus> {
    return new Map(this.updates.map((status) => [status.task_id.value, status]));
  }

  #receive(event: SchedulerEvent): void {
    switch (event.type) {
      case 'SUBSCRIBED':
        this.subscriptions += 1;
        break;
      case 'OFFERS':
        this.#offers.push(...(event.offers?.offers ?? []));
        this.#useOffers();
        break;
      case 'RESCIND':
        this.#offers = this.#offers.filter((offer) => offer.id.value !== event.rescind?.offer_id.value);
        break;
      case 'UPDATE':
        if (event.update !== undefined) this.#updated(event.update.status);
        break;
      case 'MESSAGE':
        this.messages.push(Buffer.from(event.message?.data ?? []).toString());
        break;
      case 'FAILURE':
        if (event.failure !== undefined) this.#failed(event.failure);
        break;
      case 'ERROR':
        this.errors.push(event.error?.message ?? '');
        break;
      default:
        break;
    }
  }

  #failed(failure: SchedulerEventFailure): void {
    this.failures.push(failure);
    if (failure.executor_id !== undefined) this.#executors.delete(failure.executor_id.value);
  }

  #updated(status: TaskStatus): void {
    this.updates.push(status);
    // A lost acknowledgement is asked for again by the agent.
    if (this.#acknowledges) this.#client.acknowledge(status).catch(() => undefined);
  }

  #useOffers(): void {
    while (this.#queue.length > 0) {
      const offer = this.#offers.shift();
      if (offer === undefined) return;
      const tasks = this.#take(offer);
      this.#client
        .call({
          type: 'ACCEPT',
          accept: {
            offer_ids: [offer.id],
            operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
            filters: { refuse_seconds: 0 },
          },
        })
        .catch(() => undefined);
    }
  }

  #take(offer: Offer): TaskInfo[] {
    let cpus = amount(offer.resources, 'cpus');
    let mem = amount(offer.resources, 'mem');
    const taken: TaskInfo[] = [];
    for (let task = this.#queue[0]; task !== undefined; task = this.#queue[0]) {
      const { cpus: wantedCpus = 0.1, mem: wantedMem = 16 } = task;
      const executorId = task.executor?.executor_id.value;
      const own = executorId === undefined || this.#executors.has(executorId) ? [] : task.executor?.resources;
      cpus -= wantedCpus + amount(own, 'cpus');
      mem -= wantedMem + amount(own, 'mem');
      if (cpus < -1e-6 || mem < -1e-6) break;
      this.#queue.shift();
      if (executorId !== undefined) this.#executors.add(executorId);
      this.#launched.set(task.id, offer.agent_id.value);
      taken.push(taskInfo(task, offer, wantedCpus, wantedMem));
    }
    return taken;
  }
}

function amount(resources: readonly Resource[] | undefined, name: string): number {
  return (resources ?? [])
    .filter((resource) => resource.name === name)
    .reduce((sum, resource) => sum + (resource.scalar?.value ?? 0), 0);
}

function taskInfo(task: TestTask, offer: Offer, cpus: number, mem: number): TaskInfo {
  const allocation = { allocation_info: { role: '*' } };
  return {
    name: task.id,
    task_id: { value: task.id },
    agent_id: offer.agent_id,
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: cpus }, ...allocation },
      { name: 'mem', type: 'SCALAR', scalar: { value: mem }, ...allocation },
    ],
    ...(task.executor === undefined
      ? { command: { value: task.command ?? '', shell: true } }
      : { executor: task.executor, data: Buffer.from(task.data ?? '') }),
    ...(task.graceMs === undefined
      ? {}
      : { kill_policy: { grace_period: { nanoseconds: BigInt(Math.round(task.graceMs * 1e6)) } } }),
  };
}
