// How an executor begins: from a task that is to be launched, or from what was read from disk.

import { generatedExecutor } from '../executor/executor-info.ts';
import type { KillPlan } from '../executor/kill-plan.ts';
import type { StatusUpdate, Task, TaskInfo } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { resourcesOf } from '../resources/messages.ts';
import type { AgentConfig } from './config.ts';
import { type Executor, type Framework, recordStatus } from './model.ts';
import { sandboxPath } from './sandbox.ts';

/** A launch, with what is known of it already. */
export interface Launch {
  readonly containerId: string;
  readonly task: TaskInfo;
  readonly kill?: KillPlan | undefined;
  readonly updates?: readonly StatusUpdate[] | undefined;
}

export function newExecutor(
  config: AgentConfig,
  agentId: string,
  framework: Framework,
  launch: Launch,
  isRecovered: boolean,
): Executor {
  const { containerId, task: taskInfo, updates = [] } = launch;
  const executorId = taskInfo.task_id.value;
  const task = newTask(framework.id, taskInfo);
  for (const update of updates) recordStatus(task, update);
  const last = updates.at(-1)?.status;
  const hasEnded = last !== undefined && isTerminal(last.state);
  return {
    id: executorId,
    framework,
    containerId,
    directory: sandboxPath(config.workDir, { agentId, frameworkId: framework.id, executorId, containerId }),
    info: generatedExecutor(taskInfo, { value: framework.id }, config.launcherDir),
    taskInfo,
    taskResources: resourcesOf(taskInfo.resources),
    task,
    isRecovered,
    state: hasEnded ? 'TERMINATED' : last === undefined ? 'REGISTERING' : 'RUNNING',
    isLaunched: isRecovered,
    reportedState: last?.state,
    supervisorPid: last?.container_status?.executor_pid,
    taskPid: undefined,
    kill: launch.kill,
    isKillEnforced: false,
    killTimer: undefined,
    completionTimer: undefined,
  };
}

/** The task as the original's agent makes it from what it was asked to run. */
function newTask(frameworkId: string, info: TaskInfo): Task {
  const { agent_id, command, container, discovery, health_check, kill_policy, labels, limits, name } = info;
  return {
    name,
    task_id: info.task_id,
    framework_id: { value: frameworkId },
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
