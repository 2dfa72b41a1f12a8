// Every flag of mesos-master, and the names of the original's flags that this version refuses.
import {
  configurationFlags,
  httpFlags,
  loggingFlags,
  networkFlags,
  noAuthentication,
  peerFlags,
  questionFlags,
  unneededFlags,
} from './common-flags.ts';
import type { FlagDeclarations, Flags } from './flag.ts';

const fileRegistry = 'The embedded registry is one journal, not a set of replicas.';
const onlyDrf = 'only drf is supported by this version';

export const masterFlags = {
  ...questionFlags,
  ...configurationFlags,
  cluster: {
    type: 'string',
    group: 'General',
    example: 'my cluster',
    help: 'Name of the cluster, shown in the state and the web interface.',
  },
  ...networkFlags,
  port: {
    type: 'port',
    group: 'Network',
    default: '5050',
    help: 'Port to listen on; 0 lets the system choose.',
  },
  zk: {
    type: 'secret',
    group: 'Network',
    refused: {
      '*': 'ZooKeeper is not supported by this version, and masters with a registry each would split the cluster',
    },
    help: 'Address of the ZooKeeper ensemble for the election of a master. Refused by this version.',
  },

  work_dir: {
    type: 'path',
    group: 'Storage',
    example: '/var/lib/mesos/master',
    help: 'Directory of the registry. Needed unless --registry=in_memory.',
  },
  registry: {
    type: 'string',
    group: 'Storage',
    default: 'file',
    choices: ['file', 'in_memory'],
    accepted: { replicated_log: 'file', log_storage: 'file' },
    refused: { zookeeper: 'ZooKeeper is not supported by this version; expected file or in_memory' },
    help:
      'Where the registry is kept: file (a journal in --work_dir; the names replicated_log and log_storage mean it too) ' +
      'or in_memory (for tests: it is lost when the master ends).',
  },
  registry_fetch_timeout: {
    type: 'duration',
    group: 'Storage',
    default: '1mins',
    min: '1ms',
    help: 'The master gives up when reading the registry takes longer.',
  },
  registry_store_timeout: {
    type: 'duration',
    group: 'Storage',
    default: '20secs',
    min: '1ms',
    help: 'The master gives up when one write of the registry takes longer.',
  },
  registry_gc_interval: {
    type: 'duration',
    group: 'Storage',
    default: '15mins',
    min: '1secs',
    help: 'How often entries of unreachable and gone agents are removed from the registry.',
  },
  registry_max_agent_age: {
    type: 'duration',
    group: 'Storage',
    default: '2weeks',
    help: 'Entries of unreachable and gone agents are kept for this time.',
  },
  registry_max_agent_count: {
    type: 'uint',
    group: 'Storage',
    default: '102400',
    help: 'So many entries of unreachable and of gone agents are kept at most.',
  },

  agent_ping_timeout: {
    type: 'duration',
    group: 'Agents',
    default: '15secs',
    min: '1secs',
    max: '15mins',
    aliases: ['slave_ping_timeout'],
    help: 'Time between pings of an agent, in which it must answer.',
  },
  max_agent_ping_timeouts: {
    type: 'uint',
    group: 'Agents',
    default: '5',
    min: '1',
    aliases: ['max_slave_ping_timeouts'],
    help: 'An agent that leaves this many pings in a row without answer is marked unreachable.',
  },
  agent_reregister_timeout: {
    type: 'duration',
    group: 'Agents',
    default: '10mins',
    min: '10mins',
    aliases: ['slave_reregister_timeout'],
    help: 'Agents must come back within this time after they were disconnected or the master restarted.',
  },
  recovery_agent_removal_limit: {
    type: 'string',
    group: 'Agents',
    default: '100%',
    aliases: ['recovery_slave_removal_limit'],
    check: checkPercentage,
    help: 'When more than this part of the recovered agents does not come back, the master exits rather than remove them.',
  },

  root_submissions: {
    type: 'bool',
    group: 'Frameworks',
    default: 'true',
    help: 'Frameworks may register with the user root.',
  },
  roles: {
    type: 'list',
    group: 'Frameworks',
    example: 'production,testing',
    help: 'Roles that frameworks may use, comma separated. Without it every role may be used. An old way; prefer weights and quota.',
  },
  max_completed_frameworks: {
    type: 'uint',
    group: 'Frameworks',
    default: '50',
    help: 'Completed frameworks that are remembered.',
  },
  max_completed_tasks_per_framework: {
    type: 'uint',
    group: 'Frameworks',
    default: '1000',
    help: 'Completed tasks of a framework that are remembered.',
  },
  max_unreachable_tasks_per_framework: {
    type: 'uint',
    group: 'Frameworks',
    default: '1000',
    help: 'Unreachable tasks of a framework that are remembered.',
  },
  max_operator_event_stream_subscribers: {
    type: 'uint',
    group: 'Frameworks',
    default: '1000',
    min: '1',
    help: 'Event streams of the operator API that may be open at once; one more closes the oldest.',
  },
  http_cache_size: {
    type: 'bytes',
    group: 'Limits',
    default: '256MB',
    max: '64GB',
    ours: true,
    help: 'Memory for encoded parts of large answers and for answers that are given again while nothing changes.',
  },
  agent_proxy_max_requests: {
    type: 'uint',
    group: 'Limits',
    default: '64',
    min: '1',
    max: '10000',
    ours: true,
    help: 'Requests below /agent/ID, which are passed on to agents, that may be open at once, a quarter of them to one agent; more are answered 503.',
  },
  agent_proxy_timeout: {
    type: 'duration',
    group: 'Limits',
    default: '30secs',
    min: '100ms',
    max: '10mins',
    ours: true,
    help: 'How long an agent may take to answer a request that is passed on to it, and to send the next piece of its answer.',
  },
  offer_constraints_re2_max_mem: {
    type: 'bytes',
    group: 'Frameworks',
    default: '4096B',
    min: '1B',
    help:
      'Memory of a regular expression in offer constraints: for its instructions, at 12 bytes each, and apart from them for ' +
      'the states kept while it is matched; without room for these matching is slower.',
  },
  offer_constraints_re2_max_program_size: {
    type: 'uint',
    group: 'Frameworks',
    default: '100',
    min: '1',
    help: 'Instructions of a regular expression in offer constraints; each range of a class of characters counts as one.',
  },
  publish_per_framework_metrics: {
    type: 'bool',
    group: 'Frameworks',
    default: 'true',
    help: 'Report metrics of each framework under master/frameworks/. Many short-lived frameworks make many names.',
  },

  allocator: {
    type: 'string',
    group: 'Allocation',
    default: 'hierarchical',
    choices: ['hierarchical'],
    accepted: { hierarchicaldrf: 'hierarchical' },
    help: 'The allocator. Modules are not supported.',
  },
  allocation_interval: {
    type: 'duration',
    group: 'Allocation',
    default: '1secs',
    min: '1ms',
    help: 'Time between two allocations of everything that is free; also the shortest time a declined offer is filtered.',
  },
  role_sorter: {
    type: 'string',
    group: 'Allocation',
    default: 'drf',
    choices: ['drf'],
    refused: { random: onlyDrf },
    aliases: ['user_sorter'],
    help: 'Order of the roles in an allocation: drf, the smallest dominant share first.',
  },
  framework_sorter: {
    type: 'string',
    group: 'Allocation',
    default: 'drf',
    choices: ['drf'],
    refused: { random: onlyDrf },
    help: 'Order of the frameworks of a role in an allocation.',
  },
  min_allocatable_resources: {
    type: 'string',
    group: 'Allocation',
    default: 'cpus:0.01|mem:32',
    help: 'What is free on an agent is offered only if it holds one of these; "|" is or, ";" is and.',
  },
  offer_timeout: {
    type: 'duration',
    group: 'Allocation',
    min: '1ms',
    automatic: 'offers stay until they are answered',
    example: '5mins',
    help: 'Offers without answer are rescinded after this time.',
  },
  fair_sharing_excluded_resource_names: {
    type: 'list',
    group: 'Allocation',
    example: 'gpus',
    help: 'Names of resources that do not count in dominant shares, comma separated.',
  },
  filter_gpu_resources: {
    type: 'bool',
    group: 'Allocation',
    default: 'true',
    help: 'Agents with GPUs are offered only to frameworks with the capability GPU_RESOURCES.',
  },

  authenticate_frameworks: {
    type: 'bool',
    group: 'Security',
    default: 'false',
    aliases: ['authenticate'],
    refused: noAuthentication,
    help: 'Frameworks that use a driver must authenticate. Only false is supported by this version.',
  },
  authenticate_agents: {
    type: 'bool',
    group: 'Security',
    default: 'false',
    aliases: ['authenticate_slaves'],
    refused: noAuthentication,
    help: 'Agents must authenticate. Only false is supported by this version.',
  },
  authenticate_http_readonly: {
    type: 'bool',
    group: 'Security',
    default: 'false',
    refused: noAuthentication,
    help: 'Requests that read must authenticate. Only false is supported by this version.',
  },
  authenticate_http_readwrite: {
    type: 'bool',
    group: 'Security',
    default: 'false',
    aliases: ['authenticate_http'],
    refused: noAuthentication,
    help: 'Requests that change something must authenticate. Only false is supported by this version.',
  },
  authenticate_http_frameworks: {
    type: 'bool',
    group: 'Security',
    default: 'false',
    refused: noAuthentication,
    help: 'HTTP frameworks must authenticate. Only false is supported by this version.',
  },

  ...httpFlags,
  ...peerFlags,
  ...loggingFlags,
  ...unneededFlags,
  quorum: {
    type: 'int',
    group: 'Accepted, without effect',
    effect: 'none',
    example: '1',
    help: fileRegistry,
  },
  log_auto_initialize: {
    type: 'bool',
    group: 'Accepted, without effect',
    default: 'true',
    effect: 'none',
    help: fileRegistry,
  },
  registry_strict: {
    type: 'bool',
    group: 'Accepted, without effect',
    default: 'false',
    effect: 'none',
    refused: { true: 'a strict registry exists in no version' },
    help: 'A strict registry exists in no version.',
  },
} as const satisfies FlagDeclarations;

export type MasterFlags = Flags<typeof masterFlags>;

export const masterNotYet = [
  'acls',
  'agent_removal_rate_limit',
  'slave_removal_rate_limit',
  'allocator_agent_recovery_factor',
  'allocator_recovery_timeout',
  'authentication_v0_timeout',
  'authenticators',
  'authorizers',
  'credentials',
  'domain',
  'firewall_rules',
  'hooks',
  'http_authenticators',
  'http_framework_authenticators',
  'ip_discovery_command',
  'master_contender',
  'master_detector',
  'max_executors_per_agent',
  'max_executors_per_slave',
  'modules',
  'modules_dir',
  'rate_limits',
  'require_agent_domain',
  'webui_dir',
  'weights',
  'whitelist',
] as const;

/** Rules between flags of the master. */
export function checkMasterFlags(values: MasterFlags): readonly string[] {
  if (values.work_dir !== undefined || values.registry === 'in_memory') return [];
  return [
    'the flag --work_dir is needed: the directory of the registry, for example --work_dir=/var/lib/mesos/master',
  ];
}

function checkPercentage(text: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text.trim());
  return match !== null && Number(match[1]) <= 100 ? undefined : 'a percentage from 0% to 100%';
}
