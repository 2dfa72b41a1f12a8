// What differs between the kinds of executors. `Executors` keeps them and hands each event to the behaviour of the
// executor's kind, one file each.
import type { KillPolicy, StatusUpdate } from '../protocol/messages.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import type { ContainerLimits, ContainerTermination } from './containerizer/containerizer.ts';
import type { Executor, ExecutorTask } from './model.ts';

export interface ExecutorBehaviour {
  /** What its container may use now. */
  limits(executor: Executor): ContainerLimits;
  /** The container's process runs; told again after a restart of the agent. */
  launched(executor: Executor): void;
  /** The container and all that was in it are gone, or the launch failed. Told once. */
  terminated(executor: Executor, termination: ContainerTermination): void;
  /** The machine was restarted: the container is gone, and nobody knows how it ended. */
  lost(executor: Executor): void;
  /** A KILL of the scheduler. */
  kill(task: ExecutorTask, policy: KillPolicy | undefined): void;
  /** The executor is to end, whoever asked; not TERMINATED. */
  shutdown(executor: Executor): void;
  /** The containers are known again after a restart of the agent: what was begun before it goes on. */
  resume(executor: Executor): void;
  /** An update of one of its tasks, or that it has sent, is on disk. */
  updateStored(executor: Executor, update: StatusUpdate): void;
  /** The last update of its task was acknowledged; the task is not in the maps any more. */
  taskCompleted(task: ExecutorTask): void;
  /** The records that stand for the executor in a snapshot, without updates. */
  records(executor: Executor): CheckpointRecord[];
}
