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
import { type ReservationFormat, readResources, toMessages } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';

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

interface ChangingFacts {
  readonly state: TaskState;
  /** The state in the latest update that was sent on to the scheduler, and that update's uuid packed. */
  readonly sentState: TaskState | undefined;
  readonly sentUuid: string | undefined;
  /** The scheduler has acknowledged the end. */
  readonly isAcknowledged: boolean;
  /** Oldest first. */
  readonly packedStatuses: readonly string[];
  readonly lastStatusState: TaskState | undefined;
}

/**
 * A task between two changes. It never changes itself: whoever keeps one has the task as it was, and what was made of
 * one may be used as long as the task has no other.
 */
export class TaskFacts implements ChangingFacts {
  readonly #task: Task;
  readonly state: TaskState;
  readonly sentState: TaskState | undefined;
  readonly sentUuid: string | undefined;
  readonly isAcknowledged: boolean;
  readonly packedStatuses: readonly string[];
  readonly lastStatusState: TaskState | undefined;

  constructor(task: Task, facts: ChangingFacts) {
    this.#task = task;
    this.state = facts.state;
    this.sentState = facts.sentState;
    this.sentUuid = facts.sentUuid;
    this.isAcknowledged = facts.isAcknowledged;
    this.packedStatuses = facts.packedStatuses;
    this.lastStatusState = facts.lastStatusState;
  }

  get id(): string {
    return this.#task.id;
  }

  get name(): string {
    return this.#task.name;
  }

  get frameworkId(): string {
    return this.#task.frameworkId;
  }

  get agentId(): string {
    return this.#task.agentId;
  }

  get executorId(): string | undefined {
    return this.#task.executorId;
  }

  get resources(): Resources {
    return this.#task.resources;
  }

  get details(): TaskDetails | undefined {
    return this.#task.details;
  }

  statuses(): TaskStatus[] {
    return this.packedStatuses.map((packed) => decode('TaskStatus', unpack(packed)));
  }

  /** Seconds since the epoch, of the oldest status kept. */
  firstTimestamp(): number | undefined {
    const packed = this.packedStatuses[0];
    return packed === undefined ? undefined : decode('TaskStatus', unpack(packed)).timestamp;
  }

  lastStatus(): TaskStatus | undefined {
    const packed = this.packedStatuses.at(-1);
    return packed === undefined ? undefined : decode('TaskStatus', unpack(packed));
  }
}

const newFacts: Omit<ChangingFacts, 'state'> = {
  sentState: undefined,
  sentUuid: undefined,
  isAcknowledged: false,
  packedStatuses: [],
  lastStatusState: undefined,
};

/** What never changes are plain fields, and the object is frozen; what changes is in `facts` and has a setter here. */
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
  #facts: TaskFacts;

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
    this.#facts = new TaskFacts(this, { ...newFacts, state: parts.state });
    Object.freeze(this);
  }

  /** The task as it is now, for readers that look at it later. */
  get facts(): TaskFacts {
    return this.#facts;
  }

  get state(): TaskState {
    return this.#facts.state;
  }

  set state(state: TaskState) {
    this.#change({ state });
  }

  get sentState(): TaskState | undefined {
    return this.#facts.sentState;
  }

  get sentUuid(): string | undefined {
    return this.#facts.sentUuid;
  }

  /** Notes what the scheduler was sent; the uuid is packed. */
  noteSent(sentState: TaskState | undefined, sentUuid: string | undefined): void {
    this.#change({ sentState, sentUuid });
  }

  get isAcknowledged(): boolean {
    return this.#facts.isAcknowledged;
  }

  set isAcknowledged(isAcknowledged: boolean) {
    this.#change({ isAcknowledged });
  }

  /** Keeps a status; one of the same state as the last takes its place. Its data are the scheduler's business. */
  addStatus(status: TaskStatus): void {
    const { packedStatuses, lastStatusState } = this.#facts;
    const { data: _data, ...kept } = status;
    const packed = pack(encode('TaskStatus', kept));
    const first = packedStatuses.length >= maxStatuses ? 1 : 0;
    const earlier =
      lastStatusState === status.state ? packedStatuses.slice(0, -1) : packedStatuses.slice(first);
    this.#change({ packedStatuses: [...earlier, packed], lastStatusState: status.state });
  }

  #change(changes: Partial<ChangingFacts>): void {
    this.#facts = new TaskFacts(this, { ...this.#facts, ...changes });
  }

  get lastStatusState(): TaskState | undefined {
    return this.#facts.lastStatusState;
  }

  statuses(): TaskStatus[] {
    return this.#facts.statuses();
  }

  firstTimestamp(): number | undefined {
    return this.#facts.firstTimestamp();
  }

  lastStatus(): TaskStatus | undefined {
    return this.#facts.lastStatus();
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
  const uuid = message.status_update_uuid;
  task.noteSent(message.status_update_state, uuid === undefined ? undefined : pack(uuid));
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
export function taskMessage(task: Task | TaskFacts, format: ReservationFormat = 'post'): TaskMessage {
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

/** Whether two descriptions of an executor are the same executor: amounts count, not how resources are written. */
export function sameExecutor(left: ExecutorInfo, right: ExecutorInfo): boolean {
  const bytes = ({ resources: _resources, ...info }: ExecutorInfo): string =>
    pack(encode('ExecutorInfo', info));
  const leftResources = readResources(left.resources);
  const rightResources = readResources(right.resources);
  return (
    leftResources instanceof Resources &&
    rightResources instanceof Resources &&
    leftResources.equals(rightResources) &&
    bytes(left) === bytes(right)
  );
}
