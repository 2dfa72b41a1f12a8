// The container of a task or of an executor: the form only, whether an agent can make it is the agent's business.
import type { ContainerInfo, Volume } from '../messages.ts';

/** The problem as a sentence, or undefined. */
export function containerProblem({ type, volumes, docker }: ContainerInfo): string | undefined {
  for (const volume of volumes ?? []) {
    const wrong = volumeProblem(volume);
    if (wrong !== undefined) return `Invalid volume: ${wrong}`;
  }
  if (type !== 'DOCKER') return undefined;
  if (docker === undefined) return "DockerInfo 'docker' is not set for DOCKER typed ContainerInfo";
  // The containerizer finds its containers by the names it gives them.
  return (docker.parameters ?? []).some(({ key }) => key === 'name')
    ? "Parameter in DockerInfo must not be 'name'"
    : undefined;
}

function volumeProblem({ host_path, image, source }: Volume): string | undefined {
  if ([host_path, image, source].filter((origin) => origin !== undefined).length !== 1)
    return "Only one of them should be set: 'host_path', 'image' and 'source'";
  switch (source?.type) {
    case 'DOCKER_VOLUME':
      return source.docker_volume === undefined
        ? "'source.docker_volume' is not set for DOCKER_VOLUME volume"
        : undefined;
    case 'HOST_PATH':
      return source.host_path === undefined
        ? "'source.host_path' is not set for HOST_PATH volume"
        : undefined;
    case 'SANDBOX_PATH':
      return source.sandbox_path === undefined
        ? "'source.sandbox_path' is not set for SANDBOX_PATH volume"
        : undefined;
    case 'SECRET':
      return source.secret === undefined ? "'source.secret' is not set for SECRET volume" : undefined;
    case 'CSI_VOLUME':
      if (source.csi_volume === undefined) return "'source.csi_volume' is not set for CSI volume";
      return source.csi_volume.static_provisioning === undefined
        ? "'source.csi_volume.static_provisioning' is not set for CSI volume"
        : undefined;
    default:
      return source === undefined ? undefined : "'source.type' is unknown";
  }
}
