// A checkpoint store that notes which updates and acknowledgements the agent was told to be on its disk.
import type { CheckpointRecord, CheckpointStore } from '../../src/agent/checkpoints.ts';
import { type History, hex, isTerminal } from './history.ts';

export function watchedCheckpoints(store: CheckpointStore, history: History): CheckpointStore {
  const durable = (record: CheckpointRecord): void => {
    if (record.type === 'update' && record.update.uuid !== undefined) {
      const task = history.task(record.update.status.task_id.value);
      task?.stored.add(hex(record.update.uuid));
      const { state } = record.update.status;
      if (task !== undefined && isTerminal(state) && state !== 'TASK_FINISHED') task.hasFailed = true;
    } else if (record.type === 'acknowledged') {
      history.task(record.taskId)?.acknowledged.add(hex(record.uuid));
    }
  };
  return {
    recover: (done) => {
      store.recover((error, records, unreadable) => {
        for (const record of records) durable(record);
        done(error, records, unreadable);
      });
    },
    append: (record, done) => {
      store.append(record, (error) => {
        if (error === undefined) durable(record);
        done(error);
      });
    },
    get shouldCompact(): boolean {
      return store.shouldCompact;
    },
    compact: (records, done) => {
      history.count('compactions of checkpoints');
      store.compact(records, done);
    },
  };
}
