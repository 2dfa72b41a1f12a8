// Status updates on their way from agents to schedulers, and acknowledgements on their way back. The master
// stores neither: an agent repeats an update until it is acknowledged, so dropping one is safe, and answering
// for a scheduler is not.
import type {
  SchedulerCallAcknowledge,
  StatusUpdate,
  StatusUpdateMessage,
  TaskStatus,
} from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { isUuid } from '../protocol/uuid.ts';
import type { Core } from './core.ts';
import type { Framework } from './model.ts';
import { sendStatus } from './status.ts';
import { pack } from './task.ts';
import { noteSent, removeTask, updateTask } from './tasks.ts';

export function statusUpdate(core: Core, message: StatusUpdateMessage): void {
  const { update, pid = '' } = message;
  const { model, metrics, log } = core;
  metrics.increment('messages_status_update');
  const dropped = (problem: string): void => {
    metrics.increment('invalid_status_updates');
    log.warn('ignoring a status update', { task: update.status.task_id.value, from: pid, problem });
  };
  const agent = model.agents.get(update.agent_id?.value ?? '');
  if (agent === undefined) {
    dropped('the agent is not registered');
    return;
  }
  const { uuid } = update;
  if (!isUuid(uuid)) {
    dropped('Not a valid UUID');
    return;
  }
  const framework = model.frameworks.get(update.framework_id.value);
  if (framework === undefined) {
    dropped('the framework is not known');
    return;
  }
  const status = statusOf(update, pid);
  const task = framework.tasks.get(update.status.task_id.value);
  if (framework.isConnected) {
    // Also for a task that is not known: its scheduler must see the update and acknowledge it, or the agent
    // repeats it for ever.
    if (task?.agentId === agent.id) noteSent(task, status.state, uuid);
    sendStatus(framework, status, message);
  }
  if (task === undefined || task.agentId !== agent.id) {
    dropped('the task is not known');
    return;
  }
  updateTask(core, framework, agent, task, { status, latestState: update.latest_state });
  metrics.increment(framework.isConnected ? 'valid_status_updates' : 'invalid_status_updates');
}

/** The status as schedulers see it: what the update says beside it is put into it. */
function statusOf(update: StatusUpdate, pid: string): TaskStatus {
  const status: TaskStatus = { ...update.status, timestamp: update.timestamp };
  if (update.agent_id !== undefined) status.agent_id = update.agent_id;
  if (update.executor_id !== undefined) status.executor_id = update.executor_id;
  if (pid === '') delete status.uuid;
  else status.uuid = update.uuid;
  return status;
}

export function acknowledge(core: Core, framework: Framework, call: SchedulerCallAcknowledge): void {
  const { model, metrics, log } = core;
  metrics.increment('messages_status_update_acknowledgement');
  const { agent_id, task_id, uuid } = call;
  const dropped = (problem: string): void => {
    metrics.increment('invalid_status_update_acknowledgements');
    log.warn('ignoring an acknowledgement', { framework: framework.id, task: task_id.value, problem });
  };
  const agent = model.agents.get(agent_id.value);
  if (agent === undefined) {
    dropped('the agent is not registered');
    return;
  }
  if (!agent.isConnected) {
    dropped('the agent is disconnected');
    return;
  }
  const task = framework.tasks.get(task_id.value);
  if (task !== undefined && task.agentId === agent.id) {
    // The update it is for was sent by a master before this one; the agent sends it again.
    if (task.sentState === undefined) {
      dropped('no update of the task was sent');
      return;
    }
    if (isTerminal(task.sentState) && task.sentUuid === pack(uuid)) {
      task.isAcknowledged = true;
      removeTask(core, framework, agent, task);
    }
  }
  core.peers.send(agent.pid, 'internal.StatusUpdateAcknowledgementMessage', {
    agent_id,
    framework_id: { value: framework.id },
    task_id,
    uuid,
  });
  metrics.increment('valid_status_update_acknowledgements');
}
