// `mesos-launcher notify`: tells the service manager what its standard input says.
#ifndef MESOS_NOTIFY_H
#define MESOS_NOTIFY_H

// Until the end of standard input; returns the exit status.
int run_notify(void);

#endif
