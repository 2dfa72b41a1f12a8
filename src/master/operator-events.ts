// What operators who watch the cluster are told. The concerns call this at the moment the model has changed; what
// is called must not change the model, and costs nothing while nobody watches.
import type { TaskStatus } from '../protocol/messages.ts';
import type { Agent, Framework } from './model.ts';
import type { Task } from './task.ts';

export interface OperatorEvents {
  readonly subscriberCount: number;
  taskAdded(task: Task): void;
  /** The status was taken into account: the state of the task is another one, or its checks are. */
  taskUpdated(task: Task, status: TaskStatus): void;
  agentAdded(agent: Agent): void;
  /** Not when it became unreachable or gone. */
  agentRemoved(agent: Agent): void;
  frameworkAdded(framework: Framework): void;
  frameworkUpdated(framework: Framework): void;
  frameworkRemoved(framework: Framework): void;
}

export const noOperatorEvents: OperatorEvents = {
  subscriberCount: 0,
  taskAdded: () => {},
  taskUpdated: () => {},
  agentAdded: () => {},
  agentRemoved: () => {},
  frameworkAdded: () => {},
  frameworkUpdated: () => {},
  frameworkRemoved: () => {},
};
