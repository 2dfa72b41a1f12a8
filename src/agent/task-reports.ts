// What the agent itself says of tasks that have an executor: the update, with the container's status as the original
// puts it in.
import type { ContainerStatus, NetworkInfo, StatusUpdate } from '../protocol/messages.ts';
import type { AgentContext } from './context.ts';
import type { Executor, ExecutorTask } from './model.ts';
import { type UpdateContent, UpdateWriter } from './update-message.ts';

export class TaskReports {
  readonly #context: AgentContext;
  readonly #emit: (update: StatusUpdate) => void;
  readonly #writer: UpdateWriter;

  /** `emit` sends an update reliably. */
  constructor(context: AgentContext, emit: (update: StatusUpdate) => void) {
    this.#context = context;
    this.#emit = emit;
    this.#writer = new UpdateWriter(context.clock, context.random);
  }

  /** A framework that is being removed cannot acknowledge anything, so nothing is said. */
  report(task: ExecutorTask, content: UpdateContent): void {
    task.reportedState = content.state;
    const { executor } = task;
    const agentId = this.#context.model.info.id;
    if (executor.framework.state === 'TERMINATING' || agentId === undefined) return;
    const subject = {
      agentId,
      frameworkId: executor.framework.id,
      taskId: task.id,
      executorId: executor.id,
      containerStatus: task.container === undefined ? this.containerStatus(executor) : this.#nested(task),
    };
    this.#emit(this.#writer.write(subject, content));
  }

  /** As the original's agent adds to what its default executor says: address and process only while there is one. */
  #nested({ container, executor }: ExecutorTask): ContainerStatus | undefined {
    if (container === undefined) return undefined;
    const { id, supervisorPid } = container;
    return {
      container_id: { value: id, parent: { value: executor.containerId } },
      ...(supervisorPid === undefined
        ? {}
        : { network_infos: this.#networks(), executor_pid: supervisorPid }),
    };
  }

  #networks(): NetworkInfo[] {
    return [{ ip_addresses: [{ ip_address: this.#context.config.ip }] }];
  }

  /** Undefined while there is no container. */
  containerStatus(executor: Executor): ContainerStatus | undefined {
    if (!executor.isLaunched) return undefined;
    return {
      container_id: { value: executor.containerId },
      network_infos: this.#networks(),
      ...(executor.supervisorPid === undefined ? {} : { executor_pid: executor.supervisorPid }),
    };
  }
}
