// The native v0 drivers of mesos-go, a Go library written for the original, as Debian packages it: they speak libprocess
// themselves, send only `Libprocess-From`, and use the messages from before there were calls. (AcceptOffers posts to the
// HTTP API instead, which the original refused a driver with 403 as we do.)
import { join } from 'node:path';
import { prepared, preparedPath } from './client-program.ts';
import { testSchedulerClient } from './scheduler-contract.ts';

const program = (name: string): string => join(preparedPath('mesos-go'), `${name}-v0`);

for (const hasExecutor of [false, true]) {
  testSchedulerClient({
    name: `mesos-go v0, native driver${hasExecutor ? 's of scheduler and executor' : ''}`,
    requirement: prepared('mesos-go'),
    file: program('scheduler'),
    args: (masterPort) => [
      `127.0.0.1:${masterPort}`,
      ...(hasExecutor ? [`${program('executor')} -logtostderr`] : []),
    ],
    unknownTask: 'TASK_LOST',
    hasExecutor,
  });
}
