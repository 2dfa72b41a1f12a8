// The line that `systemctl status` shows of a daemon. It is made once a second, so it only reads counts.
import type { AgentModel } from '../agent/model.ts';
import type { Model as MasterModel } from '../master/model.ts';

export function masterStatusLine(pid: string, model: MasterModel): string {
  const { leader } = model;
  const role = leader === undefined ? `leading as ${pid}` : `standby of ${leader.hostname}:${leader.port}`;
  const tasks = model.taskCounts.get('TASK_RUNNING') ?? 0;
  const recovering = model.recoveredAgents.size;
  const agents =
    counted(model.agents.size, 'agent') + (recovering > 0 ? ` (${recovering} expected back)` : '');
  return `${role}; ${agents}, ${counted(model.frameworks.size, 'framework')}, ${counted(tasks, 'task')} running`;
}

/** `detected` is the master's UPID, `configured` what --master says. */
export function agentStatusLine(detected: string | undefined, configured: string, model: AgentModel): string {
  const isRegistered = model.state === 'RUNNING' && !model.isReregistering;
  const master = detected ?? configured;
  const tasks = counted(model.containers.size, 'task');
  return `${isRegistered ? 'registered with' : 'not registered, looking for'} ${master}; ${tasks} running`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
