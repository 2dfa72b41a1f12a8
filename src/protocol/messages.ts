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
}

export type MessageName = keyof MessageTypes;
