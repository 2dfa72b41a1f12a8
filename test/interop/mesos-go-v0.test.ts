// The native v0 driver of mesos-go, a Go library written for the original, as Debian packages it: it speaks libprocess
// itself, sends only `Libprocess-From`, and uses the messages from before there were calls. (Its AcceptOffers posts to
// the HTTP API instead, which the original refused a driver with 403 as we do.)
import { join } from 'node:path';
import { prepared, preparedPath } from './client-program.ts';
import { testSchedulerClient } from './scheduler-contract.ts';

testSchedulerClient({
  name: 'mesos-go v0, native driver',
  requirement: prepared('mesos-go-v0'),
  file: join(preparedPath('mesos-go-v0'), 'scheduler'),
  args: (masterPort) => [`127.0.0.1:${masterPort}`],
  unknownTask: 'TASK_LOST',
});
