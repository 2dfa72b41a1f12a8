// Every endpoint of the agent, declared: routing, help and documentation are made from this list.
import type { DeclaredApi } from '../../api/document.ts';
import { type Endpoint, jsonpParameter, readMethods } from '../../api/endpoint.ts';
import { executorCalls, operatorCalls } from './operator-calls.ts';

const reads = { methods: readMethods, parameters: jsonpParameter } as const;

export const agentEndpoints: readonly Endpoint[] = [
  { path: '/health', summary: 'Answers 200 while the agent serves.', isExact: true },
  { path: '/version', summary: 'Version and build.', ...reads },
  { path: '/flags', summary: 'Every flag that has a value, as text.', ...reads },
  { path: '/state', summary: 'The whole state of the agent.', ...reads },
  { path: '/monitor/statistics', summary: 'What each running executor uses.', ...reads },
  {
    path: '/containers',
    summary: 'Running containers with what they use.',
    methods: readMethods,
    parameters: {
      container_id: 'only this container',
      framework_id: 'only those of this framework',
      executor_id: 'with framework_id: only that of this executor',
      ...jsonpParameter,
    },
  },
  { path: '/containerizer/debug', summary: 'Work on containers that has not ended.', ...reads },
  { path: '/api/v1', summary: 'Calls of the operator API.', methods: ['POST'] },
  { path: '/api/v1/executor', summary: 'Calls and events of executors.', methods: ['POST'] },
  {
    path: '/api/v1/resource_provider',
    summary: 'Calls and events of resource providers.',
    methods: ['POST'],
    missing: 'all',
  },
  {
    path: '/files/browse',
    summary: 'Lists a directory of a sandbox.',
    methods: readMethods,
    parameters: { path: 'the directory', ...jsonpParameter },
  },
  {
    path: '/files/read',
    summary: 'Reads a piece of a file of a sandbox, 64 KiB at most.',
    methods: readMethods,
    parameters: {
      path: 'the file',
      offset: 'first byte; without it, or -1, only the size',
      length: 'bytes',
      ...jsonpParameter,
    },
  },
  {
    path: '/files/download',
    summary: 'Sends a file of a sandbox.',
    methods: readMethods,
    parameters: { path: 'the file' },
  },
  { path: '/files/debug', summary: 'Names of sandboxes and where they are.', ...reads },
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

export const agentApi: DeclaredApi = {
  program: 'mesos-agent',
  actor: 'slave(1)',
  endpoints: agentEndpoints,
  callSets: [
    { path: '/api/v1', title: 'Operator calls of the agent', calls: operatorCalls },
    { path: '/api/v1/executor', title: 'Executor calls', calls: executorCalls },
  ],
};
