// Flags that the daemons share. Each names its group; a text in `help` is a sentence of its own.
import { isIP } from 'node:net';
import type { FlagDeclarations } from './flag.ts';

/** For declarations: the expected form when `text` is no IP address. */
export function checkIp(text: string): string | undefined {
  return isIP(text) === 0 ? 'an IP address' : undefined;
}

/** Questions to a program; they are answered before anything is read. */
export const questionFlags = {
  help: { type: 'bool', group: 'General', default: 'false', help: 'Print this text and exit.' },
  version: { type: 'bool', group: 'General', default: 'false', help: 'Print the version and exit.' },
} as const satisfies FlagDeclarations;

/** Questions about the configuration, and where it is. */
export const configurationFlags = {
  'show-config': {
    type: 'bool',
    group: 'General',
    default: 'false',
    commandLineOnly: true,
    ours: true,
    help: 'Print every flag with its value and where it came from, and exit.',
  },
  validate: {
    type: 'bool',
    group: 'General',
    default: 'false',
    commandLineOnly: true,
    ours: true,
    help: 'Check the configuration and exit: 0 when it is valid, 78 when it is not.',
  },
  config_dir: {
    type: 'string',
    group: 'General',
    default: '/etc/mesos',
    ours: true,
    help: 'Directory of the configuration files. Only for the command line and the environment. Empty: no files are read.',
  },
} as const satisfies FlagDeclarations;

export const networkFlags = {
  hostname: {
    type: 'string',
    group: 'Network',
    automatic: 'the name the address has in reverse lookup',
    example: 'node1.example.org',
    check: (text) => (/^[^\s/]+$/.test(text) ? undefined : 'a host name'),
    help: 'Host name that is told to others.',
  },
  hostname_lookup: {
    type: 'bool',
    group: 'Network',
    default: 'true',
    help: 'Look up the host name when --hostname is not given; otherwise the text of the IP address is used.',
  },
  ip: {
    type: 'string',
    group: 'Network',
    automatic: 'the address of the host name',
    example: '192.0.2.10',
    otherVariable: 'LIBPROCESS_IP',
    check: checkIp,
    help: 'IP address to listen on.',
  },
  advertise_ip: {
    type: 'string',
    group: 'Network',
    automatic: 'the address listened on',
    example: '192.0.2.10',
    otherVariable: 'LIBPROCESS_ADVERTISE_IP',
    check: checkIp,
    help: 'IP address that is told to others, who must reach this program by it.',
  },
  advertise_port: {
    type: 'port',
    group: 'Network',
    automatic: 'the port listened on',
    example: '5050',
    otherVariable: 'LIBPROCESS_ADVERTISE_PORT',
    help: 'Port that is told to others, together with --advertise_ip.',
  },
} as const satisfies FlagDeclarations;

export const httpFlags = {
  http_max_body_size: {
    type: 'bytes',
    group: 'Limits',
    default: '8MB',
    min: '64KB',
    max: '1GB',
    ours: true,
    help: 'Largest body of a request; a larger one is answered with 413 before it is read. An ACCEPT of a thousand tasks takes about 1 MB.',
  },
  http_max_header_size: {
    type: 'bytes',
    group: 'Limits',
    default: '64KB',
    min: '4KB',
    max: '1MB',
    ours: true,
    help: 'Largest head of a request (request line and header fields); a larger one is answered with 431.',
  },
  http_max_message_depth: {
    type: 'uint',
    group: 'Limits',
    default: '100',
    min: '32',
    max: '100',
    ours: true,
    help: 'Nesting of the JSON or protobuf of a request, which is answered with 400 when it is deeper, and of the messages of other processes, which are dropped. Libraries of protobuf read 100.',
  },
  http_header_timeout: {
    type: 'duration',
    group: 'Limits',
    default: '10secs',
    min: '100ms',
    max: '10mins',
    ours: true,
    help: 'A request that has begun must be complete within this time, or it is answered with 408. Idle connections have no limit.',
  },
  http_max_connections: {
    type: 'uint',
    group: 'Limits',
    default: '10000',
    min: '16',
    max: '1000000',
    ours: true,
    help: 'Connections that may be open at once; more are closed at once. Each takes a file descriptor.',
  },
  http_max_pending_body_size: {
    type: 'bytes',
    group: 'Limits',
    default: '256MB',
    min: '1MB',
    max: '64GB',
    ours: true,
    help: 'Unfinished bodies of all requests together; above it a request is answered 503.',
  },
  http_max_pending_answer_size: {
    type: 'bytes',
    group: 'Limits',
    default: '512MB',
    min: '1MB',
    max: '64GB',
    ours: true,
    help: 'Large answers that are being sent, each counted once however many read it; above it the readers of the oldest are disconnected.',
  },
  http_stalled_response_timeout: {
    type: 'duration',
    group: 'Limits',
    default: '60secs',
    min: '1secs',
    max: '1hrs',
    ours: true,
    help: 'A client that takes nothing of a large answer for so long is disconnected.',
  },
  http_max_pipelined_requests: {
    type: 'uint',
    group: 'Limits',
    default: '5000',
    min: '16',
    max: '1000000',
    ours: true,
    help: 'Requests of one connection that are not answered yet; one more ends the connection.',
  },
  stream_buffer_size: {
    type: 'bytes',
    group: 'Limits',
    default: '16MB',
    min: '64KB',
    max: '1GB',
    ours: true,
    help: 'Events that may wait for a subscriber that does not read; beyond this its stream is closed.',
  },
} as const satisfies FlagDeclarations;

/** Of the messages between agents, masters and native drivers. */
export const peerFlags = {
  peer_buffer_size: {
    type: 'bytes',
    group: 'Limits',
    default: '64MB',
    min: '64KB',
    max: '4GB',
    ours: true,
    help: 'Messages that may wait for one agent, master or native driver that does not read; beyond this the connection is closed and they are lost.',
  },
} as const satisfies FlagDeclarations;

const logFiles = 'Log lines go to standard error, which systemd hands to the journal.';

export const loggingFlags = {
  logging_level: {
    type: 'string',
    group: 'Logging',
    default: 'INFO',
    choices: ['DEBUG', 'INFO', 'WARNING', 'ERROR'],
    reloadable: true,
    help: 'Lines below this level are not written. DEBUG is not known to Apache Mesos.',
  },
  logging_format: {
    type: 'string',
    group: 'Logging',
    default: 'text',
    choices: ['text', 'json'],
    ours: true,
    help: 'Form of a log line: text with key=value, or one JSON object.',
  },
  quiet: { type: 'bool', group: 'Logging', default: 'false', help: 'Write no log lines at all.' },
  log_dir: {
    type: 'path',
    group: 'Accepted, without effect',
    effect: 'none',
    example: '/var/log/mesos',
    help: logFiles,
  },
  logbufsecs: {
    type: 'int',
    group: 'Accepted, without effect',
    default: '0',
    effect: 'none',
    help: 'Log lines are written as they come.',
  },
  initialize_driver_logging: {
    type: 'bool',
    group: 'Accepted, without effect',
    default: 'true',
    effect: 'none',
    help: 'There is no driver in this program.',
  },
  external_log_file: {
    type: 'path',
    group: 'Accepted, without effect',
    effect: 'none',
    example: '/var/log/mesos/mesos.log',
    help: logFiles,
  },
} as const satisfies FlagDeclarations;

/** Flags that had a meaning for the original's machinery only. */
export const unneededFlags = {
  memory_profiling: {
    type: 'bool',
    group: 'Accepted, without effect',
    default: 'false',
    effect: 'none',
    help: 'There is no jemalloc to profile.',
  },
  zk_session_timeout: {
    type: 'duration',
    group: 'Accepted, without effect',
    default: '10secs',
    effect: 'none',
    help: 'ZooKeeper is not supported by this version.',
  },
} as const satisfies FlagDeclarations;

/** For boolean flags that would switch authentication on. */
export const noAuthentication = {
  true: 'authentication is not supported by this version, and requests would not be checked',
} as const;
