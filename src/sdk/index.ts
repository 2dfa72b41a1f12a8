// What programs import as `mesos-sdk`: the clients of the scheduler and executor APIs, the messages they speak in (plain
// objects in the shape of the v1 JSON mapping) and what goes with them. Everything else is free to change.
export { describeError, type ErrorCode, MesosError } from '../base/errors.ts';
export type { Clock, Log, LogFields, Random, Timer, Timers } from '../base/ports.ts';
export { type ClientOptions, createHttpClient, type HttpClient } from '../http/client.ts';
export type * from '../protocol/messages.ts';
export { isTerminal } from '../protocol/task-state.ts';
export type { EventLimits } from './event-limits.ts';
export { ExecutorClient, type ExecutorClientOptions, type TaskUpdate } from './executor-client.ts';
export { type ExecutorEnvironment, readExecutorEnvironment } from './executor-environment.ts';
export { parseMasters } from './masters.ts';
export type { ContentType } from './message-codec.ts';
export { OfferedResources } from './offered-resources.ts';
export type { ClientPorts } from './ports.ts';
export type { TaskToReconcile } from './reconciliation.ts';
export { type SchedulerCallBody, SchedulerClient, type SchedulerClientOptions } from './scheduler-client.ts';
