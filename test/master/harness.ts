// A whole master without a world: virtual time, recorded messages, schedulers and agents played by hand. The
// registry is the real one over a store in memory, the allocator is the real one.
import { HierarchicalAllocator } from '../../src/allocator/hierarchical-allocator.ts';
import type { MesosError } from '../../src/base/errors.ts';
import type { Clock, Log, Timer, Timers } from '../../src/base/ports.ts';
import type { HttpRequest, HttpResponse, ResponseStream } from '../../src/http/message.ts';
import type { PeerMessage, Peers } from '../../src/libprocess/peers.ts';
import type { Upid } from '../../src/libprocess/transport.ts';
import { type MasterConfig, masterConfig } from '../../src/master/config.ts';
import { Master } from '../../src/master/master.ts';
import { Registrar } from '../../src/master/registrar.ts';
import { decodeJson, toJson } from '../../src/protocol/json.ts';
import type {
  FrameworkInfo,
  MessageName,
  MessageTypes,
  Offer,
  OfferOperation,
  RegisterAgentMessage,
  ReregisterAgentMessage,
  Resource,
  SchedulerCall,
  SchedulerEvent,
  TaskInfo,
  TaskState,
  TaskStatus,
} from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { RecordDecoder } from '../../src/protocol/recordio.ts';
import { MemoryStore, type StoreMemory } from '../../src/storage/memory-store.ts';
import { meetDemands } from '../support/demands.ts';
import { seededRandom } from '../support/random.ts';
import { ViewAudit } from './view-audit.ts';

export const masterId = 'a1b2c3d4-0000-4000-8000-000000000001';

/** Timers that fire when the test says so, in order of time and of starting. */
export class VirtualTime implements Clock, Timers {
  /** Runs after every `advance`. */
  afterAdvance: () => void = () => {};
  #nowMs = 1_795_209_000_000;
  #waiting: { atMs: number; action: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): Timer {
    const entry = { atMs: this.#nowMs + delayMs, action };
    const index = this.#waiting.findLastIndex((other) => other.atMs <= entry.atMs);
    this.#waiting.splice(index + 1, 0, entry);
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
      },
    };
  }

  /** Passes time; what falls due runs at its time. */
  advance(ms: number): void {
    const end = this.#nowMs + ms;
    for (let first = this.#waiting[0]; first !== undefined && first.atMs <= end; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#nowMs = Math.max(this.#nowMs, first.atMs);
      first.action();
    }
    this.#nowMs = end;
    this.afterAdvance();
  }

  /** Runs what is due now. */
  settle(): void {
    this.advance(0);
  }

  /** A crash: nothing that was started goes on. */
  forget(): void {
    this.#waiting = [];
  }
}

export interface Sent<N extends MessageName = MessageName> {
  readonly to: Upid;
  readonly from: string;
  readonly name: N;
  readonly message: MessageTypes[N];
}

export interface HarnessOptions {
  readonly config?: Partial<MasterConfig>;
  /** What an earlier master left in its registry. */
  readonly memory?: StoreMemory;
  readonly time?: VirtualTime;
  /** Leaves the master unelected. */
  readonly isIdle?: boolean;
}

export class Harness {
  readonly time: VirtualTime;
  readonly memory: StoreMemory;
  readonly master: Master;
  /** Everything sent over libprocess since the last `take`. */
  sent: Sent[] = [];
  readonly links = new Set<Upid>();
  readonly agents: FakeAgent[] = [];
  readonly logged: string[] = [];
  fatal: MesosError | undefined;

  constructor(options: HarnessOptions = {}) {
    this.time = options.time ?? new VirtualTime();
    this.memory = options.memory ?? new Map();
    const { time } = this;
    const log: Log = {
      debug: () => {},
      info: (message) => this.logged.push(message),
      warn: (message) => this.logged.push(message),
      error: (message) => this.logged.push(message),
    };
    const peers: Peers = {
      send: (to, name, message, from = 'master') => {
        meetDemands(name, message, to);
        // Encoded and decoded, so that a message that could not travel fails here.
        this.sent.push({ to, from, name, message: decode(name, encode(name, message)) });
        if (name === 'internal.PingAgentMessage') this.#pong(to, from);
      },
      link: (to) => this.links.add(to),
      unlink: (to) => this.links.delete(to),
    };
    const random = seededRandom(7);
    this.master = new Master(
      masterConfig({ id: masterId, hostname: 'localhost', ip: '127.0.0.1', port: 5050, ...options.config }),
      {
        clock: time,
        timers: time,
        random,
        log,
        peers,
        registrar: new Registrar({
          store: new MemoryStore(this.memory, (action) => void time.after(0, action)),
          log,
          timers: time,
          clock: time,
          fetchTimeoutMs: 60_000,
          storeTimeoutMs: 20_000,
          onFailure: (error) => {
            this.fatal = error;
          },
        }),
        allocator: new HierarchicalAllocator(random, { allocationIntervalMs: 1000 }),
        onFatal: (error) => {
          this.fatal = error;
        },
      },
    );
    const audit = new ViewAudit();
    time.afterAdvance = () => audit.check(this.master.model);
    if (options.isIdle === true) return;
    this.master.start();
    time.settle();
  }

  #pong(agent: Upid, observer: string): void {
    if (!this.agents.some(({ pid, isAlive }) => pid === agent && isAlive)) return;
    this.time.after(0, () => this.receive(agent, 'internal.PongAgentMessage', {}, observer));
  }

  /** The master after this one, on the same registry; this one is dead. */
  restart(id: string): Harness {
    this.master.stop();
    this.time.forget();
    return new Harness({ memory: this.memory, time: this.time, config: { ...this.master.config, id } });
  }

  /** What was sent under a name since it was taken last. */
  take<N extends MessageName>(name: N): Sent<N>[] {
    const taken = this.sent.filter((sent): sent is Sent<N> => sent.name === name);
    this.sent = this.sent.filter((sent) => sent.name !== name);
    return taken;
  }

  receive<N extends MessageName>(from: Upid, name: N, message: MessageTypes[N], to = 'master'): void {
    const inbound = { name, message: decode(name, encode(name, message)), from, to } as PeerMessage;
    this.master.receive(inbound);
    this.time.settle();
  }

  request(call: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
    const body = call instanceof Uint8Array ? call : Buffer.from(JSON.stringify(call));
    return this.master.schedulerApi(httpRequest(body, { 'content-type': 'application/json', ...headers }));
  }

  /** An agent that has not registered yet; it answers pings. */
  agent(options: Partial<AgentOptions> = {}): FakeAgent {
    const agent = new FakeAgent(this, options);
    this.agents.push(agent);
    return agent;
  }

  /** A subscribed framework. */
  scheduler(options: Partial<SchedulerOptions> = {}): FakeScheduler {
    const scheduler = new FakeScheduler(this, options);
    scheduler.subscribe();
    return scheduler;
  }
}

export function httpRequest(
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
): HttpRequest {
  return {
    method,
    path: '/api/v1/scheduler',
    target: '/api/v1/scheduler',
    query: new URLSearchParams(),
    headers,
    body,
    remoteAddress: '127.0.0.1',
  };
}

// ------------------------------------------------------------------------------------------------------ schedulers

export interface SchedulerOptions {
  readonly info: Partial<FrameworkInfo>;
  readonly mediaType: 'application/json' | 'application/x-protobuf';
  readonly suppressedRoles: readonly string[];
  /** How many records its connection takes before the server gives it up. */
  readonly maxRecords: number;
}

export const modern: NonNullable<FrameworkInfo['capabilities']> = [
  { type: 'MULTI_ROLE' },
  { type: 'PARTITION_AWARE' },
  { type: 'RESERVATION_REFINEMENT' },
];

export class FakeScheduler {
  readonly harness: Harness;
  info: FrameworkInfo;
  readonly #options: Partial<SchedulerOptions>;
  streamId = '';
  isEnded = false;
  events: SchedulerEvent[] = [];
  #close: () => void = () => {};

  constructor(harness: Harness, options: Partial<SchedulerOptions>) {
    this.harness = harness;
    this.#options = options;
    const { capabilities = modern } = options.info ?? {};
    const isMultiRole = capabilities.some(({ type }) => type === 'MULTI_ROLE');
    this.info = {
      user: 'nobody',
      name: 'test',
      ...(isMultiRole ? { roles: ['*'] } : {}),
      capabilities,
      ...options.info,
    };
  }

  get id(): string {
    return this.info.id?.value ?? '';
  }

  /** Subscribes anew with `info`; the events of this subscription start at once. */
  subscribe(): HttpResponse {
    const { mediaType = 'application/json', suppressedRoles = [], maxRecords = 1e9 } = this.#options;
    const call: SchedulerCall = {
      type: 'SUBSCRIBE',
      ...(this.info.id === undefined ? {} : { framework_id: this.info.id }),
      subscribe: { framework_info: this.info, suppressed_roles: [...suppressedRoles] },
    };
    const response = this.#post(call, { accept: mediaType });
    if (response.stream === undefined) return response;
    this.isEnded = false;
    this.streamId = response.headers?.['Mesos-Stream-Id'] ?? '';
    const records = new RecordDecoder(1e8);
    let closeAction: () => void = () => {};
    let isOpen = true;
    let written = 0;
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      closeAction();
    };
    this.#close = close;
    const stream: ResponseStream = {
      bufferedBytes: 0,
      write: (chunk) => {
        written += 1;
        if (written > maxRecords) {
          // As a server does that gives up a slow reader.
          this.harness.time.after(0, close);
          return false;
        }
        const [record, ...more] = records.push(chunk);
        if (record === undefined || more.length > 0) throw new Error('a chunk is not exactly one record');
        this.events.push(
          mediaType === 'application/json'
            ? decodeJson('scheduler.Event', Buffer.from(record).toString())
            : decode('scheduler.Event', record),
        );
        return true;
      },
      end: () => {
        this.isEnded = true;
        this.harness.time.after(0, close);
      },
      onClose: (action) => {
        closeAction = action;
      },
    };
    response.stream(stream);
    const subscribed = this.events.findLast((event) => event.type === 'SUBSCRIBED');
    if (subscribed?.subscribed !== undefined)
      this.info = { ...this.info, id: subscribed.subscribed.framework_id };
    this.harness.time.settle();
    return response;
  }

  /** The connection breaks. */
  disconnect(): void {
    this.#close();
    this.harness.time.settle();
  }

  #post(call: SchedulerCall, headers: Readonly<Record<string, string>>): HttpResponse {
    const isJson = (this.#options.mediaType ?? 'application/json') === 'application/json';
    const body = isJson ? Buffer.from(toJson('scheduler.Call', call)) : encode('scheduler.Call', call);
    const contentType = isJson ? 'application/json' : 'application/x-protobuf';
    return this.harness.master.schedulerApi(httpRequest(body, { 'content-type': contentType, ...headers }));
  }

  call(call: Omit<SchedulerCall, 'framework_id'>): HttpResponse {
    const response = this.#post(
      { ...call, framework_id: { value: this.id } },
      { 'mesos-stream-id': this.streamId },
    );
    this.harness.time.settle();
    return response;
  }

  /** Events of a type since they were taken last. */
  take(type: NonNullable<SchedulerEvent['type']>): SchedulerEvent[] {
    const taken = this.events.filter((event) => event.type === type);
    this.events = this.events.filter((event) => event.type !== type);
    return taken;
  }

  takeOffers(): Offer[] {
    return this.take('OFFERS').flatMap((event) => event.offers?.offers ?? []);
  }

  takeUpdates(): TaskStatus[] {
    return this.take('UPDATE').map((event) => event.update!.status);
  }

  accept(offers: readonly Offer[], operations: OfferOperation[], refuseSeconds?: number): HttpResponse {
    return this.call({
      type: 'ACCEPT',
      accept: {
        offer_ids: offers.map(({ id }) => id),
        operations,
        ...(refuseSeconds === undefined ? {} : { filters: { refuse_seconds: refuseSeconds } }),
      },
    });
  }

  /** Launches tasks on one outstanding offer that was taken. */
  launch(offer: Offer, tasks: readonly TaskInfo[], refuseSeconds?: number): HttpResponse {
    return this.accept([offer], [{ type: 'LAUNCH', launch: { task_infos: [...tasks] } }], refuseSeconds);
  }

  decline(offers: readonly Offer[], refuseSeconds?: number): HttpResponse {
    const filters = refuseSeconds === undefined ? {} : { filters: { refuse_seconds: refuseSeconds } };
    return this.call({ type: 'DECLINE', decline: { offer_ids: offers.map(({ id }) => id), ...filters } });
  }

  acknowledge(status: TaskStatus): HttpResponse {
    return this.call({
      type: 'ACKNOWLEDGE',
      acknowledge: { agent_id: status.agent_id!, task_id: status.task_id, uuid: status.uuid! },
    });
  }
}

export function scalar(name: string, value: number, more: Partial<Resource> = {}): Resource {
  return { name, type: 'SCALAR', scalar: { value }, ...more };
}

export function commandTask(id: string, agentId: string, more: Partial<TaskInfo> = {}): TaskInfo {
  return {
    name: id,
    task_id: { value: id },
    agent_id: { value: agentId },
    resources: [scalar('cpus', 1), scalar('mem', 128)],
    command: { value: 'sleep 100' },
    ...more,
  };
}

// ---------------------------------------------------------------------------------------------------------- agents

export interface AgentOptions {
  readonly pid: Upid;
  readonly hostname: string;
  readonly resources: Resource[];
  readonly version: string;
  readonly capabilities: RegisterAgentMessage['agent_capabilities'];
}

let nextPort = 6000;
let nextUuid = 1;

/** A version 4 UUID as bytes, another one at each call. */
export function uuidBytes(): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, nextUuid++);
  bytes[6] = 0x40;
  bytes[8] = 0x80;
  return bytes;
}

export const agentCapabilities: NonNullable<RegisterAgentMessage['agent_capabilities']> = [
  { type: 'MULTI_ROLE' },
  { type: 'HIERARCHICAL_ROLE' },
  { type: 'RESERVATION_REFINEMENT' },
  { type: 'TASK_RESOURCE_LIMITS' },
];

export class FakeAgent {
  readonly harness: Harness;
  pid: Upid;
  id = '';
  /** Whether it answers pings. */
  isAlive = true;
  readonly info: RegisterAgentMessage['agent'];
  readonly #options: Partial<AgentOptions>;
  readonly resourceVersion = uuidBytes();

  constructor(harness: Harness, options: Partial<AgentOptions>) {
    this.harness = harness;
    this.#options = options;
    const port = nextPort++;
    this.pid = options.pid ?? `slave(1)@127.0.0.1:${port}`;
    this.info = {
      hostname: options.hostname ?? 'localhost',
      port,
      checkpoint: true,
      resources: options.resources ?? [
        scalar('cpus', 4),
        scalar('mem', 4096),
        scalar('disk', 10000),
        { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 32000 }] } },
      ],
    };
  }

  get #parts(): Omit<RegisterAgentMessage, 'agent'> {
    return {
      version: this.#options.version ?? '1.12.0',
      agent_capabilities: this.#options.capabilities ?? agentCapabilities,
      resource_version_uuid: { value: this.resourceVersion },
    };
  }

  /** Sends a registration; `id` is set when it was answered. */
  register(): this {
    this.harness.receive(this.pid, 'internal.RegisterAgentMessage', { agent: this.info, ...this.#parts });
    this.#learn('internal.AgentRegisteredMessage');
    return this;
  }

  reregister(more: Partial<ReregisterAgentMessage> = {}): this {
    this.harness.receive(this.pid, 'internal.ReregisterAgentMessage', {
      agent: { ...this.info, id: { value: this.id } },
      ...this.#parts,
      ...more,
    });
    return this;
  }

  #learn(name: 'internal.AgentRegisteredMessage'): void {
    const answer = this.harness.sent.findLast((sent) => sent.name === name && sent.to === this.pid);
    if (answer !== undefined) this.id = (answer as Sent<typeof name>).message.agent_id.value;
  }

  /** The link to the agent breaks. */
  exit(): void {
    this.harness.master.exited(this.pid.slice(this.pid.indexOf('@') + 1));
    this.harness.time.settle();
  }

  /** A status update of a task, as the agent sends it; the uuid is returned. */
  update(
    frameworkId: string,
    taskId: string,
    state: TaskState,
    more: { latest?: TaskState; uuid?: Uint8Array; status?: Partial<TaskStatus>; executorId?: string } = {},
  ): Uint8Array {
    const uuid = more.uuid ?? uuidBytes();
    const timestamp = this.harness.time.now() / 1000;
    this.harness.receive(this.pid, 'internal.StatusUpdateMessage', {
      update: {
        framework_id: { value: frameworkId },
        agent_id: { value: this.id },
        executor_id: { value: more.executorId ?? taskId },
        status: {
          task_id: { value: taskId },
          state,
          source: 'SOURCE_EXECUTOR',
          uuid,
          timestamp,
          ...more.status,
        },
        timestamp,
        uuid,
        latest_state: more.latest ?? state,
      },
      pid: this.pid,
    });
    return uuid;
  }
}

/** A master with one agent and one framework that was offered it. */
export function firstOffer(options: Partial<SchedulerOptions> = {}): {
  harness: Harness;
  agent: FakeAgent;
  scheduler: FakeScheduler;
  offer: Offer;
} {
  const harness = new Harness();
  const agent = harness.agent().register();
  const scheduler = harness.scheduler(options);
  const [offer] = scheduler.takeOffers();
  if (offer === undefined) throw new Error('nothing was offered');
  harness.sent = [];
  return { harness, agent, scheduler, offer };
}

/** The same with one running task. */
export function runningTask(options: Partial<SchedulerOptions> = {}): ReturnType<typeof firstOffer> {
  const parts = firstOffer(options);
  const { agent, scheduler, offer, harness } = parts;
  scheduler.launch(offer, [commandTask('t1', agent.id)]);
  agent.update(scheduler.id, 't1', 'TASK_RUNNING');
  for (const status of scheduler.takeUpdates()) scheduler.acknowledge(status);
  harness.sent = [];
  return parts;
}
