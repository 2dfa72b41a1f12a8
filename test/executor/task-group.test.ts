// What the default executor decides about the tasks of a group.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  endsGroup,
  type GroupTaskEnd,
  groupKillGraceMs,
  groupTaskOutcome,
  shutdownTaskGraceMs,
} from '../../src/executor/task-group.ts';

const test = suite('task groups of the default executor');

const ended: GroupTaskEnd = {
  status: 0,
  hasStarted: true,
  isFromBefore: false,
  isPartitionAware: true,
  sharesLimits: true,
};

const limitation = {
  reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
  message: 'Memory limit exceeded',
  memMegabytes: 64,
} as const;

test('what becomes of a task', () => {
  const cases: [Partial<GroupTaskEnd>, (string | undefined)[]][] = [
    [{}, ['TASK_FINISHED', 'SOURCE_EXECUTOR', undefined, 'Command exited with status 0']],
    [{ status: 3 << 8 }, ['TASK_FAILED', 'SOURCE_EXECUTOR', undefined, 'Command exited with status 3']],
    [
      { status: 15, killCause: 'request' },
      ['TASK_KILLED', 'SOURCE_EXECUTOR', undefined, 'Command terminated with signal Terminated'],
    ],
    [
      { status: 0, killCause: 'shutdown' },
      ['TASK_KILLED', 'SOURCE_EXECUTOR', undefined, 'Command exited with status 0'],
    ],
    [
      { status: 9, killCause: 'completion-time' },
      [
        'TASK_FAILED',
        'SOURCE_EXECUTOR',
        'REASON_MAX_COMPLETION_TIME_REACHED',
        'Command terminated with signal Killed',
      ],
    ],
    [
      { status: 9, limitation },
      ['TASK_FAILED', 'SOURCE_AGENT', 'REASON_CONTAINER_LIMITATION_MEMORY', 'Memory limit exceeded'],
    ],
    [
      { status: 9, limitation, sharesLimits: false },
      [
        'TASK_FAILED',
        'SOURCE_EXECUTOR',
        'REASON_CONTAINER_LIMITATION_MEMORY',
        'Command terminated with signal Killed: Memory limit exceeded',
      ],
    ],
    [
      { status: 9, hasStarted: false, killCause: 'request' },
      [
        'TASK_KILLED',
        'SOURCE_AGENT',
        'REASON_TASK_KILLED_DURING_LAUNCH',
        'Killed before delivery to the executor',
      ],
    ],
    [
      { status: undefined, hasStarted: false, failure: 'no such program' },
      [
        'TASK_FAILED',
        'SOURCE_AGENT',
        'REASON_CONTAINER_LAUNCH_FAILED',
        'Failed to launch container: no such program',
      ],
    ],
    [
      { status: undefined, hasStarted: false, isFromBefore: true },
      [
        'TASK_DROPPED',
        'SOURCE_AGENT',
        'REASON_AGENT_RESTARTED',
        'The agent was restarted before the task was launched',
      ],
    ],
  ];
  for (const [change, expected] of cases) {
    const { state, source, reason, message } = groupTaskOutcome({ ...ended, ...change });
    assert.equal([state, source, reason, message], expected);
  }
});

test('a limitation names the limit', () => {
  for (const sharesLimits of [true, false]) {
    const outcome = groupTaskOutcome({ ...ended, status: 9, limitation, sharesLimits });
    assert.is(outcome.limitation?.resources?.[0]?.scalar?.value, 64);
  }
});

test('only success leaves the group alone', () => {
  assert.is(endsGroup('TASK_FINISHED'), false);
  for (const state of ['TASK_FAILED', 'TASK_KILLED', 'TASK_DROPPED', 'TASK_LOST'] as const)
    assert.is(endsGroup(state), true);
});

test('how long tasks have to end', () => {
  assert.is(groupKillGraceMs, 3000);
  assert.is(shutdownTaskGraceMs(5000), 3000);
  assert.is(shutdownTaskGraceMs(500), 500);
});

test.run();
