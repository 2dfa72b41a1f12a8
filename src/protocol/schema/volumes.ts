// What an original agent keeps on disk of volumes, devices, disk profiles, networks and images.
// A field is `[required|repeated] type number [= default] [deprecated] [packed] [v0]`; see ../schema.ts.
import type { EnumDeclarations, MessageDeclarations } from '../schema.ts';

export const volumesMessages: MessageDeclarations = {
  'csi.state.VolumeState': {
    state: 'csi.state.VolumeState.State 1',
    volume_capability: 'Volume.Source.CSIVolume.VolumeCapability 2',
    parameters: 'map<string> 6',
    volume_context: 'map<string> 3',
    publish_context: 'map<string> 4',
    boot_id: 'string 5',
    node_publish_required: 'bool 7',
    pre_provisioned: 'bool 8',
    readonly: 'bool 9',
    node_stage_secrets: 'map<Secret> 10',
    node_publish_secrets: 'map<Secret> 11',
  },
  'internal.agent.CSIVolume': {
    plugin_name: 'string 1',
    id: 'string 2',
  },
  'internal.agent.CSIVolumes': {
    volumes: 'repeated internal.agent.CSIVolume 1',
  },
  'internal.agent.CgroupDeviceAccessState': {
    allow_list: 'repeated string 1',
    deny_list: 'repeated string 2',
  },
  'internal.agent.CgroupDeviceAccessStates': {
    device_access_per_cgroup: 'map<internal.agent.CgroupDeviceAccessState> 1',
  },
  'internal.agent.DockerVolume': {
    driver: 'required string 1',
    name: 'required string 2',
  },
  'internal.agent.DockerVolumes': {
    volumes: 'repeated internal.agent.DockerVolume 1',
  },
  'internal.agent.ResourceState': {
    operations: 'repeated Operation 1',
    resources: 'repeated Resource 2',
  },
  'internal.agent.VolumeGidInfo': {
    type: 'internal.agent.VolumeGidInfo.Type 1',
    path: 'required string 2',
    gid: 'required uint32 3',
  },
  'internal.agent.VolumeGidInfos': {
    infos: 'repeated internal.agent.VolumeGidInfo 1',
  },
  'internal.agent.cni.spec.DNS': {
    nameservers: 'repeated string 1',
    domain: 'string 2',
    search: 'repeated string 3',
    options: 'repeated string 4',
  },
  'internal.agent.cni.spec.Error': {
    cniVersion: 'required string 1',
    code: 'required uint32 2',
    msg: 'required string 3',
    details: 'string 4',
  },
  'internal.agent.cni.spec.IPConfig': {
    ip: 'required string 1',
    gateway: 'string 2',
    routes: 'repeated internal.agent.cni.spec.Route 3',
  },
  'internal.agent.cni.spec.NetworkConfig': {
    name: 'required string 1',
    type: 'required string 2',
    ipam: 'internal.agent.cni.spec.NetworkConfig.IPAM 3',
    dns: 'internal.agent.cni.spec.DNS 4',
  },
  'internal.agent.cni.spec.NetworkConfig.IPAM': {
    type: 'required string 1',
    routes: 'repeated internal.agent.cni.spec.Route 2',
  },
  'internal.agent.cni.spec.NetworkInfo': {
    ip4: 'internal.agent.cni.spec.IPConfig 1',
    ip6: 'internal.agent.cni.spec.IPConfig 2',
    dns: 'internal.agent.cni.spec.DNS 3',
  },
  'internal.agent.cni.spec.Route': {
    dst: 'required string 1',
    gw: 'string 2',
  },
  'internal.agent.docker.Image': {
    reference: 'required docker.spec.ImageReference 1',
    layer_ids: 'repeated string 2',
    config_digest: 'string 3',
  },
  'internal.agent.docker.Images': {
    images: 'repeated internal.agent.docker.Image 1',
  },
  'resource_provider.DiskProfileMapping': {
    profile_matrix: 'map<resource_provider.DiskProfileMapping.CSIManifest> 1',
  },
  'resource_provider.DiskProfileMapping.CSIManifest': {
    resource_provider_selector: 'resource_provider.DiskProfileMapping.CSIManifest.ResourceProviderSelector 3',
    csi_plugin_type_selector: 'resource_provider.DiskProfileMapping.CSIManifest.CSIPluginTypeSelector 4',
    volume_capabilities: 'bytes 1',
    create_parameters: 'map<string> 2',
  },
  'resource_provider.DiskProfileMapping.CSIManifest.CSIPluginTypeSelector': {
    plugin_type: 'string 1',
  },
  'resource_provider.DiskProfileMapping.CSIManifest.ResourceProviderSelector': {
    resource_providers:
      'repeated resource_provider.DiskProfileMapping.CSIManifest.ResourceProviderSelector.ResourceProvider 1',
  },
  'resource_provider.DiskProfileMapping.CSIManifest.ResourceProviderSelector.ResourceProvider': {
    type: 'string 1',
    name: 'string 2',
  },
  'resource_provider.ResourceProviderState': {
    operations: 'repeated Operation 1',
    resources: 'repeated Resource 2',
    storage: 'resource_provider.ResourceProviderState.Storage 3',
  },
  'resource_provider.ResourceProviderState.Storage': {
    profiles: 'map<resource_provider.ResourceProviderState.Storage.ProfileInfo> 1',
  },
  'resource_provider.ResourceProviderState.Storage.ProfileInfo': {
    capability: 'required Volume.Source.CSIVolume.VolumeCapability 1',
    parameters: 'map<string> 2',
  },
};

export const volumesEnums: EnumDeclarations = {
  'csi.state.VolumeState.State': {
    UNKNOWN: 0,
    CREATED: 1,
    NODE_READY: 2,
    VOL_READY: 8,
    PUBLISHED: 3,
    CONTROLLER_PUBLISH: 4,
    CONTROLLER_UNPUBLISH: 5,
    NODE_STAGE: 9,
    NODE_UNSTAGE: 10,
    NODE_PUBLISH: 6,
    NODE_UNPUBLISH: 7,
  },
  'internal.agent.VolumeGidInfo.Type': {
    UNKNOWN: 0,
    PERSISTENT: 1,
    SANDBOX_PATH: 2,
  },
};
