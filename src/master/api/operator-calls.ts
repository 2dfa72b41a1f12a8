// Which calls of the operator API do what they say, and which are only read and checked so far. The documentation
// and the answer 501 come from this table.

import type { CallState } from '../../api/document.ts';
import type { MasterCallType } from '../../protocol/messages.ts';

export type OperatorCallType = Exclude<MasterCallType, 'UNKNOWN'>;

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
  GET_AGENTS: 'works',
  GET_FRAMEWORKS: 'works',
  GET_EXECUTORS: 'works',
  GET_OPERATIONS: 'works',
  GET_TASKS: 'works',
  GET_ROLES: 'works',
  GET_WEIGHTS: 'works',
  UPDATE_WEIGHTS: '501',
  GET_MASTER: 'works',
  SUBSCRIBE: 'works',
  RESERVE_RESOURCES: 'works',
  UNRESERVE_RESOURCES: 'works',
  CREATE_VOLUMES: 'works',
  DESTROY_VOLUMES: 'works',
  GROW_VOLUME: 'works',
  SHRINK_VOLUME: 'works',
  GET_MAINTENANCE_STATUS: 'works',
  GET_MAINTENANCE_SCHEDULE: 'works',
  UPDATE_MAINTENANCE_SCHEDULE: '501',
  START_MAINTENANCE: '501',
  STOP_MAINTENANCE: '501',
  DRAIN_AGENT: '501',
  DEACTIVATE_AGENT: '501',
  REACTIVATE_AGENT: '501',
  GET_QUOTA: 'works',
  UPDATE_QUOTA: '501',
  SET_QUOTA: '501',
  REMOVE_QUOTA: '501',
  TEARDOWN: 'works',
  MARK_AGENT_GONE: 'works',
};

/** Calls of the scheduler API, for the documentation: all are carried out, or dropped where the API says so. */
export const schedulerCalls: Readonly<Record<string, CallState>> = {
  SUBSCRIBE: 'works',
  TEARDOWN: 'works',
  ACCEPT: 'works',
  DECLINE: 'works',
  ACCEPT_INVERSE_OFFERS: 'works',
  DECLINE_INVERSE_OFFERS: 'works',
  REVIVE: 'works',
  SUPPRESS: 'works',
  KILL: 'works',
  SHUTDOWN: 'works',
  ACKNOWLEDGE: 'works',
  ACKNOWLEDGE_OPERATION_STATUS: 'works',
  RECONCILE: 'works',
  RECONCILE_OPERATIONS: 'works',
  MESSAGE: 'works',
  REQUEST: 'works',
  UPDATE_FRAMEWORK: 'works',
};
