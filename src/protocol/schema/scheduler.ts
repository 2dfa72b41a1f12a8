// Calls and events of the scheduler API.
// A field is `[required|repeated] type number [= default] [deprecated] [packed] [v0]`; see ../schema.ts.
import type { EnumDeclarations, MessageDeclarations } from '../schema.ts';

export const schedulerMessages: MessageDeclarations = {
  'scheduler.APIResult': {
    status_code: 'required uint32 1',
    response: 'scheduler.Response 2',
    error: 'string 3',
  },
  'scheduler.AttributeConstraint': {
    selector: 'required scheduler.AttributeConstraint.Selector 1',
    predicate: 'required scheduler.AttributeConstraint.Predicate 2',
  },
  'scheduler.AttributeConstraint.Predicate': {
    exists: 'scheduler.AttributeConstraint.Predicate.Exists 1',
    not_exists: 'scheduler.AttributeConstraint.Predicate.NotExists 2',
    text_equals: 'scheduler.AttributeConstraint.Predicate.TextEquals 3',
    text_not_equals: 'scheduler.AttributeConstraint.Predicate.TextNotEquals 4',
    text_matches: 'scheduler.AttributeConstraint.Predicate.TextMatches 5',
    text_not_matches: 'scheduler.AttributeConstraint.Predicate.TextNotMatches 6',
  },
  'scheduler.AttributeConstraint.Predicate.Exists': {},
  'scheduler.AttributeConstraint.Predicate.NotExists': {},
  'scheduler.AttributeConstraint.Predicate.TextEquals': {
    value: 'required string 1',
  },
  'scheduler.AttributeConstraint.Predicate.TextMatches': {
    regex: 'required string 1',
  },
  'scheduler.AttributeConstraint.Predicate.TextNotEquals': {
    value: 'required string 1',
  },
  'scheduler.AttributeConstraint.Predicate.TextNotMatches': {
    regex: 'required string 1',
  },
  'scheduler.AttributeConstraint.Selector': {
    pseudoattribute_type: 'scheduler.AttributeConstraint.Selector.PseudoattributeType 1',
    attribute_name: 'string 2',
  },
  'scheduler.Call': {
    framework_id: 'FrameworkID 1',
    type: 'scheduler.Call.Type 2',
    subscribe: 'scheduler.Call.Subscribe 3',
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
  'scheduler.Call.Accept': {
    offer_ids: 'repeated OfferID 1',
    operations: 'repeated Offer.Operation 2',
    filters: 'Filters 3',
  },
  'scheduler.Call.AcceptInverseOffers': {
    inverse_offer_ids: 'repeated OfferID 1',
    filters: 'Filters 2',
  },
  'scheduler.Call.Acknowledge': {
    agent_id: 'required AgentID 1',
    task_id: 'required TaskID 2',
    uuid: 'required bytes 3',
  },
  'scheduler.Call.AcknowledgeOperationStatus': {
    agent_id: 'AgentID 1',
    resource_provider_id: 'ResourceProviderID 2',
    uuid: 'required bytes 3',
    operation_id: 'required OperationID 4',
  },
  'scheduler.Call.Decline': {
    offer_ids: 'repeated OfferID 1',
    filters: 'Filters 2',
  },
  'scheduler.Call.DeclineInverseOffers': {
    inverse_offer_ids: 'repeated OfferID 1',
    filters: 'Filters 2',
  },
  'scheduler.Call.Kill': {
    task_id: 'required TaskID 1',
    agent_id: 'AgentID 2',
    kill_policy: 'KillPolicy 3',
  },
  'scheduler.Call.Message': {
    agent_id: 'required AgentID 1',
    executor_id: 'required ExecutorID 2',
    data: 'required bytes 3',
  },
  'scheduler.Call.Reconcile': {
    tasks: 'repeated scheduler.Call.Reconcile.Task 1',
  },
  'scheduler.Call.Reconcile.Task': {
    task_id: 'required TaskID 1',
    agent_id: 'AgentID 2',
  },
  'scheduler.Call.ReconcileOperations': {
    operations: 'repeated scheduler.Call.ReconcileOperations.Operation 1',
  },
  'scheduler.Call.ReconcileOperations.Operation': {
    operation_id: 'required OperationID 1',
    agent_id: 'AgentID 2',
    resource_provider_id: 'ResourceProviderID 3',
  },
  'scheduler.Call.Request': {
    requests: 'repeated Request 1',
  },
  'scheduler.Call.Revive': {
    roles: 'repeated string 1',
  },
  'scheduler.Call.Shutdown': {
    executor_id: 'required ExecutorID 1',
    agent_id: 'required AgentID 2',
  },
  'scheduler.Call.Subscribe': {
    framework_info: 'required FrameworkInfo 1',
    suppressed_roles: 'repeated string 2',
    offer_constraints: 'scheduler.OfferConstraints 3',
  },
  'scheduler.Call.Suppress': {
    roles: 'repeated string 1',
  },
  'scheduler.Call.UpdateFramework': {
    framework_info: 'required FrameworkInfo 1',
    suppressed_roles: 'repeated string 2',
    offer_constraints: 'scheduler.OfferConstraints 3',
  },
  'scheduler.Event': {
    type: 'scheduler.Event.Type 1',
    subscribed: 'scheduler.Event.Subscribed 2',
    offers: 'scheduler.Event.Offers 3',
    inverse_offers: 'scheduler.Event.InverseOffers 9',
    rescind: 'scheduler.Event.Rescind 4',
    rescind_inverse_offer: 'scheduler.Event.RescindInverseOffer 10',
    update: 'scheduler.Event.Update 5',
    update_operation_status: 'scheduler.Event.UpdateOperationStatus 11',
    message: 'scheduler.Event.Message 6',
    failure: 'scheduler.Event.Failure 7',
    error: 'scheduler.Event.Error 8',
  },
  'scheduler.Event.Error': {
    message: 'required string 1',
  },
  'scheduler.Event.Failure': {
    agent_id: 'AgentID 1',
    executor_id: 'ExecutorID 2',
    status: 'int32 3',
  },
  'scheduler.Event.InverseOffers': {
    inverse_offers: 'repeated InverseOffer 1',
  },
  'scheduler.Event.Message': {
    agent_id: 'required AgentID 1',
    executor_id: 'required ExecutorID 2',
    data: 'required bytes 3',
  },
  'scheduler.Event.Offers': {
    offers: 'repeated Offer 1',
  },
  'scheduler.Event.Rescind': {
    offer_id: 'required OfferID 1',
  },
  'scheduler.Event.RescindInverseOffer': {
    inverse_offer_id: 'required OfferID 1',
  },
  'scheduler.Event.Subscribed': {
    framework_id: 'required FrameworkID 1',
    heartbeat_interval_seconds: 'double 2',
    master_info: 'MasterInfo 3',
  },
  'scheduler.Event.Update': {
    status: 'required TaskStatus 1',
  },
  'scheduler.Event.UpdateOperationStatus': {
    status: 'required OperationStatus 1',
  },
  'scheduler.OfferConstraints': {
    role_constraints: 'map<scheduler.OfferConstraints.RoleConstraints> 1',
  },
  'scheduler.OfferConstraints.RoleConstraints': {
    groups: 'repeated scheduler.OfferConstraints.RoleConstraints.Group 1',
  },
  'scheduler.OfferConstraints.RoleConstraints.Group': {
    attribute_constraints: 'repeated scheduler.AttributeConstraint 1',
  },
  'scheduler.Response': {
    type: 'scheduler.Response.Type 1',
    reconcile_operations: 'scheduler.Response.ReconcileOperations 2 deprecated',
  },
  'scheduler.Response.ReconcileOperations': {
    operation_statuses: 'repeated OperationStatus 1 deprecated',
  },
};

export const schedulerEnums: EnumDeclarations = {
  'scheduler.AttributeConstraint.Selector.PseudoattributeType': {
    UNKNOWN: 0,
    HOSTNAME: 1,
    REGION: 2,
    ZONE: 3,
  },
  'scheduler.Call.Type': {
    UNKNOWN: 0,
    SUBSCRIBE: 1,
    TEARDOWN: 2,
    ACCEPT: 3,
    DECLINE: 4,
    ACCEPT_INVERSE_OFFERS: 13,
    DECLINE_INVERSE_OFFERS: 14,
    REVIVE: 5,
    KILL: 6,
    SHUTDOWN: 7,
    ACKNOWLEDGE: 8,
    ACKNOWLEDGE_OPERATION_STATUS: 15,
    RECONCILE: 9,
    RECONCILE_OPERATIONS: 16,
    MESSAGE: 10,
    REQUEST: 11,
    SUPPRESS: 12,
    UPDATE_FRAMEWORK: 17,
  },
  'scheduler.Event.Type': {
    UNKNOWN: 0,
    SUBSCRIBED: 1,
    OFFERS: 2,
    INVERSE_OFFERS: 9,
    RESCIND: 3,
    RESCIND_INVERSE_OFFER: 10,
    UPDATE: 4,
    UPDATE_OPERATION_STATUS: 11,
    MESSAGE: 5,
    FAILURE: 6,
    ERROR: 7,
    HEARTBEAT: 8,
  },
  'scheduler.Response.Type': {
    UNKNOWN: 0,
    RECONCILE_OPERATIONS: 1,
  },
};
