// Where the packages of former versions kept settings, as their start script (mesos-init-wrapper) read them. These
// are facts of software that is out there: nothing is added to them.
import type { FormerNames } from './flag.ts';

export const formerMaster: FormerNames = {
  variableFiles: ['default/mesos', 'default/mesos-master'],
  variables: { ZK: 'zk', IP: 'ip', PORT: 'port', CLUSTER: 'cluster', LOGS: 'log_dir' },
  flagDirectories: ['mesos-master'],
  // Their registry is not read, and the unit of today lets the master write below its own directory only.
  ownDefaults: { work_dir: '/var/lib/mesos' },
  zk: 'zk',
  zkAdvice:
    'a cluster with one master needs no ZooKeeper: remove this file (or line), and name the master to each agent ' +
    'with MESOS_master=HOST:5050 in /etc/mesos/mesos-agent-env.sh',
};

export const formerAgent: FormerNames = {
  variableFiles: ['default/mesos', 'default/mesos-slave'],
  variables: { MASTER: 'master', IP: 'ip', LOGS: 'log_dir', ISOLATION: 'isolation' },
  flagDirectories: ['mesos-slave', 'mesos-agent'],
  // The same directory, but with the checkpoints of tasks that may still run: the agent looks into it and refuses them.
  ownDefaults: {},
  zk: 'master',
  zkAdvice:
    'name the master with MESOS_master=HOST:5050 in /etc/mesos/mesos-agent-env.sh, which wins over this',
};

/** Variables the start script used itself, for either daemon: they are no environment of a program. */
export const scriptVariables: ReadonlySet<string> = new Set([
  'ULIMIT',
  ...Object.keys(formerMaster.variables),
  ...Object.keys(formerAgent.variables),
]);

/** Flags of the start script, not of a daemon. */
export const scriptFlags: ReadonlySet<string> = new Set(['logger', 'no-logger']);
