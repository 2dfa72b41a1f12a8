// Which calls of the agent's operator API do what they say, and which are only read and checked so far. The
// documentation and the answer 501 come from this table.
import type { CallState } from '../../api/document.ts';
import type { AgentCallType, ExecutorCallType } from '../../protocol/messages.ts';

export type OperatorCallType = Exclude<AgentCallType, 'UNKNOWN'>;

export const operatorCalls: Readonly<Record<OperatorCallType, CallState>> = {
  GET_HEALTH: 'works',
  GET_FLAGS: 'works',
  GET_VERSION: 'works',
  GET_METRICS: 'works',
  GET_LOGGING_LEVEL: 'works',
  SET_LOGGING_LEVEL: 'works',
  LIST_FILES: 'works',
  READ_FILE: 'works',
  GET_STATE: 'works',
  GET_CONTAINERS: 'works',
  GET_FRAMEWORKS: 'works',
  GET_EXECUTORS: 'works',
  GET_OPERATIONS: 'works',
  GET_TASKS: 'works',
  GET_AGENT: 'works',
  GET_RESOURCE_PROVIDERS: 'works',
  LAUNCH_NESTED_CONTAINER: '501',
  WAIT_NESTED_CONTAINER: '501',
  KILL_NESTED_CONTAINER: '501',
  REMOVE_NESTED_CONTAINER: '501',
  LAUNCH_NESTED_CONTAINER_SESSION: '501',
  ATTACH_CONTAINER_INPUT: '501',
  ATTACH_CONTAINER_OUTPUT: '501',
  LAUNCH_CONTAINER: '501',
  WAIT_CONTAINER: '501',
  KILL_CONTAINER: '501',
  REMOVE_CONTAINER: '501',
  ADD_RESOURCE_PROVIDER_CONFIG: '501',
  UPDATE_RESOURCE_PROVIDER_CONFIG: '501',
  REMOVE_RESOURCE_PROVIDER_CONFIG: '501',
  MARK_RESOURCE_PROVIDER_GONE: '501',
  PRUNE_IMAGES: '501',
};

/** Calls of the executor API, for the documentation. */
export const executorCalls: Readonly<Record<Exclude<ExecutorCallType, 'UNKNOWN'>, CallState>> = {
  SUBSCRIBE: 'works',
  UPDATE: 'works',
  MESSAGE: 'works',
  HEARTBEAT: 'works',
};
