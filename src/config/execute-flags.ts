// The flags of `mesos execute`, and the names of the original's flags that this version refuses.
import { checkVariables } from './agent-flags.ts';
import { questionFlags } from './common-flags.ts';
import type { FlagDeclarations, Flags } from './flag.ts';
import { checkMasterAddresses } from './master-address.ts';

export const executeFlags = {
  ...questionFlags,
  master: {
    type: 'secret',
    group: 'Network',
    required: true,
    check: checkMasterAddresses,
    help: 'The master, as HOST:PORT (several with commas), or file:// and the path of a file that holds it.',
  },
  content_type: {
    type: 'string',
    group: 'Network',
    default: 'protobuf',
    choices: ['protobuf', 'json'],
    help: 'Encoding of the scheduler API.',
  },
  name: { type: 'string', group: 'Task', help: 'Name of the task, which is its id too.' },
  command: { type: 'string', group: 'Task', help: 'Command to run. With --no-shell the path of a program.' },
  shell: {
    type: 'bool',
    group: 'Task',
    default: 'true',
    help: 'The command is a line for the shell; otherwise it is executed as it is.',
  },
  env: {
    type: 'json',
    group: 'Task',
    check: checkVariables,
    help: 'Environment of the task: a JSON object of strings.',
  },
  task: {
    type: 'json',
    group: 'Task',
    help: 'The whole task as a JSON TaskInfo, in place of --name and --command.',
  },
  task_group: {
    type: 'json',
    group: 'Task',
    help: 'A task group as a JSON TaskGroupInfo, in place of --name and --command; it runs under the default executor.',
  },
  resources: {
    type: 'string',
    group: 'Task',
    default: 'cpus:1;mem:128',
    help: 'Resources of the task.',
  },
  rlimits: {
    type: 'json',
    group: 'Task',
    help: 'Resource limits (setrlimit) of the task as a JSON RLimitInfo.',
  },
  kill_after: {
    type: 'duration',
    group: 'Task',
    automatic: 'the task runs until it ends',
    help: 'Kill the task this long after it was submitted.',
  },
  containerizer: {
    type: 'string',
    group: 'Task',
    default: 'mesos',
    choices: ['mesos'],
    refused: { docker: 'the docker containerizer is not supported by this version' },
    help: 'Containerizer of the task. Only mesos is supported by this version.',
  },
  role: { type: 'string', group: 'Frameworks', default: '*', help: 'Role of the framework.' },
  principal: { type: 'string', group: 'Frameworks', help: 'Principal of the framework.' },
  checkpoint: {
    type: 'bool',
    group: 'Frameworks',
    default: 'false',
    help: 'The task lives over a restart of the agent.',
  },
  partition_aware: {
    type: 'bool',
    group: 'Frameworks',
    default: 'true',
    help: 'Register with the capability PARTITION_AWARE.',
  },
  framework_capabilities: {
    type: 'list',
    group: 'Frameworks',
    help: 'Further capabilities, comma separated. RESERVATION_REFINEMENT, TASK_KILLING_STATE and REVOCABLE_RESOURCES are always on.',
  },
} as const satisfies FlagDeclarations;

export type ExecuteFlags = Flags<typeof executeFlags>;

export const executeNotYet = [
  'appc_image',
  'bounding_capabilities',
  'docker_image',
  'effective_capabilities',
  'hadoop',
  'hdfs',
  'networks',
  'overwrite',
  'package',
  'secret',
  'tty',
  'volumes',
] as const;

/** Rules between flags of `mesos execute`. */
export function checkExecuteFlags(values: ExecuteFlags): readonly string[] {
  const problems: string[] = [];
  const whole =
    values.task !== undefined ? 'task' : values.task_group !== undefined ? 'task_group' : undefined;
  if (whole !== undefined) {
    if (whole === 'task' && values.task_group !== undefined)
      problems.push('give --task or --task_group, not both');
    if (values.name !== undefined) problems.push(`give --${whole} or --name, not both`);
    if (values.command !== undefined) problems.push(`give --${whole} or --command, not both`);
    return problems;
  }
  if (values.name === undefined) problems.push('the flag --name is needed: the name of the task');
  if (values.command === undefined)
    problems.push('the flag --command is needed (or --task, or --task_group)');
  return problems;
}
