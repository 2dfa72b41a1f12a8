// The registry of the original's master and of resource providers, and the files that flags name.
// A field is `[required|repeated] type number [= default] [deprecated] [packed] [v0]`; see ../schema.ts.
import type { EnumDeclarations, MessageDeclarations } from '../schema.ts';

export const registryMessages: MessageDeclarations = {
  'internal.AgentCapabilities': {
    capabilities: 'repeated AgentInfo.Capability 1',
  },
  'internal.ContainerDNSInfo': {
    mesos: 'repeated internal.ContainerDNSInfo.MesosInfo 1',
    docker: 'repeated internal.ContainerDNSInfo.DockerInfo 2',
  },
  'internal.ContainerDNSInfo.DockerInfo': {
    network_mode: 'internal.ContainerDNSInfo.DockerInfo.NetworkMode 1',
    network_name: 'string 2',
    dns: 'required internal.ContainerDNSInfo.DockerInfo.DNS 3',
  },
  'internal.ContainerDNSInfo.DockerInfo.DNS': {
    nameservers: 'repeated string 1',
    search: 'repeated string 2',
    options: 'repeated string 3',
  },
  'internal.ContainerDNSInfo.MesosInfo': {
    network_mode: 'internal.ContainerDNSInfo.MesosInfo.NetworkMode 1',
    network_name: 'string 2',
    dns: 'required internal.agent.cni.spec.DNS 3',
  },
  'internal.Firewall': {
    disabled_endpoints: 'internal.Firewall.DisabledEndpointsRule 1',
  },
  'internal.Firewall.DisabledEndpointsRule': {
    paths: 'repeated string 1',
  },
  'internal.ImageGcConfig': {
    image_disk_headroom: 'required double 1',
    image_disk_watch_interval: 'required DurationInfo 2',
    excluded_images: 'repeated Image 3',
  },
  'internal.Registry': {
    master: 'internal.Registry.Master 1',
    agents: 'internal.Registry.Agents 2',
    unreachable: 'internal.Registry.UnreachableAgents 7',
    gone: 'internal.Registry.GoneAgents 8',
    machines: 'internal.Registry.Machines 3',
    schedules: 'repeated maintenance.Schedule 4',
    quotas: 'repeated internal.Registry.Quota 5 deprecated',
    quota_configs: 'repeated quota.QuotaConfig 11',
    weights: 'repeated internal.Registry.Weight 6',
    resource_provider_registry: 'resource_provider.registry.Registry 9',
    minimum_capabilities: 'repeated internal.Registry.MinimumCapability 10',
  },
  'internal.Registry.Agent': {
    info: 'required AgentInfo 1',
    drain_info: 'DrainInfo 2',
    deactivated: 'bool 3 = false',
  },
  'internal.Registry.Agents': {
    agents: 'repeated internal.Registry.Agent 1',
  },
  'internal.Registry.GoneAgent': {
    id: 'required AgentID 1',
    timestamp: 'required TimeInfo 2',
  },
  'internal.Registry.GoneAgents': {
    agents: 'repeated internal.Registry.GoneAgent 1',
  },
  'internal.Registry.Machine': {
    info: 'required MachineInfo 1',
  },
  'internal.Registry.Machines': {
    machines: 'repeated internal.Registry.Machine 1',
  },
  'internal.Registry.Master': {
    info: 'required MasterInfo 1',
  },
  'internal.Registry.MinimumCapability': {
    capability: 'required string 1',
  },
  'internal.Registry.Quota': {
    info: 'required quota.QuotaInfo 1',
  },
  'internal.Registry.UnreachableAgent': {
    id: 'required AgentID 1',
    timestamp: 'required TimeInfo 2',
    drain_info: 'DrainInfo 3',
    deactivated: 'bool 4 = false',
  },
  'internal.Registry.UnreachableAgents': {
    agents: 'repeated internal.Registry.UnreachableAgent 1',
  },
  'internal.Registry.Weight': {
    info: 'required WeightInfo 1',
  },
  'resource_provider.registry.Registry': {
    resource_providers: 'repeated resource_provider.registry.ResourceProvider 1',
    removed_resource_providers: 'repeated resource_provider.registry.ResourceProvider 2',
  },
  'resource_provider.registry.ResourceProvider': {
    id: 'required ResourceProviderID 1',
    type: 'string 2',
    name: 'string 3',
  },
};

export const registryEnums: EnumDeclarations = {
  'internal.ContainerDNSInfo.DockerInfo.NetworkMode': {
    UNKNOWN: 0,
    HOST: 1,
    BRIDGE: 2,
    USER: 3,
  },
  'internal.ContainerDNSInfo.MesosInfo.NetworkMode': {
    UNKNOWN: 0,
    HOST: 1,
    CNI: 2,
  },
};
