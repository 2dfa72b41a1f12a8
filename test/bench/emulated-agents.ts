// Agents on real sockets that run nothing: each registers, answers pings, and answers a launched task with
// RUNNING and, once that is acknowledged, FINISHED. They speak the libprocess wire, so any master will do.
import { randomUUID } from 'node:crypto';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createTransport, type SocketTransport } from '../../src/libprocess/links.ts';
import {
  decodePeerMessage,
  type PeerMessage,
  type Peers,
  transportPeers,
} from '../../src/libprocess/peers.ts';
import type { Upid } from '../../src/libprocess/transport.ts';
import type { AgentInfo, StatusUpdate, TaskState } from '../../src/protocol/messages.ts';
import { silentLog } from '../support/silent-log.ts';

export interface EmulatedAgentsOptions {
  readonly count: number;
  /** `host:port` of the master. */
  readonly master: string;
  readonly cpus: number;
  readonly memMegabytes: number;
  /** Tasks that stay RUNNING; none when absent. */
  readonly staysRunning?: ((taskId: string) => boolean) | undefined;
  /** A task never ends: each acknowledgement is answered with the next update, whose message is its number. */
  readonly isEndless?: boolean | undefined;
}

export interface EmulatedAgents {
  /** Settles when all are registered. */
  readonly registered: Promise<void>;
  readonly updatesAcknowledged: () => number;
  stop(): Promise<void>;
}

const capabilities = [
  'MULTI_ROLE',
  'HIERARCHICAL_ROLE',
  'RESERVATION_REFINEMENT',
  'RESOURCE_PROVIDER',
  'RESIZE_VOLUME',
  'AGENT_OPERATION_FEEDBACK',
  'AGENT_DRAINING',
  'TASK_RESOURCE_LIMITS',
] as const;

export async function startEmulatedAgents(options: EmulatedAgentsOptions): Promise<EmulatedAgents> {
  const agents: EmulatedAgent[] = [];
  let missing = options.count;
  let allRegistered: () => void = () => undefined;
  const registered = new Promise<void>((settle) => {
    allRegistered = settle;
  });
  for (let index = 0; index < options.count; index += 1) {
    const agent = new EmulatedAgent(options, () => {
      missing -= 1;
      if (missing === 0) allRegistered();
    });
    agents.push(agent);
    await agent.start();
  }
  return {
    registered,
    updatesAcknowledged: () => agents.reduce((sum, agent) => sum + agent.acknowledged, 0),
    stop: async () => {
      await Promise.all(agents.map((agent) => agent.stop()));
    },
  };
}

class EmulatedAgent {
  acknowledged = 0;
  readonly #options: EmulatedAgentsOptions;
  readonly #onRegistered: () => void;
  readonly #server: HttpServer;
  #transport: SocketTransport | undefined;
  #peers: Peers | undefined;
  #port = 0;
  #id: string | undefined;
  /** Tasks whose RUNNING is not acknowledged yet, by framework and task id. */
  readonly #running = new Map<string, { readonly frameworkId: string; readonly taskId: string }>();
  /** By task: the number of its last update. */
  readonly #numbers = new Map<string, number>();

  constructor(options: EmulatedAgentsOptions, onRegistered: () => void) {
    this.#options = options;
    this.#onRegistered = onRegistered;
    this.#server = createHttpServer({
      handler: () => ({ status: 404 }),
      onMessage: (inbound) => {
        const message = decodePeerMessage(inbound, silentLog);
        if (message !== undefined) this.#receive(message);
        return true;
      },
    });
  }

  get #pid(): Upid {
    return `slave(1)@127.0.0.1:${this.#port}`;
  }

  get #master(): Upid {
    return `master@${this.#options.master}`;
  }

  async start(): Promise<void> {
    this.#port = (await this.#server.listen('127.0.0.1', 0)).port;
    this.#transport = createTransport({
      address: `127.0.0.1:${this.#port}`,
      events: { onMessage: () => true, onExited: () => {} },
      log: silentLog,
    });
    this.#peers = transportPeers(this.#transport, 'slave(1)');
    const scalar = (name: string, value: number) => ({
      name,
      type: 'SCALAR' as const,
      scalar: { value },
      role: '*',
    });
    const agent: AgentInfo = {
      hostname: 'localhost',
      port: this.#port,
      checkpoint: true,
      resources: [scalar('cpus', this.#options.cpus), scalar('mem', this.#options.memMegabytes)],
    };
    this.#peers.link(this.#master);
    this.#peers.send(this.#master, 'internal.RegisterAgentMessage', {
      agent,
      version: '1.12.0',
      agent_capabilities: capabilities.map((type) => ({ type })),
      resource_version_uuid: uuid(),
    });
  }

  async stop(): Promise<void> {
    await this.#transport?.close();
    await this.#server.close(0);
  }

  #receive(received: PeerMessage): void {
    switch (received.name) {
      case 'internal.AgentRegisteredMessage':
        if (this.#id !== undefined) return;
        this.#id = received.message.agent_id.value;
        this.#onRegistered();
        return;
      case 'internal.PingAgentMessage':
        this.#peers?.send(received.from, 'internal.PongAgentMessage', {});
        return;
      case 'internal.RunTaskMessage': {
        const frameworkId = received.message.framework.id?.value ?? '';
        const taskId = received.message.task.task_id.value;
        this.#running.set(`${frameworkId} ${taskId}`, { frameworkId, taskId });
        this.#update(frameworkId, taskId, 'TASK_RUNNING');
        return;
      }
      case 'internal.StatusUpdateAcknowledgementMessage':
        this.#acknowledge(received.message.framework_id.value, received.message.task_id.value);
        return;
      default:
        return;
    }
  }

  #acknowledge(frameworkId: string, taskId: string): void {
    this.acknowledged += 1;
    if (this.#options.isEndless === true) {
      const number = (this.#numbers.get(taskId) ?? 0) + 1;
      this.#numbers.set(taskId, number);
      this.#update(frameworkId, taskId, 'TASK_RUNNING', String(number));
      return;
    }
    if (this.#options.staysRunning?.(taskId) === true) return;
    if (this.#running.delete(`${frameworkId} ${taskId}`)) this.#update(frameworkId, taskId, 'TASK_FINISHED');
  }

  #update(frameworkId: string, taskId: string, state: TaskState, message?: string): void {
    const { value } = uuid();
    const timestamp = Date.now() / 1000;
    const agentId = { value: this.#id ?? '' };
    const update: StatusUpdate = {
      framework_id: { value: frameworkId },
      executor_id: { value: taskId },
      agent_id: agentId,
      status: {
        task_id: { value: taskId },
        state,
        agent_id: agentId,
        executor_id: { value: taskId },
        source: 'SOURCE_EXECUTOR',
        timestamp,
        uuid: value,
        ...(message === undefined ? {} : { message }),
      },
      timestamp,
      uuid: value,
      latest_state: state,
    };
    this.#peers?.send(this.#master, 'internal.StatusUpdateMessage', { update, pid: this.#pid });
  }
}

function uuid(): { value: Uint8Array } {
  return { value: new Uint8Array(Buffer.from(randomUUID().replaceAll('-', ''), 'hex')) };
}
