// Maintenance, quota and allocator messages of the operator APIs.
// A field is `[required|repeated] type number [= default] [deprecated] [packed] [v0]`; see ../schema.ts.
import type { EnumDeclarations, MessageDeclarations } from '../schema.ts';

export const operationsMessages: MessageDeclarations = {
  'allocator.InverseOfferStatus': {
    status: 'required allocator.InverseOfferStatus.Status 1',
    framework_id: 'required FrameworkID 2',
    timestamp: 'required TimeInfo 3',
  },
  'maintenance.ClusterStatus': {
    draining_machines: 'repeated maintenance.ClusterStatus.DrainingMachine 1',
    down_machines: 'repeated MachineID 2',
  },
  'maintenance.ClusterStatus.DrainingMachine': {
    id: 'required MachineID 1',
    statuses: 'repeated allocator.InverseOfferStatus 2',
  },
  'maintenance.Schedule': {
    windows: 'repeated maintenance.Window 1',
  },
  'maintenance.Window': {
    machine_ids: 'repeated MachineID 1',
    unavailability: 'required Unavailability 2',
  },
  'quota.QuotaConfig': {
    role: 'required string 1',
    guarantees: 'map<Value.Scalar> 2',
    limits: 'map<Value.Scalar> 3',
  },
  'quota.QuotaInfo': {
    role: 'string 1',
    principal: 'string 2',
    guarantee: 'repeated Resource 3',
  },
  'quota.QuotaRequest': {
    force: 'bool 1',
    role: 'string 2',
    guarantee: 'repeated Resource 3',
  },
  'quota.QuotaStatus': {
    infos: 'repeated quota.QuotaInfo 1 deprecated',
    configs: 'repeated quota.QuotaConfig 2',
  },
};

export const operationsEnums: EnumDeclarations = {
  'allocator.InverseOfferStatus.Status': {
    UNKNOWN: 1,
    ACCEPT: 2,
    DECLINE: 3,
  },
};
