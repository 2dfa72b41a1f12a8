// The counters of one framework, under the names they have below its prefix in the metrics.
import type {
  OfferOperationType,
  SchedulerCallType,
  SchedulerEventType,
  TaskState,
} from '../protocol/messages.ts';

export class FrameworkMetrics {
  readonly calls = new Map<SchedulerCallType, number>();
  readonly events = new Map<SchedulerEventType, number>();
  readonly operations = new Map<OfferOperationType, number>();
  readonly terminalTasks = new Map<TaskState, number>();
  offersSent = 0;
  offersAccepted = 0;
  offersDeclined = 0;
  offersRescinded = 0;

  count<Key>(counts: Map<Key, number>, key: Key): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}
