// An operator's word that an agent will never come back: its tasks are over, and whoever comes with its id is shut
// down. The registry hears it first, because the word outlives this master.
import { dropAgent, lossOf, sendAgentLost } from './agent-lifecycle.ts';
import type { Core } from './core.ts';
import type { AgentId, Framework } from './model.ts';
import { settleAway } from './operations.ts';
import { masterStatus, sendStatus } from './status.ts';
import type { Task } from './task.ts';
import { completeTask, forgetUnreachableTask } from './tasks.ts';

/** `busy`: another change of the agent is under way, to be asked again. */
export type GoneAnswer =
  | { readonly type: 'gone' }
  | { readonly type: 'unknown' }
  | { readonly type: 'busy'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string };

/** What a scheduler and the agent are told. */
const reasonText = 'Agent has been marked gone';

/** Agents that left in any way may be marked, those of the registry that are not back too. */
export function markAgentGone(core: Core, agentId: AgentId, done: (answer: GoneAnswer) => void): void {
  const { model, log } = core;
  const answer = answerAtOnce(core, agentId);
  if (answer !== undefined) {
    done(answer);
    return;
  }
  model.markingGone.add(agentId);
  log.info('marking agent gone', { agent: agentId });
  const timeMs = core.clock.now();
  core.submit({ type: 'MARK_AGENT_GONE', agentId, timeMs }, (result) => {
    model.markingGone.delete(agentId);
    if ('problem' in result) {
      log.warn('the registry did not mark the agent gone', { agent: agentId, problem: result.problem });
      done({ type: 'failed', message: result.problem });
      return;
    }
    removeGone(core, agentId, timeMs);
    done({ type: 'gone' });
  });
}

/** The answer when there is nothing to do, or not now. */
function answerAtOnce(core: Core, agentId: AgentId): GoneAnswer | undefined {
  const { model } = core;
  if (model.goneAgents.has(agentId)) return { type: 'gone' };
  const change = changeUnderWay(core, agentId);
  if (change !== undefined) return { type: 'busy', message: `Agent '${agentId}' is already being ${change}` };
  const isKnown =
    model.agents.has(agentId) || model.recoveredAgents.has(agentId) || model.unreachableAgents.has(agentId);
  return isKnown ? undefined : { type: 'unknown' };
}

function changeUnderWay({ model }: Core, agentId: AgentId): string | undefined {
  if (model.markingGone.has(agentId)) return 'transitioned to gone';
  if (model.markingUnreachable.has(agentId)) return 'transitioned to unreachable';
  if (model.removing.has(agentId)) return 'removed';
  return model.reregistering.has(agentId) ? 'reregistered' : undefined;
}

function removeGone(core: Core, agentId: AgentId, timeMs: number): void {
  const { model } = core;
  model.goneAgents.set(agentId, timeMs);
  model.unreachableAgents.delete(agentId);
  settleAway(core, agentId, 'OPERATION_GONE_BY_OPERATOR');
  const wasRecovered = model.recoveredAgents.delete(agentId);
  const agent = model.agents.get(agentId);
  if (agent !== undefined) {
    core.peers.send(agent.pid, 'internal.ShutdownMessage', { message: reasonText });
    dropAgent(core, agent, reasonText, 'gone');
  } else if (wasRecovered) {
    sendAgentLost(core, agentId);
  }
  for (const framework of model.frameworks.values()) {
    for (const task of [...framework.unreachableTasks.values()])
      if (task.agentId === agentId) endUnreachable(core, framework, task);
  }
}

/** A task that was only out of reach is over. */
function endUnreachable(core: Core, framework: Framework, task: Task): void {
  const status = masterStatus(core, {
    ...lossOf(framework, 'gone'),
    message: reasonText,
    taskId: task.id,
    agentId: task.agentId,
    executorId: task.executorId,
  });
  const before = task.state;
  forgetUnreachableTask(core, framework, task);
  task.state = status.state;
  task.addStatus(status);
  core.metrics.taskEnded(status.state, status);
  framework.metrics.count(framework.metrics.terminalTasks, status.state);
  completeTask(core, framework, task);
  if (status.state !== before) core.operatorEvents.taskUpdated(task, status);
  sendStatus(framework, status);
}
