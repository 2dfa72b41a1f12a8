// The programs that have flags. What a name means to another program is known here, and only here.
import { agentFlags, agentNotYet } from './agent-flags.ts';
import { checkExecuteFlags, executeFlags, executeNotYet } from './execute-flags.ts';
import type { FlagDeclarations, Program } from './flag.ts';
import { formerAgent, formerMaster } from './former-names.ts';
import { checkMasterFlags, masterFlags, masterNotYet } from './master-flags.ts';
import { migrateFlags } from './migrate-flags.ts';

export const masterProgram: Program<typeof masterFlags> = {
  name: 'mesos-master',
  summary: 'The master of a cluster: it offers the resources of agents to frameworks.',
  usage: 'mesos-master [--name=value]...',
  flags: masterFlags,
  notYet: masterNotYet,
  foreign: owned('mesos-agent', agentFlags, agentNotYet),
  files: { settings: 'master', environment: ['mesos-master-env.sh'], former: formerMaster },
  check: checkMasterFlags,
};

export const agentProgram: Program<typeof agentFlags> = {
  name: 'mesos-agent',
  summary: 'The agent of a machine: it runs tasks and reports on them to the master.',
  usage: 'mesos-agent --master=HOST:PORT --work_dir=DIR [--name=value]...',
  flags: agentFlags,
  notYet: agentNotYet,
  foreign: owned('mesos-master', masterFlags, masterNotYet),
  files: {
    settings: 'agent',
    environment: ['mesos-agent-env.sh', 'mesos-slave-env.sh'],
    former: formerAgent,
  },
};

export const executeProgram: Program<typeof executeFlags> = {
  name: 'mesos execute',
  summary: 'Runs one task on a cluster, prints its status updates and exits with its result.',
  usage: 'mesos execute --master=HOST:PORT --name=NAME --command=COMMAND [--name=value]...',
  flags: executeFlags,
  notYet: executeNotYet,
  foreign: new Map(),
  ignoreUnknownEnvironment: true,
  check: checkExecuteFlags,
};

export const migrateProgram: Program<typeof migrateFlags> = {
  name: 'mesos config migrate',
  summary: 'Turns configuration files of former packages into files of /etc/mesos.',
  usage: 'mesos config migrate [--etc=DIR] [--dry-run]',
  flags: migrateFlags,
  notYet: [],
  foreign: new Map(),
  ignoreUnknownEnvironment: true,
};

function owned(
  program: string,
  flags: FlagDeclarations,
  notYet: readonly string[],
): ReadonlyMap<string, string> {
  const names = Object.entries(flags).flatMap(([name, spec]) => [name, ...(spec.aliases ?? [])]);
  return new Map([...names, ...notYet].map((name) => [name, program]));
}
