// No acknowledged update is lost, none overtakes another of its task, and a terminal state never changes.
//
// An agent's update (it has a uuid) is final when its state is terminal. What a master says by itself (no uuid) is
// final too, but for what the specification lets it take back: that a task is away (TASK_LOST of an agent that
// disconnected or was removed, and of a task that reconciliation does not find for a framework that is not
// partition aware; TASK_UNREACHABLE and TASK_UNKNOWN, which are no ends). When the agent is back, its real state
// follows. Reconciliation may say how a task ended before the updates that led there are delivered: they follow in
// their order, and the last one says the same. TASK_LOST and TASK_DROPPED for invalid offers end a task unless an earlier copy of the same ACCEPT was
// carried out: the answer is then about the copy.
import type { StatusUpdate, TaskStatus } from '../../../src/protocol/messages.ts';
import {
  type Emission,
  type History,
  hex,
  isTerminal,
  rankOf,
  type TaskHistory,
  Violation,
} from '../history.ts';

const rule = 'updates';

/** An agent is about to send an update. */
export function updateSent(history: History, life: string, update: StatusUpdate): void {
  const { status } = update;
  const task = history.task(status.task_id.value);
  if (task === undefined)
    throw new Violation(rule, `an update of ${status.task_id.value}, which nobody launched`);
  const uuid = hex(update.uuid ?? new Uint8Array());
  const name = `${status.state} of ${task.id} (${uuid.slice(0, 8)})`;
  if (uuid.length !== 32) throw new Violation(rule, `${name} has no uuid`);
  if (!task.stored.has(uuid)) throw new Violation(rule, `${name} is sent before it is on disk`);
  if (task.acknowledged.has(uuid))
    throw new Violation(rule, `${name} is sent again after its acknowledgement was on disk`);
  if (update.latest_state !== undefined && rankOf(update.latest_state) < rankOf(status.state))
    throw new Violation(rule, `${name} says that the latest state is ${update.latest_state}`);
  const known = task.emitted.findIndex((emission) => emission.uuid === uuid);
  if (known >= 0) {
    if (known < task.lastEmitted) throw new Violation(rule, `${name} is sent again after a newer one`);
    return;
  }
  const emission: Emission = {
    uuid,
    state: status.state,
    source: status.source,
    reason: status.reason,
    life,
  };
  checkOrder(history, task, emission, name);
  task.emitted.push(emission);
  task.lastEmitted = task.emitted.length - 1;
}

function checkOrder(history: History, task: TaskHistory, next: Emission, name: string): void {
  const last = task.emitted[task.lastEmitted];
  if (last === undefined) return;
  if (rankOf(next.state) > rankOf(last.state)) {
    const isAcknowledged = task.acknowledged.has(last.uuid);
    if (!isAcknowledged && !isForgettable(history, task, last))
      throw new Violation(rule, `${name} is sent before ${last.state} is acknowledged`);
    return;
  }
  // An agent that has forgotten its answer gives the same one when it is asked again.
  if (last.life !== next.life && next.state === last.state && isAnswer(last) && isAnswer(next)) return;
  throw new Violation(rule, `${name} is sent after ${last.state} (${last.uuid.slice(0, 8)})`);
}

/**
 * A new process of the agent need not know of it: an answer, or anything of a framework that does not checkpoint or
 * was removed. (A removed framework that comes back to a new master, which knows nothing of that, is the same one.)
 */
function isForgettable(history: History, task: TaskHistory, emission: Emission): boolean {
  return task.isLostWithAgent || history.removedFrameworks.has(task.frameworkId) || isAnswer(emission);
}

/** The agent does not know the task. */
function isAnswer(emission: Emission): boolean {
  return emission.state === 'TASK_LOST' || emission.state === 'TASK_DROPPED';
}

/** A scheduler received an UPDATE. */
export function updateReceived(history: History, status: TaskStatus): void {
  const task = history.task(status.task_id.value);
  if (task === undefined)
    throw new Violation(rule, `a status of ${status.task_id.value}, which nobody launched`);
  if (status.uuid === undefined) masterStatusReceived(task, status);
  else agentUpdateReceived(history, task, status, hex(status.uuid));
  task.told = status.state;
}

function agentUpdateReceived(history: History, task: TaskHistory, status: TaskStatus, uuid: string): void {
  const name = `${status.state} of ${task.id} (${uuid.slice(0, 8)})`;
  const index = task.emitted.findIndex((emission) => emission.uuid === uuid);
  if (index < 0) throw new Violation(rule, `${name} reached the scheduler, and no agent has sent it`);
  if (index < task.lastSeen) throw new Violation(rule, `${name} reached the scheduler after a newer one`);
  for (const skipped of task.emitted.slice(task.lastSeen + 1, index)) {
    if (!isForgettable(history, task, skipped))
      throw new Violation(rule, `${name} reached the scheduler, ${skipped.state} before it never did`);
  }
  const previous = task.emitted[index - 1];
  const isInTurn =
    previous === undefined ||
    task.acknowledgements.has(previous.uuid) ||
    isForgettable(history, task, previous);
  if (!isInTurn)
    throw new Violation(rule, `${name} follows ${previous.state}, which the scheduler has not acknowledged`);
  task.lastSeen = index;
  if (isTerminal(status.state)) end(task, status, uuid);
  else if (task.final?.uuid !== undefined)
    throw new Violation(rule, `${name} reached the scheduler after ${task.final.state}`);
}

function masterStatusReceived(task: TaskHistory, status: TaskStatus): void {
  if (task.final !== undefined) {
    // What the scheduler believes of a task that has ended and was forgotten is its own business to ask for.
    if (status.reason === 'REASON_RECONCILIATION' && !isKnownState(status)) return;
    // The updates are still being delivered, and this is how far they are.
    if (task.final.uuid === undefined && !isTerminal(status.state)) return;
    if (status.reason === 'REASON_INVALID_OFFERS' && task.accepts > 1) return;
    if (status.state !== task.final.state)
      throw new Violation(rule, `${status.state} of ${task.id} (${status.reason}) after ${task.final.state}`);
    return;
  }
  if (isTerminal(status.state) && !isProvisional(task, status)) end(task, status, undefined);
}

/** The answer of a master that knows the task; of one it does not know it says where it could be. */
function isKnownState(status: TaskStatus): boolean {
  const where: readonly string[] = ['TASK_LOST', 'TASK_GONE', 'TASK_UNKNOWN', 'TASK_UNREACHABLE'];
  return !where.includes(status.state);
}

function isProvisional(task: TaskHistory, status: TaskStatus): boolean {
  switch (status.reason) {
    case 'REASON_AGENT_DISCONNECTED':
    case 'REASON_AGENT_REMOVED':
      return status.state === 'TASK_LOST';
    case 'REASON_RECONCILIATION':
      return status.state === 'TASK_LOST' && !task.isPartitionAware;
    case 'REASON_INVALID_OFFERS':
      return task.accepts > 1;
    default:
      return false;
  }
}

function end(task: TaskHistory, status: TaskStatus, uuid: string | undefined): void {
  const { final } = task;
  // The master has said that the agent does not have it, and the agent says the same in other words.
  const isSaidAgain = final?.state === 'TASK_GONE' && status.state === 'TASK_DROPPED';
  if (final === undefined || isSaidAgain) {
    task.final = { state: status.state, uuid };
    return;
  }
  if (final.state === status.state) {
    task.final = { state: status.state, uuid: uuid ?? final.uuid };
    return;
  }
  throw new Violation(
    rule,
    `${task.id} ended as ${final.state} and then as ${status.state} (${status.reason ?? 'no reason'})`,
  );
}
