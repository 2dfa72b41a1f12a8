// What the agent writes down so that a new process can go on: the records, and the store that keeps them. Records are
// replayed in order; what they look like on the disk is in checkpoint-encoding.ts.
import type { MesosError } from '../base/errors.ts';
import type { KillCause } from '../executor/kill-plan.ts';
import type {
  AgentInfo,
  ExecutorInfo,
  FrameworkInfo,
  Operation,
  Resource,
  StatusUpdate,
  TaskInfo,
} from '../protocol/messages.ts';
import type { ExecutorConnection, ExecutorKind } from './model.ts';

export type CheckpointRecord =
  /** A master gave the agent its id, or what the agent tells of itself changed, or the machine was restarted. */
  | { readonly type: 'agent'; readonly bootId: string; readonly info: AgentInfo }
  /** The framework runs something here, or its description changed; an empty pid is none. */
  | { readonly type: 'framework'; readonly info: FrameworkInfo; readonly pid: string }
  /** Everything of the framework is to end; its updates are of no interest any more. */
  | { readonly type: 'framework-shutdown'; readonly frameworkId: string }
  | { readonly type: 'framework-removed'; readonly frameworkId: string }
  /** A command task is about to be launched in the container. */
  | {
      readonly type: 'launch';
      readonly frameworkId: string;
      readonly containerId: string;
      readonly task: TaskInfo;
    }
  | {
      readonly type: 'kill';
      readonly frameworkId: string;
      readonly taskId: string;
      readonly cause: KillCause;
      readonly requestedAtMs: number;
      readonly graceMs: number;
    }
  | { readonly type: 'update'; readonly update: StatusUpdate }
  /** The acknowledgement of a terminal update also ends its task. */
  | {
      readonly type: 'acknowledged';
      readonly frameworkId: string;
      readonly taskId: string;
      readonly uuid: Uint8Array;
    }
  /** The agent has left the cluster: nothing before this counts. */
  | { readonly type: 'forget' }
  /** An executor that is no command task's is about to be launched in the container. */
  | {
      readonly type: 'executor';
      readonly frameworkId: string;
      readonly kind: Exclude<ExecutorKind, 'command'>;
      readonly containerId: string;
      readonly info: ExecutorInfo;
      /** In a snapshot: a task was handed to it that is not in the snapshot any more. */
      readonly wasGivenTask: boolean;
    }
  /** A task is about to be handed to its executor, of which there is a record. */
  | {
      readonly type: 'task';
      readonly frameworkId: string;
      readonly executorId: string;
      readonly task: TaskInfo;
    }
  /** The tasks of a group are about to be handed to their executor, of which there is a record, each with its container. */
  | {
      readonly type: 'task-group';
      readonly frameworkId: string;
      readonly executorId: string;
      readonly members: readonly GroupMember[];
    }
  /** The executor's process is connected: by HTTP, or as the libprocess actor with that pid. */
  | {
      readonly type: 'connection';
      readonly frameworkId: string;
      readonly executorId: string;
      readonly connection: ExecutorConnection;
    }
  /** The executor's container is gone, and its tasks have ended. */
  | { readonly type: 'executor-ended'; readonly frameworkId: string; readonly executorId: string }
  /** All that operations have made of the agent's resources. */
  | { readonly type: 'resources'; readonly resources: readonly Resource[] }
  /** An operation was applied, or dropped, with its end as latest status; and what `resources` holds after it. */
  | { readonly type: 'operation'; readonly operation: Operation; readonly resources: readonly Resource[] }
  /** The volumes of the operation are made, or gone. */
  | { readonly type: 'operation-done'; readonly uuid: Uint8Array }
  | { readonly type: 'operation-acknowledged'; readonly uuid: Uint8Array };

export interface GroupMember {
  readonly containerId: string;
  readonly task: TaskInfo;
}

export type CheckpointDone = (error: MesosError | undefined) => void;

/** `unreadable` counts records that were left out because they could not be understood. */
export type CheckpointsRead = (
  error: MesosError | undefined,
  records: readonly CheckpointRecord[],
  unreadable: number,
) => void;

export interface CheckpointStore {
  /** Reads all records, oldest first. Called once, before anything else; answers after it returned. */
  recover(done: CheckpointsRead): void;
  /** Calls `done` when the record is durable, in order of the appends and never before this returns. */
  append(record: CheckpointRecord, done: CheckpointDone): void;
  /** Whether it is time for `compact`. */
  readonly shouldCompact: boolean;
  /** Replaces everything appended so far by these records. An error leaves the store as it was. */
  compact(records: readonly CheckpointRecord[], done: CheckpointDone): void;
}
