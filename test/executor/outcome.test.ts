import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outcomeOf, type TaskEnd } from '../../src/executor/outcome.ts';

const test = suite('outcome');

const end: TaskEnd = { status: 0, hasStarted: true, isFromBefore: false, isPartitionAware: true };

test('state, reason and source by what happened, in the order of importance', () => {
  const limitation = { reason: 'REASON_CONTAINER_LIMITATION_MEMORY', message: 'm' } as const;
  const unknown = { status: undefined };
  const unborn = { ...unknown, hasStarted: false };
  const cases: [Partial<TaskEnd>, string, string | undefined, string][] = [
    [{}, 'TASK_FINISHED', undefined, 'SOURCE_EXECUTOR'],
    [{ status: 256 }, 'TASK_FAILED', undefined, 'SOURCE_EXECUTOR'],
    [{ killCause: 'request' }, 'TASK_KILLED', undefined, 'SOURCE_EXECUTOR'],
    [{ killCause: 'shutdown', status: 9 }, 'TASK_KILLED', undefined, 'SOURCE_EXECUTOR'],
    [
      { killCause: 'completion-time', status: 9 },
      'TASK_FAILED',
      'REASON_MAX_COMPLETION_TIME_REACHED',
      'SOURCE_EXECUTOR',
    ],
    [
      { limitation, killCause: 'request' },
      'TASK_FAILED',
      'REASON_CONTAINER_LIMITATION_MEMORY',
      'SOURCE_AGENT',
    ],
    [{ ...unborn, killCause: 'request' }, 'TASK_KILLED', 'REASON_TASK_KILLED_DURING_LAUNCH', 'SOURCE_AGENT'],
    [unborn, 'TASK_FAILED', 'REASON_CONTAINER_LAUNCH_FAILED', 'SOURCE_AGENT'],
    [{ ...unborn, isFromBefore: true }, 'TASK_DROPPED', 'REASON_AGENT_RESTARTED', 'SOURCE_AGENT'],
    [
      { ...unborn, isFromBefore: true, isPartitionAware: false },
      'TASK_LOST',
      'REASON_AGENT_RESTARTED',
      'SOURCE_AGENT',
    ],
    [{ hasStarted: false, isFromBefore: true }, 'TASK_FINISHED', undefined, 'SOURCE_EXECUTOR'],
    [unknown, 'TASK_FAILED', 'REASON_EXECUTOR_TERMINATED', 'SOURCE_AGENT'],
    [{ ...unknown, killCause: 'request' }, 'TASK_KILLED', undefined, 'SOURCE_AGENT'],
    [
      { ...unknown, killCause: 'completion-time' },
      'TASK_FAILED',
      'REASON_MAX_COMPLETION_TIME_REACHED',
      'SOURCE_AGENT',
    ],
  ];
  for (const [change, state, reason, source] of cases) {
    const outcome = outcomeOf({ ...end, ...change });
    assert.equal(
      [outcome.state, outcome.reason, outcome.source],
      [state, reason, source],
      JSON.stringify(change),
    );
  }
});

test.run();
