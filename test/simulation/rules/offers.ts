// No offer is accepted twice: tasks are launched only by an ACCEPT all of whose offers are outstanding and the
// framework's own, and an offer that has ended never comes back.

import type { Model } from '../../../src/master/model.ts';
import type { SchedulerCall } from '../../../src/protocol/messages.ts';
import { type History, Violation } from '../history.ts';

const rule = 'offers';

/** What a master does while it handles one event. */
export class OfferWatch {
  readonly #history: History;
  readonly #life: string;
  readonly #model: Model;
  /** Outstanding before the event, with their frameworks. */
  #before = new Map<string, string>();
  #call: SchedulerCall | undefined;
  readonly #launched: string[] = [];

  constructor(history: History, life: string, model: Model) {
    this.#history = history;
    this.#life = life;
    this.#model = model;
  }

  /** A scheduler's call is about to be handled. */
  begin(call: SchedulerCall): void {
    this.#call = call;
  }

  /** The master sends a task to an agent. */
  taskSent(frameworkId: string, taskId: string): void {
    const task = this.#history.task(taskId);
    if (task === undefined) throw new Violation(rule, `${taskId} is launched, and nobody asked for it`);
    if (task.frameworkId !== frameworkId)
      throw new Violation(rule, `${taskId} of ${task.frameworkId} is launched for ${frameworkId}`);
    if (task.acceptedBy !== undefined)
      throw new Violation(rule, `${taskId} is launched a second time, by ${this.#life}`);
    task.acceptedBy = this.#life;
    this.#launched.push(taskId);
  }

  /** The event is over: checks what it did to offers. */
  end(): void {
    const now = this.#model.offers;
    if (this.#launched.length > 0) this.#checkAccept();
    for (const id of this.#before.keys()) if (!now.has(id)) this.#history.spentOffers.add(id);
    let isSame = now.size === this.#before.size;
    for (const id of now.keys()) {
      if (this.#before.has(id)) continue;
      isSame = false;
      if (this.#history.spentOffers.has(id)) throw new Violation(rule, `${id} is offered again`);
    }
    if (!isSame) this.#before = new Map([...now].map(([id, offer]) => [id, offer.framework.id]));
    this.#call = undefined;
    this.#launched.length = 0;
  }

  #checkAccept(): void {
    const call = this.#call;
    const tasks = this.#launched.join(', ');
    if (call?.accept === undefined) throw new Violation(rule, `${tasks} launched, and not by an ACCEPT`);
    for (const { value: id } of call.accept.offer_ids ?? []) {
      const owner = this.#before.get(id);
      if (this.#history.spentOffers.has(id)) throw new Violation(rule, `${id} is used again, for ${tasks}`);
      if (owner === undefined)
        throw new Violation(rule, `${tasks} launched with ${id}, which is not outstanding`);
      if (owner !== call.framework_id?.value)
        throw new Violation(rule, `${tasks} launched with ${id}, which is an offer to ${owner}`);
      if (this.#model.offers.has(id))
        throw new Violation(rule, `${id} is still outstanding after its ACCEPT`);
    }
  }
}
