// A scheduler's connection to the leading master: one subscription that carries events, and one kept connection on
// which calls go out in order. It finds the leader, subscribes again with backoff when the stream ends (the master then
// fails the framework over to the new stream), acknowledges updates and repeats reconciliations until they are answered.
import { jitteredBackoffMs } from '../base/backoff.ts';
import { MesosError } from '../base/errors.ts';
import type { Timer } from '../base/ports.ts';
import type {
  FrameworkInfo,
  OperationStatus,
  SchedulerCall,
  SchedulerEvent,
  SchedulerOfferConstraints,
  TaskStatus,
} from '../protocol/messages.ts';
import { CallQueue } from './call-queue.ts';
import { defaultEventLimits, type EventLimits } from './event-limits.ts';
import { MasterList, parseMasters } from './masters.ts';
import { type ContentType, type MessageCodec, messageCodec } from './message-codec.ts';
import { type ClientPorts, withRealPorts } from './ports.ts';
import { Reconciliation, type TaskToReconcile } from './reconciliation.ts';
import { Subscription, type SubscriptionEnd } from './subscription.ts';

export interface SchedulerClientOptions extends Partial<ClientPorts> {
  /** `HOST:PORT[,HOST:PORT]…` of masters; one that does not lead sends us on. */
  readonly master: string;
  /** With its id it takes over the framework of that id. */
  readonly framework: FrameworkInfo;
  readonly suppressedRoles?: readonly string[] | undefined;
  readonly offerConstraints?: SchedulerOfferConstraints | undefined;
  /** What one event may cost; a stream with a larger one is lost. */
  readonly limits?: Partial<EventLimits> | undefined;
  /** Protobuf when absent. */
  readonly contentType?: ContentType | undefined;
  /** Name and password, for masters that authenticate frameworks. */
  readonly credential?: { readonly principal: string; readonly secret: string } | undefined;
  /**
   * `automatic`, the default: an update is acknowledged when onEvent returns. `explicit`: by acknowledge(), for
   * frameworks that write it down first.
   */
  readonly acknowledgement?: 'automatic' | 'explicit' | undefined;
  /** Every event but HEARTBEAT, in order. After ERROR the client is closed: a framework cannot go on. */
  onEvent(event: SchedulerEvent): void;
  /** The subscription is gone; the client subscribes again by itself unless it was closed. */
  onDisconnected?(reason: string): void;
  /** The master answered SUBSCRIBE with what no second try mends (400, 401, 403 …). */
  onRefused(reason: string): void;
}

export type SchedulerCallBody = Omit<SchedulerCall, 'framework_id'>;

const reconnectBaseMs = 100;
const reconnectMaxMs = 1000;
/** Until SUBSCRIBED tells the interval. */
const standardHeartbeatMs = 15_000;
/** Without this many heartbeats the stream is taken for dead. */
const missedHeartbeats = 3;

export class SchedulerClient {
  readonly #options: SchedulerClientOptions;
  readonly #ports: ClientPorts;
  readonly #limits: EventLimits;
  readonly #codec: MessageCodec<SchedulerCall, SchedulerEvent>;
  readonly #calls: CallQueue;
  readonly #masters: MasterList;
  readonly #reconciliations = new Set<Reconciliation>();
  #framework: FrameworkInfo;
  #subscription: Subscription<SchedulerEvent> | undefined;
  #streamId: string | undefined;
  #isSubscribed = false;
  #retry: Timer | undefined;
  #attempt = 0;
  #isClosed = false;
  /** TEARDOWN is on its way. */
  #isLeaving = false;

  /** Throws MesosError when `master` is no list of addresses. */
  constructor(options: SchedulerClientOptions) {
    this.#options = options;
    this.#ports = withRealPorts(options);
    this.#limits = { ...defaultEventLimits, ...options.limits };
    this.#calls = new CallQueue(this.#ports.http);
    const contentType = options.contentType ?? 'application/x-protobuf';
    this.#codec = messageCodec(contentType, 'scheduler.Call', 'scheduler.Event', this.#limits);
    this.#masters = new MasterList(parseMasters(options.master));
    this.#framework = options.framework;
  }

  /** The framework's id once SUBSCRIBED came. */
  get frameworkId(): string | undefined {
    return this.#framework.id?.value;
  }

  /** Whether calls can be sent at this moment. */
  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  start(): void {
    this.#subscribe();
  }

  /** Ends the framework with its tasks (TEARDOWN) and the stream. The master closes the stream; that is no loss of it. */
  async teardown(): Promise<void> {
    this.#isLeaving = true;
    try {
      await this.call({ type: 'TEARDOWN' });
    } finally {
      this.close();
    }
  }

  /** Ends the stream; the master then applies the framework's failover timeout. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
    this.#retry?.cancel();
    if (this.#options.http === undefined) void this.#calls.idle().then(() => this.#ports.http.close());
  }

  /**
   * Sends a call on the current subscription, after those sent before. Rejects with MesosError when it was not
   * accepted; a framework then waits for its next subscription and reconciles.
   */
  async call(call: SchedulerCallBody): Promise<void> {
    const { isAccepted, status, text } = await this.#calls.send(() => {
      const streamId = this.#streamId;
      const framework_id = this.#framework.id;
      if (streamId === undefined || framework_id === undefined) {
        throw new MesosError('NETWORK_FAILED', `cannot send ${call.type}: not subscribed to a master`);
      }
      const headers = { ...this.#headers(), 'Mesos-Stream-Id': streamId };
      return { url: this.#url(), headers, body: this.#codec.encode({ ...call, framework_id }) };
    });
    if (!isAccepted) {
      throw new MesosError('PROTOCOL_VIOLATION', `the master answered ${call.type} with ${status}: ${text}`);
    }
    if (call.update_framework !== undefined) this.#framework = call.update_framework.framework_info;
  }

  /** Acknowledges an update; those without a uuid need none. */
  async acknowledge(status: TaskStatus): Promise<void> {
    if (status.uuid === undefined || status.agent_id === undefined) return;
    await this.call({
      type: 'ACKNOWLEDGE',
      acknowledge: { agent_id: status.agent_id, task_id: status.task_id, uuid: status.uuid },
    });
  }

  /** The same for the update of an operation that has an id. */
  async acknowledgeOperation(status: OperationStatus): Promise<void> {
    const { uuid, operation_id, agent_id, resource_provider_id } = status;
    if (uuid === undefined || operation_id === undefined) return;
    await this.call({
      type: 'ACKNOWLEDGE_OPERATION_STATUS',
      acknowledge_operation_status: { agent_id, resource_provider_id, uuid: uuid.value, operation_id },
    });
  }

  /**
   * Asks for the states of these tasks, again with every new subscription and ever less often, until each was heard
   * of; the answers are updates like others. Never settles when the client is closed before.
   */
  reconcile(tasks: readonly TaskToReconcile[]): Promise<void> {
    return new Promise((resolve) => {
      const reconciliation = new Reconciliation({
        tasks,
        timers: this.#ports.timers,
        random: this.#ports.random,
        send: (left) => this.#try({ type: 'RECONCILE', reconcile: { tasks: [...left] } }),
        onDone: () => {
          this.#reconciliations.delete(reconciliation);
          resolve();
        },
      });
      this.#reconciliations.add(reconciliation);
      if (this.#isSubscribed) reconciliation.subscribed();
    });
  }

  /** For calls whose failure changes nothing: whoever waits for the answer asks again. */
  #try(call: SchedulerCallBody): void {
    this.call(call).catch((error: unknown) =>
      this.#ports.log.debug('a call was not taken', { call: call.type, problem: String(error) }),
    );
  }

  #subscribe(): void {
    const { suppressedRoles, offerConstraints } = this.#options;
    const id = this.#framework.id;
    const call: SchedulerCall = { type: 'SUBSCRIBE', subscribe: { framework_info: this.#framework } };
    if (suppressedRoles !== undefined && call.subscribe !== undefined)
      call.subscribe.suppressed_roles = [...suppressedRoles];
    if (offerConstraints !== undefined && call.subscribe !== undefined)
      call.subscribe.offer_constraints = offerConstraints;
    if (id !== undefined) call.framework_id = id;
    this.#subscription = new Subscription({
      url: this.#url(),
      headers: this.#headers(),
      body: this.#codec.encode(call),
      http: this.#ports.http,
      timers: this.#ports.timers,
      maxEventBytes: this.#limits.maxEventBytes,
      patienceMs: standardHeartbeatMs * missedHeartbeats,
      decode: this.#codec.decode,
      onOpen: (streamId) => {
        this.#streamId = streamId;
      },
      onEvent: (event) => this.#receive(event),
      onEnded: (end) => this.#ended(end),
    });
    void this.#subscription.start();
  }

  #receive(event: SchedulerEvent): void {
    if (event.type === 'SUBSCRIBED') this.#subscribed(event);
    if (event.type !== 'HEARTBEAT') this.#options.onEvent(event);
    if (this.#isClosed) return;
    const status = event.update?.status;
    const operation = event.update_operation_status?.status;
    if (this.#options.acknowledgement !== 'explicit') {
      const ignore = (): void => undefined; // The agent sends what is not acknowledged again.
      if (status !== undefined) this.acknowledge(status).catch(ignore);
      if (operation !== undefined) this.acknowledgeOperation(operation).catch(ignore);
    }
    if (status !== undefined) for (const each of this.#reconciliations) each.heardOf(status.task_id.value);
    if (event.type === 'ERROR') this.close();
  }

  #subscribed(event: SchedulerEvent): void {
    const id = event.subscribed?.framework_id;
    if (id !== undefined) this.#framework = { ...this.#framework, id };
    const seconds = event.subscribed?.heartbeat_interval_seconds;
    if (seconds !== undefined && seconds > 0)
      this.#subscription?.expectEvery(seconds * 1000 * missedHeartbeats);
    this.#attempt = 0;
    this.#masters.found();
    this.#isSubscribed = true;
    for (const each of this.#reconciliations) each.subscribed();
  }

  #ended(end: SubscriptionEnd): void {
    if (this.#isLeaving) return;
    if (end.kind === 'redirected') {
      if (this.#masters.redirected(end.leader)) this.#subscribe();
      else this.#disconnected('the masters do not agree on a leader');
      return;
    }
    if (end.kind === 'lost') {
      if (!this.#isSubscribed) this.#masters.failed();
      this.#disconnected(end.reason);
      return;
    }
    const reason = `the master answered SUBSCRIBE with ${end.status}: ${end.text}`;
    if (end.status >= 500) {
      this.#masters.failed();
      this.#disconnected(reason);
    } else this.#options.onRefused(reason);
  }

  #disconnected(reason: string): void {
    this.#drop();
    this.#options.onDisconnected?.(reason);
    if (this.#isClosed) return;
    const { random, timers } = this.#ports;
    const delayMs = jitteredBackoffMs(random, reconnectBaseMs, reconnectMaxMs, this.#attempt++);
    this.#retry = timers.after(delayMs, () => this.#subscribe());
  }

  #drop(): void {
    this.#subscription?.close();
    this.#subscription = undefined;
    this.#streamId = undefined;
    this.#isSubscribed = false;
    for (const each of this.#reconciliations) each.disconnected();
  }

  #url(): string {
    return `http://${this.#masters.current}/api/v1/scheduler`;
  }

  #headers(): Record<string, string> {
    const { contentType } = this.#codec;
    const headers: Record<string, string> = { 'Content-Type': contentType, Accept: contentType };
    const { credential } = this.#options;
    if (credential !== undefined) {
      const pair = Buffer.from(`${credential.principal}:${credential.secret}`).toString('base64');
      headers['Authorization'] = `Basic ${pair}`;
    }
    return headers;
  }
}
