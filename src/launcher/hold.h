// `mesos-launcher hold`: the one process of the service that the containers' cgroups are below.
#ifndef MESOS_HOLD_H
#define MESOS_HOLD_H

// Until SIGTERM; returns the exit status.
int run_hold(void);

#endif
