// The executor that exists only in what everybody sees: a command task runs without a process of its own beside
// it, but the state of the cluster shows the executor the original generates for it. Numbers and texts are the
// original's.
import type { CommandInfo, ExecutorInfo, FrameworkID, Resource, TaskInfo } from '../protocol/messages.ts';

/** What the original adds to a command task's container for its executor. */
export const executorCpus = 0.1;
export const executorMemMegabytes = 32;

/** The reap interval of the original's process library and what it adds for the executor itself. */
const shutdownMarginNanoseconds = 2_000_000_000n;

/** A longer text is cut to `cutTo` characters and an ellipsis. */
const longestShownText = 15;
const cutTo = 12;

function shorten(text: string): string {
  return text.length > longestShownText ? `${text.slice(0, cutTo)}...` : text;
}

function describeCommand(command: CommandInfo | undefined): string {
  const { value, shell = true } = command ?? {};
  if (shell) return value === undefined ? 'NO COMMAND' : `sh -c '${shorten(value)}'`;
  if (value === undefined) return 'NO EXECUTABLE';
  return `[${value}, ${shorten((command?.arguments ?? []).join(', '))}]`;
}

function executorResources(role: string | undefined): Resource[] {
  const scalar = (name: string, value: number): Resource => ({
    name,
    type: 'SCALAR',
    scalar: { value },
    ...(role === undefined ? {} : { allocation_info: { role } }),
  });
  return [scalar('cpus', executorCpus), scalar('mem', executorMemMegabytes)];
}

/** The role the task's resources are allocated to. */
export function allocationRole(task: TaskInfo): string | undefined {
  return task.resources?.find((resource) => resource.allocation_info?.role !== undefined)?.allocation_info
    ?.role;
}

/** The executor the original would generate; `launcherDir` is where its program would be. */
export function generatedExecutor(
  task: TaskInfo,
  frameworkId: FrameworkID,
  launcherDir: string,
): ExecutorInfo {
  const id = task.task_id.value;
  const { environment, uris, user } = task.command ?? {};
  const grace = task.kill_policy?.grace_period?.nanoseconds;
  return {
    executor_id: { value: id },
    framework_id: frameworkId,
    name: `Command Executor (Task: ${id}) (Command: ${describeCommand(task.command)})`,
    source: id,
    resources: executorResources(allocationRole(task)),
    command: {
      value: `${launcherDir}/mesos-executor`,
      shell: false,
      arguments: ['mesos-executor', `--launcher_dir=${launcherDir}`],
      ...(environment === undefined ? {} : { environment }),
      ...(uris === undefined ? {} : { uris }),
      ...(user === undefined ? {} : { user }),
    },
    ...(task.container === undefined ? {} : { container: task.container }),
    ...(task.labels === undefined ? {} : { labels: task.labels }),
    ...(task.discovery === undefined ? {} : { discovery: task.discovery }),
    ...(grace === undefined
      ? {}
      : { shutdown_grace_period: { nanoseconds: grace + shutdownMarginNanoseconds } }),
  };
}

/** Milliseconds the executor leaves its task when it is shut down. */
export function shutdownGraceMs(executor: ExecutorInfo, agentGraceMs: number): number {
  const own = executor.shutdown_grace_period?.nanoseconds;
  const total = own === undefined ? agentGraceMs : Number(own) / 1e6;
  return Math.max(0, total - Number(shutdownMarginNanoseconds) / 1e6);
}
