// `pymesos` of PyPI, a Python scheduler and executor written for the original, as it is.
import { join, resolve } from 'node:path';
import { prepared, preparedPath } from './client-program.ts';
import { testExecutorClient } from './executor-contract.ts';
import { testSchedulerClient } from './scheduler-contract.ts';

const python = join(preparedPath('pymesos'), 'venv/bin/python');

testSchedulerClient({
  name: 'pymesos from PyPI',
  requirement: prepared('pymesos'),
  file: python,
  args: (masterPort) => [resolve('test/interop/pymesos/scheduler.py'), `127.0.0.1:${masterPort}`],
  unknownTask: 'TASK_UNKNOWN',
});

testExecutorClient({
  name: 'executor of pymesos',
  requirement: prepared('pymesos'),
  command: `exec '${python}' '${resolve('test/interop/pymesos/executor.py')}'`,
});
