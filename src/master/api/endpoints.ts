// Every endpoint of the master, declared: routing, help and documentation are made from this list.
import type { DeclaredApi } from '../../api/document.ts';
import { type Endpoint, jsonpParameter, readMethods } from '../../api/endpoint.ts';
import { operatorCalls, schedulerCalls } from './operator-calls.ts';

const reads = { methods: readMethods, parameters: jsonpParameter } as const;

export const masterEndpoints: readonly Endpoint[] = [
  { path: '/health', summary: 'Answers 200 while the master serves.', isExact: true },
  { path: '/version', summary: 'Version and build.', ...reads },
  { path: '/flags', summary: 'Every flag that has a value, as text.', ...reads },
  { path: '/redirect', summary: 'Redirects to the leading master.', methods: readMethods, isExact: true },
  { path: '/state', summary: 'The whole state of the cluster.', ...reads },
  { path: '/state-summary', summary: 'Agents and frameworks with counts of tasks by state.', ...reads },
  {
    path: '/slaves',
    summary: 'Agents with all their resources.',
    methods: readMethods,
    parameters: { slave_id: 'only this agent', ...jsonpParameter },
  },
  {
    path: '/frameworks',
    summary: 'Frameworks with their tasks.',
    methods: readMethods,
    parameters: { framework_id: 'only this framework', ...jsonpParameter },
  },
  {
    path: '/tasks',
    summary: 'Tasks by the time of their first status, newest first.',
    methods: readMethods,
    parameters: {
      limit: 'length of the page, 100 by default, -1 for all',
      offset: 'tasks left out before it',
      order: 'asc for oldest first',
      framework_id: 'only tasks of this framework',
      task_id: 'only tasks of this id',
      ...jsonpParameter,
    },
  },
  { path: '/roles', summary: 'Roles with weight, quota and what they hold.', ...reads },
  {
    path: '/weights',
    summary: 'Weights of roles that were set; PUT of a JSON list sets them.',
    methods: ['GET', 'PUT'],
    parameters: jsonpParameter,
    missing: ['PUT'],
  },
  {
    path: '/quota',
    summary: 'Quotas that were set; POST sets one, DELETE of /quota/ROLE removes it.',
    methods: ['GET', 'POST', 'DELETE'],
    parameters: jsonpParameter,
    missing: ['POST', 'DELETE'],
  },
  {
    path: '/teardown',
    summary: 'Ends a framework and its tasks.',
    methods: ['POST'],
    parameters: { frameworkId: 'the framework' },
  },
  {
    path: '/reserve',
    summary: 'Reserves resources of an agent.',
    methods: ['POST'],
    parameters: { slaveId: 'the agent', resources: 'a JSON list of resources' },
  },
  {
    path: '/unreserve',
    summary: 'Ends reservations of resources of an agent.',
    methods: ['POST'],
    parameters: { slaveId: 'the agent', resources: 'a JSON list of resources' },
  },
  {
    path: '/create-volumes',
    summary: 'Creates persistent volumes on an agent.',
    methods: ['POST'],
    parameters: { slaveId: 'the agent', volumes: 'a JSON list of volumes' },
  },
  {
    path: '/destroy-volumes',
    summary: 'Destroys persistent volumes of an agent.',
    methods: ['POST'],
    parameters: { slaveId: 'the agent', volumes: 'a JSON list of volumes' },
  },
  {
    path: '/maintenance/schedule',
    summary: 'The maintenance schedule; POST of JSON replaces it.',
    methods: ['GET', 'POST'],
    parameters: jsonpParameter,
    missing: ['POST'],
  },
  { path: '/maintenance/status', summary: 'Machines under maintenance.', ...reads },
  {
    path: '/machine/down',
    summary: 'Begins the maintenance of machines, a JSON list.',
    methods: ['POST'],
    missing: 'all',
  },
  {
    path: '/machine/up',
    summary: 'Ends the maintenance of machines, a JSON list.',
    methods: ['POST'],
    missing: 'all',
  },
  { path: '/registrar(1)/registry', summary: 'What survives a failover.', ...reads },
  {
    path: '/allocator/offer_constraints_debug',
    summary: 'By framework: suppressed roles, and by role the agents that its offer constraints exclude.',
    ...reads,
  },
  { path: '/api/v1', summary: 'Calls of the operator API.', methods: ['POST'] },
  { path: '/api/v1/scheduler', summary: 'Calls of the scheduler API.', methods: ['POST'] },
  {
    path: '/agent',
    summary:
      "An agent's files, state, containers or statistics, for clients that cannot reach it: /agent/ID/PATH, where PATH is files/browse, files/read, files/download, state, containers or monitor/statistics, with the parameters of the agent's.",
    methods: readMethods,
    parameters: { path: 'of files/…: the file or directory', ...jsonpParameter },
  },
  {
    path: '/files/browse',
    summary: 'Lists a directory; the log goes to standard error, so there is none.',
    methods: readMethods,
    parameters: { path: 'the directory', ...jsonpParameter },
  },
  {
    path: '/files/read',
    summary: 'Reads a piece of a file; there is none, as above.',
    methods: readMethods,
    parameters: { path: 'the file', offset: 'first byte', length: 'bytes', ...jsonpParameter },
  },
  {
    path: '/files/download',
    summary: 'Sends a file; there is none, as above.',
    methods: readMethods,
    parameters: { path: 'the file' },
  },
  { path: '/files/debug', summary: 'Names of files and where they are.', ...reads },
  {
    path: '/metrics',
    summary: 'All metrics as text for Prometheus.',
    methods: ['GET'],
    isExact: true,
  },
  {
    path: '/metrics/snapshot',
    summary: 'All metrics, flat.',
    methods: readMethods,
    parameters: { timeout: 'a duration, checked and without effect', ...jsonpParameter },
  },
  { path: '/system/stats', summary: 'Load, processors and memory of the host.', ...reads },
  {
    path: '/logging/toggle',
    summary: 'Shows the verbosity of the log, or changes it for a while.',
    parameters: { level: '0, or 1 and above for debug lines', duration: 'for how long' },
  },
  { path: '/profiler/start', summary: 'Refused: there is no profiler.' },
  { path: '/profiler/stop', summary: 'Refused: there is no profiler.' },
  {
    path: '/help',
    summary: 'This help; /help/ID and /help/ID/PATH for a part of it.',
    methods: readMethods,
    parameters: { format: 'json for programs', ...jsonpParameter },
  },
  { path: '/__processes__', summary: 'Ids of the processes of libprocess.', ...reads },
];

export const masterApi: DeclaredApi = {
  program: 'mesos-master',
  actor: 'master',
  endpoints: masterEndpoints,
  callSets: [
    { path: '/api/v1', title: 'Operator calls of the master', calls: operatorCalls },
    {
      path: '/api/v1/scheduler',
      title: 'Scheduler calls',
      calls: schedulerCalls,
      note: 'ACCEPT takes every operation; CREATE_DISK and DESTROY_DISK fail, because there are no resource providers. There is no maintenance yet and so no inverse offer to accept or decline.',
    },
  ],
};
