// Status updates as messages, field by field what the original's executor and agent send.
import type { Clock, Random } from '../base/ports.ts';
import type {
  AgentID,
  ContainerStatus,
  StatusUpdate,
  TaskResourceLimitation,
  TaskState,
  TaskStatus,
  TaskStatusReason,
  TaskStatusSource,
} from '../protocol/messages.ts';
import { uuidBytes } from './uuid.ts';

export interface UpdateSubject {
  readonly agentId: AgentID;
  readonly frameworkId: string;
  readonly taskId: string;
  /** Undefined for a task that never had an executor. */
  readonly executorId?: string | undefined;
  readonly containerStatus?: ContainerStatus | undefined;
}

export interface UpdateContent {
  readonly state: TaskState;
  readonly source: TaskStatusSource;
  readonly reason?: TaskStatusReason | undefined;
  readonly message?: string | undefined;
  readonly limitation?: TaskResourceLimitation | undefined;
}

/** Makes updates with a time and a UUID of their own. */
export class UpdateWriter {
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  write(subject: UpdateSubject, content: UpdateContent): StatusUpdate {
    const timestamp = this.#clock.now() / 1000;
    const uuid = uuidBytes(this.#random.uuid());
    const executor = subject.executorId === undefined ? {} : { executor_id: { value: subject.executorId } };
    const status: TaskStatus = {
      task_id: { value: subject.taskId },
      state: content.state,
      ...(content.message === undefined ? {} : { message: content.message }),
      source: content.source,
      ...(content.reason === undefined ? {} : { reason: content.reason }),
      agent_id: subject.agentId,
      ...executor,
      timestamp,
      uuid,
      ...(subject.containerStatus === undefined ? {} : { container_status: subject.containerStatus }),
      ...(content.limitation === undefined ? {} : { limitation: content.limitation }),
    };
    return {
      framework_id: { value: subject.frameworkId },
      ...executor,
      agent_id: subject.agentId,
      status,
      timestamp,
      uuid,
    };
  }
}
