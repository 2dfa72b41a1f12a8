// How executors and tasks begin: from a launch, or from what was read from disk.

import { generatedExecutor } from '../executor/executor-info.ts';
import type { KillPlan } from '../executor/kill-plan.ts';
import type { ExecutorInfo, StatusUpdate, Task, TaskInfo } from '../protocol/messages.ts';
import { resourcesOf } from '../resources/messages.ts';
import type { AgentConfig } from './config.ts';
import {
  type Executor,
  type ExecutorKind,
  type ExecutorTask,
  type Framework,
  type TaskContainer,
  withStatus,
} from './model.ts';
import { sandboxPath } from './sandbox.ts';

export interface ExecutorLaunch {
  readonly kind: ExecutorKind;
  readonly containerId: string;
  readonly info: ExecutorInfo;
}

/** Without tasks, and REGISTERING. */
export function newExecutor(
  config: AgentConfig,
  agentId: string,
  framework: Framework,
  launch: ExecutorLaunch,
  isRecovered: boolean,
): Executor {
  const { kind, containerId, info } = launch;
  const executorId = info.executor_id.value;
  return {
    id: executorId,
    kind,
    framework,
    containerId,
    directory: sandboxPath(config.workDir, { agentId, frameworkId: framework.id, executorId, containerId }),
    info,
    resources: resourcesOf(info.resources),
    isRecovered,
    tasks: new Map(),
    completedTasks: [],
    state: 'REGISTERING',
    isLaunched: isRecovered,
    supervisorPid: undefined,
    taskPid: undefined,
    connection: undefined,
    wasGivenTask: false,
  };
}

/** The executor that everybody sees beside a command task. */
export function commandLaunch(
  config: AgentConfig,
  frameworkId: string,
  containerId: string,
  task: TaskInfo,
): ExecutorLaunch {
  const info = generatedExecutor(task, { value: frameworkId }, config.launcherDir);
  return { kind: 'command', containerId, info };
}

/** A task, with what is known of it already. */
export interface TaskLaunch {
  readonly info: TaskInfo;
  readonly isQueued: boolean;
  readonly container?: TaskContainer | undefined;
  readonly kill?: KillPlan | undefined;
  readonly updates?: readonly StatusUpdate[] | undefined;
}

export function newTask(executor: Executor, launch: TaskLaunch): ExecutorTask {
  const { container, info, isQueued, kill, updates = [] } = launch;
  const message = updates.reduce(withStatus, taskMessage(executor.framework.id, info));
  return {
    id: info.task_id.value,
    executor,
    info,
    resources: resourcesOf(info.resources),
    message,
    container,
    isQueued,
    reportedState: updates.at(-1)?.status.state,
    kill,
    isKillEnforced: false,
    killTimer: undefined,
    completionTimer: undefined,
  };
}

/** The task as the original's agent makes it from what it was asked to run. */
function taskMessage(frameworkId: string, info: TaskInfo): Task {
  const {
    agent_id,
    command,
    container,
    discovery,
    executor,
    health_check,
    kill_policy,
    labels,
    limits,
    name,
  } = info;
  return {
    name,
    task_id: info.task_id,
    framework_id: { value: frameworkId },
    ...(executor === undefined ? {} : { executor_id: executor.executor_id }),
    agent_id,
    state: 'TASK_STAGING',
    ...(info.resources === undefined ? {} : { resources: info.resources }),
    ...(labels === undefined ? {} : { labels }),
    ...(discovery === undefined ? {} : { discovery }),
    ...(container === undefined ? {} : { container }),
    ...(health_check === undefined ? {} : { health_check }),
    ...(kill_policy === undefined ? {} : { kill_policy }),
    ...(command?.user === undefined ? {} : { user: command.user }),
    ...(limits === undefined ? {} : { limits }),
  };
}
