// `mesos-rxjava` of Maven Central, a Java scheduler library written for the original, as it is: protobuf throughout.
import { join } from 'node:path';
import { prepared, preparedPath } from './client-program.ts';
import { testSchedulerClient } from './scheduler-contract.ts';

const directory = preparedPath('rxjava');

testSchedulerClient({
  name: 'mesos-rxjava from Maven Central',
  requirement: prepared('rxjava'),
  file: 'java',
  args: (masterPort) => [
    '-cp',
    `${join(directory, 'classes')}:${join(directory, 'libraries')}/*`,
    'Scheduler',
    `127.0.0.1:${masterPort}`,
  ],
  // Its messages are those of Mesos 1.0, which had no PARTITION_AWARE.
  unknownTask: 'TASK_LOST',
});
