// Where sandboxes are: the original's layout below the work directory, which schedulers, users and tools know.

/** The longest file name of the file systems in use. */
const maxNameBytes = 255;

/** Whether an id from a peer may become the name of a directory. */
export function isPathComponent(id: string): boolean {
  return (
    id !== '' &&
    id !== '.' &&
    id !== '..' &&
    !/[/\x00-\x1f\x7f]/.test(id) &&
    Buffer.byteLength(id) <= maxNameBytes
  );
}

export interface SandboxIds {
  readonly agentId: string;
  readonly frameworkId: string;
  readonly executorId: string;
  readonly containerId: string;
}

/** `<work dir>/slaves/<id>/frameworks/<id>/executors/<id>/runs/<container>` */
export function sandboxPath(workDir: string, ids: SandboxIds): string {
  const { agentId, frameworkId, executorId, containerId } = ids;
  return `${workDir}/slaves/${agentId}/frameworks/${frameworkId}/executors/${executorId}/runs/${containerId}`;
}

/** The path under which the original's web UI and tools ask for a sandbox. */
export function virtualSandboxPath(frameworkId: string, executorId: string, run: string): string {
  return `/frameworks/${frameworkId}/executors/${executorId}/runs/${run}`;
}
