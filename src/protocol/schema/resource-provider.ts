// Calls and events of the resource provider API.
// A field is `[required|repeated] type number [= default] [deprecated] [packed] [v0]`; see ../schema.ts.
import type { EnumDeclarations, MessageDeclarations } from '../schema.ts';

export const resourceProviderMessages: MessageDeclarations = {
  'resource_provider.Call': {
    resource_provider_id: 'ResourceProviderID 1',
    type: 'resource_provider.Call.Type 2',
    subscribe: 'resource_provider.Call.Subscribe 3',
    update_operation_status: 'resource_provider.Call.UpdateOperationStatus 4',
    update_state: 'resource_provider.Call.UpdateState 5',
    update_publish_resources_status: 'resource_provider.Call.UpdatePublishResourcesStatus 6',
  },
  'resource_provider.Call.Subscribe': {
    resource_provider_info: 'required ResourceProviderInfo 1',
  },
  'resource_provider.Call.UpdateOperationStatus': {
    framework_id: 'FrameworkID 1',
    status: 'required OperationStatus 2',
    latest_status: 'OperationStatus 3',
    operation_uuid: 'required UUID 4',
  },
  'resource_provider.Call.UpdatePublishResourcesStatus': {
    uuid: 'required UUID 1',
    status: 'required resource_provider.Call.UpdatePublishResourcesStatus.Status 2',
  },
  'resource_provider.Call.UpdateState': {
    operations: 'repeated Operation 1',
    resources: 'repeated Resource 2',
    resource_version_uuid: 'required UUID 3',
  },
  'resource_provider.Event': {
    type: 'resource_provider.Event.Type 1',
    subscribed: 'resource_provider.Event.Subscribed 2',
    apply_operation: 'resource_provider.Event.ApplyOperation 3',
    publish_resources: 'resource_provider.Event.PublishResources 4',
    acknowledge_operation_status: 'resource_provider.Event.AcknowledgeOperationStatus 5',
    reconcile_operations: 'resource_provider.Event.ReconcileOperations 6',
  },
  'resource_provider.Event.AcknowledgeOperationStatus': {
    status_uuid: 'required UUID 1',
    operation_uuid: 'required UUID 2',
  },
  'resource_provider.Event.ApplyOperation': {
    framework_id: 'FrameworkID 1',
    info: 'required Offer.Operation 2',
    operation_uuid: 'required UUID 3',
    resource_version_uuid: 'required UUID 4',
  },
  'resource_provider.Event.PublishResources': {
    uuid: 'required UUID 1',
    resources: 'repeated Resource 2',
  },
  'resource_provider.Event.ReconcileOperations': {
    operation_uuids: 'repeated UUID 1',
  },
  'resource_provider.Event.Subscribed': {
    provider_id: 'required ResourceProviderID 1',
  },
};

export const resourceProviderEnums: EnumDeclarations = {
  'resource_provider.Call.Type': {
    UNKNOWN: 0,
    SUBSCRIBE: 1,
    UPDATE_OPERATION_STATUS: 2,
    UPDATE_STATE: 3,
    UPDATE_PUBLISH_RESOURCES_STATUS: 4,
  },
  'resource_provider.Call.UpdatePublishResourcesStatus.Status': {
    UNKNOWN: 0,
    OK: 1,
    FAILED: 2,
  },
  'resource_provider.Event.Type': {
    UNKNOWN: 0,
    SUBSCRIBED: 1,
    APPLY_OPERATION: 2,
    PUBLISH_RESOURCES: 3,
    ACKNOWLEDGE_OPERATION_STATUS: 4,
    RECONCILE_OPERATIONS: 5,
    TEARDOWN: 6,
  },
};
