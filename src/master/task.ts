// A task as the master keeps it: small, because half a million of them must fit. Statuses are packed (their
// protobuf bytes as a one-byte string, the most compact thing the engine has) and are unpacked by readers only.
import type {
  ExecutorInfo,
  TaskInfo,
  Task as TaskMessage,
  TaskState,
  TaskStatus,
} from '../protocol/messages.ts';
import { decode, encode } from '../protocol/protobuf.ts';
import { isTerminal } from '../protocol/task-state.ts';
import type { ReservationFormat } from '../resources/messages.ts';
import { toMessages } from '../resources/messages.ts';
import type { Resources } from '../resources/resources.ts';

/** Whether a task in this state holds no resources any more. */
export function holdsNothing(state: TaskState): boolean {
  return state === 'TASK_UNREACHABLE' || isTerminal(state);
}

/** What few tasks have. */
export type TaskDetails = Pick<
  TaskMessage,
  'labels' | 'discovery' | 'container' | 'health_check' | 'kill_policy' | 'user' | 'limits'
>;

/**
 * Statuses kept of a task. A task passes six states at most; only one that flips between two for ever has more,
 * and of that one the latest are the interesting ones.
 */
const maxStatuses = 16;

export class Task {
  readonly id: string;
  readonly name: string;
  readonly frameworkId: string;
  readonly agentId: string;
  /** Undefined for a command task. */
  readonly executorId: string | undefined;
  /** Allocated to the role of the offer. */
  readonly resources: Resources;
  readonly details: TaskDetails | undefined;
  state: TaskState;
  /** The state in the latest update that was sent on to the scheduler, and that update's uuid packed. */
  sentState: TaskState | undefined;
  sentUuid: string | undefined;
  /** The scheduler has acknowledged the end. */
  isAcknowledged = false;
  #statuses: string[] = [];
  #lastStatusState: TaskState | undefined;

  constructor(parts: {
    id: string;
    name: string;
    frameworkId: string;
    agentId: string;
    executorId: string | undefined;
    resources: Resources;
    details: TaskDetails | undefined;
    state: TaskState;
  }) {
    this.id = parts.id;
    this.name = parts.name;
    this.frameworkId = parts.frameworkId;
    this.agentId = parts.agentId;
    this.executorId = parts.executorId;
    this.resources = parts.resources;
    this.details = parts.details;
    this.state = parts.state;
  }

  /** Keeps a status; one of the same state as the last takes its place. Its data are the scheduler's business. */
  addStatus(status: TaskStatus): void {
    const { data: _data, ...kept } = status;
    const packed = pack(encode('TaskStatus', kept));
    if (this.#lastStatusState === status.state) this.#statuses.pop();
    else if (this.#statuses.length >= maxStatuses) this.#statuses.shift();
    this.#statuses.push(packed);
    this.#lastStatusState = status.state;
  }

  statuses(): TaskStatus[] {
    return this.#statuses.map((packed) => decode('TaskStatus', unpack(packed)));
  }

  get lastStatusState(): TaskState | undefined {
    return this.#lastStatusState;
  }

  /** Seconds since the epoch, of the oldest status kept. */
  firstTimestamp(): number | undefined {
    const packed = this.#statuses[0];
    return packed === undefined ? undefined : decode('TaskStatus', unpack(packed)).timestamp;
  }

  lastStatus(): TaskStatus | undefined {
    const packed = this.#statuses.at(-1);
    return packed === undefined ? undefined : decode('TaskStatus', unpack(packed));
  }
}

/** Bytes as a string of the same length. */
export function pack(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

export function unpack(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** A task that was just accepted: `resources` are the task's own, allocated. */
export function launchedTask(info: TaskInfo, frameworkId: string, resources: Resources): Task {
  const user = info.command?.user ?? info.executor?.command?.user;
  return new Task({
    id: info.task_id.value,
    name: info.name,
    frameworkId,
    agentId: info.agent_id.value,
    executorId: info.executor?.executor_id.value,
    resources,
    details: detailsOf({ ...info, user }),
    state: 'TASK_STAGING',
  });
}

/** A task an agent reported; its resources were validated. */
export function reportedTask(message: TaskMessage, resources: Resources): Task {
  const task = new Task({
    id: message.task_id.value,
    name: message.name,
    frameworkId: message.framework_id.value,
    agentId: message.agent_id.value,
    executorId: message.executor_id?.value === '' ? undefined : message.executor_id?.value,
    resources,
    details: detailsOf(message),
    state: message.state,
  });
  for (const status of message.statuses ?? []) task.addStatus(status);
  task.sentState = message.status_update_state;
  task.sentUuid = message.status_update_uuid === undefined ? undefined : pack(message.status_update_uuid);
  return task;
}

function detailsOf(source: TaskDetails): TaskDetails | undefined {
  const { labels, discovery, container, health_check, kill_policy, user, limits } = source;
  const details: TaskDetails = {};
  if (labels !== undefined) details.labels = labels;
  if (discovery !== undefined) details.discovery = discovery;
  if (container !== undefined) details.container = container;
  if (health_check !== undefined) details.health_check = health_check;
  if (kill_policy !== undefined) details.kill_policy = kill_policy;
  if (user !== undefined) details.user = user;
  if (limits !== undefined) details.limits = limits;
  return Object.keys(details).length === 0 ? undefined : details;
}

/** The task as the operator API and the state endpoints show it. */
export function taskMessage(task: Task, format: ReservationFormat = 'post'): TaskMessage {
  return {
    name: task.name,
    task_id: { value: task.id },
    framework_id: { value: task.frameworkId },
    ...(task.executorId === undefined ? {} : { executor_id: { value: task.executorId } }),
    agent_id: { value: task.agentId },
    state: task.state,
    resources: toMessages(task.resources, format),
    statuses: task.statuses(),
    ...(task.sentState === undefined ? {} : { status_update_state: task.sentState }),
    ...(task.sentUuid === undefined ? {} : { status_update_uuid: unpack(task.sentUuid) }),
    ...task.details,
  };
}

/** Whether two descriptions of an executor are the same executor; the order of resources does not matter. */
export function sameExecutor(left: ExecutorInfo, right: ExecutorInfo): boolean {
  const bytes = (info: ExecutorInfo): string =>
    pack(
      encode('ExecutorInfo', {
        ...info,
        resources: [...(info.resources ?? [])].sort((a, b) =>
          a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
        ),
      }),
    );
  return bytes(left) === bytes(right);
}
