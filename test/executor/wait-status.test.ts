import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeWaitStatus, isSuccess } from '../../src/executor/wait-status.ts';

const test = suite('wait status');

test('texts', () => {
  const texts: [number, string][] = [
    [0, 'Command exited with status 0'],
    [3 << 8, 'Command exited with status 3'],
    [255 << 8, 'Command exited with status 255'],
    [9, 'Command terminated with signal Killed'],
    [15, 'Command terminated with signal Terminated'],
    [11, 'Command terminated with signal Segmentation fault'],
    [11 | 0x80, 'Command terminated with signal Segmentation fault (core dumped)'],
    [34, 'Command terminated with signal Real-time signal 0'],
    [64, 'Command terminated with signal Real-time signal 30'],
    [33, 'Command terminated with signal Unknown signal 33'],
  ];
  for (const [status, text] of texts) assert.is(describeWaitStatus(status), text);
});

test('only an exit with 0 is a success', () => {
  assert.ok(isSuccess(0));
  for (const status of [1 << 8, 9, 0x80]) assert.not.ok(isSuccess(status));
});

test.run();
