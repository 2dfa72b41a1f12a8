// The messages master, agents and drivers exchange over libprocess (mesos.internal), in agent spelling.
// A field is `[required|repeated] type number [= default] [deprecated] [packed] [v0]`; see ../schema.ts.
import type { EnumDeclarations, MessageDeclarations } from '../schema.ts';

export const internalMessages: MessageDeclarations = {
  'internal.AcknowledgeOperationStatusMessage': {
    status_uuid: 'required UUID 1',
    operation_uuid: 'required UUID 2',
    resource_provider_id: 'ResourceProviderID 3',
  },
  'internal.ApplyOperationMessage': {
    framework_id: 'FrameworkID 1',
    operation_info: 'required Offer.Operation 2',
    operation_uuid: 'required UUID 3',
    resource_version_uuid: 'required internal.ResourceVersionUUID 4',
  },
  'internal.Archive': {
    frameworks: 'repeated internal.Archive.Framework 1',
  },
  'internal.Archive.Framework': {
    framework_info: 'required FrameworkInfo 1',
    pid: 'string 2',
    tasks: 'repeated Task 3',
  },
  'internal.CheckpointResourcesMessage': {
    resources: 'repeated Resource 1',
  },
  'internal.DeactivateFrameworkMessage': {
    framework_id: 'required FrameworkID 1',
  },
  'internal.DrainAgentMessage': {
    config: 'required DrainConfig 1',
  },
  'internal.ExecutorRegisteredMessage': {
    executor_info: 'required ExecutorInfo 2',
    framework_id: 'required FrameworkID 3',
    framework_info: 'required FrameworkInfo 4',
    agent_id: 'required AgentID 5',
    agent_info: 'required AgentInfo 6',
  },
  'internal.ExecutorReregisteredMessage': {
    agent_id: 'required AgentID 1',
    agent_info: 'required AgentInfo 2',
  },
  'internal.ExecutorToFrameworkMessage': {
    agent_id: 'required AgentID 1',
    framework_id: 'required FrameworkID 2',
    executor_id: 'required ExecutorID 3',
    data: 'required bytes 4',
  },
  'internal.ExitedExecutorMessage': {
    agent_id: 'required AgentID 1',
    framework_id: 'required FrameworkID 2',
    executor_id: 'required ExecutorID 3',
    status: 'required int32 4',
  },
  'internal.FrameworkErrorMessage': {
    message: 'required string 2',
  },
  'internal.FrameworkRegisteredMessage': {
    framework_id: 'required FrameworkID 1',
    master_info: 'required MasterInfo 2',
  },
  'internal.FrameworkReregisteredMessage': {
    framework_id: 'required FrameworkID 1',
    master_info: 'required MasterInfo 2',
  },
  'internal.FrameworkToExecutorMessage': {
    agent_id: 'required AgentID 1',
    framework_id: 'required FrameworkID 2',
    executor_id: 'required ExecutorID 3',
    data: 'required bytes 4',
  },
  'internal.HookExecuted': {
    module: 'string 1',
  },
  'internal.InverseOffersMessage': {
    inverse_offers: 'repeated InverseOffer 1',
    pids: 'repeated string 2',
  },
  'internal.KillTaskMessage': {
    framework_id: 'required FrameworkID 1',
    task_id: 'required TaskID 2',
    kill_policy: 'KillPolicy 3',
  },
  'internal.LaunchTasksMessage': {
    framework_id: 'required FrameworkID 1',
    tasks: 'repeated TaskInfo 3',
    filters: 'required Filters 5',
    offer_ids: 'repeated OfferID 6',
  },
  'internal.LostAgentMessage': {
    agent_id: 'required AgentID 1',
  },
  'internal.MasterAgentConnection': {
    total_ping_timeout_seconds: 'double 1',
  },
  'internal.PingAgentMessage': {
    connected: 'required bool 1',
  },
  'internal.PongAgentMessage': {},
  'internal.ReconcileOperationsMessage': {
    operations: 'repeated internal.ReconcileOperationsMessage.Operation 1',
    framework_id: 'FrameworkID 2',
  },
  'internal.ReconcileOperationsMessage.Operation': {
    operation_uuid: 'UUID 1',
    operation_id: 'OperationID 3',
    resource_provider_id: 'ResourceProviderID 2',
  },
  'internal.ReconcileTasksMessage': {
    framework_id: 'required FrameworkID 1',
    statuses: 'repeated TaskStatus 2',
    framework: 'FrameworkInfo 3',
  },
  'internal.ReconnectExecutorMessage': {
    agent_id: 'required AgentID 1',
  },
  'internal.RegisterExecutorMessage': {
    framework_id: 'required FrameworkID 1',
    executor_id: 'required ExecutorID 2',
  },
  'internal.RegisterFrameworkMessage': {
    framework: 'required FrameworkInfo 1',
  },
  'internal.RegisterAgentMessage': {
    agent: 'required AgentInfo 1',
    checkpointed_resources: 'repeated Resource 3',
    version: 'string 2',
    agent_capabilities: 'repeated AgentInfo.Capability 4',
    resource_version_uuid: 'UUID 5',
  },
  'internal.ReregisterExecutorMessage': {
    executor_id: 'required ExecutorID 1',
    framework_id: 'required FrameworkID 2',
    tasks: 'repeated TaskInfo 3',
    updates: 'repeated internal.StatusUpdate 4',
  },
  'internal.ReregisterFrameworkMessage': {
    framework: 'required FrameworkInfo 2',
    failover: 'required bool 3',
  },
  'internal.ReregisterAgentMessage': {
    agent: 'required AgentInfo 2',
    checkpointed_resources: 'repeated Resource 7',
    executor_infos: 'repeated ExecutorInfo 4',
    tasks: 'repeated Task 3',
    frameworks: 'repeated FrameworkInfo 8',
    completed_frameworks: 'repeated internal.Archive.Framework 5',
    version: 'string 6',
    agent_capabilities: 'repeated AgentInfo.Capability 9',
    resource_version_uuid: 'UUID 10',
  },
  'internal.RescindInverseOfferMessage': {
    inverse_offer_id: 'required OfferID 1',
  },
  'internal.RescindResourceOfferMessage': {
    offer_id: 'required OfferID 1',
  },
  'internal.ResourceOffersMessage': {
    offers: 'repeated Offer 1',
    pids: 'repeated string 2',
  },
  'internal.ResourceProviderCallMessage': {
    call: 'required resource_provider.Call 1',
    uuid: 'UUID 2',
  },
  'internal.ResourceProviderEventMessage': {
    resource_provider_id: 'required ResourceProviderID 1',
    event: 'required resource_provider.Event 2',
    uuid: 'UUID 3',
  },
  'internal.ResourceRequestMessage': {
    framework_id: 'required FrameworkID 1',
    requests: 'repeated Request 2',
  },
  'internal.ResourceVersionUUID': {
    resource_provider_id: 'ResourceProviderID 1',
    uuid: 'required UUID 2',
  },
  'internal.ReviveOffersMessage': {
    framework_id: 'required FrameworkID 1',
    roles: 'repeated string 2',
  },
  'internal.RunTaskGroupMessage': {
    framework: 'required FrameworkInfo 1',
    executor: 'required ExecutorInfo 2',
    task_group: 'required TaskGroupInfo 3',
    resource_version_uuids: 'repeated internal.ResourceVersionUUID 4',
    launch_executor: 'bool 5',
  },
  'internal.RunTaskMessage': {
    framework_id: 'FrameworkID 1 deprecated',
    framework: 'required FrameworkInfo 2',
    task: 'required TaskInfo 4',
    resource_version_uuids: 'repeated internal.ResourceVersionUUID 5',
    pid: 'string 3',
    launch_executor: 'bool 6',
  },
  'internal.ShutdownExecutorMessage': {
    executor_id: 'ExecutorID 1',
    framework_id: 'FrameworkID 2',
  },
  'internal.ShutdownFrameworkMessage': {
    framework_id: 'required FrameworkID 1',
  },
  'internal.ShutdownMessage': {
    message: 'string 1',
  },
  'internal.AgentRegisteredMessage': {
    agent_id: 'required AgentID 1',
    connection: 'internal.MasterAgentConnection 2',
  },
  'internal.AgentReregisteredMessage': {
    agent_id: 'required AgentID 1',
    reconciliations: 'repeated internal.ReconcileTasksMessage 2',
    connection: 'internal.MasterAgentConnection 3',
  },
  'internal.StatusUpdate': {
    framework_id: 'required FrameworkID 1',
    executor_id: 'ExecutorID 2',
    agent_id: 'AgentID 3',
    status: 'required TaskStatus 4',
    timestamp: 'required double 5',
    uuid: 'bytes 6',
    latest_state: 'TaskState 7',
  },
  'internal.StatusUpdateAcknowledgementMessage': {
    agent_id: 'required AgentID 1',
    framework_id: 'required FrameworkID 2',
    task_id: 'required TaskID 3',
    uuid: 'required bytes 4',
  },
  'internal.StatusUpdateMessage': {
    update: 'required internal.StatusUpdate 1',
    pid: 'string 2',
  },
  'internal.StatusUpdateRecord': {
    type: 'required internal.StatusUpdateRecord.Type 1',
    update: 'internal.StatusUpdate 2',
    uuid: 'bytes 3',
  },
  'internal.SubmitSchedulerRequest': {
    name: 'required string 1',
  },
  'internal.SubmitSchedulerResponse': {
    okay: 'required bool 1',
  },
  'internal.TaskHealthStatus': {
    task_id: 'required TaskID 1',
    healthy: 'required bool 2',
    kill_task: 'bool 3 = false',
    consecutive_failures: 'int32 4',
  },
  'internal.UnregisterFrameworkMessage': {
    framework_id: 'required FrameworkID 1',
  },
  'internal.UnregisterAgentMessage': {
    agent_id: 'required AgentID 1',
  },
  'internal.UpdateFrameworkMessage': {
    framework_id: 'required FrameworkID 1',
    pid: 'string 2',
    framework_info: 'FrameworkInfo 3',
  },
  'internal.UpdateOperationStatusMessage': {
    framework_id: 'FrameworkID 1',
    agent_id: 'AgentID 2',
    status: 'required OperationStatus 3',
    latest_status: 'OperationStatus 4',
    operation_uuid: 'UUID 5',
  },
  'internal.UpdateOperationStatusRecord': {
    type: 'required internal.UpdateOperationStatusRecord.Type 1',
    update: 'internal.UpdateOperationStatusMessage 2',
    uuid: 'UUID 3',
  },
  'internal.UpdateAgentMessage': {
    agent_id: 'required AgentID 1',
    update_oversubscribed_resources: 'bool 5',
    oversubscribed_resources: 'repeated Resource 2',
    operations: 'internal.UpdateAgentMessage.Operations 6',
    resource_version_uuid: 'UUID 7',
    resource_providers: 'internal.UpdateAgentMessage.ResourceProviders 8',
  },
  'internal.UpdateAgentMessage.Operations': {
    operations: 'repeated Operation 1',
  },
  'internal.UpdateAgentMessage.ResourceProvider': {
    info: 'ResourceProviderInfo 1',
    total_resources: 'repeated Resource 2',
    operations: 'required internal.UpdateAgentMessage.Operations 3',
    resource_version_uuid: 'required UUID 4',
  },
  'internal.UpdateAgentMessage.ResourceProviders': {
    providers: 'repeated internal.UpdateAgentMessage.ResourceProvider 1',
  },
  'internal.AuthenticateMessage': {
    pid: 'required string 1',
  },
  'internal.AuthenticationMechanismsMessage': {
    mechanisms: 'repeated string 1',
  },
  'internal.AuthenticationStartMessage': {
    mechanism: 'required string 1',
    data: 'bytes 2',
  },
  'internal.AuthenticationStepMessage': {
    data: 'required bytes 1',
  },
  'internal.AuthenticationCompletedMessage': {},
  'internal.AuthenticationFailedMessage': {},
  'internal.AuthenticationErrorMessage': {
    error: 'string 1',
  },
  'scheduler.v0.Call': {
    framework_id: 'FrameworkID 1',
    type: 'scheduler.Call.Type 2',
    subscribe: 'scheduler.v0.Call.Subscribe 3',
    accept: 'scheduler.Call.Accept 4',
    decline: 'scheduler.Call.Decline 5',
    accept_inverse_offers: 'scheduler.Call.AcceptInverseOffers 13',
    decline_inverse_offers: 'scheduler.Call.DeclineInverseOffers 14',
    revive: 'scheduler.Call.Revive 15',
    kill: 'scheduler.Call.Kill 6',
    shutdown: 'scheduler.Call.Shutdown 7',
    acknowledge: 'scheduler.Call.Acknowledge 8',
    acknowledge_operation_status: 'scheduler.Call.AcknowledgeOperationStatus 17',
    reconcile: 'scheduler.Call.Reconcile 9',
    reconcile_operations: 'scheduler.Call.ReconcileOperations 18',
    message: 'scheduler.Call.Message 10',
    request: 'scheduler.Call.Request 11',
    suppress: 'scheduler.Call.Suppress 16',
    update_framework: 'scheduler.Call.UpdateFramework 19',
  },
  'scheduler.v0.Call.Subscribe': {
    framework_info: 'required FrameworkInfo 1',
    force: 'bool 2',
    suppressed_roles: 'repeated string 3',
    offer_constraints: 'scheduler.OfferConstraints 4',
  },
};

export const internalEnums: EnumDeclarations = {
  'internal.StatusUpdateRecord.Type': {
    UPDATE: 0,
    ACK: 1,
  },
  'internal.UpdateOperationStatusRecord.Type': {
    UPDATE: 0,
    ACK: 1,
  },
};
