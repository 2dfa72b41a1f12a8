// ACCEPT and DECLINE: offers are used up, operations are applied one after another to what is left of them, and
// the rest goes back, refused for a while. Whatever fails, no resource of the offers is lost.

import { unreachable } from '../base/assert.ts';
import type {
  Filters,
  OfferOperation,
  SchedulerCallAccept,
  SchedulerCallDecline,
  TaskInfo,
  TaskStatusReason,
} from '../protocol/messages.ts';
import { Resources } from '../resources/resources.ts';
import { acceptOperation } from './accept-operations.ts';
import type { Core } from './core.ts';
import { type LaunchPlace, launchTask, launchTaskGroup, refuseTasks } from './launch.ts';
import type { Framework } from './model.ts';
import { discardOffer, takeOffer } from './offers.ts';
import { dropOperation } from './operations.ts';
import { masterStatus, sendStatus } from './status.ts';
import { validateOffers } from './validation/offers.ts';

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
  const acceptance = new Acceptance({ core, framework, agent, role }, offered);
  for (const operation of operations) acceptance.apply(operation);
  const giveBack = (resources: Resources, filters: Filters | undefined): void =>
    core.allocator.recoverResources(framework.id, agent.id, resources, filters, core.clock.now());
  // What operations have made is not refused: the framework asked for it and waits for its offer.
  const made = acceptance.left.subtract(offered);
  giveBack(acceptance.withheld.add(made), undefined);
  giveBack(acceptance.left.subtract(made), call.filters ?? {});
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

/** One ACCEPT at work. */
class Acceptance {
  /** What is left of the offers, allocated to their role. */
  left: Resources;
  /** What was made of the offers and cannot be used before it is offered again. */
  withheld = Resources.none;
  readonly #place: LaunchPlace;

  constructor(place: LaunchPlace, offered: Resources) {
    this.#place = place;
    this.left = offered;
  }

  apply(operation: OfferOperation): void {
    const { core, framework } = this.#place;
    framework.metrics.count(framework.metrics.operations, operation.type ?? 'UNKNOWN');
    const { type = 'UNKNOWN' } = operation;
    switch (type) {
      case 'LAUNCH':
        for (const task of operation.launch?.task_infos ?? []) {
          this.#launch([task], operation, 'REASON_TASK_INVALID', () =>
            launchTask(this.#place, task, this.left),
          );
        }
        return;
      case 'LAUNCH_GROUP': {
        const { executor, task_group: group } = operation.launch_group ?? {};
        if (executor === undefined) return;
        const tasks = group?.tasks ?? [];
        this.#launch(tasks, operation, 'REASON_TASK_GROUP_INVALID', () =>
          launchTaskGroup(this.#place, executor, tasks, this.left),
        );
        return;
      }
      case 'UNKNOWN':
        core.log.warn('ignoring an operation of unknown type', { framework: framework.id });
        return;
      case 'RESERVE':
      case 'UNRESERVE':
      case 'CREATE':
      case 'DESTROY':
      case 'GROW_VOLUME':
      case 'SHRINK_VOLUME':
      case 'CREATE_DISK':
      case 'DESTROY_DISK':
        this.#operate(operation);
        return;
      default:
        unreachable(type);
        return;
    }
  }

  #operate(operation: OfferOperation): void {
    const { core, framework } = this.#place;
    const outcome = acceptOperation(this.#place, operation, this.left);
    if ('message' in outcome) {
      dropOperation(core, framework, operation, outcome.message);
      return;
    }
    this.left = outcome.left;
    this.withheld = this.withheld.add(outcome.withheld);
  }

  #launch(
    tasks: readonly TaskInfo[],
    { id, type }: OfferOperation,
    reason: TaskStatusReason,
    launch: () => Resources,
  ): void {
    if (id === undefined) this.left = this.left.subtract(launch());
    else refuseTasks(this.#place, tasks, `'Offer.Operation.id' must not be set for ${type}`, reason);
  }
}
