// ACCEPT and DECLINE: offers are used up, operations are applied one after another to what is left of them, and
// the rest goes back, refused for a while. Whatever fails, no resource of the offers is lost.

import { unreachable } from '../base/assert.ts';
import type {
  ExecutorInfo,
  HealthCheck,
  OfferOperation,
  Resource,
  SchedulerCallAccept,
  SchedulerCallDecline,
  TaskInfo,
  TaskStatusReason,
} from '../protocol/messages.ts';
import { convertResource, readResources } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import type { Core } from './core.ts';
import { httpFrameworkPid } from './frameworks.ts';
import type { Agent, Framework } from './model.ts';
import { discardOffer, takeOffer } from './offers.ts';
import { masterStatus, sendEvent, sendStatus } from './status.ts';
import { launchedTask } from './task.ts';
import { addExecutor, addTask, findExecutor } from './tasks.ts';
import { validateOffers } from './validation/offers.ts';
import { validateTask } from './validation/task.ts';

export function decline(core: Core, framework: Framework, call: SchedulerCallDecline): void {
  core.metrics.increment('messages_decline_offers');
  for (const { value: id } of call.offer_ids ?? []) {
    const offer = core.model.offers.get(id);
    if (offer?.framework !== framework) {
      core.log.debug('ignoring the decline of an offer that is not outstanding', { offer: id });
      continue;
    }
    framework.metrics.offersDeclined += 1;
    discardOffer(core, offer, call.filters ?? {});
  }
}

export function accept(core: Core, framework: Framework, call: SchedulerCallAccept): void {
  const { operations = [], offer_ids: ids = [] } = call;
  for (const operation of operations) {
    if (operation.type !== 'LAUNCH' && operation.type !== 'LAUNCH_GROUP') continue;
    const isDecline = tasksOf(operation).length === 0;
    core.metrics.increment(isDecline ? 'messages_decline_offers' : 'messages_launch_tasks');
  }
  const invalid = validateOffers(ids, framework, core.model);
  if (invalid !== undefined) {
    acceptInvalid(core, framework, call, invalid.message);
    return;
  }
  const offers = ids.map(({ value: id }) => core.model.offers.get(id)!);
  const { agent, role } = offers[0]!;
  let offered = Resources.none;
  for (const offer of offers) {
    takeOffer(core, offer);
    offered = offered.add(offer.resources);
  }
  framework.metrics.offersAccepted += offers.length;
  const acceptance = new Acceptance(core, framework, agent, role, offered);
  for (const operation of operations) acceptance.apply(operation);
  core.allocator.recoverResources(
    framework.id,
    agent.id,
    acceptance.left,
    call.filters ?? {},
    core.clock.now(),
  );
}

/** The offers cannot be used together: those that stand go back, and each operation is answered. */
function acceptInvalid(core: Core, framework: Framework, call: SchedulerCallAccept, why: string): void {
  core.log.warn('an ACCEPT used invalid offers', { framework: framework.id, problem: why });
  for (const { value: id } of call.offer_ids ?? []) {
    const offer = core.model.offers.get(id);
    if (offer?.framework === framework) discardOffer(core, offer);
  }
  for (const operation of call.operations ?? []) {
    const tasks = tasksOf(operation);
    for (const task of tasks) {
      const status = masterStatus(core, {
        taskId: task.task_id.value,
        agentId: task.agent_id.value,
        state: framework.isPartitionAware ? 'TASK_DROPPED' : 'TASK_LOST',
        message: `Task launched with invalid offers: ${why}`,
        reason: 'REASON_INVALID_OFFERS',
      });
      core.metrics.taskEnded(status.state, status);
      sendStatus(framework, status);
    }
    if (operation.type !== 'LAUNCH' && operation.type !== 'LAUNCH_GROUP')
      dropOperation(core, framework, operation, `Invalid offers: ${why}`);
  }
}

function tasksOf(operation: OfferOperation): readonly TaskInfo[] {
  return operation.launch?.task_infos ?? operation.launch_group?.task_group.tasks ?? [];
}

/** An operation that is not carried out: its id, when it has one, is answered with an error. */
function dropOperation(core: Core, framework: Framework, operation: OfferOperation, message: string): void {
  core.log.warn('dropping an operation', { framework: framework.id, type: operation.type, problem: message });
  if (operation.id === undefined) return;
  sendEvent(framework, {
    type: 'UPDATE_OPERATION_STATUS',
    update_operation_status: {
      status: { operation_id: operation.id, state: 'OPERATION_ERROR', message },
    },
  });
}

/** One ACCEPT at work. */
class Acceptance {
  /** What is left of the offers, allocated to their role. */
  left: Resources;
  readonly #core: Core;
  readonly #framework: Framework;
  readonly #agent: Agent;
  readonly #role: string;

  constructor(core: Core, framework: Framework, agent: Agent, role: string, offered: Resources) {
    this.#core = core;
    this.#framework = framework;
    this.#agent = agent;
    this.#role = role;
    this.left = offered;
  }

  apply(operation: OfferOperation): void {
    this.#framework.metrics.count(this.#framework.metrics.operations, operation.type ?? 'UNKNOWN');
    const { type = 'UNKNOWN' } = operation;
    switch (type) {
      case 'LAUNCH':
        for (const task of operation.launch?.task_infos ?? []) {
          if (operation.id === undefined) this.#launch(task);
          else this.#refuse(task, "'Offer.Operation.id' must not be set for LAUNCH", 'REASON_TASK_INVALID');
        }
        return;
      case 'LAUNCH_GROUP':
        for (const task of operation.launch_group?.task_group.tasks ?? []) {
          this.#refuse(
            task,
            'Task groups (LAUNCH_GROUP) are not supported by this version',
            'REASON_TASK_GROUP_INVALID',
          );
        }
        return;
      case 'UNKNOWN':
        this.#core.log.warn('ignoring an operation of unknown type', {
          framework: this.#framework.id,
        });
        return;
      case 'RESERVE':
      case 'UNRESERVE':
      case 'CREATE':
      case 'DESTROY':
      case 'GROW_VOLUME':
      case 'SHRINK_VOLUME':
      case 'CREATE_DISK':
      case 'DESTROY_DISK':
        dropOperation(
          this.#core,
          this.#framework,
          operation,
          `The operation ${type} is not supported by this version`,
        );
        return;
      default:
        unreachable(type);
        return;
    }
  }

  #refuse(task: TaskInfo, message: string, reason: TaskStatusReason): void {
    const status = masterStatus(this.#core, {
      taskId: task.task_id.value,
      agentId: task.agent_id.value,
      state: 'TASK_ERROR',
      message,
      reason,
    });
    this.#core.metrics.taskEnded('TASK_ERROR', status);
    sendStatus(this.#framework, status);
  }

  #launch(given: TaskInfo): void {
    const framework = this.#framework;
    const agent = this.#agent;
    const task = this.#completed(given);
    const demand = validateTask(task, {
      agentId: agent.id,
      agentCapabilities: agent.capabilities,
      isUsedId: (id) => framework.tasks.has(id) || framework.unreachableTasks.has(id),
      executor: (id) => findExecutor(agent, framework, id),
      available: this.left,
    });
    if ('message' in demand) {
      this.#refuse(task, demand.message, 'REASON_TASK_INVALID');
      return;
    }
    this.left = this.left.subtract(demand.total);
    if (demand.newExecutor !== undefined) addExecutor(framework, agent, demand.newExecutor);
    addTask(
      this.#core,
      framework,
      agent,
      launchedTask(task, framework.id, shared(framework, demand.resources)),
    );
    this.#core.log.debug('launching task', {
      framework: framework.id,
      task: task.task_id.value,
      agent: agent.id,
    });
    this.#core.peers.send(agent.pid, 'internal.RunTaskMessage', {
      framework: framework.info,
      pid: httpFrameworkPid,
      task: forAgent(task, agent),
      ...(agent.resourceVersionUuid === undefined
        ? {}
        : { resource_version_uuids: [{ uuid: agent.resourceVersionUuid }] }),
      launch_executor: task.executor === undefined || demand.newExecutor !== undefined,
    });
  }

  /** The task with what schedulers may leave out. */
  #completed(task: TaskInfo): TaskInfo {
    const completed: TaskInfo = { ...task };
    if (task.resources !== undefined) completed.resources = this.#allocated(task.resources);
    if (task.health_check !== undefined) completed.health_check = withType(task.health_check);
    if (task.executor !== undefined) completed.executor = this.#completedExecutor(task.executor);
    return completed;
  }

  #completedExecutor(executor: ExecutorInfo): ExecutorInfo {
    return {
      ...executor,
      framework_id: executor.framework_id ?? { value: this.#framework.id },
      ...(executor.resources === undefined ? {} : { resources: this.#allocated(executor.resources) }),
    };
  }

  /** In the one format messages between master and agents have; what is invalid stays as it is, to be refused. */
  #allocated(messages: readonly Resource[]): Resource[] {
    const isValid = readResources(messages) instanceof Resources;
    return messages.map((message) => {
      const converted = isValid ? convertResource(message, 'post') : { ...message };
      converted.allocation_info ??= { role: this.#role };
      return converted;
    });
  }
}

/** The same object for the same resources: tasks of one framework are mostly alike. */
function shared(framework: Framework, resources: Resources): Resources {
  if (framework.lastResources?.equals(resources) === true) return framework.lastResources;
  framework.lastResources = resources;
  return resources;
}

/** Schedulers from before the field say by its content what a health check is. */
function withType(check: HealthCheck): HealthCheck {
  if (check.type !== undefined) return check;
  if (check.http !== undefined) return { ...check, type: 'HTTP' };
  return check.command === undefined ? check : { ...check, type: 'COMMAND' };
}

/** An agent from before reservation refinement reads only the older format. */
function forAgent(task: TaskInfo, agent: Agent): TaskInfo {
  if (agent.capabilities.has('RESERVATION_REFINEMENT')) return task;
  const older = (messages: readonly Resource[] | undefined): { resources?: Resource[] } =>
    messages === undefined ? {} : { resources: messages.map((message) => convertResource(message, 'pre')) };
  return {
    ...task,
    ...older(task.resources),
    ...(task.executor === undefined
      ? {}
      : { executor: { ...task.executor, ...older(task.executor.resources) } }),
  };
}
