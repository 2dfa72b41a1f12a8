// When the allocator runs and what becomes of its allocations. Runs are merged, a long one gives way to other
// events after each step, and the next interval starts when the run before it has ended.
import type { Allocation, AllocationRun, Candidates } from '../allocator/allocator.ts';
import type { Offer as OfferMessage } from '../protocol/messages.ts';
import { AllocationTimes } from './allocator-metrics.ts';
import type { Core } from './core.ts';
import type { Framework, Offer } from './model.ts';
import { addOffer, offerMessage } from './offers.ts';
import { sendEvent } from './status.ts';

/** Agents and frameworks considered in one turn: two to three milliseconds. */
const workPerTurn = 2000;

/** Offers made in one turn, which cost much more: a turn ends after the step that reaches it, at some milliseconds. */
const offersPerTurn = 100;
const workPerStep = 100;

/** Offers in one event: half a megabyte of JSON, far below what clients take. */
const maxOffersPerEvent = 500;

export class AllocationLoop {
  readonly #core: Core;
  #run: AllocationRun | undefined;
  #isScheduled = false;
  #isIntervalDue = false;
  #requestedMs = 0;
  #workedMs = 0;
  readonly times = new AllocationTimes();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Runs that are wanted and have not begun. */
  get waitingCount(): number {
    return this.#isScheduled ? 1 : 0;
  }

  /** Starts the interval. Before this nothing is offered. */
  start(): void {
    this.#armInterval();
    this.poke();
  }

  /** To be called after every event: schedules a run when the event made one necessary. */
  poke(): void {
    if (this.#isScheduled || this.#run !== undefined || !this.#core.model.isRecovered) return;
    if (!this.#core.allocator.hasPending && !this.#isIntervalDue) return;
    this.#isScheduled = true;
    this.#requestedMs = this.#core.clock.now();
    this.#core.after(0, () => {
      this.#isScheduled = false;
      this.#startRun();
    });
  }

  #armInterval(): void {
    this.#core.after(this.#core.config.allocationIntervalMs, () => {
      this.#isIntervalDue = true;
      this.poke();
    });
  }

  #startRun(): void {
    const pending = this.#core.allocator.takePending();
    const candidates: Candidates | undefined = this.#isIntervalDue ? 'all' : pending;
    if (candidates === undefined) return;
    const nowMs = this.#core.clock.now();
    this.times.latencies.record(Math.max(0, nowMs - this.#requestedMs), nowMs);
    this.#workedMs = 0;
    this.#run = this.#core.allocator.startRun(candidates, nowMs);
    this.#workedMs += this.#core.clock.now() - nowMs;
    this.#step();
  }

  #step(): void {
    const run = this.#run;
    if (run === undefined) return;
    const startMs = this.#core.clock.now();
    const allocations: Allocation[] = [];
    for (let work = 0; work < workPerTurn; work += workPerStep) {
      allocations.push(...run.step(workPerStep));
      if (run.isDone || allocations.length >= offersPerTurn) break;
    }
    const endMs = this.#core.clock.now();
    this.#workedMs += endMs - startMs;
    if (run.isDone) this.times.runs.record(Math.max(0, this.#workedMs), endMs);
    this.#offer(allocations);
    if (!run.isDone) {
      this.#core.after(0, () => this.#step());
      return;
    }
    this.#run = undefined;
    if (!this.#isIntervalDue) return;
    this.#isIntervalDue = false;
    this.#armInterval();
  }

  #offer(allocations: readonly Allocation[]): void {
    const messages = new Map<Framework, OfferMessage[]>();
    for (const allocation of allocations) {
      const offer = this.#offerOf(allocation);
      if (offer === undefined) continue;
      const list = messages.get(offer.framework);
      if (list === undefined) messages.set(offer.framework, [offerMessage(offer)]);
      else list.push(offerMessage(offer));
    }
    for (const [framework, offers] of messages) {
      framework.metrics.offersSent += offers.length;
      for (let at = 0; at < offers.length; at += maxOffersPerEvent) {
        sendEvent(framework, {
          type: 'OFFERS',
          offers: { offers: offers.slice(at, at + maxOffersPerEvent) },
        });
      }
    }
  }

  /** The offer of an allocation, or undefined after giving it back: framework or agent cannot have it any more. */
  #offerOf({ frameworkId, agentId, role, resources }: Allocation): Offer | undefined {
    const { model, allocator, clock } = this.#core;
    const framework = model.frameworks.get(frameworkId);
    const agent = model.agents.get(agentId);
    if (framework?.isActive === true && agent?.isActive === true)
      return addOffer(this.#core, framework, agent, role, resources);
    allocator.recoverResources(frameworkId, agentId, resources, undefined, clock.now());
    return undefined;
  }
}
