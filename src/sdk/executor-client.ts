// An executor's connection to its agent: one subscription that carries events, and one kept connection on which updates
// and messages go out in order. An update is kept until the agent acknowledges it, and is told again with every new
// subscription. Without an agent an executor of a checkpointing framework waits for its return, any other shuts down.
import { describeError, MesosError } from '../base/errors.ts';
import type { Timer } from '../base/ports.ts';
import type { ExecutorCall, ExecutorEvent, TaskID, TaskState, TaskStatus } from '../protocol/messages.ts';
import { type CallAnswer, CallQueue } from './call-queue.ts';
import { defaultEventLimits, type EventLimits } from './event-limits.ts';
import { type ExecutorEnvironment, readExecutorEnvironment } from './executor-environment.ts';
import { type ContentType, type MessageCodec, messageCodec } from './message-codec.ts';
import { type ClientPorts, withRealPorts } from './ports.ts';
import { Subscription, type SubscriptionEnd } from './subscription.ts';
import { Unacknowledged } from './unacknowledged.ts';

export interface ExecutorClientOptions extends Partial<ClientPorts> {
  /** What the agent said; read from the process's environment when absent. */
  readonly environment?: ExecutorEnvironment | undefined;
  /** What one event may cost; a stream with a larger one is lost. */
  readonly limits?: Partial<EventLimits> | undefined;
  /** Protobuf when absent. */
  readonly contentType?: ContentType | undefined;
  /** SUBSCRIBED, LAUNCH, LAUNCH_GROUP, KILL, MESSAGE and ERROR, in order. */
  onEvent(event: ExecutorEvent): void;
  /**
   * The executor has to end: kill the tasks, tell their last states, wait for settled() and exit. Once. When the
   * grace period is over and the process is still there, `endByForce` is called.
   */
  onShutdown(reason: string): void;
  /** The subscription is gone; the client subscribes again by itself unless it shuts down. */
  onDisconnected?(reason: string): void;
  /** By default SIGKILL to the process group, as the original's driver does. */
  endByForce?(): void;
}

/** What an update says; the client adds uuid, time, source and executor. */
export type TaskUpdate = Omit<TaskStatus, 'uuid' | 'timestamp' | 'source' | 'executor_id'> & {
  readonly task_id: TaskID;
  readonly state: TaskState;
};

/** Agents that send heartbeats do so at this interval; the client calls as often, so that no router forgets the link. */
const heartbeatMs = 30 * 60 * 1000;
const missedHeartbeats = 3;
/** How long settled() waits for acknowledgements: as long as the original's executors. */
const settlePatienceMs = 60_000;

export class ExecutorClient {
  readonly #options: ExecutorClientOptions;
  readonly #ports: ClientPorts;
  readonly #limits: EventLimits;
  readonly #environment: ExecutorEnvironment;
  readonly #codec: MessageCodec<ExecutorCall, ExecutorEvent>;
  readonly #calls: CallQueue;
  readonly #unacknowledged = new Unacknowledged();
  #subscription: Subscription<ExecutorEvent> | undefined;
  #isSubscribed = false;
  #retry: Timer | undefined;
  #recovery: Timer | undefined;
  #heartbeat: Timer | undefined;
  #force: Timer | undefined;
  #isShuttingDown = false;
  #isClosed = false;
  readonly #waiting = new Set<() => void>();

  /** Throws MesosError when the process was not started by an agent. */
  constructor(options: ExecutorClientOptions) {
    this.#options = options;
    this.#ports = withRealPorts(options);
    this.#limits = { ...defaultEventLimits, ...options.limits };
    this.#calls = new CallQueue(this.#ports.http);
    this.#environment = options.environment ?? readExecutorEnvironment();
    const contentType = options.contentType ?? 'application/x-protobuf';
    this.#codec = messageCodec(contentType, 'executor.Call', 'executor.Event', this.#limits);
  }

  get environment(): ExecutorEnvironment {
    return this.#environment;
  }

  start(): void {
    this.#expectAgent();
    this.#subscribe();
  }

  /** Tells the state of a task. It is sent until the agent acknowledges it; nothing is to be awaited. */
  update(update: TaskUpdate): void {
    const status: TaskStatus = {
      ...update,
      executor_id: { value: this.#environment.executorId },
      source: 'SOURCE_EXECUTOR',
      timestamp: this.#ports.clock.now() / 1000,
      uuid: Buffer.from(this.#ports.random.uuid().replaceAll('-', ''), 'hex'),
    };
    this.#unacknowledged.addUpdate(status);
    // Without a subscription the next SUBSCRIBE carries it.
    if (!this.#isSubscribed) return;
    const subscription = this.#subscription;
    const again = (problem: string): void => {
      // What was not taken is told again with a new subscription, in order with what followed it.
      if (subscription === this.#subscription) this.#disconnected(problem);
    };
    this.#call({ type: 'UPDATE', update: { status } }).then(
      (answer) => {
        if (answer.isAccepted) return;
        const problem = `the agent answered UPDATE with ${answer.status}: ${answer.text}`;
        if (answer.status !== 400) again(problem);
        else this.#dropInvalid(status, problem);
      },
      (error: unknown) => again(describeError(error)),
    );
  }

  /** Data for the scheduler, at most once. Rejects when the agent did not take it. */
  async message(data: Uint8Array): Promise<void> {
    const { isAccepted, status, text } = await this.#call({ type: 'MESSAGE', message: { data } });
    if (!isAccepted) {
      throw new MesosError('PROTOCOL_VIOLATION', `the agent answered MESSAGE with ${status}: ${text}`);
    }
  }

  /** Resolves when every update was acknowledged, or when none will be: too late, or without an agent at the end. */
  settled(): Promise<void> {
    const hasNobody = this.#isShuttingDown && !this.#isSubscribed;
    if (!this.#unacknowledged.hasUpdates || hasNobody) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#ports.timers.after(settlePatienceMs, () => finish());
      const finish = (): void => {
        timer.cancel();
        this.#waiting.delete(finish);
        resolve();
      };
      this.#waiting.add(finish);
    });
  }

  /** Ends the connection for good. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
    for (const timer of [this.#retry, this.#recovery, this.#force]) timer?.cancel();
    if (this.#options.http === undefined) void this.#calls.idle().then(() => this.#ports.http.close());
  }

  #call(call: Omit<ExecutorCall, 'framework_id' | 'executor_id'>): Promise<CallAnswer> {
    return this.#calls.send(() => {
      if (!this.#isSubscribed) {
        throw new MesosError('NETWORK_FAILED', `cannot send ${call.type}: not subscribed to the agent`);
      }
      return {
        url: this.#url(),
        headers: this.#headers(),
        body: this.#codec.encode(this.#addressed(call)),
      };
    });
  }

  /** An update that the agent calls invalid would be as invalid the next time, and end every subscription. */
  #dropInvalid(status: TaskStatus, problem: string): void {
    this.#ports.log.error('an update was refused', { task: status.task_id.value, problem });
    this.#acknowledged({ task_id: status.task_id, uuid: status.uuid ?? new Uint8Array() });
  }

  #subscribe(): void {
    const subscribe = this.#unacknowledged.forSubscribe();
    this.#subscription = new Subscription({
      url: this.#url(),
      headers: this.#headers(),
      body: this.#codec.encode(this.#addressed({ type: 'SUBSCRIBE', subscribe })),
      http: this.#ports.http,
      timers: this.#ports.timers,
      maxEventBytes: this.#limits.maxEventBytes,
      decode: this.#codec.decode,
      onOpen: () => undefined,
      onEvent: (event) => this.#receive(event),
      onEnded: (end) => this.#ended(end),
    });
    void this.#subscription.start();
  }

  #receive(event: ExecutorEvent): void {
    switch (event.type) {
      case 'SUBSCRIBED':
        this.#subscribed();
        break;
      case 'HEARTBEAT':
        // Older agents send none, so silence means something only after the first.
        this.#subscription?.expectEvery(heartbeatMs * missedHeartbeats);
        return;
      case 'ACKNOWLEDGED':
        if (event.acknowledged !== undefined) this.#acknowledged(event.acknowledged);
        return;
      case 'SHUTDOWN':
        this.#shutDown('the agent asks for it');
        return;
      case 'LAUNCH':
        if (event.launch !== undefined) this.#unacknowledged.addTask(event.launch.task);
        break;
      case 'LAUNCH_GROUP':
        for (const task of event.launch_group?.task_group.tasks ?? []) this.#unacknowledged.addTask(task);
        break;
      default:
        break;
    }
    this.#options.onEvent(event);
  }

  #subscribed(): void {
    this.#isSubscribed = true;
    this.#recovery?.cancel();
    this.#recovery = undefined;
    this.#beat();
  }

  #beat(): void {
    this.#heartbeat?.cancel();
    this.#heartbeat = this.#ports.timers.after(heartbeatMs, () => {
      this.#call({ type: 'HEARTBEAT' }).catch(() => undefined);
      this.#beat();
    });
  }

  #acknowledged(acknowledged: { readonly task_id: TaskID; readonly uuid: Uint8Array }): void {
    this.#unacknowledged.acknowledged(acknowledged.task_id.value, acknowledged.uuid);
    if (!this.#unacknowledged.hasUpdates) this.#settle();
  }

  #settle(): void {
    for (const finish of this.#waiting) finish();
  }

  #ended(end: SubscriptionEnd): void {
    if (end.kind === 'lost') {
      this.#disconnected(end.reason);
      return;
    }
    const reason =
      end.kind === 'refused' ? `the agent answered SUBSCRIBE with ${end.status}: ${end.text}` : 'a redirect';
    // An agent that is still finding its executors says 503. Any other answer is its last word.
    if (end.kind === 'refused' && end.status >= 500) this.#disconnected(reason);
    else this.#shutDown(reason);
  }

  #disconnected(reason: string): void {
    const wasSubscribed = this.#isSubscribed;
    this.#drop();
    if (this.#isClosed) return;
    if (this.#isShuttingDown) {
      this.#settle();
      return;
    }
    if (wasSubscribed) this.#options.onDisconnected?.(reason);
    if (this.#isClosed) return;
    if (wasSubscribed && !this.#environment.isCheckpointing) {
      this.#shutDown(`the agent is gone (${reason}), and the framework does not checkpoint`);
      return;
    }
    this.#expectAgent();
    const { random, timers } = this.#ports;
    const delayMs = random.fraction() * this.#environment.subscriptionBackoffMaxMs;
    this.#retry = timers.after(delayMs, () => this.#subscribe());
  }

  /** Gives up when the agent has not been there for too long. */
  #expectAgent(): void {
    const { recoveryTimeoutMs } = this.#environment;
    this.#recovery ??= this.#ports.timers.after(recoveryTimeoutMs, () =>
      this.#shutDown(`the agent did not come back within ${recoveryTimeoutMs / 1000} seconds`),
    );
  }

  #shutDown(reason: string): void {
    if (this.#isShuttingDown || this.#isClosed) return;
    this.#isShuttingDown = true;
    const endByForce = this.#options.endByForce ?? ((): void => void process.kill(0, 'SIGKILL'));
    this.#force = this.#ports.timers.after(this.#environment.shutdownGracePeriodMs, endByForce);
    this.#options.onShutdown(reason);
  }

  #drop(): void {
    this.#subscription?.close();
    this.#subscription = undefined;
    this.#isSubscribed = false;
    this.#heartbeat?.cancel();
    this.#retry?.cancel();
  }

  #addressed(call: Omit<ExecutorCall, 'framework_id' | 'executor_id'>): ExecutorCall {
    const { frameworkId, executorId } = this.#environment;
    return { ...call, framework_id: { value: frameworkId }, executor_id: { value: executorId } };
  }

  #url(): string {
    return `http://${this.#environment.agent}/api/v1/executor`;
  }

  #headers(): Record<string, string> {
    const { contentType } = this.#codec;
    const headers: Record<string, string> = { 'Content-Type': contentType, Accept: contentType };
    const token = this.#environment.authenticationToken;
    if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
    return headers;
  }
}
