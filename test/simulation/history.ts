// What an observer who sees everything knows of a run: every task from its launch to its end, as its scheduler,
// the wire, the disks and the machines saw it. The rules compare these views; nothing in the cluster reads them.

import type {
  OperationState,
  TaskState,
  TaskStatusReason,
  TaskStatusSource,
} from '../../src/protocol/messages.ts';
import { isTerminal } from '../../src/protocol/task-state.ts';

/** A rule was broken. `rule` is its name, the same for every way to break it. */
export { isTerminal };

export class Violation extends Error {
  override name = 'Violation';
  readonly rule: string;

  constructor(rule: string, what: string) {
    super(`${rule}: ${what}`);
    this.rule = rule;
  }
}

export interface Emission {
  readonly uuid: string;
  readonly state: TaskState;
  readonly source: TaskStatusSource | undefined;
  readonly reason: TaskStatusReason | undefined;
  /** Which life of which agent sent it first. */
  readonly life: string;
}

export interface FinalState {
  readonly state: TaskState;
  readonly uuid: string | undefined;
}

/** One task that a scheduler has asked for. */
export interface TaskHistory {
  readonly id: string;
  readonly frameworkId: string;
  readonly isCheckpointing: boolean;
  readonly isPartitionAware: boolean;
  readonly agentId: string;
  readonly offerIds: readonly string[];
  /** The ids of all tasks of its task group; empty for a task alone. */
  readonly group: readonly string[];
  /** ACCEPT calls that named it: more than one when the scheduler repeated a call whose answer was lost. */
  accepts: number;
  /** The life of the master that sent it to its agent. */
  acceptedBy: string | undefined;
  containerId: string | undefined;
  /** What agents sent of it, in order, without repetitions. */
  readonly emitted: Emission[];
  /** Index in `emitted` of what was sent last: never goes back. */
  lastEmitted: number;
  /** Uuids of updates that are on the agent's disk. */
  readonly stored: Set<string>;
  /** Uuids whose acknowledgement is on the agent's disk. */
  readonly acknowledged: Set<string>;
  /** Uuids the scheduler has acknowledged. */
  readonly acknowledgements: Set<string>;
  /** Index in `emitted` of the newest update the scheduler saw. */
  lastSeen: number;
  /** The newest state the scheduler was told. */
  told: TaskState | undefined;
  /** The end the scheduler can rely on. */
  final: FinalState | undefined;
  /** Somebody may have wanted it to end: the scheduler asked, or its framework is gone. */
  isKillWanted: boolean;
  /** That it ended, and not well, is on its agent's disk: its group ends with it. */
  hasFailed: boolean;
  /** The agent was restarted while it ran, and its framework does not checkpoint. */
  isLostWithAgent: boolean;
}

export class History {
  readonly tasks = new Map<string, TaskHistory>();
  /** Frameworks that were torn down or did not come back in time. */
  readonly removedFrameworks = new Set<string>();
  /** Offers that were used, declined, rescinded or discarded: none may be used again. */
  readonly spentOffers = new Set<string>();
  /** Ids of volumes whose scheduler has asked for their end. */
  readonly destroyedVolumes = new Set<string>();
  /** Tasks that wrote into a volume, by its path: an id is used once. */
  readonly writtenVolumes = new Map<string, Set<string>>();
  readonly operationEnds = new Map<string, OperationState>();
  readonly counts = new Map<string, number>();

  task(id: string): TaskHistory | undefined {
    return this.tasks.get(id);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

/** How far a task is; it never goes back. */
export function rankOf(state: TaskState): number {
  if (isTerminal(state)) return 5;
  const order: readonly TaskState[] = ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'];
  return order.indexOf(state) + 1;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
