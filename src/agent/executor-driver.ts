// Custom executors on the native driver: their messages become what executors ask of the agent, and events the messages
// that the driver knows. The rule: only the actor that registered an executor speaks for it; whoever registers one that
// cannot be is told to shut down, as the driver expects.
import type { PeerMessage, Peers } from '../libprocess/peers.ts';
import type { Upid } from '../libprocess/transport.ts';
import type {
  AgentID,
  ExecutorCallSubscribe,
  ExecutorEvent,
  ExecutorEventSubscribed,
  StatusUpdate,
  TaskStatus,
} from '../protocol/messages.ts';
import type { AgentContext } from './context.ts';
import type { ExecutorApi } from './executor-api.ts';
import type { ExecutorStream } from './executor-connections.ts';
import { statusProblem } from './executor-updates.ts';
import { noPid } from './frameworks.ts';
import type { Executor } from './model.ts';

export class ExecutorDriver {
  readonly #context: AgentContext;
  readonly #api: ExecutorApi;
  readonly #peers: Peers;

  constructor(context: AgentContext, api: ExecutorApi, peers: Peers) {
    this.#context = context;
    this.#api = api;
    this.#peers = peers;
  }

  /** Whether the message is one that executors send. Gives the reason why it is dropped, if it is. */
  receive(received: PeerMessage): { readonly isTaken: boolean; readonly reason?: string | undefined } {
    const { from } = received;
    switch (received.name) {
      case 'internal.RegisterExecutorMessage': {
        const { framework_id: framework, executor_id: executor } = received.message;
        return taken(this.#register(from, framework.value, executor.value, undefined));
      }
      case 'internal.ReregisterExecutorMessage': {
        const { framework_id: framework, executor_id: executor, tasks, updates = [] } = received.message;
        const call: ExecutorCallSubscribe = {
          unacknowledged_updates: updates.map((update) => ({ status: statusOf(update) })),
          ...(tasks === undefined ? {} : { unacknowledged_tasks: tasks }),
        };
        return taken(this.#register(from, framework.value, executor.value, call));
      }
      case 'internal.StatusUpdateMessage':
        return taken(this.#update(from, received.message.update));
      case 'internal.ExecutorToFrameworkMessage': {
        const { framework_id: framework, executor_id: executor, data } = received.message;
        const sender = this.#sender(from, framework.value, executor.value);
        if (sender === undefined) return taken('no executor there has that address');
        this.#api.message(sender, data);
        return taken(undefined);
      }
      default:
        return { isTaken: false };
    }
  }

  /** The agent was restarted: executors that it finds again are asked to register again. */
  reconnect(executors: readonly Executor[]): void {
    const agentId = this.#context.model.info.id;
    if (agentId === undefined) return;
    for (const { connection } of executors) {
      if (connection?.type !== 'libprocess') continue;
      this.#peers.send(connection.pid, 'internal.ReconnectExecutorMessage', { agent_id: agentId });
    }
  }

  /** `again` is what a driver says that has been registered before. */
  #register(
    from: Upid,
    frameworkId: string,
    executorId: string,
    again: ExecutorCallSubscribe | undefined,
  ): string | undefined {
    const { model } = this.#context;
    const framework = this.#api.framework(frameworkId);
    const executor = framework === undefined ? undefined : this.#api.executor(framework, executorId);
    // A restarted agent has asked for the executors it knows; others belong to nobody.
    const isReady = again === undefined ? model.state !== 'RECOVERING' : model.canReconnect;
    if (executor?.state !== 'REGISTERING' || model.info.id === undefined || !isReady) {
      this.#peers.send(from, 'internal.ShutdownExecutorMessage', {});
      return `the executor ${executorId} of ${frameworkId} cannot be registered`;
    }
    this.#peers.link(from);
    const stream = new DriverStream(this.#peers, from, model.info.id, executor, again !== undefined);
    this.#api.subscribe(executor, stream, { type: 'libprocess', pid: from }, again ?? {});
    return undefined;
  }

  #update(from: Upid, update: StatusUpdate): string | undefined {
    const frameworkId = update.framework_id.value;
    const executorId = update.executor_id?.value ?? '';
    const executor = this.#sender(from, frameworkId, executorId);
    const status = statusOf(update);
    const problem =
      executor === undefined
        ? 'no executor there has that address'
        : statusProblem(status, executorId, frameworkId);
    if (problem === undefined && executor !== undefined) {
      return this.#api.update(executor, status) ? undefined : 'too many updates of its task wait';
    }
    this.#context.metrics.count('invalid_status_updates');
    return problem;
  }

  #sender(from: Upid, frameworkId: string, executorId: string): Executor | undefined {
    const framework = this.#api.framework(frameworkId);
    const executor = framework === undefined ? undefined : this.#api.executor(framework, executorId);
    const { connection, state } = executor ?? {};
    const isConnected = state === 'RUNNING' || state === 'TERMINATING';
    return isConnected && connection?.type === 'libprocess' && connection.pid === from ? executor : undefined;
  }
}

function taken(reason: string | undefined): { readonly isTaken: true; readonly reason: string | undefined } {
  return { isTaken: true, reason };
}

/** Drivers say in the update what the API has in the status. */
function statusOf({ status, timestamp, uuid }: StatusUpdate): TaskStatus {
  const known = uuid ?? status.uuid;
  return {
    ...status,
    timestamp: status.timestamp ?? timestamp,
    ...(known === undefined ? {} : { uuid: known }),
  };
}

/** Events as the driver's messages. */
class DriverStream implements ExecutorStream {
  readonly #peers: Peers;
  readonly #pid: Upid;
  readonly #agentId: AgentID;
  readonly #executor: Executor;
  readonly #isReregistered: boolean;

  constructor(peers: Peers, pid: Upid, agentId: AgentID, executor: Executor, isReregistered: boolean) {
    this.#peers = peers;
    this.#pid = pid;
    this.#agentId = agentId;
    this.#executor = executor;
    this.#isReregistered = isReregistered;
  }

  send(event: ExecutorEvent): void {
    const peers = this.#peers;
    const { framework, id } = this.#executor;
    const frameworkId = { value: framework.id };
    if (event.subscribed !== undefined) this.#welcome(event.subscribed);
    // Drivers know no groups: they get one task after the other.
    const launched = event.launch === undefined ? event.launch_group?.task_group.tasks : [event.launch.task];
    for (const task of launched ?? []) {
      const pid = framework.pid ?? noPid;
      peers.send(this.#pid, 'internal.RunTaskMessage', { framework: framework.info, pid, task });
    }
    if (event.kill !== undefined) {
      peers.send(this.#pid, 'internal.KillTaskMessage', { framework_id: frameworkId, ...event.kill });
    }
    if (event.acknowledged !== undefined) {
      peers.send(this.#pid, 'internal.StatusUpdateAcknowledgementMessage', {
        agent_id: this.#agentId,
        framework_id: frameworkId,
        ...event.acknowledged,
      });
    }
    if (event.message !== undefined) {
      peers.send(this.#pid, 'internal.FrameworkToExecutorMessage', {
        agent_id: this.#agentId,
        framework_id: frameworkId,
        executor_id: { value: id },
        data: event.message.data,
      });
    }
    if (event.type === 'SHUTDOWN') peers.send(this.#pid, 'internal.ShutdownExecutorMessage', {});
  }

  /** What was sent before still leaves. */
  end(): void {
    this.#peers.unlink(this.#pid);
  }

  #welcome({ agent_info, executor_info, framework_info }: ExecutorEventSubscribed): void {
    const agent = { agent_id: this.#agentId, agent_info };
    if (this.#isReregistered) this.#peers.send(this.#pid, 'internal.ExecutorReregisteredMessage', agent);
    else {
      this.#peers.send(this.#pid, 'internal.ExecutorRegisteredMessage', {
        executor_info,
        framework_id: { value: this.#executor.framework.id },
        framework_info,
        ...agent,
      });
    }
  }
}
