// What custom executors ask of the agent, over whichever connection: to be connected, to pass on updates and messages.
// The rule: a call means the executor that is in the model now; one that is to end only hears that it is.
import type {
  ContainerStatus,
  ExecutorCallSubscribe,
  StatusUpdate,
  TaskStatus,
} from '../protocol/messages.ts';
import type { AgentContext } from './context.ts';
import type { CustomExecutors } from './custom-executors.ts';
import type { ExecutorConnections, ExecutorStream } from './executor-connections.ts';
import type { ExecutorDelivery } from './executor-delivery.ts';
import { ExecutorUpdates, statusProblem } from './executor-updates.ts';
import type { Executor, ExecutorConnection, Framework } from './model.ts';
import { plainAgentInfo } from './resources.ts';
import type { Novelty } from './status-updates.ts';

export interface ExecutorApiParts {
  readonly custom: CustomExecutors;
  readonly connections: ExecutorConnections;
  readonly delivery: ExecutorDelivery;
  containerStatus(executor: Executor): ContainerStatus | undefined;
  novelty(frameworkId: string, taskId: string, uuid: Uint8Array): Novelty;
  /** Sends the update reliably. */
  emit(update: StatusUpdate): void;
  /** To the scheduler. */
  message(executor: Executor, data: Uint8Array): void;
  /** One that an agent process before this one launched is connected again. */
  settled(): void;
}

export class ExecutorApi {
  readonly #context: AgentContext;
  readonly #parts: ExecutorApiParts;
  readonly #updates: ExecutorUpdates;

  constructor(context: AgentContext, parts: ExecutorApiParts) {
    this.#context = context;
    this.#parts = parts;
    this.#updates = new ExecutorUpdates(context, {
      novelty: (frameworkId, taskId, uuid) => parts.novelty(frameworkId, taskId, uuid),
      emit: (update) => parts.emit(update),
      acknowledge: (executor, taskId, uuid) => parts.delivery.acknowledge(executor, taskId, uuid),
      containerStatus: (executor) => parts.containerStatus(executor),
    });
  }

  framework(id: string): Framework | undefined {
    return this.#context.model.frameworks.get(id);
  }

  /** One that may connect. */
  executor(framework: Framework, id: string): Executor | undefined {
    const executor = framework.executors.get(id);
    return executor?.kind === 'custom' ? executor : undefined;
  }

  /** The executor's process is there: for the first time, or again with what it has not been acknowledged. */
  subscribe(
    executor: Executor,
    stream: ExecutorStream,
    connection: ExecutorConnection,
    call: ExecutorCallSubscribe,
  ): void {
    const { log } = this.#context;
    const fields = { executor: executor.id, framework: executor.framework.id, type: connection.type };
    if (this.#isEnding(executor)) {
      log.warn('an executor that is to end has connected', fields);
      stream.send({ type: 'SHUTDOWN' });
      stream.end();
      return;
    }
    log.info('an executor has connected', fields);
    const { connections, custom, delivery } = this.#parts;
    connections.open(executor, stream);
    custom.connected(executor);
    this.#remember(executor, connection);
    this.#welcome(executor);
    for (const { status } of call.unacknowledged_updates ?? []) this.#resent(executor, status);
    delivery.dropUnknown(
      executor,
      new Set((call.unacknowledged_tasks ?? []).map((task) => task.task_id.value)),
    );
    if (executor.wasGivenTask || delivery.hasQueued(executor)) delivery.handOver(executor);
    else custom.shutdown(executor);
    if (executor.isRecovered) this.#parts.settled();
  }

  /** The connection was closed by the other side. */
  closed(executor: Executor, stream: ExecutorStream): void {
    this.#parts.connections.closed(executor, stream);
  }

  /** `status` was found to be valid. False: too many of the task's updates wait, so it is not taken. */
  update(executor: Executor, status: TaskStatus): boolean {
    return this.#updates.receive(executor, status);
  }

  /** Dropped when nobody can be told. */
  message(executor: Executor, data: Uint8Array): void {
    const { log, metrics, model } = this.#context;
    if (model.state !== 'RUNNING' || executor.framework.state === 'TERMINATING') {
      metrics.count('invalid_framework_messages');
      log.warn('dropping a message of an executor', { executor: executor.id, agent_state: model.state });
      return;
    }
    metrics.count('valid_framework_messages');
    this.#parts.message(executor, data);
  }

  #isEnding({ framework, state }: Executor): boolean {
    const isUnwanted = this.#context.model.state === 'TERMINATING' || framework.state === 'TERMINATING';
    return isUnwanted || state === 'TERMINATING' || state === 'TERMINATED';
  }

  #remember(executor: Executor, connection: ExecutorConnection): void {
    const before = executor.connection;
    const pidOf = (known: ExecutorConnection | undefined): string | undefined =>
      known?.type === 'libprocess' ? known.pid : undefined;
    if (before?.type === connection.type && pidOf(before) === pidOf(connection)) return;
    executor.connection = connection;
    this.#context.checkpoints.append({
      type: 'connection',
      frameworkId: executor.framework.id,
      executorId: executor.id,
      connection,
    });
  }

  #welcome(executor: Executor): void {
    const { containerId, framework, info } = executor;
    this.#parts.connections.send(executor, {
      type: 'SUBSCRIBED',
      subscribed: {
        executor_info: info,
        framework_info: framework.info,
        agent_info: plainAgentInfo(this.#context.model.info),
        container_id: { value: containerId },
      },
    });
  }

  #resent(executor: Executor, status: TaskStatus): void {
    const problem = statusProblem(status, executor.id, executor.framework.id);
    if (problem === undefined) this.#updates.receive(executor, status);
    else this.#context.log.warn('ignoring an update of an executor', { executor: executor.id, problem });
  }
}
