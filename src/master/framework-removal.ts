// The end of a framework. Its id is spent at once and its resources are free as soon as its tasks are ended,
// which takes several turns when they are many.
import type { Core } from './core.ts';
import { forEachAgent } from './core.ts';
import { addressOf, type Framework } from './model.ts';
import { discardOffer } from './offers.ts';
import { orphanOperations } from './operation-updates.ts';
import { dropConnection, masterStatus } from './status.ts';
import type { Task } from './task.ts';
import { completeTask, forgetUnreachableTask, removeExecutors, removeTask, updateTask } from './tasks.ts';

/** Tasks of a removed framework that are ended in one turn: some five milliseconds. */
const endingsPerTurn = 1000;

/** Ends a framework: its tasks are killed by the agents, its resources are free, its id is spent. */
export function removeFramework(core: Core, framework: Framework): void {
  const { model, log } = core;
  log.info('removing framework', { framework: framework.id, tasks: framework.tasks.size });
  framework.failoverTimer?.cancel();
  framework.failoverTimer = undefined;
  if (framework.isActive) core.allocator.deactivateFramework(framework.id);
  for (const offer of [...framework.offers]) discardOffer(core, offer);
  framework.unregisteredMs = core.clock.now();
  framework.state = 'disconnected';
  dropConnection(framework);
  model.frameworks.delete(framework.id);
  model.forgetScheduler(framework);
  if (framework.pid !== undefined && !model.isInUse(addressOf(framework.pid)))
    core.peers.unlink(framework.pid);
  core.metrics.principals.removed(framework, model.frameworks.values());
  completeFramework(core, framework);
  // What it holds stays booked until its tasks are ended below.
  core.allocator.removeFramework(framework.id);
  const message = { framework_id: { value: framework.id } };
  forEachAgent(core, (agent) => {
    core.peers.send(agent.pid, 'internal.ShutdownFrameworkMessage', message);
  });
  for (const task of [...framework.unreachableTasks.values()]) {
    forgetUnreachableTask(core, framework, task);
    completeTask(core, framework, task);
  }
  orphanOperations(core, framework);
  endTasks(core, framework);
}

/** In turns: a framework may have a hundred thousand tasks, and nobody waits for their end. */
function endTasks(core: Core, framework: Framework): void {
  let left = endingsPerTurn;
  for (const task of framework.tasks.values()) {
    if (left === 0) {
      core.after(0, () => endTasks(core, framework));
      return;
    }
    left -= 1;
    endTask(core, framework, task);
  }
  for (const agentId of [...framework.used.keys()]) {
    const agent = core.model.agents.get(agentId);
    if (agent !== undefined) removeExecutors(core, framework, agent);
  }
  core.operatorEvents.frameworkRemoved(framework);
}

function endTask(core: Core, framework: Framework, task: Task): void {
  const agent = core.model.agents.get(task.agentId);
  if (agent?.tasks.get(framework.id)?.has(task) !== true) {
    // Its agent was removed since the framework was, and with it all that was booked there.
    core.model.countTask(task.state, -1);
    framework.tasks.delete(task.id);
    completeTask(core, framework, task);
    return;
  }
  const status = masterStatus(core, {
    taskId: task.id,
    state: 'TASK_KILLED',
    message: `Framework ${framework.id} removed`,
    reason: 'REASON_FRAMEWORK_REMOVED',
    agentId: task.agentId,
    executorId: task.executorId,
  });
  updateTask(core, framework, agent, task, { status });
  removeTask(core, framework, agent, task);
}

function completeFramework(core: Core, framework: Framework): void {
  const { completedFrameworks } = core.model;
  completedFrameworks.set(framework.id, framework);
  for (const id of completedFrameworks.keys()) {
    if (completedFrameworks.size <= core.config.maxCompletedFrameworks) break;
    completedFrameworks.delete(id);
  }
}
