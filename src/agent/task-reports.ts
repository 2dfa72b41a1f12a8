// What the agent itself says of tasks that have an executor: the update, with the container's status as the original
// puts it in.
import type { ContainerStatus, StatusUpdate } from '../protocol/messages.ts';
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
      containerStatus: this.containerStatus(executor),
    };
    this.#emit(this.#writer.write(subject, content));
  }

  /** Undefined while there is no container. */
  containerStatus(executor: Executor): ContainerStatus | undefined {
    if (!executor.isLaunched) return undefined;
    return {
      container_id: { value: executor.containerId },
      network_infos: [{ ip_addresses: [{ ip_address: this.#context.config.ip }] }],
      ...(executor.supervisorPid === undefined ? {} : { executor_pid: executor.supervisorPid }),
    };
  }
}
