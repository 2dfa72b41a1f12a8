// Generated from the schema by scripts/generate; do not edit. The in-memory form of every message: a plain
// object in the shape of the v1 JSON mapping. Repeated fields are absent when empty.

export type AgentInfoCapabilityType =
  | 'UNKNOWN'
  | 'MULTI_ROLE'
  | 'HIERARCHICAL_ROLE'
  | 'RESERVATION_REFINEMENT'
  | 'RESOURCE_PROVIDER'
  | 'RESIZE_VOLUME'
  | 'AGENT_OPERATION_FEEDBACK'
  | 'AGENT_DRAINING'
  | 'TASK_RESOURCE_LIMITS';

export type CSIPluginContainerInfoService =
  | 'UNKNOWN'
  | 'CONTROLLER_SERVICE'
  | 'NODE_SERVICE';

export type CapabilityInfoCapability =
  | 'UNKNOWN'
  | 'CHOWN'
  | 'DAC_OVERRIDE'
  | 'DAC_READ_SEARCH'
  | 'FOWNER'
  | 'FSETID'
  | 'KILL'
  | 'SETGID'
  | 'SETUID'
  | 'SETPCAP'
  | 'LINUX_IMMUTABLE'
  | 'NET_BIND_SERVICE'
  | 'NET_BROADCAST'
  | 'NET_ADMIN'
  | 'NET_RAW'
  | 'IPC_LOCK'
  | 'IPC_OWNER'
  | 'SYS_MODULE'
  | 'SYS_RAWIO'
  | 'SYS_CHROOT'
  | 'SYS_PTRACE'
  | 'SYS_PACCT'
  | 'SYS_ADMIN'
  | 'SYS_BOOT'
  | 'SYS_NICE'
  | 'SYS_RESOURCE'
  | 'SYS_TIME'
  | 'SYS_TTY_CONFIG'
  | 'MKNOD'
  | 'LEASE'
  | 'AUDIT_WRITE'
  | 'AUDIT_CONTROL'
  | 'SETFCAP'
  | 'MAC_OVERRIDE'
  | 'MAC_ADMIN'
  | 'SYSLOG'
  | 'WAKE_ALARM'
  | 'BLOCK_SUSPEND'
  | 'AUDIT_READ'
  | 'PERFMON'
  | 'BPF'
  | 'CHECKPOINT_RESTORE';

export type CgroupInfoBlkioOperation =
  | 'UNKNOWN'
  | 'TOTAL'
  | 'READ'
  | 'WRITE'
  | 'SYNC'
  | 'ASYNC'
  | 'DISCARD';

export type CheckInfoType =
  | 'UNKNOWN'
  | 'COMMAND'
  | 'HTTP'
  | 'TCP';

export type ContainerInfoDockerInfoNetwork =
  | 'HOST'
  | 'BRIDGE'
  | 'NONE'
  | 'USER';

export type ContainerInfoType =
  | 'DOCKER'
  | 'MESOS';

export type DiscoveryInfoVisibility =
  | 'FRAMEWORK'
  | 'CLUSTER'
  | 'EXTERNAL';

export type DrainState =
  | 'UNKNOWN'
  | 'DRAINING'
  | 'DRAINED';

export type EnvironmentVariableType =
  | 'UNKNOWN'
  | 'VALUE'
  | 'SECRET';

export type ExecutorInfoType =
  | 'UNKNOWN'
  | 'DEFAULT'
  | 'CUSTOM';

export type FrameworkInfoCapabilityType =
  | 'UNKNOWN'
  | 'REVOCABLE_RESOURCES'
  | 'TASK_KILLING_STATE'
  | 'GPU_RESOURCES'
  | 'SHARED_RESOURCES'
  | 'PARTITION_AWARE'
  | 'MULTI_ROLE'
  | 'RESERVATION_REFINEMENT'
  | 'REGION_AWARE';

export type HealthCheckType =
  | 'UNKNOWN'
  | 'COMMAND'
  | 'HTTP'
  | 'TCP';

export type ImageType =
  | 'APPC'
  | 'DOCKER';

export type LinuxInfoIpcMode =
  | 'UNKNOWN'
  | 'PRIVATE'
  | 'SHARE_PARENT';

export type MachineInfoMode =
  | 'UP'
  | 'DRAINING'
  | 'DOWN';

export type MasterInfoCapabilityType =
  | 'UNKNOWN'
  | 'AGENT_UPDATE'
  | 'AGENT_DRAINING'
  | 'QUOTA_V2';

export type MountPropagationMode =
  | 'UNKNOWN'
  | 'HOST_TO_CONTAINER'
  | 'BIDIRECTIONAL';

export type NetworkInfoProtocol =
  | 'IPv4'
  | 'IPv6';

export type OfferOperationType =
  | 'UNKNOWN'
  | 'LAUNCH'
  | 'LAUNCH_GROUP'
  | 'RESERVE'
  | 'UNRESERVE'
  | 'CREATE'
  | 'DESTROY'
  | 'GROW_VOLUME'
  | 'SHRINK_VOLUME'
  | 'CREATE_DISK'
  | 'DESTROY_DISK';

export type OperationState =
  | 'OPERATION_UNSUPPORTED'
  | 'OPERATION_PENDING'
  | 'OPERATION_FINISHED'
  | 'OPERATION_FAILED'
  | 'OPERATION_ERROR'
  | 'OPERATION_DROPPED'
  | 'OPERATION_UNREACHABLE'
  | 'OPERATION_GONE_BY_OPERATOR'
  | 'OPERATION_RECOVERING'
  | 'OPERATION_UNKNOWN';

export type RLimitInfoRLimitType =
  | 'UNKNOWN'
  | 'RLMT_AS'
  | 'RLMT_CORE'
  | 'RLMT_CPU'
  | 'RLMT_DATA'
  | 'RLMT_FSIZE'
  | 'RLMT_LOCKS'
  | 'RLMT_MEMLOCK'
  | 'RLMT_MSGQUEUE'
  | 'RLMT_NICE'
  | 'RLMT_NOFILE'
  | 'RLMT_NPROC'
  | 'RLMT_RSS'
  | 'RLMT_RTPRIO'
  | 'RLMT_RTTIME'
  | 'RLMT_SIGPENDING'
  | 'RLMT_STACK';

export type ResourceDiskInfoSourceType =
  | 'UNKNOWN'
  | 'PATH'
  | 'MOUNT'
  | 'BLOCK'
  | 'RAW';

export type ResourceReservationInfoType =
  | 'UNKNOWN'
  | 'STATIC'
  | 'DYNAMIC';

export type SecretType =
  | 'UNKNOWN'
  | 'REFERENCE'
  | 'VALUE';

export type Status =
  | 'DRIVER_NOT_STARTED'
  | 'DRIVER_RUNNING'
  | 'DRIVER_ABORTED'
  | 'DRIVER_STOPPED';

export type TaskState =
  | 'TASK_STAGING'
  | 'TASK_STARTING'
  | 'TASK_RUNNING'
  | 'TASK_KILLING'
  | 'TASK_FINISHED'
  | 'TASK_FAILED'
  | 'TASK_KILLED'
  | 'TASK_ERROR'
  | 'TASK_LOST'
  | 'TASK_DROPPED'
  | 'TASK_UNREACHABLE'
  | 'TASK_GONE'
  | 'TASK_GONE_BY_OPERATOR'
  | 'TASK_UNKNOWN';

export type TaskStatusReason =
  | 'REASON_COMMAND_EXECUTOR_FAILED'
  | 'REASON_CONTAINER_LAUNCH_FAILED'
  | 'REASON_CONTAINER_LIMITATION'
  | 'REASON_CONTAINER_LIMITATION_DISK'
  | 'REASON_CONTAINER_LIMITATION_MEMORY'
  | 'REASON_CONTAINER_PREEMPTED'
  | 'REASON_CONTAINER_UPDATE_FAILED'
  | 'REASON_MAX_COMPLETION_TIME_REACHED'
  | 'REASON_EXECUTOR_REGISTRATION_TIMEOUT'
  | 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT'
  | 'REASON_EXECUTOR_TERMINATED'
  | 'REASON_EXECUTOR_UNREGISTERED'
  | 'REASON_FRAMEWORK_REMOVED'
  | 'REASON_GC_ERROR'
  | 'REASON_INVALID_FRAMEWORKID'
  | 'REASON_INVALID_OFFERS'
  | 'REASON_IO_SWITCHBOARD_EXITED'
  | 'REASON_MASTER_DISCONNECTED'
  | 'REASON_RECONCILIATION'
  | 'REASON_RESOURCES_UNKNOWN'
  | 'REASON_AGENT_DISCONNECTED'
  | 'REASON_AGENT_DRAINING'
  | 'REASON_AGENT_REMOVED'
  | 'REASON_AGENT_REMOVED_BY_OPERATOR'
  | 'REASON_AGENT_REREGISTERED'
  | 'REASON_AGENT_RESTARTED'
  | 'REASON_AGENT_UNKNOWN'
  | 'REASON_TASK_KILLED_DURING_LAUNCH'
  | 'REASON_TASK_CHECK_STATUS_UPDATED'
  | 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED'
  | 'REASON_TASK_GROUP_INVALID'
  | 'REASON_TASK_GROUP_UNAUTHORIZED'
  | 'REASON_TASK_INVALID'
  | 'REASON_TASK_UNAUTHORIZED'
  | 'REASON_TASK_UNKNOWN';

export type TaskStatusSource =
  | 'SOURCE_MASTER'
  | 'SOURCE_AGENT'
  | 'SOURCE_EXECUTOR';

export type ValueType =
  | 'SCALAR'
  | 'RANGES'
  | 'SET'
  | 'TEXT';

export type VolumeMode =
  | 'RW'
  | 'RO';

export type VolumeSourceCSIVolumeVolumeCapabilityAccessModeMode =
  | 'UNKNOWN'
  | 'SINGLE_NODE_WRITER'
  | 'SINGLE_NODE_READER_ONLY'
  | 'MULTI_NODE_READER_ONLY'
  | 'MULTI_NODE_SINGLE_WRITER'
  | 'MULTI_NODE_MULTI_WRITER';

export type VolumeSourceSandboxPathType =
  | 'UNKNOWN'
  | 'SELF'
  | 'PARENT';

export type VolumeSourceType =
  | 'UNKNOWN'
  | 'DOCKER_VOLUME'
  | 'HOST_PATH'
  | 'SANDBOX_PATH'
  | 'SECRET'
  | 'CSI_VOLUME';

export type SchedulerAttributeConstraintSelectorPseudoattributeType =
  | 'UNKNOWN'
  | 'HOSTNAME'
  | 'REGION'
  | 'ZONE';

export type SchedulerCallType =
  | 'UNKNOWN'
  | 'SUBSCRIBE'
  | 'TEARDOWN'
  | 'ACCEPT'
  | 'DECLINE'
  | 'ACCEPT_INVERSE_OFFERS'
  | 'DECLINE_INVERSE_OFFERS'
  | 'REVIVE'
  | 'KILL'
  | 'SHUTDOWN'
  | 'ACKNOWLEDGE'
  | 'ACKNOWLEDGE_OPERATION_STATUS'
  | 'RECONCILE'
  | 'RECONCILE_OPERATIONS'
  | 'MESSAGE'
  | 'REQUEST'
  | 'SUPPRESS'
  | 'UPDATE_FRAMEWORK';

export type SchedulerEventType =
  | 'UNKNOWN'
  | 'SUBSCRIBED'
  | 'OFFERS'
  | 'INVERSE_OFFERS'
  | 'RESCIND'
  | 'RESCIND_INVERSE_OFFER'
  | 'UPDATE'
  | 'UPDATE_OPERATION_STATUS'
  | 'MESSAGE'
  | 'FAILURE'
  | 'ERROR'
  | 'HEARTBEAT';

export type SchedulerResponseType =
  | 'UNKNOWN'
  | 'RECONCILE_OPERATIONS';

export type ExecutorCallType =
  | 'UNKNOWN'
  | 'SUBSCRIBE'
  | 'UPDATE'
  | 'MESSAGE'
  | 'HEARTBEAT';

export type ExecutorEventType =
  | 'UNKNOWN'
  | 'SUBSCRIBED'
  | 'LAUNCH'
  | 'LAUNCH_GROUP'
  | 'KILL'
  | 'ACKNOWLEDGED'
  | 'MESSAGE'
  | 'ERROR'
  | 'SHUTDOWN'
  | 'HEARTBEAT';

export type AgentCallAttachContainerInputType =
  | 'UNKNOWN'
  | 'CONTAINER_ID'
  | 'PROCESS_IO';

export type AgentCallType =
  | 'UNKNOWN'
  | 'GET_HEALTH'
  | 'GET_FLAGS'
  | 'GET_VERSION'
  | 'GET_METRICS'
  | 'GET_LOGGING_LEVEL'
  | 'SET_LOGGING_LEVEL'
  | 'LIST_FILES'
  | 'READ_FILE'
  | 'GET_STATE'
  | 'GET_CONTAINERS'
  | 'GET_FRAMEWORKS'
  | 'GET_EXECUTORS'
  | 'GET_OPERATIONS'
  | 'GET_TASKS'
  | 'GET_AGENT'
  | 'GET_RESOURCE_PROVIDERS'
  | 'LAUNCH_NESTED_CONTAINER'
  | 'WAIT_NESTED_CONTAINER'
  | 'KILL_NESTED_CONTAINER'
  | 'REMOVE_NESTED_CONTAINER'
  | 'LAUNCH_NESTED_CONTAINER_SESSION'
  | 'ATTACH_CONTAINER_INPUT'
  | 'ATTACH_CONTAINER_OUTPUT'
  | 'LAUNCH_CONTAINER'
  | 'WAIT_CONTAINER'
  | 'KILL_CONTAINER'
  | 'REMOVE_CONTAINER'
  | 'ADD_RESOURCE_PROVIDER_CONFIG'
  | 'UPDATE_RESOURCE_PROVIDER_CONFIG'
  | 'REMOVE_RESOURCE_PROVIDER_CONFIG'
  | 'MARK_RESOURCE_PROVIDER_GONE'
  | 'PRUNE_IMAGES';

export type AgentProcessIOControlType =
  | 'UNKNOWN'
  | 'TTY_INFO'
  | 'HEARTBEAT';

export type AgentProcessIODataType =
  | 'UNKNOWN'
  | 'STDIN'
  | 'STDOUT'
  | 'STDERR';

export type AgentProcessIOType =
  | 'UNKNOWN'
  | 'DATA'
  | 'CONTROL';

export type AgentResponseType =
  | 'UNKNOWN'
  | 'GET_HEALTH'
  | 'GET_FLAGS'
  | 'GET_VERSION'
  | 'GET_METRICS'
  | 'GET_LOGGING_LEVEL'
  | 'LIST_FILES'
  | 'READ_FILE'
  | 'GET_STATE'
  | 'GET_CONTAINERS'
  | 'GET_FRAMEWORKS'
  | 'GET_EXECUTORS'
  | 'GET_OPERATIONS'
  | 'GET_TASKS'
  | 'GET_AGENT'
  | 'GET_RESOURCE_PROVIDERS'
  | 'WAIT_NESTED_CONTAINER'
  | 'WAIT_CONTAINER';

export type MasterCallType =
  | 'UNKNOWN'
  | 'GET_HEALTH'
  | 'GET_FLAGS'
  | 'GET_VERSION'
  | 'GET_METRICS'
  | 'GET_LOGGING_LEVEL'
  | 'SET_LOGGING_LEVEL'
  | 'LIST_FILES'
  | 'READ_FILE'
  | 'GET_STATE'
  | 'GET_AGENTS'
  | 'GET_FRAMEWORKS'
  | 'GET_EXECUTORS'
  | 'GET_OPERATIONS'
  | 'GET_TASKS'
  | 'GET_ROLES'
  | 'GET_WEIGHTS'
  | 'UPDATE_WEIGHTS'
  | 'GET_MASTER'
  | 'SUBSCRIBE'
  | 'RESERVE_RESOURCES'
  | 'UNRESERVE_RESOURCES'
  | 'CREATE_VOLUMES'
  | 'DESTROY_VOLUMES'
  | 'GROW_VOLUME'
  | 'SHRINK_VOLUME'
  | 'GET_MAINTENANCE_STATUS'
  | 'GET_MAINTENANCE_SCHEDULE'
  | 'UPDATE_MAINTENANCE_SCHEDULE'
  | 'START_MAINTENANCE'
  | 'STOP_MAINTENANCE'
  | 'DRAIN_AGENT'
  | 'DEACTIVATE_AGENT'
  | 'REACTIVATE_AGENT'
  | 'GET_QUOTA'
  | 'UPDATE_QUOTA'
  | 'SET_QUOTA'
  | 'REMOVE_QUOTA'
  | 'TEARDOWN'
  | 'MARK_AGENT_GONE';

export type MasterEventType =
  | 'UNKNOWN'
  | 'SUBSCRIBED'
  | 'TASK_ADDED'
  | 'TASK_UPDATED'
  | 'AGENT_ADDED'
  | 'AGENT_REMOVED'
  | 'FRAMEWORK_ADDED'
  | 'FRAMEWORK_UPDATED'
  | 'FRAMEWORK_REMOVED'
  | 'HEARTBEAT';

export type MasterResponseType =
  | 'UNKNOWN'
  | 'GET_HEALTH'
  | 'GET_FLAGS'
  | 'GET_VERSION'
  | 'GET_METRICS'
  | 'GET_LOGGING_LEVEL'
  | 'LIST_FILES'
  | 'READ_FILE'
  | 'GET_STATE'
  | 'GET_AGENTS'
  | 'GET_FRAMEWORKS'
  | 'GET_EXECUTORS'
  | 'GET_OPERATIONS'
  | 'GET_TASKS'
  | 'GET_ROLES'
  | 'GET_WEIGHTS'
  | 'GET_MASTER'
  | 'GET_MAINTENANCE_STATUS'
  | 'GET_MAINTENANCE_SCHEDULE'
  | 'GET_QUOTA';

export type AllocatorInverseOfferStatusStatus =
  | 'UNKNOWN'
  | 'ACCEPT'
  | 'DECLINE';

export type ResourceProviderCallType =
  | 'UNKNOWN'
  | 'SUBSCRIBE'
  | 'UPDATE_OPERATION_STATUS'
  | 'UPDATE_STATE'
  | 'UPDATE_PUBLISH_RESOURCES_STATUS';

export type ResourceProviderCallUpdatePublishResourcesStatusStatus =
  | 'UNKNOWN'
  | 'OK'
  | 'FAILED';

export type ResourceProviderEventType =
  | 'UNKNOWN'
  | 'SUBSCRIBED'
  | 'APPLY_OPERATION'
  | 'PUBLISH_RESOURCES'
  | 'ACKNOWLEDGE_OPERATION_STATUS'
  | 'RECONCILE_OPERATIONS'
  | 'TEARDOWN';

export type StatusUpdateRecordType =
  | 'UPDATE'
  | 'ACK';

export type UpdateOperationStatusRecordType =
  | 'UPDATE'
  | 'ACK';

export type ACLEntityType =
  | 'SOME'
  | 'ANY'
  | 'NONE';

export type AuthorizationAction =
  | 'UNKNOWN'
  | 'REGISTER_FRAMEWORK'
  | 'REGISTER_FRAMEWORK_WITH_ROLE'
  | 'RUN_TASK'
  | 'TEARDOWN_FRAMEWORK'
  | 'TEARDOWN_FRAMEWORK_WITH_PRINCIPAL'
  | 'RESERVE_RESOURCES'
  | 'RESERVE_RESOURCES_WITH_ROLE'
  | 'UNRESERVE_RESOURCES'
  | 'UNRESERVE_RESOURCES_WITH_PRINCIPAL'
  | 'CREATE_VOLUME'
  | 'CREATE_VOLUME_WITH_ROLE'
  | 'DESTROY_VOLUME'
  | 'DESTROY_VOLUME_WITH_PRINCIPAL'
  | 'GET_ENDPOINT_WITH_PATH'
  | 'VIEW_ROLE'
  | 'UPDATE_WEIGHT'
  | 'UPDATE_WEIGHT_WITH_ROLE'
  | 'GET_QUOTA'
  | 'GET_QUOTA_WITH_ROLE'
  | 'UPDATE_QUOTA'
  | 'UPDATE_QUOTA_WITH_CONFIG'
  | 'VIEW_FRAMEWORK'
  | 'VIEW_TASK'
  | 'VIEW_EXECUTOR'
  | 'ACCESS_SANDBOX'
  | 'ACCESS_MESOS_LOG'
  | 'VIEW_FLAGS'
  | 'LAUNCH_NESTED_CONTAINER'
  | 'KILL_NESTED_CONTAINER'
  | 'WAIT_NESTED_CONTAINER'
  | 'LAUNCH_NESTED_CONTAINER_SESSION'
  | 'ATTACH_CONTAINER_INPUT'
  | 'ATTACH_CONTAINER_OUTPUT'
  | 'VIEW_CONTAINER'
  | 'SET_LOG_LEVEL'
  | 'REMOVE_NESTED_CONTAINER'
  | 'REGISTER_AGENT'
  | 'UPDATE_MAINTENANCE_SCHEDULE'
  | 'GET_MAINTENANCE_SCHEDULE'
  | 'START_MAINTENANCE'
  | 'STOP_MAINTENANCE'
  | 'GET_MAINTENANCE_STATUS'
  | 'DRAIN_AGENT'
  | 'DEACTIVATE_AGENT'
  | 'REACTIVATE_AGENT'
  | 'MARK_AGENT_GONE'
  | 'LAUNCH_STANDALONE_CONTAINER'
  | 'KILL_STANDALONE_CONTAINER'
  | 'WAIT_STANDALONE_CONTAINER'
  | 'REMOVE_STANDALONE_CONTAINER'
  | 'VIEW_STANDALONE_CONTAINER'
  | 'MODIFY_RESOURCE_PROVIDER_CONFIG'
  | 'MARK_RESOURCE_PROVIDER_GONE'
  | 'VIEW_RESOURCE_PROVIDER'
  | 'PRUNE_IMAGES'
  | 'RESIZE_VOLUME'
  | 'CREATE_BLOCK_DISK'
  | 'DESTROY_BLOCK_DISK'
  | 'CREATE_MOUNT_DISK'
  | 'DESTROY_MOUNT_DISK'
  | 'DESTROY_RAW_DISK';

export type FetcherFetcherInfoItemAction =
  | 'BYPASS_CACHE'
  | 'DOWNLOAD_AND_CACHE'
  | 'RETRIEVE_FROM_CACHE';

export type SeccompContainerSeccompProfileArchitecture =
  | 'UNKNOWN'
  | 'ARCH_X86'
  | 'ARCH_X86_64'
  | 'ARCH_X32'
  | 'ARCH_ARM'
  | 'ARCH_AARCH64'
  | 'ARCH_MIPS'
  | 'ARCH_MIPSEL'
  | 'ARCH_MIPS64'
  | 'ARCH_MIPSEL64'
  | 'ARCH_MIPS64N32'
  | 'ARCH_MIPSEL64N32'
  | 'ARCH_PPC'
  | 'ARCH_PPC64'
  | 'ARCH_PPC64LE'
  | 'ARCH_S390'
  | 'ARCH_S390X';

export type SeccompContainerSeccompProfileSyscallAction =
  | 'UNKNOWN'
  | 'ACT_KILL'
  | 'ACT_TRAP'
  | 'ACT_ERRNO'
  | 'ACT_TRACE'
  | 'ACT_ALLOW';

export type SeccompContainerSeccompProfileSyscallArgOperator =
  | 'UNKNOWN'
  | 'CMP_NE'
  | 'CMP_LT'
  | 'CMP_LE'
  | 'CMP_EQ'
  | 'CMP_GE'
  | 'CMP_GT'
  | 'CMP_MASKED_EQ';

export type AgentContainerClass =
  | 'DEFAULT'
  | 'DEBUG';

export type AgentContainerFileOperationOperation =
  | 'SYMLINK'
  | 'MOUNT'
  | 'RENAME'
  | 'MKDIR';

export type AgentQoSCorrectionType =
  | 'KILL';

export type LogActionType =
  | 'NOP'
  | 'APPEND'
  | 'TRUNCATE';

export type LogMetadataStatus =
  | 'VOTING'
  | 'RECOVERING'
  | 'STARTING'
  | 'EMPTY';

export type LogPromiseResponseType =
  | 'ACCEPT'
  | 'REJECT'
  | 'IGNORED';

export type LogRecordType =
  | 'PROMISE'
  | 'ACTION'
  | 'METADATA';

export type LogWriteResponseType =
  | 'ACCEPT'
  | 'REJECT'
  | 'IGNORED';

export type StateOperationType =
  | 'SNAPSHOT'
  | 'DIFF'
  | 'EXPUNGE';

export type ContainerDNSInfoDockerInfoNetworkMode =
  | 'UNKNOWN'
  | 'HOST'
  | 'BRIDGE'
  | 'USER';

export type ContainerDNSInfoMesosInfoNetworkMode =
  | 'UNKNOWN'
  | 'HOST'
  | 'CNI';

export type CsiStateVolumeStateState =
  | 'UNKNOWN'
  | 'CREATED'
  | 'NODE_READY'
  | 'VOL_READY'
  | 'PUBLISHED'
  | 'CONTROLLER_PUBLISH'
  | 'CONTROLLER_UNPUBLISH'
  | 'NODE_STAGE'
  | 'NODE_UNSTAGE'
  | 'NODE_PUBLISH'
  | 'NODE_UNPUBLISH';

export type AgentVolumeGidInfoType =
  | 'UNKNOWN'
  | 'PERSISTENT'
  | 'SANDBOX_PATH';

export interface Address {
  hostname?: string | undefined;
  ip?: string | undefined;
  port: number;
}

export interface AgentID {
  value: string;
}

export interface AgentInfo {
  hostname: string;
  port?: number | undefined;
  resources?: Resource[] | undefined;
  attributes?: Attribute[] | undefined;
  id?: AgentID | undefined;
  domain?: DomainInfo | undefined;
  checkpoint?: boolean | undefined;
}

export interface AgentInfoCapability {
  type?: AgentInfoCapabilityType | undefined;
}

export interface Attribute {
  name: string;
  type: ValueType;
  scalar?: ValueScalar | undefined;
  ranges?: ValueRanges | undefined;
  set?: ValueSet | undefined;
  text?: ValueText | undefined;
}

export interface CSIPluginContainerInfo {
  services?: CSIPluginContainerInfoService[] | undefined;
  command?: CommandInfo | undefined;
  resources?: Resource[] | undefined;
  container?: ContainerInfo | undefined;
}

export interface CSIPluginEndpoint {
  csi_service: CSIPluginContainerInfoService;
  endpoint: string;
}

export interface CSIPluginInfo {
  type: string;
  name?: string | undefined;
  containers?: CSIPluginContainerInfo[] | undefined;
  endpoints?: CSIPluginEndpoint[] | undefined;
  target_path_root?: string | undefined;
  target_path_exists?: boolean | undefined;
}

export interface CapabilityInfo {
  capabilities?: CapabilityInfoCapability[] | undefined;
}

export interface CgroupInfo {
  net_cls?: CgroupInfoNetCls | undefined;
}

export type CgroupInfoBlkio = Record<string, never>;

export type CgroupInfoBlkioCFQ = Record<string, never>;

export interface CgroupInfoBlkioCFQStatistics {
  device?: DeviceNumber | undefined;
  sectors?: number | undefined;
  time?: number | undefined;
  io_serviced?: CgroupInfoBlkioValue[] | undefined;
  io_service_bytes?: CgroupInfoBlkioValue[] | undefined;
  io_service_time?: CgroupInfoBlkioValue[] | undefined;
  io_wait_time?: CgroupInfoBlkioValue[] | undefined;
  io_merged?: CgroupInfoBlkioValue[] | undefined;
  io_queued?: CgroupInfoBlkioValue[] | undefined;
}

export interface CgroupInfoBlkioStatistics {
  cfq?: CgroupInfoBlkioCFQStatistics[] | undefined;
  cfq_recursive?: CgroupInfoBlkioCFQStatistics[] | undefined;
  throttling?: CgroupInfoBlkioThrottlingStatistics[] | undefined;
}

export type CgroupInfoBlkioThrottling = Record<string, never>;

export interface CgroupInfoBlkioThrottlingStatistics {
  device?: DeviceNumber | undefined;
  io_serviced?: CgroupInfoBlkioValue[] | undefined;
  io_service_bytes?: CgroupInfoBlkioValue[] | undefined;
}

export interface CgroupInfoBlkioValue {
  op?: CgroupInfoBlkioOperation | undefined;
  value?: number | undefined;
}

export interface CgroupInfoNetCls {
  classid?: number | undefined;
}

export interface CheckInfo {
  type?: CheckInfoType | undefined;
  command?: CheckInfoCommand | undefined;
  http?: CheckInfoHttp | undefined;
  tcp?: CheckInfoTcp | undefined;
  delay_seconds?: number | undefined;
  interval_seconds?: number | undefined;
  timeout_seconds?: number | undefined;
}

export interface CheckInfoCommand {
  command: CommandInfo;
}

export interface CheckInfoHttp {
  port: number;
  path?: string | undefined;
}

export interface CheckInfoTcp {
  port: number;
}

export interface CheckStatusInfo {
  type?: CheckInfoType | undefined;
  command?: CheckStatusInfoCommand | undefined;
  http?: CheckStatusInfoHttp | undefined;
  tcp?: CheckStatusInfoTcp | undefined;
}

export interface CheckStatusInfoCommand {
  exit_code?: number | undefined;
}

export interface CheckStatusInfoHttp {
  status_code?: number | undefined;
}

export interface CheckStatusInfoTcp {
  succeeded?: boolean | undefined;
}

export interface CommandInfo {
  uris?: CommandInfoURI[] | undefined;
  environment?: Environment | undefined;
  shell?: boolean | undefined;
  value?: string | undefined;
  arguments?: string[] | undefined;
  user?: string | undefined;
}

export interface CommandInfoURI {
  value: string;
  executable?: boolean | undefined;
  extract?: boolean | undefined;
  cache?: boolean | undefined;
  output_file?: string | undefined;
}

export interface ContainerID {
  value: string;
  parent?: ContainerID | undefined;
}

export interface ContainerInfo {
  type: ContainerInfoType;
  volumes?: Volume[] | undefined;
  hostname?: string | undefined;
  docker?: ContainerInfoDockerInfo | undefined;
  mesos?: ContainerInfoMesosInfo | undefined;
  network_infos?: NetworkInfo[] | undefined;
  linux_info?: LinuxInfo | undefined;
  rlimit_info?: RLimitInfo | undefined;
  tty_info?: TTYInfo | undefined;
}

export interface ContainerInfoDockerInfo {
  image: string;
  network?: ContainerInfoDockerInfoNetwork | undefined;
  port_mappings?: ContainerInfoDockerInfoPortMapping[] | undefined;
  privileged?: boolean | undefined;
  parameters?: Parameter[] | undefined;
  force_pull_image?: boolean | undefined;
  volume_driver?: string | undefined;
}

export interface ContainerInfoDockerInfoPortMapping {
  host_port: number;
  container_port: number;
  protocol?: string | undefined;
}

export interface ContainerInfoMesosInfo {
  image?: Image | undefined;
}

export interface ContainerStatus {
  container_id?: ContainerID | undefined;
  network_infos?: NetworkInfo[] | undefined;
  cgroup_info?: CgroupInfo | undefined;
  executor_pid?: number | undefined;
}

export interface Credential {
  principal: string;
  secret?: string | undefined;
}

export interface Credentials {
  credentials?: Credential[] | undefined;
}

export interface Device {
  path?: string | undefined;
  number?: DeviceNumber | undefined;
}

export interface DeviceNumber {
  major_number: number;
  minor_number: number;
}

export interface DeviceAccess {
  device: Device;
  access: DeviceAccessAccess;
}

export interface DeviceAccessAccess {
  read?: boolean | undefined;
  write?: boolean | undefined;
  mknod?: boolean | undefined;
}

export interface DeviceWhitelist {
  allowed_devices?: DeviceAccess[] | undefined;
}

export interface DiscoveryInfo {
  visibility: DiscoveryInfoVisibility;
  name?: string | undefined;
  environment?: string | undefined;
  location?: string | undefined;
  version?: string | undefined;
  ports?: Ports | undefined;
  labels?: Labels | undefined;
}

export interface DiskStatistics {
  source?: ResourceDiskInfoSource | undefined;
  persistence?: ResourceDiskInfoPersistence | undefined;
  limit_bytes?: number | undefined;
  used_bytes?: number | undefined;
}

export interface DomainInfo {
  fault_domain?: DomainInfoFaultDomain | undefined;
}

export interface DomainInfoFaultDomain {
  region: DomainInfoFaultDomainRegionInfo;
  zone: DomainInfoFaultDomainZoneInfo;
}

export interface DomainInfoFaultDomainRegionInfo {
  name: string;
}

export interface DomainInfoFaultDomainZoneInfo {
  name: string;
}

export interface DrainConfig {
  max_grace_period?: DurationInfo | undefined;
  mark_gone?: boolean | undefined;
}

export interface DrainInfo {
  state: DrainState;
  config: DrainConfig;
}

export interface DurationInfo {
  nanoseconds: bigint;
}

export interface Environment {
  variables?: EnvironmentVariable[] | undefined;
}

export interface EnvironmentVariable {
  name: string;
  type?: EnvironmentVariableType | undefined;
  value?: string | undefined;
  secret?: Secret | undefined;
}

export interface ExecutorID {
  value: string;
}

export interface ExecutorInfo {
  type?: ExecutorInfoType | undefined;
  executor_id: ExecutorID;
  framework_id?: FrameworkID | undefined;
  command?: CommandInfo | undefined;
  container?: ContainerInfo | undefined;
  resources?: Resource[] | undefined;
  name?: string | undefined;
  source?: string | undefined;
  data?: Uint8Array | undefined;
  discovery?: DiscoveryInfo | undefined;
  shutdown_grace_period?: DurationInfo | undefined;
  labels?: Labels | undefined;
}

export interface FileInfo {
  path: string;
  nlink?: number | undefined;
  size?: number | undefined;
  mtime?: TimeInfo | undefined;
  mode?: number | undefined;
  uid?: string | undefined;
  gid?: string | undefined;
}

export interface Filters {
  refuse_seconds?: number | undefined;
}

export interface Flag {
  name: string;
  value?: string | undefined;
}

export interface FrameworkID {
  value: string;
}

export interface FrameworkInfo {
  user: string;
  name: string;
  id?: FrameworkID | undefined;
  failover_timeout?: number | undefined;
  checkpoint?: boolean | undefined;
  role?: string | undefined;
  roles?: string[] | undefined;
  hostname?: string | undefined;
  principal?: string | undefined;
  webui_url?: string | undefined;
  capabilities?: FrameworkInfoCapability[] | undefined;
  labels?: Labels | undefined;
  offer_filters?: Record<string, OfferFilters> | undefined;
}

export interface FrameworkInfoCapability {
  type?: FrameworkInfoCapabilityType | undefined;
}

export interface HealthCheck {
  delay_seconds?: number | undefined;
  interval_seconds?: number | undefined;
  timeout_seconds?: number | undefined;
  consecutive_failures?: number | undefined;
  grace_period_seconds?: number | undefined;
  type?: HealthCheckType | undefined;
  command?: CommandInfo | undefined;
  http?: HealthCheckHTTPCheckInfo | undefined;
  tcp?: HealthCheckTCPCheckInfo | undefined;
}

export interface HealthCheckHTTPCheckInfo {
  protocol?: NetworkInfoProtocol | undefined;
  scheme?: string | undefined;
  port: number;
  path?: string | undefined;
  statuses?: number[] | undefined;
}

export interface HealthCheckTCPCheckInfo {
  protocol?: NetworkInfoProtocol | undefined;
  port: number;
}

export interface IcmpStatistics {
  InMsgs?: number | undefined;
  InErrors?: number | undefined;
  InCsumErrors?: number | undefined;
  InDestUnreachs?: number | undefined;
  InTimeExcds?: number | undefined;
  InParmProbs?: number | undefined;
  InSrcQuenchs?: number | undefined;
  InRedirects?: number | undefined;
  InEchos?: number | undefined;
  InEchoReps?: number | undefined;
  InTimestamps?: number | undefined;
  InTimestampReps?: number | undefined;
  InAddrMasks?: number | undefined;
  InAddrMaskReps?: number | undefined;
  OutMsgs?: number | undefined;
  OutErrors?: number | undefined;
  OutDestUnreachs?: number | undefined;
  OutTimeExcds?: number | undefined;
  OutParmProbs?: number | undefined;
  OutSrcQuenchs?: number | undefined;
  OutRedirects?: number | undefined;
  OutEchos?: number | undefined;
  OutEchoReps?: number | undefined;
  OutTimestamps?: number | undefined;
  OutTimestampReps?: number | undefined;
  OutAddrMasks?: number | undefined;
  OutAddrMaskReps?: number | undefined;
}

export interface Image {
  type: ImageType;
  appc?: ImageAppc | undefined;
  docker?: ImageDocker | undefined;
  cached?: boolean | undefined;
}

export interface ImageAppc {
  name: string;
  id?: string | undefined;
  labels?: Labels | undefined;
}

export interface ImageDocker {
  name: string;
  credential?: Credential | undefined;
  config?: Secret | undefined;
}

export interface InverseOffer {
  id: OfferID;
  url?: URL | undefined;
  framework_id: FrameworkID;
  agent_id?: AgentID | undefined;
  unavailability: Unavailability;
  resources?: Resource[] | undefined;
}

export interface IpStatistics {
  Forwarding?: number | undefined;
  DefaultTTL?: number | undefined;
  InReceives?: number | undefined;
  InHdrErrors?: number | undefined;
  InAddrErrors?: number | undefined;
  ForwDatagrams?: number | undefined;
  InUnknownProtos?: number | undefined;
  InDiscards?: number | undefined;
  InDelivers?: number | undefined;
  OutRequests?: number | undefined;
  OutDiscards?: number | undefined;
  OutNoRoutes?: number | undefined;
  ReasmTimeout?: number | undefined;
  ReasmReqds?: number | undefined;
  ReasmOKs?: number | undefined;
  ReasmFails?: number | undefined;
  FragOKs?: number | undefined;
  FragFails?: number | undefined;
  FragCreates?: number | undefined;
}

export interface KillPolicy {
  grace_period?: DurationInfo | undefined;
}

export interface Label {
  key: string;
  value?: string | undefined;
}

export interface Labels {
  labels?: Label[] | undefined;
}

export interface LinuxInfo {
  capability_info?: CapabilityInfo | undefined;
  bounding_capabilities?: CapabilityInfo | undefined;
  effective_capabilities?: CapabilityInfo | undefined;
  share_pid_namespace?: boolean | undefined;
  seccomp?: SeccompInfo | undefined;
  ipc_mode?: LinuxInfoIpcMode | undefined;
  shm_size?: number | undefined;
  share_cgroups?: boolean | undefined;
}

export interface MachineID {
  hostname?: string | undefined;
  ip?: string | undefined;
}

export interface MachineInfo {
  id: MachineID;
  mode?: MachineInfoMode | undefined;
  unavailability?: Unavailability | undefined;
}

export interface MasterInfo {
  id: string;
  ip: number;
  port: number;
  pid?: string | undefined;
  hostname?: string | undefined;
  version?: string | undefined;
  address?: Address | undefined;
  domain?: DomainInfo | undefined;
  capabilities?: MasterInfoCapability[] | undefined;
}

export interface MasterInfoCapability {
  type?: MasterInfoCapabilityType | undefined;
}

export interface Metric {
  name: string;
  value?: number | undefined;
}

export interface MountPropagation {
  mode?: MountPropagationMode | undefined;
}

export interface NetworkInfo {
  ip_addresses?: NetworkInfoIPAddress[] | undefined;
  name?: string | undefined;
  groups?: string[] | undefined;
  labels?: Labels | undefined;
  port_mappings?: NetworkInfoPortMapping[] | undefined;
}

export interface NetworkInfoIPAddress {
  protocol?: NetworkInfoProtocol | undefined;
  ip_address?: string | undefined;
}

export interface NetworkInfoPortMapping {
  host_port: number;
  container_port: number;
  protocol?: string | undefined;
}

export interface Offer {
  id: OfferID;
  framework_id: FrameworkID;
  agent_id: AgentID;
  hostname: string;
  url?: URL | undefined;
  domain?: DomainInfo | undefined;
  resources?: Resource[] | undefined;
  attributes?: Attribute[] | undefined;
  executor_ids?: ExecutorID[] | undefined;
  unavailability?: Unavailability | undefined;
  allocation_info?: ResourceAllocationInfo | undefined;
}

export interface OfferOperation {
  type?: OfferOperationType | undefined;
  id?: OperationID | undefined;
  launch?: OfferOperationLaunch | undefined;
  launch_group?: OfferOperationLaunchGroup | undefined;
  reserve?: OfferOperationReserve | undefined;
  unreserve?: OfferOperationUnreserve | undefined;
  create?: OfferOperationCreate | undefined;
  destroy?: OfferOperationDestroy | undefined;
  grow_volume?: OfferOperationGrowVolume | undefined;
  shrink_volume?: OfferOperationShrinkVolume | undefined;
  create_disk?: OfferOperationCreateDisk | undefined;
  destroy_disk?: OfferOperationDestroyDisk | undefined;
}

export interface OfferOperationCreate {
  volumes?: Resource[] | undefined;
}

export interface OfferOperationCreateDisk {
  source: Resource;
  target_type: ResourceDiskInfoSourceType;
  target_profile?: string | undefined;
}

export interface OfferOperationDestroy {
  volumes?: Resource[] | undefined;
}

export interface OfferOperationDestroyDisk {
  source: Resource;
}

export interface OfferOperationGrowVolume {
  volume: Resource;
  addition: Resource;
}

export interface OfferOperationLaunch {
  task_infos?: TaskInfo[] | undefined;
}

export interface OfferOperationLaunchGroup {
  executor: ExecutorInfo;
  task_group: TaskGroupInfo;
}

export interface OfferOperationReserve {
  source?: Resource[] | undefined;
  resources?: Resource[] | undefined;
}

export interface OfferOperationShrinkVolume {
  volume: Resource;
  subtract: ValueScalar;
}

export interface OfferOperationUnreserve {
  resources?: Resource[] | undefined;
}

export interface OfferFilters {
  min_allocatable_resources?: OfferFiltersMinAllocatableResources | undefined;
}

export interface OfferFiltersMinAllocatableResources {
  quantities?: OfferFiltersResourceQuantities[] | undefined;
}

export interface OfferFiltersResourceQuantities {
  quantities?: Record<string, ValueScalar> | undefined;
}

export interface OfferID {
  value: string;
}

export interface Operation {
  framework_id?: FrameworkID | undefined;
  agent_id?: AgentID | undefined;
  info: OfferOperation;
  latest_status: OperationStatus;
  statuses?: OperationStatus[] | undefined;
  uuid: UUID;
}

export interface OperationID {
  value: string;
}

export interface OperationStatus {
  operation_id?: OperationID | undefined;
  state: OperationState;
  message?: string | undefined;
  converted_resources?: Resource[] | undefined;
  uuid?: UUID | undefined;
  agent_id?: AgentID | undefined;
  resource_provider_id?: ResourceProviderID | undefined;
}

export interface Parameter {
  key: string;
  value: string;
}

export interface Parameters {
  parameter?: Parameter[] | undefined;
}

export interface PerfStatistics {
  timestamp: number;
  duration: number;
  cycles?: number | undefined;
  stalled_cycles_frontend?: number | undefined;
  stalled_cycles_backend?: number | undefined;
  instructions?: number | undefined;
  cache_references?: number | undefined;
  cache_misses?: number | undefined;
  branches?: number | undefined;
  branch_misses?: number | undefined;
  bus_cycles?: number | undefined;
  ref_cycles?: number | undefined;
  cpu_clock?: number | undefined;
  task_clock?: number | undefined;
  page_faults?: number | undefined;
  minor_faults?: number | undefined;
  major_faults?: number | undefined;
  context_switches?: number | undefined;
  cpu_migrations?: number | undefined;
  alignment_faults?: number | undefined;
  emulation_faults?: number | undefined;
  l1_dcache_loads?: number | undefined;
  l1_dcache_load_misses?: number | undefined;
  l1_dcache_stores?: number | undefined;
  l1_dcache_store_misses?: number | undefined;
  l1_dcache_prefetches?: number | undefined;
  l1_dcache_prefetch_misses?: number | undefined;
  l1_icache_loads?: number | undefined;
  l1_icache_load_misses?: number | undefined;
  l1_icache_prefetches?: number | undefined;
  l1_icache_prefetch_misses?: number | undefined;
  llc_loads?: number | undefined;
  llc_load_misses?: number | undefined;
  llc_stores?: number | undefined;
  llc_store_misses?: number | undefined;
  llc_prefetches?: number | undefined;
  llc_prefetch_misses?: number | undefined;
  dtlb_loads?: number | undefined;
  dtlb_load_misses?: number | undefined;
  dtlb_stores?: number | undefined;
  dtlb_store_misses?: number | undefined;
  dtlb_prefetches?: number | undefined;
  dtlb_prefetch_misses?: number | undefined;
  itlb_loads?: number | undefined;
  itlb_load_misses?: number | undefined;
  branch_loads?: number | undefined;
  branch_load_misses?: number | undefined;
  node_loads?: number | undefined;
  node_load_misses?: number | undefined;
  node_stores?: number | undefined;
  node_store_misses?: number | undefined;
  node_prefetches?: number | undefined;
  node_prefetch_misses?: number | undefined;
}

export interface Port {
  number: number;
  name?: string | undefined;
  protocol?: string | undefined;
  visibility?: DiscoveryInfoVisibility | undefined;
  labels?: Labels | undefined;
}

export interface Ports {
  ports?: Port[] | undefined;
}

export interface RLimitInfo {
  rlimits?: RLimitInfoRLimit[] | undefined;
}

export interface RLimitInfoRLimit {
  type?: RLimitInfoRLimitType | undefined;
  hard?: number | undefined;
  soft?: number | undefined;
}

export interface RateLimit {
  qps?: number | undefined;
  principal: string;
  capacity?: number | undefined;
}

export interface RateLimits {
  limits?: RateLimit[] | undefined;
  aggregate_default_qps?: number | undefined;
  aggregate_default_capacity?: number | undefined;
}

export interface Request {
  agent_id?: AgentID | undefined;
  resources?: Resource[] | undefined;
}

export interface Resource {
  provider_id?: ResourceProviderID | undefined;
  name: string;
  type: ValueType;
  scalar?: ValueScalar | undefined;
  ranges?: ValueRanges | undefined;
  set?: ValueSet | undefined;
  role?: string | undefined;
  allocation_info?: ResourceAllocationInfo | undefined;
  reservation?: ResourceReservationInfo | undefined;
  reservations?: ResourceReservationInfo[] | undefined;
  disk?: ResourceDiskInfo | undefined;
  revocable?: ResourceRevocableInfo | undefined;
  shared?: ResourceSharedInfo | undefined;
}

export interface ResourceAllocationInfo {
  role?: string | undefined;
}

export interface ResourceDiskInfo {
  persistence?: ResourceDiskInfoPersistence | undefined;
  volume?: Volume | undefined;
  source?: ResourceDiskInfoSource | undefined;
}

export interface ResourceDiskInfoPersistence {
  id: string;
  principal?: string | undefined;
}

export interface ResourceDiskInfoSource {
  type: ResourceDiskInfoSourceType;
  path?: ResourceDiskInfoSourcePath | undefined;
  mount?: ResourceDiskInfoSourceMount | undefined;
  vendor?: string | undefined;
  id?: string | undefined;
  metadata?: Labels | undefined;
  profile?: string | undefined;
}

export interface ResourceDiskInfoSourceMount {
  root?: string | undefined;
}

export interface ResourceDiskInfoSourcePath {
  root?: string | undefined;
}

export interface ResourceReservationInfo {
  type?: ResourceReservationInfoType | undefined;
  role?: string | undefined;
  principal?: string | undefined;
  labels?: Labels | undefined;
}

export type ResourceRevocableInfo = Record<string, never>;

export type ResourceSharedInfo = Record<string, never>;

export interface ResourceProviderID {
  value: string;
}

export interface ResourceProviderInfo {
  id?: ResourceProviderID | undefined;
  attributes?: Attribute[] | undefined;
  type: string;
  name: string;
  default_reservations?: ResourceReservationInfo[] | undefined;
  storage?: ResourceProviderInfoStorage | undefined;
}

export interface ResourceProviderInfoStorage {
  plugin: CSIPluginInfo;
  reconciliation_interval_seconds?: number | undefined;
}

export interface ResourceStatistics {
  timestamp: number;
  processes?: number | undefined;
  threads?: number | undefined;
  cpus_user_time_secs?: number | undefined;
  cpus_system_time_secs?: number | undefined;
  cpus_limit?: number | undefined;
  cpus_soft_limit?: number | undefined;
  cpus_nr_periods?: number | undefined;
  cpus_nr_throttled?: number | undefined;
  cpus_throttled_time_secs?: number | undefined;
  mem_total_bytes?: number | undefined;
  mem_total_memsw_bytes?: number | undefined;
  mem_kmem_usage_bytes?: number | undefined;
  mem_kmem_tcp_usage_bytes?: number | undefined;
  mem_limit_bytes?: number | undefined;
  mem_soft_limit_bytes?: number | undefined;
  mem_file_bytes?: number | undefined;
  mem_anon_bytes?: number | undefined;
  mem_cache_bytes?: number | undefined;
  mem_rss_bytes?: number | undefined;
  mem_mapped_file_bytes?: number | undefined;
  mem_swap_bytes?: number | undefined;
  mem_unevictable_bytes?: number | undefined;
  mem_low_pressure_counter?: number | undefined;
  mem_medium_pressure_counter?: number | undefined;
  mem_critical_pressure_counter?: number | undefined;
  disk_limit_bytes?: number | undefined;
  disk_used_bytes?: number | undefined;
  disk_statistics?: DiskStatistics[] | undefined;
  blkio_statistics?: CgroupInfoBlkioStatistics | undefined;
  perf?: PerfStatistics | undefined;
  net_rx_packets?: number | undefined;
  net_rx_bytes?: number | undefined;
  net_rx_errors?: number | undefined;
  net_rx_dropped?: number | undefined;
  net_tx_packets?: number | undefined;
  net_tx_bytes?: number | undefined;
  net_tx_errors?: number | undefined;
  net_tx_dropped?: number | undefined;
  net_tx_rate_limit?: number | undefined;
  net_tx_burst_rate_limit?: number | undefined;
  net_tx_burst_size?: number | undefined;
  net_rx_rate_limit?: number | undefined;
  net_rx_burst_rate_limit?: number | undefined;
  net_rx_burst_size?: number | undefined;
  net_rate_statistics?: ResourceStatisticsRateStatistics | undefined;
  net_ephemeral_ports?: ValueRange | undefined;
  net_tcp_rtt_microsecs_p50?: number | undefined;
  net_tcp_rtt_microsecs_p90?: number | undefined;
  net_tcp_rtt_microsecs_p95?: number | undefined;
  net_tcp_rtt_microsecs_p99?: number | undefined;
  net_tcp_active_connections?: number | undefined;
  net_tcp_time_wait_connections?: number | undefined;
  net_traffic_control_statistics?: TrafficControlStatistics[] | undefined;
  net_snmp_statistics?: SNMPStatistics | undefined;
}

export interface ResourceStatisticsRatePercentiles {
  min?: number | undefined;
  max?: number | undefined;
  p50?: number | undefined;
  p90?: number | undefined;
  p95?: number | undefined;
  p99?: number | undefined;
  p999?: number | undefined;
  p9999?: number | undefined;
  samples?: number | undefined;
}

export interface ResourceStatisticsRateStatistics {
  rx_rate?: ResourceStatisticsRatePercentiles | undefined;
  rx_packet_rate?: ResourceStatisticsRatePercentiles | undefined;
  rx_drop_rate?: ResourceStatisticsRatePercentiles | undefined;
  rx_error_rate?: ResourceStatisticsRatePercentiles | undefined;
  tx_rate?: ResourceStatisticsRatePercentiles | undefined;
  tx_packet_rate?: ResourceStatisticsRatePercentiles | undefined;
  tx_drop_rate?: ResourceStatisticsRatePercentiles | undefined;
  tx_error_rate?: ResourceStatisticsRatePercentiles | undefined;
  sampling_window_secs?: number | undefined;
  sampling_interval_secs?: number | undefined;
}

export interface ResourceUsage {
  executors?: ResourceUsageExecutor[] | undefined;
  total?: Resource[] | undefined;
}

export interface ResourceUsageExecutor {
  executor_info: ExecutorInfo;
  allocated?: Resource[] | undefined;
  statistics?: ResourceStatistics | undefined;
  container_id: ContainerID;
  tasks?: ResourceUsageExecutorTask[] | undefined;
}

export interface ResourceUsageExecutorTask {
  name: string;
  id: TaskID;
  resources?: Resource[] | undefined;
  labels?: Labels | undefined;
}

export interface Role {
  name: string;
  weight: number;
  frameworks?: FrameworkID[] | undefined;
  resources?: Resource[] | undefined;
}

export interface SNMPStatistics {
  ip_stats?: IpStatistics | undefined;
  icmp_stats?: IcmpStatistics | undefined;
  tcp_stats?: TcpStatistics | undefined;
  udp_stats?: UdpStatistics | undefined;
}

export interface SeccompInfo {
  profile_name?: string | undefined;
  unconfined?: boolean | undefined;
}

export interface Secret {
  type?: SecretType | undefined;
  reference?: SecretReference | undefined;
  value?: SecretValue | undefined;
}

export interface SecretReference {
  name: string;
  key?: string | undefined;
}

export interface SecretValue {
  data: Uint8Array;
}

export interface TTYInfo {
  window_size?: TTYInfoWindowSize | undefined;
}

export interface TTYInfoWindowSize {
  rows: number;
  columns: number;
}

export interface Task {
  name: string;
  task_id: TaskID;
  framework_id: FrameworkID;
  executor_id?: ExecutorID | undefined;
  agent_id: AgentID;
  state: TaskState;
  resources?: Resource[] | undefined;
  statuses?: TaskStatus[] | undefined;
  status_update_state?: TaskState | undefined;
  status_update_uuid?: Uint8Array | undefined;
  labels?: Labels | undefined;
  discovery?: DiscoveryInfo | undefined;
  container?: ContainerInfo | undefined;
  health_check?: HealthCheck | undefined;
  kill_policy?: KillPolicy | undefined;
  user?: string | undefined;
  limits?: Record<string, ValueScalar> | undefined;
}

export interface TaskGroupInfo {
  tasks?: TaskInfo[] | undefined;
}

export interface TaskID {
  value: string;
}

export interface TaskInfo {
  name: string;
  task_id: TaskID;
  agent_id: AgentID;
  resources?: Resource[] | undefined;
  executor?: ExecutorInfo | undefined;
  command?: CommandInfo | undefined;
  container?: ContainerInfo | undefined;
  health_check?: HealthCheck | undefined;
  check?: CheckInfo | undefined;
  kill_policy?: KillPolicy | undefined;
  data?: Uint8Array | undefined;
  labels?: Labels | undefined;
  discovery?: DiscoveryInfo | undefined;
  max_completion_time?: DurationInfo | undefined;
  limits?: Record<string, ValueScalar> | undefined;
}

export interface TaskResourceLimitation {
  resources?: Resource[] | undefined;
}

export interface TaskStatus {
  task_id: TaskID;
  state: TaskState;
  message?: string | undefined;
  source?: TaskStatusSource | undefined;
  reason?: TaskStatusReason | undefined;
  data?: Uint8Array | undefined;
  agent_id?: AgentID | undefined;
  executor_id?: ExecutorID | undefined;
  timestamp?: number | undefined;
  uuid?: Uint8Array | undefined;
  healthy?: boolean | undefined;
  check_status?: CheckStatusInfo | undefined;
  labels?: Labels | undefined;
  container_status?: ContainerStatus | undefined;
  unreachable_time?: TimeInfo | undefined;
  limitation?: TaskResourceLimitation | undefined;
}

export interface TcpStatistics {
  RtoAlgorithm?: number | undefined;
  RtoMin?: number | undefined;
  RtoMax?: number | undefined;
  MaxConn?: number | undefined;
  ActiveOpens?: number | undefined;
  PassiveOpens?: number | undefined;
  AttemptFails?: number | undefined;
  EstabResets?: number | undefined;
  CurrEstab?: number | undefined;
  InSegs?: number | undefined;
  OutSegs?: number | undefined;
  RetransSegs?: number | undefined;
  InErrs?: number | undefined;
  OutRsts?: number | undefined;
  InCsumErrors?: number | undefined;
}

export interface TimeInfo {
  nanoseconds: bigint;
}

export interface TrafficControlStatistics {
  id: string;
  backlog?: number | undefined;
  bytes?: number | undefined;
  drops?: number | undefined;
  overlimits?: number | undefined;
  packets?: number | undefined;
  qlen?: number | undefined;
  ratebps?: number | undefined;
  ratepps?: number | undefined;
  requeues?: number | undefined;
}

export interface URL {
  scheme: string;
  address: Address;
  path?: string | undefined;
  query?: Parameter[] | undefined;
  fragment?: string | undefined;
}

export interface UUID {
  value: Uint8Array;
}

export interface UdpStatistics {
  InDatagrams?: number | undefined;
  NoPorts?: number | undefined;
  InErrors?: number | undefined;
  OutDatagrams?: number | undefined;
  RcvbufErrors?: number | undefined;
  SndbufErrors?: number | undefined;
  InCsumErrors?: number | undefined;
  IgnoredMulti?: number | undefined;
}

export interface Unavailability {
  start: TimeInfo;
  duration?: DurationInfo | undefined;
}

export interface Value {
  type: ValueType;
  scalar?: ValueScalar | undefined;
  ranges?: ValueRanges | undefined;
  set?: ValueSet | undefined;
  text?: ValueText | undefined;
}

export interface ValueRange {
  begin: number;
  end: number;
}

export interface ValueRanges {
  range?: ValueRange[] | undefined;
}

export interface ValueScalar {
  value: number;
}

export interface ValueSet {
  item?: string[] | undefined;
}

export interface ValueText {
  value: string;
}

export interface VersionInfo {
  version: string;
  build_date?: string | undefined;
  build_time?: number | undefined;
  build_user?: string | undefined;
  git_sha?: string | undefined;
  git_branch?: string | undefined;
  git_tag?: string | undefined;
}

export interface Volume {
  mode: VolumeMode;
  container_path: string;
  host_path?: string | undefined;
  image?: Image | undefined;
  source?: VolumeSource | undefined;
}

export interface VolumeSource {
  type?: VolumeSourceType | undefined;
  docker_volume?: VolumeSourceDockerVolume | undefined;
  host_path?: VolumeSourceHostPath | undefined;
  sandbox_path?: VolumeSourceSandboxPath | undefined;
  secret?: Secret | undefined;
  csi_volume?: VolumeSourceCSIVolume | undefined;
}

export interface VolumeSourceCSIVolume {
  plugin_name: string;
  static_provisioning?: VolumeSourceCSIVolumeStaticProvisioning | undefined;
}

export interface VolumeSourceCSIVolumeStaticProvisioning {
  volume_id: string;
  volume_capability: VolumeSourceCSIVolumeVolumeCapability;
  node_stage_secrets?: Record<string, Secret> | undefined;
  node_publish_secrets?: Record<string, Secret> | undefined;
  volume_context?: Record<string, string> | undefined;
}

export interface VolumeSourceCSIVolumeVolumeCapability {
  block?: VolumeSourceCSIVolumeVolumeCapabilityBlockVolume | undefined;
  mount?: VolumeSourceCSIVolumeVolumeCapabilityMountVolume | undefined;
  access_mode: VolumeSourceCSIVolumeVolumeCapabilityAccessMode;
}

export interface VolumeSourceCSIVolumeVolumeCapabilityAccessMode {
  mode: VolumeSourceCSIVolumeVolumeCapabilityAccessModeMode;
}

export type VolumeSourceCSIVolumeVolumeCapabilityBlockVolume = Record<string, never>;

export interface VolumeSourceCSIVolumeVolumeCapabilityMountVolume {
  fs_type?: string | undefined;
  mount_flags?: string[] | undefined;
}

export interface VolumeSourceDockerVolume {
  driver?: string | undefined;
  name: string;
  driver_options?: Parameters | undefined;
}

export interface VolumeSourceHostPath {
  path: string;
  mount_propagation?: MountPropagation | undefined;
}

export interface VolumeSourceSandboxPath {
  type?: VolumeSourceSandboxPathType | undefined;
  path: string;
}

export interface WeightInfo {
  weight: number;
  role?: string | undefined;
}

export interface GoogleProtobufDuration {
  seconds?: number | undefined;
  nanos?: number | undefined;
}

export interface SchedulerAPIResult {
  status_code: number;
  response?: SchedulerResponse | undefined;
  error?: string | undefined;
}

export interface SchedulerAttributeConstraint {
  selector: SchedulerAttributeConstraintSelector;
  predicate: SchedulerAttributeConstraintPredicate;
}

export interface SchedulerAttributeConstraintPredicate {
  exists?: SchedulerAttributeConstraintPredicateExists | undefined;
  not_exists?: SchedulerAttributeConstraintPredicateNotExists | undefined;
  text_equals?: SchedulerAttributeConstraintPredicateTextEquals | undefined;
  text_not_equals?: SchedulerAttributeConstraintPredicateTextNotEquals | undefined;
  text_matches?: SchedulerAttributeConstraintPredicateTextMatches | undefined;
  text_not_matches?: SchedulerAttributeConstraintPredicateTextNotMatches | undefined;
}

export type SchedulerAttributeConstraintPredicateExists = Record<string, never>;

export type SchedulerAttributeConstraintPredicateNotExists = Record<string, never>;

export interface SchedulerAttributeConstraintPredicateTextEquals {
  value: string;
}

export interface SchedulerAttributeConstraintPredicateTextMatches {
  regex: string;
}

export interface SchedulerAttributeConstraintPredicateTextNotEquals {
  value: string;
}

export interface SchedulerAttributeConstraintPredicateTextNotMatches {
  regex: string;
}

export interface SchedulerAttributeConstraintSelector {
  pseudoattribute_type?: SchedulerAttributeConstraintSelectorPseudoattributeType | undefined;
  attribute_name?: string | undefined;
}

export interface SchedulerCall {
  framework_id?: FrameworkID | undefined;
  type?: SchedulerCallType | undefined;
  subscribe?: SchedulerCallSubscribe | undefined;
  accept?: SchedulerCallAccept | undefined;
  decline?: SchedulerCallDecline | undefined;
  accept_inverse_offers?: SchedulerCallAcceptInverseOffers | undefined;
  decline_inverse_offers?: SchedulerCallDeclineInverseOffers | undefined;
  revive?: SchedulerCallRevive | undefined;
  kill?: SchedulerCallKill | undefined;
  shutdown?: SchedulerCallShutdown | undefined;
  acknowledge?: SchedulerCallAcknowledge | undefined;
  acknowledge_operation_status?: SchedulerCallAcknowledgeOperationStatus | undefined;
  reconcile?: SchedulerCallReconcile | undefined;
  reconcile_operations?: SchedulerCallReconcileOperations | undefined;
  message?: SchedulerCallMessage | undefined;
  request?: SchedulerCallRequest | undefined;
  suppress?: SchedulerCallSuppress | undefined;
  update_framework?: SchedulerCallUpdateFramework | undefined;
}

export interface SchedulerCallAccept {
  offer_ids?: OfferID[] | undefined;
  operations?: OfferOperation[] | undefined;
  filters?: Filters | undefined;
}

export interface SchedulerCallAcceptInverseOffers {
  inverse_offer_ids?: OfferID[] | undefined;
  filters?: Filters | undefined;
}

export interface SchedulerCallAcknowledge {
  agent_id: AgentID;
  task_id: TaskID;
  uuid: Uint8Array;
}

export interface SchedulerCallAcknowledgeOperationStatus {
  agent_id?: AgentID | undefined;
  resource_provider_id?: ResourceProviderID | undefined;
  uuid: Uint8Array;
  operation_id: OperationID;
}

export interface SchedulerCallDecline {
  offer_ids?: OfferID[] | undefined;
  filters?: Filters | undefined;
}

export interface SchedulerCallDeclineInverseOffers {
  inverse_offer_ids?: OfferID[] | undefined;
  filters?: Filters | undefined;
}

export interface SchedulerCallKill {
  task_id: TaskID;
  agent_id?: AgentID | undefined;
  kill_policy?: KillPolicy | undefined;
}

export interface SchedulerCallMessage {
  agent_id: AgentID;
  executor_id: ExecutorID;
  data: Uint8Array;
}

export interface SchedulerCallReconcile {
  tasks?: SchedulerCallReconcileTask[] | undefined;
}

export interface SchedulerCallReconcileTask {
  task_id: TaskID;
  agent_id?: AgentID | undefined;
}

export interface SchedulerCallReconcileOperations {
  operations?: SchedulerCallReconcileOperationsOperation[] | undefined;
}

export interface SchedulerCallReconcileOperationsOperation {
  operation_id: OperationID;
  agent_id?: AgentID | undefined;
  resource_provider_id?: ResourceProviderID | undefined;
}

export interface SchedulerCallRequest {
  requests?: Request[] | undefined;
}

export interface SchedulerCallRevive {
  roles?: string[] | undefined;
}

export interface SchedulerCallShutdown {
  executor_id: ExecutorID;
  agent_id: AgentID;
}

export interface SchedulerCallSubscribe {
  framework_info: FrameworkInfo;
  suppressed_roles?: string[] | undefined;
  offer_constraints?: SchedulerOfferConstraints | undefined;
}

export interface SchedulerCallSuppress {
  roles?: string[] | undefined;
}

export interface SchedulerCallUpdateFramework {
  framework_info: FrameworkInfo;
  suppressed_roles?: string[] | undefined;
  offer_constraints?: SchedulerOfferConstraints | undefined;
}

export interface SchedulerEvent {
  type?: SchedulerEventType | undefined;
  subscribed?: SchedulerEventSubscribed | undefined;
  offers?: SchedulerEventOffers | undefined;
  inverse_offers?: SchedulerEventInverseOffers | undefined;
  rescind?: SchedulerEventRescind | undefined;
  rescind_inverse_offer?: SchedulerEventRescindInverseOffer | undefined;
  update?: SchedulerEventUpdate | undefined;
  update_operation_status?: SchedulerEventUpdateOperationStatus | undefined;
  message?: SchedulerEventMessage | undefined;
  failure?: SchedulerEventFailure | undefined;
  error?: SchedulerEventError | undefined;
}

export interface SchedulerEventError {
  message: string;
}

export interface SchedulerEventFailure {
  agent_id?: AgentID | undefined;
  executor_id?: ExecutorID | undefined;
  status?: number | undefined;
}

export interface SchedulerEventInverseOffers {
  inverse_offers?: InverseOffer[] | undefined;
}

export interface SchedulerEventMessage {
  agent_id: AgentID;
  executor_id: ExecutorID;
  data: Uint8Array;
}

export interface SchedulerEventOffers {
  offers?: Offer[] | undefined;
}

export interface SchedulerEventRescind {
  offer_id: OfferID;
}

export interface SchedulerEventRescindInverseOffer {
  inverse_offer_id: OfferID;
}

export interface SchedulerEventSubscribed {
  framework_id: FrameworkID;
  heartbeat_interval_seconds?: number | undefined;
  master_info?: MasterInfo | undefined;
}

export interface SchedulerEventUpdate {
  status: TaskStatus;
}

export interface SchedulerEventUpdateOperationStatus {
  status: OperationStatus;
}

export interface SchedulerOfferConstraints {
  role_constraints?: Record<string, SchedulerOfferConstraintsRoleConstraints> | undefined;
}

export interface SchedulerOfferConstraintsRoleConstraints {
  groups?: SchedulerOfferConstraintsRoleConstraintsGroup[] | undefined;
}

export interface SchedulerOfferConstraintsRoleConstraintsGroup {
  attribute_constraints?: SchedulerAttributeConstraint[] | undefined;
}

export interface SchedulerResponse {
  type?: SchedulerResponseType | undefined;
  reconcile_operations?: SchedulerResponseReconcileOperations | undefined;
}

export interface SchedulerResponseReconcileOperations {
  operation_statuses?: OperationStatus[] | undefined;
}

export interface ExecutorCall {
  executor_id: ExecutorID;
  framework_id: FrameworkID;
  type?: ExecutorCallType | undefined;
  subscribe?: ExecutorCallSubscribe | undefined;
  update?: ExecutorCallUpdate | undefined;
  message?: ExecutorCallMessage | undefined;
}

export interface ExecutorCallMessage {
  data: Uint8Array;
}

export interface ExecutorCallSubscribe {
  unacknowledged_tasks?: TaskInfo[] | undefined;
  unacknowledged_updates?: ExecutorCallUpdate[] | undefined;
}

export interface ExecutorCallUpdate {
  status: TaskStatus;
}

export interface ExecutorEvent {
  type?: ExecutorEventType | undefined;
  subscribed?: ExecutorEventSubscribed | undefined;
  acknowledged?: ExecutorEventAcknowledged | undefined;
  launch?: ExecutorEventLaunch | undefined;
  launch_group?: ExecutorEventLaunchGroup | undefined;
  kill?: ExecutorEventKill | undefined;
  message?: ExecutorEventMessage | undefined;
  error?: ExecutorEventError | undefined;
}

export interface ExecutorEventAcknowledged {
  task_id: TaskID;
  uuid: Uint8Array;
}

export interface ExecutorEventError {
  message: string;
}

export interface ExecutorEventKill {
  task_id: TaskID;
  kill_policy?: KillPolicy | undefined;
}

export interface ExecutorEventLaunch {
  task: TaskInfo;
}

export interface ExecutorEventLaunchGroup {
  task_group: TaskGroupInfo;
}

export interface ExecutorEventMessage {
  data: Uint8Array;
}

export interface ExecutorEventSubscribed {
  executor_info: ExecutorInfo;
  framework_info: FrameworkInfo;
  agent_info: AgentInfo;
  container_id?: ContainerID | undefined;
}

export interface AgentCall {
  type?: AgentCallType | undefined;
  get_metrics?: AgentCallGetMetrics | undefined;
  set_logging_level?: AgentCallSetLoggingLevel | undefined;
  list_files?: AgentCallListFiles | undefined;
  read_file?: AgentCallReadFile | undefined;
  get_containers?: AgentCallGetContainers | undefined;
  launch_nested_container?: AgentCallLaunchNestedContainer | undefined;
  wait_nested_container?: AgentCallWaitNestedContainer | undefined;
  kill_nested_container?: AgentCallKillNestedContainer | undefined;
  remove_nested_container?: AgentCallRemoveNestedContainer | undefined;
  launch_nested_container_session?: AgentCallLaunchNestedContainerSession | undefined;
  attach_container_input?: AgentCallAttachContainerInput | undefined;
  attach_container_output?: AgentCallAttachContainerOutput | undefined;
  launch_container?: AgentCallLaunchContainer | undefined;
  wait_container?: AgentCallWaitContainer | undefined;
  kill_container?: AgentCallKillContainer | undefined;
  remove_container?: AgentCallRemoveContainer | undefined;
  add_resource_provider_config?: AgentCallAddResourceProviderConfig | undefined;
  update_resource_provider_config?: AgentCallUpdateResourceProviderConfig | undefined;
  remove_resource_provider_config?: AgentCallRemoveResourceProviderConfig | undefined;
  mark_resource_provider_gone?: AgentCallMarkResourceProviderGone | undefined;
  prune_images?: AgentCallPruneImages | undefined;
}

export interface AgentCallAddResourceProviderConfig {
  info: ResourceProviderInfo;
}

export interface AgentCallAttachContainerInput {
  type?: AgentCallAttachContainerInputType | undefined;
  container_id?: ContainerID | undefined;
  process_io?: AgentProcessIO | undefined;
}

export interface AgentCallAttachContainerOutput {
  container_id: ContainerID;
}

export interface AgentCallGetContainers {
  show_nested?: boolean | undefined;
  show_standalone?: boolean | undefined;
}

export interface AgentCallGetMetrics {
  timeout?: DurationInfo | undefined;
}

export interface AgentCallKillContainer {
  container_id: ContainerID;
  signal?: number | undefined;
}

export interface AgentCallKillNestedContainer {
  container_id: ContainerID;
  signal?: number | undefined;
}

export interface AgentCallLaunchContainer {
  container_id: ContainerID;
  command?: CommandInfo | undefined;
  resources?: Resource[] | undefined;
  container?: ContainerInfo | undefined;
  limits?: Record<string, ValueScalar> | undefined;
}

export interface AgentCallLaunchNestedContainer {
  container_id: ContainerID;
  command?: CommandInfo | undefined;
  container?: ContainerInfo | undefined;
}

export interface AgentCallLaunchNestedContainerSession {
  container_id: ContainerID;
  command?: CommandInfo | undefined;
  container?: ContainerInfo | undefined;
}

export interface AgentCallListFiles {
  path: string;
}

export interface AgentCallMarkResourceProviderGone {
  resource_provider_id: ResourceProviderID;
}

export interface AgentCallPruneImages {
  excluded_images?: Image[] | undefined;
}

export interface AgentCallReadFile {
  path: string;
  offset: number;
  length?: number | undefined;
}

export interface AgentCallRemoveContainer {
  container_id: ContainerID;
}

export interface AgentCallRemoveNestedContainer {
  container_id: ContainerID;
}

export interface AgentCallRemoveResourceProviderConfig {
  type: string;
  name: string;
}

export interface AgentCallSetLoggingLevel {
  level: number;
  duration: DurationInfo;
}

export interface AgentCallUpdateResourceProviderConfig {
  info: ResourceProviderInfo;
}

export interface AgentCallWaitContainer {
  container_id: ContainerID;
}

export interface AgentCallWaitNestedContainer {
  container_id: ContainerID;
}

export interface AgentProcessIO {
  type?: AgentProcessIOType | undefined;
  data?: AgentProcessIOData | undefined;
  control?: AgentProcessIOControl | undefined;
}

export interface AgentProcessIOControl {
  type?: AgentProcessIOControlType | undefined;
  tty_info?: TTYInfo | undefined;
  heartbeat?: AgentProcessIOControlHeartbeat | undefined;
}

export interface AgentProcessIOControlHeartbeat {
  interval?: DurationInfo | undefined;
}

export interface AgentProcessIOData {
  type?: AgentProcessIODataType | undefined;
  data?: Uint8Array | undefined;
}

export interface AgentResponse {
  type?: AgentResponseType | undefined;
  get_health?: AgentResponseGetHealth | undefined;
  get_flags?: AgentResponseGetFlags | undefined;
  get_version?: AgentResponseGetVersion | undefined;
  get_metrics?: AgentResponseGetMetrics | undefined;
  get_logging_level?: AgentResponseGetLoggingLevel | undefined;
  list_files?: AgentResponseListFiles | undefined;
  read_file?: AgentResponseReadFile | undefined;
  get_state?: AgentResponseGetState | undefined;
  get_containers?: AgentResponseGetContainers | undefined;
  get_frameworks?: AgentResponseGetFrameworks | undefined;
  get_executors?: AgentResponseGetExecutors | undefined;
  get_operations?: AgentResponseGetOperations | undefined;
  get_tasks?: AgentResponseGetTasks | undefined;
  get_agent?: AgentResponseGetAgent | undefined;
  get_resource_providers?: AgentResponseGetResourceProviders | undefined;
  wait_nested_container?: AgentResponseWaitNestedContainer | undefined;
  wait_container?: AgentResponseWaitContainer | undefined;
}

export interface AgentResponseGetAgent {
  agent_info?: AgentInfo | undefined;
  drain_config?: DrainConfig | undefined;
  estimated_drain_start_time?: TimeInfo | undefined;
}

export interface AgentResponseGetContainers {
  containers?: AgentResponseGetContainersContainer[] | undefined;
}

export interface AgentResponseGetContainersContainer {
  framework_id?: FrameworkID | undefined;
  executor_id?: ExecutorID | undefined;
  executor_name?: string | undefined;
  container_id: ContainerID;
  container_status?: ContainerStatus | undefined;
  resource_statistics?: ResourceStatistics | undefined;
}

export interface AgentResponseGetExecutors {
  executors?: AgentResponseGetExecutorsExecutor[] | undefined;
  completed_executors?: AgentResponseGetExecutorsExecutor[] | undefined;
}

export interface AgentResponseGetExecutorsExecutor {
  executor_info: ExecutorInfo;
}

export interface AgentResponseGetFlags {
  flags?: Flag[] | undefined;
}

export interface AgentResponseGetFrameworks {
  frameworks?: AgentResponseGetFrameworksFramework[] | undefined;
  completed_frameworks?: AgentResponseGetFrameworksFramework[] | undefined;
}

export interface AgentResponseGetFrameworksFramework {
  framework_info: FrameworkInfo;
}

export interface AgentResponseGetHealth {
  healthy: boolean;
}

export interface AgentResponseGetLoggingLevel {
  level: number;
}

export interface AgentResponseGetMetrics {
  metrics?: Metric[] | undefined;
}

export interface AgentResponseGetOperations {
  operations?: Operation[] | undefined;
}

export interface AgentResponseGetResourceProviders {
  resource_providers?: AgentResponseGetResourceProvidersResourceProvider[] | undefined;
}

export interface AgentResponseGetResourceProvidersResourceProvider {
  resource_provider_info: ResourceProviderInfo;
  total_resources?: Resource[] | undefined;
}

export interface AgentResponseGetState {
  get_tasks?: AgentResponseGetTasks | undefined;
  get_executors?: AgentResponseGetExecutors | undefined;
  get_frameworks?: AgentResponseGetFrameworks | undefined;
}

export interface AgentResponseGetTasks {
  pending_tasks?: Task[] | undefined;
  queued_tasks?: Task[] | undefined;
  launched_tasks?: Task[] | undefined;
  terminated_tasks?: Task[] | undefined;
  completed_tasks?: Task[] | undefined;
}

export interface AgentResponseGetVersion {
  version_info: VersionInfo;
}

export interface AgentResponseListFiles {
  file_infos?: FileInfo[] | undefined;
}

export interface AgentResponseReadFile {
  size: number;
  data: Uint8Array;
}

export interface AgentResponseWaitContainer {
  exit_status?: number | undefined;
  state?: TaskState | undefined;
  reason?: TaskStatusReason | undefined;
  limitation?: TaskResourceLimitation | undefined;
  message?: string | undefined;
}

export interface AgentResponseWaitNestedContainer {
  exit_status?: number | undefined;
  state?: TaskState | undefined;
  reason?: TaskStatusReason | undefined;
  limitation?: TaskResourceLimitation | undefined;
  message?: string | undefined;
}

export interface MasterCall {
  type?: MasterCallType | undefined;
  get_metrics?: MasterCallGetMetrics | undefined;
  set_logging_level?: MasterCallSetLoggingLevel | undefined;
  list_files?: MasterCallListFiles | undefined;
  read_file?: MasterCallReadFile | undefined;
  update_weights?: MasterCallUpdateWeights | undefined;
  reserve_resources?: MasterCallReserveResources | undefined;
  unreserve_resources?: MasterCallUnreserveResources | undefined;
  create_volumes?: MasterCallCreateVolumes | undefined;
  destroy_volumes?: MasterCallDestroyVolumes | undefined;
  grow_volume?: MasterCallGrowVolume | undefined;
  shrink_volume?: MasterCallShrinkVolume | undefined;
  update_maintenance_schedule?: MasterCallUpdateMaintenanceSchedule | undefined;
  start_maintenance?: MasterCallStartMaintenance | undefined;
  stop_maintenance?: MasterCallStopMaintenance | undefined;
  drain_agent?: MasterCallDrainAgent | undefined;
  deactivate_agent?: MasterCallDeactivateAgent | undefined;
  reactivate_agent?: MasterCallReactivateAgent | undefined;
  update_quota?: MasterCallUpdateQuota | undefined;
  teardown?: MasterCallTeardown | undefined;
  mark_agent_gone?: MasterCallMarkAgentGone | undefined;
  set_quota?: MasterCallSetQuota | undefined;
  remove_quota?: MasterCallRemoveQuota | undefined;
}

export interface MasterCallCreateVolumes {
  agent_id: AgentID;
  volumes?: Resource[] | undefined;
}

export interface MasterCallDeactivateAgent {
  agent_id: AgentID;
}

export interface MasterCallDestroyVolumes {
  agent_id: AgentID;
  volumes?: Resource[] | undefined;
}

export interface MasterCallDrainAgent {
  agent_id: AgentID;
  max_grace_period?: GoogleProtobufDuration | undefined;
  mark_gone?: boolean | undefined;
}

export interface MasterCallGetMetrics {
  timeout?: DurationInfo | undefined;
}

export interface MasterCallGrowVolume {
  agent_id?: AgentID | undefined;
  volume: Resource;
  addition: Resource;
}

export interface MasterCallListFiles {
  path: string;
}

export interface MasterCallMarkAgentGone {
  agent_id: AgentID;
}

export interface MasterCallReactivateAgent {
  agent_id: AgentID;
}

export interface MasterCallReadFile {
  path: string;
  offset: number;
  length?: number | undefined;
}

export interface MasterCallRemoveQuota {
  role: string;
}

export interface MasterCallReserveResources {
  agent_id: AgentID;
  source?: Resource[] | undefined;
  resources?: Resource[] | undefined;
}

export interface MasterCallSetLoggingLevel {
  level: number;
  duration: DurationInfo;
}

export interface MasterCallSetQuota {
  quota_request: QuotaQuotaRequest;
}

export interface MasterCallShrinkVolume {
  agent_id?: AgentID | undefined;
  volume: Resource;
  subtract: ValueScalar;
}

export interface MasterCallStartMaintenance {
  machines?: MachineID[] | undefined;
}

export interface MasterCallStopMaintenance {
  machines?: MachineID[] | undefined;
}

export interface MasterCallTeardown {
  framework_id: FrameworkID;
}

export interface MasterCallUnreserveResources {
  agent_id: AgentID;
  resources?: Resource[] | undefined;
}

export interface MasterCallUpdateMaintenanceSchedule {
  schedule: MaintenanceSchedule;
}

export interface MasterCallUpdateQuota {
  force?: boolean | undefined;
  quota_configs?: QuotaQuotaConfig[] | undefined;
}

export interface MasterCallUpdateWeights {
  weight_infos?: WeightInfo[] | undefined;
}

export interface MasterEvent {
  type?: MasterEventType | undefined;
  subscribed?: MasterEventSubscribed | undefined;
  task_added?: MasterEventTaskAdded | undefined;
  task_updated?: MasterEventTaskUpdated | undefined;
  agent_added?: MasterEventAgentAdded | undefined;
  agent_removed?: MasterEventAgentRemoved | undefined;
  framework_added?: MasterEventFrameworkAdded | undefined;
  framework_updated?: MasterEventFrameworkUpdated | undefined;
  framework_removed?: MasterEventFrameworkRemoved | undefined;
}

export interface MasterEventAgentAdded {
  agent: MasterResponseGetAgentsAgent;
}

export interface MasterEventAgentRemoved {
  agent_id: AgentID;
}

export interface MasterEventFrameworkAdded {
  framework: MasterResponseGetFrameworksFramework;
}

export interface MasterEventFrameworkRemoved {
  framework_info: FrameworkInfo;
}

export interface MasterEventFrameworkUpdated {
  framework: MasterResponseGetFrameworksFramework;
}

export interface MasterEventSubscribed {
  get_state?: MasterResponseGetState | undefined;
  heartbeat_interval_seconds?: number | undefined;
}

export interface MasterEventTaskAdded {
  task: Task;
}

export interface MasterEventTaskUpdated {
  framework_id: FrameworkID;
  status: TaskStatus;
  state: TaskState;
}

export interface MasterResponse {
  type?: MasterResponseType | undefined;
  get_health?: MasterResponseGetHealth | undefined;
  get_flags?: MasterResponseGetFlags | undefined;
  get_version?: MasterResponseGetVersion | undefined;
  get_metrics?: MasterResponseGetMetrics | undefined;
  get_logging_level?: MasterResponseGetLoggingLevel | undefined;
  list_files?: MasterResponseListFiles | undefined;
  read_file?: MasterResponseReadFile | undefined;
  get_state?: MasterResponseGetState | undefined;
  get_agents?: MasterResponseGetAgents | undefined;
  get_frameworks?: MasterResponseGetFrameworks | undefined;
  get_executors?: MasterResponseGetExecutors | undefined;
  get_operations?: MasterResponseGetOperations | undefined;
  get_tasks?: MasterResponseGetTasks | undefined;
  get_roles?: MasterResponseGetRoles | undefined;
  get_weights?: MasterResponseGetWeights | undefined;
  get_master?: MasterResponseGetMaster | undefined;
  get_maintenance_status?: MasterResponseGetMaintenanceStatus | undefined;
  get_maintenance_schedule?: MasterResponseGetMaintenanceSchedule | undefined;
  get_quota?: MasterResponseGetQuota | undefined;
}

export interface MasterResponseGetAgents {
  agents?: MasterResponseGetAgentsAgent[] | undefined;
  recovered_agents?: AgentInfo[] | undefined;
}

export interface MasterResponseGetAgentsAgent {
  agent_info: AgentInfo;
  active: boolean;
  deactivated?: boolean | undefined;
  version: string;
  pid?: string | undefined;
  registered_time?: TimeInfo | undefined;
  reregistered_time?: TimeInfo | undefined;
  total_resources?: Resource[] | undefined;
  allocated_resources?: Resource[] | undefined;
  offered_resources?: Resource[] | undefined;
  capabilities?: AgentInfoCapability[] | undefined;
  resource_providers?: MasterResponseGetAgentsAgentResourceProvider[] | undefined;
  drain_info?: DrainInfo | undefined;
  estimated_drain_start_time?: TimeInfo | undefined;
}

export interface MasterResponseGetAgentsAgentResourceProvider {
  resource_provider_info: ResourceProviderInfo;
  total_resources?: Resource[] | undefined;
}

export interface MasterResponseGetExecutors {
  executors?: MasterResponseGetExecutorsExecutor[] | undefined;
  orphan_executors?: MasterResponseGetExecutorsExecutor[] | undefined;
}

export interface MasterResponseGetExecutorsExecutor {
  executor_info: ExecutorInfo;
  agent_id: AgentID;
}

export interface MasterResponseGetFlags {
  flags?: Flag[] | undefined;
}

export interface MasterResponseGetFrameworks {
  frameworks?: MasterResponseGetFrameworksFramework[] | undefined;
  completed_frameworks?: MasterResponseGetFrameworksFramework[] | undefined;
  recovered_frameworks?: FrameworkInfo[] | undefined;
}

export interface MasterResponseGetFrameworksFramework {
  framework_info: FrameworkInfo;
  active: boolean;
  connected: boolean;
  recovered: boolean;
  registered_time?: TimeInfo | undefined;
  reregistered_time?: TimeInfo | undefined;
  unregistered_time?: TimeInfo | undefined;
  offers?: Offer[] | undefined;
  inverse_offers?: InverseOffer[] | undefined;
  allocated_resources?: Resource[] | undefined;
  offered_resources?: Resource[] | undefined;
  offer_constraints?: SchedulerOfferConstraints | undefined;
}

export interface MasterResponseGetHealth {
  healthy: boolean;
}

export interface MasterResponseGetLoggingLevel {
  level: number;
}

export interface MasterResponseGetMaintenanceSchedule {
  schedule: MaintenanceSchedule;
}

export interface MasterResponseGetMaintenanceStatus {
  status: MaintenanceClusterStatus;
}

export interface MasterResponseGetMaster {
  master_info?: MasterInfo | undefined;
  start_time?: number | undefined;
  elected_time?: number | undefined;
}

export interface MasterResponseGetMetrics {
  metrics?: Metric[] | undefined;
}

export interface MasterResponseGetOperations {
  operations?: Operation[] | undefined;
}

export interface MasterResponseGetQuota {
  status: QuotaQuotaStatus;
}

export interface MasterResponseGetRoles {
  roles?: Role[] | undefined;
}

export interface MasterResponseGetState {
  get_tasks?: MasterResponseGetTasks | undefined;
  get_executors?: MasterResponseGetExecutors | undefined;
  get_frameworks?: MasterResponseGetFrameworks | undefined;
  get_agents?: MasterResponseGetAgents | undefined;
}

export interface MasterResponseGetTasks {
  pending_tasks?: Task[] | undefined;
  tasks?: Task[] | undefined;
  unreachable_tasks?: Task[] | undefined;
  completed_tasks?: Task[] | undefined;
  orphan_tasks?: Task[] | undefined;
}

export interface MasterResponseGetVersion {
  version_info: VersionInfo;
}

export interface MasterResponseGetWeights {
  weight_infos?: WeightInfo[] | undefined;
}

export interface MasterResponseListFiles {
  file_infos?: FileInfo[] | undefined;
}

export interface MasterResponseReadFile {
  size: number;
  data: Uint8Array;
}

export interface AllocatorInverseOfferStatus {
  status: AllocatorInverseOfferStatusStatus;
  framework_id: FrameworkID;
  timestamp: TimeInfo;
}

export interface MaintenanceClusterStatus {
  draining_machines?: MaintenanceClusterStatusDrainingMachine[] | undefined;
  down_machines?: MachineID[] | undefined;
}

export interface MaintenanceClusterStatusDrainingMachine {
  id: MachineID;
  statuses?: AllocatorInverseOfferStatus[] | undefined;
}

export interface MaintenanceSchedule {
  windows?: MaintenanceWindow[] | undefined;
}

export interface MaintenanceWindow {
  machine_ids?: MachineID[] | undefined;
  unavailability: Unavailability;
}

export interface QuotaQuotaConfig {
  role: string;
  guarantees?: Record<string, ValueScalar> | undefined;
  limits?: Record<string, ValueScalar> | undefined;
}

export interface QuotaQuotaInfo {
  role?: string | undefined;
  principal?: string | undefined;
  guarantee?: Resource[] | undefined;
}

export interface QuotaQuotaRequest {
  force?: boolean | undefined;
  role?: string | undefined;
  guarantee?: Resource[] | undefined;
}

export interface QuotaQuotaStatus {
  infos?: QuotaQuotaInfo[] | undefined;
  configs?: QuotaQuotaConfig[] | undefined;
}

export interface ResourceProviderCall {
  resource_provider_id?: ResourceProviderID | undefined;
  type?: ResourceProviderCallType | undefined;
  subscribe?: ResourceProviderCallSubscribe | undefined;
  update_operation_status?: ResourceProviderCallUpdateOperationStatus | undefined;
  update_state?: ResourceProviderCallUpdateState | undefined;
  update_publish_resources_status?: ResourceProviderCallUpdatePublishResourcesStatus | undefined;
}

export interface ResourceProviderCallSubscribe {
  resource_provider_info: ResourceProviderInfo;
}

export interface ResourceProviderCallUpdateOperationStatus {
  framework_id?: FrameworkID | undefined;
  status: OperationStatus;
  latest_status?: OperationStatus | undefined;
  operation_uuid: UUID;
}

export interface ResourceProviderCallUpdatePublishResourcesStatus {
  uuid: UUID;
  status: ResourceProviderCallUpdatePublishResourcesStatusStatus;
}

export interface ResourceProviderCallUpdateState {
  operations?: Operation[] | undefined;
  resources?: Resource[] | undefined;
  resource_version_uuid: UUID;
}

export interface ResourceProviderEvent {
  type?: ResourceProviderEventType | undefined;
  subscribed?: ResourceProviderEventSubscribed | undefined;
  apply_operation?: ResourceProviderEventApplyOperation | undefined;
  publish_resources?: ResourceProviderEventPublishResources | undefined;
  acknowledge_operation_status?: ResourceProviderEventAcknowledgeOperationStatus | undefined;
  reconcile_operations?: ResourceProviderEventReconcileOperations | undefined;
}

export interface ResourceProviderEventAcknowledgeOperationStatus {
  status_uuid: UUID;
  operation_uuid: UUID;
}

export interface ResourceProviderEventApplyOperation {
  framework_id?: FrameworkID | undefined;
  info: OfferOperation;
  operation_uuid: UUID;
  resource_version_uuid: UUID;
}

export interface ResourceProviderEventPublishResources {
  uuid: UUID;
  resources?: Resource[] | undefined;
}

export interface ResourceProviderEventReconcileOperations {
  operation_uuids?: UUID[] | undefined;
}

export interface ResourceProviderEventSubscribed {
  provider_id: ResourceProviderID;
}

export interface AcknowledgeOperationStatusMessage {
  status_uuid: UUID;
  operation_uuid: UUID;
  resource_provider_id?: ResourceProviderID | undefined;
}

export interface ApplyOperationMessage {
  framework_id?: FrameworkID | undefined;
  operation_info: OfferOperation;
  operation_uuid: UUID;
  resource_version_uuid: ResourceVersionUUID;
}

export interface Archive {
  frameworks?: ArchiveFramework[] | undefined;
}

export interface ArchiveFramework {
  framework_info: FrameworkInfo;
  pid?: string | undefined;
  tasks?: Task[] | undefined;
}

export interface CheckpointResourcesMessage {
  resources?: Resource[] | undefined;
}

export interface DeactivateFrameworkMessage {
  framework_id: FrameworkID;
}

export interface DrainAgentMessage {
  config: DrainConfig;
}

export interface ExecutorRegisteredMessage {
  executor_info: ExecutorInfo;
  framework_id: FrameworkID;
  framework_info: FrameworkInfo;
  agent_id: AgentID;
  agent_info: AgentInfo;
}

export interface ExecutorReregisteredMessage {
  agent_id: AgentID;
  agent_info: AgentInfo;
}

export interface ExecutorToFrameworkMessage {
  agent_id: AgentID;
  framework_id: FrameworkID;
  executor_id: ExecutorID;
  data: Uint8Array;
}

export interface ExitedExecutorMessage {
  agent_id: AgentID;
  framework_id: FrameworkID;
  executor_id: ExecutorID;
  status: number;
}

export interface FrameworkErrorMessage {
  message: string;
}

export interface FrameworkRegisteredMessage {
  framework_id: FrameworkID;
  master_info: MasterInfo;
}

export interface FrameworkReregisteredMessage {
  framework_id: FrameworkID;
  master_info: MasterInfo;
}

export interface FrameworkToExecutorMessage {
  agent_id: AgentID;
  framework_id: FrameworkID;
  executor_id: ExecutorID;
  data: Uint8Array;
}

export interface HookExecuted {
  module?: string | undefined;
}

export interface InverseOffersMessage {
  inverse_offers?: InverseOffer[] | undefined;
  pids?: string[] | undefined;
}

export interface KillTaskMessage {
  framework_id: FrameworkID;
  task_id: TaskID;
  kill_policy?: KillPolicy | undefined;
}

export interface LaunchTasksMessage {
  framework_id: FrameworkID;
  tasks?: TaskInfo[] | undefined;
  filters: Filters;
  offer_ids?: OfferID[] | undefined;
}

export interface LostAgentMessage {
  agent_id: AgentID;
}

export interface MasterAgentConnection {
  total_ping_timeout_seconds?: number | undefined;
}

export interface PingAgentMessage {
  connected: boolean;
}

export type PongAgentMessage = Record<string, never>;

export interface ReconcileOperationsMessage {
  operations?: ReconcileOperationsMessageOperation[] | undefined;
  framework_id?: FrameworkID | undefined;
}

export interface ReconcileOperationsMessageOperation {
  operation_uuid?: UUID | undefined;
  operation_id?: OperationID | undefined;
  resource_provider_id?: ResourceProviderID | undefined;
}

export interface ReconcileTasksMessage {
  framework_id: FrameworkID;
  statuses?: TaskStatus[] | undefined;
  framework?: FrameworkInfo | undefined;
}

export interface ReconnectExecutorMessage {
  agent_id: AgentID;
}

export interface RegisterExecutorMessage {
  framework_id: FrameworkID;
  executor_id: ExecutorID;
}

export interface RegisterFrameworkMessage {
  framework: FrameworkInfo;
}

export interface RegisterAgentMessage {
  agent: AgentInfo;
  checkpointed_resources?: Resource[] | undefined;
  version?: string | undefined;
  agent_capabilities?: AgentInfoCapability[] | undefined;
  resource_version_uuid?: UUID | undefined;
}

export interface ReregisterExecutorMessage {
  executor_id: ExecutorID;
  framework_id: FrameworkID;
  tasks?: TaskInfo[] | undefined;
  updates?: StatusUpdate[] | undefined;
}

export interface ReregisterFrameworkMessage {
  framework: FrameworkInfo;
  failover: boolean;
}

export interface ReregisterAgentMessage {
  agent: AgentInfo;
  checkpointed_resources?: Resource[] | undefined;
  executor_infos?: ExecutorInfo[] | undefined;
  tasks?: Task[] | undefined;
  frameworks?: FrameworkInfo[] | undefined;
  completed_frameworks?: ArchiveFramework[] | undefined;
  version?: string | undefined;
  agent_capabilities?: AgentInfoCapability[] | undefined;
  resource_version_uuid?: UUID | undefined;
}

export interface RescindInverseOfferMessage {
  inverse_offer_id: OfferID;
}

export interface RescindResourceOfferMessage {
  offer_id: OfferID;
}

export interface ResourceOffersMessage {
  offers?: Offer[] | undefined;
  pids?: string[] | undefined;
}

export interface ResourceProviderCallMessage {
  call: ResourceProviderCall;
  uuid?: UUID | undefined;
}

export interface ResourceProviderEventMessage {
  resource_provider_id: ResourceProviderID;
  event: ResourceProviderEvent;
  uuid?: UUID | undefined;
}

export interface ResourceRequestMessage {
  framework_id: FrameworkID;
  requests?: Request[] | undefined;
}

export interface ResourceVersionUUID {
  resource_provider_id?: ResourceProviderID | undefined;
  uuid: UUID;
}

export interface ReviveOffersMessage {
  framework_id: FrameworkID;
  roles?: string[] | undefined;
}

export interface RunTaskGroupMessage {
  framework: FrameworkInfo;
  executor: ExecutorInfo;
  task_group: TaskGroupInfo;
  resource_version_uuids?: ResourceVersionUUID[] | undefined;
  launch_executor?: boolean | undefined;
}

export interface RunTaskMessage {
  framework_id?: FrameworkID | undefined;
  framework: FrameworkInfo;
  task: TaskInfo;
  resource_version_uuids?: ResourceVersionUUID[] | undefined;
  pid?: string | undefined;
  launch_executor?: boolean | undefined;
}

export interface ShutdownExecutorMessage {
  executor_id?: ExecutorID | undefined;
  framework_id?: FrameworkID | undefined;
}

export interface ShutdownFrameworkMessage {
  framework_id: FrameworkID;
}

export interface ShutdownMessage {
  message?: string | undefined;
}

export interface AgentRegisteredMessage {
  agent_id: AgentID;
  connection?: MasterAgentConnection | undefined;
}

export interface AgentReregisteredMessage {
  agent_id: AgentID;
  reconciliations?: ReconcileTasksMessage[] | undefined;
  connection?: MasterAgentConnection | undefined;
}

export interface StatusUpdate {
  framework_id: FrameworkID;
  executor_id?: ExecutorID | undefined;
  agent_id?: AgentID | undefined;
  status: TaskStatus;
  timestamp: number;
  uuid?: Uint8Array | undefined;
  latest_state?: TaskState | undefined;
}

export interface StatusUpdateAcknowledgementMessage {
  agent_id: AgentID;
  framework_id: FrameworkID;
  task_id: TaskID;
  uuid: Uint8Array;
}

export interface StatusUpdateMessage {
  update: StatusUpdate;
  pid?: string | undefined;
}

export interface StatusUpdateRecord {
  type: StatusUpdateRecordType;
  update?: StatusUpdate | undefined;
  uuid?: Uint8Array | undefined;
}

export interface SubmitSchedulerRequest {
  name: string;
}

export interface SubmitSchedulerResponse {
  okay: boolean;
}

export interface TaskHealthStatus {
  task_id: TaskID;
  healthy: boolean;
  kill_task?: boolean | undefined;
  consecutive_failures?: number | undefined;
}

export interface UnregisterFrameworkMessage {
  framework_id: FrameworkID;
}

export interface UnregisterAgentMessage {
  agent_id: AgentID;
}

export interface UpdateFrameworkMessage {
  framework_id: FrameworkID;
  pid?: string | undefined;
  framework_info?: FrameworkInfo | undefined;
}

export interface UpdateOperationStatusMessage {
  framework_id?: FrameworkID | undefined;
  agent_id?: AgentID | undefined;
  status: OperationStatus;
  latest_status?: OperationStatus | undefined;
  operation_uuid?: UUID | undefined;
}

export interface UpdateOperationStatusRecord {
  type: UpdateOperationStatusRecordType;
  update?: UpdateOperationStatusMessage | undefined;
  uuid?: UUID | undefined;
}

export interface UpdateAgentMessage {
  agent_id: AgentID;
  update_oversubscribed_resources?: boolean | undefined;
  oversubscribed_resources?: Resource[] | undefined;
  operations?: UpdateAgentMessageOperations | undefined;
  resource_version_uuid?: UUID | undefined;
  resource_providers?: UpdateAgentMessageResourceProviders | undefined;
}

export interface UpdateAgentMessageOperations {
  operations?: Operation[] | undefined;
}

export interface UpdateAgentMessageResourceProvider {
  info?: ResourceProviderInfo | undefined;
  total_resources?: Resource[] | undefined;
  operations: UpdateAgentMessageOperations;
  resource_version_uuid: UUID;
}

export interface UpdateAgentMessageResourceProviders {
  providers?: UpdateAgentMessageResourceProvider[] | undefined;
}

export interface AuthenticateMessage {
  pid: string;
}

export interface AuthenticationMechanismsMessage {
  mechanisms?: string[] | undefined;
}

export interface AuthenticationStartMessage {
  mechanism: string;
  data?: Uint8Array | undefined;
}

export interface AuthenticationStepMessage {
  data: Uint8Array;
}

export type AuthenticationCompletedMessage = Record<string, never>;

export type AuthenticationFailedMessage = Record<string, never>;

export interface AuthenticationErrorMessage {
  error?: string | undefined;
}

export interface SchedulerV0Call {
  framework_id?: FrameworkID | undefined;
  type?: SchedulerCallType | undefined;
  subscribe?: SchedulerV0CallSubscribe | undefined;
  accept?: SchedulerCallAccept | undefined;
  decline?: SchedulerCallDecline | undefined;
  accept_inverse_offers?: SchedulerCallAcceptInverseOffers | undefined;
  decline_inverse_offers?: SchedulerCallDeclineInverseOffers | undefined;
  revive?: SchedulerCallRevive | undefined;
  kill?: SchedulerCallKill | undefined;
  shutdown?: SchedulerCallShutdown | undefined;
  acknowledge?: SchedulerCallAcknowledge | undefined;
  acknowledge_operation_status?: SchedulerCallAcknowledgeOperationStatus | undefined;
  reconcile?: SchedulerCallReconcile | undefined;
  reconcile_operations?: SchedulerCallReconcileOperations | undefined;
  message?: SchedulerCallMessage | undefined;
  request?: SchedulerCallRequest | undefined;
  suppress?: SchedulerCallSuppress | undefined;
  update_framework?: SchedulerCallUpdateFramework | undefined;
}

export interface SchedulerV0CallSubscribe {
  framework_info: FrameworkInfo;
  force?: boolean | undefined;
  suppressed_roles?: string[] | undefined;
  offer_constraints?: SchedulerOfferConstraints | undefined;
}

export type ACL = Record<string, never>;

export interface ACLAccessMesosLog {
  principals: ACLEntity;
  logs: ACLEntity;
}

export interface ACLAccessSandbox {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLAttachContainerInput {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLAttachContainerOutput {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLCreateBlockDisk {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLCreateMountDisk {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLCreateVolume {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLDeactivateAgent {
  principals: ACLEntity;
  agents: ACLEntity;
}

export interface ACLDestroyBlockDisk {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLDestroyMountDisk {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLDestroyRawDisk {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLDestroyVolume {
  principals: ACLEntity;
  creator_principals: ACLEntity;
}

export interface ACLDrainAgent {
  principals: ACLEntity;
  agents: ACLEntity;
}

export interface ACLEntity {
  type?: ACLEntityType | undefined;
  values?: string[] | undefined;
}

export interface ACLGetEndpoint {
  principals: ACLEntity;
  paths: ACLEntity;
}

export interface ACLGetMaintenanceSchedule {
  principals: ACLEntity;
  machines: ACLEntity;
}

export interface ACLGetMaintenanceStatus {
  principals: ACLEntity;
  machines: ACLEntity;
}

export interface ACLGetQuota {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLKillNestedContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLKillStandaloneContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLLaunchNestedContainerAsUser {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLLaunchNestedContainerSessionAsUser {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLLaunchNestedContainerSessionUnderParentWithUser {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLLaunchNestedContainerUnderParentWithUser {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLLaunchStandaloneContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLMarkAgentGone {
  principals: ACLEntity;
  agents: ACLEntity;
}

export interface ACLMarkResourceProvidersGone {
  principals: ACLEntity;
  resource_providers: ACLEntity;
}

export interface ACLModifyResourceProviderConfig {
  principals: ACLEntity;
  resource_providers: ACLEntity;
}

export interface ACLPruneImages {
  principals: ACLEntity;
  images: ACLEntity;
}

export interface ACLReactivateAgent {
  principals: ACLEntity;
  agents: ACLEntity;
}

export interface ACLRegisterAgent {
  principals: ACLEntity;
  agents: ACLEntity;
}

export interface ACLRegisterFramework {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLRemoveNestedContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLRemoveStandaloneContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLReserveResources {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLResizeVolume {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLRunTask {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLSetLogLevel {
  principals: ACLEntity;
  level: ACLEntity;
}

export interface ACLStartMaintenance {
  principals: ACLEntity;
  machines: ACLEntity;
}

export interface ACLStopMaintenance {
  principals: ACLEntity;
  machines: ACLEntity;
}

export interface ACLTeardownFramework {
  principals: ACLEntity;
  framework_principals: ACLEntity;
}

export interface ACLUnreserveResources {
  principals: ACLEntity;
  reserver_principals: ACLEntity;
}

export interface ACLUpdateMaintenanceSchedule {
  principals: ACLEntity;
  machines: ACLEntity;
}

export interface ACLUpdateQuota {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLUpdateWeight {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLViewContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLViewExecutor {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLViewFlags {
  principals: ACLEntity;
  flags: ACLEntity;
}

export interface ACLViewFramework {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLViewResourceProvider {
  principals: ACLEntity;
  resource_providers: ACLEntity;
}

export interface ACLViewRole {
  principals: ACLEntity;
  roles: ACLEntity;
}

export interface ACLViewStandaloneContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLViewTask {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLWaitNestedContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLWaitStandaloneContainer {
  principals: ACLEntity;
  users: ACLEntity;
}

export interface ACLs {
  permissive?: boolean | undefined;
  register_frameworks?: ACLRegisterFramework[] | undefined;
  run_tasks?: ACLRunTask[] | undefined;
  reserve_resources?: ACLReserveResources[] | undefined;
  unreserve_resources?: ACLUnreserveResources[] | undefined;
  create_volumes?: ACLCreateVolume[] | undefined;
  destroy_volumes?: ACLDestroyVolume[] | undefined;
  teardown_frameworks?: ACLTeardownFramework[] | undefined;
  update_weights?: ACLUpdateWeight[] | undefined;
  get_endpoints?: ACLGetEndpoint[] | undefined;
  get_quotas?: ACLGetQuota[] | undefined;
  update_quotas?: ACLUpdateQuota[] | undefined;
  view_frameworks?: ACLViewFramework[] | undefined;
  view_tasks?: ACLViewTask[] | undefined;
  view_executors?: ACLViewExecutor[] | undefined;
  access_sandboxes?: ACLAccessSandbox[] | undefined;
  access_mesos_logs?: ACLAccessMesosLog[] | undefined;
  view_roles?: ACLViewRole[] | undefined;
  view_flags?: ACLViewFlags[] | undefined;
  launch_nested_containers_as_user?: ACLLaunchNestedContainerAsUser[] | undefined;
  launch_nested_containers_under_parent_with_user?: ACLLaunchNestedContainerUnderParentWithUser[] | undefined;
  kill_nested_containers?: ACLKillNestedContainer[] | undefined;
  wait_nested_containers?: ACLWaitNestedContainer[] | undefined;
  launch_nested_container_sessions_as_user?: ACLLaunchNestedContainerSessionAsUser[] | undefined;
  launch_nested_container_sessions_under_parent_with_user?: ACLLaunchNestedContainerSessionUnderParentWithUser[] | undefined;
  attach_containers_input?: ACLAttachContainerInput[] | undefined;
  attach_containers_output?: ACLAttachContainerOutput[] | undefined;
  view_containers?: ACLViewContainer[] | undefined;
  set_log_level?: ACLSetLogLevel[] | undefined;
  remove_nested_containers?: ACLRemoveNestedContainer[] | undefined;
  register_agents?: ACLRegisterAgent[] | undefined;
  update_maintenance_schedules?: ACLUpdateMaintenanceSchedule[] | undefined;
  get_maintenance_schedules?: ACLGetMaintenanceSchedule[] | undefined;
  start_maintenances?: ACLStartMaintenance[] | undefined;
  stop_maintenances?: ACLStopMaintenance[] | undefined;
  get_maintenance_statuses?: ACLGetMaintenanceStatus[] | undefined;
  drain_agents?: ACLDrainAgent[] | undefined;
  deactivate_agents?: ACLDeactivateAgent[] | undefined;
  reactivate_agents?: ACLReactivateAgent[] | undefined;
  mark_agents_gone?: ACLMarkAgentGone[] | undefined;
  launch_standalone_containers?: ACLLaunchStandaloneContainer[] | undefined;
  kill_standalone_containers?: ACLKillStandaloneContainer[] | undefined;
  wait_standalone_containers?: ACLWaitStandaloneContainer[] | undefined;
  remove_standalone_containers?: ACLRemoveStandaloneContainer[] | undefined;
  view_standalone_containers?: ACLViewStandaloneContainer[] | undefined;
  modify_resource_provider_configs?: ACLModifyResourceProviderConfig[] | undefined;
  mark_resource_providers_gone?: ACLMarkResourceProvidersGone[] | undefined;
  view_resource_providers?: ACLViewResourceProvider[] | undefined;
  prune_images?: ACLPruneImages[] | undefined;
  resize_volumes?: ACLResizeVolume[] | undefined;
  create_block_disks?: ACLCreateBlockDisk[] | undefined;
  destroy_block_disks?: ACLDestroyBlockDisk[] | undefined;
  create_mount_disks?: ACLCreateMountDisk[] | undefined;
  destroy_mount_disks?: ACLDestroyMountDisk[] | undefined;
  destroy_raw_disks?: ACLDestroyRawDisk[] | undefined;
}

export interface AuthorizationObject {
  value?: string | undefined;
  framework_info?: FrameworkInfo | undefined;
  task?: Task | undefined;
  task_info?: TaskInfo | undefined;
  executor_info?: ExecutorInfo | undefined;
  quota_info?: QuotaQuotaInfo | undefined;
  weight_info?: WeightInfo | undefined;
  resource?: Resource | undefined;
  command_info?: CommandInfo | undefined;
  container_id?: ContainerID | undefined;
  machine_id?: MachineID | undefined;
}

export interface AuthorizationRequest {
  subject?: AuthorizationSubject | undefined;
  action?: AuthorizationAction | undefined;
  object?: AuthorizationObject | undefined;
}

export interface AuthorizationSubject {
  value?: string | undefined;
  claims?: Labels | undefined;
}

export interface DockerTaskExecutorPrepareInfo {
  executorEnvironment?: Environment | undefined;
  taskEnvironment?: Environment | undefined;
}

export interface Modules {
  libraries?: ModulesLibrary[] | undefined;
}

export interface ModulesLibrary {
  file?: string | undefined;
  name?: string | undefined;
  modules?: ModulesLibraryModule[] | undefined;
}

export interface ModulesLibraryModule {
  name?: string | undefined;
  parameters?: Parameter[] | undefined;
}

export interface URI {
  scheme: string;
  user?: string | undefined;
  password?: string | undefined;
  host?: string | undefined;
  port?: number | undefined;
  path: string;
  query?: string | undefined;
  fragment?: string | undefined;
}

export interface AgentContainerConfig {
  executor_info?: ExecutorInfo | undefined;
  task_info?: TaskInfo | undefined;
  command_info: CommandInfo;
  container_info?: ContainerInfo | undefined;
  resources?: Resource[] | undefined;
  limits?: Record<string, ValueScalar> | undefined;
  container_class?: AgentContainerClass | undefined;
  directory: string;
  ephemeral_volumes?: string[] | undefined;
  user?: string | undefined;
  rootfs?: string | undefined;
  docker?: AgentContainerConfigDocker | undefined;
  appc?: AgentContainerConfigAppc | undefined;
}

export interface AgentContainerConfigAppc {
  manifest?: AppcSpecImageManifest | undefined;
}

export interface AgentContainerConfigDocker {
  manifest?: DockerSpecV1ImageManifest | undefined;
}

export interface AgentContainerFileOperation {
  operation?: AgentContainerFileOperationOperation | undefined;
  symlink?: AgentContainerFileOperationSymlink | undefined;
  mkdir?: AgentContainerFileOperationMkdir | undefined;
  rename?: AgentContainerFileOperationRename | undefined;
  mount?: AgentContainerMountInfo | undefined;
}

export interface AgentContainerFileOperationMkdir {
  target?: string | undefined;
  recursive?: boolean | undefined;
}

export interface AgentContainerFileOperationRename {
  source?: string | undefined;
  target?: string | undefined;
}

export interface AgentContainerFileOperationSymlink {
  source?: string | undefined;
  target?: string | undefined;
}

export interface AgentContainerLaunchInfo {
  pre_exec_commands?: CommandInfo[] | undefined;
  environment?: Environment | undefined;
  rootfs?: string | undefined;
  enter_namespaces?: number[] | undefined;
  clone_namespaces?: number[] | undefined;
  user?: string | undefined;
  supplementary_groups?: number[] | undefined;
  command?: CommandInfo | undefined;
  working_directory?: string | undefined;
  mounts?: AgentContainerMountInfo[] | undefined;
  masked_paths?: string[] | undefined;
  file_operations?: AgentContainerFileOperation[] | undefined;
  seccomp_profile?: SeccompContainerSeccompProfile | undefined;
  effective_capabilities?: CapabilityInfo | undefined;
  bounding_capabilities?: CapabilityInfo | undefined;
  rlimits?: RLimitInfo | undefined;
  tty_agent_path?: string | undefined;
  task_environment?: Environment | undefined;
  task_supplementary_groups?: number[] | undefined;
  no_new_privileges?: boolean | undefined;
}

export interface AgentContainerLayers {
  paths?: string[] | undefined;
  config?: string | undefined;
}

export interface AgentContainerLimitation {
  resources?: Resource[] | undefined;
  message?: string | undefined;
  reason?: TaskStatusReason | undefined;
}

export interface AgentContainerMountInfo {
  target: string;
  source?: string | undefined;
  type?: string | undefined;
  flags?: number | undefined;
  options?: string | undefined;
}

export interface AgentContainerRecoverInfo {
  checkpointed_container_states?: AgentContainerState[] | undefined;
  orphan_container_ids?: ContainerID[] | undefined;
  known_container_ids?: ContainerID[] | undefined;
}

export interface AgentContainerState {
  executor_info?: ExecutorInfo | undefined;
  container_info?: ContainerInfo | undefined;
  container_id: ContainerID;
  pid: number;
  directory: string;
  ephemeral_volumes?: string[] | undefined;
}

export interface AgentContainerTermination {
  status?: number | undefined;
  state?: TaskState | undefined;
  reason?: TaskStatusReason | undefined;
  message?: string | undefined;
  limited_resources?: Resource[] | undefined;
}

export interface AgentQoSCorrection {
  type: AgentQoSCorrectionType;
  kill?: AgentQoSCorrectionKill | undefined;
}

export interface AgentQoSCorrectionKill {
  framework_id?: FrameworkID | undefined;
  executor_id?: ExecutorID | undefined;
  container_id?: ContainerID | undefined;
}

export interface FetcherFetcherInfo {
  sandbox_directory: string;
  cache_directory?: string | undefined;
  items?: FetcherFetcherInfoItem[] | undefined;
  user?: string | undefined;
  frameworks_home?: string | undefined;
  stall_timeout?: DurationInfo | undefined;
}

export interface FetcherFetcherInfoItem {
  uri: CommandInfoURI;
  action: FetcherFetcherInfoItemAction;
  cache_filename?: string | undefined;
}

export interface SeccompContainerSeccompProfile {
  default_action: SeccompContainerSeccompProfileSyscallAction;
  architectures?: SeccompContainerSeccompProfileArchitecture[] | undefined;
  syscalls?: SeccompContainerSeccompProfileSyscall[] | undefined;
}

export interface SeccompContainerSeccompProfileSyscall {
  names?: string[] | undefined;
  action: SeccompContainerSeccompProfileSyscallAction;
  args?: SeccompContainerSeccompProfileSyscallArg[] | undefined;
  includes?: SeccompContainerSeccompProfileSyscallFilter | undefined;
  excludes?: SeccompContainerSeccompProfileSyscallFilter | undefined;
}

export interface SeccompContainerSeccompProfileSyscallArg {
  index: number;
  op: SeccompContainerSeccompProfileSyscallArgOperator;
  value: number;
  value_two: number;
}

export interface SeccompContainerSeccompProfileSyscallFilter {
  capabilities?: CapabilityInfoCapability[] | undefined;
}

export interface AppcSpecImageManifest {
  acKind: string;
  acVersion: string;
  name: string;
  labels?: AppcSpecImageManifestLabel[] | undefined;
  app?: AppcSpecImageManifestApp | undefined;
  annotations?: AppcSpecImageManifestAnnotation[] | undefined;
  dependencies?: AppcSpecImageManifestDependency[] | undefined;
}

export interface AppcSpecImageManifestAnnotation {
  name: string;
  value: string;
}

export interface AppcSpecImageManifestApp {
  exec?: string[] | undefined;
  workingDirectory?: string | undefined;
  environment?: AppcSpecImageManifestEnvironment[] | undefined;
}

export interface AppcSpecImageManifestDependency {
  imageName: string;
  imageID?: string | undefined;
  labels?: AppcSpecImageManifestLabel[] | undefined;
  size?: number | undefined;
}

export interface AppcSpecImageManifestEnvironment {
  name: string;
  value: string;
}

export interface AppcSpecImageManifestLabel {
  name: string;
  value: string;
}

export type DockerSpecConfig = Record<string, never>;

export interface DockerSpecConfigAuth {
  auth?: string | undefined;
  email?: string | undefined;
}

export interface DockerSpecImageReference {
  registry?: string | undefined;
  repository: string;
  tag?: string | undefined;
  digest?: string | undefined;
}

export interface DockerSpecV1ImageManifest {
  id?: string | undefined;
  parent?: string | undefined;
  comment?: string | undefined;
  created?: string | undefined;
  container?: string | undefined;
  container_config?: DockerSpecV1ImageManifestConfig | undefined;
  docker_version?: string | undefined;
  author?: string | undefined;
  config?: DockerSpecV1ImageManifestConfig | undefined;
  architecture?: string | undefined;
  os?: string | undefined;
  Size?: number | undefined;
}

export interface DockerSpecV1ImageManifestConfig {
  Hostname?: string | undefined;
  Entrypoint?: string[] | undefined;
  Env?: string[] | undefined;
  User?: string | undefined;
  Cmd?: string[] | undefined;
  WorkingDir?: string | undefined;
  Image?: string | undefined;
  Labels?: Record<string, string> | undefined;
}

export interface DockerSpecV2ImageManifest {
  name: string;
  tag: string;
  architecture: string;
  fsLayers?: DockerSpecV2ImageManifestFsLayer[] | undefined;
  history?: DockerSpecV2ImageManifestHistory[] | undefined;
  schemaVersion: number;
  signatures?: DockerSpecV2ImageManifestSignature[] | undefined;
}

export interface DockerSpecV2ImageManifestFsLayer {
  blobSum: string;
}

export interface DockerSpecV2ImageManifestHistory {
  v1Compatibility: string;
  v1?: DockerSpecV1ImageManifest | undefined;
}

export interface DockerSpecV2ImageManifestSignature {
  header: DockerSpecV2ImageManifestSignatureHeader;
  signature: string;
  protected: string;
}

export interface DockerSpecV2ImageManifestSignatureHeader {
  jwk?: DockerSpecV2ImageManifestSignatureHeaderJwk | undefined;
  alg: string;
}

export interface DockerSpecV2ImageManifestSignatureHeaderJwk {
  crv?: string | undefined;
  kid?: string | undefined;
  kty: string;
  x?: string | undefined;
  y?: string | undefined;
}

export interface DockerSpecV22ImageManifest {
  schemaVersion: number;
  mediaType: string;
  config: DockerSpecV22ImageManifestConfig;
  layers?: DockerSpecV22ImageManifestLayer[] | undefined;
}

export interface DockerSpecV22ImageManifestConfig {
  mediaType: string;
  size: number;
  digest: string;
}

export interface DockerSpecV22ImageManifestLayer {
  mediaType: string;
  size: number;
  digest: string;
  urls?: string[] | undefined;
}

export interface OciSpecImageV1Configuration {
  architecture: string;
  os: string;
  rootfs: OciSpecImageV1ConfigurationRootfs;
  created?: string | undefined;
  author?: string | undefined;
  config?: OciSpecImageV1ConfigurationConfig | undefined;
  history?: OciSpecImageV1ConfigurationHistory[] | undefined;
}

export interface OciSpecImageV1ConfigurationConfig {
  User?: string | undefined;
  ExposedPorts?: Record<string, OciSpecImageV1ConfigurationConfigEmpty> | undefined;
  Env?: string[] | undefined;
  Entrypoint?: string[] | undefined;
  Cmd?: string[] | undefined;
  Volumes?: Record<string, OciSpecImageV1ConfigurationConfigEmpty> | undefined;
  WorkingDir?: string | undefined;
  Labels?: Record<string, string> | undefined;
}

export type OciSpecImageV1ConfigurationConfigEmpty = Record<string, never>;

export interface OciSpecImageV1ConfigurationHistory {
  created?: string | undefined;
  author?: string | undefined;
  created_by?: string | undefined;
  comment?: string | undefined;
  empty_layer?: boolean | undefined;
}

export interface OciSpecImageV1ConfigurationRootfs {
  type: string;
  diff_ids?: string[] | undefined;
}

export interface OciSpecImageV1Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  urls?: string[] | undefined;
  annotations?: Record<string, string> | undefined;
}

export interface OciSpecImageV1Index {
  schemaVersion: number;
  manifests?: OciSpecImageV1ManifestDescriptor[] | undefined;
  annotations?: Record<string, string> | undefined;
}

export interface OciSpecImageV1Manifest {
  schemaVersion: number;
  config: OciSpecImageV1Descriptor;
  layers?: OciSpecImageV1Descriptor[] | undefined;
  annotations?: Record<string, string> | undefined;
}

export interface OciSpecImageV1ManifestDescriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: OciSpecImageV1Platform | undefined;
  urls?: string[] | undefined;
  annotations?: Record<string, string> | undefined;
}

export interface OciSpecImageV1Platform {
  architecture: string;
  os: string;
  os_version?: string | undefined;
  os_features?: string[] | undefined;
  variant?: string | undefined;
  features?: string[] | undefined;
}

export interface LogAction {
  position: number;
  promised: number;
  performed?: number | undefined;
  learned?: boolean | undefined;
  type?: LogActionType | undefined;
  nop?: LogActionNop | undefined;
  append?: LogActionAppend | undefined;
  truncate?: LogActionTruncate | undefined;
}

export interface LogActionAppend {
  bytes: Uint8Array;
  cksum?: Uint8Array | undefined;
}

export interface LogActionNop {
  tombstone?: boolean | undefined;
}

export interface LogActionTruncate {
  to: number;
}

export interface LogLearnedMessage {
  action: LogAction;
}

export interface LogMetadata {
  status: LogMetadataStatus;
  promised: number;
}

export interface LogPromise {
  proposal: number;
}

export interface LogPromiseRequest {
  proposal: number;
  position?: number | undefined;
}

export interface LogPromiseResponse {
  okay: boolean;
  type?: LogPromiseResponseType | undefined;
  proposal: number;
  position?: number | undefined;
  action?: LogAction | undefined;
}

export interface LogRecord {
  type: LogRecordType;
  promise?: LogPromise | undefined;
  action?: LogAction | undefined;
  metadata?: LogMetadata | undefined;
}

export type LogRecoverRequest = Record<string, never>;

export interface LogRecoverResponse {
  status: LogMetadataStatus;
  begin?: number | undefined;
  end?: number | undefined;
}

export interface LogWriteRequest {
  proposal: number;
  position: number;
  learned?: boolean | undefined;
  type: LogActionType;
  nop?: LogActionNop | undefined;
  append?: LogActionAppend | undefined;
  truncate?: LogActionTruncate | undefined;
}

export interface LogWriteResponse {
  okay: boolean;
  type?: LogWriteResponseType | undefined;
  proposal: number;
  position: number;
}

export interface StateEntry {
  name: string;
  uuid: Uint8Array;
  value: Uint8Array;
}

export interface StateOperation {
  type: StateOperationType;
  snapshot?: StateOperationSnapshot | undefined;
  diff?: StateOperationDiff | undefined;
  expunge?: StateOperationExpunge | undefined;
}

export interface StateOperationDiff {
  entry: StateEntry;
}

export interface StateOperationExpunge {
  name: string;
}

export interface StateOperationSnapshot {
  entry: StateEntry;
}

export interface AgentCapabilities {
  capabilities?: AgentInfoCapability[] | undefined;
}

export interface ContainerDNSInfo {
  mesos?: ContainerDNSInfoMesosInfo[] | undefined;
  docker?: ContainerDNSInfoDockerInfo[] | undefined;
}

export interface ContainerDNSInfoDockerInfo {
  network_mode?: ContainerDNSInfoDockerInfoNetworkMode | undefined;
  network_name?: string | undefined;
  dns: ContainerDNSInfoDockerInfoDNS;
}

export interface ContainerDNSInfoDockerInfoDNS {
  nameservers?: string[] | undefined;
  search?: string[] | undefined;
  options?: string[] | undefined;
}

export interface ContainerDNSInfoMesosInfo {
  network_mode?: ContainerDNSInfoMesosInfoNetworkMode | undefined;
  network_name?: string | undefined;
  dns: AgentCniSpecDNS;
}

export interface Firewall {
  disabled_endpoints?: FirewallDisabledEndpointsRule | undefined;
}

export interface FirewallDisabledEndpointsRule {
  paths?: string[] | undefined;
}

export interface ImageGcConfig {
  image_disk_headroom: number;
  image_disk_watch_interval: DurationInfo;
  excluded_images?: Image[] | undefined;
}

export interface Registry {
  master?: RegistryMaster | undefined;
  agents?: RegistryAgents | undefined;
  unreachable?: RegistryUnreachableAgents | undefined;
  gone?: RegistryGoneAgents | undefined;
  machines?: RegistryMachines | undefined;
  schedules?: MaintenanceSchedule[] | undefined;
  quotas?: RegistryQuota[] | undefined;
  quota_configs?: QuotaQuotaConfig[] | undefined;
  weights?: RegistryWeight[] | undefined;
  resource_provider_registry?: ResourceProviderRegistryRegistry | undefined;
  minimum_capabilities?: RegistryMinimumCapability[] | undefined;
}

export interface RegistryAgent {
  info: AgentInfo;
  drain_info?: DrainInfo | undefined;
  deactivated?: boolean | undefined;
}

export interface RegistryAgents {
  agents?: RegistryAgent[] | undefined;
}

export interface RegistryGoneAgent {
  id: AgentID;
  timestamp: TimeInfo;
}

export interface RegistryGoneAgents {
  agents?: RegistryGoneAgent[] | undefined;
}

export interface RegistryMachine {
  info: MachineInfo;
}

export interface RegistryMachines {
  machines?: RegistryMachine[] | undefined;
}

export interface RegistryMaster {
  info: MasterInfo;
}

export interface RegistryMinimumCapability {
  capability: string;
}

export interface RegistryQuota {
  info: QuotaQuotaInfo;
}

export interface RegistryUnreachableAgent {
  id: AgentID;
  timestamp: TimeInfo;
  drain_info?: DrainInfo | undefined;
  deactivated?: boolean | undefined;
}

export interface RegistryUnreachableAgents {
  agents?: RegistryUnreachableAgent[] | undefined;
}

export interface RegistryWeight {
  info: WeightInfo;
}

export interface ResourceProviderRegistryRegistry {
  resource_providers?: ResourceProviderRegistryResourceProvider[] | undefined;
  removed_resource_providers?: ResourceProviderRegistryResourceProvider[] | undefined;
}

export interface ResourceProviderRegistryResourceProvider {
  id: ResourceProviderID;
  type?: string | undefined;
  name?: string | undefined;
}

export interface CsiStateVolumeState {
  state?: CsiStateVolumeStateState | undefined;
  volume_capability?: VolumeSourceCSIVolumeVolumeCapability | undefined;
  parameters?: Record<string, string> | undefined;
  volume_context?: Record<string, string> | undefined;
  publish_context?: Record<string, string> | undefined;
  boot_id?: string | undefined;
  node_publish_required?: boolean | undefined;
  pre_provisioned?: boolean | undefined;
  readonly?: boolean | undefined;
  node_stage_secrets?: Record<string, Secret> | undefined;
  node_publish_secrets?: Record<string, Secret> | undefined;
}

export interface AgentCSIVolume {
  plugin_name?: string | undefined;
  id?: string | undefined;
}

export interface AgentCSIVolumes {
  volumes?: AgentCSIVolume[] | undefined;
}

export interface AgentCgroupDeviceAccessState {
  allow_list?: string[] | undefined;
  deny_list?: string[] | undefined;
}

export interface AgentCgroupDeviceAccessStates {
  device_access_per_cgroup?: Record<string, AgentCgroupDeviceAccessState> | undefined;
}

export interface AgentDockerVolume {
  driver: string;
  name: string;
}

export interface AgentDockerVolumes {
  volumes?: AgentDockerVolume[] | undefined;
}

export interface AgentResourceState {
  operations?: Operation[] | undefined;
  resources?: Resource[] | undefined;
}

export interface AgentVolumeGidInfo {
  type?: AgentVolumeGidInfoType | undefined;
  path: string;
  gid: number;
}

export interface AgentVolumeGidInfos {
  infos?: AgentVolumeGidInfo[] | undefined;
}

export interface AgentCniSpecDNS {
  nameservers?: string[] | undefined;
  domain?: string | undefined;
  search?: string[] | undefined;
  options?: string[] | undefined;
}

export interface AgentCniSpecError {
  cniVersion: string;
  code: number;
  msg: string;
  details?: string | undefined;
}

export interface AgentCniSpecIPConfig {
  ip: string;
  gateway?: string | undefined;
  routes?: AgentCniSpecRoute[] | undefined;
}

export interface AgentCniSpecNetworkConfig {
  name: string;
  type: string;
  ipam?: AgentCniSpecNetworkConfigIPAM | undefined;
  dns?: AgentCniSpecDNS | undefined;
}

export interface AgentCniSpecNetworkConfigIPAM {
  type: string;
  routes?: AgentCniSpecRoute[] | undefined;
}

export interface AgentCniSpecNetworkInfo {
  ip4?: AgentCniSpecIPConfig | undefined;
  ip6?: AgentCniSpecIPConfig | undefined;
  dns?: AgentCniSpecDNS | undefined;
}

export interface AgentCniSpecRoute {
  dst: string;
  gw?: string | undefined;
}

export interface AgentDockerImage {
  reference: DockerSpecImageReference;
  layer_ids?: string[] | undefined;
  config_digest?: string | undefined;
}

export interface AgentDockerImages {
  images?: AgentDockerImage[] | undefined;
}

export interface ResourceProviderDiskProfileMapping {
  profile_matrix?: Record<string, ResourceProviderDiskProfileMappingCSIManifest> | undefined;
}

export interface ResourceProviderDiskProfileMappingCSIManifest {
  resource_provider_selector?: ResourceProviderDiskProfileMappingCSIManifestResourceProviderSelector | undefined;
  csi_plugin_type_selector?: ResourceProviderDiskProfileMappingCSIManifestCSIPluginTypeSelector | undefined;
  volume_capabilities?: Uint8Array | undefined;
  create_parameters?: Record<string, string> | undefined;
}

export interface ResourceProviderDiskProfileMappingCSIManifestCSIPluginTypeSelector {
  plugin_type?: string | undefined;
}

export interface ResourceProviderDiskProfileMappingCSIManifestResourceProviderSelector {
  resource_providers?: ResourceProviderDiskProfileMappingCSIManifestResourceProviderSelectorResourceProvider[] | undefined;
}

export interface ResourceProviderDiskProfileMappingCSIManifestResourceProviderSelectorResourceProvider {
  type?: string | undefined;
  name?: string | undefined;
}

export interface ResourceProviderResourceProviderState {
  operations?: Operation[] | undefined;
  resources?: Resource[] | undefined;
  storage?: ResourceProviderResourceProviderStateStorage | undefined;
}

export interface ResourceProviderResourceProviderStateStorage {
  profiles?: Record<string, ResourceProviderResourceProviderStateStorageProfileInfo> | undefined;
}

export interface ResourceProviderResourceProviderStateStorageProfileInfo {
  capability: VolumeSourceCSIVolumeVolumeCapability;
  parameters?: Record<string, string> | undefined;
}

/** Every message by its name in the schema. */
export interface MessageTypes {
  'Address': Address;
  'AgentID': AgentID;
  'AgentInfo': AgentInfo;
  'AgentInfo.Capability': AgentInfoCapability;
  'Attribute': Attribute;
  'CSIPluginContainerInfo': CSIPluginContainerInfo;
  'CSIPluginEndpoint': CSIPluginEndpoint;
  'CSIPluginInfo': CSIPluginInfo;
  'CapabilityInfo': CapabilityInfo;
  'CgroupInfo': CgroupInfo;
  'CgroupInfo.Blkio': CgroupInfoBlkio;
  'CgroupInfo.Blkio.CFQ': CgroupInfoBlkioCFQ;
  'CgroupInfo.Blkio.CFQ.Statistics': CgroupInfoBlkioCFQStatistics;
  'CgroupInfo.Blkio.Statistics': CgroupInfoBlkioStatistics;
  'CgroupInfo.Blkio.Throttling': CgroupInfoBlkioThrottling;
  'CgroupInfo.Blkio.Throttling.Statistics': CgroupInfoBlkioThrottlingStatistics;
  'CgroupInfo.Blkio.Value': CgroupInfoBlkioValue;
  'CgroupInfo.NetCls': CgroupInfoNetCls;
  'CheckInfo': CheckInfo;
  'CheckInfo.Command': CheckInfoCommand;
  'CheckInfo.Http': CheckInfoHttp;
  'CheckInfo.Tcp': CheckInfoTcp;
  'CheckStatusInfo': CheckStatusInfo;
  'CheckStatusInfo.Command': CheckStatusInfoCommand;
  'CheckStatusInfo.Http': CheckStatusInfoHttp;
  'CheckStatusInfo.Tcp': CheckStatusInfoTcp;
  'CommandInfo': CommandInfo;
  'CommandInfo.URI': CommandInfoURI;
  'ContainerID': ContainerID;
  'ContainerInfo': ContainerInfo;
  'ContainerInfo.DockerInfo': ContainerInfoDockerInfo;
  'ContainerInfo.DockerInfo.PortMapping': ContainerInfoDockerInfoPortMapping;
  'ContainerInfo.MesosInfo': ContainerInfoMesosInfo;
  'ContainerStatus': ContainerStatus;
  'Credential': Credential;
  'Credentials': Credentials;
  'Device': Device;
  'Device.Number': DeviceNumber;
  'DeviceAccess': DeviceAccess;
  'DeviceAccess.Access': DeviceAccessAccess;
  'DeviceWhitelist': DeviceWhitelist;
  'DiscoveryInfo': DiscoveryInfo;
  'DiskStatistics': DiskStatistics;
  'DomainInfo': DomainInfo;
  'DomainInfo.FaultDomain': DomainInfoFaultDomain;
  'DomainInfo.FaultDomain.RegionInfo': DomainInfoFaultDomainRegionInfo;
  'DomainInfo.FaultDomain.ZoneInfo': DomainInfoFaultDomainZoneInfo;
  'DrainConfig': DrainConfig;
  'DrainInfo': DrainInfo;
  'DurationInfo': DurationInfo;
  'Environment': Environment;
  'Environment.Variable': EnvironmentVariable;
  'ExecutorID': ExecutorID;
  'ExecutorInfo': ExecutorInfo;
  'FileInfo': FileInfo;
  'Filters': Filters;
  'Flag': Flag;
  'FrameworkID': FrameworkID;
  'FrameworkInfo': FrameworkInfo;
  'FrameworkInfo.Capability': FrameworkInfoCapability;
  'HealthCheck': HealthCheck;
  'HealthCheck.HTTPCheckInfo': HealthCheckHTTPCheckInfo;
  'HealthCheck.TCPCheckInfo': HealthCheckTCPCheckInfo;
  'IcmpStatistics': IcmpStatistics;
  'Image': Image;
  'Image.Appc': ImageAppc;
  'Image.Docker': ImageDocker;
  'InverseOffer': InverseOffer;
  'IpStatistics': IpStatistics;
  'KillPolicy': KillPolicy;
  'Label': Label;
  'Labels': Labels;
  'LinuxInfo': LinuxInfo;
  'MachineID': MachineID;
  'MachineInfo': MachineInfo;
  'MasterInfo': MasterInfo;
  'MasterInfo.Capability': MasterInfoCapability;
  'Metric': Metric;
  'MountPropagation': MountPropagation;
  'NetworkInfo': NetworkInfo;
  'NetworkInfo.IPAddress': NetworkInfoIPAddress;
  'NetworkInfo.PortMapping': NetworkInfoPortMapping;
  'Offer': Offer;
  'Offer.Operation': OfferOperation;
  'Offer.Operation.Create': OfferOperationCreate;
  'Offer.Operation.CreateDisk': OfferOperationCreateDisk;
  'Offer.Operation.Destroy': OfferOperationDestroy;
  'Offer.Operation.DestroyDisk': OfferOperationDestroyDisk;
  'Offer.Operation.GrowVolume': OfferOperationGrowVolume;
  'Offer.Operation.Launch': OfferOperationLaunch;
  'Offer.Operation.LaunchGroup': OfferOperationLaunchGroup;
  'Offer.Operation.Reserve': OfferOperationReserve;
  'Offer.Operation.ShrinkVolume': OfferOperationShrinkVolume;
  'Offer.Operation.Unreserve': OfferOperationUnreserve;
  'OfferFilters': OfferFilters;
  'OfferFilters.MinAllocatableResources': OfferFiltersMinAllocatableResources;
  'OfferFilters.ResourceQuantities': OfferFiltersResourceQuantities;
  'OfferID': OfferID;
  'Operation': Operation;
  'OperationID': OperationID;
  'OperationStatus': OperationStatus;
  'Parameter': Parameter;
  'Parameters': Parameters;
  'PerfStatistics': PerfStatistics;
  'Port': Port;
  'Ports': Ports;
  'RLimitInfo': RLimitInfo;
  'RLimitInfo.RLimit': RLimitInfoRLimit;
  'RateLimit': RateLimit;
  'RateLimits': RateLimits;
  'Request': Request;
  'Resource': Resource;
  'Resource.AllocationInfo': ResourceAllocationInfo;
  'Resource.DiskInfo': ResourceDiskInfo;
  'Resource.DiskInfo.Persistence': ResourceDiskInfoPersistence;
  'Resource.DiskInfo.Source': ResourceDiskInfoSource;
  'Resource.DiskInfo.Source.Mount': ResourceDiskInfoSourceMount;
  'Resource.DiskInfo.Source.Path': ResourceDiskInfoSourcePath;
  'Resource.ReservationInfo': ResourceReservationInfo;
  'Resource.RevocableInfo': ResourceRevocableInfo;
  'Resource.SharedInfo': ResourceSharedInfo;
  'ResourceProviderID': ResourceProviderID;
  'ResourceProviderInfo': ResourceProviderInfo;
  'ResourceProviderInfo.Storage': ResourceProviderInfoStorage;
  'ResourceStatistics': ResourceStatistics;
  'ResourceStatistics.RatePercentiles': ResourceStatisticsRatePercentiles;
  'ResourceStatistics.RateStatistics': ResourceStatisticsRateStatistics;
  'ResourceUsage': ResourceUsage;
  'ResourceUsage.Executor': ResourceUsageExecutor;
  'ResourceUsage.Executor.Task': ResourceUsageExecutorTask;
  'Role': Role;
  'SNMPStatistics': SNMPStatistics;
  'SeccompInfo': SeccompInfo;
  'Secret': Secret;
  'Secret.Reference': SecretReference;
  'Secret.Value': SecretValue;
  'TTYInfo': TTYInfo;
  'TTYInfo.WindowSize': TTYInfoWindowSize;
  'Task': Task;
  'TaskGroupInfo': TaskGroupInfo;
  'TaskID': TaskID;
  'TaskInfo': TaskInfo;
  'TaskResourceLimitation': TaskResourceLimitation;
  'TaskStatus': TaskStatus;
  'TcpStatistics': TcpStatistics;
  'TimeInfo': TimeInfo;
  'TrafficControlStatistics': TrafficControlStatistics;
  'URL': URL;
  'UUID': UUID;
  'UdpStatistics': UdpStatistics;
  'Unavailability': Unavailability;
  'Value': Value;
  'Value.Range': ValueRange;
  'Value.Ranges': ValueRanges;
  'Value.Scalar': ValueScalar;
  'Value.Set': ValueSet;
  'Value.Text': ValueText;
  'VersionInfo': VersionInfo;
  'Volume': Volume;
  'Volume.Source': VolumeSource;
  'Volume.Source.CSIVolume': VolumeSourceCSIVolume;
  'Volume.Source.CSIVolume.StaticProvisioning': VolumeSourceCSIVolumeStaticProvisioning;
  'Volume.Source.CSIVolume.VolumeCapability': VolumeSourceCSIVolumeVolumeCapability;
  'Volume.Source.CSIVolume.VolumeCapability.AccessMode': VolumeSourceCSIVolumeVolumeCapabilityAccessMode;
  'Volume.Source.CSIVolume.VolumeCapability.BlockVolume': VolumeSourceCSIVolumeVolumeCapabilityBlockVolume;
  'Volume.Source.CSIVolume.VolumeCapability.MountVolume': VolumeSourceCSIVolumeVolumeCapabilityMountVolume;
  'Volume.Source.DockerVolume': VolumeSourceDockerVolume;
  'Volume.Source.HostPath': VolumeSourceHostPath;
  'Volume.Source.SandboxPath': VolumeSourceSandboxPath;
  'WeightInfo': WeightInfo;
  'google.protobuf.Duration': GoogleProtobufDuration;
  'scheduler.APIResult': SchedulerAPIResult;
  'scheduler.AttributeConstraint': SchedulerAttributeConstraint;
  'scheduler.AttributeConstraint.Predicate': SchedulerAttributeConstraintPredicate;
  'scheduler.AttributeConstraint.Predicate.Exists': SchedulerAttributeConstraintPredicateExists;
  'scheduler.AttributeConstraint.Predicate.NotExists': SchedulerAttributeConstraintPredicateNotExists;
  'scheduler.AttributeConstraint.Predicate.TextEquals': SchedulerAttributeConstraintPredicateTextEquals;
  'scheduler.AttributeConstraint.Predicate.TextMatches': SchedulerAttributeConstraintPredicateTextMatches;
  'scheduler.AttributeConstraint.Predicate.TextNotEquals': SchedulerAttributeConstraintPredicateTextNotEquals;
  'scheduler.AttributeConstraint.Predicate.TextNotMatches': SchedulerAttributeConstraintPredicateTextNotMatches;
  'scheduler.AttributeConstraint.Selector': SchedulerAttributeConstraintSelector;
  'scheduler.Call': SchedulerCall;
  'scheduler.Call.Accept': SchedulerCallAccept;
  'scheduler.Call.AcceptInverseOffers': SchedulerCallAcceptInverseOffers;
  'scheduler.Call.Acknowledge': SchedulerCallAcknowledge;
  'scheduler.Call.AcknowledgeOperationStatus': SchedulerCallAcknowledgeOperationStatus;
  'scheduler.Call.Decline': SchedulerCallDecline;
  'scheduler.Call.DeclineInverseOffers': SchedulerCallDeclineInverseOffers;
  'scheduler.Call.Kill': SchedulerCallKill;
  'scheduler.Call.Message': SchedulerCallMessage;
  'scheduler.Call.Reconcile': SchedulerCallReconcile;
  'scheduler.Call.Reconcile.Task': SchedulerCallReconcileTask;
  'scheduler.Call.ReconcileOperations': SchedulerCallReconcileOperations;
  'scheduler.Call.ReconcileOperations.Operation': SchedulerCallReconcileOperationsOperation;
  'scheduler.Call.Request': SchedulerCallRequest;
  'scheduler.Call.Revive': SchedulerCallRevive;
  'scheduler.Call.Shutdown': SchedulerCallShutdown;
  'scheduler.Call.Subscribe': SchedulerCallSubscribe;
  'scheduler.Call.Suppress': SchedulerCallSuppress;
  'scheduler.Call.UpdateFramework': SchedulerCallUpdateFramework;
  'scheduler.Event': SchedulerEvent;
  'scheduler.Event.Error': SchedulerEventError;
  'scheduler.Event.Failure': SchedulerEventFailure;
  'scheduler.Event.InverseOffers': SchedulerEventInverseOffers;
  'scheduler.Event.Message': SchedulerEventMessage;
  'scheduler.Event.Offers': SchedulerEventOffers;
  'scheduler.Event.Rescind': SchedulerEventRescind;
  'scheduler.Event.RescindInverseOffer': SchedulerEventRescindInverseOffer;
  'scheduler.Event.Subscribed': SchedulerEventSubscribed;
  'scheduler.Event.Update': SchedulerEventUpdate;
  'scheduler.Event.UpdateOperationStatus': SchedulerEventUpdateOperationStatus;
  'scheduler.OfferConstraints': SchedulerOfferConstraints;
  'scheduler.OfferConstraints.RoleConstraints': SchedulerOfferConstraintsRoleConstraints;
  'scheduler.OfferConstraints.RoleConstraints.Group': SchedulerOfferConstraintsRoleConstraintsGroup;
  'scheduler.Response': SchedulerResponse;
  'scheduler.Response.ReconcileOperations': SchedulerResponseReconcileOperations;
  'executor.Call': ExecutorCall;
  'executor.Call.Message': ExecutorCallMessage;
  'executor.Call.Subscribe': ExecutorCallSubscribe;
  'executor.Call.Update': ExecutorCallUpdate;
  'executor.Event': ExecutorEvent;
  'executor.Event.Acknowledged': ExecutorEventAcknowledged;
  'executor.Event.Error': ExecutorEventError;
  'executor.Event.Kill': ExecutorEventKill;
  'executor.Event.Launch': ExecutorEventLaunch;
  'executor.Event.LaunchGroup': ExecutorEventLaunchGroup;
  'executor.Event.Message': ExecutorEventMessage;
  'executor.Event.Subscribed': ExecutorEventSubscribed;
  'agent.Call': AgentCall;
  'agent.Call.AddResourceProviderConfig': AgentCallAddResourceProviderConfig;
  'agent.Call.AttachContainerInput': AgentCallAttachContainerInput;
  'agent.Call.AttachContainerOutput': AgentCallAttachContainerOutput;
  'agent.Call.GetContainers': AgentCallGetContainers;
  'agent.Call.GetMetrics': AgentCallGetMetrics;
  'agent.Call.KillContainer': AgentCallKillContainer;
  'agent.Call.KillNestedContainer': AgentCallKillNestedContainer;
  'agent.Call.LaunchContainer': AgentCallLaunchContainer;
  'agent.Call.LaunchNestedContainer': AgentCallLaunchNestedContainer;
  'agent.Call.LaunchNestedContainerSession': AgentCallLaunchNestedContainerSession;
  'agent.Call.ListFiles': AgentCallListFiles;
  'agent.Call.MarkResourceProviderGone': AgentCallMarkResourceProviderGone;
  'agent.Call.PruneImages': AgentCallPruneImages;
  'agent.Call.ReadFile': AgentCallReadFile;
  'agent.Call.RemoveContainer': AgentCallRemoveContainer;
  'agent.Call.RemoveNestedContainer': AgentCallRemoveNestedContainer;
  'agent.Call.RemoveResourceProviderConfig': AgentCallRemoveResourceProviderConfig;
  'agent.Call.SetLoggingLevel': AgentCallSetLoggingLevel;
  'agent.Call.UpdateResourceProviderConfig': AgentCallUpdateResourceProviderConfig;
  'agent.Call.WaitContainer': AgentCallWaitContainer;
  'agent.Call.WaitNestedContainer': AgentCallWaitNestedContainer;
  'agent.ProcessIO': AgentProcessIO;
  'agent.ProcessIO.Control': AgentProcessIOControl;
  'agent.ProcessIO.Control.Heartbeat': AgentProcessIOControlHeartbeat;
  'agent.ProcessIO.Data': AgentProcessIOData;
  'agent.Response': AgentResponse;
  'agent.Response.GetAgent': AgentResponseGetAgent;
  'agent.Response.GetContainers': AgentResponseGetContainers;
  'agent.Response.GetContainers.Container': AgentResponseGetContainersContainer;
  'agent.Response.GetExecutors': AgentResponseGetExecutors;
  'agent.Response.GetExecutors.Executor': AgentResponseGetExecutorsExecutor;
  'agent.Response.GetFlags': AgentResponseGetFlags;
  'agent.Response.GetFrameworks': AgentResponseGetFrameworks;
  'agent.Response.GetFrameworks.Framework': AgentResponseGetFrameworksFramework;
  'agent.Response.GetHealth': AgentResponseGetHealth;
  'agent.Response.GetLoggingLevel': AgentResponseGetLoggingLevel;
  'agent.Response.GetMetrics': AgentResponseGetMetrics;
  'agent.Response.GetOperations': AgentResponseGetOperations;
  'agent.Response.GetResourceProviders': AgentResponseGetResourceProviders;
  'agent.Response.GetResourceProviders.ResourceProvider': AgentResponseGetResourceProvidersResourceProvider;
  'agent.Response.GetState': AgentResponseGetState;
  'agent.Response.GetTasks': AgentResponseGetTasks;
  'agent.Response.GetVersion': AgentResponseGetVersion;
  'agent.Response.ListFiles': AgentResponseListFiles;
  'agent.Response.ReadFile': AgentResponseReadFile;
  'agent.Response.WaitContainer': AgentResponseWaitContainer;
  'agent.Response.WaitNestedContainer': AgentResponseWaitNestedContainer;
  'master.Call': MasterCall;
  'master.Call.CreateVolumes': MasterCallCreateVolumes;
  'master.Call.DeactivateAgent': MasterCallDeactivateAgent;
  'master.Call.DestroyVolumes': MasterCallDestroyVolumes;
  'master.Call.DrainAgent': MasterCallDrainAgent;
  'master.Call.GetMetrics': MasterCallGetMetrics;
  'master.Call.GrowVolume': MasterCallGrowVolume;
  'master.Call.ListFiles': MasterCallListFiles;
  'master.Call.MarkAgentGone': MasterCallMarkAgentGone;
  'master.Call.ReactivateAgent': MasterCallReactivateAgent;
  'master.Call.ReadFile': MasterCallReadFile;
  'master.Call.RemoveQuota': MasterCallRemoveQuota;
  'master.Call.ReserveResources': MasterCallReserveResources;
  'master.Call.SetLoggingLevel': MasterCallSetLoggingLevel;
  'master.Call.SetQuota': MasterCallSetQuota;
  'master.Call.ShrinkVolume': MasterCallShrinkVolume;
  'master.Call.StartMaintenance': MasterCallStartMaintenance;
  'master.Call.StopMaintenance': MasterCallStopMaintenance;
  'master.Call.Teardown': MasterCallTeardown;
  'master.Call.UnreserveResources': MasterCallUnreserveResources;
  'master.Call.UpdateMaintenanceSchedule': MasterCallUpdateMaintenanceSchedule;
  'master.Call.UpdateQuota': MasterCallUpdateQuota;
  'master.Call.UpdateWeights': MasterCallUpdateWeights;
  'master.Event': MasterEvent;
  'master.Event.AgentAdded': MasterEventAgentAdded;
  'master.Event.AgentRemoved': MasterEventAgentRemoved;
  'master.Event.FrameworkAdded': MasterEventFrameworkAdded;
  'master.Event.FrameworkRemoved': MasterEventFrameworkRemoved;
  'master.Event.FrameworkUpdated': MasterEventFrameworkUpdated;
  'master.Event.Subscribed': MasterEventSubscribed;
  'master.Event.TaskAdded': MasterEventTaskAdded;
  'master.Event.TaskUpdated': MasterEventTaskUpdated;
  'master.Response': MasterResponse;
  'master.Response.GetAgents': MasterResponseGetAgents;
  'master.Response.GetAgents.Agent': MasterResponseGetAgentsAgent;
  'master.Response.GetAgents.Agent.ResourceProvider': MasterResponseGetAgentsAgentResourceProvider;
  'master.Response.GetExecutors': MasterResponseGetExecutors;
  'master.Response.GetExecutors.Executor': MasterResponseGetExecutorsExecutor;
  'master.Response.GetFlags': MasterResponseGetFlags;
  'master.Response.GetFrameworks': MasterResponseGetFrameworks;
  'master.Response.GetFrameworks.Framework': MasterResponseGetFrameworksFramework;
  'master.Response.GetHealth': MasterResponseGetHealth;
  'master.Response.GetLoggingLevel': MasterResponseGetLoggingLevel;
  'master.Response.GetMaintenanceSchedule': MasterResponseGetMaintenanceSchedule;
  'master.Response.GetMaintenanceStatus': MasterResponseGetMaintenanceStatus;
  'master.Response.GetMaster': MasterResponseGetMaster;
  'master.Response.GetMetrics': MasterResponseGetMetrics;
  'master.Response.GetOperations': MasterResponseGetOperations;
  'master.Response.GetQuota': MasterResponseGetQuota;
  'master.Response.GetRoles': MasterResponseGetRoles;
  'master.Response.GetState': MasterResponseGetState;
  'master.Response.GetTasks': MasterResponseGetTasks;
  'master.Response.GetVersion': MasterResponseGetVersion;
  'master.Response.GetWeights': MasterResponseGetWeights;
  'master.Response.ListFiles': MasterResponseListFiles;
  'master.Response.ReadFile': MasterResponseReadFile;
  'allocator.InverseOfferStatus': AllocatorInverseOfferStatus;
  'maintenance.ClusterStatus': MaintenanceClusterStatus;
  'maintenance.ClusterStatus.DrainingMachine': MaintenanceClusterStatusDrainingMachine;
  'maintenance.Schedule': MaintenanceSchedule;
  'maintenance.Window': MaintenanceWindow;
  'quota.QuotaConfig': QuotaQuotaConfig;
  'quota.QuotaInfo': QuotaQuotaInfo;
  'quota.QuotaRequest': QuotaQuotaRequest;
  'quota.QuotaStatus': QuotaQuotaStatus;
  'resource_provider.Call': ResourceProviderCall;
  'resource_provider.Call.Subscribe': ResourceProviderCallSubscribe;
  'resource_provider.Call.UpdateOperationStatus': ResourceProviderCallUpdateOperationStatus;
  'resource_provider.Call.UpdatePublishResourcesStatus': ResourceProviderCallUpdatePublishResourcesStatus;
  'resource_provider.Call.UpdateState': ResourceProviderCallUpdateState;
  'resource_provider.Event': ResourceProviderEvent;
  'resource_provider.Event.AcknowledgeOperationStatus': ResourceProviderEventAcknowledgeOperationStatus;
  'resource_provider.Event.ApplyOperation': ResourceProviderEventApplyOperation;
  'resource_provider.Event.PublishResources': ResourceProviderEventPublishResources;
  'resource_provider.Event.ReconcileOperations': ResourceProviderEventReconcileOperations;
  'resource_provider.Event.Subscribed': ResourceProviderEventSubscribed;
  'internal.AcknowledgeOperationStatusMessage': AcknowledgeOperationStatusMessage;
  'internal.ApplyOperationMessage': ApplyOperationMessage;
  'internal.Archive': Archive;
  'internal.Archive.Framework': ArchiveFramework;
  'internal.CheckpointResourcesMessage': CheckpointResourcesMessage;
  'internal.DeactivateFrameworkMessage': DeactivateFrameworkMessage;
  'internal.DrainAgentMessage': DrainAgentMessage;
  'internal.ExecutorRegisteredMessage': ExecutorRegisteredMessage;
  'internal.ExecutorReregisteredMessage': ExecutorReregisteredMessage;
  'internal.ExecutorToFrameworkMessage': ExecutorToFrameworkMessage;
  'internal.ExitedExecutorMessage': ExitedExecutorMessage;
  'internal.FrameworkErrorMessage': FrameworkErrorMessage;
  'internal.FrameworkRegisteredMessage': FrameworkRegisteredMessage;
  'internal.FrameworkReregisteredMessage': FrameworkReregisteredMessage;
  'internal.FrameworkToExecutorMessage': FrameworkToExecutorMessage;
  'internal.HookExecuted': HookExecuted;
  'internal.InverseOffersMessage': InverseOffersMessage;
  'internal.KillTaskMessage': KillTaskMessage;
  'internal.LaunchTasksMessage': LaunchTasksMessage;
  'internal.LostAgentMessage': LostAgentMessage;
  'internal.MasterAgentConnection': MasterAgentConnection;
  'internal.PingAgentMessage': PingAgentMessage;
  'internal.PongAgentMessage': PongAgentMessage;
  'internal.ReconcileOperationsMessage': ReconcileOperationsMessage;
  'internal.ReconcileOperationsMessage.Operation': ReconcileOperationsMessageOperation;
  'internal.ReconcileTasksMessage': ReconcileTasksMessage;
  'internal.ReconnectExecutorMessage': ReconnectExecutorMessage;
  'internal.RegisterExecutorMessage': RegisterExecutorMessage;
  'internal.RegisterFrameworkMessage': RegisterFrameworkMessage;
  'internal.RegisterAgentMessage': RegisterAgentMessage;
  'internal.ReregisterExecutorMessage': ReregisterExecutorMessage;
  'internal.ReregisterFrameworkMessage': ReregisterFrameworkMessage;
  'internal.ReregisterAgentMessage': ReregisterAgentMessage;
  'internal.RescindInverseOfferMessage': RescindInverseOfferMessage;
  'internal.RescindResourceOfferMessage': RescindResourceOfferMessage;
  'internal.ResourceOffersMessage': ResourceOffersMessage;
  'internal.ResourceProviderCallMessage': ResourceProviderCallMessage;
  'internal.ResourceProviderEventMessage': ResourceProviderEventMessage;
  'internal.ResourceRequestMessage': ResourceRequestMessage;
  'internal.ResourceVersionUUID': ResourceVersionUUID;
  'internal.ReviveOffersMessage': ReviveOffersMessage;
  'internal.RunTaskGroupMessage': RunTaskGroupMessage;
  'internal.RunTaskMessage': RunTaskMessage;
  'internal.ShutdownExecutorMessage': ShutdownExecutorMessage;
  'internal.ShutdownFrameworkMessage': ShutdownFrameworkMessage;
  'internal.ShutdownMessage': ShutdownMessage;
  'internal.AgentRegisteredMessage': AgentRegisteredMessage;
  'internal.AgentReregisteredMessage': AgentReregisteredMessage;
  'internal.StatusUpdate': StatusUpdate;
  'internal.StatusUpdateAcknowledgementMessage': StatusUpdateAcknowledgementMessage;
  'internal.StatusUpdateMessage': StatusUpdateMessage;
  'internal.StatusUpdateRecord': StatusUpdateRecord;
  'internal.SubmitSchedulerRequest': SubmitSchedulerRequest;
  'internal.SubmitSchedulerResponse': SubmitSchedulerResponse;
  'internal.TaskHealthStatus': TaskHealthStatus;
  'internal.UnregisterFrameworkMessage': UnregisterFrameworkMessage;
  'internal.UnregisterAgentMessage': UnregisterAgentMessage;
  'internal.UpdateFrameworkMessage': UpdateFrameworkMessage;
  'internal.UpdateOperationStatusMessage': UpdateOperationStatusMessage;
  'internal.UpdateOperationStatusRecord': UpdateOperationStatusRecord;
  'internal.UpdateAgentMessage': UpdateAgentMessage;
  'internal.UpdateAgentMessage.Operations': UpdateAgentMessageOperations;
  'internal.UpdateAgentMessage.ResourceProvider': UpdateAgentMessageResourceProvider;
  'internal.UpdateAgentMessage.ResourceProviders': UpdateAgentMessageResourceProviders;
  'internal.AuthenticateMessage': AuthenticateMessage;
  'internal.AuthenticationMechanismsMessage': AuthenticationMechanismsMessage;
  'internal.AuthenticationStartMessage': AuthenticationStartMessage;
  'internal.AuthenticationStepMessage': AuthenticationStepMessage;
  'internal.AuthenticationCompletedMessage': AuthenticationCompletedMessage;
  'internal.AuthenticationFailedMessage': AuthenticationFailedMessage;
  'internal.AuthenticationErrorMessage': AuthenticationErrorMessage;
  'scheduler.v0.Call': SchedulerV0Call;
  'scheduler.v0.Call.Subscribe': SchedulerV0CallSubscribe;
  'ACL': ACL;
  'ACL.AccessMesosLog': ACLAccessMesosLog;
  'ACL.AccessSandbox': ACLAccessSandbox;
  'ACL.AttachContainerInput': ACLAttachContainerInput;
  'ACL.AttachContainerOutput': ACLAttachContainerOutput;
  'ACL.CreateBlockDisk': ACLCreateBlockDisk;
  'ACL.CreateMountDisk': ACLCreateMountDisk;
  'ACL.CreateVolume': ACLCreateVolume;
  'ACL.DeactivateAgent': ACLDeactivateAgent;
  'ACL.DestroyBlockDisk': ACLDestroyBlockDisk;
  'ACL.DestroyMountDisk': ACLDestroyMountDisk;
  'ACL.DestroyRawDisk': ACLDestroyRawDisk;
  'ACL.DestroyVolume': ACLDestroyVolume;
  'ACL.DrainAgent': ACLDrainAgent;
  'ACL.Entity': ACLEntity;
  'ACL.GetEndpoint': ACLGetEndpoint;
  'ACL.GetMaintenanceSchedule': ACLGetMaintenanceSchedule;
  'ACL.GetMaintenanceStatus': ACLGetMaintenanceStatus;
  'ACL.GetQuota': ACLGetQuota;
  'ACL.KillNestedContainer': ACLKillNestedContainer;
  'ACL.KillStandaloneContainer': ACLKillStandaloneContainer;
  'ACL.LaunchNestedContainerAsUser': ACLLaunchNestedContainerAsUser;
  'ACL.LaunchNestedContainerSessionAsUser': ACLLaunchNestedContainerSessionAsUser;
  'ACL.LaunchNestedContainerSessionUnderParentWithUser': ACLLaunchNestedContainerSessionUnderParentWithUser;
  'ACL.LaunchNestedContainerUnderParentWithUser': ACLLaunchNestedContainerUnderParentWithUser;
  'ACL.LaunchStandaloneContainer': ACLLaunchStandaloneContainer;
  'ACL.MarkAgentGone': ACLMarkAgentGone;
  'ACL.MarkResourceProvidersGone': ACLMarkResourceProvidersGone;
  'ACL.ModifyResourceProviderConfig': ACLModifyResourceProviderConfig;
  'ACL.PruneImages': ACLPruneImages;
  'ACL.ReactivateAgent': ACLReactivateAgent;
  'ACL.RegisterAgent': ACLRegisterAgent;
  'ACL.RegisterFramework': ACLRegisterFramework;
  'ACL.RemoveNestedContainer': ACLRemoveNestedContainer;
  'ACL.RemoveStandaloneContainer': ACLRemoveStandaloneContainer;
  'ACL.ReserveResources': ACLReserveResources;
  'ACL.ResizeVolume': ACLResizeVolume;
  'ACL.RunTask': ACLRunTask;
  'ACL.SetLogLevel': ACLSetLogLevel;
  'ACL.StartMaintenance': ACLStartMaintenance;
  'ACL.StopMaintenance': ACLStopMaintenance;
  'ACL.TeardownFramework': ACLTeardownFramework;
  'ACL.UnreserveResources': ACLUnreserveResources;
  'ACL.UpdateMaintenanceSchedule': ACLUpdateMaintenanceSchedule;
  'ACL.UpdateQuota': ACLUpdateQuota;
  'ACL.UpdateWeight': ACLUpdateWeight;
  'ACL.ViewContainer': ACLViewContainer;
  'ACL.ViewExecutor': ACLViewExecutor;
  'ACL.ViewFlags': ACLViewFlags;
  'ACL.ViewFramework': ACLViewFramework;
  'ACL.ViewResourceProvider': ACLViewResourceProvider;
  'ACL.ViewRole': ACLViewRole;
  'ACL.ViewStandaloneContainer': ACLViewStandaloneContainer;
  'ACL.ViewTask': ACLViewTask;
  'ACL.WaitNestedContainer': ACLWaitNestedContainer;
  'ACL.WaitStandaloneContainer': ACLWaitStandaloneContainer;
  'ACLs': ACLs;
  'authorization.Object': AuthorizationObject;
  'authorization.Request': AuthorizationRequest;
  'authorization.Subject': AuthorizationSubject;
  'DockerTaskExecutorPrepareInfo': DockerTaskExecutorPrepareInfo;
  'Modules': Modules;
  'Modules.Library': ModulesLibrary;
  'Modules.Library.Module': ModulesLibraryModule;
  'URI': URI;
  'agent.ContainerConfig': AgentContainerConfig;
  'agent.ContainerConfig.Appc': AgentContainerConfigAppc;
  'agent.ContainerConfig.Docker': AgentContainerConfigDocker;
  'agent.ContainerFileOperation': AgentContainerFileOperation;
  'agent.ContainerFileOperation.Mkdir': AgentContainerFileOperationMkdir;
  'agent.ContainerFileOperation.Rename': AgentContainerFileOperationRename;
  'agent.ContainerFileOperation.Symlink': AgentContainerFileOperationSymlink;
  'agent.ContainerLaunchInfo': AgentContainerLaunchInfo;
  'agent.ContainerLayers': AgentContainerLayers;
  'agent.ContainerLimitation': AgentContainerLimitation;
  'agent.ContainerMountInfo': AgentContainerMountInfo;
  'agent.ContainerRecoverInfo': AgentContainerRecoverInfo;
  'agent.ContainerState': AgentContainerState;
  'agent.ContainerTermination': AgentContainerTermination;
  'agent.QoSCorrection': AgentQoSCorrection;
  'agent.QoSCorrection.Kill': AgentQoSCorrectionKill;
  'fetcher.FetcherInfo': FetcherFetcherInfo;
  'fetcher.FetcherInfo.Item': FetcherFetcherInfoItem;
  'seccomp.ContainerSeccompProfile': SeccompContainerSeccompProfile;
  'seccomp.ContainerSeccompProfile.Syscall': SeccompContainerSeccompProfileSyscall;
  'seccomp.ContainerSeccompProfile.Syscall.Arg': SeccompContainerSeccompProfileSyscallArg;
  'seccomp.ContainerSeccompProfile.Syscall.Filter': SeccompContainerSeccompProfileSyscallFilter;
  'appc.spec.ImageManifest': AppcSpecImageManifest;
  'appc.spec.ImageManifest.Annotation': AppcSpecImageManifestAnnotation;
  'appc.spec.ImageManifest.App': AppcSpecImageManifestApp;
  'appc.spec.ImageManifest.Dependency': AppcSpecImageManifestDependency;
  'appc.spec.ImageManifest.Environment': AppcSpecImageManifestEnvironment;
  'appc.spec.ImageManifest.Label': AppcSpecImageManifestLabel;
  'docker.spec.Config': DockerSpecConfig;
  'docker.spec.Config.Auth': DockerSpecConfigAuth;
  'docker.spec.ImageReference': DockerSpecImageReference;
  'docker.spec.v1.ImageManifest': DockerSpecV1ImageManifest;
  'docker.spec.v1.ImageManifest.Config': DockerSpecV1ImageManifestConfig;
  'docker.spec.v2.ImageManifest': DockerSpecV2ImageManifest;
  'docker.spec.v2.ImageManifest.FsLayer': DockerSpecV2ImageManifestFsLayer;
  'docker.spec.v2.ImageManifest.History': DockerSpecV2ImageManifestHistory;
  'docker.spec.v2.ImageManifest.Signature': DockerSpecV2ImageManifestSignature;
  'docker.spec.v2.ImageManifest.Signature.Header': DockerSpecV2ImageManifestSignatureHeader;
  'docker.spec.v2.ImageManifest.Signature.Header.Jwk': DockerSpecV2ImageManifestSignatureHeaderJwk;
  'docker.spec.v2_2.ImageManifest': DockerSpecV22ImageManifest;
  'docker.spec.v2_2.ImageManifest.Config': DockerSpecV22ImageManifestConfig;
  'docker.spec.v2_2.ImageManifest.Layer': DockerSpecV22ImageManifestLayer;
  'oci.spec.image.v1.Configuration': OciSpecImageV1Configuration;
  'oci.spec.image.v1.Configuration.Config': OciSpecImageV1ConfigurationConfig;
  'oci.spec.image.v1.Configuration.Config.Empty': OciSpecImageV1ConfigurationConfigEmpty;
  'oci.spec.image.v1.Configuration.History': OciSpecImageV1ConfigurationHistory;
  'oci.spec.image.v1.Configuration.Rootfs': OciSpecImageV1ConfigurationRootfs;
  'oci.spec.image.v1.Descriptor': OciSpecImageV1Descriptor;
  'oci.spec.image.v1.Index': OciSpecImageV1Index;
  'oci.spec.image.v1.Manifest': OciSpecImageV1Manifest;
  'oci.spec.image.v1.ManifestDescriptor': OciSpecImageV1ManifestDescriptor;
  'oci.spec.image.v1.Platform': OciSpecImageV1Platform;
  'internal.log.Action': LogAction;
  'internal.log.Action.Append': LogActionAppend;
  'internal.log.Action.Nop': LogActionNop;
  'internal.log.Action.Truncate': LogActionTruncate;
  'internal.log.LearnedMessage': LogLearnedMessage;
  'internal.log.Metadata': LogMetadata;
  'internal.log.Promise': LogPromise;
  'internal.log.PromiseRequest': LogPromiseRequest;
  'internal.log.PromiseResponse': LogPromiseResponse;
  'internal.log.Record': LogRecord;
  'internal.log.RecoverRequest': LogRecoverRequest;
  'internal.log.RecoverResponse': LogRecoverResponse;
  'internal.log.WriteRequest': LogWriteRequest;
  'internal.log.WriteResponse': LogWriteResponse;
  'internal.state.Entry': StateEntry;
  'internal.state.Operation': StateOperation;
  'internal.state.Operation.Diff': StateOperationDiff;
  'internal.state.Operation.Expunge': StateOperationExpunge;
  'internal.state.Operation.Snapshot': StateOperationSnapshot;
  'internal.AgentCapabilities': AgentCapabilities;
  'internal.ContainerDNSInfo': ContainerDNSInfo;
  'internal.ContainerDNSInfo.DockerInfo': ContainerDNSInfoDockerInfo;
  'internal.ContainerDNSInfo.DockerInfo.DNS': ContainerDNSInfoDockerInfoDNS;
  'internal.ContainerDNSInfo.MesosInfo': ContainerDNSInfoMesosInfo;
  'internal.Firewall': Firewall;
  'internal.Firewall.DisabledEndpointsRule': FirewallDisabledEndpointsRule;
  'internal.ImageGcConfig': ImageGcConfig;
  'internal.Registry': Registry;
  'internal.Registry.Agent': RegistryAgent;
  'internal.Registry.Agents': RegistryAgents;
  'internal.Registry.GoneAgent': RegistryGoneAgent;
  'internal.Registry.GoneAgents': RegistryGoneAgents;
  'internal.Registry.Machine': RegistryMachine;
  'internal.Registry.Machines': RegistryMachines;
  'internal.Registry.Master': RegistryMaster;
  'internal.Registry.MinimumCapability': RegistryMinimumCapability;
  'internal.Registry.Quota': RegistryQuota;
  'internal.Registry.UnreachableAgent': RegistryUnreachableAgent;
  'internal.Registry.UnreachableAgents': RegistryUnreachableAgents;
  'internal.Registry.Weight': RegistryWeight;
  'resource_provider.registry.Registry': ResourceProviderRegistryRegistry;
  'resource_provider.registry.ResourceProvider': ResourceProviderRegistryResourceProvider;
  'csi.state.VolumeState': CsiStateVolumeState;
  'internal.agent.CSIVolume': AgentCSIVolume;
  'internal.agent.CSIVolumes': AgentCSIVolumes;
  'internal.agent.CgroupDeviceAccessState': AgentCgroupDeviceAccessState;
  'internal.agent.CgroupDeviceAccessStates': AgentCgroupDeviceAccessStates;
  'internal.agent.DockerVolume': AgentDockerVolume;
  'internal.agent.DockerVolumes': AgentDockerVolumes;
  'internal.agent.ResourceState': AgentResourceState;
  'internal.agent.VolumeGidInfo': AgentVolumeGidInfo;
  'internal.agent.VolumeGidInfos': AgentVolumeGidInfos;
  'internal.agent.cni.spec.DNS': AgentCniSpecDNS;
  'internal.agent.cni.spec.Error': AgentCniSpecError;
  'internal.agent.cni.spec.IPConfig': AgentCniSpecIPConfig;
  'internal.agent.cni.spec.NetworkConfig': AgentCniSpecNetworkConfig;
  'internal.agent.cni.spec.NetworkConfig.IPAM': AgentCniSpecNetworkConfigIPAM;
  'internal.agent.cni.spec.NetworkInfo': AgentCniSpecNetworkInfo;
  'internal.agent.cni.spec.Route': AgentCniSpecRoute;
  'internal.agent.docker.Image': AgentDockerImage;
  'internal.agent.docker.Images': AgentDockerImages;
  'resource_provider.DiskProfileMapping': ResourceProviderDiskProfileMapping;
  'resource_provider.DiskProfileMapping.CSIManifest': ResourceProviderDiskProfileMappingCSIManifest;
  'resource_provider.DiskProfileMapping.CSIManifest.CSIPluginTypeSelector': ResourceProviderDiskProfileMappingCSIManifestCSIPluginTypeSelector;
  'resource_provider.DiskProfileMapping.CSIManifest.ResourceProviderSelector': ResourceProviderDiskProfileMappingCSIManifestResourceProviderSelector;
  'resource_provider.DiskProfileMapping.CSIManifest.ResourceProviderSelector.ResourceProvider': ResourceProviderDiskProfileMappingCSIManifestResourceProviderSelectorResourceProvider;
  'resource_provider.ResourceProviderState': ResourceProviderResourceProviderState;
  'resource_provider.ResourceProviderState.Storage': ResourceProviderResourceProviderStateStorage;
  'resource_provider.ResourceProviderState.Storage.ProfileInfo': ResourceProviderResourceProviderStateStorageProfileInfo;
}

export type MessageName = keyof MessageTypes;
