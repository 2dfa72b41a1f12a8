// How the master reaches the scheduler of a framework: over an event stream (event-stream.ts) or as a libprocess
// actor (driver-connection.ts). The concerns send events through this and do not ask which of the two it is.
import type { Upid } from '../libprocess/transport.ts';
import type {
  SchedulerEvent,
  SchedulerEventSubscribed,
  StatusUpdateMessage,
  TaskStatus,
} from '../protocol/messages.ts';

export interface SchedulerConnection {
  /** Where agents and executors reach the scheduler themselves; undefined over HTTP. */
  readonly pid: Upid | undefined;
  /**
   * The first word of a subscription. `isContinued`: the scheduler is the one that was there before, which the native
   * drivers are told by another message.
   */
  welcome(subscribed: SchedulerEventSubscribed, isContinued: boolean): void;
  /** Events other than SUBSCRIBED, UPDATE and HEARTBEAT. What cannot be delivered is lost. */
  send(event: SchedulerEvent): void;
  /** `forwarded` is the message of the agent that the status came in; a status without is the master's own. */
  update(status: TaskStatus, forwarded?: StatusUpdateMessage): void;
  /** Absent where nobody expects any. */
  heartbeat?(): void;
  /** Nothing is sent any more. */
  end(): void;
}
