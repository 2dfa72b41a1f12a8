// The v1 API of mesos-go, a Go library written for the original, as Debian packages it: a scheduler and an executor in
// both encodings, and the operator's event stream in protobuf (in JSON this version of the library ends the stream at
// the first HEARTBEAT, a type of event the original has had since 1.5 and the library does not know).
import { join } from 'node:path';
import { prepared, preparedPath } from './client-program.ts';
import { testExecutorClient } from './executor-contract.ts';
import { testSchedulerClient } from './scheduler-contract.ts';

for (const encoding of ['json', 'protobuf']) {
  testSchedulerClient({
    name: `mesos-go, ${encoding}`,
    requirement: prepared('mesos-go'),
    file: join(preparedPath('mesos-go'), 'scheduler-v1'),
    args: (masterPort) => [`127.0.0.1:${masterPort}`, encoding],
    unknownTask: 'TASK_UNKNOWN',
    operatorEvents: encoding === 'protobuf',
  });

  testExecutorClient({
    name: `executor of mesos-go, ${encoding}`,
    requirement: prepared('mesos-go'),
    command: `exec '${join(preparedPath('mesos-go'), 'executor-v1')}' ${encoding}`,
  });
}
